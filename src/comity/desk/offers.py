# SPDX-License-Identifier: Apache-2.0
"""What a proposal or a move says, item by item, in every language it holds: ready to be shown.

Beside what it says stands what it changes: of the other side's proposal that it answers, else of
what is agreed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple

from comity.core.acts import is_law
from comity.core.ids import ChannelId, Code, Matter
from comity.core.views import ActRef, OfferView
from comity.desk.items.index import index_of, item_title
from comity.desk.items.spoken import said_in
from comity.desk.marked import MarkedVoice, Stretch, stretches_of
from comity.desk.requests import DeskRequest
from comity.subjects import ROUTES, read_body
from comity.subjects.reading import Body, BodyState, Look, Verb, route_of
from comity.subjects.standing import Proposal, ProposalState, Standing
from comity.subjects.texts import Adoption, Wording
from comity.telling.bodies import tell, tell_body
from comity.telling.conditions import offer_conditions, unread_of
from comity.telling.voice import Voice
from comity.telling.whole_text import tell_whole
from comity.workbench.brackets import Change, redline
from comity.workbench.drafting import shape_of

__all__ = [
    "ShownItem",
    "ShownLine",
    "ShownOffer",
    "ShownText",
    "answered_by",
    "shown_body",
    "shown_offer",
    "unread_in",
    "unread_offers",
]


ADOPTION: Final = "text/*/adoption"
"""The shape of an item that adopts a text: it is read only where all of the text is."""


class ShownLine(NamedTuple):
    """One line of what an item says.

    Args:
        stretches: its words; empty where the line falls away.
        instead: those that it stands in place of, or that fall away; empty where nothing does.
        added: whether nothing stood in its place before.
    """

    stretches: tuple[Stretch, ...]
    instead: tuple[Stretch, ...] = ()
    added: bool = False


class ShownText(NamedTuple):
    """Negotiated words of several lines in one language.

    Args:
        language: its code; empty where it is unknown.
        text: as it is or would be signed; empty where it falls away.
        changes: what it changes, to be read in a row; empty where it changes nothing.
    """

    language: str
    text: str
    changes: tuple[Change, ...] = ()


class ShownItem(NamedTuple):
    """One item of a proposal or statement.

    Args:
        matter: its path.
        title: what it is called.
        lines: what is said of it, frames in the reader's language, negotiated words as signed.
        texts: negotiated words of several lines, the reader's own language first.
        against: what it is compared with, in words; empty where there is nothing.
    """

    matter: str
    title: str
    lines: tuple[ShownLine, ...]
    texts: tuple[ShownText, ...]
    against: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything differs from what it is compared with."""
        lines = any(line.instead or line.added for line in self.lines)
        return lines or any(one.changes for one in self.texts)


class ShownOffer(NamedTuple):
    """A proposal: whose, when, by which post, by when a reply is asked for, and its items.

    `conditions` are what it says beside them, silence and documents; `unread` what of it can't be
    read here, so that it can't be accepted.
    """

    ref: str
    party: str
    time: str
    post: str | None
    until: str | None
    items: tuple[ShownItem, ...]
    state: str
    void: str | None
    conditions: tuple[str, ...]
    unread: tuple[str, ...]


class _Before(NamedTuple):
    """What a value is compared with, and what that is called."""

    value: Any
    told: str


def shown_offer(request: DeskRequest, channel: ChannelId, offer: OfferView) -> ShownOffer:
    """A proposal as the record holds it now, beside what its author had before."""
    voice, node = request.voice, request.house.node
    standings = _standings(request, channel)
    items = []
    with node.channels.hold(channel) as held:
        look = Look(held.channel.sight, node.records.bodies(channel))
        for matter, digest in sorted(offer.values.items()):
            body: Body[Any] = look.offered(digest, route_of(ROUTES, matter))
            before = _before(voice, standings.get(matter), offer.ref.party, offer)
            items.append(_item(request, channel, matter, body, before))
        conditions = tuple(offer_conditions(voice, look, offer))
    by = _by(standings, offer)
    return ShownOffer(
        ref=f"{offer.ref.party}/{offer.ref.number}/{offer.ref.index}",
        party=offer.ref.party,
        time=voice.instant(offer.time),
        post=said_in(request.voice, offer.post or ""),
        until=None if by is None else voice.by(by),
        items=tuple(items),
        state=offer.state.value,
        void=offer.void,
        conditions=conditions,
        unread=unread_in(request, channel, offer),
    )


def unread_in(request: DeskRequest, channel: ChannelId, offer: OfferView) -> tuple[str, ...]:
    """What of a proposal is not here or can't be read, a sentence each. Rule: HOME-13."""
    node, index = request.house.node, index_of(request, channel)
    with node.channels.hold(channel) as held:
        look = Look(held.channel.sight, node.records.bodies(channel))
        voice = request.voice
        return unread_of(voice, look, offer, lambda one: item_title(voice, index, one))


def unread_offers(request: DeskRequest, channel: ChannelId) -> frozenset[ActRef]:
    """Of the open proposals that are packages, bring documents or adopt a text, those of which
    something is not here or can't be read: of any other its one item says so.
    """
    offers = {
        one.offer.ref: one.offer
        for standing in request.reader.rooms(channel).standings
        for one in standing.open
        if one.package or one.offer.documents or shape_of(standing.matter) == ADOPTION
    }
    node = request.house.node
    with node.channels.hold(channel) as held:
        look = Look(held.channel.sight, node.records.bodies(channel))
        return frozenset(
            ref for ref, offer in offers.items() if unread_of(request.voice, look, offer)
        )


def answered_by(request: DeskRequest, channel: ChannelId, matter: Matter) -> Any:
    """The value with which a proposal of our side on an item is compared, or None."""
    standing = _standings(request, channel).get(matter)
    before = _before(request.voice, standing, Code(str(request.voice.own)))
    return None if before is None else before.value


def shown_body(
    request: DeskRequest, channel: ChannelId, matter: Matter, verb: Verb, raw: bytes
) -> ShownItem:
    """A body that is about to be signed: exactly what it says, and what it would change."""
    value = read_body(matter, verb, raw)
    before = None
    if verb == "offer" and request.voice.own is not None:
        standing = _standings(request, channel).get(matter)
        before = _before(request.voice, standing, Code(request.voice.own))
    return _item(request, channel, matter, Body(None, BodyState.READ, value), before)


def _standings(request: DeskRequest, channel: ChannelId) -> Mapping[str, Standing[Any, Any]]:
    return {one.matter: one for one in request.reader.rooms(channel).standings}


def _by(standings: Mapping[str, Standing[Any, Any]], offer: OfferView) -> int | None:
    """When a reply is asked for: by the proposal itself, else by the terms while it is open."""
    asked = [
        one.by
        for matter in offer.values
        for one in (standings[matter].open if matter in standings else ())
        if one.offer.ref == offer.ref and one.by is not None
    ]
    return min(asked, default=offer.until)


def _before(
    voice: Voice,
    standing: Standing[Any, Any] | None,
    author: Code,
    offer: OfferView | None = None,
) -> _Before | None:
    """The newest proposal of another side that `author` answers, else what is agreed.

    Args:
        voice: who reads.
        standing: of the item.
        author: whose value is to be compared.
        offer: that value, if it is in the record; it is compared with what came before it.
    """
    if standing is None:
        return None
    agreed = standing.agreed
    if agreed is not None and offer is not None and agreed.offer.ref == offer.ref:
        return None
    least = (0, 0) if agreed is None else agreed.offer.rank
    answered = [
        one
        for one in (*standing.open, *standing.closed)
        if one.author != author
        and one.state is not ProposalState.WITHDRAWN
        and one.offer.rank > least
        and (offer is None or one.offer.rank < offer.rank)
        and one.body.state is BodyState.READ
    ]
    if answered:
        newest: Proposal[Any] = max(answered, key=lambda one: one.offer.rank)
        told = voice.words.gettext("the proposal of {side}", side=voice.side(newest.author))
        return _Before(newest.body.value, told)
    if agreed is not None and agreed.body.state is BodyState.READ:
        return _Before(agreed.body.value, voice.words.gettext("what is agreed"))
    return None


def _item(
    request: DeskRequest,
    channel: ChannelId,
    matter: Matter,
    body: Body[Any],
    before: _Before | None,
) -> ShownItem:
    voice = _marked(request.voice)
    title = item_title(request.voice, index_of(request, channel), matter, body.value)
    if is_law(matter) or body.state is not BodyState.READ:
        lines = tuple(ShownLine(stretches_of(one)) for one in tell_body(voice, body))
        return ShownItem(matter, title, lines, ())
    value, against = body.value, "" if before is None else before.told
    old = None if before is None else before.value
    if isinstance(value, Wording):
        texts = _texts(request.voice, value, old if isinstance(old, Wording) else None)
        return ShownItem(matter, title, (), tuple(texts), against)
    told = list(tell(voice, value))
    if isinstance(value, Adoption):
        told += tell_whole(request.voice, request.house.node, channel, matter, value)
        return ShownItem(matter, title, tuple(ShownLine(stretches_of(one)) for one in told), ())
    earlier = None if old is None else list(tell(voice, old))
    return ShownItem(matter, title, tuple(_lines(told, earlier)), (), against)


def _marked(voice: Voice) -> MarkedVoice:
    return MarkedVoice(voice.words, voice.own, voice.now_ms, all_languages=True, zone=voice.zone)


def _texts(voice: Voice, value: Wording, old: Wording | None) -> Iterator[ShownText]:
    """Each language of a wording; what another one had and this has not falls away."""
    earlier = {} if old is None else old.text
    for code, text in voice.ordered({**dict.fromkeys(earlier, ""), **value.text}):
        changes = redline(earlier.get(code, ""), text) if old is not None else ()
        yield ShownText(code, text, changes if earlier.get(code, "") != text else ())


def _lines(told: Sequence[str], earlier: Sequence[str] | None) -> Iterator[ShownLine]:
    """The lines, each with the one that it stands in place of."""
    if earlier is None:
        yield from (ShownLine(stretches_of(one)) for one in told)
        return
    matcher = SequenceMatcher(None, earlier, told, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            yield from (ShownLine(stretches_of(one)) for one in told[new_from:new_to])
            continue
        new, old = told[new_from:new_to], earlier[old_from:old_to]
        for place in range(max(len(new), len(old))):
            yield ShownLine(
                stretches_of(new[place]) if place < len(new) else (),
                stretches_of(old[place]) if place < len(old) else (),
                added=place >= len(old),
            )
