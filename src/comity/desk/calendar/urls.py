# SPDX-License-Identifier: Apache-2.0
"""Addresses of the calendar."""

from __future__ import annotations

from django.urls import path

from comity.desk.calendar.feed import feed_file
from comity.desk.calendar.invitation import invitation_file
from comity.desk.calendar.overview import calendar_page
from comity.desk.calendar.searching import find_dates

__all__ = ["urlpatterns"]

_MEETING = "dialogues/<str:channel>/meetings/<str:meeting>/"

urlpatterns = [
    path("calendar/", calendar_page, name="calendar"),
    path("feed/<str:secret>.ics", feed_file, name="feed"),
    path(f"{_MEETING}dates/", find_dates, name="find-dates"),
    path(f"{_MEETING}invitation.ics", invitation_file, name="invitation"),
]
