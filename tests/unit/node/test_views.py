# SPDX-License-Identifier: Apache-2.0
"""Views kept between readers: never older than the record, whatever came in between."""

import threading

import pytest

from comity.core.errors import RuleError
from comity.core.ids import ChannelId, Digest, Matter
from comity.node import read
from comity.node.read import AGE_MS_MAX, Views
from comity.ports import Absence, ContentKind, Kept
from comity.store.marks import MemoryMarks
from comity.store.memory import MemoryRecords
from comity.subjects import Rooms
from tests.unit.node.parties import (
    JP,
    KR,
    Circle,
    Seat,
    circle,
    newest,
    offer,
    party,
    seat,
)


@pytest.fixture
def pair() -> Circle:
    made = circle()
    made.meet()
    return made


def _texts(rooms: Rooms) -> list[str]:
    return [one.matter for one in rooms.texts.standings]


def test_it_is_computed_once_while_nothing_comes(pair: Circle) -> None:
    views = Views(pair[KR])
    first = views.rooms(pair.channel)
    assert views.rooms(pair.channel) is first
    offer(pair[KR], pair.channel, "own", Matter("text/a/p/1"))
    second = views.rooms(pair.channel)
    assert _texts(second) == ["text/a/p/1"]
    assert views.rooms(pair.channel) is second
    offer(pair[JP], pair.channel, "theirs", Matter("text/b/p/1"))
    pair.meet()
    assert len(_texts(views.rooms(pair.channel))) == 2


def test_what_another_process_has_stored_is_seen(pair: Circle) -> None:
    views = Views(pair[KR])
    views.rooms(pair.channel)
    offer(pair.seats[KR].node(), pair.channel, "of the worker", Matter("text/a/p/1"))
    assert _texts(views.rooms(pair.channel)) == ["text/a/p/1"]


class Lacking(MemoryRecords):
    """The record in memory, in which some content has not come yet."""

    def __init__(self) -> None:
        super().__init__()
        self.lacks: set[Digest] = set()

    def content(self, channel: ChannelId, kind: ContentKind, digest: Digest) -> Kept | Absence:
        return "absent" if digest in self.lacks else super().content(channel, kind, digest)


def test_nothing_is_kept_while_a_body_may_still_come() -> None:
    records = Lacking()
    pair = circle(seats=[seat(JP), Seat(party(KR), records, MemoryMarks())])
    pair.meet()
    digest = _proposed(pair)
    records.lacks.add(digest)
    views = Views(pair[KR])
    assert _first_body(views.rooms(pair.channel)) == "absent"
    records.lacks.clear()
    assert _first_body(views.rooms(pair.channel)) == "read"


def _proposed(pair: Circle) -> Digest:
    """The digest of the body of a proposal that KR has made."""
    offer(pair[KR], pair.channel, "text")
    (digest,) = newest(pair[KR], pair.channel).values.values()
    return Digest(str(digest))


def _first_body(rooms: Rooms) -> str:
    return str(rooms.texts.standings[0].open[0].body.state)


def test_what_a_retention_rule_destroys_is_gone_within_a_minute(pair: Circle) -> None:
    """HOME-9: Bodies and documents may be destroyed at home by rule; entries never."""
    digest = _proposed(pair)
    views, clock = Views(pair[KR]), pair.seats[KR].clock
    first = views.rooms(pair.channel)
    pair[KR].records.destroy_content(pair.channel, "body", digest)
    clock.now += AGE_MS_MAX - 1
    assert views.rooms(pair.channel) is first
    clock.now += 1
    assert _first_body(views.rooms(pair.channel)) == "destroyed"


def test_what_was_destroyed_before_and_a_minute_ends_nothing(pair: Circle) -> None:
    digest = _proposed(pair)
    pair[KR].records.destroy_content(pair.channel, "body", digest)
    views, clock = Views(pair[KR]), pair.seats[KR].clock
    first = views.rooms(pair.channel)
    for _ in range(3):
        clock.now += AGE_MS_MAX
        assert views.rooms(pair.channel) is first
    matter = Matter("text/b/p/1")
    offer(pair[KR], pair.channel, "another", matter)
    second = views.rooms(pair.channel)
    clock.now += AGE_MS_MAX
    assert views.rooms(pair.channel) is second
    (other,) = newest(pair[KR], pair.channel, matter).values.values()
    pair[KR].records.destroy_content(pair.channel, "body", Digest(str(other)))
    clock.now += AGE_MS_MAX
    assert views.rooms(pair.channel) is not second


def test_a_clock_put_back_keeps_nothing(pair: Circle) -> None:
    views, clock = Views(pair[KR]), pair.seats[KR].clock
    first = views.rooms(pair.channel)
    clock.now -= 1
    assert views.rooms(pair.channel) is not first


def test_once_warm_nothing_is_computed_for_whoever_asks(
    pair: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    views, node = Views(pair[KR]), pair[KR]
    unknown = ChannelId(node.root)
    monkeypatch.setattr(node.channels, "ids", lambda: (unknown, pair.channel))
    views.warm()

    def computed(*_: object) -> Rooms:
        raise AssertionError("computed again")

    monkeypatch.setattr(read, "view", computed)
    assert _texts(views.rooms(pair.channel)) == []


def test_a_channel_that_is_not_open_is_refused(pair: Circle) -> None:
    with pytest.raises(RuleError, match="channel-unknown"):
        Views(pair[KR]).rooms(ChannelId(pair[KR].root))


def test_threads_that_read_while_others_sign_see_whole_views(pair: Circle) -> None:
    views, node = Views(pair[KR]), pair[KR]
    faults: list[BaseException] = []
    begun = threading.Barrier(3)

    def reading() -> None:
        begun.wait()
        seen = 0
        try:
            while seen < 20:
                count = len(_texts(views.rooms(pair.channel)))
                assert count >= seen
                seen = count
        except BaseException as error:  # noqa: BLE001 - told to the thread that waits
            faults.append(error)

    threads = [threading.Thread(target=reading) for _ in range(2)]
    for thread in threads:
        thread.start()
    begun.wait()
    for number in range(20):
        offer(node, pair.channel, number, Matter(f"text/a/p/{number}"))
    for thread in threads:
        thread.join()
    assert faults == []
