# SPDX-License-Identifier: Apache-2.0
"""The quick check and fold of a long record: hash chain, one signature a log."""

from __future__ import annotations

import gc
import multiprocessing
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from bench.figures import Figure
from bench.parties import make_pair
from comity.assembly.record import Assembled
from comity.core import hashing
from comity.core.acts import Declare
from comity.core.encoding import encode
from comity.core.entries import Entry, encode_entry, entry_hash
from comity.core.ids import ChannelId, Code, Digest, Matter
from comity.core.limits import INTEGER_MAX
from comity.core.signing import HybridVerifier
from comity.node.audit import check_record
from comity.ports import Placed
from comity.store.sqlite import SqliteRecords

__all__ = ["measure_replay"]

_PAGE = 5_000
_DECODER = msgspec.json.Decoder()
_ENCODER = msgspec.json.Encoder(order="sorted")
_POST = "Director-General, Asia-Pacific Affairs (invented)"


def measure_replay(folder: Path, entries: int) -> list[Figure]:
    """Microseconds an entry of the quick check, and the memory that the fold takes."""
    jp, kr, channel = make_pair(folder)
    _fill(jp, kr, channel, entries)
    record = jp.config.record
    jp.close()
    kr.close()
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, maxtasksperchild=1) as pool:
        checked, cpu, memory = pool.apply(_check, (record, channel))
    with context.Pool(1, maxtasksperchild=1) as pool:
        count, size, floor = pool.apply(_floor, (record, channel))
    assert checked == count
    note = f"read, hash, decode, compare, walk, check code points: {size:.0f} bytes an entry"
    micro = 1_000_000 / count
    return [
        Figure(f"quick check, {count:,} entries", cpu * micro, "µs/entry", floor * micro, 2, note),
        Figure("quick check, whole", cpu, "s", floor, 2, note),
        Figure("memory of that fold", memory, "MiB", 2_048, 1, "2 GiB"),
    ]


def _check(record: Path, channel: ChannelId) -> tuple[int, float, float]:
    """Entries, CPU seconds and MiB of a quick check, in a process of its own."""
    records = SqliteRecords(record)
    before = _resident_mib()
    begun = time.process_time()
    checked = check_record(records, channel, HybridVerifier(), every=False)
    cpu = time.process_time() - begun
    return checked.entries, cpu, _resident_mib() - before


def _floor(record: Path, channel: ChannelId) -> tuple[int, float, float]:
    """Entries, their mean size, and CPU seconds of the steps that no reader can leave out."""
    records, place, count, size = SqliteRecords(record), 0, 0, 0
    enabled = gc.isenabled()
    gc.disable()
    begun = time.process_time()
    while page := list(records.since(channel, place, _PAGE, signatures=False)):
        for place, placed in page:  # noqa: B007 - the last place begins the next page
            entry_hash(placed.raw)
            _read(placed.raw)
            count += 1
            size += len(placed.raw)
    floor = time.process_time() - begun
    if enabled:
        gc.enable()
    return count, size / count, floor


def _read(raw: bytes) -> None:
    """The least that a strict reader does: decode, compare, look at numbers and characters."""
    value = _DECODER.decode(raw)
    assert _ENCODER.encode(value) == raw
    assert raw.isascii()
    assert b"\\" not in raw
    _walk(value)


def _walk(value: Any) -> None:
    for one in value.values() if type(value) is dict else value:
        kind = type(one)
        if kind is dict or kind is list:
            _walk(one)
        elif kind is int:
            assert -INTEGER_MAX <= one <= INTEGER_MAX
        else:
            assert kind is not float


def _fill(jp: Assembled, kr: Assembled, channel: ChannelId, entries: int) -> None:
    """Two logs that build on each other; only the newest entry of each is really signed."""
    records = jp.node.records
    heads: dict[Code, tuple[int, Digest]] = {}
    for one in (jp, kr):
        (first,) = one.node.records.range(channel, one.node.party, 1, 1)
        records.append(channel, [first])
        heads[one.node.party] = (1, first.hash)
    for page in _pages(jp, kr, channel, entries, heads):
        records.append(channel, page)


def _pages(
    jp: Assembled,
    kr: Assembled,
    channel: ChannelId,
    entries: int,
    heads: dict[Code, tuple[int, Digest]],
) -> Iterator[list[Placed]]:
    page: list[Placed] = []
    now = jp.node.clock.now_ms()
    for count in range(entries):
        node = (jp if count % 2 == 0 else kr).node
        other = (kr if count % 2 == 0 else jp).node
        number, previous = heads[node.party]
        body = hashing.salted(hashing.BODY, bytes(32), str(count).encode())
        entry = Entry(
            channel,
            node.party,
            number + 1,
            previous,
            {other.party: heads[other.party]},
            now + 60_000 + count,
            node.signer.keyset_id,
            _POST,
            None,
            (Declare(Matter(f"follow-up/{count % 100}/report"), body),),
        )
        raw = encode_entry(entry)
        digest = entry_hash(raw)
        heads[node.party] = (number + 1, digest)
        signature = b""
        if count >= entries - 2:
            signature = encode(node.signer.sign(hashing.ENTRY, digest))
        page.append(Placed(node.party, number + 1, previous, digest, raw, signature))
        if len(page) == _PAGE:
            yield page
            page = []
    yield page


def _resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20
