# SPDX-License-Identifier: Apache-2.0
"""`comity conformance`: one answer a line and nothing else, for programs (AGR-19)."""

import io
import json
import subprocess
import sys
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


EMPTY = '{"parties":["A","B"],"entries":[]}'


def _one(value: str) -> str:
    return (
        '{"parties":["A","B"],"entries":[{"id":"a","party":"A","previous":null,"seen":{},'
        f'"acts":[{{"x":{value}}}]}}]}}'
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"\xef\xbb\xbf" + EMPTY.encode(), "not JSON"),
        (EMPTY.encode("utf-16"), "not JSON"),
        (EMPTY.encode("utf-16-le"), "not JSON"),
        (_one("NaN").encode(), "not JSON"),
        (_one("-Infinity").encode(), "not JSON"),
        (b"\x0c", "not JSON"),
        (EMPTY.replace('"entries"', '"parties":[],"entries"').encode(), "twice"),
        (_one('{"k":1,"k":1}').encode(), "twice"),
        (_one('"\\udc00"').encode(), "surrogate"),
        (_one('{"\\uDBFF":1}').encode(), "surrogate"),
        (_one("9" * 4_301).encode(), "4300 digits"),
        (_one("-" + "9" * 4_301).encode(), "4300 digits"),
    ],
)
def test_a_line_that_is_not_one_json_text_gets_no_answer(
    line: bytes, why: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "histories"
    file.write_bytes(HISTORY.encode() + line + b"\n")
    assert run(["conformance", str(file)]) == 2
    told = capfdbinary.readouterr()
    assert len(told.out.splitlines()) == 1
    assert told.err.startswith(f"{file}:2: ".encode())
    assert why in told.err.decode()
    assert told.err.count(b"\n") == 1


@pytest.mark.parametrize(
    "value", ['"\\ud834\\udd1e"', '"\\\\ud800"', "9" * 4_300, "-" + "9" * 4_300, "1e9"]
)
def test_whatever_is_json_is_answered(
    value: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "histories"
    file.write_text(" \r\n" + _one(value) + "\r\n" + EMPTY)
    assert run(["conformance", str(file)]) == 0
    told = capfdbinary.readouterr()
    assert [json.loads(line)["void"] for line in told.out.splitlines()] == [
        [["a", 0, "unknown-verb"]],
        [],
    ]
    assert told.err == b""


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    (tmp_path / "many").write_text((EMPTY + "\n") * 20_000)
    script = "import sys; from comity.cli.entry import run; sys.exit(run(sys.argv[1:]))"
    with subprocess.Popen(
        [sys.executable, "-c", script, "conformance", str(tmp_path / "many")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == 1
