# SPDX-License-Identifier: Apache-2.0
"""The folds of a node follow its store, whatever goes wrong in between."""

import threading
import time
from dataclasses import replace

import pytest

from comity.core.encoding import encode
from comity.core.errors import RuleError, UnavailableError
from comity.core.ids import ChannelId
from comity.core.snapshots import snapshot
from comity.node.installation import OpenChannels, _sum
from comity.node.receive import apply_contents
from comity.node.send import compose
from comity.node.sign import Acceptance, Proposal, sign_moves
from comity.ports import Snapshot
from comity.store.marks import MemoryMarks
from tests.unit.node.faults import FullRecords
from tests.unit.node.parties import (
    JP,
    KR,
    US,
    VERIFIER,
    Circle,
    Seat,
    circle,
    newest,
    offer,
    party,
    seat,
    value,
)


@pytest.fixture
def pair() -> Circle:
    """A channel with an agreement and an open offer."""
    pair = circle()
    offer(pair[JP], pair.channel, 1)
    pair.settle()
    sign_moves(pair[KR], pair.channel, [Acceptance(newest(pair[KR], pair.channel).ref)])
    offer(pair[KR], pair.channel, 2)
    pair.settle()
    return pair


def test_a_channel_that_is_not_open_here_is_refused() -> None:
    with (
        pytest.raises(RuleError, match="channel-unknown"),
        seat(JP).node().channels.hold(ChannelId("A" * 43)),
    ):
        pass


def test_a_record_of_strangers_is_not_this_nodes_own(pair: Circle) -> None:
    strange = OpenChannels(pair[JP].records, VERIFIER, party(US).fingerprint)
    with pytest.raises(RuleError, match="stranger"), strange.hold(pair.channel):
        pass


def test_what_another_process_stores_is_taken_in_before_use(pair: Circle) -> None:
    other = pair.seats[JP].node()
    value(other, pair.channel)
    offer(pair[JP], pair.channel, 3)
    assert value(other, pair.channel) == value(pair[JP], pair.channel)


def test_an_error_leaves_nothing_in_the_fold_that_is_not_stored() -> None:
    full = FullRecords()
    pair = circle(seats=[seat(KR), Seat(party(JP), full, MemoryMarks())])
    pair.meet()
    offer(pair[KR], pair.channel, 1)
    before = value(pair[JP], pair.channel)
    full.full = True
    with pytest.raises(UnavailableError, match="record-full"):
        pair.pass_on(KR, JP)
    assert value(pair[JP], pair.channel) == before
    full.full = False
    pair.pass_on(KR, JP)
    assert value(pair[JP], pair.channel) == value(pair[KR], pair.channel)


def test_who_waited_for_a_fold_that_failed_is_given_a_sound_one() -> None:
    # The waiting thread has found the very fold that the failing one is about to drop.
    full = FullRecords()
    pair = circle(seats=[seat(KR), Seat(party(JP), full, MemoryMarks())])
    pair.meet()
    offer(pair[KR], pair.channel, 1)
    node = pair[JP]
    before = value(node, pair.channel)
    contents = compose(pair[KR], node.root)
    full.full = True
    found: list[object] = []
    waiter = threading.Thread(target=lambda: found.append(value(node, pair.channel)))
    with node.channels.hold(pair.channel) as held:
        waiter.start()
        time.sleep(0.05)  # it waits at the lock by now; if not, this shows nothing
        with pytest.raises(UnavailableError):
            apply_contents(node, contents, pair[KR].root)
        assert len(held.channel) > 2, "the failing use had folded more than is stored"
    waiter.join()
    assert found == [before]


def test_a_move_without_effect_costs_no_replay(pair: Circle) -> None:
    node = pair[JP]
    with node.channels.hold(pair.channel) as held:
        fold = held.channel
    with pytest.raises(RuleError, match="malformed"):
        sign_moves(node, pair.channel, [Proposal({})])
    with node.channels.hold(pair.channel) as held:
        assert held.channel is fold


def test_a_fold_from_a_snapshot_is_the_same_value_and_goes_on(pair: Circle) -> None:
    with pair[JP].channels.hold(pair.channel) as held:
        raw = snapshot(held.channel)
        place = pair[JP].records.place(pair.channel)
    pair[JP].records.put_snapshot(pair.channel, Snapshot(place, _sum(raw), raw))
    offer(pair[JP], pair.channel, 7)
    again = pair.restart(JP)
    assert value(again, pair.channel) == value(pair.seats[JP].node(), pair.channel)
    ref = offer(again, pair.channel, 8).acts[0]
    pair.meet()
    sign_moves(pair[KR], pair.channel, [Acceptance(ref)])
    pair.settle()
    again.records.drop_snapshot(pair.channel)
    assert value(pair.restart(JP), pair.channel) == value(again, pair.channel)
    assert value(again, pair.channel) == value(pair[KR], pair.channel)


def test_content_named_before_a_snapshot_is_still_looked_for(pair: Circle) -> None:
    offer(pair[KR], pair.channel, 9)
    contents = compose(pair[KR], pair[JP].root)
    (part,) = contents.channels
    bare = replace(contents, channels=(replace(part, contents=()),))
    apply_contents(pair[JP], bare, pair[KR].root)
    with pair[JP].channels.hold(pair.channel) as held:
        wanted = held.lacking(pair[JP].records)
        raw = snapshot(held.channel)
    assert len(wanted["body"]) == 1
    place = pair[JP].records.place(pair.channel)
    pair[JP].records.put_snapshot(pair.channel, Snapshot(place, _sum(raw), raw))
    with pair.restart(JP).channels.hold(pair.channel) as held:
        assert held.lacking(pair[JP].records) == wanted
    pair.meet()
    with pair[JP].channels.hold(pair.channel) as held:
        assert held.lacking(pair[JP].records) == {"body": (), "document": ()}


@pytest.mark.parametrize("how", ["bit", "cut", "other", "version", "ahead of the record"])
def test_a_snapshot_that_cannot_be_trusted_is_dropped_for_the_entries(
    pair: Circle, how: str
) -> None:
    with pair[JP].channels.hold(pair.channel) as held:
        raw = snapshot(held.channel)
    place = pair[JP].records.place(pair.channel)
    digest = _sum(raw)
    match how:
        case "bit":
            raw = raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:]
        case "cut":
            raw = raw[:-1]
        case "other":
            other = circle((JP, KR, US))
            with other[JP].channels.hold(other.channel) as held:
                raw = snapshot(held.channel)
            digest = _sum(raw)
        case "version":
            raw = encode([0])
            digest = _sum(raw)
        case _:
            place += 1
    expected = value(pair[JP], pair.channel)
    pair[JP].records.put_snapshot(pair.channel, Snapshot(place, digest, raw))
    assert value(pair.restart(JP), pair.channel) == expected
    assert pair[JP].records.snapshot(pair.channel) is None
