# SPDX-License-Identifier: Apache-2.0
"""How much a caller may put into the memory of a node: little while unknown, more as a peer.

Nobody waits here and nothing is read; the numbers of POUCH-10 are kept, and that is all.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from comity.core.errors import UnavailableError
from comity.core.ids import Digest
from comity.exchange.pouch import POUCH_BYTES_MAX

__all__ = ["Guest", "Rooms"]

UNKNOWN_BYTES_MAX: Final = 8 * 1_048_576
"""Bytes of all callers who are not verified yet; whoever has been arriving longest gives way."""
PEERS_BYTES_MAX: Final = 4 * POUCH_BYTES_MAX
"""Bytes of all pouches of verified senders that are arriving or being handled."""
PEER_BYTES_MAX: Final = POUCH_BYTES_MAX
"""Of these, bytes of one sender: one peer can't fill the room of the others."""
POUCHES_PER_MINUTE: Final = 1_200
"""Pouches of one sender in any minute of the clock. An exchange of 100,000 entries takes 25."""
MINUTE_S: Final = 60
RETRY_AFTER_S: Final = 5


@dataclass(slots=True)
class Guest:
    """One caller, and how many bytes of it are held.

    Args:
        give_way: called when it has to go, to make room for somebody else.
    """

    give_way: Callable[[], None]
    sender: Digest | None = None
    held: int = 0


@dataclass(slots=True)
class _Peer:
    held: int = 0
    minute: int = 0
    pouches: int = 0


@dataclass(slots=True)
class Rooms:
    """All callers of one server; to be used in one thread. Rule: POUCH-10.

    Args:
        seconds: a clock that never goes back.
    """

    seconds: Callable[[], float] = time.monotonic
    _unknown: int = field(init=False, default=0)
    _verified: int = field(init=False, default=0)
    _arriving: list[Guest] = field(init=False, default_factory=list)
    _peers: dict[Digest, _Peer] = field(init=False, default_factory=dict)

    def enter(self, guest: Guest) -> None:
        """A caller begins to send; nobody knows yet who it is."""
        self._arriving.append(guest)

    def hold(self, guest: Guest, count: int) -> None:
        """Room for that many more bytes of the caller's pouch.

        Raises:
            UnavailableError: ``pouch/busy`` if there is none.
        """
        if guest.sender is None:
            while self._unknown + count > UNKNOWN_BYTES_MAX:
                oldest = next((one for one in self._arriving if one is not guest), None)
                if oldest is None:
                    raise _busy("too many callers are not verified yet")
                oldest.give_way()
                self.leave(oldest)
            self._unknown += count
        else:
            peer = self._peers[guest.sender]
            if self._verified + count > PEERS_BYTES_MAX or peer.held + count > PEER_BYTES_MAX:
                raise _busy("too much is arriving already")
            peer.held += count
            self._verified += count
        guest.held += count

    def stay(self, guest: Guest) -> None:
        """All that is needed to verify the caller is here: it gives way to nobody any more."""
        if guest in self._arriving:
            self._arriving.remove(guest)

    def know(self, guest: Guest, sender: Digest) -> None:
        """The caller is verified: what it has sent moves to the large room.

        Raises:
            UnavailableError: ``pouch/busy`` if the sender has sent too many pouches in this
                minute, or there is no room.
        """
        minute = int(self.seconds() // MINUTE_S)
        peer = self._peers.setdefault(sender, _Peer())
        if peer.minute != minute:
            peer.minute, peer.pouches = minute, 0
        if peer.pouches >= POUCHES_PER_MINUTE:
            left = MINUTE_S - int(self.seconds() % MINUTE_S)
            raise _busy(f"more than {POUCHES_PER_MINUTE} pouches in a minute", left)
        peer.pouches += 1
        count = guest.held
        self.leave(guest)
        guest.sender = sender
        self.hold(guest, count)

    def leave(self, guest: Guest) -> None:
        """Nothing of the caller is held any more; harmless when repeated."""
        self.stay(guest)
        if guest.sender is None:
            self._unknown -= guest.held
        else:
            self._verified -= guest.held
            self._peers[guest.sender].held -= guest.held
        guest.held = 0


def _busy(hint: str, retry_after_s: int = RETRY_AFTER_S) -> UnavailableError:
    return UnavailableError("pouch/busy", "POUCH-10", hint, retry_after_s)
