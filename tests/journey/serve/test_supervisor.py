# SPDX-License-Identifier: Apache-2.0
"""The supervisor and stand-ins for its parts: starts, ends, and what is told of both."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from comity.cli.serve import supervisor as rules
from comity.cli.serve.child import Part
from comity.cli.serve.lines import Line
from comity.cli.serve.supervisor import Supervisor, Watch
from comity.core.errors import ComityError, TrustError, UnavailableError

PASSPHRASE = "a passphrase of the test"
STOP_S_MAX = 3.0


@dataclass
class Seen(Watch):
    """Remembers what it was told, and does something at each of it."""

    then: dict[str, Callable[[], None]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def all_ready(self) -> None:
        self._note("all ready")

    def ended(self, part: str, error: ComityError | None) -> None:
        self.values[f"{part} error"] = error
        self._note(f"{part} ended")

    def back(self, part: str) -> None:
        self._note(f"{part} back")

    def heard(self, part: str, line: Line) -> None:
        self.values[f"{part} {line.word}"] = line.value

    def _note(self, what: str) -> None:
        self.told.append(what)
        self.then.get(what, lambda: None)()


def _part(kind: str, folder: Path) -> Part:
    return Part(kind, "tests.journey.serve.parts", (kind, str(folder)))


def _run(folder: Path, seen: Seen, *kinds: str) -> None:
    supervisor = Supervisor(PASSPHRASE, seen)
    seen.then.setdefault("all ready", supervisor.stop)
    for kind in kinds:
        supervisor.add(_part(kind, folder))
    supervisor.run()


def _alive(pid_file: Path) -> bool:
    """Whether the process is there and no mere entry that nobody has waited for."""
    try:
        status = Path(f"/proc/{pid_file.read_text()}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_the_passphrase_comes_on_the_input_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SERVE-1: "The passphrase is handed to each on its standard input, never in an argument or
    the environment."
    """
    monkeypatch.setenv("COMITY_PASSPHRASE", PASSPHRASE)
    seen = Seen()
    _run(tmp_path, seen, "good")
    told = seen.values["good told"]
    assert told["passphrase"] == PASSPHRASE
    assert PASSPHRASE not in " ".join(told["arguments"])
    assert PASSPHRASE not in " ".join(told["environment"].values())
    assert not _alive(tmp_path / "good.pid")


def test_locked_keys_are_an_empty_line(tmp_path: Path) -> None:
    seen = Seen()
    supervisor = Supervisor(None, seen)
    seen.then["all ready"] = supervisor.stop
    supervisor.add(_part("good", tmp_path))
    supervisor.run()
    assert seen.values["good told"]["passphrase"] is None


def test_a_part_that_can_not_start_ends_all_with_its_error(tmp_path: Path) -> None:
    """SERVE-2: "If one can't start … the command … ends with an error, and nothing is left
    running."
    """
    seen = Seen(then={"all ready": lambda: None})
    with pytest.raises(TrustError) as refused:
        _run(tmp_path, seen, "good", "failing")
    assert (refused.value.code, refused.value.rule) == ("passphrase", "KEY-6")
    assert seen.told == []
    assert not _alive(tmp_path / "good.pid")


def test_a_part_that_ends_without_a_word_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError) as refused:
        _run(tmp_path, Seen(), "silent")
    assert refused.value.code == "serve/ended"
    assert "silent" in refused.value.hint


def test_a_part_that_never_answers_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "START_S_MAX", 0.0)
    with pytest.raises(UnavailableError) as refused:
        _run(tmp_path, Seen(), "good")
    assert refused.value.code == "serve/late"


def test_a_part_that_ends_by_itself_is_started_again_and_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SERVE-3: "A part that ends by itself is started again after 1, 2, 4 … 30 seconds, and this
    is told once."
    """
    seen = Seen(then={"all ready": lambda: None})
    supervisor = Supervisor(PASSPHRASE, seen)
    began = time.monotonic()
    ends = []

    def heard(part: str, line: Line) -> None:
        if (part, line.word) == ("dying", "told"):  # the third start, which lives
            ends.append(time.monotonic() - began)
            supervisor.stop()

    monkeypatch.setattr(seen, "heard", heard)
    supervisor.add(_part("good", tmp_path))
    supervisor.add(_part("dying", tmp_path))
    supervisor.run()
    assert (tmp_path / "starts").read_text() == "..."
    assert seen.told.count("dying ended") == 1
    assert "good ended" not in seen.told
    assert ends[0] >= 1 + 2


def test_what_refuses_to_end_is_killed_with_all_it_has_started(tmp_path: Path) -> None:
    seen = Seen()
    supervisor = Supervisor(PASSPHRASE, seen)
    asked = []

    def stop() -> None:
        asked.append(time.monotonic())
        supervisor.stop()

    seen.then["all ready"] = stop
    supervisor.add(_part("stubborn", tmp_path))
    supervisor.add(_part("good", tmp_path))
    supervisor.run()
    assert time.monotonic() - asked[0] < STOP_S_MAX
    for name in ("stubborn", "good"):
        assert not _alive(tmp_path / f"{name}.pid")
    for _ in range(100):
        if not _alive(tmp_path / "left.pid"):
            break
        os.sched_yield()
        time.sleep(0.01)
    assert not _alive(tmp_path / "left.pid")


def test_a_part_can_come_and_go_while_others_run(tmp_path: Path) -> None:
    seen = Seen()
    supervisor = Supervisor(None, seen)

    def exchange_them() -> None:
        if seen.told.count("all ready") == 1:
            supervisor.hand(PASSPHRASE)
            supervisor.add(Part("second", "tests.journey.serve.parts", ("good", str(tmp_path))))
        else:
            supervisor.drop("good")
            supervisor.stop()

    seen.then["all ready"] = exchange_them
    supervisor.add(_part("good", tmp_path))
    supervisor.run()
    assert seen.values["good told"]["passphrase"] is None
    assert seen.values["second told"]["passphrase"] == PASSPHRASE
    assert seen.told == ["all ready", "all ready"]
