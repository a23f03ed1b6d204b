# SPDX-License-Identifier: Apache-2.0
"""Somebody shows a password: at the door, before a signature, before a new password.

At the door a wrong one counts towards the lock-out of the name; of whoever is signed in it counts
for that session alone, so that nobody outside can end one. Both stand in the audit log.
"""

from __future__ import annotations

from typing import Final

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate

from comity.desk.requests import DeskRequest
from comity.home import attempts, audit, people
from comity.home.models import SLUG_CHARS_MAX, Person
from comity.home.passwords import PASSWORD_CHARS_MAX

__all__ = ["LOCKED_FIELD", "OVER_FIELD", "prove", "prove_again"]

LOCKED_FIELD: Final = "axes_locked_out"
"""Set on a request by which, or before which, the name was locked."""
OVER_FIELD: Final = "comity_session_over"
"""Set on a request by which a session has had too many wrong passwords."""


def prove(request: DeskRequest, name: str, password: str) -> Person | None:
    """Whoever signs in under that name, if the password is theirs; else None, and it counts.

    What nobody's name or password can be is not counted: there is nothing to guess in it. An
    unknown name is counted and locked as any other, so that one can't tell. Rule: HOME-12.

    Raises:
        UnavailableError: ``hashing-busy``.
    """
    if len(name) > SLUG_CHARS_MAX or "\0" in name or len(password) > PASSWORD_CHARS_MAX:
        return None
    told = {"sign_in": name}
    open_before = AxesProxyHandler.is_allowed(request, told)
    found = authenticate(request, sign_in=name, password=password)
    if isinstance(found, Person):
        if AxesProxyHandler.is_allowed(request, told):
            return found
        # Others were tried at the same moment, and were one too many.
        setattr(request, LOCKED_FIELD, True)
        return None
    if open_before:
        _note(request, name)
    return None


def _note(request: DeskRequest, name: str) -> None:
    """Into the audit log; of names that nobody has one line an hour, whatever strangers send."""
    now = request.house.node.clock.now_ms()
    # What is typed for a name may be a password: only a name that somebody has is written down.
    if not people.is_known(name):
        if attempts.first_stranger():
            audit.note(now, "password-wrong")
        return
    audit.note(now, "password-wrong", request.person, subject=name)
    if getattr(request, LOCKED_FIELD, False):
        audit.note(now, "locked-out", request.person, subject=name)


def prove_again(request: DeskRequest, password: str) -> bool:
    """Whether the password is that of whoever is signed in; after five wrong ones the session ends.

    Raises:
        UnavailableError: ``hashing-busy``. Rule: HOME-12.
    """
    person, key = request.person, request.session.session_key or ""
    assert person is not None
    if len(password) > PASSWORD_CHARS_MAX:
        return False
    if not attempts.locked_session(key):
        if person.check_password(password) and not attempts.locked_session(key):
            attempts.forget_session(key)
            return True
        now = request.house.node.clock.now_ms()
        audit.note(now, "password-wrong", person, subject=person.sign_in)
        if not attempts.fail_in_session(key):
            return False
        audit.note(now, "session-ended", person, subject=person.sign_in)
    setattr(request, LOCKED_FIELD, True)
    setattr(request, OVER_FIELD, True)
    return False
