# SPDX-License-Identifier: Apache-2.0
"""Addresses of the dialogues."""

from __future__ import annotations

from django.urls import path

from comity.desk.dialogues.listing import dialogues_page
from comity.desk.dialogues.whole import dialogue_page

__all__ = ["urlpatterns"]

urlpatterns = [
    path("dialogues/", dialogues_page, name="dialogues"),
    path("dialogues/<str:channel>/", dialogue_page, name="dialogue"),
]
