# SPDX-License-Identifier: Apache-2.0
"""Authority of posts, declared ``authority/<post>``: which office may do what for its side, from
when to when. It is each side's own word; a later one takes its place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import msgspec

from comity.core.ids import Code
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects.fields import (
    LINE_CHARS_MAX,
    Words,
    check_instant,
    check_list,
    check_words,
    check_zone,
    malformed,
    read_struct,
)
from comity.subjects.reading import Look, Route
from comity.subjects.standing import RoomView, Said, standings_of

__all__ = [
    "ROUTES",
    "Authority",
    "AuthorityView",
    "Capacity",
    "check_authority",
    "covering",
    "needed_for",
    "notified",
    "read_authority",
    "view",
    "who_may",
]

Capacity: TypeAlias = Literal[
    "negotiate", "initial", "sign-adoption", "sign-terms", "speak-on-incidents"
]
"""What a post may do for its side."""
_POWERS_MAX: Final = 5
_NEGOTIATE: Final[frozenset[str]] = frozenset({"negotiate"})


class Authority(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one post may do for its side. Rules: AUTH-1 to AUTH-4.

    Args:
        post: the office, as the entries that it signs name it, in one language at least.
        may: what it may do; empty withdraws what was notified of it before.
        since: UTC milliseconds from which it may.
        until: UTC milliseconds before which it may, or None where no end is set.
        zone: IANA name of the zone in which the times were meant.
        full_powers: for which treaty full powers were issued, or None: no other text needs them.
    """

    post: Words
    may: tuple[Capacity, ...]
    since: int
    until: int | None
    zone: str
    full_powers: Words | None


def check_authority(authority: Authority) -> Authority:
    """The authority, if it is whole.

    Raises:
        MalformedError: ``authority/time`` if it ends before it begins (AUTH-3),
            ``authority/full-powers`` with full powers for a post that signs no adoption (AUTH-4);
            or as the checks of fields.
    """
    check_words(authority.post, "post")
    check_list(authority.may, "may", 0, _POWERS_MAX)
    check_instant(authority.since, "since")
    check_zone(authority.zone, "zone")
    if authority.until is not None:
        check_instant(authority.until, "until")
        if authority.until <= authority.since:
            raise malformed("authority/time", "AUTH-3", "until", "later than since")
    if authority.full_powers is not None:
        check_words(authority.full_powers, "full_powers", LINE_CHARS_MAX)
        if "sign-adoption" not in authority.may:
            raise malformed(
                "authority/full-powers", "AUTH-4", "full_powers", "only to sign an adoption"
            )
    return authority


def read_authority(raw: bytes) -> Authority:
    """The authority that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_authority(read_struct(raw, Authority))


_AUTHORITY: Final[Route[object, Authority]] = Route(("authority", "*"), None, read_authority)
ROUTES: Final[tuple[Route[Any, Any], ...]] = (_AUTHORITY,)


@dataclass(frozen=True, slots=True)
class AuthorityView:
    """What one side has notified of one post.

    `id` is the last segment of the matter; `said` are all its words on it in the order of its log.
    """

    party: Code
    id: str
    said: tuple[Said[Authority], ...]

    def newest(self, before: int | None = None) -> Said[Authority] | None:
        """The word that counts: the newest that can be read; or that of the entries of the side's
        log before that number. Rule: AUTH-5.
        """
        for one in reversed(self.said):
            earlier = before is None or one.declaration.ref.number < before
            if one.body.value is not None and earlier:
                return one
        return None

    def held_at(self, at_ms: int, before: int | None = None) -> Said[Authority] | None:
        """As `newest`, if by it the post may do anything at that time. Rule: AUTH-5."""
        found = self.newest(before)
        if found is None or found.body.value is None:
            return None
        value = found.body.value
        begun = value.since <= at_ms and bool(value.may)
        return found if begun and (value.until is None or at_ms < value.until) else None


def view(sight: Sight, bodies: Bodies) -> RoomView[AuthorityView]:
    """Every authority of a channel, by post, then by side. Never raises on a body. SUBJ-8."""
    look = Look(sight, bodies)
    matters = look.matters("authority")
    standings = standings_of(look, matters, ROUTES)
    details = tuple(
        AuthorityView(
            party,
            standing.matter.split("/")[1],
            tuple(one for one in standing.said if one.party == party),
        )
        for standing in standings
        if _AUTHORITY.covers(standing.matter)
        for party in look.parties
        if any(one.party == party for one in standing.said)
    )
    return RoomView("authorities", standings, details)


def needed_for(matters: Iterable[str]) -> tuple[frozenset[str], ...]:
    """What whoever signs on these items must be able to do: of each set one. Rule: AUTH-6.

    Returns:
        Different sets, in the order of the items; nothing for an authority itself.
    """
    found = (_needed(matter.split("/")) for matter in matters)
    return tuple(dict.fromkeys(one for one in found if one))


def _needed(segments: list[str]) -> frozenset[str]:
    match segments:
        case ["authority", *_]:
            return frozenset()
        case ["terms"]:
            return frozenset({"sign-terms"})
        case ["text", _, "adoption"]:
            return frozenset({"sign-adoption"})
        case ["text", _, "p", _]:
            return frozenset({"negotiate", "initial"})
        case ["incident", *_]:
            return frozenset({"speak-on-incidents"})
    return _NEGOTIATE


def notified(details: Iterable[AuthorityView], party: str) -> bool:
    """Whether a side has notified anything that can be read: else nothing is asked of its posts."""
    return any(one.party == party and one.newest() is not None for one in details)


def who_may(
    details: Iterable[AuthorityView], party: str, powers: Collection[str], at_ms: int
) -> tuple[AuthorityView, ...]:
    """The posts of a side that may do one of these at that time. Rule: AUTH-5."""
    found = []
    for one in details:
        held = one.held_at(at_ms) if one.party == party else None
        if held is not None and _may(held, powers):
            found.append(one)
    return tuple(found)


def covering(
    details: Iterable[AuthorityView],
    party: str,
    post: str,
    powers: Collection[str],
    at_ms: int,
    before: int | None = None,
) -> tuple[str, Said[Authority]] | None:
    """Under which authority a post may do one of these: its matter, and the word; None for none.

    Args:
        details: of the view.
        party: whose post it is.
        post: what an entry calls it.
        powers: one of them is enough.
        at_ms: UTC milliseconds.
        before: number of the side's entry that it is asked of: only what was notified in entries
            before it counts. None: all there is.

    Rule: AUTH-7.
    """
    for one in details:
        held = one.held_at(at_ms, before) if one.party == party else None
        if held is None or held.body.value is None or post not in held.body.value.post.values():
            continue
        if _may(held, powers):
            return f"authority/{one.id}", held
    return None


def _may(held: Said[Authority], powers: Collection[str]) -> bool:
    return held.body.value is not None and not set(powers).isdisjoint(held.body.value.may)
