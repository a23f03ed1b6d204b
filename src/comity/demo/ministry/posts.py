# SPDX-License-Identifier: Apache-2.0
"""The ministry's posts and people as data: who leads which subject, who may know of which."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

import msgspec

from comity.demo.ministry.plan import load
from comity.subjects.fields import Words

__all__ = ["PASSWORD", "Officer", "Post", "all_posts", "post_of"]

PASSWORD: Final = "demo-only-officer-2023"  # noqa: S105 - printed for everybody to read
"""Everybody's password: a demonstration's, no secret."""

Role = Literal["observer", "drafter", "approver", "signer", "duty-officer", "administrator"]


class Officer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody at a post, by sign-in name and never by a person's name."""

    sign_in: str
    roles: tuple[Role, ...]
    language: Literal["en", "ko", "ja"]


class Post(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One post.

    Args:
        names: what it is called.
        organ: the unit it is of.
        leads: subjects in which it signs for the party.
        topics: subjects whose dialogues it may know of.
        people: who holds it or works for it.
    """

    names: Words
    organ: str
    leads: tuple[str, ...]
    topics: tuple[str, ...]
    people: tuple[Officer, ...]


@cache
def all_posts() -> dict[str, Post]:
    """Every post by slug."""
    return load("posts", dict[str, Post])


def post_of(topic: str) -> str:
    """The slug of the post that leads a subject."""
    return next(slug for slug, post in all_posts().items() if topic in post.leads)
