# SPDX-License-Identifier: Apache-2.0
"""What was typed when a session ended is not lost: it waits on the way over the sign-in page.

It travels in the person's own browser, signed by this desk, and comes back into the very form, if
the same person signs in again. Every form says whose it is, so that this is known even where the
session is gone altogether. The desk lays it ready in memory alone: what is typed may be off the
record, and then no file may hold it (POUCH-22).
"""

from __future__ import annotations

import threading
from secrets import token_urlsafe
from typing import Final

from django.core import signing
from django.http import QueryDict
from markupsafe import Markup

from comity.desk.requests import DeskRequest
from comity.home.models import Person

__all__ = [
    "KEPT",
    "SWITCH",
    "WAITING",
    "WHOSE",
    "keep",
    "kept_for",
    "put_kept",
    "take_kept",
    "whose_input",
]

KEPT: Final = "kept"
"""Name of the field and of the place in the session, which says where it lies ready."""
WHOSE: Final = "whose"
"""Name of the field that says whose form it is."""
SWITCH: Final = "switch-language"
"""Name of the buttons by which a form is sent to see its page in another language."""
KEPT_CHARS_MAX: Final = 1_500_000
"""Less than a form may hold, with what the sign-in page adds."""
WAITING_MAX: Final = 32
"""Texts that lie ready at once; the oldest gives way."""
WAITING: Final[dict[str, str]] = {}
"""Fields that lie ready, by the name that a session says."""
_LOCK: Final = threading.Lock()
_KEPT_SALT: Final = "comity.desk.kept"
_WHOSE_SALT: Final = "comity.desk.whose"
_AGE_S_MAX: Final = 12 * 3600
_NEVER: Final = ("csrfmiddlewaretoken", "password", "again", "present", WHOSE, SWITCH)


def whose_input(request: DeskRequest) -> Markup:
    """The field of a form that says whose it is; nothing where nobody is signed in.

    It is the same each time, so that a page loaded again is the same page.
    """
    if request.person is None:
        return Markup()
    told = signing.Signer(salt=_WHOSE_SALT).sign(str(request.person.pk))
    return Markup('<input type="hidden" name="{}" value="{}">').format(WHOSE, told)


def keep(request: DeskRequest) -> str:
    """What was sent, as a signed text for whoever the form was made for.

    Empty where that is unknown, where it is too much, or nothing but secrets.
    """
    try:
        person = int(signing.Signer(salt=_WHOSE_SALT).unsign(request.POST.get(WHOSE, "")))
    except signing.BadSignature:
        return ""
    fields = request.POST.copy()
    for name in _NEVER:
        fields.pop(name, None)
    if not fields:
        return ""
    told = {"path": request.path, "person": person, "fields": fields.urlencode()}
    text = signing.dumps(told, salt=_KEPT_SALT, compress=True)
    return text if len(text) <= KEPT_CHARS_MAX else ""


def kept_for(text: str, person: Person) -> tuple[str, str] | None:
    """The path and the fields of a kept text; None if it is not ours, too old, or another's."""
    try:
        found = signing.loads(text, salt=_KEPT_SALT, max_age=_AGE_S_MAX)
    except signing.BadSignature:
        return None
    return (found["path"], found["fields"]) if found["person"] == person.pk else None


def put_kept(request: DeskRequest, text: str, person: Person) -> None:
    """Lay a kept text ready for the page that it belongs to, if it is this person's."""
    waiting = kept_for(text, person) if text else None
    if waiting is None:
        return
    path, fields = waiting
    name = token_urlsafe()
    with _LOCK:
        while len(WAITING) >= WAITING_MAX:
            del WAITING[next(iter(WAITING))]
        WAITING[name] = fields
    request.session[KEPT] = [path, name]


def take_kept(request: DeskRequest) -> QueryDict | None:
    """The fields that were kept for this very page, which lie ready no longer; or None."""
    waiting = request.session.get(KEPT)
    if request.method != "GET" or not waiting or waiting[0] != request.path:
        return None
    del request.session[KEPT]
    with _LOCK:
        fields = WAITING.pop(waiting[1], None)
    return None if fields is None else QueryDict(fields)
