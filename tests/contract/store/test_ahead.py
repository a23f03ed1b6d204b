# SPDX-License-Identifier: Apache-2.0
"""An entry of ours is written ahead, then signed, then stored: one entry for each number."""

import pytest

from comity.core.errors import LogError
from comity.ports import Head, Records
from tests.contract.store.samples import CHANNEL, JP, KR, ahead, chain, channel, named, placed


def _refused(records: Records, entry: object) -> LogError:
    with pytest.raises(LogError) as refused:
        records.ahead(CHANNEL, entry)  # type: ignore[arg-type]
    assert refused.value.code == "number-taken"
    return refused.value


def test_what_is_written_ahead_is_no_entry_before_it_is_finished(records: Records) -> None:
    (entry,) = chain(JP, 1)
    records.ahead(CHANNEL, ahead(entry))
    assert records.pending_ahead(CHANNEL) == ahead(entry)
    assert records.place(CHANNEL) == 0
    assert records.heads(CHANNEL) == {}
    assert records.entry(CHANNEL, entry.hash) is None


def test_finishing_stores_the_entry_under_its_signature(records: Records) -> None:
    records.append(CHANNEL, list(chain(KR, 2)))
    (entry,) = chain(JP, 1)
    records.ahead(CHANNEL, ahead(entry))
    assert records.finish(CHANNEL, entry.hash, entry.signature) == 3
    assert records.entry(CHANNEL, entry.hash) == entry
    assert records.pending_ahead(CHANNEL) is None


def test_a_log_grows_by_ahead_and_finish(records: Records) -> None:
    entries = list(chain(JP, 5))
    for entry in entries:
        records.ahead(CHANNEL, ahead(entry))
        records.finish(CHANNEL, entry.hash, entry.signature)
    assert records.range(CHANNEL, JP, 1, 9) == tuple(entries)


def test_a_number_is_claimed_once(records: Records) -> None:
    first, second = chain(JP, 2)
    records.ahead(CHANNEL, ahead(first))
    refused = _refused(records, ahead(placed(JP, 1, CHANNEL, "other")))
    assert refused.proof == (first.hash,)
    _refused(records, ahead(first))
    _refused(records, ahead(second))
    assert records.pending_ahead(CHANNEL) == ahead(first)


def test_only_the_next_number_on_the_head_can_be_claimed(records: Records) -> None:
    entries = list(chain(JP, 4))
    _refused(records, ahead(entries[1]))
    _refused(records, ahead(placed(JP, 1, named("elsewhere"))))
    records.append(CHANNEL, entries[:2])
    _refused(records, ahead(entries[1]))
    _refused(records, ahead(entries[3]))
    _refused(records, ahead(placed(JP, 4, entries[1].hash)))
    refused = _refused(records, ahead(placed(JP, 3, entries[0].hash)))
    assert refused.proof == (entries[1].hash,)
    records.ahead(CHANNEL, ahead(entries[2]))


def test_where_our_own_head_is_forked_one_branch_is_built_on(records: Records) -> None:
    first, second = chain(JP, 2)
    other = placed(JP, 2, first.hash, "other")
    records.append(CHANNEL, [first, second, other])
    _refused(records, ahead(placed(JP, 3, first.hash)))
    records.ahead(CHANNEL, ahead(placed(JP, 3, other.hash)))


def test_finishing_again_keeps_the_first_signature(records: Records) -> None:
    (entry,) = chain(JP, 1)
    records.ahead(CHANNEL, ahead(entry))
    place = records.finish(CHANNEL, entry.hash, entry.signature)
    assert records.finish(CHANNEL, entry.hash, b"another good one") == place
    assert records.entry(CHANNEL, entry.hash) == entry


def test_what_was_not_written_ahead_cannot_be_finished(records: Records) -> None:
    first, _ = chain(JP, 2)
    records.ahead(CHANNEL, ahead(first))
    with pytest.raises(LogError) as refused:
        records.finish(CHANNEL, named("other"), b"signature")
    assert refused.value.code == "ahead-unknown"
    assert records.pending_ahead(CHANNEL) == ahead(first)


def test_an_older_entry_of_ours_brought_back_stops_the_one_written_ahead(
    records: Records,
) -> None:
    (entry,) = chain(JP, 1)
    older = placed(JP, 1, CHANNEL, "older")
    records.ahead(CHANNEL, ahead(entry))
    records.append(CHANNEL, [older])
    with pytest.raises(LogError) as refused:
        records.finish(CHANNEL, entry.hash, entry.signature)
    assert refused.value.code == "number-taken"
    assert set(refused.value.proof) == {entry.hash, older.hash}
    assert records.heads(CHANNEL) == {JP: Head(1, (older.hash,))}
    records.drop_ahead(CHANNEL, entry.hash)
    records.ahead(CHANNEL, ahead(placed(JP, 2, older.hash)))


def test_the_arrival_of_the_very_entry_written_ahead_finishes_it(records: Records) -> None:
    first, second = chain(JP, 2)
    records.ahead(CHANNEL, ahead(first))
    records.append(CHANNEL, [first])
    assert records.pending_ahead(CHANNEL) is None
    assert records.finish(CHANNEL, first.hash, b"later") == 1
    records.ahead(CHANNEL, ahead(second))


def test_entries_of_others_do_not_touch_what_is_written_ahead(records: Records) -> None:
    (entry,) = chain(JP, 1)
    records.ahead(CHANNEL, ahead(entry))
    records.append(CHANNEL, list(chain(KR, 3)))
    assert records.pending_ahead(CHANNEL) == ahead(entry)
    assert records.finish(CHANNEL, entry.hash, entry.signature) == 4


def test_dropping_frees_the_number(records: Records) -> None:
    (entry,) = chain(JP, 1)
    records.ahead(CHANNEL, ahead(entry))
    records.drop_ahead(CHANNEL, named("other"))
    assert records.pending_ahead(CHANNEL) == ahead(entry)
    records.drop_ahead(CHANNEL, entry.hash)
    assert records.pending_ahead(CHANNEL) is None
    records.ahead(CHANNEL, ahead(placed(JP, 1, CHANNEL, "other")))


def test_each_channel_has_its_own_number_on_its_way(records: Records) -> None:
    other = channel(2)
    records.open_channel(other, b"birth")
    (here,) = chain(JP, 1)
    (there,) = chain(JP, 1, at=other)
    records.ahead(CHANNEL, ahead(here))
    records.ahead(other, ahead(there))
    assert records.pending_ahead(CHANNEL) == ahead(here)
    assert records.pending_ahead(other) == ahead(there)
