# SPDX-License-Identifier: Apache-2.0
"""Runs spec/vectors against the reader. The form of the files: vectors/README.md."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from spec.reader import (
    Json,
    RefusedError,
    decode,
    digest,
    encode,
    judge_history,
    message,
    unb64,
)
from spec.reader_entries import read_entry, read_genesis, read_signature
from spec.reader_logs import Log, Verify, admissible

VECTORS = Path(__file__).parent / "vectors"


def build(recipe: Json) -> bytes:
    """The bytes that a recipe describes."""
    [(kind, value)] = recipe.items()
    if kind == "text":
        return str(value).encode()
    if kind == "hex":
        return bytes.fromhex(value)
    if kind == "repeat":
        return str(value[0]).encode() * int(value[1])
    if kind == "join":
        return b"".join(map(build, value))
    raise ValueError(f"unknown recipe {kind}")


def _outcome(read: Callable[[], Json], expect: Json) -> None:
    """What is read is as expected: `value`, `id` or one of the codes of `refused`."""
    value, code = None, None
    try:
        value = read()
    except RefusedError as error:
        code = error.code
    if "refused" in expect:
        assert code in expect["refused"], f"{code}, should be of {expect['refused']}"
        return
    assert value is not None, f"refused: {code}"
    for key, wanted in expect.items():
        assert value[key] == wanted, f"{key} is {value[key]}, should be {wanted}"


def _encoding(vector: Json, _: Verify) -> None:
    raw = build(vector["input"])
    _outcome(lambda: {"value": decode(raw, vector["bytes_max"])}, vector["expect"])
    if "value" in vector["expect"]:
        assert encode(vector["expect"]["value"]) == raw


def _entries(vector: Json, _: Verify) -> None:
    raw = build(vector["input"])

    def read() -> Json:
        read_entry(raw)
        return {"hash": digest("comity/1 entry", raw)}

    _outcome(read, vector["expect"])


def _genesis(vector: Json, _: Verify) -> None:
    raw = build(vector["input"])

    def read() -> Json:
        read_genesis(raw)
        return {"channel": digest("comity/1 genesis", raw)}

    _outcome(read, vector["expect"])


def _hashes(vector: Json, _: Verify) -> None:
    salt = unb64(vector["salt"], 32) if "salt" in vector else b""
    found = digest(vector["label"], salt + build(vector["input"]))
    assert found == vector["digest"], found


def _messages(vector: Json, _: Verify) -> None:
    found = message(vector["label"], vector["keyset"], vector["thing"]).hex()
    assert found == vector["message"], found


def _keysets(vector: Json, _: Verify) -> None:
    found = admissible(vector["keyset"])
    assert found is vector["admissible"], found


def _signatures(vector: Json, verify: Verify) -> None:
    try:
        read_signature(vector["signature"])
        sound = verify(vector["keyset"], bytes.fromhex(vector["message"]), vector["signature"])
    except RefusedError:
        sound = False
    assert sound is vector["verifies"], sound


def _logs(vector: Json, verify: Verify) -> None:
    base = json.loads((VECTORS / "base.json").read_text("utf-8"))
    log = Log(str(base["genesis"]).encode(), base["roots"], verify)
    entries = {**base["entries"], **vector["entries"]}
    for name, wanted in vector["arrivals"]:
        entry = entries[name]
        found = log.receive(entry["raw"].encode(), entry["signature"])
        assert found == wanted, f"{name}: {found}, should be {wanted}"
    answer = log.answer()
    for key, wanted in vector["state"].items():
        assert answer[key] == wanted, f"{key} is {answer[key]}, should be {wanted}"


def _agreement(vector: Json, _: Verify) -> None:
    answer = judge_history(vector["history"])
    assert answer == vector["answer"], f"{json.dumps(answer)}, should be {vector['answer']}"


RUNNERS: dict[str, Callable[[Json, Verify], None]] = {
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


def _verify_impossible(keyset: Json, data: bytes, signature: Json) -> bool:
    raise NotImplementedError("the standard library verifies no such signatures")


def paths() -> list[Path]:
    """All vector files, in order of name."""
    return sorted(VECTORS.glob("*/*.json"))


def check(path: Path, verify: Verify | None = None) -> None:
    """Raises AssertionError if the reader's answer is not that of the file."""
    vector = json.loads(path.read_text("utf-8"))
    RUNNERS[path.parent.name](vector, verify or _verify_impossible)


def run() -> int:
    """The exit status, after a line for each vector that fails and a count."""
    failed = skipped = 0
    for path in paths():
        try:
            check(path)
        except NotImplementedError:
            skipped += 1
        except AssertionError as error:
            failed += 1
            print(f"{path.relative_to(VECTORS)}: {error}")  # noqa: T201
    print(f"{len(paths())} vectors, {failed} failed, {skipped} need signatures")  # noqa: T201
    return 1 if failed else 0
