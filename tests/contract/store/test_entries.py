# SPDX-License-Identifier: Apache-2.0
"""Channels, foundings and entries, in whatever store."""

import pytest

from comity.core.errors import LogError
from comity.ports import Head, Records
from tests.contract.store.samples import CHANNEL, JP, KR, chain, channel, named, placed


def test_a_channels_first_birth_stays(empty: Records) -> None:
    assert empty.birth(CHANNEL) is None
    assert empty.open_channel(CHANNEL, b"first")
    assert not empty.open_channel(CHANNEL, b"second")
    assert empty.birth(CHANNEL) == b"first"


def test_channels_are_listed_in_the_order_of_opening(empty: Records) -> None:
    opened = tuple(channel(number) for number in range(5))
    for one in opened:
        empty.open_channel(one, b"birth")
    assert empty.channels() == opened


def test_what_was_never_opened_is_refused_by_name(empty: Records) -> None:
    calls = (
        lambda: empty.append(CHANNEL, ()),
        lambda: empty.entry(CHANNEL, named(1)),
        lambda: empty.range(CHANNEL, JP, 1, 1),
        lambda: empty.since(CHANNEL, 0, 1),
        lambda: empty.place(CHANNEL),
        lambda: empty.heads(CHANNEL),
        lambda: empty.pending_ahead(CHANNEL),
        lambda: empty.content(CHANNEL, "body", named(1)),
        lambda: empty.bodies(CHANNEL),
        lambda: empty.put_receipt(CHANNEL, JP, b""),
        lambda: empty.put_heard(CHANNEL, JP, 1),
        lambda: empty.heard(CHANNEL, JP),
        lambda: empty.card(CHANNEL, JP),
        lambda: empty.snapshot(CHANNEL),
    )
    for call in calls:
        with pytest.raises(LogError) as refused:
            call()
        assert refused.value.code == "channel-unknown"


def test_a_foundings_state_is_replaced_kept_and_forgotten(empty: Records) -> None:
    first, second = named("first"), named("second")
    empty.put_founding(first, b"invited")
    empty.put_founding(second, b"invited")
    empty.put_founding(first, b"answered")
    assert list(empty.foundings().items()) == [(first, b"answered"), (second, b"invited")]
    empty.drop_founding(first)
    empty.drop_founding(first)
    assert empty.founding(first) is None
    assert empty.founding(second) == b"invited"


def test_entries_come_back_as_they_were_stored_in_the_order_of_arrival(records: Records) -> None:
    ours, theirs = list(chain(JP, 3)), list(chain(KR, 3))
    arrival = [ours[0], theirs[0], theirs[1], ours[1], theirs[2], ours[2]]
    assert records.append(CHANNEL, arrival[:4]) == 4
    assert records.append(CHANNEL, arrival[4:]) == 2
    assert list(records.since(CHANNEL, 0, 100)) == list(enumerate(arrival, 1))
    assert records.entry(CHANNEL, ours[1].hash) == ours[1]
    assert records.entry(CHANNEL, named("nothing")) is None


def test_an_entry_stored_again_changes_nothing(records: Records) -> None:
    entries = list(chain(JP, 3))
    records.append(CHANNEL, entries[:2])
    assert records.append(CHANNEL, [*entries, entries[0]]) == 1
    assert [entry for _, entry in records.since(CHANNEL, 0, 9)] == entries
    assert records.place(CHANNEL) == 3


def test_the_first_signature_of_an_entry_stays(records: Records) -> None:
    (entry,) = chain(JP, 1)
    again = type(entry)(JP, 1, entry.previous, entry.hash, entry.raw, b"another good one")
    records.append(CHANNEL, [entry])
    assert records.append(CHANNEL, [again]) == 0
    assert records.entry(CHANNEL, entry.hash) == entry


def test_two_entries_of_one_number_are_both_kept(records: Records) -> None:
    first, second = chain(JP, 2)
    other = placed(JP, 2, first.hash, "other")
    records.append(CHANNEL, [first, other, second])
    assert set(records.range(CHANNEL, JP, 2, 1)) == {second, other}
    hashes = tuple(sorted((second.hash, other.hash)))
    assert records.heads(CHANNEL) == {JP: Head(2, hashes)}


def test_heads_name_each_logs_greatest_number(records: Records) -> None:
    assert records.heads(CHANNEL) == {}
    theirs, ours = list(chain(KR, 4)), list(chain(JP, 2))
    records.append(CHANNEL, [*theirs, *ours])
    heads = records.heads(CHANNEL)
    assert list(heads.items()) == [
        (JP, Head(2, (ours[1].hash,))),
        (KR, Head(4, (theirs[3].hash,))),
    ]


def test_a_range_counts_numbers_so_that_a_fork_is_never_cut(records: Records) -> None:
    entries = list(chain(JP, 5))
    other = placed(JP, 3, entries[1].hash, "other")
    records.append(CHANNEL, [*entries, other, *chain(KR, 5)])
    assert records.range(CHANNEL, JP, 2, 2) == (entries[1], entries[2], other)
    assert records.range(CHANNEL, JP, 5, 100) == (entries[4],)
    assert records.range(CHANNEL, JP, 6, 100) == ()
    assert records.range(CHANNEL, JP, 1, 0) == ()


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 600])
def test_a_reader_follows_from_the_place_it_has_reached(records: Records, count: int) -> None:
    entries = list(chain(JP, 600, size=1))
    records.append(CHANNEL, entries)
    read = list(records.since(CHANNEL, 0, count))
    assert [entry for _, entry in read] == entries[:count]
    rest = records.since(CHANNEL, read[-1][0] if read else 0, 10_000)
    assert [entry for _, entry in rest] == entries[count:]


def test_a_reader_may_do_without_signatures(records: Records) -> None:
    entries = list(chain(JP, 2))
    records.append(CHANNEL, entries)
    bare = [entry for _, entry in records.since(CHANNEL, 0, 9, signatures=False)]
    assert [entry.raw for entry in bare] == [entry.raw for entry in entries]
    assert {entry.signature for entry in bare} == {b""}


def test_a_reader_may_store_while_it_reads(records: Records) -> None:
    records.append(CHANNEL, list(chain(JP, 300)))
    theirs = chain(KR, 300)
    for _ in records.since(CHANNEL, 0, 300):
        records.append(CHANNEL, [next(theirs)])
    assert records.place(CHANNEL) == 600


def test_channels_share_nothing(records: Records) -> None:
    other = channel(2)
    records.open_channel(other, b"birth")
    entries = list(chain(JP, 2))
    records.append(CHANNEL, entries)
    records.append(other, entries[:1])
    assert records.place(other) == 1
    assert records.entry(other, entries[1].hash) is None
    assert records.heads(other)[JP].number == 1


def test_an_entry_of_the_greatest_size_is_kept(records: Records) -> None:
    (entry,) = chain(JP, 1, size=65_536)
    records.append(CHANNEL, [entry])
    assert records.entry(CHANNEL, entry.hash) == entry
