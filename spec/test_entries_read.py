# SPDX-License-Identifier: Apache-2.0
"""The rules of entries.md that reading an entry keeps, each by a property of core."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.acts import FORK, KEYS, LEAVE
from comity.core.encoding import encode
from comity.core.entries import entry_hash, read_entry, read_plainly
from comity.core.errors import ComityError
from comity.core.ids import b64, matter, party_code
from spec.reader import RefusedError
from spec.reader_entries import read_entry as reader_read
from tests.simulation.standins import credentials_of, digest_of
from tests.simulation.worlds import keys_of

ENT_CODES = {"type", "grammar", "negative", "count", "documents", "body"}


DIGEST = digest_of("something")


SMALL = "abcdefghijklmnopqrstuvwxyz0123456789-"


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "kr", DIGEST, "a/b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(SMALL, max_size=3), inner),
    max_leaves=6,
)


PLAIN: dict[str, Any] = {
    "acts": [],
    "approval": None,
    "channel": DIGEST,
    "key": DIGEST,
    "number": 2,
    "party": "kr",
    "post": None,
    "previous": DIGEST,
    "seen": {"jp": [1, DIGEST]},
    "time": 0,
}


DECLARE = {"body": DIGEST, "documents": [], "matter": "note"}


OFFER = {"ballot": 1, "documents": [], "silence": False, "until": None, "values": {"m": DIGEST}}


REF = ["kr", 1, 0]


def _entry(**changes: Any) -> bytes:
    return encode({**PLAIN, **changes})


def _with(act: Any) -> bytes:
    return _entry(acts=[act])


def _code(raw: bytes) -> str | None:
    """The refusal's code, the same whichever way core reads, and refused by the reader too."""
    codes: list[str | None] = []
    for read in (read_entry, read_plainly):
        try:
            read(raw)
        except ComityError as error:
            codes.append(error.code)
        else:
            codes.append(None)
    try:
        reader_read(raw)
    except RefusedError:
        assert codes[0] is not None, raw
    else:
        assert codes[0] is None, (codes, raw)
    assert codes[0] == codes[1]
    return codes[0]


GROUNDS = [
    ("type", {"declare": {**DECLARE, "more": 1}}),
    ("type", {"declare": {"body": DIGEST, "matter": "note"}}),
    ("type", {"declare": []}),
    ("type", {"declare": {**DECLARE, "body": 1}}),
    ("type", {"declare": {**DECLARE, "documents": {}}}),
    ("type", {"offer": {**OFFER, "silence": 0}}),
    ("type", {"offer": {**OFFER, "ballot": True}}),
    ("type", {"offer": {**OFFER, "until": "soon"}}),
    ("type", {"offer": {**OFFER, "values": []}}),
    ("type", {"accept": {"offer": ["kr", 1]}}),
    ("type", {"accept": {"offer": ["kr", 1, 0, 0]}}),
    ("type", {"accept": {"offer": ["kr", True, 0]}}),
    ("type", {"refuse": {"offer": REF}}),
    ("type", {"refuse": {"offer": REF, "reason": 7}}),
    ("grammar", {"declare": {**DECLARE, "body": DIGEST[:-1]}}),
    ("grammar", {"declare": {**DECLARE, "matter": "a//b"}}),
    ("grammar", {"offer": {**OFFER, "values": {"A": DIGEST}}}),
    ("grammar", {"accept": {"offer": ["K", 1, 0]}}),
    ("grammar", {"refuse": {"offer": REF, "reason": "because"}}),
    ("negative", {"offer": {**OFFER, "ballot": -1}}),
    ("negative", {"offer": {**OFFER, "until": -1}}),
    ("negative", {"accept": {"offer": ["kr", -1, 0]}}),
    ("negative", {"refuse": {"offer": ["kr", 1, -1], "reason": None}}),
    ("count", {"offer": {**OFFER, "values": {f"m{i}": DIGEST for i in range(65)}}}),
    ("count", {"declare": {**DECLARE, "documents": [DIGEST] * 65}}),
    ("documents", {"declare": {**DECLARE, "documents": [DIGEST, DIGEST]}}),
    ("documents", {"offer": {**OFFER, "documents": sorted([DIGEST, "A" * 43], reverse=True)}}),
    ("body", {"declare": {**DECLARE, "body": {}}}),
    ("body", {"offer": {**OFFER, "values": {"channel/x": DIGEST}}}),
]


def _law_bodies() -> Iterator[tuple[str, Any, bool]]:
    hashes = sorted([digest_of("one"), digest_of("two"), digest_of("three")])
    fork = {"hashes": hashes, "number": 1, "party": "kr"}
    yield FORK, fork, True
    yield FORK, {**fork, "hashes": hashes[::-1]}, False
    yield FORK, {**fork, "hashes": hashes[:1]}, False
    yield FORK, {**fork, "hashes": [hashes[0]] * 2}, False
    yield FORK, {**fork, "hashes": [*hashes[:2], "x"]}, False
    yield FORK, {**fork, "hashes": sorted(digest_of(str(i)) for i in range(65))}, False
    yield FORK, {**fork, "number": 0}, False
    yield FORK, {**fork, "number": "1"}, False
    yield FORK, {**fork, "party": "K"}, False
    yield FORK, {**fork, "more": 1}, False
    yield LEAVE, {"reason": ""}, True
    yield LEAVE, {"reason": "가" * 2000}, True
    yield LEAVE, {"reason": "가" * 2001}, False
    yield LEAVE, {"reason": None}, False
    yield LEAVE, {}, False
    keys = keys_of("kr", 1).body
    inner = keys["credentials"]
    yield KEYS, keys, True
    yield KEYS, {**keys, "signature": {**keys["signature"], "ed25519": "A"}}, False
    yield KEYS, {"credentials": inner}, False
    yield KEYS, {**keys, "credentials": {**inner, "serial": 0}}, False
    yield KEYS, {**keys, "credentials": {**inner, "serial": -1}}, False
    yield KEYS, {**keys, "credentials": {**inner, "party": "K"}}, False
    yield KEYS, {**keys, "credentials": {**inner, "not_before": -1}}, False
    profile = {**inner["keyset"], "profile": "comity-2"}
    yield KEYS, {**keys, "credentials": {**inner, "keyset": profile}}, False
    short = {**inner["keyset"], "ml-dsa-65": b64(b"short")}
    yield KEYS, {**keys, "credentials": {**inner, "keyset": short}}, False
    yield "channel/other", {"any": [1, {"thing": None}]}, True
    yield "channel/keys/x", {}, True


LAW_BODIES = list(_law_bodies())


@given(st.sampled_from(sorted(PLAIN)), VALUES)
def test_the_fields(field: str, value: Any) -> None:
    """ENT-1: A field that is missing, unknown or of another JSON type: refused as `type`."""
    assert _code(_entry()) is None
    assert _code(encode({k: v for k, v in PLAIN.items() if k != field})) == "type"
    assert _code(_entry(more=value)) == "type"
    other = _entry(**{field: value})
    kinds: dict[str, tuple[type, ...]] = {
        "acts": (list,), "number": (int,), "time": (int,), "seen": (dict,),
        "post": (str, type(None)), "approval": (str, type(None)),
    }  # fmt: skip
    if type(value) not in kinds.get(field, (str,)):
        assert _code(other) == "type"
    else:
        _code(other)
    for wrong in ([1], [1, DIGEST, 0], ["1", DIGEST], {"n": 1}, [True, DIGEST]):
        assert _code(_entry(seen={"jp": wrong})) == "type"
    assert _code(_entry(number=True)) == "type"


@given(st.text(SMALL, max_size=26) | st.text(st.characters(codec="utf-8"), max_size=4))
def test_code(code: str) -> None:
    """ENT-2: A party's code is 2 to 24 characters of `a–z 0–9 -` (ASCII; any order, so `--` is a
    code). Else `grammar`.
    """
    right = 2 <= len(code) <= 24 and set(code) <= set(SMALL)
    try:
        assert party_code(code) == code
        assert right
    except ComityError as error:
        assert not right
        assert error.code == "grammar"  # noqa: PT017  (both ways are looked at)
    if all(ord(c) > 0x1F for c in code) and code.isprintable():
        assert _code(_entry(party=code)) == (None if right else "grammar")


@given(
    st.lists(st.text(SMALL, max_size=3) | st.text(SMALL, min_size=39, max_size=42), max_size=10),
    st.sampled_from(["", "A", "é", "용어", "_", " ", "\n"]),
)
def test_matter(segments: list[str], odd: str) -> None:
    """ENT-3: A matter is 1 to 8 segments joined by `/`; each segment is 1 to 40 characters of
    `a–z 0–9 -` (ASCII). Else `grammar`.
    """
    text = "/".join(segments) + odd
    right = 1 <= len(segments) <= 8 and all(1 <= len(s) <= 40 for s in segments) and not odd
    try:
        assert matter(text) == text
        assert right
    except ComityError as error:
        assert not right
        assert error.code == "grammar"  # noqa: PT017
    if not text.startswith("channel/"):
        declare = {"declare": {**DECLARE, "matter": text}}
        assert _code(_with(declare)) == (None if right else "grammar")
        offer = {"offer": {**OFFER, "values": {text: DIGEST}}}
        assert _code(_with(offer)) in ({None} if right else {"grammar", "encoding/key"})


@given(st.text(st.sampled_from("가a 1"), max_size=205))
def test_post(post: str) -> None:
    """ENT-5: `post` is null or a text of 1 to 200 code points (else `grammar`)."""
    assert _code(_entry(post=post)) == (None if 1 <= len(post) <= 200 else "grammar")
    assert read_entry(_entry(post="局" * 200)).post == "局" * 200


@given(st.integers(60, 70), st.lists(st.sampled_from(["declare", "x", "accept"]), max_size=3))
def test_acts(count: int, keys: list[str]) -> None:
    """ENT-7: At most 64 acts (else `count`). Each act is an object of exactly one key, its verb
    (else `type`).
    """
    assert _code(_entry(acts=[{"nod": 1}] * count)) == (None if count <= 64 else "count")
    act = {key: {"offer": REF} if key == "accept" else DECLARE for key in keys}
    assert _code(_with(act)) == (None if len(act) == 1 else "type")
    for other in (None, 1, "accept", [], ["accept", {}]):
        assert _code(_with(other)) == "type"


@given(st.sampled_from(GROUNDS), st.integers(0, 3))
def test_types_and_counts_are_judged_with_the_entry(
    ground: tuple[str, dict[str, Any]], before: int
) -> None:
    """ENT-8: In acts of a known verb these are no grounds for void but for refusal of the whole
    entry, since a decoder must be able to read acts into types
    """
    code, act = ground
    good = [{"accept": {"offer": REF}}, {"declare": DECLARE}, {"offer": OFFER}][:before]
    assert _code(_entry(acts=good)) is None
    assert _code(_entry(acts=[*good, act])) == code
    assert _code(_entry(time=-1)) == "negative"
    assert _code(_entry(number=-1)) == "negative"
    assert _code(_entry(seen={"jp": [-1, DIGEST]})) == "negative"
    assert _code(_entry(number=0)) == "number"
    assert _code(_with({"offer": {**OFFER, "values": {}}})) is None


@given(st.sampled_from(LAW_BODIES), VALUES)
def test_bodies_under_channel(case: tuple[str, Any, bool], value: Any) -> None:
    """ENT-14: The bodies of these three declarations are typed, and a wrong shape is refused as
    `body` too
    """
    name, body, right = case
    act = {"declare": {"body": body, "documents": [], "matter": name}}
    assert _code(_with(act)) == (None if right else "body"), case
    offer = {"offer": {**OFFER, "values": {name: body}}}
    assert _code(_with(offer)) is None
    if not isinstance(value, dict):
        declare = {"declare": {"body": value, "documents": [], "matter": name}}
        assert _code(_with(declare)) == "body"
        assert _code(_with({"offer": {**OFFER, "values": {name: value}}})) == "body"
    assert _code(_with({"declare": {**DECLARE, "matter": "channel"}})) is None
    assert _code(_with({"declare": {**DECLARE, "body": body}})) == "body"


@given(st.data())
def test_any_entry_bytes_have_one_verdict(data: st.DataObject) -> None:
    """ENT-8: Where several apply, any of these codes is right (ENC-11)."""
    acts: list[Any] = [
        {"declare": {**DECLARE, **data.draw(st.just({}) | st.dictionaries(
            st.sampled_from(sorted(DECLARE)), VALUES, max_size=1))}},
        {"offer": {**OFFER, **data.draw(st.just({}) | st.dictionaries(
            st.sampled_from(sorted(OFFER)), VALUES, max_size=1))}},
        {"accept": {"offer": data.draw(st.just(REF) | VALUES)}},
        {"refuse": {"offer": REF, "reason": data.draw(st.just(None) | VALUES)}},
    ]  # fmt: skip
    changes = data.draw(
        st.just({}) | st.dictionaries(st.sampled_from(sorted(PLAIN)), VALUES, max_size=1)
    )
    raw = _entry(**{"acts": data.draw(st.lists(st.sampled_from(acts), max_size=3)), **changes})
    assert _code(raw) in {None, "number", "encoding/depth", *ENT_CODES}
    at = data.draw(st.integers(0, len(raw) - 1))
    byte = data.draw(st.integers(0, 255) | st.sampled_from(b'0-.e"\\,:[]{} '))
    _code(raw[:at] + bytes([byte]) + raw[at + 1 :])
    _code(raw[:at] + raw[at + 1 :])


def test_the_worked_example() -> None:
    """ENT-1: An entry is an object of exactly these fields."""
    raw = json.dumps(PLAIN, separators=(",", ":"), sort_keys=True).encode()
    assert read_entry(raw).seen == {"jp": (1, DIGEST)}
    assert credentials_of("kr", 1).credentials.party == "kr"
    assert entry_hash(raw) == hashing.digest(hashing.ENTRY, raw)
