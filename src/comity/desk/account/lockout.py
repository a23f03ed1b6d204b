# SPDX-License-Identifier: Apache-2.0
"""What is shown where a name is locked for a while after failed attempts. Rule: HOME-12."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from comity.desk.rendering import show
from comity.desk.requests import DeskRequest

__all__ = ["locked_out"]


def locked_out(
    plain: HttpRequest, _response: HttpResponse | None, _credentials: dict[str, Any] | None
) -> HttpResponse:
    """The page, the same whether or not anybody has that name."""
    return show(cast("DeskRequest", plain), "account/locked_out.html", status=429)
