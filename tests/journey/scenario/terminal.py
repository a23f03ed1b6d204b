# SPDX-License-Identifier: Apache-2.0
"""The scenario at terminals: every step is a command of an officer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.journey.scenario.capitals import Capitals
from tests.journey.scenario.steps import (
    Accept,
    Acknowledge,
    Adopt,
    Calendar,
    Check,
    Figure,
    Hear,
    Note,
    Offer,
    Officer,
    PrivateFact,
    Report,
    Say,
    Sound,
    StandDown,
)

LOOKS_MAX: Final = 60
"""How often an officer looks whether something has come, each look a command."""


@dataclass
class Terminal:
    """Officers who type. How the other side comes to hear of it, each kind says by `meet`.

    Args:
        capitals: where they are.
    """

    capitals: Capitals
    _shown: dict[str, Any] = field(default_factory=dict)
    """What each officer has looked at in this round."""
    _files: int = 0

    def offers(self, step: Offer) -> None:
        """From a file; a wording on the line."""
        said = ["--body", self._written(step.who, step.value)]
        if "/p/" in step.matter:
            said = [f"--{language}={text}" for language, text in step.value["text"].items()]
        self._do(step.who, "offer", step.who.dialogue, step.matter, *said)

    def adopts(self, step: Adopt) -> None:
        """As its paragraphs stand."""
        self._do(step.who, "offer", step.who.dialogue, f"text/{step.text}/adoption", "--adopt")

    def accepts(self, step: Accept) -> None:
        """By the name of the proposal, as shown."""
        if step.who.name not in self._shown:
            shown = self._do(step.who, "--json", "show", step.who.dialogue)
            self._shown[step.who.name] = {one["item"]: one for one in json.loads(shown)["items"]}
        item = self._shown[step.who.name][step.matter]
        waiting = [one for one in item["open"] if step.who.party in one["awaited"]]
        self._do(step.who, "accept", step.who.dialogue, waiting[-1]["proposal"])

    def says(self, step: Say) -> None:
        """From a file."""
        file = self._written(step.who, step.value)
        self._do(step.who, "declare", step.who.dialogue, step.matter, "--body", file)

    def reports(self, step: Report) -> None:
        """What and when, and where."""
        value = step.value
        area = [f"--area={language}={text}" for language, text in value["area"].items()]
        occurred = value["occurred"]
        self._do(
            step.who, "incident", "notify", step.who.dialogue, "--mode", value["mode"], "--kind",
            value["kind"], "--at", f"{step.typed['day_year']}-{step.typed['day_month']}-"
            f"{step.typed['day_day']}T{step.typed['time']}", "--zone", occurred["zone"], *area,
        )  # fmt: skip

    def acknowledges(self, step: Acknowledge) -> None:
        """The oldest message that waits."""
        self._do(step.who, "incident", "ack", step.who.dialogue, step.incident)

    def stands_down(self, step: StandDown) -> None:
        """It was real, and is over."""
        self._do(step.who, "incident", "stand-down", step.who.dialogue, step.incident)

    def computes(self, step: Figure) -> None:
        """From a table in a file."""
        table = self._file(step.who, "csv")
        table.write_bytes(step.table)
        code, name = step.third
        self._do(
            step.who, "fact", "compute", step.who.dialogue, step.fact, table.name,
            "--party", "kr=410", "--party", "jp=392", "--third", f"{code}={name}",
            "--product", step.product, "--year", str(step.year), "--title", step.title,
            "--source", step.source, "--publisher", step.publisher,
        )  # fmt: skip

    def checks(self, step: Check) -> None:
        """Again at home."""
        self._do(step.who, "fact", "check", step.who.dialogue, step.fact)

    def notes(self, step: Note) -> None:
        """On the line."""
        self._do(step.who, "note", "add", step.who.dialogue, step.matter, step.text)

    def keeps(self, step: PrivateFact) -> None:
        """The terminal has no command for it: it is kept as a note on the incident."""
        matter = f"incident/{step.incident}/facts"
        self._do(step.who, "note", "add", step.who.dialogue, matter, f"{step.label}: {step.text}")

    def brings(self, step: Calendar) -> None:
        """From a file, which is then gone."""
        file = self._file(step.who, "ics")
        file.write_bytes(step.raw)
        self._do(step.who, "calendar", "import", step.who.name, file.name)
        file.unlink()

    def sounds(self, step: Sound) -> None:
        """On the line; the node sends it by itself."""
        self._sounds(step.who, *self._asked(step))

    def hears(self, step: Hear) -> None:
        """As listed; what is read off the record is no answer that is kept here."""
        name = ""
        for _ in range(LOOKS_MAX):
            told = self.capitals.reads(step.who, "--json", "soundings", step.who.dialogue)
            theirs = [one for one in json.loads(told) if one["party"] != step.who.party]
            name = next((one["name"] for one in theirs if _says(one, step.told)), "")
            if name:
                break
        assert name, step
        if step.stance:
            answer = ("--answers", name, "--stance", step.stance, "--days", str(step.days))
            self._sounds(step.who, *answer)

    def _asked(self, step: Sound) -> tuple[str, ...]:
        words = (f"--text={language}={text}" for language, text in step.words.items())
        return ("--about", step.matter, *words, "--days", str(step.days))

    def _sounds(self, who: Officer, *arguments: str) -> None:
        self._do(who, "sound", who.dialogue, *arguments)

    def _do(self, who: Officer, *arguments: str) -> str:
        return self.capitals.types(who, *arguments).out

    def _written(self, who: Officer, value: Any) -> str:
        path = self._file(who, "json")
        path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
        return path.name

    def _file(self, who: Officer, kind: str) -> Path:
        """A new file on the desk of an officer's side."""
        self._files += 1
        return self.capitals.hands[who.party].desk / f"{who.name}-{self._files}.{kind}"

    def hear(self) -> None:
        """What was looked at before is old."""
        self._shown.clear()


def _says(heard: dict[str, Any], told: str) -> bool:
    return told == heard["stance"] or told in (heard["words"] or {}).values()
