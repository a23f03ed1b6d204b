# SPDX-License-Identifier: Apache-2.0
"""Dates that suit our own people, over all dialogues at once, and why where none does. Pure.

Nobody can search both sides' calendars, and nobody should: the other side enters by what is
public and by what it has proposed. Every answer here is for our own eyes (DATE-6).
"""

from comity.workbench.dates.asked import Change, Engaged, Note, PublicDay, Reason, Wanted, Why
from comity.workbench.dates.finding import Answer, Slot, find
from comity.workbench.dates.publicdays import country_of, public_days

__all__ = [
    "Answer",
    "Change",
    "Engaged",
    "Note",
    "PublicDay",
    "Reason",
    "Slot",
    "Wanted",
    "Why",
    "country_of",
    "find",
    "public_days",
]
