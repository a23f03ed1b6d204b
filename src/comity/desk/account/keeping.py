# SPDX-License-Identifier: Apache-2.0
"""What was typed when a session ended is not lost: it waits on the way over the sign-in page.

It travels in the person's own browser, signed by this desk, and comes back into the very form.
"""

from __future__ import annotations

from typing import Final

from django.core import signing
from django.http import QueryDict

from comity.desk.requests import DeskRequest

__all__ = ["KEPT", "keep", "kept_fields", "take_kept"]

KEPT: Final = "kept"
"""Name of the field and of the place in the session."""
KEPT_CHARS_MAX: Final = 400_000
_SALT: Final = "comity.desk.kept"
_AGE_S_MAX: Final = 12 * 3600
_NEVER: Final = ("csrfmiddlewaretoken", "password", "again", "present", "seen")


def keep(request: DeskRequest) -> str:
    """What was sent, as a signed text; empty where it is too much or nothing but secrets."""
    fields = request.POST.copy()
    for name in _NEVER:
        fields.pop(name, None)
    if not fields:
        return ""
    text = signing.dumps({"path": request.path, "fields": fields.urlencode()}, salt=_SALT)
    return text if len(text) <= KEPT_CHARS_MAX else ""


def kept_fields(text: str) -> tuple[str, str] | None:
    """The path and the fields of a kept text, or None if it is not ours or too old."""
    try:
        found = signing.loads(text, salt=_SALT, max_age=_AGE_S_MAX)
    except signing.BadSignature:
        return None
    return found["path"], found["fields"]


def take_kept(request: DeskRequest) -> QueryDict | None:
    """The fields that were kept for this very page, taken out of the session; or None."""
    waiting = request.session.get(KEPT)
    if not waiting or waiting[0] != request.path:
        return None
    del request.session[KEPT]
    return QueryDict(waiting[1])
