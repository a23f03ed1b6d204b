# SPDX-License-Identifier: Apache-2.0
"""An open proposal in one line: whose it is, how it stands, what this reader can do about it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.core.views import ActRef
from comity.desk.items.proposals import answer_href
from comity.desk.states import Due, Tag, due_of, proposal_tag
from comity.subjects.reading import BodyState
from comity.subjects.standing import Proposal, Standing
from comity.subjects.statements import ad_referendum
from comity.telling.bodies import gist
from comity.telling.voice import Voice, sentence

__all__ = ["Manner", "ProposalLine", "proposal_line"]


class Manner(NamedTuple):
    """How the page is asked for.

    Args:
        channel: the dialogue.
        may: whether this reader may draft here now.
        named: whether it is said who proposes what.
        unread: proposals of which something is not here or can't be read beside the item itself.
    """

    channel: ChannelId
    may: bool
    named: bool
    unread: frozenset[ActRef] = frozenset()


class ProposalLine(NamedTuple):
    """An open proposal in one line.

    Args:
        party: the code of its author.
        told: whose it is and of when, a sentence; with which other items, if with any.
        tag: for whose action it is.
        due: when a reply is asked for, or None.
        notes: what has to be known before it is answered.
        accept, decline, counter, withdraw: where that can be done, or empty.
        package: whether an answer is one to several items at once.
    """

    party: str
    told: str
    tag: Tag
    due: Due | None
    notes: tuple[str, ...]
    accept: str
    decline: str
    counter: str
    withdraw: str
    package: bool

    @property
    def acting(self) -> bool:
        """Whether this reader can do anything about it."""
        return bool(self.accept or self.decline or self.counter or self.withdraw)


def proposal_line(
    voice: Voice,
    standing: Standing[Any, Any],
    proposal: Proposal[Any],
    with_: str,
    manner: Manner,
) -> ProposalLine:
    """An open proposal in one line.

    Args:
        voice: who reads.
        standing: of the item.
        proposal: one of its open ones.
        with_: the other items of its package as one calls them, or empty.
        manner: how the page is asked for.
    """
    words, offer = voice.words, proposal.offer
    ours, awaited = proposal.author == voice.own, voice.own in proposal.awaited
    side, time = voice.side(proposal.author), voice.instant(offer.time)
    if with_:
        told = words.gettext(
            "Proposed by {side}, {time}, as a package with {items}.",
            side=side, time=time, items=with_,
        )  # fmt: skip
    else:
        told = words.gettext("Proposed by {side}, {time}.", side=side, time=time)
    notes = [
        words.gettext(
            "{side} has agreed ad referendum: its capital is still to confirm.",
            side=sentence(voice.side(code)),
        )
        for code in ad_referendum(standing, proposal)
    ]
    if offer.silence and proposal.by is not None:
        time = voice.instant(proposal.by)
        notes.append(words.gettext("Silence procedure, expires {time}.", time=time))
    here = proposal.body.state is BodyState.READ
    readable = here and offer.ref not in manner.unread
    if not here:
        notes.append(sentence(gist(voice, proposal.body)))
    elif not readable and awaited:
        notes.append(words.gettext("It can't be accepted from here"))
    answer = answer_href(manner.channel, offer) if manner.may else ""
    counter = ""
    if manner.may and not ours:
        ref = offer.ref
        places = {"channel": manner.channel, "matter": standing.matter}
        counter = f"{reverse('propose-item', kwargs=places)}?base={ref.party}/{ref.number}/"
        counter += str(ref.index)
    return ProposalLine(
        party=proposal.author,
        told=told,
        tag=proposal_tag(voice, proposal),
        due=due_of(voice, proposal.by),
        notes=tuple(notes),
        accept=f"{answer}?answer=accept" if answer and awaited and readable else "",
        decline=f"{answer}?answer=decline" if answer and awaited else "",
        counter=counter,
        withdraw=answer if ours else "",
        package=bool(proposal.package),
    )
