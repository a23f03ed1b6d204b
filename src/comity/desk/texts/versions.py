# SPDX-License-Identifier: Apache-2.0
"""The wordings that a paragraph has had, each shown as what it changes of the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, cast

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.core.views import OfferState, OfferView
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag, offer_tag, proposal_tag
from comity.subjects import ROUTES
from comity.subjects.reading import Body, Look, Route, route_of
from comity.subjects.standing import Standing
from comity.subjects.texts import Wording
from comity.telling.bodies import gist
from comity.telling.texts.wording import RedCell, red_cell
from comity.telling.voice import Voice, sentence

__all__ = ["Version", "Worded", "versions_of", "wordings_of"]


class Worded(NamedTuple):
    """One proposal of a wording, as the record holds it."""

    offer: OfferView
    body: Body[Wording]


class Version(NamedTuple):
    """One wording.

    Args:
        number: from 1, in the order in which the record holds them.
        party, side: whose proposal it was.
        time, post: when and by which office it was signed.
        tag: how the proposal stands now, or None.
        told: with what it is compared, or that it says the same, a sentence.
        cells: what it changes, one for each language; empty where it says the same.
        entry: the page of its entry.
    """

    number: int
    party: str
    side: str
    time: str
    post: str | None
    tag: Tag | None
    told: str
    cells: tuple[RedCell, ...]
    entry: str


def wordings_of(
    request: DeskRequest, channel: ChannelId, standing: Standing[Wording, Any]
) -> tuple[Worded, ...]:
    """Every proposal that a paragraph has had and that has effect, causes first."""
    node = request.house.node
    with node.channels.hold(channel) as held:
        sight = held.channel.sight
        look = Look(sight, node.records.bodies(channel))
        route: Route[Wording, Any] = cast("Route[Wording, Any]", route_of(ROUTES, standing.matter))
        return tuple(
            Worded(offer, look.offered(offer.values[standing.matter], route))
            for offer in sight.matter(standing.matter).offers
            if offer.state is not OfferState.VOID
        )


def versions_of(
    voice: Voice,
    channel: ChannelId,
    standing: Standing[Wording, Any],
    wordings: Iterable[Worded],
    languages: Sequence[str],
) -> tuple[Version, ...]:
    """The wordings as redlines, each of the one that it departs from or else the one before it."""
    tags = {one.offer.ref: proposal_tag(voice, one) for one in (*standing.open, *standing.closed)}
    made: list[Version] = []
    known: list[tuple[int, str | None, Wording]] = []
    for number, (offer, body) in enumerate(wordings, 1):
        told, cells = _changes(voice, number, body, known, languages)
        if body.value is not None:
            known.append((number, body.digest, body.value))
        ref = offer.ref
        made.append(
            Version(
                number=number,
                party=ref.party,
                side=voice.side(ref.party),
                time=voice.instant(offer.time),
                post=offer.post,
                tag=_tag(voice, standing, offer) or tags.get(ref),
                told=told,
                cells=cells,
                entry=reverse(
                    "entry",
                    kwargs={"channel": channel, "party": ref.party, "number": ref.number},
                ),
            )
        )
    return tuple(made)


def _tag(voice: Voice, standing: Standing[Wording, Any], offer: OfferView) -> Tag | None:
    """Of an agreed wording: whether it is the one agreed now."""
    if offer.state not in (OfferState.AGREED, OfferState.CONFIRMED):
        return offer_tag(voice, offer)
    words = voice.words
    if standing.agreed is not None and standing.agreed.offer.ref == offer.ref:
        return Tag("agreed", words.gettext("provisionally agreed"))
    return Tag("lapsed", words.gettext("agreed before"))


def _changes(
    voice: Voice,
    number: int,
    body: Body[Wording],
    known: Sequence[tuple[int, str | None, Wording]],
    languages: Sequence[str],
) -> tuple[str, tuple[RedCell, ...]]:
    words, value = voice.words, body.value
    if value is None:
        return sentence(gist(voice, body)), ()
    same = next((one for one, _, before in known if before.text == value.text), None)
    if same is not None:
        return words.gettext("The same wording as version {number}.", number=same), ()
    if not known:
        cells = tuple(red_cell(one, "", value.text.get(one, "")) for one in languages)
        return words.gettext("The first wording."), cells
    place, _, before = next((one for one in known if one[1] == value.base), known[-1])
    cells = tuple(
        red_cell(one, before.text.get(one, ""), value.text.get(one, "")) for one in languages
    )
    if place == number - 1:
        return words.gettext("Compared with the version before it."), cells
    return words.gettext("Compared with version {number}.", number=place), cells
