# SPDX-License-Identifier: Apache-2.0
"""Addresses of internal notes."""

from __future__ import annotations

from django.urls import path

from comity.desk.notes.pages import add, one

__all__ = ["urlpatterns"]

urlpatterns = [
    path("dialogues/<str:channel>/notes/<path:matter>", add, name="note-add"),
    path("notes/<uuid:note>/", one, name="note"),
]
