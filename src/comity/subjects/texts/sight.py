# SPDX-License-Identifier: Apache-2.0
"""What the record says of the texts of a channel: how far each has come, and what is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from comity.core.errors import RuleError
from comity.core.ids import Matter
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects.reading import Body, BodyState, Look, Route
from comity.subjects.standing import Proposal, RoomView, Standing, standing_of, standings_of
from comity.subjects.statements import Statement, read_statement
from comity.subjects.terms import reply_s, terms_in_force
from comity.subjects.texts.bodies import (
    Adoption,
    Header,
    Wording,
    read_adoption,
    read_header,
    read_wording,
)
from comity.subjects.texts.versions import Version, differing, version_of

__all__ = ["ROUTES", "TextState", "TextView", "adoption_body", "unread_beneath", "view"]

_HEADER: Final[Route[Header, Statement]] = Route(("text", "*"), read_header, read_statement)
_PARAGRAPH: Final[Route[Wording, Statement]] = Route(
    ("text", "*", "p", "*"), read_wording, read_statement
)
_ADOPTION: Final[Route[Adoption, Statement]] = Route(
    ("text", "*", "adoption"), read_adoption, read_statement
)
ROUTES: Final[tuple[Route[Any, Any], ...]] = (_HEADER, _PARAGRAPH, _ADOPTION)


class TextState(StrEnum):
    """How far a text has come. Rules: TEXT-5 to TEXT-7."""

    DRAFT = "draft"
    """No header is agreed: what the text is, is still under negotiation."""
    NEGOTIATED = "negotiated"
    """The header is agreed; paragraphs are open."""
    CLEAN = "clean"
    """Every paragraph is provisionally agreed in every language that must be adopted."""
    ADOPTED = "adopted"
    """Adopted, and the digests adopted are those of the paragraphs now agreed."""
    DIFFERS = "differs"
    """An adoption is agreed, but not of what is now agreed: look before relying on it."""


@dataclass(frozen=True, slots=True)
class TextView:
    """One text.

    `paragraphs` stand in the order of the agreed header, or of the newest open one that can be
    read; those in no order follow, sorted, and are named in `outside`. `outstanding` are the
    keys of paragraphs that are not agreed or have an open proposal. `packages` are the open
    proposals over several matters that touch the text, oldest first. `differing` says in which
    languages the agreed adoption isn't of the whole now agreed.
    """

    id: str
    state: TextState
    header: Standing[Header, Statement]
    paragraphs: tuple[Standing[Wording, Statement], ...]
    adoption: Standing[Adoption, Statement]
    outside: tuple[str, ...]
    outstanding: tuple[str, ...]
    versions: dict[str, Version]
    differing: tuple[str, ...]
    packages: tuple[Proposal[Any], ...]

    @property
    def adopted(self) -> bool:
        """Whether the text is agreed as a whole: nothing is, until everything is. TEXT-7."""
        return self.state is TextState.ADOPTED

    @property
    def confirmed(self) -> bool:
        """Whether it is adopted and every party holds all acceptances of the adoption."""
        agreed = self.adoption.agreed
        return self.adopted and agreed is not None and agreed.confirmed

    @property
    def unread(self) -> tuple[Matter, ...]:
        """The outline and the paragraphs in its order of which something is agreed that is not
        here, or can't be read here: nobody adopts the text from here. Rule: TEXT-6.
        """
        parts: tuple[Standing[Any, Any], ...] = (self.header, *self.paragraphs)
        return tuple(
            one.matter
            for one in parts
            if one.agreed is not None
            and one.value is None
            and one.matter.rpartition("/p/")[2] not in self.outside
        )

    def fits(self, proposal: Proposal[Adoption]) -> bool:
        """Whether a proposed adoption is that of the whole now agreed. Rule: TEXT-6."""
        adoption = proposal.body.value
        return adoption is not None and not differing(adoption, self.versions)


def view(sight: Sight, bodies: Bodies) -> RoomView[TextView]:
    """Every text of a channel, sorted by id. Never raises on a body. Rule: SUBJ-8."""
    look = Look(sight, bodies)
    reply = reply_s(terms_in_force(look))
    known: dict[str, set[Matter]] = {}
    others = []
    for matter in look.matters("text"):
        if any(route.covers(matter) for route in ROUTES):
            known.setdefault(matter.split("/")[1], set()).add(matter)
        else:
            others.append(matter)
    details = tuple(_text(look, name, known[name], reply) for name in sorted(known))
    standings: list[Standing[Any, Any]] = [
        standing for text in details for standing in _all(text) if standing.matter in known[text.id]
    ]
    unknown = standings_of(look, others, ROUTES)
    return RoomView("texts", (*standings, *unknown), details)


def adoption_body(text: TextView, corrigendum: int = 0, *, courtesy: bool = True) -> Adoption:
    """The body with which the whole as now agreed is offered for adoption.

    Args:
        text: as seen now.
        corrigendum: 0, or the number of the correction.
        courtesy: whether complete courtesy versions are named too.

    Raises:
        RuleError: ``text/unread`` if the outline or a paragraph that is agreed is not here, or
            can't be read here; ``text/incomplete`` if no header is agreed, or a paragraph is
            missing in a language that must be adopted. Rule: TEXT-6.
    """
    if text.unread:
        told = ", ".join(text.unread)
        raise RuleError("text/unread", "TEXT-6", f"agreed, and can't be read here: {told}")
    required = [one for one in text.versions.values() if one.authority != "courtesy"]
    missing = [f"{key} ({one.language})" for one in required for key in one.missing]
    if not required or missing:
        what = ", ".join(missing) or "the header"
        raise RuleError("text/incomplete", "TEXT-6", f"not agreed yet: {what}")
    return Adoption(
        corrigendum,
        {
            one.language: one.digest
            for one in text.versions.values()
            if one.digest is not None and (courtesy or one.authority != "courtesy")
        },
    )


def unread_beneath(
    look: Look, adoption: str, besides: Collection[str] = ()
) -> tuple[tuple[Matter, Body[Any]], ...]:
    """What is agreed of a text, and is not here or can't be read here: nobody adopts from here
    what nobody here has read. Rule: TEXT-6.

    Args:
        look: the channel.
        adoption: ``text/*/adoption``; of any other matter nothing is found.
        besides: items that are decided together with the adoption, which are read by themselves.

    Returns:
        The outline, then the paragraphs in its order; all that are agreed, if it can't be read.
    """
    if not _ADOPTION.covers(adoption):
        return ()
    name = adoption.split("/")[1]
    outline = Matter(f"text/{name}")
    order = _order(standing_of(look, outline, _HEADER))
    keys = [Matter(f"text/{name}/p/{key}") for key in order] or [
        one for one in look.matters(outline) if _PARAGRAPH.covers(one)
    ]
    found = []
    for matter in (outline, *keys):
        agreed = look.matter(matter).agreed
        if matter in besides or not agreed:
            continue
        route: Route[Any, Any] = _HEADER if matter == outline else _PARAGRAPH
        body = look.offered(agreed[-1].values[matter], route)
        if body.state is not BodyState.READ:
            found.append((matter, body))
    return tuple(found)


def _text(look: Look, name: str, matters: set[Matter], reply: int | None) -> TextView:
    """One text."""
    header = standing_of(look, Matter(f"text/{name}"), _HEADER, reply)
    adoption = standing_of(look, Matter(f"text/{name}/adoption"), _ADOPTION, reply)
    order = _order(header)
    touched = {matter.split("/")[3] for matter in matters if _PARAGRAPH.covers(matter)}
    outside = tuple(sorted(touched - set(order)))
    paragraphs = tuple(
        standing_of(look, Matter(f"text/{name}/p/{key}"), _PARAGRAPH, reply)
        for key in (*order, *outside)
    )
    wordings = {
        key: one.value
        for key, one in zip((*order, *outside), paragraphs, strict=True)
        if one.value is not None
    }
    agreed = header.value
    versions: dict[str, Version] = {}
    if agreed is not None:
        versions = {
            code: version_of(name, agreed, wordings, code) for code in sorted(agreed.languages)
        }
    adopted = adoption.value
    wrong = () if adopted is None else differing(adopted, versions)
    return TextView(
        id=name,
        state=_state(agreed, adoption, versions, wrong),
        header=header,
        paragraphs=paragraphs,
        adoption=adoption,
        outside=outside,
        outstanding=tuple(
            key
            for key, one in zip(order, paragraphs, strict=False)
            if one.agreed is None or one.open
        ),
        versions=versions,
        differing=wrong,
        packages=_packages((header, *paragraphs, adoption)),
    )


def _all(text: TextView) -> tuple[Standing[Any, Any], ...]:
    """Every standing of a text in the order in which one reads it."""
    return (text.header, *text.paragraphs, text.adoption)


def _order(header: Standing[Header, Statement]) -> tuple[str, ...]:
    """The order of paragraphs to show them in."""
    if header.value is not None:
        return header.value.order
    readable = [one.body.value for one in header.open if one.body.value is not None]
    return readable[-1].order if readable else ()


def _state(
    header: Header | None,
    adoption: Standing[Adoption, Statement],
    versions: dict[str, Version],
    wrong: tuple[str, ...],
) -> TextState:
    """How far the text has come."""
    if adoption.agreed is not None:
        unread = adoption.value is None
        return TextState.DIFFERS if wrong or unread else TextState.ADOPTED
    if header is None:
        return TextState.DRAFT
    required = [one for one in versions.values() if one.authority != "courtesy"]
    clean = all(one.digest is not None for one in required)
    return TextState.CLEAN if clean else TextState.NEGOTIATED


def _packages(standings: tuple[Standing[Any, Any], ...]) -> tuple[Proposal[Any], ...]:
    """Every open package once, in order of ballot."""
    found = {
        proposal.offer.ref: proposal
        for standing in standings
        for proposal in standing.open
        if proposal.package
    }
    return tuple(sorted(found.values(), key=lambda one: (one.offer.rank, one.offer.ref)))
