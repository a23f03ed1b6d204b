# SPDX-License-Identifier: Apache-2.0
"""Meetings: ``meeting/<id>/date`` is agreed; delegation, paper, attendance and readout are
declared. The state of a meeting follows from the record alone.
"""

from comity.subjects.meetings.bodies import (
    NEAR_DAYS_MAX,
    Attendance,
    Delegation,
    Hung,
    MeetingDate,
    Near,
    Paper,
    Readout,
    When,
    Window,
    WordedWindow,
    check_date,
    check_window,
    read_attendance,
    read_delegation,
    read_paper,
    read_readout,
    read_when,
    window_days,
)
from comity.subjects.meetings.sight import (
    ROUTES,
    MeetingState,
    MeetingView,
    alternatives,
    view,
)

__all__ = [
    "NEAR_DAYS_MAX",
    "ROUTES",
    "Attendance",
    "Delegation",
    "Hung",
    "MeetingDate",
    "MeetingState",
    "MeetingView",
    "Near",
    "Paper",
    "Readout",
    "When",
    "Window",
    "WordedWindow",
    "alternatives",
    "check_date",
    "check_window",
    "read_attendance",
    "read_delegation",
    "read_paper",
    "read_readout",
    "read_when",
    "view",
    "window_days",
]
