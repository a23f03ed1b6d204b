# SPDX-License-Identifier: Apache-2.0
"""What has become of a signed draft: how its proposal or statement stands in the record now.

It is read anew each time, so the page says what the record says (DESK-13).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from django.urls import reverse

from comity.core.acts import Accept, Act, Declare, Offer, Refuse
from comity.core.entries import read_entry
from comity.core.ids import ChannelId, Code, Digest
from comity.core.views import OfferState, OfferView
from comity.desk.dispatch.told import matters_of, offer_of
from comity.desk.items.index import Index, index_of
from comity.desk.items.plights import unconfirmed_by
from comity.desk.requests import DeskRequest
from comity.desk.states import PARAGRAPH, Stand, Tag, proposal_tag, sentences, tag
from comity.home import drafts
from comity.home.models import Draft, DraftState
from comity.node.installation import Held
from comity.node.moves import Acceptance, Move, Proposal, Refusal, Statement
from comity.subjects.standing import Proposal as OpenProposal
from comity.subjects.standing import ProposalState
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence
from comity.workbench.drafting import shape_of

__all__ = ["Became", "became_of"]

_ACTS: Final[dict[type[Move], type[Act]]] = {
    Proposal: Offer,
    Statement: Declare,
    Acceptance: Accept,
    Refusal: Refuse,
}
"""The kind of act that a move is signed as."""


class Became(NamedTuple):
    """How it stands now: the tag, None for a statement; in a sentence or two; where to read on."""

    tag: Tag | None
    told: str
    item: str
    entry: str
    number: int


def became_of(request: DeskRequest, draft: Draft) -> Became | None:
    """What has become of a draft; None of one that is not signed."""
    if draft.state != DraftState.SIGNED or draft.entry_number is None:
        return None
    channel, voice = ChannelId(draft.channel), request.voice
    matter, move = matters_of(draft)[0], drafts.unpack(draft.move)
    with request.house.node.channels.hold(channel) as held:
        own, why = held.own, _no_effect(request, held, draft, move)
        offer = _offer(held, draft) if isinstance(move, Proposal) else offer_of(request, draft)
        parties = held.channel.parties
        agreed = offer is not None and offer.state is OfferState.AGREED
        missing = unconfirmed_by(held, offer) if offer is not None and agreed else []
    stood: tuple[Tag | None, str]
    if why is not None:
        stood = tag(voice, Stand.NO_EFFECT), _void(voice, why)
    elif isinstance(move, Statement) or offer is None:
        told = voice.words.gettext("It is stated in the record; it needs nobody's consent.")
        stood = None, told
    else:
        known = _known(index_of(request, channel), offer)
        awaited = [one for one in parties if one not in offer.accepted]
        stood = _stood(voice, offer, known, awaited, missing)
    return Became(
        tag=stood[0],
        told=stood[1],
        item=reverse("item", kwargs={"channel": channel, "matter": matter}),
        entry=reverse(
            "entry", kwargs={"channel": channel, "party": own, "number": draft.entry_number}
        ),
        number=draft.entry_number,
    )


def _no_effect(request: DeskRequest, held: Held, draft: Draft, move: Move) -> str | None:
    """The code of why the act itself has no effect, or None."""
    digest = Digest(draft.entry_hash)
    link, placed = (
        held.channel.fold.logs.link(digest),
        request.house.node.records.entry(held.channel.id, digest),
    )
    if link is None or placed is None:
        return None
    wanted = _ACTS[type(move)]
    # What leaving refuses stands before the word itself, in the same entry (HOME-8).
    index = max(at for at, act in enumerate(read_entry(placed.raw).acts) if isinstance(act, wanted))
    return held.channel.fold.void(link).get(index)


def _offer(held: Held, draft: Draft) -> OfferView | None:
    """The proposal that the draft was signed as; None if its entry is not held here."""
    link = held.channel.fold.logs.link(Digest(draft.entry_hash))
    record = None if link is None else held.channel.fold.ledger.record(link, 0)
    return None if record is None else held.channel.sight.offer(record)


def _known(index: Index, offer: OfferView) -> OpenProposal[object] | None:
    """The proposal as its item knows it: open, or overtaken by a later one."""
    for matter in offer.values:
        standing = index.standings.get(matter)
        for one in () if standing is None else (*standing.open, *standing.closed):
            if one.offer.ref == offer.ref:
                return one
    return None


def _stood(
    voice: Voice,
    offer: OfferView,
    known: OpenProposal[object] | None,
    awaited: list[Code],
    missing: list[Code],
) -> tuple[Tag, str]:
    """How a proposal stands, for whoever has signed it or an answer to it."""
    words = voice.words
    match offer.state:
        case OfferState.VOID:
            return tag(voice, Stand.NO_EFFECT), _void(voice, offer.void or "")
        case OfferState.AGREED | OfferState.CONFIRMED if _paragraphs(offer):
            told = words.gettext("Every side has accepted it; it holds until the text is adopted.")
            return tag(voice, Stand.PROVISIONAL), told
        case OfferState.CONFIRMED:
            told = words.gettext("Every side has accepted it, and has signed that it holds that.")
            return tag(voice, Stand.CONFIRMED), told
        case OfferState.AGREED:
            told = words.gettext(
                "Every side has accepted it. {sides} has yet to sign that it holds that; nobody"
                " has to do anything for it.",
                sides=sentence(voice.sides(missing)),
            )
            return tag(voice, Stand.AGREED), told
    if known is not None and known.state is ProposalState.OVERTAKEN:
        told = words.gettext("A later proposal on the item has taken its place.")
        return tag(voice, Stand.OVERTAKEN), told
    if known is not None and known.state is ProposalState.UNCHOSEN:
        told = words.gettext("Another of the dates that were proposed with it is agreed.")
        return tag(voice, Stand.UNCHOSEN), told
    if offer.state is OfferState.REFUSED:
        return _refused(voice, offer)
    told = words.gettext(
        "The item is open: the answer of {sides} is awaited.", sides=voice.sides(awaited)
    )
    if offer.until is not None:
        by = words.gettext("Reply by: {time}.", time=voice.by(offer.until))
        told = sentences(voice, (told, by))
    stood = tag(voice, Stand.THEIRS, voice.sides(awaited))
    return (stood if known is None else proposal_tag(voice, known)), told


def _refused(voice: Voice, offer: OfferView) -> tuple[Tag, str]:
    """Withdrawn by its author, or declined by others."""
    words = voice.words
    others = dict.fromkeys(one.ref.party for one in offer.refusals)
    others.pop(offer.ref.party, None)
    if not others:
        told = words.gettext("The proposal is withdrawn: nobody can accept it any more.")
        return tag(voice, Stand.WITHDRAWN), told
    told = words.gettext(
        "{sides} is not in a position to accept the proposal. A new one would be for {author}.",
        sides=sentence(voice.sides(others)),
        author=voice.side(offer.ref.party),
    )
    return tag(voice, Stand.DECLINED), told


def _void(voice: Voice, why: str) -> str:
    return voice.words.gettext("It has no effect, because {why}.", why=label(voice, "void", why))


def _paragraphs(offer: OfferView) -> bool:
    """Whether it is nothing but paragraphs of texts, which are agreed provisionally."""
    return all(shape_of(one) == PARAGRAPH for one in offer.values)
