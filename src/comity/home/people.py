# SPDX-License-Identifier: Apache-2.0
"""Posts and people: who there is, what they may do, where they are admitted (HOME-10 to HOME-12).

Whoever changes any of it keeps people (`Power.ADMINISTER`), or is the operator of this machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import IntegrityError, transaction

from comity.core.errors import MalformedError, RuleError
from comity.home import attempts, audit
from comity.home.admissions import admit, withdraw_admission
from comity.home.keepers import check_keeper
from comity.home.models import Person, Post
from comity.home.models_organs import Organ
from comity.home.naming import LANGUAGES, PLAIN, check_names, check_slug, is_slug
from comity.home.passwords import PASSWORD_CHARS_MAX, check_new
from comity.home.roles import checked_roles

__all__ = [
    "LANGUAGES",
    "activate",
    "add_person",
    "add_post",
    "admit",
    "any_people",
    "check_password",
    "deactivate",
    "find_person",
    "find_post",
    "is_known",
    "post_name",
    "reset_password",
    "set_password",
    "set_roles",
    "told_of_reset",
    "withdraw_admission",
]

_OWN_LANGUAGE: Final = {"kr": "ko", "jp": "ja"}
"""In which language a party writes, by the first part of its code; English for all others."""


# --- posts ---


def add_post(
    slug: str,
    names: Mapping[str, str],
    organ: Organ | None,
    now_ms: int,
    *,
    by: Person | None = None,
) -> Post:
    """A new post.

    Args:
        slug: its short name here, ``[a-z0-9-]``, 1 to 40 characters.
        names: by language; at least one of en, ko and ja, each of 1 to 200 code points.
        organ: the body that it is of, if any (HOME-17).
        now_ms: the time, for the audit log.
        by: who does it; None is the operator of this machine.

    Raises:
        MalformedError: ``slug``, ``post-name``.
        RuleError: ``post-exists``; ``not-allowed`` unless `by` keeps people.

    Rule: HOME-12.
    """
    check_keeper(by)
    check_slug(slug)
    check_names("post-name", "HOME-12", names)
    try:
        with transaction.atomic():
            post = Post.objects.create(slug=slug, names=dict(names), organ=organ)
            audit.note(now_ms, "post-added", by, subject=slug)
    except IntegrityError:
        raise RuleError("post-exists", "HOME-12", f"there is a post {slug} already") from None
    return post


def find_post(slug: str) -> Post:
    """The post of that short name. Raises RuleError ``post-unknown``."""
    found = Post.objects.filter(slug=slug).first()
    if found is None:
        raise RuleError("post-unknown", "HOME-12", f"no post {slug!r} here")
    return found


def post_name(post: Post, party: str) -> str:
    """How others read the post: its name in the party's own language, or the next best."""
    own = _OWN_LANGUAGE.get(party.partition("-")[0], "en")
    names: dict[str, str] = post.names
    return next(names[one] for one in (own, *LANGUAGES) if one in names)


# --- people ---


def any_people() -> bool:
    """Whether anybody was ever added: from then on nothing is signed without a person."""
    return Person.objects.exists()


def is_known(sign_in: str) -> bool:
    """Whether somebody has that sign-in name, let in or not."""
    return Person.objects.filter(sign_in=sign_in).exists()


def find_person(sign_in: str) -> Person:
    """The person of that sign-in name. Raises RuleError ``person-unknown``."""
    found = Person.objects.select_related("post").filter(sign_in=sign_in).first()
    if found is None:
        raise RuleError("person-unknown", "HOME-12", f"nobody here signs in as {sign_in!r}")
    return found


def add_person(  # noqa: PLR0913 - one for each thing that a person is
    sign_in: str,
    post: Post,
    roles: Iterable[str],
    password: str,
    now_ms: int,
    *,
    language: str = "",
    by: Person | None = None,
    must_change: bool | None = None,
) -> Person:
    """A new person, who can sign in.

    Args:
        sign_in: ``[a-z0-9-]``, 1 to 40 characters.
        post: the office held.
        roles: values of `Role`.
        password: 12 to 1,024 characters.
        now_ms: the time, for the audit log.
        language: en, ko, ja, or empty where the person is to choose.
        by: who does it; None is the operator of this machine.
        must_change: whether the person chooses a password of their own before anything else;
            None: where another person has set this one, and not where the operator has.

    Raises:
        MalformedError: ``sign-in-name``, ``language-unknown``.
        RuleError: ``person-exists``, ``role-unknown``, ``roles-combined``, ``password/…`` as
            `check_new`, ``not-allowed``.

    Rule: HOME-10, HOME-12.
    """
    check_keeper(by)
    if not is_slug(sign_in):
        raise MalformedError("sign-in-name", "HOME-12", f"a sign-in name {PLAIN}")
    if language not in ("", *LANGUAGES):
        raise MalformedError("language-unknown", "HOME-12", "a language is en, ko or ja")
    person = Person(
        sign_in=sign_in,
        post=post,
        roles=[str(role) for role in checked_roles(roles)],
        language=language,
        must_change=by is not None if must_change is None else must_change,
    )
    check_new(password, sign_in)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            detail = {"post": post.slug, "roles": " ".join(person.roles)}
            audit.note(now_ms, "person-added", by, subject=sign_in, detail=detail)
    except IntegrityError:
        raise RuleError("person-exists", "HOME-12", f"somebody signs in as {sign_in}") from None
    return person


def set_roles(
    person: Person, roles: Iterable[str], now_ms: int, *, by: Person | None = None
) -> None:
    """Give a person these roles instead of those before.

    Raises:
        RuleError: ``role-unknown``, ``roles-combined``, ``not-allowed``; ``own-account`` where
            somebody would change his own.

    Rule: HOME-10.
    """
    check_keeper(by, person)
    before, person.roles = person.roles, [str(role) for role in checked_roles(roles)]
    with transaction.atomic():
        person.save(update_fields=["roles"])
        detail = {"before": " ".join(before), "roles": " ".join(person.roles)}
        audit.note(now_ms, "roles-set", by, subject=person.sign_in, detail=detail)


def deactivate(person: Person, now_ms: int, *, by: Person | None = None) -> None:
    """Let a person sign in no longer, from the next request on. Raises as `set_roles`."""
    _set_active(person, now_ms, by, active=False)


def activate(person: Person, now_ms: int, *, by: Person | None = None) -> None:
    """Let a person sign in again. Raises as `set_roles`."""
    _set_active(person, now_ms, by, active=True)


def _set_active(person: Person, now_ms: int, by: Person | None, *, active: bool) -> None:
    check_keeper(by, person)
    person.active = active
    with transaction.atomic():
        person.save(update_fields=["active"])
        action = "person-activated" if active else "person-deactivated"
        audit.note(now_ms, action, by, subject=person.sign_in)
        if active:
            attempts.forget(person.sign_in)


# --- passwords ---


def set_password(person: Person, password: str, now_ms: int) -> None:
    """Give oneself a new password; the caller has seen the present one.

    Raises:
        RuleError: ``password/…`` as `check_new`. Rule: HOME-12.
    """
    person.must_change, person.reset_ms = False, None
    _put_password(person, password, now_ms, person)


def reset_password(
    person: Person,
    password: str,
    now_ms: int,
    *,
    by: Person | None = None,
    must_change: bool | None = None,
) -> None:
    """Give another person a new password; the name is locked no longer, and the person is told.

    Args: as `add_person`. Raises: as `set_password`; ``not-allowed``.
    """
    check_keeper(by)
    person.must_change = by is not None if must_change is None else must_change
    person.reset_ms = now_ms
    _put_password(person, password, now_ms, by)


def told_of_reset(person: Person) -> None:
    """The person has seen when another has set the password."""
    person.reset_ms = None
    person.save(update_fields=["reset_ms"])


def _put_password(person: Person, password: str, now_ms: int, by: Person | None) -> None:
    check_new(password, person.sign_in)
    person.set_password(password)
    detail = {"must-change": "yes"} if person.must_change else {}
    with transaction.atomic():
        person.save(update_fields=["password", "must_change", "reset_ms"])
        audit.note(now_ms, "password-set", by, subject=person.sign_in, detail=detail)
        attempts.forget(person.sign_in)


def check_password(sign_in: str, password: str) -> Person | None:
    """The active person whose name and password these are, or None: one can't tell which is off.

    Counting failures and locking out are the caller's.

    Raises:
        RuleError: ``password-not-own`` where it fits, but another has set it: the person chooses
            one at the desk first.
        UnavailableError: ``hashing-busy``.
    """
    if len(password) > PASSWORD_CHARS_MAX:
        return None
    person = Person.objects.select_related("post").filter(sign_in=sign_in).first()
    if person is None:
        Person().set_password(password)  # takes as long as where somebody has the name
        return None
    if not person.check_password(password) or not person.active:
        return None
    if person.must_change:
        raise RuleError("password-not-own", "HOME-12", "the password was set by somebody else")
    return person
