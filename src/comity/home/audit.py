# SPDX-License-Identifier: Apache-2.0
"""The append-only log of who did what and when (HOME-4), each line chained to the one before.

It names posts, drafts and codes, never content: whoever keeps people may read it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from django.db import transaction

from comity.core.encoding import encode
from comity.core.ids import b64
from comity.home.models import AuditHead, AuditLine, Person

__all__ = ["Broken", "Checked", "check", "check_on", "newest", "note"]

_PAGE: Final = 1_000


class Broken(NamedTuple):
    """One place at which the log is not as it was written.

    `code`: ``missing`` (a line is gone before this one), ``changed`` (a column or text differs
    from what was chained), ``chain`` (it does not follow from the line before), ``cut`` (lines
    are gone at the end).
    """

    n: int
    code: str


def note(
    at_ms: int,
    action: str,
    person: Person | None = None,
    *,
    channel: str = "",
    subject: str = "",
    detail: Mapping[str, str] | None = None,
) -> int:
    """Write a line, in the same transaction as what it tells of. Rules: HOME-4, HOME-15.

    Args:
        at_ms: UTC milliseconds by the node's clock.
        action: what was done, a slug such as ``signed``.
        person: who did it; None is the operator of this machine.
        channel: where, or empty.
        subject: a draft's id, a sign-in name, a post's slug; or empty.
        detail: codes and digests, no content.

    Returns:
        The number of the line, from 1.
    """
    with transaction.atomic():
        AuditHead.objects.get_or_create(pk=1)
        head = AuditHead.objects.select_for_update().get(pk=1)
        line = AuditLine(
            n=head.n + 1,
            at_ms=at_ms,
            person="" if person is None else person.sign_in,
            post="" if person is None else person.post.slug,
            action=action,
            channel=channel,
            subject=subject,
            detail=dict(detail or {}),
        )
        line.line = _canonical(line, head.digest)
        line.save(force_insert=True)
        head.n, head.digest = line.n, _digest(line.line)
        head.save()
    return int(line.n)


class Checked(NamedTuple):
    """Up to which line the log was checked: its number and digest, and what was off until there."""

    n: int = 0
    digest: str = ""
    broken: tuple[Broken, ...] = ()


def check() -> tuple[Broken, ...]:
    """Every place at which the log is not as it was written; nothing for a whole one.

    Rule: HOME-15.
    """
    return check_on(Checked())[1]


def check_on(before: Checked) -> tuple[Checked, tuple[Broken, ...]]:
    """Check the lines after those that were checked before, and that none is gone at the end.

    Returns:
        How far it is checked now, and every place known at which it is not as it was written.

    Rule: HOME-15.
    """
    found = list(before.broken)
    head = AuditHead.objects.filter(pk=1).first()
    end = (0, "") if head is None else (head.n, head.digest)
    n, digest, _ = before
    met = (n, digest) == end
    for line in _all(n):
        if line.n != n + 1:
            found.append(Broken(line.n, "missing"))
        elif line.line != _canonical(line, digest):
            own = f'"before":"{digest}"' in line.line
            found.append(Broken(line.n, "changed" if own else "chain"))
        n, digest = line.n, _digest(line.line)
        met = met or (n, digest) == end  # lines after it have come while this was read
    checked = Checked(n, digest, tuple(found))
    return checked, checked.broken if met else (*checked.broken, Broken(n, "cut"))


def newest(limit: int, before: int | None = None) -> tuple[AuditLine, ...]:
    """The newest lines, newest first; with `before` those of lower numbers than that."""
    lines = AuditLine.objects.order_by("-n")
    if before is not None:
        lines = lines.filter(n__lt=before)
    return tuple(lines[:limit])


def _all(n: int) -> Iterator[AuditLine]:
    while page := tuple(AuditLine.objects.filter(n__gt=n).order_by("n")[:_PAGE]):
        yield from page
        n = page[-1].n


def _canonical(line: AuditLine, before: str) -> str:
    """The canonical JSON of a line that follows on one of that digest."""
    return encode(
        {
            "action": line.action,
            "at": line.at_ms,
            "before": before,
            "channel": line.channel,
            "detail": line.detail,
            "n": line.n,
            "person": line.person,
            "post": line.post,
            "subject": line.subject,
        }
    ).decode()


def _digest(line: str) -> str:
    return b64(hashlib.sha256(line.encode()).digest())
