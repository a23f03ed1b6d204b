# SPDX-License-Identifier: Apache-2.0
"""Every address of the desk, room by room."""

from __future__ import annotations

from django.urls import include, path

from comity.desk import (
    account,
    calendar,
    design,
    dialogues,
    dispatch,
    facts,
    incidents,
    items,
    measures,
    meetings,
    moves,
    news,
    notes,
    people,
    press,
    record,
    soundings,
    story,
    terms,
    texts,
    today,
)

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

_ROOMS = (
    account, today, calendar, dialogues, incidents, press, soundings, measures, facts, notes, terms,
    meetings, texts, moves, items, record, dispatch, people, news, design, story,
)  # fmt: skip
urlpatterns = [path("", include(f"{room.__name__}.urls")) for room in _ROOMS]

handler400 = "comity.desk.errors.unread"
handler404 = "comity.desk.errors.absent"
handler500 = "comity.desk.errors.broken"
