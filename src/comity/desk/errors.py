# SPDX-License-Identifier: Apache-2.0
"""Pages for an address that does not exist, what can't be read, and a fault of this program."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from comity.desk.middleware import complete
from comity.desk.rendering import show

__all__ = ["absent", "broken", "unread"]


def absent(plain: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page."""
    del exception
    return show(complete(plain), "errors/not_found.html", status=404)


def unread(plain: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent is larger than a form may be, or is no form. Rule: DESK-4."""
    del exception
    return show(complete(plain), "errors/unread.html", status=400)


def broken(plain: HttpRequest) -> HttpResponse:
    """Something failed that should not; the reader sees no trace of what."""
    return show(complete(plain), "errors/fault.html", status=500)
