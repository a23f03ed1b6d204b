# SPDX-License-Identifier: Apache-2.0
"""Addresses of a text."""

from __future__ import annotations

from django.urls import path

from comity.desk.texts.files import text_file
from comity.desk.texts.text import text_page

__all__ = ["urlpatterns"]

_HERE = "dialogues/<str:channel>/texts/<str:text>/"

urlpatterns = [
    path(_HERE, text_page, name="text"),
    path(f"{_HERE}file", text_file, name="text-file"),
]
