# SPDX-License-Identifier: Apache-2.0
"""The rules of encoding.md, each kept by a property of core."""

import ast
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.encoding import FORBIDDEN, decode, encode, forbidden_at
from comity.core.entries import read_entry
from comity.core.errors import MalformedError
from comity.core.genesis import read_birth, read_genesis
from comity.core.limits import (
    BODY_BYTES_MAX,
    DEPTH_MAX,
    ENTRY_BYTES_MAX,
    INTEGER_MAX,
    OPENINGS_MAX,
)
from spec import reader
from tests.simulation.growing import worlds
from tests.simulation.standins import StandIn
from tests.simulation.worlds import World

CORE = Path(__file__).parents[1] / "src" / "comity" / "core"


RANGES = [
    (0x0000, 0x0008), (0x000B, 0x001F), (0x007F, 0x009F), (0x00AD, 0x00AD), (0x061C, 0x061C),
    (0x115F, 0x1160), (0x180E, 0x180E), (0x200B, 0x200B), (0x200E, 0x200F), (0x2028, 0x202E),
    (0x2060, 0x206F), (0x3164, 0x3164), (0xD800, 0xDFFF), (0xE000, 0xF8FF), (0xFDD0, 0xFDEF),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xE0000, 0xE007F),
    (0xF0000, 0x10FFFF), *((p * 0x10000 + 0xFFFE, p * 0x10000 + 0xFFFF) for p in range(17)),
]  # fmt: skip


"""Copied from the page by hand."""


def _forbidden(point: int) -> bool:
    return any(low <= point <= high for low, high in RANGES)


POINTS = st.integers(0, 0x10FFFF) | st.sampled_from(
    [point + step for low, high in RANGES for point in (low, high) for step in (-1, 0, 1)]
).filter(lambda point: 0 <= point <= 0x10FFFF)


GOOD = st.characters(codec="utf-8").filter(lambda c: not _forbidden(ord(c)))


TEXTS = st.text(GOOD, max_size=12)


KEYS = st.text(st.sampled_from([chr(c) for c in range(0x20, 0x7F)]), max_size=8)


INTEGERS = st.integers(-INTEGER_MAX, INTEGER_MAX)


SCALARS = st.none() | st.booleans() | INTEGERS | TEXTS


VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def _code(raw: bytes, bytes_max: int = BODY_BYTES_MAX) -> str | None:
    """The refusal's code, or None."""
    try:
        decode(raw, bytes_max)
    except MalformedError as error:
        return error.code
    return None


def _reader_code(raw: bytes) -> str | None:
    try:
        reader.decode(raw)
    except reader.RefusedError as error:
        return error.code
    return None


NOT_JSON = ("NaN", "-Infinity", "{", '{"a":1}}', "1 2", "/*c*/1", "", "tru", "\ufeff1", "'a'")


@given(VALUES, st.binary(min_size=1, max_size=4), st.sampled_from(NOT_JSON), st.data())
def test_one_json_text(value: Any, tail: bytes, other: str, data: st.DataObject) -> None:
    """ENC-1: Bytes that are not UTF-8 are refused as `encoding/utf8`"""
    raw = encode({"t": "가", "v": value})
    assert decode(raw, len(raw)) == {"t": "가", "v": value}
    cut = data.draw(st.integers(1, len(raw) - 1))
    assert _code(raw[:cut]) in {"encoding/json", "encoding/utf8", "encoding/text"}
    assert _code(raw + tail) is not None
    assert _code(other.encode()) == "encoding/json"
    for bad in (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"):
        assert _code(b'"' + bad + b'"') == "encoding/utf8"


@given(VALUES, st.sampled_from([" ", "\t", "\n", "\r"]), st.data())
def test_canonical_form(value: Any, space: str, data: st.DataObject) -> None:
    """ENC-2: Any other form of the same value is refused as `encoding/canonical`."""
    raw = encode(value)
    text = raw.decode()
    for other in (
        json.dumps(value, ensure_ascii=False, separators=(", ", ": "), sort_keys=True),
        json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True),
        text + space,
        space + text,
    ):
        assert _code(other.encode()) == (None if other == text else "encoding/canonical")
    pairs = data.draw(st.permutations([("a", 1), ("b", 2), ("C", 3), ("", 4)]))
    unsorted = json.dumps(dict(pairs), separators=(",", ":"))
    right = unsorted == '{"":4,"C":3,"a":1,"b":2}'
    assert _code(unsorted.encode()) == (None if right else "encoding/canonical")


ESCAPES = ('"\\/"', '"\\u0041"', '"\\u000a"', '"\\u0009"', "[01]", "[+1]", "[-0]", '"\\u00e9"')


@pytest.mark.parametrize("text", ESCAPES)
def test_other_escapes_and_signs(text: str) -> None:
    r"""ENC-2: in strings, the only escapes are `\"` (22), `\\` (5C), `\n` (0A) and `\t` (09), each
    written exactly so
    """
    assert _code(text.encode()) in {"encoding/canonical", "encoding/json"}
    assert decode(b'"\\"\\\\\\n\\t"', 100) == '"\\\n\t'


@given(st.integers(-(10**30), 10**30) | st.integers(-INTEGER_MAX - 2, -INTEGER_MAX + 2))
def test_integers_only(number: int) -> None:
    """ENC-3: A number with a fraction or an exponent, and an integer beyond that range, is refused
    as `encoding/number`.
    """
    inside = abs(number) <= 2**53 - 1
    assert _code(b"[%d]" % number) == (None if inside else "encoding/number")
    for tail in (b".0", b".5", b"e1", b"E+2", b"e-3"):
        assert _code(b"[%d%s]" % (number, tail)) == "encoding/number"
    assert _code(b"[" + b"9" * 1_000_000 + b"]") == "encoding/number"


@given(st.text(st.characters(codec="utf-8", exclude_characters='"\\\n\t'), max_size=6), VALUES)
def test_keys(key: str, value: Any) -> None:
    """ENC-4: Each key of an object consists of ASCII characters only (else `encoding/key`)"""
    code = _code(encode({key: value}))
    if not key.isascii():
        assert code in {"encoding/key", "encoding/text"}
    else:
        assert code == ("encoding/text" if any(_forbidden(ord(c)) for c in key) else None)
    twice = b'{"a":1,"a":%s}' % encode(value)
    assert _code(twice) == "encoding/canonical"


@given(st.integers(1, 40), st.lists(st.booleans(), min_size=40, max_size=40), SCALARS)
def test_depth(depth: int, arrays: list[bool], core: Any) -> None:
    """ENC-5: A value of depth above 12 is refused as `encoding/depth`."""
    value: Any = core
    for array in arrays[:depth]:
        value = [value] if array else {"k": value}
    assert _code(encode(value)) == (None if depth <= 12 else "encoding/depth")
    assert DEPTH_MAX == 12


@pytest.mark.parametrize("unit", ["[", '{"a":', '[{"a":'])
def test_depth_costs_no_stack(unit: str) -> None:
    """ENC-5: A reader counts before it recurses, so that 70,000 opening brackets cost no stack."""
    assert _code(unit.encode() * 65_000) in {"encoding/depth", "encoding/json"}


@given(st.integers(0, 300), st.integers(0, 300))
def test_sizes(size: int, limit: int) -> None:
    """ENC-6: Longer input is refused as `encoding/size` before anything of it is parsed."""
    raw = b"\xff" * size
    assert (_code(raw, limit) == "encoding/size") == (size > limit)
    assert (ENTRY_BYTES_MAX, BODY_BYTES_MAX) == (65_536, 1_048_576)
    with pytest.raises(MalformedError, match="encoding/size"):
        read_entry(b"\xff" * (ENTRY_BYTES_MAX + 1))
    for read in (read_genesis, lambda raw: read_birth(raw, StandIn())):
        with pytest.raises(MalformedError, match="encoding/size"):
            read(b"\xff" * (BODY_BYTES_MAX + 1))


@given(st.integers(-2, 2), st.booleans(), st.sampled_from([b"[", b"{"]))
def test_openings(more: int, inside: bool, opening: bytes) -> None:  # noqa: FBT001
    """ENC-6: Input that holds more than 131,072 bytes `[` (5B) or `{` (7B) together, inside strings
    or not, is refused as `encoding/size` too
    """
    count = OPENINGS_MAX + more - 1
    closing = {b"[": b"]", b"{": b"}"}[opening]
    inner = b'"' + opening * count + b'"' if inside else b",".join([opening + closing] * count)
    assert (_code(b"[" + inner + b"]") == "encoding/size") == (more > 0)


@given(POINTS, TEXTS, TEXTS)
def test_forbidden_characters(point: int, before: str, after: str) -> None:
    """ENC-7: No string, keys included, contains one of these code points (hexadecimal, both ends
    included), else `encoding/text`
    """
    text = before + chr(point) + after
    if 0xD800 <= point <= 0xDFFF:
        raw = f'"\\u{point:04x}"'.encode()
        assert _code(raw) in {"encoding/text", "encoding/json", "encoding/canonical"}
        return
    raw = json.dumps(text, ensure_ascii=False).encode()
    if point < 0x20 and point not in {9, 10}:
        assert _code(raw) == "encoding/text"  # written as an escape
        assert _code(b'"%c"' % point) == "encoding/json"
    else:
        assert _code(raw) == ("encoding/text" if _forbidden(point) else None)
    assert (forbidden_at(text) is None) == (not _forbidden(point))
    if point < 0x80 and _forbidden(point):
        key = json.dumps({chr(point): 1}, separators=(",", ":")).encode()
        assert _code(key) in {"encoding/text", "encoding/canonical"}


def test_the_list_of_forbidden_characters() -> None:
    """ENC-7: The list is numeric and fixed by the rules version."""
    core = {point for low, high in FORBIDDEN for point in range(low, high + 1)}
    assert core == {point for low, high in RANGES for point in range(low, high + 1)}
    assert not {0x200C, 0x200D, 9, 10} & core


@given(st.sampled_from(["é", "e\u0301", "가", "\u1100\u1161", "ﬁ", "fi", " a ", "Å"]), TEXTS)
def test_text_is_signed_as_written(text: str, rest: str) -> None:
    """ENC-8: No reader or writer normalises, trims, folds or re-wraps text."""
    raw = encode(text + rest)
    assert decode(raw, 1000) == text + rest
    assert len({encode(t) for t in ("é", "e\u0301", "e", "É", " é")}) == 5


@given(VALUES)
def test_read_write_again_compare(value: Any) -> None:
    """ENC-9: For every value v that keeps ENC-3 to ENC-7, decode(encode(v)) = v; for all bytes b
    that are accepted, encode(decode(b)) = b.
    """
    raw = encode(value)
    assert decode(raw, len(raw)) == value
    assert raw == reader.encode(value)


@given(st.data())
def test_any_bytes_have_one_verdict(data: st.DataObject) -> None:
    """ENC-9: unless both byte strings are the same, the input is refused."""
    raw = data.draw(
        st.binary(max_size=40)
        | st.text(st.sampled_from('{}[]",:0123e-.\\u tfn\x7f가'), max_size=20).map(str.encode)
        | VALUES.map(encode).flatmap(_spoilt)
    )
    code = _code(raw)
    assert (code is None) == (_reader_code(raw) is None)
    if code is None:
        assert encode(decode(raw, len(raw))) == raw


def _spoilt(raw: bytes) -> st.SearchStrategy[bytes]:
    """Some byte of it gone, added or another."""
    at = st.integers(0, len(raw))
    byte = st.integers(0, 255) | st.sampled_from(b' 0-.e"\\,:[]{}')
    gone = at.map(lambda i: raw[:i] + raw[i + 1 :])
    added = st.builds(lambda i, b: raw[:i] + bytes([b]) + raw[i:], at, byte)
    other = st.builds(lambda i, b: raw[:i] + bytes([b]) + raw[i + 1 :], at, byte)
    return gone | added | other


RULES = {
    "encoding/size": {"ENC-6"},
    "encoding/utf8": {"ENC-1"},
    "encoding/json": {"ENC-1"},
    "encoding/depth": {"ENC-5"},
    "encoding/number": {"ENC-3"},
    "encoding/text": {"ENC-7"},
    "encoding/key": {"ENC-4"},
    "encoding/canonical": {"ENC-2", "ENC-4", "ENC-9"},
}


@given(VALUES.map(encode).flatmap(_spoilt), st.integers(1, 40))
def test_what_a_refusal_binds(raw: bytes, limit: int) -> None:
    """ENC-11: Whether input is refused is part of the law: every implementation refuses the same
    bytes. The code says which rule was broken, for people and for tests.
    """
    found: MalformedError | None = None
    try:
        decode(raw, limit)
    except MalformedError as error:
        found = error
    if found is not None:
        assert found.rule in RULES[found.code]
    assert (found is not None) == (len(raw) > limit or _reader_code(raw) is not None)


def test_validity_depends_on_bytes_only() -> None:
    r"""ENC-12: a clock, a time zone, a locale, a floating point number, a Unicode table, a
    character class of a regular-expression library (`\d`, `\w`), the order of a hash table, or
    chance.
    """
    unwanted = {"time", "datetime", "random", "secrets", "locale", "unicodedata", "zoneinfo"}
    classes = ("\\d", "\\w", "\\s", "\\b", "\\D", "\\W", "\\S", "\\B")
    for path in CORE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert not {alias.name.partition(".")[0] for alias in node.names} & unwanted
            elif isinstance(node, ast.ImportFrom):
                assert (node.module or "").partition(".")[0] not in unwanted
            elif isinstance(node, ast.Constant):
                assert not isinstance(node.value, float)
                if isinstance(node.value, str) and "[" in node.value:
                    assert not any(c in node.value for c in classes), (path, node.value)


@given(st.lists(TEXTS, max_size=8))
def test_order_of_texts(texts: list[str]) -> None:
    """ENC-13: it means the ascending order of their UTF-8 bytes (which for Unicode text is the
    order of code points).
    """
    assert sorted(texts) == sorted(texts, key=str.encode)
    keys = [text for text in texts if text.isascii()]
    raw = encode(dict.fromkeys(keys, 0))
    assert list(msgspec.json.decode(raw)) == sorted(set(keys), key=str.encode)


@given(worlds(forks=True), st.data())
def test_bodies_keep_the_same_rules(world: World, data: st.DataObject) -> None:
    """ENC-19: The bytes of a body that does not keep them are refused by who receives them, as if
    they had not come; the entry that names their digest stays valid.
    """
    raw = data.draw(VALUES.map(encode).flatmap(_spoilt))
    code = _code(raw)
    assert (code is None) == (_reader_code(raw) is None)
    assert world.channel().fold.value() == world.channel().fold.value()
