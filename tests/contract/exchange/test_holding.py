# SPDX-License-Identifier: Apache-2.0
"""A node holds one channel at a time, and gathers no more for a pouch than it may hold."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from comity.core.ids import ChannelId, Digest
from comity.node import send
from comity.node.installation import Held
from comity.node.send import compose
from comity.node.sign import Proposal, attach, sign_moves
from tests.contract.roads.correspondents import table
from tests.unit.node.parties import JP, KR, TERMS, US


def test_no_thread_that_waits_for_a_channel_holds_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pouches at once, of peers that share different channels, can't block each other."""
    made = table((JP, KR, US), (JP, KR), (JP, KR), (JP, US))
    node = made[JP].node
    hold = node.channels.hold
    own = threading.local()

    @contextmanager
    def watched(channel: ChannelId) -> Iterator[Held]:
        holding: list[ChannelId] = getattr(own, "holding", [])
        assert set(holding) <= {channel}
        own.holding = [*holding, channel]
        try:
            with hold(channel) as held:
                yield held
        finally:
            own.holding = holding

    monkeypatch.setattr(node.channels, "hold", watched)
    for peer in (made[KR], made[US]):
        assert made[JP].desk.take(peer.desk.write(made[JP].root)).problems == ()
        made[JP].desk.write(peer.root)


def test_an_act_that_names_many_documents_loads_no_more_than_fits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = table((JP, KR), (JP, KR))
    (channel,) = made.circles
    node = made[JP].node
    documents: tuple[Digest, ...] = tuple(
        attach(node, channel, bytes((place,)) * 10_000) for place in range(32)
    )
    sign_moves(node, channel, (Proposal({TERMS: b'"t"'}, documents),))
    monkeypatch.setattr(send, "BYTES_MAX", 50_000)
    (part,) = compose(node, made[KR].root).channels
    assert part.entries
    assert sum(len(content.kept.raw) for content in part.contents) < 60_000
    # What is left is asked for by the receiver, and goes with the next.
    monkeypatch.undo()
    (part,) = compose(node, made[KR].root).channels
    assert {content.digest for content in part.contents} >= set(documents)
