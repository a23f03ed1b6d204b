# SPDX-License-Identifier: Apache-2.0
"""The rules of birth.md on the genesis, which core keeps. The rest: test_birth_*.py."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.channel import Channel
from comity.core.encoding import encode
from comity.core.errors import ComityError
from comity.core.genesis import Birth, check_birth, read_birth, read_genesis
from comity.core.ids import b64
from spec.reader import RefusedError
from spec.reader_entries import read_genesis as reader_read
from tests.simulation.standins import StandIn, birth_of, digest_of, root_of

SMALL = "abcdefghijklmnopqrstuvwxyz0123456789-"
CODES = st.lists(st.text(SMALL, min_size=2, max_size=5), min_size=2, max_size=6, unique=True)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["kr", digest_of("x")]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(SMALL, max_size=3), inner),
    max_leaves=4,
)


def _party(code: str, root: str = "") -> dict[str, Any]:
    return {
        "code": code,
        "random": b64(code.encode().ljust(32, b"!")),
        "root": digest_of(root or code),
    }


def _genesis(codes: list[str]) -> dict[str, Any]:
    parties = [_party(code) for code in sorted(codes)]
    return {"parties": parties, "predecessor": None, "rules": 1}


def _code(value: Any) -> str | None:
    """The refusal's code; the reader refuses the same."""
    raw = encode(value)
    found = None
    try:
        genesis = read_genesis(raw)
    except ComityError as error:
        found = error.code
    else:
        assert encode(genesis) == raw
    try:
        reader_read(raw)
    except RefusedError:
        assert found is not None, value
    else:
        assert found is None, (found, value)
    return found


@given(CODES, st.sampled_from(["code", "random", "root"]), VALUES, st.data())
def test_genesis(codes: list[str], field: str, value: Any, data: st.DataObject) -> None:
    """BIRTH-1: one for each party, in ascending order of codes, no code twice (else `parties`;
    another count: `count`)
    """
    good = _genesis(codes)
    assert _code(good) is None
    order = data.draw(st.permutations(good["parties"]))
    assert _code({**good, "parties": order}) == (None if order == good["parties"] else "parties")
    assert _code({**good, "parties": [*good["parties"], good["parties"][-1]]}) == "parties"
    assert _code({**good, "parties": good["parties"][:1]}) == "count"
    same = deepcopy(good)
    same["parties"][0]["root"] = same["parties"][1]["root"]
    assert _code(same) == "parties"
    for part in ("parties", "predecessor", "rules"):
        assert _code({k: v for k, v in good.items() if k != part}) == "type"
        _code({**good, part: value})
    odd = deepcopy(good)
    odd["parties"][0][field] = value
    _code(odd)
    assert _code({**good, "more": value}) == "type"
    many = [_party(f"p{i:02}") for i in range(33)]
    assert _code({**good, "parties": many}) == "count"
    assert _code({**good, "parties": many[:32]}) is None


@given(CODES, st.binary(min_size=32, max_size=32), st.data())
def test_channel_id(codes: list[str], chance: bytes, data: st.DataObject) -> None:
    """BIRTH-2: The channel id is digest("comity/1 genesis", the canonical bytes of the genesis)."""
    value = _genesis(codes)
    raw = encode(value)
    assert str(read_genesis(raw).channel) == hashing.digest(b"comity/1 genesis", raw)
    other = deepcopy(value)
    party = data.draw(st.integers(0, len(codes) - 1))
    other["parties"][party]["random"] = b64(chance)
    same = other == value
    assert (read_genesis(encode(other)).channel == read_genesis(raw).channel) == same


@given(CODES, st.integers(-3, 9) | st.sampled_from([2**53 - 1, True, None, "1"]))
def test_rules_version(codes: list[str], version: Any) -> None:
    """BIRTH-3: A node that doesn't know a version refuses to read the genesis as one of its own
    (`rules`)
    """
    found = _code({**_genesis(codes), "rules": version})
    if type(version) is not int:
        assert found == "type"
    else:
        assert found in ({None} if version == 1 else {"rules", "negative"})


@given(CODES)
def test_the_circle_is_fixed(codes: list[str]) -> None:
    """BIRTH-4: The parties of a channel are those of its genesis, for ever."""
    birth = birth_of(tuple(sorted(codes)))
    channel = Channel(birth, StandIn())
    assert channel.parties == tuple(sorted(codes, key=str.encode))
    assert channel.id == birth.genesis.channel
    assert channel.sight.parties == channel.parties


@given(CODES, st.integers(0, 5), st.sampled_from(["none", "other", "order", "few"]))
def test_the_roots_are_those_of_the_genesis(codes: list[str], at: int, fault: str) -> None:
    """BIRTH-10: each with `random` and the fingerprint of `root` of its invitation or answer"""
    birth = birth_of(tuple(sorted(codes)))
    roots = list(birth.roots)
    if fault == "other":
        roots[at % len(roots)] = root_of("somebody else entirely")
    elif fault == "order":
        roots.reverse()
    elif fault == "few":
        roots.pop()
    changed = Birth(birth.genesis, tuple(roots))
    if fault == "none":
        assert read_birth(encode(birth), StandIn()) == birth
    else:
        with pytest.raises(ComityError, match="root "):
            check_birth(changed, StandIn())


@given(CODES, st.dictionaries(st.sampled_from(["jp", "kr", "K"]), st.integers(-1, 3)), VALUES)
def test_successor(codes: list[str], heads: dict[str, int], value: Any) -> None:
    """BIRTH-12: `heads` names, for each party of the predecessor that has entries, the newest entry
    of it that the successor stands on
    """
    named = {code: [number, digest_of(code)] for code, number in heads.items()}
    before = {"channel": digest_of("before"), "heads": named}
    found = _code({**_genesis(codes), "predecessor": before})
    wrong = [n for n in heads.values() if n < 1] or "K" in heads
    assert found in ({"negative", "number", "grammar"} if wrong else {None})
    _code({**_genesis(codes), "predecessor": {**before, "heads": value}})
    _code({**_genesis(codes), "predecessor": {**before, "channel": value}})
    _code({**_genesis(codes), "predecessor": value})
