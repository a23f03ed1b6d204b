# SPDX-License-Identifier: Apache-2.0
"""The economic dialogue: terms, a window hung on a summit, a date, a measure of a third party with
what both sides say of it together, and a follow-up item from its first report to its end.

What is public of it stands in the demonstration with its sources; here every word is invented, but
for the rows of the trade table.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

import msgspec

from comity.demo.clock import instant
from comity.presets import load
from tests.journey.scenario.bodies import attended, header, wording
from tests.journey.scenario.canaries import (
    JP_CALENDAR,
    JP_COMPANIES,
    JP_NOTE,
    KR_CALENDAR,
    KR_COMPANIES,
    SOUNDED,
    repeated,
)
from tests.journey.scenario.steps import (
    JP_OFFICE,
    KR_OFFICE,
    Accept,
    Adopt,
    Calendar,
    Check,
    Clock,
    Figure,
    Hear,
    Note,
    Offer,
    Say,
    Sound,
    Step,
    dated,
    spelled,
)

_MEETING: Final = "meeting/round-1"
_MEASURE: Final = "measure/chips"
_SEOUL: Final = "Asia/Seoul"


def _busy(title: str, day: str) -> bytes:
    """A calendar with one entry."""
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//journey//EN", "BEGIN:VEVENT",
        f"UID:{day}@example", f"DTSTAMP:{day}T000000Z", f"DTSTART:{day}T010000Z",
        f"DTEND:{day}T030000Z", f"SUMMARY:{title}", f"DESCRIPTION:{title}", "END:VEVENT",
        "END:VCALENDAR",
    )  # fmt: skip
    return "".join(f"{line}\r\n" for line in lines).encode()


# --- terms, window, date -----------------------------------------------------------------------

TERMS: Final = msgspec.to_builtins(load("economic-security").terms_for(("kr", "jp")))
_SOONER: Final = {**TERMS, "response": {**TERMS["response"], "proposal_s": 72 * 3_600}}
_SUMMIT: Final = {"en": "Summit in Washington", "ko": "워싱턴 정상회담", "ja": "ワシントン首脳会談"}
_CITY: Final = {"en": "Washington", "ko": "워싱턴", "ja": "ワシントン"}
_PLACE: Final = {"en": "Seoul", "ko": "서울", "ja": "ソウル"}
_SAID: Final = {"en": "within the month, before the summit", "ko": "이달 중 정상회담 전",
                "ja": "今月中、首脳会談の前"}  # fmt: skip
_NEAR: Final = {"en": "the meeting of foreign policy officials", "ko": "외교당국 간 협의",
                "ja": "外交当局間の協議"}  # fmt: skip
_ROUND: Final[dict[str, Any]] = {
    "kind": "round", "round": 1, "title": None, "zone": _SEOUL, "place": _PLACE, "host": "kr",
}  # fmt: skip
_ROUND_TYPED: Final = {
    "kind": "round", "round": "1", "zone": _SEOUL, **spelled("place", _PLACE), "host": "kr",
}  # fmt: skip
_LINE: Final = {
    "en": "Both sides are discussing dates; none is fixed.",
    "ko": "양측은 일정을 협의 중이며 확정된 것은 없다.",
    "ja": "双方は日程を協議中であり、決まったものはない。",
}  # fmt: skip


def _date(day: str) -> dict[str, Any]:
    start, end = instant(f"{day}T14:00"), instant(f"{day}T16:30")
    return {"form": "date", **_ROUND, "start": start, "end": end}


OPENED_KR: Final[tuple[Step, ...]] = (
    Offer(KR_OFFICE, "terms", TERMS, query="preset=economic-security"),
    Calendar(KR_OFFICE, _busy(repeated(KR_CALENDAR), "20230420")),
)
OPENED_JP: Final[tuple[Step, ...]] = (
    Offer(JP_OFFICE, "terms", _SOONER, {"reply_hours": "72"}, counters=True),
    Calendar(JP_OFFICE, _busy(repeated(JP_CALENDAR), "20230421")),
)
HUNG_KR: Final[tuple[Step, ...]] = (
    Accept(KR_OFFICE, "terms"),
    Offer(
        KR_OFFICE, "anchor/summit",
        {
            "title": _SUMMIT, "kind": "summit", "first_day": "2023-04-26",
            "last_day": "2023-04-26", "zone": "America/New_York", "place": _CITY,
        },
        {
            **spelled("title", _SUMMIT), "kind": "summit", **dated("first_day", "2023-04-26"),
            **dated("last_day", "2023-04-26"), "zone": "America/New_York",
            **spelled("place", _CITY),
        },
    ),
)  # fmt: skip
HUNG_JP: Final[tuple[Step, ...]] = (
    Accept(JP_OFFICE, "anchor/summit"),
    Offer(
        JP_OFFICE, f"{_MEETING}/date",
        {
            "form": "window-in-words", **_ROUND, "first_day": None, "last_day": None,
            "hung": {"anchor": "summit", "first": -22, "last": -1}, "said": _SAID,
            "near": {"words": _NEAR, "days": 5},
        },
        {
            **_ROUND_TYPED, "anchor": "summit", "first": "-22", "last": "-1",
            **spelled("said", _SAID), **spelled("near", _NEAR), "near_days": "5",
        },
        "form=window",
    ),
)  # fmt: skip
GUIDED_KR: Final[tuple[Step, ...]] = (
    Accept(KR_OFFICE, f"{_MEETING}/date"),
    Offer(
        KR_OFFICE, "press/dates",
        {
            "subject": _MEETING, "common": _LINE, "lines": {}, "if_asked": None,
            "not_before": None, "zone": None, "status": "on",
        },
        {"subject": _MEETING, **spelled("common", _LINE), "status": "on"},
    ),
)  # fmt: skip
GUIDED_JP: Final[tuple[Step, ...]] = (
    Accept(JP_OFFICE, "press/dates"),
    Sound(JP_OFFICE, f"{_MEETING}/date", {"ja": repeated(SOUNDED)}, 1),
    Offer(
        JP_OFFICE, f"{_MEETING}/date", _date("2023-05-02"),
        {**_ROUND_TYPED, **dated("day", "2023-05-02"), "start": "14:00", "end": "16:30"},
        "form=date",
    ),
)  # fmt: skip
DATED_KR: Final[tuple[Step, ...]] = (
    Hear(KR_OFFICE, repeated(SOUNDED), "could-work", 14),
    Offer(KR_OFFICE, f"{_MEETING}/date", _date("2023-05-03"), dated("day", "2023-05-03"),
          counters=True),
)  # fmt: skip
DATED_JP: Final[tuple[Step, ...]] = (
    Hear(JP_OFFICE, "could-work"),
    Accept(JP_OFFICE, f"{_MEETING}/date"),
)

# --- the measure -------------------------------------------------------------------------------

_LAW: Final = {"en": "Act on subsidies for chips", "ko": "반도체 보조금법", "ja": "半導体補助金法"}
_WHOSE: Final = {"en": "United States", "ko": "미국", "ja": "米国"}
_KR_INTERESTS: Final = {"ko": "우리 기업의 현지 투자에 대한 예측 가능성이 필요하다."}
_JP_INTERESTS: Final = {"ja": "我が国企業の投資の予見可能性が必要である。"}
_POSITION: Final = {"en": "Joint position", "ko": "공동 입장", "ja": "共同の立場"}
_HEADER, _HEADER_TYPED = header(_POSITION, "joint-position", ("k1",))
_ASKED: Final = {
    "en": "Both sides ask for equal treatment.", "ko": "양측은 동등한 대우를 요청한다.",
    "ja": "双方は同等の待遇を求める。",
}  # fmt: skip
_GRAPHITE: Final = files("comity.demo").joinpath("data", "graphite-2024.csv").read_bytes()
"""BACI HS17 V202601 (CEPII, Etalab 2.0), rows of 250490."""

TAKEN_UP_KR: Final[tuple[Step, ...]] = (
    Clock("2023-04-18T10:00"),
    Offer(
        KR_OFFICE, _MEASURE,
        {
            "title": _LAW, "whose": {"name": _WHOSE, "country": "US"}, "kind": "law",
            "reference": None, "announced": "2023-03-21", "published": "2023-03-23",
            "in_force": None, "comments_until": None, "comments_zone": None,
            "items": [{"scheme": "hs", "code": "854231", "words": {"ko": "프로세서"}}],
        },
        {
            **spelled("title", _LAW), **spelled("whose", _WHOSE), "country": "US", "kind": "law",
            **dated("announced", "2023-03-21"), **dated("published", "2023-03-23"),
            "items": "HS 854231: 프로세서",
        },
    ),
    Note(KR_OFFICE, _MEASURE, repeated(KR_COMPANIES)),
    Say(
        KR_OFFICE, f"{_MEASURE}/interests",
        {"text": _KR_INTERESTS, "exposure": None, "facts": []}, spelled("text", _KR_INTERESTS),
    ),
    Figure(
        KR_OFFICE, "graphite", _GRAPHITE, "Natural graphite", ("156", "China"), "250490", 2024,
        "BACI HS17 V202601", "CEPII",
    ),
    Offer(KR_OFFICE, "text/position", _HEADER, _HEADER_TYPED),
    Offer(KR_OFFICE, "text/position/p/k1", *wording(_ASKED)),
)  # fmt: skip


def _step(party: str, post: str, to: str, time: str, way: str) -> dict[str, Any]:
    return {
        "party": party, "post": {"ja": post}, "to": {"ja": to}, "when": instant(time),
        "zone": "Asia/Tokyo", "way": {"ja": way},
    }  # fmt: skip


def _step_typed(number: int, step: dict[str, Any], time: str) -> dict[str, str]:
    day, _, hour = time.partition("T")
    typed = {
        "party": step["party"], "post": step["post"]["ja"], "to": step["to"]["ja"],
        "way": step["way"]["ja"], **dated("day", day), "time": hour,
    }  # fmt: skip
    return {f"step{number}_{name}": text for name, text in typed.items()}


_FIRST, _THEN = "2023-04-24T10:00", "2023-04-25T10:00"
_STEPS: Final = (
    _step("kr", "在米韓国大使館", "米商務省", _FIRST, "申入れ"),
    _step("jp", "在米日本大使館", "米商務省", _THEN, "申入れ"),
)
TAKEN_UP_JP: Final[tuple[Step, ...]] = (
    Accept(JP_OFFICE, _MEASURE),
    Note(JP_OFFICE, _MEASURE, repeated(JP_COMPANIES)),
    Note(JP_OFFICE, "text/position", repeated(JP_NOTE)),
    Say(
        JP_OFFICE, f"{_MEASURE}/interests",
        {"text": _JP_INTERESTS, "exposure": None, "facts": []}, spelled("text", _JP_INTERESTS),
    ),
    Check(JP_OFFICE, "graphite"),
    Accept(JP_OFFICE, "fact/graphite"),
    Accept(JP_OFFICE, "text/position"),
    Accept(JP_OFFICE, "text/position/p/k1"),
    Adopt(JP_OFFICE, "position"),
    Offer(
        JP_OFFICE, f"{_MEASURE}/plan",
        {"mode": "jointly", "text": "position", "words": None, "steps": list(_STEPS)},
        {
            "mode": "jointly", "text": "position", "zone": "Asia/Tokyo",
            **_step_typed(1, _STEPS[0], _FIRST), **_step_typed(2, _STEPS[1], _THEN),
        },
    ),
)  # fmt: skip


def _delivered(number: int, time: str, zone: str, language: str, post: str, text: str) -> Any:
    day, _, hour = time.partition("T")
    value = {
        "step": number, "at": instant(time), "zone": zone, "post": {language: post},
        "text": {language: text},
    }  # fmt: skip
    typed = {
        "step": str(number), **dated("day", day), "time": hour, "zone": zone,
        # The form begins with the post of the plan, in the language of its author.
        **dict.fromkeys(("post_en", "post_ko", "post_ja"), ""),
        f"post_{language}": post, f"text_{language}": text,
    }  # fmt: skip
    return value, typed


_BY: Final = {"en": "Department of Commerce", "ko": "미국 상무부"}
_ANSWERED: Final = {"ko": "검토하겠다고 답변하였다."}
DELIVERED_KR: Final[tuple[Step, ...]] = (
    Accept(KR_OFFICE, "text/position/adoption"),
    Accept(KR_OFFICE, f"{_MEASURE}/plan"),
    Clock("2023-04-26T09:00"),
    Say(KR_OFFICE, f"{_MEASURE}/delivery", *_delivered(
        1, _FIRST, _SEOUL, "ko", "주미대사관", "공동 입장을 전달하였다.")),
    Say(
        KR_OFFICE, f"{_MEASURE}/reply",
        {"by": _BY, "at": instant("2023-04-25T18:00"), "zone": _SEOUL, "text": _ANSWERED,
         "document": None},
        {**spelled("by", _BY), **dated("day", "2023-04-25"), "time": "18:00", "zone": _SEOUL,
         **spelled("text", _ANSWERED)},
    ),
)  # fmt: skip
DELIVERED_JP: Final[tuple[Step, ...]] = (
    Say(JP_OFFICE, f"{_MEASURE}/delivery", *_delivered(
        2, _THEN, "Asia/Tokyo", "ja", "在米日本大使館", "共同の立場を伝達した。")),
    Clock("2023-05-03T18:00"),
    Say(JP_OFFICE, f"{_MEETING}/attendance", *attended("2023-05-03", "14:00", "16:30", {
        "ja": "国家安全保障局内閣審議官"})),
    Say(JP_OFFICE, f"{_MEETING}/readout",
        {"text": {"ja": "第1回会合を開催した。"}, "not_before": instant("2023-05-04T09:00")},
        {"text_ja": "第1回会合を開催した。", **dated("day", "2023-05-04"), "time": "09:00"}),
)  # fmt: skip

# --- what follows ------------------------------------------------------------------------------

_LIST: Final = {"en": "Contact list for early warning", "ko": "조기경보 연락망",
                "ja": "早期警戒連絡網"}  # fmt: skip
_CAME: Final = {"en": "The list is in force.", "ko": "연락망이 운용된다.",
                "ja": "連絡網の運用を開始した。"}  # fmt: skip
_ITEM: Final = {
    "title": _LIST, "owners": ["jp"], "post": None, "due": instant("2023-06-30T18:00"),
    "zone": _SEOUL, "source": None, "status": "open", "outcome": None,
}  # fmt: skip
_REPORTED: Final = {"ja": "一覧を交付した。"}

FOLLOWED_KR: Final[tuple[Step, ...]] = (
    Say(KR_OFFICE, f"{_MEETING}/attendance", *attended("2023-05-03", "14:00", "16:30", {
        "ko": "국가안보실 경제안보비서관"})),
    Say(KR_OFFICE, f"{_MEETING}/readout",
        {"text": {"ko": "제1차 회의를 개최하였다."}, "not_before": instant("2023-05-04T09:00")},
        {"text_ko": "제1차 회의를 개최하였다.", **dated("day", "2023-05-04"), "time": "09:00"}),
    Offer(
        KR_OFFICE, "follow-up/1", _ITEM,
        {**spelled("title", _LIST), "owners": "jp", **dated("day", "2023-06-30"),
         "time": "18:00", "zone": _SEOUL, "status": "open"},
    ),
)  # fmt: skip
FOLLOWED_JP: Final[tuple[Step, ...]] = (
    Accept(JP_OFFICE, "follow-up/1"),
    Clock("2023-06-29T10:00"),
    Say(JP_OFFICE, "follow-up/1/report", {"state": "done", "text": _REPORTED},
        {"state": "done", **spelled("text", _REPORTED)}),
    Offer(JP_OFFICE, "follow-up/1", {**_ITEM, "status": "closed", "outcome": _CAME},
          {"status": "closed", **spelled("outcome", _CAME)}),
)  # fmt: skip
CLOSED_KR: Final[tuple[Step, ...]] = (
    Say(KR_OFFICE, "follow-up/1/view", {"state": "concurs", "text": None}, {"state": "concurs"}),
    Accept(KR_OFFICE, "follow-up/1"),
)
