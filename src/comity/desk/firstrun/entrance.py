# SPDX-License-Identifier: Apache-2.0
"""Who may make the node: whoever reads the one-time code on the terminal of this machine."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Entrance", "shown_code"]

DIGITS: Final = 16
GROUP: Final = 4
TRIES_MAX: Final = 5
"""Wrong codes until a new one takes its place: 5 of 10^16."""


@dataclass(slots=True)
class Entrance:
    """The code and what it opens; used by several threads.

    Args:
        tell: shows a new code to whoever sits at the terminal.
    """

    tell: Callable[[str], None]
    _code: str = field(init=False, default="", repr=False)
    _token: str = field(init=False, default_factory=secrets.token_urlsafe, repr=False)
    _tries: int = field(init=False, default=0)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def renew(self) -> None:
        """From now on another code opens, and it alone; it is told."""
        self._code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        self._tries = 0
        self.tell(shown_code(self._code))

    def open(self, typed: str) -> str | None:
        """What the form must bear, for whoever typed the code; None for all others.

        After five wrong ones the code is another.
        """
        digits = "".join(one for one in typed if one.isascii() and one.isdigit())
        with self._lock:
            if self._code and hmac.compare_digest(digits, self._code):
                self._tries = 0
                return self._token
            self._tries += 1
            if self._tries >= TRIES_MAX:
                self.renew()
            return None

    def admits(self, token: str) -> bool:
        """Whether the form comes from somebody who has typed the code."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self._token.encode())


def shown_code(code: str) -> str:
    """The code as it is read: four groups of four digits."""
    return " ".join(code[place : place + GROUP] for place in range(0, DIGITS, GROUP))
