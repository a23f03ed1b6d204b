# SPDX-License-Identifier: Apache-2.0
"""The address of a meeting."""

from __future__ import annotations

from django.urls import path

from comity.desk.meetings.meeting import meeting_page

__all__ = ["urlpatterns"]

urlpatterns = [
    path("dialogues/<str:channel>/meetings/<str:meeting>/", meeting_page, name="meeting"),
]
