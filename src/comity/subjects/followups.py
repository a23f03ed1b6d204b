# SPDX-License-Identifier: Apache-2.0
"""Follow-up items, ``follow-up/<n>``: who does what, by when. The owner's report and the
counterpart's view are both kept; that an item is closed is agreed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Literal

import msgspec

from comity.core.errors import MalformedError
from comity.core.ids import Code, Matter, matter
from comity.core.limits import PARTIES_MAX
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects.fields import (
    TEXT_CHARS_MAX,
    Words,
    check_instant,
    check_list,
    check_party,
    check_words,
    check_zone,
    malformed,
    read_struct,
)
from comity.subjects.reading import Look, Route
from comity.subjects.standing import RoomView, Said, Standing, standing_of, standings_of
from comity.subjects.statements import Statement, read_statement
from comity.subjects.terms import reply_s, terms_in_force

__all__ = [
    "ROUTES",
    "FollowUp",
    "FollowUpState",
    "FollowUpView",
    "Opinion",
    "Report",
    "check_follow_up",
    "check_opinion",
    "check_report",
    "read_follow_up",
    "read_opinion",
    "read_report",
    "view",
]


class FollowUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One follow-up item. Rules: FOLL-1 to FOLL-3.

    Args:
        title: what is to be done.
        owners: codes of the parties that do it, 1 or more.
        post: the office in charge, or None.
        due: UTC milliseconds, or None where no time is set.
        zone: IANA name of the zone in which ``due`` was meant; None exactly if there is none.
        source: the matter it comes from, or None.
        status: ``open``; closing is an offer of the same item with ``closed``.
        outcome: what came of it, many lines; None exactly while it is open.
    """

    title: Words
    owners: tuple[str, ...]
    post: Words | None
    due: int | None
    zone: str | None
    source: str | None
    status: Literal["open", "closed"]
    outcome: Words | None


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An owner's own claim of how far it is, ``follow-up/<n>/report``. Rule: FOLL-4."""

    state: Literal["not-started", "under-way", "delayed", "done", "stopped"]
    text: Words


class Opinion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The counterpart's view of it, ``follow-up/<n>/view``. Rule: FOLL-4."""

    state: Literal["concurs", "concurs-in-part", "differs"]
    text: Words | None


def check_follow_up(item: FollowUp) -> FollowUp:
    """The item, if it is whole.

    Raises:
        MalformedError: ``follow-up/due`` if time and zone don't stand together (FOLL-2),
            ``follow-up/outcome`` unless exactly a closed item says its outcome (FOLL-3),
            ``follow-up/source`` on what is no matter; or as the checks of fields.
    """
    check_words(item.title, "title")
    check_list(item.owners, "owners", 1, PARTIES_MAX)
    for code in item.owners:
        check_party(code, "owners")
    if item.post is not None:
        check_words(item.post, "post")
    if (item.due is None) != (item.zone is None):
        raise malformed("follow-up/due", "FOLL-2", "due", "a time together with its zone")
    if item.due is not None and item.zone is not None:
        check_instant(item.due, "due")
        check_zone(item.zone, "zone")
    if item.source is not None:
        try:
            matter(item.source)
        except MalformedError as error:
            raise malformed("follow-up/source", "FOLL-1", "source", error.hint) from None
    if (item.outcome is None) != (item.status == "open"):
        raise malformed("follow-up/outcome", "FOLL-3", "outcome", "said when it is closed")
    if item.outcome is not None:
        check_words(item.outcome, "outcome", TEXT_CHARS_MAX, lines=True)
    return item


def check_report(report: Report) -> Report:
    """The report, if it is whole. Raises MalformedError as the checks of fields. FOLL-4."""
    check_words(report.text, "text", TEXT_CHARS_MAX, lines=True)
    return report


def check_opinion(opinion: Opinion) -> Opinion:
    """The counterpart's view, if it is whole.

    Raises:
        MalformedError: ``follow-up/view`` if it differs, in whole or part, without a word;
            or as the checks of fields. Rule: FOLL-4.
    """
    if opinion.text is not None:
        check_words(opinion.text, "text", TEXT_CHARS_MAX, lines=True)
    elif opinion.state != "concurs":
        raise malformed("follow-up/view", "FOLL-4", "text", "in what the view differs")
    return opinion


def read_follow_up(raw: bytes) -> FollowUp:
    """The item that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_follow_up(read_struct(raw, FollowUp))


def read_report(raw: bytes) -> Report:
    """The report that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_report(read_struct(raw, Report))


def read_opinion(raw: bytes) -> Opinion:
    """The view that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_opinion(read_struct(raw, Opinion))


_ITEM: Final[Route[FollowUp, Statement]] = Route(("follow-up", "#"), read_follow_up, read_statement)
_REPORT: Final[Route[object, Report]] = Route(("follow-up", "#", "report"), None, read_report)
_VIEW: Final[Route[object, Opinion]] = Route(("follow-up", "#", "view"), None, read_opinion)
ROUTES: Final[tuple[Route[Any, Any], ...]] = (_ITEM, _REPORT, _VIEW)


class FollowUpState(StrEnum):
    """How far an item has come. Rule: FOLL-5."""

    PROPOSED = "proposed"
    """Not agreed (or agreed in a form that can't be read here)."""
    OPEN = "open"
    """Agreed, and not reported done by every owner."""
    REPORTED_DONE = "reported-done"
    """Every owner's newest report says it is done: a claim, until the closing is agreed."""
    CLOSED = "closed"
    """The closing is agreed."""


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """One item.

    `item` is the agreed value or None. `reports` and `opinions` hold all declarations, each
    party's in the order of its log. `standing.moves` is whose move it is, with the owners while
    it is open and the counterparts once it is reported done (FOLL-6).
    """

    number: int
    standing: Standing[FollowUp, Statement]
    state: FollowUpState
    item: FollowUp | None
    reports: tuple[Said[Report], ...]
    opinions: tuple[Said[Opinion], ...]


def view(sight: Sight, bodies: Bodies) -> RoomView[FollowUpView]:
    """Every follow-up item of a channel, by number. Never raises on a body. Rule: SUBJ-8."""
    look = Look(sight, bodies)
    reply = reply_s(terms_in_force(look))
    numbers = set()
    others = []
    for name in look.matters("follow-up"):
        if any(route.covers(name) for route in ROUTES):
            numbers.add(int(name.split("/")[1]))
        else:
            others.append(name)
    details = tuple(_follow_up(look, number, reply) for number in sorted(numbers))
    declared = [
        name for name in look.matters("follow-up") if _REPORT.covers(name) or _VIEW.covers(name)
    ]
    rest = standings_of(look, [*declared, *others], ROUTES)
    return RoomView("followups", (*(one.standing for one in details), *rest), details)


def _follow_up(look: Look, number: int, reply: int | None) -> FollowUpView:
    """One item."""
    name = f"follow-up/{number}"
    standing = standing_of(look, Matter(name), _ITEM, reply)
    reports = standing_of(look, Matter(f"{name}/report"), _REPORT).said
    opinions = standing_of(look, Matter(f"{name}/view"), _VIEW).said
    item = standing.value
    state = _state(item, reports)
    if not standing.moves and item is not None and state is not FollowUpState.CLOSED:
        moves = _moves(look.parties, item, state, opinions)
        standing = replace(standing, moves=moves, by=item.due)
    return FollowUpView(number, standing, state, item, reports, opinions)


def _newest(reports: tuple[Said[Report], ...]) -> dict[Code, str]:
    """What each party's newest readable report says."""
    return {said.party: said.body.value.state for said in reports if said.body.value is not None}


def _state(item: FollowUp | None, reports: tuple[Said[Report], ...]) -> FollowUpState:
    """How far the item has come. Rule: FOLL-5."""
    if item is None:
        return FollowUpState.PROPOSED
    if item.status == "closed":
        return FollowUpState.CLOSED
    newest = _newest(reports)
    if all(newest.get(Code(owner)) == "done" for owner in item.owners):
        return FollowUpState.REPORTED_DONE
    return FollowUpState.OPEN


def _moves(
    parties: tuple[Code, ...],
    item: FollowUp,
    state: FollowUpState,
    opinions: tuple[Said[Opinion], ...],
) -> tuple[Code, ...]:
    """Whose move it is where no proposal is open. Rule: FOLL-6."""
    owners = tuple(party for party in parties if party in item.owners)
    if state is FollowUpState.REPORTED_DONE:
        heard = {said.party for said in opinions if said.body.value is not None}
        silent = tuple(party for party in parties if party not in {*owners, *heard})
        return silent or owners
    return owners
