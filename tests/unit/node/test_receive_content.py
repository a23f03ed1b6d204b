# SPDX-License-Identifier: Apache-2.0
"""Which bodies and documents of a pouch are kept, and which are asked for again."""

from dataclasses import replace

import pytest

from comity.core import hashing
from comity.core.acts import Declare
from comity.core.entries import SignedEntry
from comity.core.ids import Digest, Matter, b64
from comity.node.contents import Content, Contents, Receipt
from comity.node.receive import apply_contents
from comity.node.send import compose, own_receipt
from comity.ports import Kept
from tests.unit.node.judged import Next, talking
from tests.unit.node.parties import (
    JP,
    KR,
    TERMS,
    US,
    Circle,
    circle,
    hand,
    party,
)

BODY = Digest("A" * 43)


@pytest.fixture
def pair() -> Circle:
    return talking()


def _named(pair: Circle, raw: bytes, kind: str = "body") -> tuple[SignedEntry, Content]:
    """KR's next entry, which names content, and that content."""
    salt = bytes(32)
    label = hashing.BODY if kind == "body" else hashing.DOCUMENT
    digest = hashing.salted(label, salt, raw)
    act = Declare(TERMS, digest if kind == "body" else BODY, () if kind == "body" else (digest,))
    content = Content("body" if kind == "body" else "document", digest, Kept(salt, raw))
    return Next(pair).entry(acts=(act,)), content


def _hand_contents(pair: Circle, *contents: Content) -> int:
    part = compose(pair[KR], pair[JP].root).channels[0]
    pouch = Contents(party(KR).card, (replace(part, entries=(), contents=contents),))
    return apply_contents(pair[JP], pouch, party(KR).fingerprint).channels[0].contents


@pytest.mark.parametrize("how", ["salt", "bytes", "kind", "short salt", "unnamed"])
def test_content_that_is_not_what_its_digest_names_is_not_kept(pair: Circle, how: str) -> None:
    entry, good = _named(pair, b'{"a":1}')
    hand(pair[JP], party(KR), pair.channel, entry)
    kept = good.kept
    bad = {
        "salt": replace(good, kept=Kept(b"x" * 32, kept.raw)),
        "bytes": replace(good, kept=Kept(kept.salt, b'{"a":2}')),
        "kind": replace(good, kind="document"),
        "short salt": replace(good, kept=Kept(kept.salt[1:], b"\0" + kept.raw)),
        "unnamed": replace(good, digest=BODY),
    }[how]
    assert _hand_contents(pair, bad) == 0
    assert pair[JP].records.content(pair.channel, bad.kind, bad.digest) == "absent"
    assert _hand_contents(pair, bad, good, good) == 1
    assert pair[JP].records.content(pair.channel, "body", good.digest) == kept


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b'{"b":1,"a":2}', "encoding/canonical"), (b"[", "encoding"), (b" " * 1_048_577, "size")],
)
def test_a_body_that_is_not_canonical_or_too_large_is_not_kept(
    pair: Circle, raw: bytes, code: str
) -> None:
    entry, content = _named(pair, raw)
    hand(pair[JP], party(KR), pair.channel, entry)
    assert _hand_contents(pair, content) == 0
    (finding,) = pair[JP].records.findings(pair.channel, 9)
    assert finding.code.startswith(code)


def test_content_of_one_channel_is_not_taken_in_another(pair: Circle) -> None:
    entry, content = _named(pair, b'{"a":1}')
    hand(pair[JP], party(KR), pair.channel, entry)
    three = circle((JP, KR, US), seats=[pair.seats[JP], pair.seats[KR]])
    part = compose(three[KR], three[JP].root).channels[1]
    pouch = Contents(party(KR).card, (replace(part, entries=(), contents=(content,)),))
    apply_contents(three[JP], pouch, party(KR).fingerprint)
    assert three[JP].records.content(three.channel, "body", content.digest) == "absent"
    assert pair[JP].records.content(pair.channel, "body", content.digest) == "absent"


def test_content_that_was_destroyed_here_is_not_taken_again(pair: Circle) -> None:
    entry, content = _named(pair, b'{"a":1}')
    hand(pair[JP], party(KR), pair.channel, entry)
    pair[JP].records.destroy_content(pair.channel, "body", content.digest)
    assert _hand_contents(pair, content) == 0
    with pair[JP].channels.hold(pair.channel) as held:
        receipt = own_receipt(pair[JP], held, KR)
    assert receipt.destroyed == (content.digest,)
    assert receipt.wants_bodies == ()


def test_what_a_peer_has_destroyed_it_is_not_asked_for_again(pair: Circle) -> None:
    entry, content = _named(pair, b'{"a":1}')
    hand(pair[JP], party(KR), pair.channel, entry)
    with pair[JP].channels.hold(pair.channel) as held:
        assert own_receipt(pair[JP], held, KR).wants_bodies == (content.digest,)
    part = compose(pair[KR], pair[JP].root).channels[0]
    told = replace(part, entries=(), receipt=Receipt(destroyed=(content.digest,)))
    apply_contents(pair[JP], Contents(party(KR).card, (told,)), party(KR).fingerprint)
    with pair[JP].channels.hold(pair.channel) as held:
        assert own_receipt(pair[JP], held, KR).wants_bodies == ()


def test_what_nobody_has_does_not_keep_the_rest_from_being_asked_for(pair: Circle) -> None:
    salt = bytes(32)
    raw = b'{"last":true}'
    last = hashing.salted(hashing.BODY, salt, raw)
    names = [Digest(b64(bytes([n, m]) + bytes(30))) for n in range(5) for m in range(60)]
    acts = tuple(Declare(Matter(f"m-{at}"), digest) for at, digest in enumerate([*names, last]))
    next_ = Next(pair)
    previous, number, chain = next_.head, next_.number, []
    for at in range(0, len(acts), 60):
        number += 1
        chain.append(next_.entry(number=number, previous=previous, acts=acts[at : at + 60]))
        previous = chain[-1].hash
    hand(pair[JP], party(KR), pair.channel, *chain)
    asked: set[Digest] = set()
    for _ in range(20):
        with pair[JP].channels.hold(pair.channel) as held:
            asked |= set(own_receipt(pair[JP], held, KR).wants_bodies)
    assert asked == {*names, last}
