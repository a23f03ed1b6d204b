# SPDX-License-Identifier: Apache-2.0
"""Addresses at which a person's own calendar program reads the meetings. Rule: HOME-43.

The secret in the address is shown once; only its digest is kept, so a copy of the dossier opens
nobody's feed. Whoever can't sign in any more has none.
"""

from __future__ import annotations

import hashlib
from typing import Final

from django.db import transaction

from comity.core.ids import b64
from comity.home import audit
from comity.home.models import Person
from comity.home.models_calendars import Feed
from comity.home.reading import Reader
from comity.home.roles import Power

__all__ = ["feed_of", "make_feed", "person_of", "revoke_feed"]

SECRET_BYTES: Final = 32
SECRET_CHARS: Final = 43


def make_feed(reader: Reader) -> str:
    """The secret of a new feed of the reader's; one of before opens nothing any more.

    Raises:
        RuleError: ``not-allowed``. Rule: HOME-10.
    """
    reader = reader.anew()
    reader.need(Power.READ)
    secret = b64(reader.node.chance.take(SECRET_BYTES))
    now = reader.node.clock.now_ms()
    with transaction.atomic():
        _revoke(reader, now)
        Feed.objects.create(person=reader.person, digest=_digest(secret), created_ms=now)
        audit.note(now, "feed-made", reader.person, subject=reader.person.sign_in)
    return secret


def revoke_feed(reader: Reader) -> None:
    """No address opens a feed of the reader's any more."""
    reader = reader.anew()
    now = reader.node.clock.now_ms()
    with transaction.atomic():
        if _revoke(reader, now):
            audit.note(now, "feed-revoked", reader.person, subject=reader.person.sign_in)


def feed_of(reader: Reader) -> Feed | None:
    """The reader's feed, if there is one; its secret is not in it."""
    return Feed.objects.filter(person=reader.person, revoked_ms=None).first()


def person_of(secret: str) -> Person | None:
    """Whose feed a secret opens; None of one that is unknown, revoked, or of nobody who reads."""
    if len(secret) != SECRET_CHARS:
        return None
    rows = Feed.objects.filter(digest=_digest(secret), revoked_ms=None, person__active=True)
    found = rows.select_related("person__post").first()
    if found is None or Power.READ not in found.person.powers:
        return None
    return found.person


def _revoke(reader: Reader, now: int) -> int:
    rows = Feed.objects.filter(person=reader.person, revoked_ms=None)
    return int(rows.update(revoked_ms=now))


def _digest(secret: str) -> str:
    return b64(hashlib.sha256(b"comity/1 feed\0" + secret.encode()).digest())
