# SPDX-License-Identifier: Apache-2.0
"""Organs of this party, and to which of them each post belongs. Rule: HOME-17."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from comity.core.errors import RuleError
from comity.home import audit
from comity.home.keepers import check_keeper
from comity.home.models import Person, Post
from comity.home.models_organs import Organ
from comity.home.naming import check_names, check_slug

__all__ = ["add_organ", "find_organ", "set_organ"]


def add_organ(
    slug: str, names: Mapping[str, str], now_ms: int, *, by: Person | None = None
) -> Organ:
    """A new organ.

    Args:
        slug: its short name here, ``[a-z0-9-]``, 1 to 40 characters.
        names: by language; at least one of en, ko and ja, each of 1 to 200 code points.
        now_ms: the time, for the audit log.
        by: who does it; None is the operator of this machine.

    Raises:
        MalformedError: ``slug``, ``organ-name``.
        RuleError: ``organ-exists``; ``not-allowed`` unless `by` keeps people.

    Rule: HOME-17.
    """
    check_keeper(by)
    check_slug(slug)
    check_names("organ-name", "HOME-17", names)
    try:
        with transaction.atomic():
            made = Organ.objects.create(slug=slug, names=dict(names))
            audit.note(now_ms, "organ-added", by, subject=slug)
    except IntegrityError:
        raise RuleError("organ-exists", "HOME-17", f"there is an organ {slug} already") from None
    return made


def find_organ(slug: str) -> Organ:
    """The organ of that short name. Raises RuleError ``organ-unknown``. Rule: HOME-17."""
    found = Organ.objects.filter(slug=slug).first()
    if found is None:
        raise RuleError("organ-unknown", "HOME-17", f"no organ {slug!r} here")
    return found


def set_organ(post: Post, organ: Organ | None, now_ms: int, *, by: Person | None = None) -> None:
    """Let a post belong to another organ, or to none; nothing happens where it does already.

    What it knew of through the organ of before it knows of no longer; its own admissions stay.

    Raises:
        RuleError: ``not-allowed``. Rules: HOME-11, HOME-17.
    """
    check_keeper(by)
    before = post.organ
    if before == organ:
        return
    post.organ = organ
    detail = {
        "before": "" if before is None else str(before.slug),
        "organ": "" if organ is None else str(organ.slug),
    }
    with transaction.atomic():
        post.save(update_fields=["organ"])
        audit.note(now_ms, "organ-set", by, subject=post.slug, detail=detail)
