# SPDX-License-Identifier: Apache-2.0
"""The audit log: who did what and when, by posts and codes, never by content (HOME-4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from comity.desk.house import House
from comity.desk.pages import page
from comity.desk.people.actions import ACTIONS
from comity.desk.people.roles import ROLES
from comity.desk.people.subjects import subjects_of
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home import audit
from comity.home.models import AuditLine, Post
from comity.home.roles import Power
from comity.locale import Catalogue
from comity.telling.voice import Voice

__all__ = ["audit_log"]

LINES_SHOWN: Final = 100
_AT_THE_DOOR: Final = ("password-wrong", "locked-out")


class ShownLine(NamedTuple):
    """One line."""

    n: int
    time: str
    person: str
    post: str
    action: str
    subject: str
    channel: str
    detail: str


class _Whole(NamedTuple):
    """A check of the whole log: at whose desk, when, and how far; it goes on from there."""

    house: House
    at_ms: int
    checked: audit.Checked


_LAST: Final[list[_Whole]] = []
"""The last one in this process."""


@require_GET
@page(Power.ADMINISTER)
def audit_log(request: DeskRequest) -> HttpResponse:
    """The newest lines, and whether the log is whole. Rule: HOME-15.

    All of it is checked once in a process and when asked for; else what has come since.
    """
    checked_ms, broken = _checked(request, anew="check" in request.GET)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None  # noqa: PLR2004
    found = audit.newest(LINES_SHOWN, before)
    words = request.voice.words
    about = subjects_of(request.voice, request.house.config.zone, found)
    posts = {one.slug: request.voice.pick(one.names) for one in Post.objects.all()}
    values = {
        "lines": tuple(
            ShownLine(
                one.n,
                request.voice.instant(one.at_ms),
                one.person or _nobody(words, one.action),
                one.post,
                words.gettext(ACTIONS[one.action]) if one.action in ACTIONS else one.action,
                about[one.n],
                one.channel[:8],
                _detail(request.voice, one, posts),
            )
            for one in found
        ),
        "older": found[-1].n if len(found) == LINES_SHOWN and found[-1].n > 1 else None,
        "broken": broken[:20],
        "checked": request.voice.instant(checked_ms),
    }
    return show(request, "people/audit.html", values)


def _checked(request: DeskRequest, *, anew: bool) -> tuple[int, tuple[audit.Broken, ...]]:
    """When all of the log was checked last, and where it is off."""
    last = next((one for one in _LAST if one.house is request.house and not anew), None)
    if last is None:
        last = _Whole(request.house, request.house.node.clock.now_ms(), audit.Checked())
    checked, broken = audit.check_on(last.checked)
    _LAST[:] = [last._replace(checked=checked)]
    return last.at_ms, broken


def _detail(voice: Voice, line: AuditLine, posts: Mapping[str, str]) -> str:
    """What else a line on a person says: as what somebody was added, or which roles changed."""
    words, detail = voice.words, line.detail
    after = _roles(voice, detail.get("roles", ""))
    if line.action == "person-added":
        slug = detail.get("post", "")
        return words.gettext("{roles}, as {post}", roles=after, post=posts.get(slug, slug))
    if line.action == "roles-set" and "before" in detail:
        before = _roles(voice, detail["before"])
        return words.gettext("from {before} to {after}", before=before, after=after)
    if line.action == "approved" and "number" in detail:
        number = detail["number"]
        day = voice.day(detail["day"]) if "day" in detail else ""
        under = words.gettext("under No. {number}", number=number)
        return f"{under}, {day}" if day else under
    if line.action == "consulted":
        return str(detail.get("offices", ""))
    return after if line.action == "roles-set" else ""


def _roles(voice: Voice, codes: str) -> str:
    """Roles by their codes in a row, as they are called; one that is not known as it is."""
    known = {role.value: voice.words.gettext(told) for role, told in ROLES.items()}
    return voice.list(known.get(one, one) for one in codes.split())


def _nobody(words: Catalogue, action: str) -> str:
    """Who it was where nobody was signed in: at the door, or at the machine itself."""
    return words.gettext("at the door") if action in _AT_THE_DOOR else words.gettext("operator")
