# SPDX-License-Identifier: Apache-2.0
"""Pages for an address that does not exist, what can't be read, and a fault of this program."""

from __future__ import annotations

import logging
from typing import Final

from django.http import HttpRequest, HttpResponse

from comity.desk.middleware import complete
from comity.desk.rendering import show

__all__ = ["absent", "broken", "unread"]

_LOG: Final = logging.getLogger("comity.desk")
_LAST: Final = (
    "이 프로그램에 문제가 생겼습니다.\n"
    "このプログラムで問題が起きました。\n"
    "Something went wrong in this program.\n"
)
"""Where not even the dossier can be read, nobody knows the reader's language."""


def absent(plain: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page."""
    del exception
    return show(complete(plain), "errors/not_found.html", status=404)


def unread(plain: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent is larger than a form may be, or is no form. Rule: DESK-4."""
    del exception
    return show(complete(plain), "errors/unread.html", status=400)


def broken(plain: HttpRequest) -> HttpResponse:
    """Something failed that should not; the reader sees no trace of what. Rule: DESK-11."""
    try:
        return show(complete(plain), "errors/fault.html", status=500)
    except Exception:  # noqa: BLE001 - whatever it was, the first fault is in the log
        _LOG.error("the page that tells of a fault can't be made")
        return HttpResponse(_LAST, status=500, content_type="text/plain; charset=utf-8")
