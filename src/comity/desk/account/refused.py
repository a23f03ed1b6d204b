# SPDX-License-Identifier: Apache-2.0
"""A form that does not come from an open page of this desk is not taken."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from comity.desk.middleware import complete
from comity.desk.rendering import show

__all__ = ["form_refused"]


def form_refused(plain: HttpRequest, reason: str = "") -> HttpResponse:
    """The page that says so; `reason` is Django's and is for its log."""
    del reason
    return show(complete(plain), "errors/stale_form.html", status=403)
