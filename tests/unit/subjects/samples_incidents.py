# SPDX-License-Identifier: Apache-2.0
"""One good body of each kind that is said or agreed about an incident."""

from __future__ import annotations

from typing import Any

from comity.subjects.reading import Verb

T0 = 1_681_700_400_000  # 17 April 2023, 12:00 in Seoul

MOMENT: dict[str, Any] = {
    "form": "time", "at": T0, "zone": "Asia/Tokyo", "precision_s": 60
}  # fmt: skip
NOTICE: dict[str, Any] = {
    "mode": "live",
    "kind": "missile-launch",
    "occurred": MOMENT,
    "title": {"en": "Launch of a missile"},
    "area": {"en": "off the east coast"},
    "count": 1,
    "text": {"en": "First word,\nmore follows."},
    "same_as": ["kr-20230413-1"],
}
UPDATE: dict[str, Any] = {
    "mode": "live",
    "occurred": None,
    "area": None,
    "count": 1,
    "text": {"en": "It has fallen."},
}
ACK: dict[str, Any] = {"mode": "live", "message": ["jp", 3, 0], "text": {"en": "Noted."}}
CALL: dict[str, Any] = {
    "mode": "live",
    "at": T0,
    "zone": "Asia/Tokyo",
    "posts": {"jp": {"en": "Duty officer"}, "kr": {"en": "Duty officer"}},
    "message": ["jp", 3, 0],
    "text": {"en": "Read out."},
}
FACTS: dict[str, Any] = {
    "mode": "live",
    "facts": {
        "time": {
            "state": "given",
            "value": MOMENT,
            "confidence": "confirmed",
            "source": "own-sensors",
        },
        "class": {
            "state": "given",
            "value": {"form": "text", "text": {"en": "ICBM class"}},
            "confidence": None,
            "source": None,
        },
        "distance": {
            "state": "given",
            "value": {"form": "number", "value": 1000, "plus_minus": 50},
            "confidence": "likely",
            "source": "official",
        },
        "landing": {"state": "unknown", "value": None, "confidence": None, "source": None},
    },
}
END: dict[str, Any] = {"mode": "live", "end": "false-alarm", "text": {"en": "A test."}}
MERGE: dict[str, Any] = {"mode": "live", "into": "jp-20230413-1"}
ASSESSMENT: dict[str, Any] = {
    "mode": "live",
    "fields": {
        "time": {"state": "range", "low": MOMENT, "high": {**MOMENT, "at": T0 + 60_000}},
        "count": {"state": "agreed", "value": {"form": "number", "value": 1, "plus_minus": 0}},
        "landing": {"state": "agreed", "value": None},
        "class": {
            "state": "differ",
            "positions": {"jp": {"form": "text", "text": {"en": "ICBM class"}}, "kr": None},
        },
        "apogee": {"state": "omitted"},
    },
}
RESPONSE: dict[str, Any] = {"mode": "live", "form": "joint-text", "text": {"en": "Both sides …"}}
REVIEW: dict[str, Any] = {"mode": "live", "lessons": {"en": "Call sooner."}}

ALL: dict[str, tuple[str, Verb, dict[str, Any]]] = {
    "notice": ("incident/jp-20230413-1/notice", "declare", NOTICE),
    "update": ("incident/jp-20230413-1/update", "declare", UPDATE),
    "ack": ("incident/jp-20230413-1/ack", "declare", ACK),
    "call": ("incident/jp-20230413-1/call", "declare", CALL),
    "facts": ("incident/jp-20230413-1/facts", "declare", FACTS),
    "end": ("incident/jp-20230413-1/stand-down", "declare", END),
    "merge": ("incident/kr-20230413-1/merge", "offer", MERGE),
    "assessment": ("incident/jp-20230413-1/assessment", "offer", ASSESSMENT),
    "response": ("incident/jp-20230413-1/response", "offer", RESPONSE),
    "review": ("incident/jp-20230413-1/review", "offer", REVIEW),
}
