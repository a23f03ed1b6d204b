# SPDX-License-Identifier: Apache-2.0
"""Addresses of press guidance."""

from __future__ import annotations

from django.urls import path

from comity.desk.press.export import public_text
from comity.desk.press.overview import press_page

__all__ = ["urlpatterns"]

_HERE = "dialogues/<str:channel>/press/"

urlpatterns = [
    path(_HERE, press_page, name="press"),
    path(f"{_HERE}<str:guidance>/public-text/<str:language>", public_text, name="public-text"),
]
