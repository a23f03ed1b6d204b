# SPDX-License-Identifier: Apache-2.0
"""Addresses of a meeting."""

from __future__ import annotations

from django.urls import path

from comity.desk.meetings.files import meeting_file
from comity.desk.meetings.meeting import meeting_page

__all__ = ["urlpatterns"]

_HERE = "dialogues/<str:channel>/meetings/<str:meeting>/"

urlpatterns = [
    path(_HERE, meeting_page, name="meeting"),
    path(f"{_HERE}file", meeting_file, name="meeting-file"),
]
