# SPDX-License-Identifier: Apache-2.0
"""The page of all components in all states (DESK-9)."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from comity.desk.pages import not_found
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest

__all__ = ["show_components"]


@require_GET
def show_components(plain: HttpRequest) -> HttpResponse:
    """The page; nothing of the kind on a node that is no demonstration."""
    request = cast("DeskRequest", plain)
    if not request.house.demonstration:
        return not_found(request)
    return show(request, "design/page.html")
