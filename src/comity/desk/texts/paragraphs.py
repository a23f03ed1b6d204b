# SPDX-License-Identifier: Apache-2.0
"""The paragraphs of a text as its page shows them: words by language, how each stands, what this
reader can do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.urls import reverse

from comity.core.ids import Matter
from comity.desk.states import Tag, awaits, tags
from comity.desk.texts.proposals import Manner, ProposalLine, proposal_line
from comity.subjects.standing import Proposal, Standing
from comity.subjects.statements import Statement
from comity.subjects.texts import TextView, Wording
from comity.telling.bodies import gist
from comity.telling.labels import label
from comity.telling.texts.numbers import form_of, numbers_of
from comity.telling.texts.wording import Cell, cell_of
from comity.telling.voice import Voice

__all__ = [
    "Paragraph",
    "Remark",
    "paragraphs_of",
]


class Remark(NamedTuple):
    """One side's own word on a paragraph: whose, of what kind, and its words if it has any."""

    party: str
    kind: str
    language: str
    text: str


class Paragraph(NamedTuple):
    """One paragraph.

    Args:
        key: its lasting name.
        number: made from its place; empty for a heading, the key outside of the order.
        form: heading, paragraph or point.
        outside: whether it stands in no agreed order.
        cells: its words, one for each language of the text.
        tags: how it stands.
        proposals: those that are open, oldest first.
        remarks: what sides have stated on it.
        notes: what of it can't be read here, and why.
        item: its own page with its story.
        propose: where a wording can be proposed, or empty.
        agreed: whether it is provisionally agreed.
    """

    key: str
    number: str
    form: str
    outside: bool
    cells: tuple[Cell, ...]
    tags: tuple[Tag, ...]
    proposals: tuple[ProposalLine, ...]
    remarks: tuple[Remark, ...]
    notes: tuple[str, ...]
    item: str
    propose: str
    agreed: bool

    @property
    def brackets(self) -> int:
        """How many places of it are not agreed: as many as in the language with most."""
        return max((one.brackets for one in self.cells), default=0)


def paragraphs_of(
    voice: Voice, text: TextView, languages: Sequence[str], manner: Manner
) -> tuple[Paragraph, ...]:
    """Every paragraph in its order; those outside of it last.

    Args:
        voice: who reads.
        text: as it stands.
        languages: of the columns.
        manner: how the page is asked for.
    """
    numbers = numbers_of(text)
    return tuple(
        _paragraph(voice, text, one, languages, numbers, manner) for one in text.paragraphs
    )


def _paragraph(
    voice: Voice,
    text: TextView,
    standing: Standing[Wording, Any],
    languages: Sequence[str],
    numbers: Mapping[str, str],
    manner: Manner,
) -> Paragraph:
    key = _key(standing.matter)
    places = {"channel": manner.channel, "matter": standing.matter}
    return Paragraph(
        key=key,
        number=numbers[key],
        form=form_of(standing),
        outside=key in text.outside,
        cells=tuple(cell_of(voice, standing, one, named=manner.named) for one in languages),
        tags=_tags(voice, standing, text, manner),
        proposals=tuple(
            proposal_line(voice, standing, one, _with(voice, text, one, key, numbers), manner)
            for one in standing.open
        )
        if manner.named
        else (),
        remarks=tuple(_remarks(voice, standing)) if manner.named else (),
        notes=tuple(_notes(voice, standing, manner)),
        item=reverse("item", kwargs=places),
        propose=reverse("propose-item", kwargs=places) if manner.may else "",
        agreed=standing.agreed is not None,
    )


def _tags(
    voice: Voice, standing: Standing[Wording, Any], text: TextView, manner: Manner
) -> tuple[Tag, ...]:
    """How a paragraph stands; without names only whether it is agreed."""
    if manner.named:
        found = tags(voice, standing, adopted=text.adopted)
        return found or (Tag("lapsed", voice.words.gettext("no wording agreed")),)
    if standing.agreed is None:
        return (Tag("lapsed", voice.words.gettext("not agreed")),)
    found = tags(voice, standing, adopted=text.adopted)[:1]
    if standing.open:
        found = (*found, Tag("lapsed", voice.words.gettext("a change is proposed")))
    return found


def _with(
    voice: Voice, text: TextView, proposal: Proposal[Any], key: str, numbers: Mapping[str, str]
) -> str:
    """The other items of a package, as one calls them; empty where it is none."""
    others = [one for one in proposal.package if one != f"text/{text.id}/p/{key}"]
    return voice.list(_called(voice, text, others, numbers))


def _called(
    voice: Voice, text: TextView, matters: Iterable[Matter], numbers: Mapping[str, str]
) -> Iterator[str]:
    words = voice.words
    elsewhere = 0
    for matter in matters:
        segments = matter.split("/")
        if segments[:2] != ["text", text.id]:
            elsewhere += 1
        elif len(segments) == len(("text",)) + 1:
            yield words.gettext("the outline")
        elif segments[2] == "p":
            yield words.gettext("paragraph {number}", number=numbers[segments[3]] or segments[3])
        else:
            yield words.gettext("the adoption")
    if elsewhere:
        yield words.ngettext("{count} other item", "{count} other items", elsewhere)


def _remarks(voice: Voice, standing: Standing[Wording, Any]) -> Iterator[Remark]:
    """What sides have stated, newest last; an acceptance ad referendum stands with its proposal."""
    for said in standing.said:
        value = said.body.value
        if not isinstance(value, Statement):
            continue
        kind = label(voice, "statement", value.form)
        if value.text is not None:
            language, words = voice.ordered(value.text)[0]
            yield Remark(said.party, kind, language, words)
        elif value.form != "ad-referendum":
            yield Remark(said.party, kind, "", "")


def _notes(voice: Voice, standing: Standing[Wording, Any], manner: Manner) -> Iterator[str]:
    """What of the paragraph can't be read; why somebody has to act where nothing is open."""
    if standing.agreed is not None and standing.agreed.body.value is None:
        what = gist(voice, standing.agreed.body)
        yield voice.words.gettext("The agreed wording: {what}.", what=what)
    if manner.named and standing.moves and not standing.open:
        yield awaits(voice, standing)


def _key(matter: str) -> str:
    return matter.split("/")[3]
