# SPDX-License-Identifier: Apache-2.0
"""Whatever bytes come, each decoder of core answers at once, cheaply, and names a rule."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from comity.core import conformance
from comity.core.cards import CARD_BYTES_MAX, SignedCard
from comity.core.encoding import decode, encode, read
from comity.core.entries import read_entry
from comity.core.errors import ComityError
from comity.core.genesis import read_birth, read_genesis
from comity.core.keysets import SignedCredentials, SignedRoot
from comity.core.limits import BODY_BYTES_MAX, ENTRY_BYTES_MAX
from tests.simulation.standins import StandIn, birth_of, root_of
from tests.simulation.worlds import World

MIB: Final = 2**20
SECONDS_MAX: Final = 0.050
BYTES_MAX: Final = 32 * MIB
PAGES = "".join(page.read_text("utf-8") for page in Path(__file__).parent.glob("*.md"))


def _conformance(raw: bytes) -> object:
    return conformance.answer(decode(raw, BODY_BYTES_MAX))


def _body(raw: bytes) -> object:
    return decode(raw, BODY_BYTES_MAX)


DECODERS: dict[str, Callable[[bytes], object]] = {
    "any value": _body,
    "entry": read_entry,
    "genesis": read_genesis,
    "birth": lambda raw: read_birth(raw, StandIn()),
    "root": lambda raw: read(raw, SignedRoot, BODY_BYTES_MAX),
    "credentials": lambda raw: read(raw, SignedCredentials, BODY_BYTES_MAX),
    "card": lambda raw: read(raw, SignedCard, CARD_BYTES_MAX),
}


def _good() -> dict[str, bytes]:
    world = World()
    birth = birth_of(("jp", "kr"))
    return {
        "entry": world.write("jp").signed.raw,
        "genesis": encode(birth.genesis),
        "birth": encode(birth),
        "root": encode(root_of("jp")),
    }


GOOD = _good()


def _filled(unit: bytes, size: int, head: bytes = b"[", tail: bytes = b"0]") -> bytes:
    return head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail


def _hostile(size: int) -> Iterator[tuple[str, bytes]]:
    """Inputs of the greatest length that is read, and one longer, all of them wrong."""
    yield "oversized", b"[" + b"0," * size + b"0]"
    yield "oversized and deep", b"[" * (size + 1)
    yield "deep arrays", b"[" * (size // 2) + b"]" * (size // 2)
    yield "deep open", b"[" * size
    yield "deep objects", b'{"a":' * (size // 5)
    yield "one deeper", b"[" * 13 + b"]" * 13
    yield "duplicate keys", _filled(b'"a":0,', size, b"{", b'"a":0}')
    yield (
        "unsorted keys",
        b"{" + b",".join(b'"%07d":0' % n for n in range(size // 13, 0, -1)) + b"}",
    )
    yield "spaces", _filled(b" ", size)
    yield "escapes", _filled(b"\\u0041", size, b'"', b'"')
    yield "surrogates", _filled(b"\\ud800", size, b'"', b'"')
    yield "forbidden", b'"' + "\u202e".encode() * ((size - 2) // 3) + b'"'
    yield "forbidden at the end", b'"' + b"a" * (size - 5) + "\u202e".encode() + b'"'
    yield "huge number", b"9" * size
    yield "huge negative number", b"-" + b"9" * (size - 1)
    yield "many huge numbers", _filled(b"9" * 300 + b",", size)
    yield "floats", _filled(b"0.5,", size)
    yield "exponents", _filled(b"1e9,", size)
    yield "huge exponent", b"[1e" + b"9" * (size - 5) + b"]"
    yield "long fraction", b"[0." + b"1" * (size - 5) + b"]"
    yield "not UTF-8", b'"' + b"\xff" * (size - 2) + b'"'
    yield "zeros", b"\0" * size
    yield "empty", b""
    yield "crowd of arrays", _filled(b"[[]],", size, tail=b"[]")
    yield "crowd of objects", _filled(b'{"":0},', size, tail=b"{}")
    yield "crowd of objects, a space", _filled(b'{"":0},', size - 1, tail=b"{}]") + b" "
    yield "wrong type", _filled(b"0,", size)
    yield "many objects", _filled(b"{},", size, tail=b"{}]") + b" "
    yield "one key of all", b'{"' + b"k" * (size - 8) + b'":0}'
    yield "non-ASCII keys", '{"가":0}'.encode()
    yield "unknown version", GOOD["genesis"].replace(b'"rules":1', b'"rules":2')
    yield "unknown profile", GOOD["root"].replace(b'"comity-1"', b'"comity-2"')


CASES: list[tuple[str, str, bytes]] = [
    (name, what, raw)
    for name, size in (
        ("any value", BODY_BYTES_MAX),
        ("entry", ENTRY_BYTES_MAX),
        ("genesis", BODY_BYTES_MAX),
        ("birth", BODY_BYTES_MAX),
        ("root", BODY_BYTES_MAX),
        ("credentials", BODY_BYTES_MAX),
        ("card", CARD_BYTES_MAX),
    )
    for what, raw in _hostile(size)
]
FITS_ANY: Final = {
    "wrong type", "one key of all", "unknown version", "unknown profile",
}  # fmt: skip
"""Good values as such; only a decoder of types refuses them."""


def _error(name: str, raw: bytes) -> ComityError | None:
    try:
        DECODERS[name](raw)
    except ComityError as error:
        return error
    return None


def _refused(name: str, what: str, raw: bytes) -> None:
    """The decoder refuses the input and names a rule of these pages."""
    error = _error(name, raw)
    if error is None:
        assert name == "any value" or (name, what) == ("root", "unknown profile"), (name, what)
        assert what in FITS_ANY
    else:
        assert f"### {error.rule} " in PAGES


@pytest.mark.parametrize(("name", "what", "raw"), CASES, ids=lambda value: str(value)[:40])
def test_hostile_input_is_refused_cheaply(name: str, what: str, raw: bytes) -> None:
    """ENC-18: A decoder answers any input, however hostile, within 50 ms and 32 MiB, or refuses it
    before reading by ENC-6.
    """
    _refused(name, what, raw)
    tracemalloc.start()
    try:
        _refused(name, what, raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < BYTES_MAX, f"{peak / MIB:.1f} MiB"


@pytest.mark.deep
@pytest.mark.parametrize(
    ("name", "what", "raw"),
    CASES,
    ids=lambda value: str(value)[:40],
)
def test_hostile_input_is_refused_fast(name: str, what: str, raw: bytes) -> None:
    """ENC-18: A decoder answers any input, however hostile, within 50 ms and 32 MiB, or refuses it
    before reading by ENC-6.
    """
    best = min(_seconds(name, what, raw) for _ in range(3))
    assert best < SECONDS_MAX, f"{best * 1000:.0f} ms"


def _seconds(name: str, what: str, raw: bytes) -> float:
    begun = time.perf_counter()
    _refused(name, what, raw)
    return time.perf_counter() - begun


@pytest.mark.parametrize("name", GOOD)
def test_a_cut_or_flipped_good_input_is_refused_by_a_rule(name: str) -> None:
    """ENC-18: A decoder answers any input, however hostile"""
    raw = GOOD[name]
    for cut in range(0, len(raw), max(1, len(raw) // 200)):
        with pytest.raises(ComityError) as error:
            DECODERS[name](raw[:cut])
        assert f"### {error.value.rule} " in PAGES
        flipped = raw[:cut] + bytes([raw[cut] ^ 1]) + raw[cut + 1 :]
        other = _error(name, flipped)
        assert other is None or f"### {other.rule} " in PAGES


def test_the_form_by_which_judges_are_compared_is_as_wary() -> None:
    """ENC-18: A decoder answers any input, however hostile"""
    for raw in (b"[" * 70_000, b"{}", encode({"parties": ["A", "B"], "entries": [[]]})):
        with pytest.raises(ComityError):
            _conformance(raw)
