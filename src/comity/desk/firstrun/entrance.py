# SPDX-License-Identifier: Apache-2.0
"""Who may make the node: whoever reads the one-time code on the terminal of this machine.

The code stays for as long as the page is shown: were it changed after wrong ones, whoever else
reaches the page could keep it from whoever types it. Nor is anybody shut out by wrong ones, since
on one machine all have one address. What keeps it is its length, and the time that each wrong one
takes: at five a second all of a year's are less than one in sixty million. Rule: SERVE-4.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Entrance", "shown_code"]

DIGITS: Final = 16
GROUP: Final = 4
WRONG_S: Final = 0.2
"""Seconds that each wrong code takes, one after the other."""
TOLD_AT: Final = 5
"""Wrong codes that are told at the terminal for the first time; then at ten times as many."""


@dataclass(slots=True)
class Entrance:
    """The code and what it opens; used by several threads.

    Args:
        tell: shows the code to whoever sits at the terminal.
        warn: tells them how many wrong ones were typed.
        pause: waits for so many seconds.
    """

    tell: Callable[[str], None]
    warn: Callable[[int], None]
    pause: Callable[[float], None] = time.sleep
    _code: str = field(init=False, default="", repr=False)
    _token: str = field(init=False, default_factory=secrets.token_urlsafe, repr=False)
    _wrong: int = field(init=False, default=0)
    _told_at: int = field(init=False, default=TOLD_AT)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def begin(self) -> None:
        """Draw the code and tell it; called once."""
        self._code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        self.tell(shown_code(self._code))

    def open(self, typed: str) -> str | None:
        """What the form must bear, for whoever typed the code; None for all others, who wait."""
        digits = "".join(one for one in typed if one.isascii() and one.isdigit())
        if self._code and hmac.compare_digest(digits, self._code):
            return self._token
        with self._lock:
            self._wrong += 1
            if self._wrong == self._told_at:
                self._told_at *= 10
                self.warn(self._wrong)
            self.pause(WRONG_S)
        return None

    def admits(self, token: str) -> bool:
        """Whether the form comes from somebody who has typed the code."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self._token.encode())


def shown_code(code: str) -> str:
    """The code as it is read: four groups of four digits."""
    return " ".join(code[place : place + GROUP] for place in range(0, DIGITS, GROUP))
