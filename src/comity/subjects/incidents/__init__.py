# SPDX-License-Identifier: Apache-2.0
"""Incidents, ``incident/<id>/…``: notices, acknowledgements, calls, facts and ends are declared;
what the sides make of it together is agreed.

The door of the room.
"""

from __future__ import annotations

from comity.subjects.incidents.bodies import (
    CLASSES,
    LIMITS_S,
    PREFIXES,
    Ack,
    Assessment,
    Call,
    End,
    Facts,
    Kind,
    Merge,
    Mode,
    Notice,
    Ref,
    Response,
    Review,
    Update,
    mode_of,
)
from comity.subjects.incidents.checks import (
    AHEAD_MS,
    DECLARED,
    OFFERED,
    ROUTES,
    check_sent,
    is_ahead,
)
from comity.subjects.incidents.sight import limit_s, unreleased, view
from comity.subjects.incidents.states import AckSeen, IncidentView, Message, Progress, Row
from comity.subjects.incidents.values import (
    FIELDS,
    FIELDS_OF,
    Agreed,
    Choice,
    Day,
    Differ,
    Fact,
    Field,
    Moment,
    Number,
    Omitted,
    Range,
    Shared,
    Text,
    Value,
    suggested,
)

__all__ = [
    "AHEAD_MS", "CLASSES", "DECLARED", "FIELDS", "FIELDS_OF", "LIMITS_S", "OFFERED", "PREFIXES",
    "ROUTES", "Ack", "AckSeen", "Agreed", "Assessment", "Call", "Choice", "Day", "Differ", "End",
    "Fact", "Facts", "Field", "IncidentView", "Kind", "Merge", "Message", "Mode", "Moment",
    "Notice", "Number", "Omitted", "Progress", "Range", "Ref", "Response", "Review", "Row",
    "Shared", "Text", "Update", "Value", "check_sent", "is_ahead", "limit_s", "mode_of",
    "suggested", "unreleased", "view",
]  # fmt: skip
