# SPDX-License-Identifier: Apache-2.0
"""Addresses of the administrator's pages."""

from __future__ import annotations

from django.urls import path

from comity.desk.people.asking import ask_deactivate, ask_withdraw, ask_withdraw_organ
from comity.desk.people.audit import audit_log
from comity.desk.people.changing import change
from comity.desk.people.overview import people_page

__all__ = ["urlpatterns"]

urlpatterns = [
    path("people/", people_page, name="people"),
    path("people/audit", audit_log, name="audit"),
    path("people/admissions/<slug:post>/<str:channel>/", ask_withdraw, name="withdraw"),
    path("people/organs/<slug:organ>/<str:channel>/", ask_withdraw_organ, name="withdraw-organ"),
    path("people/<slug:sign_in>/", change, name="person"),
    path("people/<slug:sign_in>/deactivate", ask_deactivate, name="deactivate"),
]
