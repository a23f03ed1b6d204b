# SPDX-License-Identifier: Apache-2.0
"""Stand-ins for the parts of a server: ``python -m tests.journey.serve.parts KIND FOLDER``.

Each does one thing that a part may do: behave, fail, die, not answer, or refuse to end.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from comity.cli.serve.lines import (
    READY,
    end_with_input,
    read_passphrase,
    reported,
    say,
)
from comity.core.errors import TrustError

STARTS = "starts"
"""A file with a line for each start of a part that dies."""


def play(kind: str, folder: Path) -> None:
    """Be that kind of part."""
    passphrase = read_passphrase()
    (folder / f"{kind}.pid").write_text(str(os.getpid()))
    if kind == "failing":
        raise TrustError("passphrase", "KEY-6", "it does not open the key file")
    if kind == "silent":
        sys.exit(3)
    if kind == "dying":
        _die_twice(folder / STARTS)
    if kind == "stubborn":
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        (folder / "left.pid").write_text(str(left.pid))
        say(READY)
        time.sleep(600)
    told = {"passphrase": passphrase, "environment": dict(os.environ), "arguments": sys.argv}
    say("told", told)
    say(READY)
    end_with_input(lambda: os.kill(os.getpid(), signal.SIGTERM))
    signal.pause()


def _die_twice(starts: Path) -> None:
    with starts.open("a") as file:
        file.write(".")
    if len(starts.read_text()) < 3:
        say(READY)
        os._exit(1)


if __name__ == "__main__":
    sys.exit(reported(lambda: play(sys.argv[1], Path(sys.argv[2]))))
