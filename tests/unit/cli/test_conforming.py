# SPDX-License-Identifier: Apache-2.0
"""`comity conformance`: one answer a line and nothing else, for programs (AGR-19)."""

import io
import json
from pathlib import Path

import pytest

from comity.cli.entry import run

HISTORY = (
    '{"parties": ["A","B"], "entries": [{"id": "a1", "party": "A", "previous": null, "seen": {}, '
    '"acts": [{"offer": {"ballot": 1, "matters": ["m"]}}, {"refuse": ["a1",0]}, '
    '{"declare": "m"}]}, {"id": "b1", "party": "B", "previous": null, "seen": {"A": "a1"}, '
    '"acts": [{"accept": ["a1",0]}]}]}\n'
)
ANSWER = {
    "refused": [],
    "forks": [],
    "void": [["b1", 0, "refused"]],
    "agreed": {"m": []},
    "confirmed": {"m": []},
}


def test_each_history_is_answered_by_one_line(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "one").write_text(HISTORY * 2)
    (tmp_path / "two").write_text("\n" + HISTORY)
    assert run(["conformance", str(tmp_path / "one"), str(tmp_path / "two")]) == 0
    told = capfdbinary.readouterr()
    assert [json.loads(line) for line in told.out.splitlines()] == [ANSWER] * 3
    assert told.err == b""


def test_a_hyphen_reads_standard_input(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(HISTORY.encode())))
    assert run(["conformance", "-"]) == 0
    assert json.loads(capfdbinary.readouterr().out) == ANSWER


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"[]",
        b'{"parties": ["A"], "entries": []}',
        b'{"parties": ["A","B"]}',
        b"\xff\xfe",
        b"[" * 100_000,
        b"1" * 10_000,
    ],
    ids=["text", "list", "one-party", "no-entries", "not-utf8", "deep", "huge"],
)
def test_a_bad_line_is_named_by_file_and_line_after_what_came_before(
    line: bytes, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "histories"
    file.write_bytes(HISTORY.encode() + line + b"\n" + HISTORY.encode())
    assert run(["conformance", str(file)]) == 2
    told = capfdbinary.readouterr()
    assert len(told.out.splitlines()) == 1
    assert told.err.startswith(f"{file}:2: ".encode())
    assert told.err.count(b"\n") == 1


def test_a_lone_surrogate_can_not_be_answered_and_is_named(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "histories"
    file.write_text('{"parties": ["A","B"], "entries": [{"id": "\\ud800"}]}')
    assert run(["conformance", str(file)]) == 2
    assert capfdbinary.readouterr().out == b""


@pytest.mark.parametrize("arguments", [["conformance"], ["conformance", "/nowhere/at/all"]])
def test_without_a_file_nothing_is_answered(
    arguments: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(arguments) == 2
    told = capfdbinary.readouterr()
    assert told.out == b""
    assert told.err
