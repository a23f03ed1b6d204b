# SPDX-License-Identifier: Apache-2.0
"""What was typed when a session ended is not lost: it waits on the way over the sign-in page.

It travels in the person's own browser, signed by this desk, and comes back into the very form, if
the same person signs in again. Every form says whose it is, so that this is known even where the
session is gone altogether.
"""

from __future__ import annotations

from typing import Final

from django.core import signing
from django.http import QueryDict
from markupsafe import Markup

from comity.desk.requests import DeskRequest
from comity.home.models import Person

__all__ = ["KEPT", "SWITCH", "WHOSE", "keep", "kept_for", "put_kept", "take_kept", "whose_input"]

KEPT: Final = "kept"
"""Name of the field and of the place in the session."""
WHOSE: Final = "whose"
"""Name of the field that says whose form it is."""
SWITCH: Final = "switch-language"
"""Name of the buttons by which a form is sent to see its page in another language."""
KEPT_CHARS_MAX: Final = 1_500_000
"""Less than a form may hold, with what the sign-in page adds."""
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
    if waiting is not None:
        request.session[KEPT] = list(waiting)


def take_kept(request: DeskRequest) -> QueryDict | None:
    """The fields that were kept for this very page, taken out of the session; or None."""
    waiting = request.session.get(KEPT)
    if request.method != "GET" or not waiting or waiting[0] != request.path:
        return None
    del request.session[KEPT]
    return QueryDict(waiting[1])
