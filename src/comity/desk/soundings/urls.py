# SPDX-License-Identifier: Apache-2.0
"""Addresses of informal soundings."""

from __future__ import annotations

from django.urls import path

from comity.desk.soundings.overview import soundings_page
from comity.desk.soundings.writing import sound_page

__all__ = ["urlpatterns"]

_HERE = "dialogues/<str:channel>/soundings/"

urlpatterns = [
    path(_HERE, soundings_page, name="soundings"),
    path(f"{_HERE}new", sound_page, name="sound"),
]
