# SPDX-License-Identifier: Apache-2.0
"""Writes that belong together are kept together, on every store."""

from __future__ import annotations

import pytest

from comity.ports import Kept, Link, Records
from tests.contract.store.samples import CHANNEL, JP, KR, ahead, chain, finding, named


class _FaultError(Exception):
    """What goes wrong inside a block."""


def _write_all(records: Records) -> None:
    records.append(CHANNEL, list(chain(KR, 1)))
    records.put_content(CHANNEL, "body", named("body"), Kept(bytes(32), b"{}"))
    records.put_receipt(CHANNEL, KR, b"receipt")
    records.put_heard(CHANNEL, KR, 1)
    records.put_owed(CHANNEL, KR, b"owed")
    records.put_card(CHANNEL, KR, 1, b"card")
    records.put_received("root", Link(1, named("pouch")))
    records.put_founding(named("founding"), b"state")
    records.note(CHANNEL, finding(1))
    records.ahead(CHANNEL, ahead(next(chain(JP, 1))))


def _read_all(records: Records) -> list[object]:
    return [
        records.heads(CHANNEL),
        records.place(CHANNEL),
        records.content(CHANNEL, "body", named("body")),
        records.receipt(CHANNEL, KR),
        records.heard(CHANNEL, KR),
        records.owed(CHANNEL, KR),
        records.card(CHANNEL, KR),
        records.received("root"),
        records.seen("root", named("pouch")),
        records.founding(named("founding")),
        records.findings(CHANNEL, 10),
        records.pending_ahead(CHANNEL),
    ]


def _fail(records: Records) -> None:
    with records.together():
        _write_all(records)
        raise _FaultError


def test_a_block_is_kept_whole(records: Records) -> None:
    with records.together(), records.together():
        _write_all(records)
    kept = _read_all(records)
    assert all(value is not None for value in kept)
    assert records.receipt(CHANNEL, KR) == b"receipt"


def test_of_a_block_that_raises_nothing_is_kept(records: Records) -> None:
    before = _read_all(records)
    with pytest.raises(_FaultError):
        _fail(records)
    assert _read_all(records) == before
    _write_all(records)


def test_an_inner_block_that_raises_takes_the_outer_with_it_unless_caught(
    records: Records,
) -> None:
    before = _read_all(records)
    with pytest.raises(_FaultError), records.together():
        _fail(records)
    assert _read_all(records) == before
