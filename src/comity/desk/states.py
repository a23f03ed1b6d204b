# SPDX-License-Identifier: Apache-2.0
"""How an item or a proposal stands: the one table from states to the tags and sentences of pages.

A state is always a word, a sign and a colour; the kind of a tag names the last two
(``parts/tag.html``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final, NamedTuple

from comity.core.views import OfferState, OfferView
from comity.locale import mark
from comity.subjects.followups import FollowUpState, FollowUpView
from comity.subjects.standing import Proposal, ProposalState, Standing
from comity.subjects.statements import ad_referendum
from comity.telling.bodies import gist
from comity.telling.voice import Voice, moment_of, sentence
from comity.workbench.drafting import shape_of

__all__ = [
    "PARAGRAPH",
    "SOON_MS",
    "Due",
    "Stand",
    "Tag",
    "awaits",
    "due_of",
    "iso_of",
    "offer_tag",
    "proposal_tag",
    "sentences",
    "stands",
    "tag",
    "tags",
    "timeless",
]

SOON_MS: Final = 3 * 86_400_000
"""What is due within this time is told apart: in bold, after its words."""
PARAGRAPH: Final = "text/*/p/*"
"""The shape of a paragraph of a text: what is accepted of it is agreed provisionally."""


class Tag(NamedTuple):
    """A state as a page shows it: the kind of its tag, and its word in the reader's language."""

    kind: str
    text: str


class Stand(StrEnum):
    """How an item or proposal may stand."""

    OURS = "ours"
    THEIRS = "theirs"
    AGREED = "agreed"
    AGREED_THEN = "agreed-then"
    """Agreed at that moment; it has been confirmed since."""
    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    ADOPTED = "adopted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    UNCHOSEN = "unchosen"
    OVERTAKEN = "overtaken"
    EXCHANGED = "exchanged"
    NO_EFFECT = "no-effect"
    HALTED = "halted"


_TABLE: Final[dict[Stand, tuple[str, str]]] = {
    Stand.OURS: ("ours", mark("for our action")),
    Stand.THEIRS: ("theirs", mark("awaiting {sides}")),
    Stand.AGREED: ("agreed", mark("agreed, confirmation pending")),
    Stand.AGREED_THEN: ("agreed", mark("agreed")),
    Stand.CONFIRMED: ("confirmed", mark("confirmed")),
    Stand.PROVISIONAL: ("agreed", mark("provisionally agreed")),
    Stand.ADOPTED: ("confirmed", mark("part of the adopted text")),
    Stand.EXCHANGED: ("agreed", mark("signatures exchanged")),
    Stand.DECLINED: ("lapsed", mark("declined")),
    Stand.WITHDRAWN: ("lapsed", mark("withdrawn")),
    Stand.UNCHOSEN: ("lapsed", mark("another date was chosen")),
    Stand.OVERTAKEN: ("lapsed", mark("overtaken by a later proposal")),
    Stand.NO_EFFECT: ("lapsed", mark("no effect")),
    Stand.HALTED: ("alarm", mark("halted pending verification")),
}
"""Kind of tag and word of every state."""

_CLOSED: Final = {
    ProposalState.DECLINED: Stand.DECLINED,
    ProposalState.WITHDRAWN: Stand.WITHDRAWN,
    ProposalState.OVERTAKEN: Stand.OVERTAKEN,
    ProposalState.UNCHOSEN: Stand.UNCHOSEN,
}


def tag(voice: Voice, stand: Stand, sides: str = "") -> Tag:
    """The tag of a state; `sides` are those awaited, as `Voice.sides` calls them."""
    kind, text = _TABLE[stand]
    return Tag(kind, voice.words.gettext(text, sides=sides))


def stands(standing: Standing[Any, Any], own: str | None, *, adopted: bool = False) -> list[Stand]:
    """How an item stands: what is agreed of it, then what is open; at most one of each.

    Args:
        standing: of the item.
        own: the code of this node's side.
        adopted: whether it is a paragraph of a text that is adopted.
    """
    found = []
    if standing.agreed is not None:
        if shape_of(standing.matter) == PARAGRAPH:
            found.append(Stand.ADOPTED if adopted else Stand.PROVISIONAL)
        else:
            found.append(Stand.CONFIRMED if standing.agreed.confirmed else Stand.AGREED)
    if standing.moves:
        found.append(Stand.OURS if own in standing.moves else Stand.THEIRS)
    elif not found and standing.closed:
        found.append(_CLOSED[standing.closed[-1].state])
    return found


def tags(voice: Voice, standing: Standing[Any, Any], *, adopted: bool = False) -> tuple[Tag, ...]:
    """The tags of an item; empty where it is only stated, or nothing has effect on it."""
    sides = voice.sides(code for code in standing.moves if code != voice.own)
    return tuple(tag(voice, one, sides) for one in stands(standing, voice.own, adopted=adopted))


def proposal_tag(voice: Voice, proposal: Proposal[Any]) -> Tag:
    """The tag of a proposal that is not agreed."""
    if proposal.state is not ProposalState.OPEN:
        return tag(voice, _CLOSED[proposal.state])
    if voice.own in proposal.awaited:
        return tag(voice, Stand.OURS)
    return tag(voice, Stand.THEIRS, voice.sides(proposal.awaited))


def offer_tag(voice: Voice, offer: OfferView) -> Tag | None:
    """The tag of a proposal that is agreed or without effect; None for any other."""
    found = {
        OfferState.AGREED: Stand.AGREED,
        OfferState.CONFIRMED: Stand.CONFIRMED,
        OfferState.VOID: Stand.NO_EFFECT,
    }.get(offer.state)
    return None if found is None else tag(voice, found)


class Due(NamedTuple):
    """When something is due: in words, for machines, and whether that is soon or past."""

    text: str
    iso: str
    soon: bool


def due_of(voice: Voice, ms: int | None) -> Due | None:
    """When a reply is asked for; None where no time is set."""
    if ms is None:
        return None
    soon = voice.now_ms is not None and ms - voice.now_ms < SOON_MS
    return Due(voice.due(ms), iso_of(ms), soon)


def iso_of(ms: int) -> str:
    """UTC milliseconds as the ``datetime`` of a ``<time>``."""
    return moment_of(ms).isoformat(timespec="seconds")


def timeless(voice: Voice) -> Voice:
    """The same voice for what is past: it does not say how far off a time is."""
    return replace(voice, now_ms=None)


def sentences(voice: Voice, parts: Iterable[str]) -> str:
    """Several sentences in a row, but for empty ones; Japanese puts nothing between them."""
    between = "" if voice.words.language == "ja" else " "
    return between.join(part for part in parts if part)


def awaits(
    voice: Voice, standing: Standing[Any, Any], follow_up: FollowUpView | None = None
) -> str:
    """What an open item awaits, in one sentence; empty where nobody has to do anything.

    Args:
        voice: who reads.
        standing: of the item.
        follow_up: where the item is one.
    """
    if not standing.moves:
        return ""
    if not standing.open:
        return sentence(_without_proposal(voice, standing, follow_up))
    live = [one for one in standing.open if voice.own in one.awaited] or list(standing.open)
    newest = live[-1]
    told = _proposed(voice, standing, newest)
    if len(live) > 1:
        told = voice.words.ngettext(
            "{told} {count} other proposal is open.",
            "{told} {count} other proposals are open.",
            len(live) - 1,
            told=told,
        )
    if newest.offer.silence and newest.by is not None:
        told = voice.words.gettext(
            "{told} Silence procedure, expires {time}.", told=told, time=voice.instant(newest.by)
        )
    for code in ad_referendum(standing, newest):
        told = voice.words.gettext(
            "{told} {side} has agreed ad referendum.", told=told, side=sentence(voice.side(code))
        )
    return sentence(told)


def _proposed(voice: Voice, standing: Standing[Any, Any], proposal: Proposal[Any]) -> str:
    words, side = voice.words, voice.side(proposal.author)
    if proposal.package:
        return words.ngettext(
            "{side} proposes a package of {count} item.",
            "{side} proposes a package of {count} items.",
            len(proposal.package),
            side=side,
        )
    what = gist(voice, proposal.body).rstrip(".。")
    shape = shape_of(standing.matter)
    if shape == "meeting/*/agenda/*" and standing.agreed is None:
        return words.gettext("{side} raises the item: {what}.", side=side, what=what)
    if shape == "text/*/adoption":
        return words.gettext("{side} proposes to adopt {what}.", side=side, what=what)
    if _counters(standing, proposal):
        return words.gettext("{side} makes a counter-proposal: {what}.", side=side, what=what)
    if standing.agreed is not None:
        return words.gettext("{side} proposes a change: {what}.", side=side, what=what)
    return words.gettext("{side} proposes: {what}.", side=side, what=what)


def _counters(standing: Standing[Any, Any], proposal: Proposal[Any]) -> bool:
    """Whether another side's proposal was there that had not been agreed or withdrawn."""
    return any(
        one.author != proposal.author
        and one.offer.rank < proposal.offer.rank
        and one.state is not ProposalState.WITHDRAWN
        for one in (*standing.open, *standing.closed)
    )


def _without_proposal(
    voice: Voice, standing: Standing[Any, Any], follow_up: FollowUpView | None
) -> str:
    words = voice.words
    sides = voice.sides(standing.moves)
    ours = voice.own in standing.moves
    if follow_up is not None and follow_up.item is not None:
        if follow_up.state is not FollowUpState.REPORTED_DONE:
            return words.gettext("To be carried out by {sides}.", sides=sides)
        if set(standing.moves) <= set(follow_up.item.owners):
            return words.gettext("Reported done; {sides} can propose to close it.", sides=sides)
        if ours:
            return words.gettext("Reported done; our view is awaited.")
        return words.gettext("Reported done; the view of {sides} is awaited.", sides=sides)
    if shape_of(standing.matter) == "measure/*/plan" and standing.value is not None:
        return words.gettext("Steps of the plan are to be taken by {sides}.", sides=sides)
    last = standing.closed[-1] if standing.closed else None
    if last is None:
        return ""
    refusers = dict.fromkeys(one.ref.party for one in last.offer.refusals)
    if ours:
        return words.gettext(
            "{sides} answered: not in a position to accept our proposal. A new proposal is for our"
            " side.",
            sides=voice.sides(refusers),
        )
    return words.gettext(
        "{sides} answered: not in a position to accept. A new proposal is for {authors}.",
        sides=voice.sides(refusers),
        authors=sides,
    )
