# SPDX-License-Identifier: Apache-2.0
"""The words for codes of incidents. How one ends has four words that never stand for each other."""

from __future__ import annotations

from typing import Final

from comity.locale import mark
from comity.telling.voice import Voice

__all__ = ["INCIDENT_LABELS", "mode_words", "with_mode"]

_MODE_WORDS: Final[dict[str, dict[str, str]]] = {
    "drill": {"ko": "훈련", "ja": "訓練", "en": "EXERCISE"},
    "test": {"ko": "시험", "ja": "試験", "en": "TEST"},
}
"""How every title of a drill or test begins, for every reader alike, whatever language they read:
the one text of the pages that is the same in all of them (DESK-51).
"""

INCIDENT_LABELS: Final[dict[str, dict[str, str]]] = {
    "incident-mode": {"live": mark("live"), "drill": mark("drill"), "test": mark("test")},
    "incident-kind": {
        "missile-launch": mark("launch of a missile"),
        "satellite-launch": mark("launch of a satellite"),
        "nuclear-test": mark("nuclear test"),
        "air-event": mark("event in the air"),
        "sea-event": mark("event at sea"),
        "border-event": mark("event on a border"),
        "bilateral": mark("event between the sides"),
        "export-control": mark("export control by a third party"),
        "supply-disruption": mark("disruption of supply"),
        "cyber": mark("cyber incident"),
        "other": mark("incident of another kind"),
    },
    "incident-class": {
        "a": mark("class A, flash"),
        "b": mark("class B, urgent"),
        "c": mark("class C, working"),
        "d": mark("class D, developing"),
    },
    "incident-progress": {
        "unnotified": mark("no notification that can be read here"),
        "notified": mark("notified"),
        "acknowledged": mark("acknowledged by duty officers"),
        "assessing": mark("being assessed"),
        "proposed": mark("shared assessment proposed"),
        "agreed": mark("shared assessment agreed"),
        "responded": mark("concluded"),
        "in-review": mark("in review"),
        "closed": mark("closed"),
    },
    "incident-end": {
        "stand-down": mark("stand-down, situation over"),
        "false-alarm": mark("false alarm"),
        "sent-in-error": mark("sent in error"),
        "corrected": mark("corrected: a fact was wrong"),
        "merged": mark("merged with another incident"),
    },
    "incident-conclusion": {
        "joint-text": mark("joint text"),
        "parallel-texts": mark("each side with its own text"),
        "no-statement": mark("no public text"),
        "no-common-assessment": mark("no common assessment"),
        "prevention-agreed-facts-open": mark("prevention agreed, facts left open"),
    },
    "incident-field": {
        "time": mark("Time of the event"),
        "class": mark("What it was"),
        "count": mark("How many"),
        "site": mark("From where"),
        "direction": mark("Direction"),
        "distance": mark("Distance flown (km)"),
        "apogee": mark("Greatest height (km)"),
        "duration": mark("Duration (minutes)"),
        "landing": mark("Where it came down"),
        "area": mark("Area"),
        "craft": mark("Aircraft or vessels"),
        "airspace": mark("Airspace"),
        "authority": mark("Authority"),
        "measure": mark("Measure"),
        "goods": mark("Goods concerned"),
        "announced": mark("Announced on"),
        "in-force": mark("In force from"),
        "attribution": mark("Attributed to"),
        "remarks": mark("Remarks"),
    },
    "incident-choice": {
        "territory": mark("within territory or territorial waters"),
        "zone": mark("within the exclusive economic zone"),
        "outside-zone": mark("outside the exclusive economic zone"),
        "entered": mark("territorial airspace entered"),
        "not-entered": mark("territorial airspace not entered"),
    },
    "incident-fact": {
        "given": mark("known"),
        "unknown": mark("not known"),
        "not-applicable": mark("not applicable"),
    },
    "incident-confidence": {
        "confirmed": mark("confirmed by own means"),
        "likely": mark("likely"),
        "possible": mark("possible"),
        "doubtful": mark("doubtful"),
    },
    "incident-source": {
        "own-sensors": mark("own sensors"),
        "official": mark("official announcement"),
        "press": mark("press"),
        "partner": mark("a partner, with its consent"),
    },
    "incident-shared": {
        "agreed": mark("agreed by all sides"),
        "range": mark("range"),
        "differ": mark("agreed to differ"),
        "omitted": mark("left out"),
    },
    "incident-ack": {
        "unknown": mark("it names no message that counts"),
        "own": mark("a side cannot acknowledge its own message"),
        "twice": mark("acknowledged before"),
        "unreadable": mark("it cannot be read here"),
    },
    "incident-message": {
        "notice": mark("notification"),
        "update": mark("update"),
        "stand-down": mark("end"),
    },
}
"""Labels by family, then by the code in the record."""


def mode_words(voice: Voice, mode: str) -> str:
    """What a drill or test is called in three languages at once; empty for what is live."""
    told = _MODE_WORDS.get(mode, {})
    return " · ".join(voice.pick({language: word}) for language, word in told.items())


def with_mode(voice: Voice, mode: str, text: str) -> str:
    """A title; of a drill or test it begins so in three languages. Rule: DESK-51."""
    first = mode_words(voice, mode)
    return f"{first}: {text}" if first else text
