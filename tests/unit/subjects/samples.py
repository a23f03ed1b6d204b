# SPDX-License-Identifier: Apache-2.0
"""One good body of each kind, as JSON, with the matter and verb that it belongs to."""

from __future__ import annotations

import copy
from typing import Any

from comity import presets
from comity.core.encoding import decode, encode
from comity.core.limits import BODY_BYTES_MAX
from comity.subjects.reading import Verb
from tests.unit.subjects import samples_incidents, samples_measures

DIGEST = "A" * 43
T0 = 1_681_700_400_000  # 17 April 2023, 12:00 in Seoul


def terms(preset: str = "economic-security") -> dict[str, Any]:
    filled = presets.load(preset).terms_for(("jp", "kr"))
    value: dict[str, Any] = decode(encode(filled), BODY_BYTES_MAX)
    return value


ANCHOR: dict[str, Any] = {
    "title": {
        "en": "Summit in Washington",
        "ko": "워싱턴 정상회담",
        "ja": "ワシントンでの首脳会談",
    },
    "kind": "summit",
    "first_day": "2023-04-26",
    "last_day": "2023-04-26",
    "zone": "America/New_York",
    "place": {"en": "Washington"},
}
DATE: dict[str, Any] = {
    "form": "date",
    "kind": "round",
    "round": 12,
    "title": {"en": "12th round", "ko": "제12차 회의", "ja": "第12回会合"},
    "start": T0,
    "end": T0 + 7_200_000,
    "zone": "Asia/Seoul",
    "place": {"en": "Seoul", "ko": "서울", "ja": "ソウル"},
    "host": "kr",
}
WINDOW: dict[str, Any] = {
    "form": "window",
    "kind": "round",
    "round": 1,
    "title": None,
    "first_day": None,
    "last_day": None,
    "zone": "Asia/Tokyo",
    "hung": {"anchor": "summit", "first": -14, "last": -1},
    "place": None,
    "host": None,
}
DAYS: dict[str, Any] = {
    **WINDOW, "hung": None, "first_day": "2023-04-10", "last_day": "2023-04-25"
}  # fmt: skip
WORDED: dict[str, Any] = {
    **DAYS,
    "form": "window-in-words",
    "said": {"en": "within the month", "ko": "이달 중", "ja": "今月中"},
    "near": {"words": {"en": "the security dialogue"}, "days": 5},
}
DELEGATION: dict[str, Any] = {
    "head": {"en": "Director-General"},
    "members": [{"en": "Director"}, {"ko": "과장"}],
}
PAPER: dict[str, Any] = {"title": {"en": "Non-paper"}, "document": DIGEST, "language": "en"}
ATTENDANCE: dict[str, Any] = {
    "start": T0, "end": T0 + 3_600_000, "present": [{"en": "Director-General"}]
}  # fmt: skip
READOUT: dict[str, Any] = {"text": {"ko": "양측은\n협의하였다."}, "not_before": T0}
ITEM: dict[str, Any] = {
    "title": {"en": "Supply chains", "ko": "공급망", "ja": "サプライチェーン"},
    "kind": "carried-over",
    "carried_from": "2022-2",
    "lead": "kr",
    "minutes": 30,
    "previous": ["2022-1", "2022-2"],
    "outcome": {"en": "A list of contacts"},
    "status": "on",
}
HEADER: dict[str, Any] = {
    "title": {"en": "Summary", "ko": "회의 결과 요록", "ja": "議事要旨"},
    "kind": "summary-of-discussion",
    "legal_status": "not-legally-binding",
    "languages": {"en": "courtesy", "ko": "authentic", "ja": "authentic"},
    "prevailing": None,
    "order": ["k1", "k2"],
    "meeting": "2023-1",
}
WORDING: dict[str, Any] = {
    "form": "paragraph",
    "base": DIGEST,
    "text": {"en": "Both sides met.", "ko": "양측은 만났다.", "ja": "双方は会合した。"},
}
ADOPTION: dict[str, Any] = {"corrigendum": 0, "digests": {"ja": DIGEST, "ko": DIGEST}}
DOCUMENT: dict[str, Any] = {
    "name": "요록.pdf",
    "media_type": "application/pdf",
    "size": 1_024,
    "digest": DIGEST,
    "marking": "official",
    "language": "ko",
}
FOLLOW_UP: dict[str, Any] = {
    "title": {"en": "Contact list for early warning", "ko": "조기경보 연락처 목록"},
    "owners": ["jp", "kr"],
    "post": {"en": "Economic division"},
    "due": T0,
    "zone": "Asia/Seoul",
    "source": "meeting/2023-1/agenda/supply-chains",
    "status": "open",
    "outcome": None,
}
REPORT: dict[str, Any] = {"state": "done", "text": {"en": "Sent."}}
OPINION: dict[str, Any] = {"state": "differs", "text": {"en": "Two posts are missing."}}
GUIDANCE: dict[str, Any] = {
    "subject": "meeting/2023-1",
    "common": None,
    "lines": {"jp": {"ja": "日程は調整中である。"}, "kr": {"ko": "일정은 협의 중이다."}},
    "if_asked": {"en": "No date has been fixed."},
    "not_before": T0,
    "zone": "Asia/Seoul",
    "status": "on",
}
RELEASE: dict[str, Any] = {
    "at": T0, "zone": "Asia/Seoul", "manner": "answered", "where": {"en": "Press briefing"}
}  # fmt: skip
STATEMENT: dict[str, Any] = {
    "form": "reservation", "offer": ["jp", 3, 0], "text": {"en": "Subject to scrutiny."}
}  # fmt: skip

AUTHORITY: dict[str, Any] = {
    "post": {"en": "Director-General, Asia-Pacific Affairs", "ko": "아시아태평양국장"},
    "may": ["negotiate", "initial", "sign-adoption", "sign-terms"],
    "since": T0,
    "until": None,
    "zone": "Asia/Seoul",
    "full_powers": None,
}
ALL: dict[str, tuple[str, Verb, dict[str, Any]]] = {
    "terms": ("terms", "offer", terms()),
    "anchor": ("anchor/summit", "offer", ANCHOR),
    "date": ("meeting/2023-1/date", "offer", DATE),
    "window": ("meeting/2023-1/date", "offer", WINDOW),
    "days": ("meeting/2023-1/date", "offer", DAYS),
    "worded": ("meeting/2023-1/date", "offer", WORDED),
    "delegation": ("meeting/2023-1/delegation", "declare", DELEGATION),
    "paper": ("meeting/2023-1/paper", "declare", PAPER),
    "attendance": ("meeting/2023-1/attendance", "declare", ATTENDANCE),
    "readout": ("meeting/2023-1/readout", "declare", READOUT),
    "item": ("meeting/2023-1/agenda/supply", "offer", ITEM),
    "header": ("text/summary", "offer", HEADER),
    "wording": ("text/summary/p/k1", "offer", WORDING),
    "adoption": ("text/summary/adoption", "offer", ADOPTION),
    "document": ("document/d1", "declare", DOCUMENT),
    "follow-up": ("follow-up/7", "offer", FOLLOW_UP),
    "report": ("follow-up/7/report", "declare", REPORT),
    "opinion": ("follow-up/7/view", "declare", OPINION),
    "guidance": ("press/date", "offer", GUIDANCE),
    "release": ("press/date/released", "declare", RELEASE),
    "statement": ("text/summary/p/k1", "declare", STATEMENT),
    "authority": ("authority/asia-pacific", "declare", AUTHORITY),
    **samples_incidents.ALL,
    **samples_measures.ALL,
}


def turned(name: str, path: str, value: object) -> dict[str, Any]:
    """The sample with the field at a dotted path turned into another value."""
    body = copy.deepcopy(ALL[name][2])
    *way, last = path.split(".")
    place: Any = body
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return body
