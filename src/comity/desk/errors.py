# SPDX-License-Identifier: Apache-2.0
"""Pages for an address that does not exist, what can't be read, and a fault of this program."""

from __future__ import annotations

import logging
from typing import Final

from django.core.exceptions import DisallowedHost
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

_ELSEWHERE: Final = (
    "이 주소로는 데스크를 열 수 없습니다."
    " 운영자는 node.toml의 [desk] names에 이름을 추가하십시오.\n"
    "この名前ではデスクを開けません。"
    "運用担当者は node.toml の [desk] names に名前を加えてください。\n"
    "The desk does not answer under this name."
    " Its operator adds the name to names of [desk] in node.toml.\n"
)
"""Whoever asks by a name that is not the desk's learns nothing of it, not even the language."""


def absent(plain: HttpRequest, exception: Exception) -> HttpResponse:
    """No such page."""
    del exception
    return show(complete(plain), "errors/not_found.html", status=404)


def unread(plain: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent is larger than a form may be, or is no form (DESK-4), or asks by another name
    than the desk has: then nothing of the desk is shown.
    """
    if isinstance(exception, DisallowedHost):
        return HttpResponse(_ELSEWHERE, status=400, content_type="text/plain; charset=utf-8")
    return show(complete(plain), "errors/unread.html", status=400)


def broken(plain: HttpRequest) -> HttpResponse:
    """Something failed that should not; the reader sees no trace of what. Rule: DESK-11."""
    try:
        return show(complete(plain), "errors/fault.html", status=500)
    except Exception:  # noqa: BLE001 - whatever it was, the first fault is in the log
        _LOG.error("the page that tells of a fault can't be made")
        return HttpResponse(_LAST, status=500, content_type="text/plain; charset=utf-8")
