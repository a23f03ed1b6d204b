# SPDX-License-Identifier: Apache-2.0
"""What every command that signs shows before and after: the content, a question, the outcome.

Nothing is signed that this node's own rooms can't read (NODE-7).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from comity.cli.session import Session
from comity.core.errors import RuleError
from comity.core.views import OfferState
from comity.subjects import read_body
from comity.subjects.reading import Body, BodyState, Look, route_of
from comity.subjects.texts import Adoption
from comity.telling.bodies import tell, tell_body
from comity.telling.conditions import offer_conditions
from comity.telling.matters import matter_title, matter_titles
from comity.telling.names import offer_ref
from comity.telling.voice import Voice, sentence
from comity.telling.whole_text import tell_whole
from comity.workbench.drafting import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId
    from comity.core.views import ActRef, OfferView
    from comity.node.installation import Node
    from comity.node.sign import Signed

__all__ = [
    "check_readable",
    "confirm",
    "give_signed",
    "offer_at",
    "preview_body",
    "preview_papers",
    "tell_next",
    "tell_offer",
    "tell_outcome",
]


def preview_body(
    voice: Voice, node: Node, channel: ChannelId, verb: str, matter: str, raw: bytes
) -> list[str]:
    """What a body that is about to be signed says, in every language it holds.

    What the record says by then is what whoever reads it decides on (HOME-13): it is looked at.
    """
    voice = replace(voice, all_languages=True)
    with node.channels.hold(channel):
        value = read_body(matter, "offer" if verb == "offer" else "declare", raw)
    lines = list(tell(voice, value))
    if isinstance(value, Adoption):
        lines += tell_whole(voice, node, channel, matter, value)
    return [f"  {sentence(matter_title(voice, matter))}", *(f"    {line}" for line in lines)]


def tell_offer(voice: Voice, node: Node, channel: ChannelId, offer: OfferView) -> list[str]:
    """What a proposal says, item by item, in every language it holds."""
    voice = replace(voice, all_languages=True)
    lines: list[str] = []
    for matter, body in _bodies(node, channel, offer).items():
        lines.append(f"  {sentence(matter_title(voice, matter))}")
        lines += [f"    {line}" for line in tell_body(voice, body)]
        if isinstance(body.value, Adoption):
            whole = tell_whole(voice, node, channel, matter, body.value)
            lines += [f"    {line}" for line in whole]
    with node.channels.hold(channel) as held:
        look = Look(held.channel.sight, node.records.bodies(channel))
        lines += [f"  {line}" for line in offer_conditions(voice, look, offer)]
    return lines


def preview_papers(voice: Voice, papers: Iterable[tuple[Path, bytes]]) -> list[str]:
    """The documents that would go along, a line each."""
    return [
        "  " + voice.words.gettext("Document: {name} ({size} bytes)", name=path.name, size=len(raw))
        for path, raw in papers
    ]


def check_readable(node: Node, channel: ChannelId, offer: OfferView) -> None:
    """Nothing, if every body of the proposal is here and its room can read it, and every document
    of it is here. Rules: NODE-7, HOME-13.

    Raises:
        RuleError: ``body-absent``, ``body-unreadable``, ``text/unread``.
    """
    from comity.node.adopting import check_whole_read

    with node.channels.hold(channel) as held:
        check_whole_read(node, held, offer.values)
    for matter, body in _bodies(node, channel, offer).items():
        if body.state is BodyState.UNREADABLE:
            hint = "" if body.fault is None else body.fault.hint
            raise RuleError("body-unreadable", "NODE-7", f"{matter}: {hint}")
        if body.state is not BodyState.READ:
            raise RuleError("body-absent", "NODE-7", f"{matter}: its content is not here")
    papers = node.records.contents(channel, "document", offer.documents)
    lacking = [digest for digest, presence in papers.items() if presence != "held"]
    if lacking:
        raise RuleError("body-absent", "NODE-7", f"documents not here: {', '.join(lacking)}")


def confirm(session: Session, question: str) -> None:
    """Return when a person has said yes to what was shown. Raises as `Session.confirm`.

    Whoever may not sign is asked whether it is to be kept as a draft.
    """
    if not session.signs:
        session.confirm(session.words.gettext("You may not sign. Save it as a draft?"))
        return
    if session.post is not None:
        session.say(session.words.gettext("Signed as: {post}", post=session.post))
    session.confirm(question)


def offer_at(here: Assembled, channel: ChannelId, ref: ActRef) -> OfferView:
    """The proposal of that very entry, as it stands now."""
    with here.node.channels.hold(channel) as held:
        link = held.channel.fold.logs.link(ref.hash)
        record = None if link is None else held.channel.fold.ledger.record(link, ref.index)
        assert record is not None, "it was signed here a moment ago"
        return held.channel.sight.offer(record)


def give_signed(session: Session, channel: ChannelId, signed: Signed) -> None:
    """Say for a program what was signed."""
    session.give(
        {
            "channel": channel,
            "entry": {"number": signed.number, "hash": signed.hash},
            "acts": [f"{ref.party}/{ref.number}/{ref.index}" for ref in signed.acts],
        }
    )


def tell_next(session: Session) -> str:
    """How what was signed reaches the others."""
    return session.words.gettext(
        "Signed. It leaves with the next exchange: “comity sync”, or “comity pouch write”."
    )


def tell_outcome(voice: Voice, offer: OfferView) -> str:
    """How a proposal stands, in one sentence."""
    words = voice.words
    ref = offer_ref(offer)
    items = sentence(matter_titles(voice, sorted(offer.values)))
    agreed = offer.state in (OfferState.AGREED, OfferState.CONFIRMED)
    if agreed and all(shape_of(matter) == "text/*/p/*" for matter in offer.values):
        return words.gettext(
            "{items}: provisionally agreed, until the text is adopted ({ref}).",
            items=items,
            ref=ref,
        )
    if offer.state is OfferState.CONFIRMED:
        return words.gettext("{items}: agreed and confirmed ({ref}).", items=items, ref=ref)
    if offer.state is OfferState.AGREED:
        return words.gettext(
            "{items}: agreed, confirmation pending until every side has signed that it holds "
            "all acceptances ({ref}).",
            items=items,
            ref=ref,
        )
    return words.gettext("{items}: proposed as {ref}.", items=items, ref=ref)


def _bodies(node: Node, channel: ChannelId, offer: OfferView) -> dict[str, Body[object]]:
    from comity.subjects import ROUTES

    with node.channels.hold(channel) as held:
        look = Look(held.channel.sight, node.records.bodies(channel))
        return {
            str(matter): look.offered(value, route_of(ROUTES, matter))
            for matter, value in sorted(offer.values.items())
        }
