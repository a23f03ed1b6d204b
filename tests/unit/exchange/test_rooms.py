# SPDX-License-Identifier: Apache-2.0
"""How much each caller may put into memory, and how often a peer may call (POUCH-10)."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from comity.core.errors import UnavailableError
from comity.core.ids import Digest
from comity.exchange.roads.https_rooms import (
    PEER_BYTES_MAX,
    PEERS_BYTES_MAX,
    POUCHES_PER_MINUTE,
    UNKNOWN_BYTES_MAX,
    Guest,
    Rooms,
)

NORTH, SOUTH = Digest("N" * 42 + "A"), Digest("S" * 42 + "A")


@dataclass
class Hall:
    """Rooms with a clock that stands, and whoever had to go."""

    now: float = 0.0
    gone: list[str] = field(default_factory=list)
    rooms: Rooms = field(init=False)

    def __post_init__(self) -> None:
        self.rooms = Rooms(lambda: self.now)

    def guest(self, name: str = "") -> Guest:
        """A caller that has just begun."""
        guest = Guest(lambda: self.gone.append(name))
        self.rooms.enter(guest)
        return guest

    def peer(self, root: Digest, count: int = 0) -> Guest:
        """A caller that is verified and has sent that much."""
        guest = self.guest()
        self.rooms.stay(guest)
        self.rooms.know(guest, root)
        self.rooms.hold(guest, count)
        return guest


def _busy(call: Callable[[], object]) -> UnavailableError:
    with pytest.raises(UnavailableError) as caught:
        call()
    assert (caught.value.code, caught.value.rule) == ("pouch/busy", "POUCH-10")
    return caught.value


def test_of_the_unknown_whoever_has_been_arriving_longest_gives_way() -> None:
    hall = Hall()
    for name in ("first", "second", "third"):
        hall.rooms.hold(hall.guest(name), UNKNOWN_BYTES_MAX // 4)
    newest = hall.guest("newest")
    hall.rooms.hold(newest, UNKNOWN_BYTES_MAX // 2)
    assert hall.gone == ["first"]
    hall.rooms.hold(newest, UNKNOWN_BYTES_MAX // 4)
    assert hall.gone == ["first", "second"]


def test_no_number_of_unknown_callers_takes_room_from_peers() -> None:
    hall = Hall()
    for _ in range(100):
        hall.rooms.hold(hall.guest(), UNKNOWN_BYTES_MAX // 8)
    hall.peer(NORTH, PEER_BYTES_MAX)


def test_whoever_is_being_verified_gives_way_to_nobody() -> None:
    hall = Hall()
    here = hall.guest("here")
    hall.rooms.hold(here, UNKNOWN_BYTES_MAX)
    hall.rooms.stay(here)
    _busy(lambda: hall.rooms.hold(hall.guest(), 1))
    hall.rooms.leave(here)
    hall.rooms.hold(hall.guest(), 1)
    assert hall.gone == []


def test_one_peer_can_not_fill_the_room_of_the_others() -> None:
    hall = Hall()
    greedy = hall.peer(NORTH, PEER_BYTES_MAX)
    _busy(lambda: hall.peer(NORTH, 1))
    hall.peer(SOUTH, PEER_BYTES_MAX)
    hall.rooms.leave(greedy)
    hall.rooms.leave(greedy)
    again = hall.peer(NORTH, PEER_BYTES_MAX)
    _busy(lambda: hall.rooms.hold(again, 1))


def test_all_peers_together_have_a_bound() -> None:
    hall = Hall()
    for place in range(PEERS_BYTES_MAX // PEER_BYTES_MAX):
        hall.peer(Digest(str(place) * 43), PEER_BYTES_MAX)
    _busy(lambda: hall.peer(NORTH, 1))


def test_a_peer_that_calls_too_often_is_told_when_to_call_again() -> None:
    hall = Hall(now=75.5)
    for _ in range(POUCHES_PER_MINUTE):
        hall.rooms.leave(hall.peer(NORTH))
    assert _busy(lambda: hall.peer(NORTH)).retry_after_s == 45
    hall.peer(SOUTH)
    hall.now = 120.0
    hall.peer(NORTH)
