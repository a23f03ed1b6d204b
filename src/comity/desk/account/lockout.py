# SPDX-License-Identifier: Apache-2.0
"""What is shown where a name is locked for a while after failed attempts. Rule: HOME-12."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from comity.desk.account.proving import OVER_FIELD
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest

__all__ = ["locked_out"]


def locked_out(
    plain: HttpRequest, _response: HttpResponse | None, _credentials: dict[str, Any] | None
) -> HttpResponse:
    """The page, the same whether or not anybody has that name.

    Too many wrong passwords within a session end that session, and lock no name.
    """
    request = cast("DeskRequest", plain)
    over = bool(getattr(request, OVER_FIELD, False))
    if over:
        request.language_kept = "" if request.person is None else request.person.language
        logout(request)
        request.person = None
    return show(request, "account/locked_out.html", {"over": over}, status=429)
