# SPDX-License-Identifier: Apache-2.0
"""Numbers of pouches: a gap or a repetition is told, and nothing is blocked by it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.errors import UnavailableError
from comity.core.ids import Digest
from comity.exchange.numbering import note_received, numbered, remarks
from comity.exchange.pouch import Opened, open_pouch, pouch_digest
from comity.ports import Link
from comity.store.memory import MemoryRecords
from tests.unit.exchange.sides import bare, digest, north, opener, seal, south

PEER = south().root.fingerprint


def _seal(number: int, previous: Digest | None) -> bytes:
    return seal(bare(), change=lambda to: replace(to, number=number, previous=previous))


def _arriving(records: MemoryRecords, raw: bytes) -> list[str]:
    """The remarks on a pouch, which is then applied."""
    opened = _open(raw)
    codes: list[str] = [remark.code for remark in remarks(records, opened)]
    note_received(records, opened)
    return codes


def _open(raw: bytes) -> Opened:
    return open_pouch(raw, opener(south(), north()))


def _chain(count: int) -> list[bytes]:
    records = MemoryRecords()
    return [numbered(records, PEER, _seal) for _ in range(count)]


CHAIN = _chain(4)


def test_pouches_are_numbered_and_each_names_the_one_before() -> None:
    opened = [_open(raw) for raw in CHAIN]
    assert [one.number for one in opened] == [1, 2, 3, 4]
    assert [one.previous for one in opened] == [None, *(pouch_digest(raw) for raw in CHAIN[:-1])]


def test_a_chain_that_arrives_in_order_gives_no_remark() -> None:
    records = MemoryRecords()
    assert [_arriving(records, raw) for raw in CHAIN] == [[], [], [], []]


def test_a_gap_is_told_and_what_comes_late_too() -> None:
    records = MemoryRecords()
    assert _arriving(records, CHAIN[0]) == []
    assert _arriving(records, CHAIN[2]) == ["pouch/gap"]
    assert _arriving(records, CHAIN[1]) == ["pouch/late"]
    assert _arriving(records, CHAIN[3]) == []


def test_a_pouch_replayed_is_known_again() -> None:
    records = MemoryRecords()
    for raw in CHAIN:
        _arriving(records, raw)
    assert [_arriving(records, raw) for raw in CHAIN] == [["pouch/repetition"]] * 4


def test_a_number_used_twice_and_another_past_are_told() -> None:
    records = MemoryRecords()
    _arriving(records, CHAIN[0])
    _arriving(records, CHAIN[1])
    assert _arriving(records, _seal(2, digest(1))) == ["pouch/number-again"]
    assert _arriving(records, _seal(3, digest(1))) == ["pouch/chain"]


@given(order=st.lists(st.integers(0, 3), max_size=12))
def test_every_pouch_is_remarked_on_and_none_blocked(order: list[int]) -> None:
    records = MemoryRecords()
    seen: set[int] = set()
    for place in order:
        codes = _arriving(records, CHAIN[place])
        assert (codes == ["pouch/repetition"]) == (place in seen)
        seen.add(place)


def test_a_number_taken_by_another_process_is_passed_over() -> None:
    records = MemoryRecords()
    tries: list[int] = []

    def hurried(number: int, previous: Digest | None) -> bytes:
        if not tries:
            records.put_sent(PEER, Link(number, digest(number)))
        tries.append(number)
        return _seal(number, previous)

    assert _open(numbered(records, PEER, hurried)).number == 2
    assert tries == [1, 2]


def test_a_record_that_is_always_quicker_makes_us_try_later() -> None:
    records = MemoryRecords()

    def late(number: int, previous: Digest | None) -> bytes:
        records.put_sent(PEER, Link(number, digest(number)))
        return f"{number} {previous}".encode()

    with pytest.raises(UnavailableError) as caught:
        numbered(records, PEER, late)
    assert caught.value.code == "pouch/busy"
