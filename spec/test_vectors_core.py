# SPDX-License-Identifier: Apache-2.0
"""Core gives every vector the answer that the rules demand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.core import conformance, hashing
from comity.core.channel import Channel
from comity.core.encoding import convert, decode, encode
from comity.core.entries import SignedEntry, entry_hash, read_entry
from comity.core.errors import ComityError
from comity.core.genesis import Birth, check_birth, read_genesis
from comity.core.ids import Digest, unb64
from comity.core.keysets import Keyset, SignedRoot, admit
from comity.core.signing import HybridVerifier, Signature, message
from spec.run_vectors import VECTORS, build, paths
from tests.simulation.receiving import core_answer, core_state

Json = Any


def _outcome(read: Callable[[], Json], expect: Json) -> Json:
    """What is read, None if it is refused with a code that is right."""
    value, code = None, None
    try:
        value = read()
    except ComityError as error:
        code = error.code
    assert (code is not None) == ("refused" in expect), code
    assert code is None or code in expect["refused"], code
    return value


def _encoding(vector: Json) -> None:
    raw = build(vector["input"])
    expect = vector["expect"]
    value = _outcome(lambda: (decode(raw, vector["bytes_max"]),), expect)
    if value is not None:
        assert encode(value[0]) == raw
        assert "value" not in expect or expect["value"] == value[0]


def _entries(vector: Json) -> None:
    raw = build(vector["input"])
    if _outcome(lambda: read_entry(raw), vector["expect"]) is not None:
        assert entry_hash(raw) == vector["expect"]["hash"]


def _genesis(vector: Json) -> None:
    found = _outcome(lambda: read_genesis(build(vector["input"])), vector["expect"])
    assert found is None or found.channel == vector["expect"]["channel"]


def _hashes(vector: Json) -> None:
    label, raw = vector["label"].encode(), build(vector["input"])
    if "salt" in vector:
        assert hashing.salted(label, unb64(vector["salt"], 32), raw) == vector["digest"]
    else:
        assert hashing.digest(label, raw) == vector["digest"]


def _messages(vector: Json) -> None:
    found = message(vector["label"].encode(), Digest(vector["keyset"]), Digest(vector["thing"]))
    assert found.hex() == vector["message"]


def _keysets(vector: Json) -> None:
    try:
        admit(convert(vector["keyset"], Keyset))
    except ComityError:
        assert not vector["admissible"]
    else:
        assert vector["admissible"]


def _signatures(vector: Json) -> None:
    text = bytes.fromhex(vector["message"])
    try:
        signature = convert(vector["signature"], Signature)
        HybridVerifier().verify(convert(vector["keyset"], Keyset), text, signature)
    except ComityError:
        assert not vector["verifies"]
    else:
        assert vector["verifies"]


def _logs(vector: Json) -> None:
    base = json.loads((VECTORS / "base.json").read_text("utf-8"))
    genesis = read_genesis(base["genesis"].encode())
    roots = tuple(msgspec.convert(base["roots"][code], SignedRoot) for code in genesis.codes)
    channel = Channel(check_birth(Birth(genesis, roots), HybridVerifier()), HybridVerifier())
    entries = {**base["entries"], **vector["entries"]}
    for name, wanted in vector["arrivals"]:
        entry = entries[name]
        signed = SignedEntry(entry["raw"].encode(), msgspec.convert(entry["signature"], Signature))
        assert core_answer(channel, signed) == wanted, name
    state = core_state(channel)
    assert {key: state[key] for key in vector["state"]} == vector["state"]


def _agreement(vector: Json) -> None:
    assert conformance.answer(vector["history"]) == vector["answer"]


RUNNERS: dict[str, Callable[[Json], None]] = {
    "encoding": _encoding,
    "entries": _entries,
    "genesis": _genesis,
    "hashes": _hashes,
    "messages": _messages,
    "keysets": _keysets,
    "signatures": _signatures,
    "logs": _logs,
    "agreement": _agreement,
}


@pytest.mark.parametrize("path", paths(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_vector_holds(path: Path) -> None:
    RUNNERS[path.parent.name](json.loads(path.read_text("utf-8")))


def test_every_folder_of_vectors_is_run() -> None:
    assert {path.name for path in VECTORS.iterdir() if path.is_dir()} == set(RUNNERS)
