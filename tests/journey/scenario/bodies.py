# SPDX-License-Identifier: Apache-2.0
"""Bodies that come more than once in the scenario, each with what a person types for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comity.demo.clock import instant
from tests.journey.scenario.steps import dated, spelled

Both = tuple[dict[str, Any], dict[str, str]]
"""The body, and what is typed for it."""


def moment(local: str, zone: str = "Asia/Seoul") -> dict[str, Any]:
    """A time known to the minute."""
    return {"form": "time", "at": instant(local), "zone": zone, "precision_s": 60}


def attended(day: str, start: str, end: str, present: dict[str, str]) -> Both:
    """That one post was there."""
    value = {
        "start": instant(f"{day}T{start}"), "end": instant(f"{day}T{end}"), "present": [present],
    }  # fmt: skip
    typed = {"start": start, "end": end, "present": "\n".join(present.values())}
    return value, {**dated("day", day), **typed}


def header(
    title: dict[str, str], kind: str, order: Sequence[str], meeting: str | None = None
) -> Both:
    """The outline of a text in three languages, two of them authentic."""
    ranks = {"ko": "authentic", "ja": "authentic", "en": "courtesy"}
    value = {
        "title": title, "kind": kind, "legal_status": "not-legally-binding", "languages": ranks,
        "prevailing": None, "order": list(order), "meeting": meeting,
    }  # fmt: skip
    typed = {**spelled("title", title), "kind": kind, **ranks, "order": "\n".join(order)}
    return value, typed if meeting is None else {**typed, "meeting": meeting}


def wording(text: dict[str, str]) -> Both:
    """One wording of a paragraph; from which one it departs, the program adds."""
    return {"form": "paragraph", "base": None, "text": text}, spelled("text", text)
