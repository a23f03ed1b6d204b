# SPDX-License-Identifier: Apache-2.0
"""What somebody has to do something about, over any number of dialogues: found without words
first, so that only what is shown is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId, Code
from comity.desk.items.index import Index, index_of, item_titles, text_title, title_of
from comity.desk.items.proposals import answer_href
from comity.desk.requests import DeskRequest
from comity.desk.states import PARAGRAPH, Due, awaits, due_of
from comity.home.roles import Power
from comity.subjects.followups import FollowUpState
from comity.subjects.reading import BodyState
from comity.subjects.standing import Proposal, Standing
from comity.workbench.drafting import shape_of

__all__ = ["Candidate", "Row", "awaited", "by_deadline", "candidates", "told_rows"]

PARAGRAPHS_MIN: Final = 3
"""Open paragraphs of one text from which on they are one row."""
_LATE: Final = 2**62


class Candidate(NamedTuple):
    """What would be one row: an item, a package, or the open paragraphs of one text.

    Args:
        channel: the dialogue.
        matters: its items, sorted.
        by: when a reply is asked for, in UTC milliseconds, or None.
        time: when the newest proposal on it was made, or 0.
        ours: whether our side has to do something.
        text: the name of the text whose open paragraphs it gathers, or empty.
    """

    channel: ChannelId
    matters: tuple[str, ...]
    by: int | None
    time: int
    ours: bool
    text: str


class Row(NamedTuple):
    """One row as a page shows it.

    Args:
        title, href: what it is about, and its page.
        dialogue, dialogue_href: of which dialogue.
        told: what awaits an answer, a sentence.
        due: when a reply is asked for, or None.
        action, action_href: the next step as a button; empty where there is only the page.
    """

    title: str
    href: str
    dialogue: str
    dialogue_href: str
    told: str
    due: Due | None
    action: str
    action_href: str


def candidates(request: DeskRequest, channel: ChannelId) -> Iterator[Candidate]:
    """Everything in a dialogue that awaits somebody, each thing once."""
    index, own = index_of(request, channel), Code(str(request.voice.own))
    packages: dict[object, Candidate] = {}
    paragraphs: dict[tuple[str, bool], list[Candidate]] = {}
    for one in index.waiting:
        ours = own in one.moves
        newest = _newest(one, own if ours else None)
        time = 0 if newest is None else newest.offer.time
        matters: tuple[str, ...] = (one.matter,)
        if newest is not None and newest.package:
            matters = newest.package
            known = packages.get(newest.offer.ref)
            if known is not None:
                packages[newest.offer.ref] = known._replace(by=_sooner(known.by, one.by))
                continue
            packages[newest.offer.ref] = Candidate(channel, matters, one.by, time, ours, "")
            continue
        made = Candidate(channel, matters, one.by, time, ours, "")
        if shape_of(one.matter) == PARAGRAPH:
            paragraphs.setdefault((one.matter.split("/")[1], ours), []).append(made)
        else:
            yield made
    yield from packages.values()
    for (name, ours), found in paragraphs.items():
        if len(found) < PARAGRAPHS_MIN:
            yield from found
            continue
        by: int | None = None
        for part in found:
            by = _sooner(by, part.by)
        every = tuple(sorted(matter for part in found for matter in part.matters))
        yield Candidate(channel, every, by, max(part.time for part in found), ours, name)


def awaited(request: DeskRequest, found: Iterable[Candidate]) -> set[Code]:
    """The other sides that have to do something about any of these."""
    own = request.voice.own
    return {
        code
        for one in found
        for matter in one.matters
        for code in index_of(request, one.channel).standings[matter].moves
        if code != own
    }


def by_deadline(found: Iterable[Candidate]) -> list[Candidate]:
    """In the order in which they are due; then the oldest first."""
    return sorted(found, key=lambda one: (_LATE if one.by is None else one.by, one.time))


def told_rows(request: DeskRequest, found: Iterable[Candidate]) -> tuple[Row, ...]:
    """These, in words."""
    return tuple(_row(request, one) for one in found)


def _row(request: DeskRequest, one: Candidate) -> Row:
    voice, words = request.voice, request.voice.words
    index = index_of(request, one.channel)
    standing = index.standings[one.matters[0]]
    if one.text:
        title = text_title(voice, index, one.text)
        href = reverse("text", kwargs={"channel": one.channel, "text": one.text})
        told = words.ngettext(
            "{count} paragraph is open.", "{count} paragraphs are open.", len(one.matters)
        )
        action, action_href = words.gettext("Open"), href
    else:
        title = item_titles(voice, index, one.matters)
        href = _href("item", one.channel, matter=standing.matter)
        told = awaits(voice, standing, index.follow_ups.get(standing.matter))
        action, action_href = _action(request, one.channel, index, standing)
    if not one.ours:
        action = action_href = ""
    return Row(
        title=title,
        href=href,
        dialogue=title_of(request, one.channel),
        dialogue_href=_href("dialogue", one.channel),
        told=told,
        due=due_of(voice, one.by),
        action=action,
        action_href=action_href,
    )


def _action(
    request: DeskRequest, channel: ChannelId, index: Index, standing: Standing[Any, Any]
) -> tuple[str, str]:
    """The next step for our side: its word, and where it is taken."""
    words, own = request.voice.words, Code(str(request.voice.own))
    if not request.reader.may(Power.DRAFT):
        return "", ""
    with request.house.node.channels.hold(channel) as held:
        if held.channel.frozen:
            return "", ""
    newest = _newest(standing, own)
    if newest is not None and newest.body.state is not BodyState.READ:
        return "", ""
    if newest is not None:
        return words.gettext("Answer"), answer_href(channel, newest.offer)
    follow_up = index.follow_ups.get(standing.matter)
    if follow_up is not None and follow_up.item is not None:
        owner = own in follow_up.item.owners
        if owner and follow_up.state is not FollowUpState.REPORTED_DONE:
            return words.gettext("Report"), _href(
                "state", channel, matter=f"{standing.matter}/report"
            )
        if not owner:
            return words.gettext("Give our view"), _href(
                "state", channel, matter=f"{standing.matter}/view"
            )
    if shape_of(standing.matter) == "measure/*/plan" and standing.value is not None:
        said = f"measure/{standing.matter.split('/')[1]}/delivery"
        return words.gettext("Record it"), _href("state", channel, matter=said)
    return words.gettext("Propose"), _href("propose-item", channel, matter=standing.matter)


def _newest(standing: Standing[Any, Any], own: Code | None) -> Proposal[Any] | None:
    """The newest open proposal, of those that await our side where it is ours to answer."""
    live = [one for one in standing.open if own is None or own in one.awaited]
    return live[-1] if live else None


def _sooner(one: int | None, other: int | None) -> int | None:
    found = [by for by in (one, other) if by is not None]
    return min(found, default=None)


def _href(name: str, channel: ChannelId, **places: str) -> str:
    return reverse(name, kwargs={"channel": channel, **places})
