# SPDX-License-Identifier: Apache-2.0
"""Addresses of a meeting."""

from __future__ import annotations

from django.urls import path

from comity.desk.meetings.carrying import carry_over
from comity.desk.meetings.files import meeting_file
from comity.desk.meetings.meeting import meeting_page
from comity.desk.meetings.papers import bring_paper, paper_file

__all__ = ["urlpatterns"]

_HERE = "dialogues/<str:channel>/meetings/<str:meeting>/"

urlpatterns = [
    path(_HERE, meeting_page, name="meeting"),
    path(f"{_HERE}file", meeting_file, name="meeting-file"),
    path(f"{_HERE}carry-over", carry_over, name="carry-over"),
    path(f"{_HERE}paper", bring_paper, name="paper"),
    path(
        "dialogues/<str:channel>/documents/<str:document>/<str:party>/file",
        paper_file,
        name="document-file",
    ),
]
