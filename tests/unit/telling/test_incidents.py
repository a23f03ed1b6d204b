# SPDX-License-Identifier: Apache-2.0
"""Incidents in words, in three languages: drills say so first, and ends keep their four words."""

from __future__ import annotations

from typing import Any

import pytest

from comity.core.encoding import encode
from comity.locale import LANGUAGES, Language, catalogue
from comity.subjects import incidents, read_body
from comity.subjects.incidents import FIELDS, Moment
from comity.telling.bodies import tell
from comity.telling.bodies_incidents import fact_told, moment_told, shared_told
from comity.telling.incidents import tell_incident
from comity.telling.labels import LABELS
from comity.telling.matters import matter_title
from comity.telling.voice import Voice
from tests.unit.subjects.samples_incidents import ACK, ALL, ASSESSMENT, CALL, FACTS, NOTICE, T0
from tests.unit.subjects.table import Table

WORDS = {"drill": "훈련 · 訓練 · EXERCISE", "test": "시험 · 試験 · TEST"}
PREFIX = {"drill": "exr-", "test": "tst-"}


def voice(language: Language) -> Voice:
    return Voice(catalogue(language), "kr", now_ms=T0, zone="Asia/Seoul")


def drilled(name: str, mode: str) -> tuple[str, Any]:
    """A sample as one of a drill or test."""
    matter, verb, value = ALL[name]
    matter = matter.replace("incident/", f"incident/{PREFIX[mode]}")
    body = {**value, "mode": mode}
    if "into" in body:
        body["into"] = f"{PREFIX[mode]}jp-1"
    if "same_as" in body:
        body["same_as"] = []
    if body.get("form") == "joint-text":
        body["form"] = "no-statement"
    return matter, read_body(matter, verb, encode(body))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["drill", "test"])
@pytest.mark.parametrize("name", ALL)
def test_a_drill_says_so_first_whatever_it_is_about(
    name: str, mode: str, language: Language
) -> None:
    """DESK-51: with that word in Korean, Japanese and English, whatever the reader's language."""
    matter, value = drilled(name, mode)
    assert tell(voice(language), value)[0].startswith(f"{WORDS[mode]}: ")
    assert matter_title(voice(language), matter).startswith(f"{WORDS[mode]}: ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ALL)
def test_a_live_one_never_does(name: str, language: Language) -> None:
    matter, verb, value = ALL[name]
    told = "\n".join(tell(voice(language), read_body(matter, verb, encode(value))))
    assert told
    for words in (*WORDS.values(), "EXERCISE", "訓練", "훈련"):
        assert words not in told
        assert words not in matter_title(voice(language), matter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_end_has_a_word_of_its_own(language: Language) -> None:
    """INC-8: they never stand for each other."""
    words = catalogue(language)
    for family in ("incident-end", "incident-conclusion", "incident-progress"):
        told = [words.gettext(text) for text in LABELS[family].values()]
        assert len(set(told)) == len(told)
    ends = {words.gettext(text) for text in LABELS["incident-end"].values()}
    assert ends.isdisjoint(words.gettext(text) for text in LABELS["incident-conclusion"].values())


def test_every_field_kind_and_code_has_a_label() -> None:
    assert set(LABELS["incident-field"]) == set(FIELDS)
    assert set(LABELS["incident-kind"]) == set(incidents.CLASSES)
    choices = {code for field in FIELDS.values() for code in field.choices}
    assert set(LABELS["incident-choice"]) == choices
    assert set(LABELS["incident-progress"]) == {one.value for one in incidents.Progress}
    assert set(LABELS["incident-message"]) == {"notice", "update", "stand-down"}


@pytest.mark.parametrize(
    ("within", "told"),
    [
        (0, "(Asia/Tokyo)"), (1, "give or take 1 second"), (90, "give or take 90 seconds"),
        (60, "give or take 1 minute"), (600, "give or take 10 minutes"),
        (3_600, "give or take 1 hour"), (86_400, "give or take 24 hours"),
    ],
)  # fmt: skip
def test_a_time_says_how_exactly_it_is_known(within: int, told: str) -> None:
    """INC-2: a time with zone and precision."""
    assert moment_told(voice("en"), Moment(T0, "Asia/Tokyo", within)).endswith(told)


def test_facts_and_positions_are_told_with_how_sure_a_side_is() -> None:
    """INC-7: given with its value, unknown, or not applicable."""
    facts = read_body("incident/a/facts", "declare", encode(FACTS))
    assert isinstance(facts, incidents.Facts)
    told = {name: fact_told(voice("en"), name, one) for name, one in facts.facts.items()}
    assert told["distance"] == "1000 ± 50 km (likely, official announcement)"
    assert told["class"] == "ICBM class"
    assert told["landing"] == "not known"
    shared = read_body("incident/a/assessment", "offer", encode(ASSESSMENT))
    assert isinstance(shared, incidents.Assessment)
    said = {name: shared_told(voice("en"), name, one) for name, one in shared.fields.items()}
    assert said["class"] == "Our side: not known, The Japanese side: ICBM class"
    assert said["apogee"] == ""
    assert said["landing"] == "not known"
    assert " – " in said["time"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_incident_is_told_line_by_line(language: Language) -> None:
    table = Table()
    name = "incident/jp-1"
    ref = table.declare("jp", f"{name}/notice", {**NOTICE, "same_as": []}).ref
    message = [ref.party, ref.number, ref.index]
    told = "\n".join(tell_incident(voice(language), incidents.view(table, table).details[0]))
    assert f"jp/{ref.number}/0" in told
    table.declare("kr", f"{name}/ack", {**ACK, "message": message})
    table.declare("kr", f"{name}/call", CALL)
    for end in ("stand-down", "false-alarm"):
        body = {"mode": "live", "end": end, "text": {"en": "x"}}
        table.declare("jp", f"{name}/stand-down", body)
    told = "\n".join(tell_incident(voice(language), incidents.view(table, table).details[0]))
    words = catalogue(language)
    assert words.gettext("false alarm") in told
    assert words.gettext("Two different ends from {side}", side=voice(language).side("jp")) in told
