# SPDX-License-Identifier: Apache-2.0
"""The rules of export.md, each by a property."""

import hashlib
import io
import random
from collections.abc import Callable
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.encoding import encode
from comity.core.errors import ComityError, MalformedError, RuleError, TrustError
from comity.core.ids import Code, Digest, Matter, b64
from comity.node.audit import Verified, verify_export
from comity.node.export import export_instrument, export_record
from comity.node.sign import Acceptance, Proposal, attach, sign_moves
from tests.unit.node.parties import (
    JP,
    KR,
    TERMS,
    US,
    VERIFIER,
    Circle,
    circle,
    forged,
    hand,
    heads,
    newest,
    offer,
    party,
    value,
    wording,
)

AGENDA = Matter("text/terms/p/2")
ROOTS = {code: party(code).fingerprint for code in (JP, KR)}


@cache
def _story() -> Circle:
    """A record with a confirmed value and its annex, an open offer, and another matter agreed."""
    pair = circle()
    pair.meet()
    document = attach(pair[JP], pair.channel, b"annex")
    proposal = Proposal({TERMS: wording("agreed")}, (document,))
    ref = sign_moves(pair[JP], pair.channel, [proposal], post="Directorate").acts[0]
    pair.meet()
    sign_moves(pair[KR], pair.channel, [Acceptance(ref)])
    pair.settle()
    ref = offer(pair[KR], pair.channel, "items", AGENDA).acts[0]
    pair.meet()
    sign_moves(pair[JP], pair.channel, [Acceptance(ref)])
    pair.settle()
    offer(pair[JP], pair.channel, "open", AGENDA)
    pair.meet()
    return pair


@cache
def _lines(kind: str = "record") -> tuple[bytes, ...]:
    pair = _story()
    if kind == "instrument":
        return tuple(export_instrument(pair[KR], pair.channel, TERMS))
    return tuple(export_record(pair[JP], pair.channel, contents=kind == "record"))


def _verify(lines: tuple[bytes, ...] | list[bytes]) -> Verified:
    return verify_export(lines, ROOTS, VERIFIER, keep=True)


def _ended(lines: list[bytes]) -> list[bytes]:
    """Lines with an end line that fits them: what a forger would write."""
    total = hashlib.sha256(b"".join(lines)).digest()
    return [*lines, b"end " + b64(total).encode() + b"\n"]


def test_an_export_of_the_record_holds_all_that_its_node_holds() -> None:
    """EXP-1: An export of the record holds every entry that its node holds."""
    pair = _story()
    verified = _verify(_lines())
    assert verified.channel.fold.value() == value(pair[JP], pair.channel)
    assert verified.id == pair.channel
    assert verified.roots == ROOTS
    assert verified.trusted == {JP, KR}
    assert verified.absent == 0
    assert b"annex" in {kept.raw for kept in verified.contents.values()}


def test_bodies_and_documents_may_be_left_out() -> None:
    """EXP-1: Bodies and documents may be left out; the entries still verify (AGR-17)."""
    bare = _verify(_lines("bare"))
    assert bare.channel.fold.value() == _verify(_lines()).channel.fold.value()
    assert (bare.contents, bare.absent) == ({}, 4)
    lines = [line for line in _lines() if not line.startswith(b"document")]
    assert _verify(_ended(lines[:-1])).absent == 1


def test_an_instrument_shows_the_same_value_of_its_matter() -> None:
    """EXP-1: an instrument (AGR-18) the entries from which one matter's value follows."""
    pair = _story()
    verified = _verify(_lines("instrument"))
    whole = newest(pair[KR], pair.channel, TERMS)
    (confirmed,) = verified.channel.matter(TERMS).confirmed
    assert confirmed.ref == whole.ref
    assert confirmed.values == whole.values
    assert {kept.raw for kept in verified.contents.values()} == {b"annex", wording("agreed")}
    assert len(verified.channel) < len(_verify(_lines()).channel), "no more than it needs"
    assert not verified.channel.matter(AGENDA).agreed


def test_an_instrument_of_what_is_agreed_and_not_confirmed() -> None:
    """EXP-1: … the entries from which one matter's value follows."""
    pair = circle()
    pair.meet()
    ref = offer(pair[JP], pair.channel, 1).acts[0]
    pair.meet()
    with pytest.raises(RuleError, match="not-agreed"):
        export_instrument(pair[KR], pair.channel, TERMS)
    sign_moves(pair[KR], pair.channel, [Acceptance(ref)])
    verified = _verify(list(export_instrument(pair[KR], pair.channel, TERMS)))
    assert [offer_.ref for offer_ in verified.channel.matter(TERMS).agreed] == [ref]
    assert not verified.channel.matter(TERMS).confirmed


def test_an_instrument_holds_acceptances_that_nobody_has_seen_together() -> None:
    """EXP-1: … the entries from which one matter's value follows."""
    three = circle((JP, KR, US))
    three.meet()
    ref = offer(three[JP], three.channel, 1).acts[0]
    three.meet()
    for code in (KR, US):
        sign_moves(three[code], three.channel, [Acceptance(ref)])
    three.meet()
    lines = list(export_instrument(three[KR], three.channel, TERMS))
    verified = verify_export(lines, ROOTS, VERIFIER)
    assert [offer_.ref for offer_ in verified.channel.matter(TERMS).agreed] == [ref]


def test_a_record_with_a_fork_is_exported_whole_and_no_instrument_of_it() -> None:
    """EXP-1: An export of the record holds every entry that its node holds."""
    pair = circle()
    pair.meet()
    ((number, head),) = heads(pair[JP], pair.channel)[KR]
    branches = [forged(party(KR), pair.channel, number + 1, head, post=post) for post in "ab"]
    hand(pair[JP], party(KR), pair.channel, *branches)
    verified = _verify(list(export_record(pair[JP], pair.channel)))
    assert verified.channel.frozen
    assert verified.channel.fold.value() == value(pair[JP], pair.channel)
    with pytest.raises(RuleError, match="frozen"):
        export_instrument(pair[JP], pair.channel, TERMS)


@pytest.mark.parametrize("kind", ["record", "instrument"])
def test_no_single_bit_turns_unseen(kind: str, *, deep: bool) -> None:
    """EXP-4: Of an export that verifies, any single flipped bit makes verification fail."""
    raw = b"".join(_lines(kind))
    bits: range | list[int] = range(8 * len(raw))
    if not deep:
        chance = random.Random(kind)
        edges = [*range(200), *range(8 * len(raw) - 400, 8 * len(raw))]
        bits = [*edges, *chance.sample(bits, 600)]
    for bit in bits:
        turned = bytearray(raw)
        turned[bit // 8] ^= 1 << bit % 8
        try:
            _verify(io.BytesIO(turned).readlines())
        except ComityError:
            continue
        pytest.fail(f"bit {bit} turned unseen")


@given(st.data())
def test_a_file_that_is_cut_off_is_refused(data: st.DataObject) -> None:
    """EXP-2: Anything else is refused as `export`."""
    raw = b"".join(_lines())
    cut = raw[: data.draw(st.integers(0, len(raw) - 1))]
    with pytest.raises(ComityError):
        _verify(io.BytesIO(cut).readlines())


def test_a_file_without_its_last_lines_is_refused() -> None:
    """EXP-2: `end …` once, last."""
    for kept in range(len(_lines())):
        with pytest.raises(MalformedError, match="export"):
            _verify(list(_lines()[:kept]))


@given(st.data())
def test_lines_that_change_places_are_refused(data: st.DataObject) -> None:
    """EXP-2: Lines of bytes … in this order."""
    lines = list(_lines())
    left, right = data.draw(
        st.lists(st.integers(0, len(lines) - 1), min_size=2, max_size=2, unique=True)
    )
    lines[left], lines[right] = lines[right], lines[left]
    with pytest.raises(ComityError):
        _verify(lines)


def _at(kind: bytes) -> int:
    return next(at for at, line in enumerate(_lines()) if line.startswith(kind))


def _without(at: int, count: int = 1) -> list[bytes]:
    return [*_lines()[:at], *_lines()[at + count : -1]]


def _with(at: int, *more: bytes) -> list[bytes]:
    return [*_lines()[:at], *more, *_lines()[at:-1]]


def _signature_of_other() -> bytes:
    signature = forged(party(JP), _story().channel, 1, _story().channel).signature
    return b"signature " + encode(signature) + b"\n"


def _birth_of_other() -> bytes:
    other = circle(("jp", "us"))
    return next(iter(list(export_record(other[JP], other.channel))[1:]))


FORGED: dict[str, Callable[[], list[bytes]]] = {
    "no birth": lambda: _without(1),
    "birth twice": lambda: _with(2, _lines()[1]),
    "birth of another channel": lambda: [_lines()[0], _birth_of_other(), *_lines()[2:-1]],
    "first entry left out": lambda: _without(_at(b"entry"), 2),
    "entry without signature": lambda: _without(_at(b"signature")),
    "signature without entry": lambda: _without(_at(b"entry")),
    "signature of another": lambda: [
        _signature_of_other() if at == _at(b"signature") else line
        for at, line in enumerate(_lines()[:-1])
    ],
    "entry twice": lambda: _with(_at(b"entry"), *_lines()[_at(b"entry") : _at(b"entry") + 2]),
    "entry twice, then badly signed": lambda: _with(
        _at(b"body"), _lines()[_at(b"entry")], _signature_of_other()
    ),
    "entries after content": lambda: [
        *_lines()[: _at(b"entry")],
        _lines()[_at(b"body")],
        *_lines()[_at(b"entry") : -1],
    ],
    "body twice": lambda: _with(_at(b"body"), _lines()[_at(b"body")]),
    "body as document": lambda: [
        line.replace(b"body ", b"document ", 1) if line.startswith(b"body ") else line
        for line in _lines()[:-1]
    ],
    "content that no entry names": lambda: _with(
        _at(b"body"), b"body " + b" ".join([b"A" * 43, b"A" * 43, b"e30"]) + b"\n"
    ),
    "content of two parts": lambda: _with(_at(b"body"), b"body " + b"A" * 43 + b" e30\n"),
    "another word": lambda: _with(_at(b"body"), b"note x\n"),
    "empty line": lambda: _with(_at(b"body"), b"\n"),
    "another version": lambda: [b"comity-export/2\n", *_lines()[1:-1]],
    "nothing": list,
    "birth in other words": lambda: [
        _lines()[0],
        _lines()[1].replace(b"birth {", b"birth  {"),
        *_lines()[2:-1],
    ],
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_file_with_a_fitting_end_is_refused_all_the_same(forgery: str) -> None:
    """EXP-3: The first thing that does not hold is the answer, and nothing of the file is to be
    relied on.
    """
    assert _ended(list(_lines()[:-1])) == list(_lines()), "a fitting end is what makes it fit"
    with pytest.raises(ComityError):
        _verify(_ended(FORGED[forgery]()))


def test_what_follows_the_end_is_refused() -> None:
    """EXP-2: `end …` once, last."""
    for more in (b"\n", _lines()[-1], b"x"):
        with pytest.raises(MalformedError, match="export"):
            _verify([*_lines(), more])


def test_another_root_than_the_caller_knows_is_refused() -> None:
    """EXP-3: The roots are checked by KEY-4 and against the fingerprints (`root`)."""
    other = party(KR, seed=9).fingerprint
    for known in ({JP: ROOTS[JP], KR: other}, {US: ROOTS[JP]}, {JP: ROOTS[KR]}):
        with pytest.raises(TrustError, match="root"):
            verify_export(_lines(), known, VERIFIER)
    assert verify_export(_lines(), {KR: ROOTS[KR]}, VERIFIER).trusted == {KR}


def test_without_fingerprints_the_verifier_says_that_nothing_ties_it_to_anybody() -> None:
    """EXP-3: Without fingerprints the file is only shown to be consistent in itself, and the
    verifier says so.
    """
    empty: dict[Code, Digest] = {}
    verified = verify_export(_lines(), empty, VERIFIER)
    assert verified.trusted == frozenset()
    assert verified.roots == ROOTS


def test_a_genesis_with_the_roots_of_others_is_refused() -> None:
    """EXP-3: The roots are checked by KEY-4."""
    with _story()[JP].channels.hold(_story().channel) as held:
        birth = held.channel.birth
    swapped = msgspec.structs.replace(birth, roots=birth.roots[::-1])
    lines = [_lines()[0], b"birth " + encode(swapped) + b"\n", *_lines()[2:-1]]
    with pytest.raises(TrustError, match="root"):
        _verify(_ended(lines))
