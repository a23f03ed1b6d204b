# SPDX-License-Identifier: Apache-2.0
"""Addresses of incidents."""

from __future__ import annotations

from django.urls import path

from comity.desk.incidents.listing import incidents_page
from comity.desk.incidents.page import incident_page
from comity.desk.incidents.reporting import report
from comity.desk.incidents.speaking import speak

__all__ = ["urlpatterns"]

urlpatterns = [
    path("incidents/report/", report, name="report-incident"),
    path("dialogues/<str:channel>/incidents/", incidents_page, name="incidents"),
    path("dialogues/<str:channel>/incidents/<str:incident>/", incident_page, name="incident"),
    path(
        "dialogues/<str:channel>/incidents/<str:incident>/<str:what>/", speak, name="speak-incident"
    ),
]
