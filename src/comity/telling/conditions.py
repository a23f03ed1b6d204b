# SPDX-License-Identifier: Apache-2.0
"""What a proposal or statement says beside its items: until when, whether silence is consent,
which documents go along; and what of it is not here, so that nobody can accept it from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from comity.core.acts import is_law
from comity.core.ids import Digest
from comity.core.views import OfferView
from comity.subjects import ROUTES
from comity.subjects.documents import Document
from comity.subjects.reading import Body, BodyState, Look, route_of
from comity.subjects.texts import unread_beneath
from comity.telling.bodies import tell_body
from comity.telling.labels import label
from comity.telling.matters import matter_title
from comity.telling.voice import Voice, sentence

__all__ = ["described_in", "document_told", "offer_conditions", "silence_told", "unread_of"]


def silence_told(voice: Voice, until: int | None) -> str:
    """What silence means, for a proposal under the silence procedure.

    Args:
        voice: who reads.
        until: by when it is to be objected to, UTC milliseconds; None has no effect (ACT-3).
    """
    if until is None:
        return voice.words.gettext("Silence procedure: adopted if no side objects.")
    return voice.words.gettext(
        "Silence procedure: adopted if no side objects by {time}.", time=voice.instant(until)
    )


def described_in(look: Look) -> dict[str, Document]:
    """Every document of a channel that somebody has described and that can be read, by digest."""
    found: dict[str, Document] = {}
    for matter in look.matters("document"):
        route = route_of(ROUTES, matter)
        for said in look.matter(matter).declared:
            body: Body[object] = look.declared(said.body, route)
            if isinstance(body.value, Document) and body.value.digest in said.documents:
                found[body.value.digest] = body.value
    return found


def document_told(voice: Voice, digest: str, described: Mapping[str, Document]) -> str:
    """One document that goes along: by name, kind and size where it is described."""
    known = described.get(digest)
    if known is None:
        return voice.words.gettext("Document with the digest {digest}", digest=digest)
    return voice.words.gettext(
        "Document: {name} ({kind}, {size} bytes)",
        name=known.name, kind=known.media_type, size=known.size,
    )  # fmt: skip


def offer_conditions(voice: Voice, look: Look, offer: OfferView) -> list[str]:
    """What a proposal of the record says beside its items, a line each; not by when a reply is
    asked for, where silence is no consent.
    """
    lines = []
    if offer.silence:
        lines.append(silence_told(voice, offer.until))
    if offer.documents:
        described = described_in(look)
        for digest in offer.documents:
            told = document_told(voice, digest, described)
            state = look.document(digest)
            if state is not BodyState.READ:
                told = f"{told}: {label(voice, 'body', state.value)}"
            lines.append(told)
    return lines


def unread_of(
    voice: Voice,
    look: Look,
    offer: OfferView,
    title: Callable[[str], str] | None = None,
) -> tuple[str, ...]:
    """What of a proposal is not here or can't be read, a sentence each; empty where all can be
    read, its documents included, and of an adoption all that is agreed of the text. Rules:
    HOME-13, TEXT-6.

    Args:
        voice: who reads.
        look: the channel.
        offer: the proposal.
        title: what an item is called; by its path where it is not given.
    """
    told = []
    for matter, digest in sorted(offer.values.items()):
        if is_law(matter):
            continue
        body: Body[object] = look.offered(digest, route_of(ROUTES, matter))
        if body.state is not BodyState.READ:
            name = sentence(matter_title(voice, matter)) if title is None else title(matter)
            told.append(f"{name}: {' '.join(tell_body(voice, body))}")
    for name in sorted(offer.values):
        for matter, body in unread_beneath(look, name, offer.values):
            called = sentence(matter_title(voice, matter)) if title is None else title(matter)
            told.append(f"{called}: {' '.join(tell_body(voice, body))}")
    told += _lacking(voice, look, offer.documents)
    return tuple(told)


def _lacking(voice: Voice, look: Look, documents: Iterable[Digest]) -> list[str]:
    states = {one: look.document(one) for one in documents}
    lacking = {one: state for one, state in states.items() if state is not BodyState.READ}
    described = described_in(look) if lacking else {}
    return [
        f"{document_told(voice, one, described)}: {label(voice, 'body', state.value)}"
        for one, state in lacking.items()
    ]
