# SPDX-License-Identifier: Apache-2.0
"""A pouch that was refused as a whole is told on both sides, on every road (POUCH-7)."""

import pytest

from comity.core.errors import ComityError, MalformedError
from comity.exchange.chunks import SEALED_CHUNK_BYTES
from comity.exchange.pouch import FRONT_BYTES_MAX, RefusedPouchError, pouch_digest
from comity.node.refuse import NAMED_MAX, note_refused, pouch_findings
from comity.node.send import compose
from tests.contract.roads.correspondents import Correspondent, table
from tests.unit.exchange.sides import Side, seal
from tests.unit.node.parties import JP, KR, US, Party


def _side(own: Party) -> Side:
    return Side(own.code, own.secrets, own.working, own.sealing, own.credentials, own.card)


def _great(sender: Correspondent, receiver: Correspondent) -> bytes:
    """A good pouch of five chunks, so that its manifest stands far from its end."""
    contents = compose(sender.node, receiver.root)
    ends = _side(sender.seat.party), _side(receiver.seat.party)
    return seal(contents, *ends, chunks_min=5)


def _spoilt(sender: Correspondent, receiver: Correspondent) -> bytes:
    """One whose last chunk does not open."""
    raw = _great(sender, receiver)
    return raw[:-1] + bytes((raw[-1] ^ 1,))


def _refuse(receiver: Correspondent, raw: bytes) -> None:
    with pytest.raises(RefusedPouchError):
        receiver.desk.take(raw)


def _named(sender: Correspondent, receiver: Correspondent) -> list[tuple[str, str]]:
    """What the sender's next pouch says of the receiver's pouches."""
    return list(receiver.open(sender.desk.write(receiver.root)).contents.refused_pouches)


def test_a_pouch_refused_from_a_file_is_named_in_the_next_one_and_shown_on_both_sides() -> None:
    made = table((JP, KR, US), (JP, KR, US))
    jp, kr = made[JP], made[KR]
    raw = _spoilt(kr, jp)
    _refuse(jp, raw)
    _refuse(jp, raw)
    (found,) = pouch_findings(jp.node)
    assert (found.peer, found.code, found.rule) == (kr.root, "pouch/chunk", "POUCH-3")
    assert _named(jp, kr) == [(pouch_digest(raw), "pouch/chunk")]
    assert _named(jp, made[US]) == [], "it is nobody else's affair"
    for _ in range(2):  # the first may have been lost
        kr.desk.take(jp.desk.write(kr.root))
    (told,) = pouch_findings(kr.node)
    assert (told.peer, told.code, told.rule) == (jp.root, "own-pouch-refused", "POUCH-7")
    assert told.hint == f"{pouch_digest(raw)} pouch/chunk"
    assert _named(kr, jp) == [], "what a peer refused is not what we refuse"


def test_a_pouch_that_came_whole_in_the_end_is_named_no_more() -> None:
    made = table((JP, KR), (JP, KR))
    jp, kr = made[JP], made[KR]
    raw = kr.desk.write(jp.root)
    good, bad = pouch_digest(raw), pouch_digest(_spoilt(kr, jp))
    for digest in (good, bad):
        note_refused(jp.node, kr.root, digest, MalformedError("pouch/count", "POUCH-10", "x"))
    assert _named(jp, kr) == [(bad, "pouch/count"), (good, "pouch/count")]
    jp.desk.take(raw)
    assert _named(jp, kr) == [(bad, "pouch/count")]


def test_of_many_refused_pouches_the_newest_are_named() -> None:
    made = table((JP, KR), (JP, KR))
    spoilt = [_spoilt(made[KR], made[JP]) for _ in range(NAMED_MAX + 2)]
    for raw in spoilt:
        _refuse(made[JP], raw)
    named = [digest for digest, _ in _named(made[JP], made[KR])]
    assert named == [pouch_digest(raw) for raw in reversed(spoilt)][:NAMED_MAX]


def test_the_sender_shows_from_the_beginning_of_a_pouch() -> None:
    made = table((JP, KR, US), (JP, KR, US))
    raw = _great(made[KR], made[JP])
    assert len(raw) > FRONT_BYTES_MAX
    assert made[JP].desk.vouch(raw[:FRONT_BYTES_MAX], len(raw)) == made[KR].root
    short = made[KR].desk.write(made[JP].root)
    assert made[JP].desk.vouch(short, len(short)) == made[KR].root


@pytest.mark.parametrize(
    ("front", "more", "code"),
    [
        (1_000, 0, "pouch/header"),
        (10_000, 0, "pouch/size"),
        (FRONT_BYTES_MAX, 1, "pouch/size"),
        (FRONT_BYTES_MAX, -4 * SEALED_CHUNK_BYTES, "pouch/chunk"),
    ],
    ids=["half a header", "half a chunk", "no whole chunks", "said to be shorter"],
)
def test_a_beginning_that_shows_no_sender_is_refused(front: int, more: int, code: str) -> None:
    made = table((JP, KR), (JP, KR))
    raw = _great(made[KR], made[JP])
    with pytest.raises(ComityError) as caught:
        made[JP].desk.vouch(raw[:front], len(raw) + more)
    assert caught.value.code == code


def test_a_stranger_shows_nothing() -> None:
    made = table((JP, KR, US), (JP, KR))
    raw = _great(made[US], made[JP])
    with pytest.raises(ComityError) as caught:
        made[JP].desk.vouch(raw[:FRONT_BYTES_MAX], len(raw))
    assert caught.value.code == "stranger"
