# SPDX-License-Identifier: Apache-2.0
"""Need to know: which posts and whole organs may know of which channel. Rules: HOME-11, HOME-17."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from comity.core.ids import ChannelId, channel_id
from comity.home import audit
from comity.home.keepers import check_keeper
from comity.home.models import Admission, Person, Post
from comity.home.models_organs import Organ, OrganAdmission

__all__ = ["admit", "admit_own", "channels_of", "posts_in", "withdraw_admission"]


def channels_of(post_id: int) -> frozenset[str]:
    """Ids of the channels of which a post may know: by itself, or as one of its organ.

    One query, since it stands before every page.
    """
    own = Admission.objects.filter(post_id=post_id).values_list("channel", flat=True)
    whole = OrganAdmission.objects.filter(organ__posts=post_id).values_list("channel", flat=True)
    return frozenset(own.union(whole))


def posts_in(channels: Iterable[str]) -> QuerySet[Post]:
    """The posts that may know of any of these channels, by themselves or as one of an organ."""
    found = tuple(channels)
    own = Q(admissions__channel__in=found) | Q(organ__admissions__channel__in=found)
    return Post.objects.filter(own).distinct()


def admit(whom: Post | Organ, channel: str, now_ms: int, *, by: Person | None = None) -> None:
    """Let a post, or every post of an organ, know of a channel; nothing happens where it does.

    Raises:
        MalformedError: ``grammar`` if that is no channel's id.
        RuleError: ``not-allowed``.

    Rules: HOME-11, HOME-17.
    """
    check_keeper(by)
    admit_own(whom, channel_id(channel), now_ms, by)


def admit_own(whom: Post | Organ, channel: ChannelId, now_ms: int, by: Person | None) -> None:
    """As `admit`, for a post that has founded the channel itself."""
    with transaction.atomic():
        if isinstance(whom, Organ):
            _, made = OrganAdmission.objects.get_or_create(organ=whom, channel=channel)
        else:
            _, made = Admission.objects.get_or_create(post=whom, channel=channel)
        if made:
            action = "organ-admitted" if isinstance(whom, Organ) else "admitted"
            audit.note(now_ms, action, by, channel=channel, subject=whom.slug)


def withdraw_admission(
    whom: Post | Organ, channel: str, now_ms: int, *, by: Person | None = None
) -> None:
    """Take back what `admit` gave; nothing happens where it was not given.

    A post of an organ that is admitted still knows of the channel, and so does a post with an
    admission of its own when that of its organ is withdrawn.

    Raises: as `admit`. Rules: HOME-11, HOME-17.
    """
    check_keeper(by)
    where = channel_id(channel)
    with transaction.atomic():
        if isinstance(whom, Organ):
            gone, _ = OrganAdmission.objects.filter(organ=whom, channel=where).delete()
        else:
            gone, _ = Admission.objects.filter(post=whom, channel=where).delete()
        if gone:
            organ = isinstance(whom, Organ)
            action = "organ-admission-withdrawn" if organ else "admission-withdrawn"
            audit.note(now_ms, action, by, channel=where, subject=whom.slug)
