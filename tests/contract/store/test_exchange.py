# SPDX-License-Identifier: Apache-2.0
"""What a store keeps for the exchange, and snapshots."""

import pytest

from comity.core.errors import LogError
from comity.ports import (
    FINDINGS_MAX,
    HINT_CHARS_MAX,
    POUCHES_SEEN_MAX,
    Finding,
    Link,
    Records,
    Snapshot,
)
from tests.contract.store.samples import CHANNEL, JP, KR, channel, finding, named

PEER = named("root of the peer")


def test_what_is_owed_to_each_party_stays(records: Records) -> None:
    assert records.owed(CHANNEL, JP) is None
    records.put_owed(CHANNEL, JP, b"one")
    records.put_owed(CHANNEL, JP, b"two")
    records.put_receipt(CHANNEL, JP, b"its own")
    assert records.owed(CHANNEL, JP) == b"two"
    assert records.owed(CHANNEL, KR) is None


def test_the_last_receipt_of_each_party_stays(records: Records) -> None:
    records.open_channel(channel(2), b"birth")
    assert records.receipt(CHANNEL, JP) is None
    records.put_receipt(CHANNEL, JP, b"one")
    records.put_receipt(CHANNEL, JP, b"two")
    records.put_receipt(CHANNEL, KR, b"three")
    assert records.receipt(CHANNEL, JP) == b"two"
    assert records.receipt(channel(2), JP) is None


def test_when_each_party_was_last_heard_stays(records: Records) -> None:
    records.open_channel(channel(2), b"birth")
    assert records.heard(CHANNEL, JP) is None
    records.put_heard(CHANNEL, JP, 1_000)
    records.put_heard(CHANNEL, KR, 3_000)
    records.put_heard(CHANNEL, JP, 2_000)
    assert records.heard(CHANNEL, JP) == 2_000
    assert records.heard(channel(2), JP) is None
    records.put_heard(CHANNEL, JP, 500)  # our clock was set back: the last word counts
    assert records.heard(CHANNEL, JP) == 500


def test_the_card_of_the_greatest_serial_counts(records: Records) -> None:
    assert records.card(CHANNEL, JP) is None
    assert records.put_card(CHANNEL, JP, 2, b"two")
    assert not records.put_card(CHANNEL, JP, 1, b"one")
    assert not records.put_card(CHANNEL, JP, 2, b"two again")
    assert records.card(CHANNEL, JP) == b"two"
    assert records.put_card(CHANNEL, JP, 7, b"seven")
    assert records.card(CHANNEL, JP) == b"seven"
    assert records.card(CHANNEL, KR) is None


def test_pouches_to_a_peer_are_numbered_without_a_gap(empty: Records) -> None:
    assert empty.sent(PEER) is None
    for number in (1, 2, 3):
        empty.put_sent(PEER, Link(number, named(number)))
    for number in (0, 2, 3, 5):
        with pytest.raises(LogError) as refused:
            empty.put_sent(PEER, Link(number, named("other")))
        assert refused.value.code == "number-taken"
    assert empty.sent(PEER) == Link(3, named(3))
    assert empty.sent("another") is None


def test_a_pouch_received_again_is_known(empty: Records) -> None:
    assert empty.received(PEER) is None
    assert not empty.seen(PEER, named(2))
    assert empty.put_received(PEER, Link(2, named(2)))
    assert empty.put_received(PEER, Link(1, named(1)))
    assert not empty.put_received(PEER, Link(2, named(2)))
    assert empty.seen(PEER, named(1))
    assert not empty.seen("another", named(1))
    assert empty.received(PEER) == Link(2, named(2))


def test_of_pouches_received_the_newest_are_remembered(empty: Records) -> None:
    for number in range(1, POUCHES_SEEN_MAX + 3):
        empty.put_received(PEER, Link(number, named(number)))
    empty.put_received("another", Link(1, named(1)))
    assert not empty.seen(PEER, named(2))
    assert empty.seen(PEER, named(3))
    assert empty.seen("another", named(1))


def test_findings_are_read_newest_first(empty: Records) -> None:
    for number in range(5):
        empty.note(CHANNEL, finding(number))
    empty.note(None, finding(9))
    assert empty.findings(CHANNEL, 2) == (finding(4), finding(3))
    assert len(empty.findings(CHANNEL, 100)) == 5
    assert empty.findings(None, 100) == (finding(9),)
    assert empty.findings(channel(2), 100) == ()


def test_a_peer_at_fault_cannot_push_out_what_was_found_of_another(empty: Records) -> None:
    empty.note(CHANNEL, finding(0, "quiet"))
    for number in range(FINDINGS_MAX + 2):
        empty.note(CHANNEL, finding(number, "loud"))
    kept = empty.findings(CHANNEL, 10 * FINDINGS_MAX)
    assert kept[-1] == finding(0, "quiet")
    assert kept[:-1] == tuple(finding(n, "loud") for n in range(FINDINGS_MAX + 1, 1, -1))


def test_a_long_hint_is_cut(empty: Records) -> None:
    empty.note(None, Finding("peer", "code", "LOG-1", "한" * (HINT_CHARS_MAX + 1), 0))
    assert empty.findings(None, 1)[0].hint == "한" * HINT_CHARS_MAX


def test_a_snapshot_is_replaced_and_may_be_forgotten(records: Records) -> None:
    assert records.snapshot(CHANNEL) is None
    records.put_snapshot(CHANNEL, Snapshot(3, named(3), b"three"))
    records.put_snapshot(CHANNEL, Snapshot(2, named(2), b"two"))
    assert records.snapshot(CHANNEL) == Snapshot(2, named(2), b"two")
    records.drop_snapshot(CHANNEL)
    records.drop_snapshot(CHANNEL)
    assert records.snapshot(CHANNEL) is None


def test_a_receipt_that_is_older_by_number_and_time_is_not_kept(records: Records) -> None:
    assert records.put_receipt(CHANNEL, JP, b"five", 5, 500)
    assert not records.put_receipt(CHANNEL, JP, b"four", 4, 400)
    assert records.receipt(CHANNEL, JP) == b"five"
    assert records.put_receipt(CHANNEL, JP, b"five again", 5, 500)
    assert records.put_receipt(CHANNEL, JP, b"by a clock set back", 6, 100)
    assert records.put_receipt(CHANNEL, JP, b"by a peer that was restored", 2, 200)
    assert records.receipt(CHANNEL, JP) == b"by a peer that was restored"


def test_what_a_party_has_destroyed_is_known_for_ever(records: Records) -> None:
    records.put_destroyed_by(CHANNEL, JP, [named(1), named(2)])
    records.put_destroyed_by(CHANNEL, JP, [])
    records.put_destroyed_by(CHANNEL, JP, [named(2), named(3)])
    named_all = [named(number) for number in range(5)]
    assert records.destroyed_by(CHANNEL, JP, named_all) == {named(1), named(2), named(3)}
    assert records.destroyed_by(CHANNEL, KR, named_all) == frozenset()
