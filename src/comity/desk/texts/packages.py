# SPDX-License-Identifier: Apache-2.0
"""Proposals on a text that are shown apart from its paragraphs: packages, and its outline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from comity.desk.states import Due, Tag, due_of, proposal_tag
from comity.desk.texts.paging import Paging
from comity.desk.texts.proposals import Manner, ProposalLine, proposal_line
from comity.subjects.standing import Standing
from comity.subjects.texts import TextView
from comity.telling.texts.numbers import numbers_of
from comity.telling.voice import Voice

__all__ = ["Package", "outline_of", "packages_of"]


class Package(NamedTuple):
    """An open proposal over several items: whose, how it stands, which paragraphs, what else."""

    party: str
    told: str
    tag: Tag
    due: Due | None
    paragraphs: tuple[tuple[str, str], ...]
    answer: str
    withdraw: str


def packages_of(
    voice: Voice, text: TextView, manner: Manner, paging: Paging
) -> tuple[Package, ...]:
    """Every open proposal over several items that touches the text, oldest first."""
    words, numbers = voice.words, numbers_of(text)
    found = []
    parts: tuple[Standing[Any, Any], ...] = (text.header, *text.paragraphs, text.adoption)
    standings: Mapping[str, Standing[Any, Any]] = {one.matter: one for one in parts}
    for proposal in text.packages:
        keys = [
            one.split("/")[3] for one in proposal.package if one.startswith(f"text/{text.id}/p/")
        ]
        others = len(proposal.package) - len(keys)
        matter = next(one for one in proposal.package if one in standings)
        line = proposal_line(voice, standings[matter], proposal, "", manner)
        told = line.told
        if others:
            told = words.ngettext(
                "{told} It also holds {count} item that is no paragraph of this text.",
                "{told} It also holds {count} items that are no paragraphs of this text.",
                others,
                told=told,
            )
        found.append(
            Package(
                party=line.party,
                told=told,
                tag=proposal_tag(voice, proposal),
                due=due_of(voice, proposal.by),
                paragraphs=paging.links(numbers, keys),
                answer=line.decline.partition("?")[0],
                withdraw=line.withdraw,
            )
        )
    return tuple(found)


def outline_of(voice: Voice, text: TextView, manner: Manner) -> tuple[ProposalLine, ...]:
    """Every open proposal on what the text is and of which paragraphs it is made."""
    if not manner.named:
        return ()
    return tuple(
        proposal_line(
            voice,
            text.header,
            one,
            voice.words.gettext("other items") if one.package else "",
            manner,
        )
        for one in text.header.open
    )
