# SPDX-License-Identifier: Apache-2.0
"""What was destroyed by rule is told, and never sent or asked for again (POUCH-8, POUCH-11)."""

from dataclasses import replace

import pytest

from comity.core.ids import Digest, b64
from comity.node.contents import REFUSALS_MAX, Contents, Receipt
from comity.node.receive import apply_contents
from comity.node.send import compose, last_receipt, own_receipt
from tests.unit.node.parties import JP, KR, Circle, circle, newest, offer


@pytest.fixture
def pair() -> Circle:
    made = circle()
    made.meet()
    return made


def _take(pair: Circle, number: int, contents: Contents) -> None:
    """JP takes a pouch of KR of that number, and of that time."""
    pouch = replace(contents, number=number, time=1000 * number)
    apply_contents(pair[JP], pouch, pair[KR].root)


def _sent(pair: Circle) -> list[Digest]:
    """The content that JP's next pouch to KR would hold."""
    return [
        one.digest for part in compose(pair[JP], pair[KR].root).channels for one in part.contents
    ]


def test_an_older_pouch_does_not_undo_that_content_was_destroyed(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "secret")
    old = compose(pair[KR], pair[JP].root)
    pair.pass_on(JP, KR)
    (digest,) = newest(pair[KR], pair.channel).values.values()
    pair[KR].records.destroy_content(pair.channel, "body", Digest(str(digest)))
    _take(pair, 5, compose(pair.restart(KR), pair[JP].root))
    assert _sent(pair) == []
    _take(pair, 4, old)
    assert _sent(pair) == []
    assert last_receipt(pair[JP], pair.channel, KR) == _said(pair)


def _said(pair: Circle) -> Receipt:
    """What KR says now."""
    with pair[KR].channels.hold(pair.channel) as held:
        return own_receipt(pair[KR], held, JP)


def test_it_stands_though_a_peer_that_was_restored_says_it_no_more(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "secret")
    old = compose(pair[KR], pair[JP].root)
    pair.pass_on(JP, KR)
    (digest,) = newest(pair[KR], pair.channel).values.values()
    pair[KR].records.destroy_content(pair.channel, "body", Digest(str(digest)))
    _take(pair, 5, compose(pair.restart(KR), pair[JP].root))
    _take(pair, 6, old)
    assert _sent(pair) == []


def test_it_is_known_at_once_in_a_process_that_held_the_content(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "secret")
    (digest,) = newest(pair[JP], pair.channel).values.values()
    compose(pair[JP], pair[KR].root)
    pair[JP].records.destroy_content(pair.channel, "body", Digest(str(digest)))
    (part,) = compose(pair[JP], pair[KR].root).channels
    assert part.receipt is not None
    assert part.receipt.destroyed == (digest,)


def test_of_more_than_a_receipt_holds_each_is_told_in_the_end(pair: Circle) -> None:
    digests = {Digest(b64(at.to_bytes(32, "little"))) for at in range(3 * REFUSALS_MAX)}
    for digest in digests:
        pair[JP].records.destroy_content(pair.channel, "document", digest)
    told: set[Digest] = set()
    for _ in range(100):
        (part,) = compose(pair[JP], pair[KR].root).channels
        assert part.receipt is not None
        assert len(set(part.receipt.destroyed)) == REFUSALS_MAX
        told.update(part.receipt.destroyed)
    assert told == digests


def test_what_no_entry_names_is_not_remembered_as_destroyed(pair: Circle) -> None:
    strange = Digest("A" * 43)
    good = compose(pair[KR], pair[JP].root)
    told = replace(good.channels[0], receipt=Receipt(destroyed=(strange,)))
    _take(pair, 9, replace(good, channels=(told,)))
    assert pair[JP].records.destroyed_by(pair.channel, KR, [strange]) == frozenset()
