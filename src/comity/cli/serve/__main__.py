# SPDX-License-Identifier: Apache-2.0
"""A whole node as one process among others: ``python -m comity.cli.serve FOLDER``.

It supervises exchange, worker and desk as `comity serve` does, says one line when all of them
answer, and ends when its input ends.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from comity.cli.serve.lines import READY, end_with_input, read_passphrase, reported, say
from comity.cli.serve.parts import PartName, parts_of
from comity.cli.serve.supervisor import Supervisor, Watch
from comity.config import read_config
from comity.locale import LANGUAGES

__all__ = ["serve_all"]


class _Ready(Watch):
    """Says once that all parts answer."""

    def all_ready(self) -> None:
        say(READY)


def serve_all(folder: Path) -> None:
    """Serve the node of a folder until told to stop. Raises as `Supervisor.run`."""
    config = read_config(folder)
    config.check_desk()
    supervisor = Supervisor(read_passphrase(), _Ready())
    end_with_input(supervisor.stop)
    for part in parts_of(config, tuple(PartName), LANGUAGES[0]):
        supervisor.add(part)
    supervisor.run()


if __name__ == "__main__":
    sys.exit(reported(partial(serve_all, Path(sys.argv[1]))))
