# SPDX-License-Identifier: Apache-2.0
"""Somebody shows a password: at the door, before a signature, before a new password.

Wherever it is, a wrong one counts towards the lock-out of the name and stands in the audit log.
"""

from __future__ import annotations

from typing import Final

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate

from comity.desk.requests import DeskRequest
from comity.home import audit
from comity.home.models import SLUG_CHARS_MAX, Person
from comity.home.passwords import PASSWORD_CHARS_MAX

__all__ = ["LOCKED_FIELD", "prove", "prove_again"]

LOCKED_FIELD: Final = "axes_locked_out"
"""Set on a request by which, or before which, the name was locked."""


def prove(request: DeskRequest, name: str, password: str) -> Person | None:
    """Whoever signs in under that name, if the password is theirs; else None, and it counts.

    What nobody's name or password can be is not counted: there is nothing to guess in it. An
    unknown name is counted and locked as any other, so that one can't tell. Rule: HOME-12.
    """
    if len(name) > SLUG_CHARS_MAX or "\0" in name or len(password) > PASSWORD_CHARS_MAX:
        return None
    open_before = AxesProxyHandler.is_allowed(request, {"sign_in": name})
    found = authenticate(request, sign_in=name, password=password)
    if isinstance(found, Person):
        return found
    if open_before:
        now = request.house.node.clock.now_ms()
        # What is typed for a name may be a password: only a name that somebody has is written down.
        known = Person.objects.filter(sign_in=name).exists()
        subject = name if known else ""
        audit.note(now, "password-wrong", request.person, subject=subject)
        if getattr(request, LOCKED_FIELD, False):
            audit.note(now, "locked-out", request.person, subject=subject)
    return None


def prove_again(request: DeskRequest, password: str) -> bool:
    """Whether the password is that of whoever is signed in; it counts as at the door."""
    assert request.person is not None
    found = prove(request, request.person.sign_in, password)
    if found is None:
        return False
    AxesProxyHandler.reset_attempts(username=request.person.sign_in)
    return True
