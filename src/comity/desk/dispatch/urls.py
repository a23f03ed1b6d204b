# SPDX-License-Identifier: Apache-2.0
"""Addresses of what waits for approval and dispatch."""

from __future__ import annotations

from django.urls import path

from comity.desk.dispatch.draft import draft
from comity.desk.dispatch.waiting import waiting

__all__ = ["urlpatterns"]

urlpatterns = [
    path("dispatch/", waiting, name="dispatch"),
    path("dispatch/<uuid:draft>/", draft, name="draft"),
]
