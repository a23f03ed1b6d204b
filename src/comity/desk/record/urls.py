# SPDX-License-Identifier: Apache-2.0
"""Addresses of the record and of each entry."""

from __future__ import annotations

from django.urls import path

from comity.desk.record.download import body_file, export_file
from comity.desk.record.entry import entry_page
from comity.desk.record.listing import record_page

__all__ = ["urlpatterns"]

urlpatterns = [
    path("dialogues/<str:channel>/record/", record_page, name="record"),
    path("dialogues/<str:channel>/record/export", export_file, name="export"),
    path("dialogues/<str:channel>/record/body/<str:digest>", body_file, name="body"),
    path("dialogues/<str:channel>/record/<str:party>/<int:number>/", entry_page, name="entry"),
]
