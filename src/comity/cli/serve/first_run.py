# SPDX-License-Identifier: Apache-2.0
"""The part before there is a node: ``python -m comity.cli.serve.first_run FOLDER HOST:PORT LANG``.

It shows the page that makes one, says the one-time code and, once the node is made, its
passphrase, to the supervisor alone.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from comity.cli.serve.desk import PROBE_S, answers, claim, stand_by, web_server
from comity.cli.serve.lines import READY, read_passphrase, reported, say, say_error
from comity.config import is_loopback, parse_listen
from comity.core.errors import ComityError, ConfigError
from comity.locale import LANGUAGES, Language

__all__ = ["CODE", "MADE", "WRONG", "show_first_run"]

CODE: Final = "code"
"""The word of a line whose value is the code to be shown on the terminal."""
MADE: Final = "made"
"""The word of a line whose value is the passphrase of the node that was made."""
WRONG: Final = "wrong"
"""The word of a line whose value is how many wrong codes were typed."""


def show_first_run(arguments: Sequence[str]) -> None:
    """Show the pages until told to stop.

    Raises:
        ConfigError: ``first-run/plain`` beyond this machine, ``first-run/listen`` if the place is
            taken.
    """
    folder, listen, wanted = arguments
    read_passphrase()
    host, port = parse_listen(listen)
    host = host.removeprefix("[").removesuffix("]")
    if not is_loopback(host):
        hint = f"{listen} is an address of the network: make the node on this machine itself"
        raise ConfigError("first-run/plain", "SERVE-4", hint)
    try:
        claim(host, port)
    except ConfigError as error:  # there is no node.toml yet: another place is named by --desk
        raise ConfigError("first-run/listen", "SERVE-4", error.hint) from None
    language = next((one for one in LANGUAGES if one == wanted), LANGUAGES[0])
    web_server(None, partial(_load, Path(folder), (host, port), language), host, port)


def _load(folder: Path, place: tuple[str, int], language: Language) -> Any:
    stand_by()
    try:
        from comity.site.first_run import open_first_run

        application = open_first_run(
            folder, place, language, partial(say, CODE), partial(say, WRONG), partial(say, MADE)
        )
    except ComityError as error:
        say_error(error)
        os._exit(1)
    threading.Thread(target=_say_when_ready, args=place, name="ready", daemon=True).start()
    return application


def _say_when_ready(host: str, port: int) -> None:
    while not answers(host, port, "/"):
        time.sleep(PROBE_S)
    say(READY)


if __name__ == "__main__":
    sys.exit(reported(partial(show_first_run, sys.argv[1:])))
