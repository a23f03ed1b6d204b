# SPDX-License-Identifier: Apache-2.0
"""Properties of the reader: its codec, and the theorems of agreement.md on its judge."""

from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec.random_histories import Mix, random_history
from spec.reader import (
    FORBIDDEN,
    Json,
    RefusedError,
    View,
    b64,
    decode,
    digest,
    encode,
    judge_history,
    unb64,
)
from spec.reader_entries import read_entry

ALLOWED = st.characters(codec="utf-8").filter(
    lambda c: not any(low <= ord(c) <= high for low, high in FORBIDDEN)
)
KEYS = st.text(st.sampled_from([chr(c) for c in range(0x20, 0x7F)]), max_size=8)
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | INTEGERS | st.text(ALLOWED, max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_decode_undoes_encode(value: Json) -> None:
    """ENC-9: For every value v that keeps ENC-3 to ENC-7, decode(encode(v)) = v."""
    assert decode(encode(value)) == value


@given(st.binary(max_size=40) | st.text(st.sampled_from('{}[]",:0123e-.\\u tfn'), max_size=20))
def test_accepted_bytes_are_written_again_the_same(raw: bytes | str) -> None:
    """ENC-9: for all bytes b that are accepted, encode(decode(b)) = b."""
    data = raw if isinstance(raw, bytes) else raw.encode()
    with suppress(RefusedError):
        assert encode(decode(data)) == data


@given(VALUES, st.data())
def test_one_value_has_one_byte_string(value: Json, data: st.DataObject) -> None:
    """ENC-2: Any other form of the same value is refused: one byte in, out or changed."""
    raw = encode(value)
    at = data.draw(st.integers(0, len(raw) - 1))
    space = raw[:at] + b" " + raw[at:]
    for other in (raw[:at] + raw[at + 1 :], space):
        with suppress(RefusedError):
            assert decode(other) != value


@given(st.sampled_from(FORBIDDEN), st.data())
def test_forbidden_characters(bounds: tuple[int, int], data: st.DataObject) -> None:
    """ENC-7: No string contains one of these code points."""
    character = chr(data.draw(st.integers(*bounds)))
    with pytest.raises(RefusedError) as caught:
        encode({"a": [character]})
    assert caught.value.code == "encoding/text"


@given(st.binary(max_size=70))
def test_base64url_is_strict(raw: bytes) -> None:
    """ENC-10: exactly the length that follows, and unused low bits of the last character zero."""
    text = b64(raw)
    assert unb64(text, len(raw)) == raw
    for other in (text + "=", text + "A", text[:-1], " " + text[1:], text[:-1] + "!"):
        if other != text:
            with pytest.raises(RefusedError):
                unb64(other, len(raw))


@given(st.binary(min_size=1, max_size=20), st.integers(1, 19))
def test_label_and_bytes_never_run_together(raw: bytes, cut: int) -> None:
    """ENC-14: the digest of one label and bytes is that of no other."""
    text = "comity/1 entry"
    assert digest(text, raw) != digest(text[: -min(cut, 13)], text[-min(cut, 13) :].encode() + raw)


@given(st.binary(max_size=200) | VALUES.map(encode))
def test_only_entries_are_read_as_entries(raw: bytes) -> None:
    """ENT-1: An entry is an object of exactly these fields."""
    with pytest.raises(RefusedError):
        read_entry(raw)


SEEDS = st.integers(0, 2**32)
SIZES = st.integers(0, 6) | st.integers(10, 16)


def _view(history: Json) -> View:
    view = View(history["parties"])
    for entry in history["entries"]:
        view.add(entry)
    return view


def _shuffled(rng: Random, history: Json) -> Json:
    """The same entries in another causal order."""
    left, done, out = list(history["entries"]), set[str](), []
    while left:
        names = {e["id"] for e in left}
        ready = [
            e for e in left if not ({e["previous"], *e["seen"].values()} & (names - {e["id"]}))
        ]
        entry = rng.choice(ready)
        left.remove(entry)
        done.add(entry["id"])
        out.append(entry)
    return {**history, "entries": out}


SOUND = Mix(bad=0)
HONEST = Mix(fork=0, bad=0)
FEW = settings(max_examples=100, deadline=None)


@FEW
@given(SEEDS, SIZES, st.integers(2, 4), st.integers(0, 2))
def test_same_record_same_state(seed: int, size: int, parties: int, forkers: int) -> None:
    """AGR-9: What follows depends only on the set of entries, not on the order."""
    rng = Random(seed)
    history = random_history(rng, size, parties, forkers, SOUND)
    one, two = judge_history(history), judge_history(_shuffled(rng, history))
    for answer in (one, two):
        answer["refused"].sort()
        answer["void"].sort()
    assert one == two


def _is_prefix(short: list[Json], long: list[Json]) -> bool:
    return long[: len(short)] == short


@FEW
@given(SEEDS, SIZES, st.integers(2, 4))
def test_agreement_only_grows_among_honest_parties(seed: int, size: int, parties: int) -> None:
    """AGR-10: Without forks the agreed sequence of the smaller view is a prefix of the larger's."""
    history = random_history(Random(seed), size, parties, 0, HONEST)
    before: dict[str, list[Json]] = {}
    for end in range(size + 1):
        answer = judge_history({**history, "entries": history["entries"][:end]})
        assert not answer["forks"]
        for matter, sequence in before.items():
            assert _is_prefix(sequence, answer["agreed"][matter])
        before = answer["agreed"]
        for matter, confirmed in answer["confirmed"].items():
            assert _is_prefix(confirmed, before[matter])  # AGR-7


@FEW
@given(SEEDS, SIZES, st.integers(2, 4), st.data())
def test_confirmation_only_grows(seed: int, size: int, parties: int, data: st.DataObject) -> None:
    """AGR-11: As long as one party is honest, confirmed sequences only grow, forks included."""
    forkers = data.draw(st.integers(0, parties - 1))
    mix = Mix(fork=0.4, bad=0.02)
    history = random_history(Random(seed), size, parties, forkers, mix)
    before: dict[str, list[Json]] = {}
    for end in range(size + 1):
        answer = judge_history({**history, "entries": history["entries"][:end]})
        for matter, sequence in before.items():
            assert _is_prefix(sequence, answer["confirmed"][matter])
        before = answer["confirmed"]


@FEW
@given(SEEDS, SIZES, st.integers(2, 4), st.integers(0, 2))
def test_consent_and_packages(seed: int, size: int, parties: int, forkers: int) -> None:
    """AGR-13, AGR-14: all or none; each party has a valid act for what is agreed."""
    history = random_history(Random(seed), size, parties, forkers, SOUND)
    view, answer = _view(history), judge_history(history)
    for kind in ("agreed", "confirmed"):
        listed = {(o[0], o[1]) for sequence in answer[kind].values() for o in sequence}
        for offer in listed:
            for matter in view.act(offer)[1]["matters"]:
                assert list(offer) in answer[kind][matter]
            assert all(view.acceptances(offer))


@FEW
@given(SEEDS, SIZES, st.integers(2, 4))
def test_a_fresh_offer_can_always_be_agreed(seed: int, size: int, parties: int) -> None:
    """AGR-12: A fresh offer with the whole view, accepted by all, is agreed, then confirmed."""
    history = random_history(Random(seed), size, parties, 0, HONEST)
    view, codes = _view(history), history["parties"]
    ballots = [
        view.act((name, i))[1]["ballot"]
        for name, entry in view.entries.items()
        for i, act in enumerate(entry["acts"])
        if "offer" in act and (name, i) not in view.reason
    ]
    tail = [("offer", codes[0]), *(("accept", c) for c in codes[1:]), *(("bare", c) for c in codes)]
    for step, (kind, code) in enumerate(tail):
        newest = {view.party(name): name for name in view.entries}
        acts: list[Json] = [{"accept": ["new0", 0]}] if kind == "accept" else []
        if kind == "offer":
            ballot = _due(view, ["m", "n"])
            assert ballot <= max(ballots, default=0) + 1
            acts = [{"offer": {"ballot": ballot, "matters": ["m", "n"]}}]
        previous = newest.pop(code, None)
        entry = {"id": f"new{step}", "party": code, "previous": previous}
        history["entries"].append({**entry, "seen": newest, "acts": acts})
        assert view.add(history["entries"][-1])
    answer = judge_history(history)
    for matter in ("m", "n"):
        assert answer["agreed"][matter][-1] == ["new0", 0]
        assert answer["confirmed"][matter][-1] == ["new0", 0]


@FEW
@given(SEEDS, SIZES, st.integers(2, 4), st.integers(0, 2))
def test_no_ballot_runs_away(seed: int, size: int, parties: int, forkers: int) -> None:
    """ACT-9: exactly b + 1, so no ballot is above the number of valid offers before it."""
    view = _view(random_history(Random(seed), size, parties, forkers, SOUND))
    for name, entry in view.entries.items():
        valid = [
            view.act((n, i))[1]["ballot"]
            for n in view.closed(name)
            for i, act in enumerate(view.entries[n]["acts"])
            if "offer" in act and (n, i) not in view.reason
        ]
        assert max(valid, default=0) <= len(valid), entry


def _due(view: View, matters: list[str]) -> int:
    valid = (
        view.act((name, i))[1]
        for name, entry in view.entries.items()
        for i, act in enumerate(entry["acts"])
        if "offer" in act and (name, i) not in view.reason
    )
    return max((o["ballot"] for o in valid if set(o["matters"]) & set(matters)), default=0) + 1


@FEW
@given(SEEDS, SIZES, st.integers(2, 4), st.integers(0, 4))
def test_every_stored_past_is_free_of_forks(
    seed: int, size: int, parties: int, forkers: int
) -> None:
    """LOG-14: the past of every stored entry is free of forks."""
    history = random_history(Random(seed), size, parties, min(forkers, parties), Mix(fork=0.5))
    view = _view(history)
    for name in view.entries:
        assert view.fork_free(view.closed(name))
        frontier = {**view.entries[name]["seen"], view.party(name): name}
        for old in view.closed(name):
            assert view.number[old] <= view.number[frontier[view.party(old)]]  # LOG-5
