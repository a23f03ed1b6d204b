# SPDX-License-Identifier: Apache-2.0
"""The address of a text."""

from __future__ import annotations

from django.urls import path

from comity.desk.texts.text import text_page

__all__ = ["urlpatterns"]

urlpatterns = [path("dialogues/<str:channel>/texts/<str:text>/", text_page, name="text")]
