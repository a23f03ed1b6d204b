# SPDX-License-Identifier: Apache-2.0
"""What the pages of the first run act with, installed once when their process starts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from comity.desk.firstrun.entrance import Entrance
from comity.desk.firstrun.making import Made
from comity.locale import Language

__all__ = ["Office", "install_office", "office"]


@dataclass(slots=True)
class Office:
    """One first run.

    Args:
        folder: where the node is to be; absent or empty.
        host, port: where the page answers, and then the desk.
        language: that of the terminal, for whoever asks for none.
        entrance: lets in whoever has typed the code.
        on_made: told of the passphrase, once the node is there.
        chosen: the language chosen on a page, or empty.
        made: what was made, once it is.
    """

    folder: Path
    host: str
    port: int
    language: Language
    entrance: Entrance
    on_made: Callable[[str], None]
    chosen: str = ""
    made: Made | None = None
    making: threading.Lock = field(default_factory=threading.Lock)


_INSTALLED: Final[list[Office]] = []


def install_office(made: Office) -> None:
    """Make this the first run of the process."""
    _INSTALLED[:] = [made]


def office() -> Office:
    """The first run of this process."""
    assert _INSTALLED, "a first run is installed before it answers"
    return _INSTALLED[0]
