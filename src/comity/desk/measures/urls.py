# SPDX-License-Identifier: Apache-2.0
"""Addresses of measures."""

from __future__ import annotations

from django.urls import path

from comity.desk.measures.measure import measure_page
from comity.desk.measures.sheet import sheet_page
from comity.desk.measures.sheet_files import sheet_file

__all__ = ["urlpatterns"]

_HERE = "dialogues/<str:channel>/measures/<str:measure>/"

urlpatterns = [
    path(_HERE, measure_page, name="measure"),
    path(f"{_HERE}sheet/", sheet_page, name="measure-sheet"),
    path(f"{_HERE}sheet/file", sheet_file, name="measure-sheet-file"),
]
