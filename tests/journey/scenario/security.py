# SPDX-License-Identifier: Apache-2.0
"""The security dialogue: its terms, a date, an agenda, a launch in the night, a text, what is said.

What is public of it stands in the demonstration with its sources; here every word is invented.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from comity.demo.clock import instant
from comity.presets import load
from tests.journey.scenario.bodies import attended, header, moment, wording
from tests.journey.scenario.canaries import JP_RADAR, KR_NOTE, KR_RADAR, repeated
from tests.journey.scenario.steps import (
    JP_MINISTRY,
    KR_MINISTRY,
    Accept,
    Acknowledge,
    Adopt,
    Clock,
    Note,
    Offer,
    PrivateFact,
    Report,
    Say,
    StandDown,
    Step,
    dated,
    spelled,
)

INCIDENT: Final = "kr-20230413-072500"
_HERE: Final = f"incident/{INCIDENT}"
_MEETING: Final = "meeting/round-12"
_TEXT: Final = "text/summary"

_PLACE: Final = {
    "en": "Ministry of Foreign Affairs, Seoul",
    "ko": "서울 외교부",
    "ja": "ソウル 外交部",
}
_DATE: Final[dict[str, Any]] = {
    "form": "date", "kind": "round", "round": 12, "title": None,
    "start": instant("2023-04-18T10:00"), "end": instant("2023-04-18T12:30"),
    "zone": "Asia/Seoul", "place": _PLACE, "host": "kr",
}  # fmt: skip
_DATE_TYPED: Final = {
    **dated("day", "2023-04-18"), "start": "10:00", "end": "12:30", "zone": "Asia/Seoul",
    **spelled("place", _PLACE), "host": "kr", "kind": "round", "round": "12",
}  # fmt: skip
_EARLIER: Final = {
    **_DATE, "start": instant("2023-04-17T10:00"), "end": instant("2023-04-17T12:30"),
}  # fmt: skip


def _item(lead: str, minutes: int, title: dict[str, str]) -> dict[str, Any]:
    return {
        "title": title, "kind": "new", "carried_from": None, "lead": lead, "minutes": minutes,
        "previous": [], "outcome": None, "status": "on",
    }  # fmt: skip


_LAUNCHES: Final = {"en": "Launches of missiles", "ko": "미사일 발사", "ja": "ミサイル発射"}
_EXCHANGES: Final = {"en": "Exchanges of defence officials", "ko": "국방당국 교류",
                     "ja": "防衛当局間の交流"}  # fmt: skip


# --- terms, date, agenda -----------------------------------------------------------------------

TERMS: Final = msgspec.to_builtins(load("national-security").terms_for(("kr", "jp")))
OPENED_KR: Final[tuple[Step, ...]] = (
    Offer(KR_MINISTRY, "terms", TERMS, query="preset=national-security"),
)
OPENED_JP: Final[tuple[Step, ...]] = (Accept(JP_MINISTRY, "terms"),)
CALLED_KR: Final[tuple[Step, ...]] = (
    Offer(KR_MINISTRY, f"{_MEETING}/date", _DATE, _DATE_TYPED, "form=date"),
)
CALLED_JP: Final[tuple[Step, ...]] = (
    Offer(JP_MINISTRY, f"{_MEETING}/date", _EARLIER, dated("day", "2023-04-17"), counters=True),
)
RAISED_KR: Final[tuple[Step, ...]] = (
    Accept(KR_MINISTRY, f"{_MEETING}/date"),
    Offer(
        KR_MINISTRY, f"{_MEETING}/agenda/launches", _item("kr", 40, _LAUNCHES),
        {**spelled("title", _LAUNCHES), "lead": "kr", "minutes": "40"},
    ),
    Note(KR_MINISTRY, f"{_MEETING}/agenda/launches", repeated(KR_NOTE)),
)  # fmt: skip
RAISED_JP: Final[tuple[Step, ...]] = (
    Accept(JP_MINISTRY, f"{_MEETING}/agenda/launches"),
    Offer(
        JP_MINISTRY, f"{_MEETING}/agenda/exchanges", _item("jp", 20, _EXCHANGES),
        {**spelled("title", _EXCHANGES), "lead": "jp", "minutes": "20"},
    ),
)  # fmt: skip

# --- the launch of 13 April --------------------------------------------------------------------


def _given(value: dict[str, Any]) -> dict[str, Any]:
    return {"state": "given", "value": value, "confidence": None, "source": None}


_AREA: Final = {"ko": "평양 인근", "ja": "平壌近郊"}
_SEEN_KR: Final = moment("2023-04-13T07:23")
_SEEN_JP: Final = moment("2023-04-13T07:22", "Asia/Tokyo")
_ONE: Final = {"form": "number", "value": 1, "plus_minus": 0}
_CLASS: Final[dict[str, Any]] = {"form": "text", "text": {"ko": "중거리급 이상"}}
_LESSON: Final = {"ko": "첫 통보의 서식을 하나로 통일한다.", "ja": "第一報の様式を統一する。"}


def _time_typed(time: str) -> dict[str, str]:
    return {"time-state": "given", **dated("time-day", "2023-04-13"), "time-time": time}


_COUNT_TYPED: Final = {"count-state": "given", "count-value": "1"}

NOTIFIED_KR: Final[tuple[Step, ...]] = (
    Accept(KR_MINISTRY, f"{_MEETING}/agenda/exchanges"),
    Clock("2023-04-13T07:25"),
    Report(
        KR_MINISTRY, INCIDENT,
        {
            "mode": "live", "kind": "missile-launch", "occurred": _SEEN_KR, "title": None,
            "area": _AREA, "count": None, "text": None, "same_as": [],
        },
        {
            "mode": "live", "kind": "missile-launch", **dated("day", "2023-04-13"),
            "time": "07:23", **spelled("area", _AREA),
        },
    ),
    PrivateFact(KR_MINISTRY, INCIDENT, "kr-radar", repeated(KR_RADAR)),
)  # fmt: skip
NOTIFIED_JP: Final[tuple[Step, ...]] = (
    Clock("2023-04-13T07:29"),
    Acknowledge(JP_MINISTRY, INCIDENT),
    PrivateFact(JP_MINISTRY, INCIDENT, "jp-radar", repeated(JP_RADAR)),
    Say(
        JP_MINISTRY, f"{_HERE}/facts",
        {"mode": "live", "facts": {"time": _given(_SEEN_JP), "count": _given(_ONE)}},
        {**_time_typed("07:22"), **_COUNT_TYPED},
    ),
)  # fmt: skip
_ASSESSED: Final = {
    "time": {"state": "range", "low": _SEEN_JP, "high": _SEEN_KR},
    "count": {"state": "agreed", "value": _ONE},
    "class": {"state": "omitted"},
}
ASSESSED_KR: Final[tuple[Step, ...]] = (
    Clock("2023-04-13T08:16"),
    Say(
        KR_MINISTRY, f"{_HERE}/facts",
        {
            "mode": "live",
            "facts": {
                "time": _given(_SEEN_KR), "count": _given(_ONE), "class": _given(_CLASS),
            },
        },
        {
            **_time_typed("07:23"), **_COUNT_TYPED, "class-state": "given",
            **spelled("class-text", _CLASS["text"]),
        },
    ),
    StandDown(KR_MINISTRY, INCIDENT),
    Offer(
        KR_MINISTRY, f"{_HERE}/assessment", {"mode": "live", "fields": _ASSESSED},
        {"time": "range", "count": "as-jp", "class": "omitted"},
    ),
)  # fmt: skip
ASSESSED_JP: Final[tuple[Step, ...]] = (
    Acknowledge(JP_MINISTRY, INCIDENT),
    Accept(JP_MINISTRY, f"{_HERE}/assessment"),
    Offer(
        JP_MINISTRY, f"{_HERE}/response", {"mode": "live", "form": "no-statement", "text": None},
        {"form": "no-statement"},
    ),
)  # fmt: skip
REVIEWED_KR: Final[tuple[Step, ...]] = (
    Accept(KR_MINISTRY, f"{_HERE}/response"),
    Offer(
        KR_MINISTRY, f"{_HERE}/review", {"mode": "live", "lessons": _LESSON},
        spelled("lessons", _LESSON),
    ),
)  # fmt: skip

# --- the meeting of 17 April -------------------------------------------------------------------

_TITLE: Final = {"en": "Summary of discussion", "ko": "논의 요지", "ja": "議事要旨"}
_HEADER, _HEADER_TYPED = header(_TITLE, "summary-of-discussion", ("k1", "k2"), "round-12")
_FIRST: Final = {
    "en": "Both sides condemned the launch.", "ko": "양측은 발사를 규탄하였다.",
    "ja": "双方は発射を非難した。",
}  # fmt: skip
_FIRST_AGAIN: Final = {
    "en": "Both sides strongly condemned the launch.", "ko": "양측은 발사를 강력히 규탄하였다.",
    "ja": "双方は発射を強く非難した。",
}  # fmt: skip
_SECOND: Final = {
    "en": "Both sides will exchange officials.", "ko": "양측은 당국자 교류를 실시한다.",
    "ja": "双方は担当官の交流を行う。",
}  # fmt: skip
_SAID_KR: Final = {"ko": "제12차 안보정책협의회가 서울에서 개최되었다."}
_SAID_JP: Final = {"ja": "第12回安全保障対話がソウルで開催された。"}


def _readout(text: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    value = {"text": text, "not_before": instant("2023-04-18T20:00")}
    return value, {**spelled("text", text), **dated("day", "2023-04-18"), "time": "20:00"}


HELD_KR: Final[tuple[Step, ...]] = (
    Clock("2023-04-17T13:00"),
    Say(KR_MINISTRY, f"{_MEETING}/attendance", *attended("2023-04-17", "10:00", "12:20", {
        "ko": "아시아태평양국장"})),
    Offer(KR_MINISTRY, _TEXT, _HEADER, _HEADER_TYPED),
    Offer(KR_MINISTRY, f"{_TEXT}/p/k1", *wording(_FIRST)),
)  # fmt: skip
HELD_JP: Final[tuple[Step, ...]] = (
    Accept(JP_MINISTRY, f"{_HERE}/review"),
    Say(JP_MINISTRY, f"{_MEETING}/attendance", *attended("2023-04-17", "10:00", "12:20", {
        "ja": "アジア大洋州局長"})),
    Accept(JP_MINISTRY, _TEXT),
    Offer(JP_MINISTRY, f"{_TEXT}/p/k1", *wording(_FIRST_AGAIN), counters=True),
    Offer(JP_MINISTRY, f"{_TEXT}/p/k2", *wording(_SECOND)),
)  # fmt: skip
ADOPTED_KR: Final[tuple[Step, ...]] = (
    Accept(KR_MINISTRY, f"{_TEXT}/p/k1"),
    Accept(KR_MINISTRY, f"{_TEXT}/p/k2"),
    Adopt(KR_MINISTRY, "summary"),
    Say(KR_MINISTRY, f"{_MEETING}/readout", *_readout(_SAID_KR)),
)
ADOPTED_JP: Final[tuple[Step, ...]] = (
    Accept(JP_MINISTRY, f"{_TEXT}/adoption"),
    Say(JP_MINISTRY, f"{_MEETING}/readout", *_readout(_SAID_JP)),
)
