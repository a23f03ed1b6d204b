# SPDX-License-Identifier: Apache-2.0
"""Whatever is done to it, in whatever order, a store answers as the memory one does."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from comity.core.errors import ComityError
from comity.core.ids import ChannelId, Code, Digest
from comity.ports import Ahead, ContentKind, Finding, Kept, Link, Placed, Records, Snapshot
from comity.store.memory import MemoryRecords
from tests.contract.store.samples import JP, KR, chain, channel, named, placed
from tests.contract.store.stores import STORES

CHANNELS = st.sampled_from([channel(1), channel(2)])
PARTIES = st.sampled_from([JP, KR])
KINDS = st.sampled_from(["body", "document"])
BYTES = st.binary(max_size=20)
NAMES = st.integers(1, 4).map(named)
NUMBERS = st.integers(1, 4)
BRANCHES = st.sampled_from(["", "x"])


@st.composite
def _entries(draw: st.DrawFn) -> Placed:
    # A chain, so that numbers can be claimed; of several branches, so that there are forks.
    at, party, branch = draw(CHANNELS), draw(PARTIES), draw(BRANCHES)
    *_, entry = chain(party, draw(NUMBERS), at=at, branch=branch)
    return entry


def _outcome(act: Callable[[], Any]) -> Any:
    try:
        found = act()
    except ComityError as error:
        return type(error), error.code, error.rule, getattr(error, "proof", None)
    return list(found.items()) if isinstance(found, dict) else found


class Twins(RuleBasedStateMachine):
    """One store and the memory one, told the same."""

    make: Callable[[Path], Records]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = type(self).make(Path(self.folder.name))
        self.memory = MemoryRecords()
        self.both(lambda records: records.open_channel(channel(1), b"birth"))

    def both(self, act: Callable[[Records], Any]) -> None:
        assert _outcome(lambda: act(self.store)) == _outcome(lambda: act(self.memory))

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(at=CHANNELS, birth=BYTES)
    def open(self, at: ChannelId, birth: bytes) -> None:
        self.both(lambda records: records.open_channel(at, birth))

    @rule(at=CHANNELS, entries=st.lists(_entries(), max_size=4))
    def append(self, at: ChannelId, entries: list[Placed]) -> None:
        self.both(lambda records: records.append(at, entries))

    @rule(at=CHANNELS, entry=_entries())
    def claim(self, at: ChannelId, entry: Placed) -> None:
        own = Ahead(entry.party, entry.number, entry.previous, entry.hash, entry.raw)
        self.both(lambda records: records.ahead(at, own))

    @rule(at=CHANNELS, party=PARTIES, branch=BRANCHES)
    def claim_next(self, at: ChannelId, party: Code, branch: str) -> None:
        def act(records: Records) -> Ahead:
            head = records.heads(at).get(party)
            number = 1 if head is None else head.number + 1
            entry = placed(party, number, at if head is None else head.hashes[-1], branch, at=at)
            own = Ahead(party, number, entry.previous, entry.hash, entry.raw)
            records.ahead(at, own)
            return own

        self.both(act)

    @rule(at=CHANNELS, signature=BYTES, drop=st.booleans())
    def finish_or_drop(self, at: ChannelId, signature: bytes, drop: bool) -> None:  # noqa: FBT001
        def act(records: Records) -> int | None:
            own = records.pending_ahead(at)
            digest = named(0) if own is None else own.hash
            if drop:
                records.drop_ahead(at, digest)
                return None
            return records.finish(at, digest, signature)

        self.both(act)

    @rule(at=CHANNELS, kind=KINDS, digest=NAMES, raw=BYTES)
    def put_content(self, at: ChannelId, kind: ContentKind, digest: Digest, raw: bytes) -> None:
        self.both(lambda records: records.put_content(at, kind, digest, Kept(b"s" * 32, raw)))

    @rule(at=CHANNELS, kind=KINDS, digest=NAMES)
    def destroy_content(self, at: ChannelId, kind: ContentKind, digest: Digest) -> None:
        self.both(lambda records: records.destroy_content(at, kind, digest))

    @rule(at=CHANNELS, party=PARTIES, serial=NUMBERS, raw=BYTES)
    def put_card_and_receipt(self, at: ChannelId, party: Code, serial: int, raw: bytes) -> None:
        self.both(lambda records: records.put_card(at, party, serial, raw))
        self.both(lambda records: records.put_receipt(at, party, raw, serial, len(raw)))
        self.both(lambda records: records.put_heard(at, party, serial))

    @rule(at=CHANNELS, party=PARTIES, digests=st.lists(NAMES, max_size=3))
    def put_destroyed_by(self, at: ChannelId, party: Code, digests: list[Digest]) -> None:
        self.both(lambda records: records.put_destroyed_by(at, party, digests))

    @rule(peer=PARTIES, number=NUMBERS, digest=NAMES)
    def put_pouch(self, peer: Code, number: int, digest: Digest) -> None:
        self.both(lambda records: records.put_sent(peer, Link(number, digest)))
        self.both(lambda records: records.put_received(peer, Link(number, digest)))

    @rule(at=st.none() | CHANNELS, peer=PARTIES, hint=st.text("ab한", max_size=3), time=NUMBERS)
    def note(self, at: ChannelId | None, peer: Code, hint: str, time: int) -> None:
        self.both(lambda records: records.note(at, Finding(peer, "code", "LOG-1", hint, time)))

    @rule(at=CHANNELS, place=NUMBERS, raw=BYTES, drop=st.booleans())
    def snapshot(self, at: ChannelId, place: int, raw: bytes, drop: bool) -> None:  # noqa: FBT001
        if drop:
            self.both(lambda records: records.drop_snapshot(at))
        else:
            self.both(lambda records: records.put_snapshot(at, Snapshot(place, named(9), raw)))

    @rule(digest=NAMES, state=st.none() | BYTES)
    def founding(self, digest: Digest, state: bytes | None) -> None:
        if state is None:
            self.both(lambda records: records.drop_founding(digest))
        else:
            self.both(lambda records: records.put_founding(digest, state))

    @rule()
    def open_again(self) -> None:
        if not isinstance(self.store, MemoryRecords):
            self.store.close()
            self.store = type(self).make(Path(self.folder.name))

    @invariant()
    def they_tell_the_same(self) -> None:
        self.both(lambda records: records.channels())
        self.both(lambda records: records.foundings())
        self.both(lambda records: records.findings(None, 9))
        for peer in (JP, KR):
            self.both(partial(_exchanged, peer=peer))
        for at in (channel(1), channel(2)):
            self.both(partial(_told, at=at))


def _exchanged(records: Records, peer: str) -> list[Any]:
    return [
        records.sent(peer),
        records.received(peer),
        [records.seen(peer, named(number)) for number in range(5)],
    ]


def _told(records: Records, at: ChannelId) -> list[Any]:
    digests = [named(number) for number in range(6)]
    if records.birth(at) is None:
        return [records.findings(at, 3)]
    return [
        records.birth(at),
        records.findings(at, 3),
        records.place(at),
        records.heads(at),
        records.pending_ahead(at),
        list(records.since(at, 0, 100)),
        list(records.since(at, 2, 2, signatures=False)),
        [records.range(at, party, 1, 3) for party in (JP, KR)],
        [records.contents(at, kind, digests) for kind in ("body", "document")],
        [records.content(at, "body", digest) for digest in digests],
        [(records.card(at, party), records.receipt(at, party)) for party in (JP, KR)],
        [records.heard(at, party) for party in (JP, KR)],
        [records.destroyed_by(at, party, digests) for party in (JP, KR)],
        [records.destroyed(at, after, limit) for after in ("", named(1)) for limit in (1, 9)],
        records.snapshot(at),
    ]


@pytest.mark.parametrize("store", [name for name in STORES if name != "memory"])
def test_every_store_answers_as_memory_does(store: str, deep: bool) -> None:  # noqa: FBT001
    machine = type("TwinsOf", (Twins,), {"make": staticmethod(STORES[store])})
    quick = settings(max_examples=40, stateful_step_count=25)
    run_state_machine_as_test(machine, settings=settings() if deep else quick)
