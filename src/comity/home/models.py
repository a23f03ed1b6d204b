# SPDX-License-Identifier: Apache-2.0
"""The tables of the dossier. What may be done with them stands in the use cases beside this file:
nothing else writes them.
"""

from __future__ import annotations

import unicodedata
import uuid
from typing import Any, ClassVar, Final

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from comity.home.roles import Power, powers_of
from comity.home.turns import in_turn

__all__ = [
    "Admission",
    "Approval",
    "AuditHead",
    "AuditLine",
    "Draft",
    "DraftState",
    "People",
    "Person",
    "Post",
    "Visit",
]

SLUG_CHARS_MAX: Final = 40
DIGEST_CHARS: Final = 43
NOTE_CHARS_MAX: Final = 2_000
NUMBER_CHARS_MAX: Final = 100


class Post(models.Model):
    """An office of this party: what others see instead of a person's name.

    `names` maps en, ko and ja to the office's name, one at least; `organ` is the body that it is
    of, None where none was named (HOME-17).
    """

    slug = models.CharField(max_length=SLUG_CHARS_MAX, unique=True)
    names = models.JSONField(default=dict)
    organ = models.ForeignKey(
        "Organ", on_delete=models.PROTECT, related_name="posts", null=True, default=None
    )

    def __str__(self) -> str:
        return str(self.slug)


class People(BaseUserManager["Person"]):
    """Finds people by their sign-in name. They are made by `comity.home.people`."""


class Person(AbstractBaseUser):
    """Who signs in. `roles` lists `Role` values; `language` is en, ko, ja, or empty (not chosen).

    Who `must_change` a password that another has set may do nothing before. `reset_ms` is when
    another did so last, until the person has been told; else None.

    Someone who is not `active` can't sign in; nobody is ever deleted, since the audit log and
    drafts name them.
    """

    sign_in = models.CharField(max_length=SLUG_CHARS_MAX, unique=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="people")
    roles = models.JSONField(default=list)
    language = models.CharField(max_length=2, blank=True, default="")
    active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=False)
    reset_ms = models.BigIntegerField(null=True, default=None)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "sign_in"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return str(self.sign_in)

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django declares a plain attribute
        """What Django asks before it lets anybody in."""
        return bool(self.active)

    @property
    def powers(self) -> frozenset[Power]:
        """All that the roles allow; nothing while another knows the password. Rule: HOME-10."""
        return frozenset() if self.must_change else powers_of(self.roles)

    def set_password(self, raw_password: str | None) -> None:
        """Keep the hash of a password, which was checked before. Rule: HOME-12."""
        with in_turn():
            super().set_password(None if raw_password is None else _as_typed_anywhere(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password, by whatever keyboard it was typed. Rule: HOME-12."""
        typed = "" if raw_password is None else _as_typed_anywhere(raw_password)
        with in_turn():
            return super().check_password(typed)


def _as_typed_anywhere(password: str) -> str:
    """One form for what input methods write in several: full width, composed or not."""
    return unicodedata.normalize("NFKC", password)


class Admission(models.Model):
    """A post may know of a channel, and so may whoever holds it. Rule: HOME-11."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="admissions")
    channel = models.CharField(max_length=DIGEST_CHARS)

    class Meta:
        """A post is admitted once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["post", "channel"], name="home_one_admission")
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.channel}"


class DraftState(models.TextChoices):
    """How far a draft has come."""

    OPEN = "open", "open"
    APPROVED = "approved", "approved"
    RETURNED = "returned", "returned"
    SIGNING = "signing", "signing"
    """A signature was begun: look in our log before anything else is done with it."""
    SIGNED = "signed", "signed"
    DISCARDED = "discarded", "discarded"


class Draft(models.Model):
    """What is to be signed, as long as nobody outside knows of it.

    Attributes:
        move: a `comity.node.moves.Move` as `drafts.pack` writes it.
        matters: the items that it is about, sorted.
        basis: what the record said of them when it was written (`door.basis_of`).
        author: who wrote what stands here now.
        post: in whose name it is to be signed.
        revision: 1 and up; another one with each change of content.
        consulted: offices that were consulted on it, as somebody noted them (HOME-18).
        salt, commitment: the salted digest over channel, party, post and move (HOME-4).
        signer: who has begun to sign it, or has signed it.
        floor: the number of our log's newest entry when the commitment was made: it can only
            stand in a later one.
        entry_number, entry_hash: the entry that holds it, once signed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=DIGEST_CHARS, db_index=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drafts")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="drafts")
    move = models.TextField()
    matters = models.JSONField(default=list)
    basis = models.CharField(max_length=DIGEST_CHARS)
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=10, choices=DraftState.choices, default=DraftState.OPEN, db_index=True
    )
    note = models.TextField(blank=True, default="")
    consulted = models.JSONField(default=list)
    created_ms = models.BigIntegerField()
    changed_ms = models.BigIntegerField()
    salt = models.CharField(max_length=DIGEST_CHARS)
    commitment = models.CharField(max_length=DIGEST_CHARS, db_index=True)
    floor = models.BigIntegerField(default=0)
    signer = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="signed", null=True, default=None
    )
    entry_number = models.BigIntegerField(null=True, default=None)
    entry_hash = models.CharField(max_length=DIGEST_CHARS, blank=True, default="")

    def __str__(self) -> str:
        return str(self.id)


class Approval(models.Model):
    """That somebody has approved exactly what a draft said then. Rule: HOME-2.

    `covers` is the draft's commitment, `basis` what the record said at that moment; `number` is
    that of the ministry's own approval system, or empty, and `day` the day of that approval as
    ``2023-04-26``, or empty.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="approvals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="approvals")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="approvals")
    at_ms = models.BigIntegerField()
    number = models.CharField(max_length=NUMBER_CHARS_MAX, blank=True, default="")
    day = models.CharField(max_length=10, blank=True, default="")
    covers = models.CharField(max_length=DIGEST_CHARS)
    basis = models.CharField(max_length=DIGEST_CHARS)

    def __str__(self) -> str:
        return f"{self.draft_id} {self.person_id}"


class AuditLine(models.Model):
    """One line of the audit log; the database refuses to change or delete it. Rule: HOME-15.

    `line` is the canonical JSON of all of it, the SHA-256 of the line before included; the other
    columns repeat it for searching.
    """

    n = models.BigIntegerField(primary_key=True)
    at_ms = models.BigIntegerField()
    person = models.CharField(max_length=SLUG_CHARS_MAX, blank=True)
    post = models.CharField(max_length=SLUG_CHARS_MAX, blank=True)
    action = models.CharField(max_length=SLUG_CHARS_MAX)
    channel = models.CharField(max_length=DIGEST_CHARS, blank=True, db_index=True)
    subject = models.CharField(max_length=SLUG_CHARS_MAX, blank=True, db_index=True)
    detail = models.JSONField(default=dict)
    line = models.TextField()

    def __str__(self) -> str:
        return str(self.line)


class AuditHead(models.Model):
    """The newest line's number and digest: one row, by which a log cut short is seen."""

    n = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=DIGEST_CHARS, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.n} {self.digest}"


class Visit(models.Model):
    """Up to which place of a channel's record a person has seen it, and when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="visits")
    channel = models.CharField(max_length=DIGEST_CHARS)
    place = models.BigIntegerField()
    at_ms = models.BigIntegerField()

    class Meta:
        """The newest visit counts."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["person", "channel"], name="home_one_visit")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.channel} {self.place}"


# Tables of rooms that are too long for this file; Django finds them here.
from comity.home.models_approval import ApprovalAsked  # noqa: E402, F401
from comity.home.models_calendars import Calendar, Feed, Required  # noqa: E402, F401
from comity.home.models_incidents import PrivateFact  # noqa: E402, F401
from comity.home.models_notes import Note, NoteVersion  # noqa: E402, F401
from comity.home.models_organs import Organ, OrganAdmission  # noqa: E402, F401
from comity.home.models_press import Release  # noqa: E402, F401
