# SPDX-License-Identifier: Apache-2.0
"""Addresses of the terms of reference."""

from __future__ import annotations

from django.urls import path

from comity.desk.terms.pages import terms_page, understanding_page

__all__ = ["urlpatterns"]

_HERE = "dialogues/<str:channel>/terms/"
urlpatterns = [
    path(_HERE, terms_page, name="terms"),
    path(f"{_HERE}understanding/", understanding_page, name="understanding"),
]
