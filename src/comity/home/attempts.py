# SPDX-License-Identifier: Apache-2.0
"""Failed attempts to show a password, counted in the rows of django-axes and of nothing else.

A row says for which name, from which address, how often and when; never what was typed. A name
that nobody has stands there as a digest under this node's secret: people type passwords into the
wrong field. Rule: HOME-12.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from comity.home.models import Person

__all__ = [
    "FAILURES_MAX",
    "FAILURES_OF_NAME_MAX",
    "LOCK",
    "STRANGERS_MAX",
    "WINDOW",
    "clear_over",
    "fail",
    "fail_in_session",
    "first_stranger",
    "forget",
    "forget_session",
    "locked",
    "locked_session",
    "succeed",
]

FAILURES_MAX: Final = 5
"""Failures under one name from one address, or in one session, that lock it."""
LOCK: Final = timedelta(minutes=15)
"""How long, from the last failure that counted: what is tried meanwhile does not count."""
FAILURES_OF_NAME_MAX: Final = 50
"""Failures under one name, from wherever, that lock it until `WINDOW` after the first is over."""
WINDOW: Final = timedelta(hours=1)
STRANGERS_MAX: Final = 10_000
"""Rows of names that nobody has: of more the oldest go."""
_SALT: Final = "comity.home.attempts"
_STRANGER: Final = "?"
_ANY_STRANGER: Final = "!"
_SESSION: Final = "session:"
"""None of these is in a sign-in name."""


def locked(name: str, address: str | None) -> bool:
    """Whether nobody signs in under that name from there now, known or not."""
    kept, now = _kept(name), timezone.now()
    here = AccessAttempt.objects.filter(username=kept, ip_address=address or _NOWHERE)
    return _reached(here, FAILURES_MAX, now - LOCK) or _reached(
        _of_name(kept), FAILURES_OF_NAME_MAX, now - WINDOW
    )


def fail(name: str, address: str | None) -> None:
    """Count a failure at the door."""
    kept = _kept(name)
    with transaction.atomic():
        _clear(timezone.now())
        _count(kept, address or _NOWHERE, LOCK, renewed=True)
        _count(kept, None, WINDOW, renewed=False)
        if kept.startswith(_STRANGER):
            strangers = AccessAttempt.objects.filter(username__startswith=_STRANGER)
            extra = strangers.order_by("-attempt_time").values_list("pk", flat=True)
            AccessAttempt.objects.filter(pk__in=list(extra[STRANGERS_MAX:])).delete()


def succeed(name: str, address: str | None) -> None:
    """Somebody has signed in from there: what failed there before counts no more."""
    kept = _kept(name)
    AccessAttempt.objects.filter(username=kept, ip_address=address or _NOWHERE).delete()


def forget(name: str) -> None:
    """Nothing of that name counts any more: it has a new password, or is let in again."""
    AccessAttempt.objects.filter(username=_kept(name)).delete()


def first_stranger() -> bool:
    """Whether this failure is the first for an hour under a name that nobody has; it counts."""
    with transaction.atomic():
        return _count(_ANY_STRANGER, None, WINDOW, renewed=False) == 1


def locked_session(session: str) -> bool:
    """Whether too many failures were made within a session of that key."""
    return _reached(_of_name(_digest(_SESSION, session)), FAILURES_MAX, timezone.now() - LOCK)


def fail_in_session(session: str) -> bool:
    """Count a failure of whoever is signed in; whether it was one too many.

    It locks no name: whoever knows one from outside can't end a session in use.
    """
    with transaction.atomic():
        _clear(timezone.now())
        found = _count(_digest(_SESSION, session), None, LOCK, renewed=True)
    return found >= FAILURES_MAX


def forget_session(session: str) -> None:
    """The password was shown: what failed before in that session counts no more."""
    AccessAttempt.objects.filter(username=_digest(_SESSION, session)).delete()


def clear_over() -> None:
    """Delete attempts that count no more and sessions that are over."""
    now = timezone.now()
    _clear(now)
    Session.objects.filter(expire_date__lt=now).delete()


_NOWHERE: Final = "0.0.0.0"  # noqa: S104 - no address to listen at
"""Where the server does not say from where somebody asks."""


def _kept(name: str) -> str:
    """What stands for a name in a row."""
    known = Person.objects.filter(sign_in=name).exists()
    return name if known else _digest(_STRANGER, name)


def _digest(kind: str, text: str) -> str:
    return kind + salted_hmac(_SALT + kind, text, algorithm="sha256").hexdigest()[:40]


def _of_name(kept: str) -> QuerySet[AccessAttempt]:
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(username=kept, ip_address=None)
    return found


def _reached(rows: QuerySet[AccessAttempt], most: int, since: datetime) -> bool:
    return bool(rows.filter(failures_since_start__gte=most, attempt_time__gt=since).exists())


def _clear(now: datetime) -> None:
    AccessAttempt.objects.filter(attempt_time__lte=now - WINDOW).delete()


def _count(kept: str, address: str | None, over: timedelta, *, renewed: bool) -> int:
    """One more in that row; how many there are. `renewed`: the time starts anew with each."""
    now = timezone.now()
    rows = AccessAttempt.objects.filter(username=kept, ip_address=address)
    rows.filter(attempt_time__lte=now - over).delete()
    later = {"attempt_time": now} if renewed else {}
    if not rows.update(failures_since_start=F("failures_since_start") + 1, **later):
        AccessAttempt.objects.create(username=kept, ip_address=address, failures_since_start=1)
        return 1
    return int(rows.values_list("failures_since_start", flat=True)[0])
