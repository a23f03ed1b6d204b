# SPDX-License-Identifier: Apache-2.0
"""One good body of each kind on measures and facts."""

from __future__ import annotations

from typing import Any

from comity.subjects.reading import Verb

__all__ = ["ALL"]

_DIGEST = "A" * 43
_T0 = 1_681_700_400_000
MEASURE: dict[str, Any] = {
    "title": {"en": "Guardrails of the CHIPS Act", "ko": "반도체법 가드레일"},
    "whose": {"name": {"en": "United States"}, "country": "US"},
    "kind": "law",
    "reference": {"en": "88 FR 17439\nProposed rule"},
    "announced": "2023-03-21",
    "published": "2023-03-23",
    "in_force": None,
    "comments_until": _T0,
    "comments_zone": "America/New_York",
    "items": [
        {"scheme": "hs", "code": "848620", "words": {"en": "Machines for making chips"}},
        {"scheme": "eccn", "code": "3B001.a", "words": {"en": "Equipment"}},
        {"scheme": "other", "code": "NACE 26.1", "words": {"en": "Components"}},
    ],
}
PLAN: dict[str, Any] = {
    "mode": "jointly",
    "text": "position-us-laws",
    "words": None,
    "steps": [
        {
            "party": party,
            "post": {"en": "Embassy in Washington"},
            "to": {"en": "Department of Commerce"},
            "when": _T0,
            "zone": "America/New_York",
            "way": {"en": "joint call"},
        }
        for party in ("jp", "kr")
    ],
}
INTERESTS: dict[str, Any] = {
    "text": {"en": "Legal certainty.", "ko": "법적 안정성."},
    "exposure": {"en": "Two plants."},
    "facts": ["graphite", "chips"],
}
DELIVERY: dict[str, Any] = {
    "step": 1,
    "at": _T0,
    "zone": "America/New_York",
    "post": {"en": "Embassy in Washington"},
    "text": {"en": "As in the joint position."},
}
REPLY: dict[str, Any] = {
    "by": {"en": "Department of Commerce"},
    "at": _T0,
    "zone": "America/New_York",
    "text": {"en": "It will be considered."},
    "document": _DIGEST,
}
SOURCE: dict[str, Any] = {
    "title": {"en": "BACI, HS17, V202601"},
    "publisher": {"en": "CEPII"},
    "day": "2026-01-22",
    "place": "https://www.cepii.fr",
    "licence": "Etalab 2.0",
    "document": None,
}
STATED: dict[str, Any] = {
    "title": {"en": "Sales of equipment"},
    "statement": {"en": "They sold 14.7 billion dollars in 2020."},
    "source": {**SOURCE, "document": _DIGEST},
    "computation": None,
}
FIGURE: dict[str, Any] = {
    "title": {"en": "Natural graphite", "ja": "天然黒鉛"},
    "statement": None,
    "source": SOURCE,
    "computation": {
        "method": "trade-shares",
        "version": 1,
        "parameters": {
            "countries": {"jp": "392", "kr": "410"},
            "third": "156",
            "products": ["250490"],
            "year": 2024,
            "flow": "imports",
        },
        "third": {"en": "China"},
        "table": {"digest": _DIGEST, "size": 3000, "rows": 76},
        "results": [
            {"key": "250490/market", "value": "18953640", "unit": "usd"},
            {"key": "250490/weight/together", "value": "0.4771", "unit": "share"},
        ],
    },
}
CHECK: dict[str, Any] = {
    "offer": ["jp", 3, 0], "result": "differs", "text": {"en": "One row is missing here."}
}  # fmt: skip

ALL: dict[str, tuple[str, Verb, dict[str, Any]]] = {
    "measure": ("measure/chips", "offer", MEASURE),
    "plan": ("measure/chips/plan", "offer", PLAN),
    "interests": ("measure/chips/interests", "declare", INTERESTS),
    "delivery": ("measure/chips/delivery", "declare", DELIVERY),
    "reply": ("measure/chips/reply", "declare", REPLY),
    "stated": ("fact/sales", "offer", STATED),
    "figure": ("fact/graphite", "offer", FIGURE),
    "check": ("fact/graphite/check", "declare", CHECK),
}
