# SPDX-License-Identifier: Apache-2.0
"""Addresses of what waits for approval and dispatch."""

from __future__ import annotations

from django.urls import path

from comity.desk.dispatch.draft import draft_page
from comity.desk.dispatch.waiting import waiting_page

__all__ = ["urlpatterns"]

urlpatterns = [
    path("dispatch/", waiting_page, name="dispatch"),
    path("dispatch/<uuid:draft>/", draft_page, name="draft"),
]
