# SPDX-License-Identifier: Apache-2.0
"""The story of one item: every proposal and answer on it, and what came of each.

It is read off the fold as it stands; nothing is folded again. Claimed times are told and decide
nothing: the order is that of causes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from comity.core.acts import Accept, OfferRef
from comity.core.ids import Code, Digest, Matter
from comity.core.limits import ACTS_MAX
from comity.core.views import ActRef
from comity.locale import mark
from comity.ports import Kept
from comity.subjects import ROUTES
from comity.subjects.reading import Look, route_of
from comity.subjects.standing import standing_of
from comity.subjects.statements import Statement
from comity.telling.bodies import gist
from comity.telling.choices import another_chosen
from comity.telling.labels import label
from comity.telling.matters import matter_title
from comity.telling.story import asked, reason_of, record_of
from comity.telling.voice import Voice, sentence
from comity.telling.without_effect import void_answers

if TYPE_CHECKING:
    from comity.core.channel import Channel
    from comity.core.ids import ChannelId
    from comity.core.judging import OfferRecord
    from comity.core.logs import Link
    from comity.node.installation import Node

__all__ = ["Happening", "Kind", "history_of"]

Kind: TypeAlias = Literal[
    "offered", "countered", "taken-up", "accepted", "declined", "withdrawn", "said", "agreed",
    "confirmed", "void",
]  # fmt: skip
State: TypeAlias = Literal[
    "open", "overtaken", "declined", "withdrawn", "unchosen", "agreed", "confirmed", "void"
]
_Order: TypeAlias = tuple[int, int, int, str, int, int]

_ACT, _AGREED, _CONFIRMED = range(3)
"""What follows from an entry is told after its acts, agreed before confirmed."""
_STOPS: Final = (".", "。", "?", "!", "…")


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened on an item.

    Args:
        time: claimed UTC milliseconds of the entry.
        party: whose act it was; of ``agreed`` and ``confirmed``, whose entry completed it.
        post: the office that signed, or None.
        kind: what it was; ``void`` is any act without effect.
        line: one or two sentences in the reader's language.
        reason: the words that a side gave for declining or withdrawing, or None.
        state: how the proposal made here stands now; None for other acts, and while a halted
            record leaves it undecided.
        why: why an act has no effect, or none on what is agreed; None otherwise.
        ref: the act; of ``agreed`` and ``confirmed``, the proposal.
    """

    time: int
    party: Code
    post: str | None
    kind: Kind
    line: str
    reason: str | None
    state: State | None
    why: str | None
    ref: ActRef


def history_of(voice: Voice, node: Node, channel: ChannelId, matter: str) -> tuple[Happening, ...]:
    """All that happened on one item, causes first; empty where nothing did.

    Args:
        voice: who reads.
        node: whose record it is.
        channel: an open dialogue.
        matter: the item's path.
    """
    with node.channels.hold(channel) as held:
        told = _Historian(voice, node, held.channel, Matter(matter)).tell()
        return tuple(one for _, one in sorted(told, key=lambda pair: pair[0]))


class _Historian:
    """One reading of one item; the channel must not change meanwhile."""

    def __init__(self, voice: Voice, node: Node, channel: Channel, matter: Matter) -> None:
        self._voice = voice
        self._node = node
        self._channel = channel
        self._matter = matter
        self._fold = channel.fold
        self._bodies = node.records.bodies(channel.id)
        self._look = Look(channel.sight, self._bodies)
        self._route = route_of(ROUTES, matter)
        self._raws: dict[str, bytes | None] = {}
        self._records = sorted(self._fold.offered.get(matter, ()), key=_place_of)
        view = self._look.matter(matter)
        self._agreed = {offer.ref for offer in view.agreed}
        self._states: dict[ActRef, State] = dict.fromkeys(self._agreed, "agreed")
        self._states |= dict.fromkeys((offer.ref for offer in view.confirmed), "confirmed")
        standing = standing_of(self._look, matter, self._route)
        for proposal in (*standing.open, *standing.closed):
            self._states[proposal.offer.ref] = proposal.state.value

    def tell(self) -> Iterator[tuple[_Order, Happening]]:
        for record in self._records:
            yield self._offered(record)
            if record.void is None:
                yield from self._accepted(record)
                yield from self._refused(record)
                yield from self._settled(record)
        for link, index, act in self._fold.declared.get(self._matter, ()):
            body = self._look.declared(act.body, self._route)
            stated = isinstance(body.value, Statement)
            text = mark("{side} stated: {what}.") if stated else mark("{side} notified: {what}.")
            line = self._said(text, link, what=gist(self._voice, body))
            yield self._one(link, index, "said", line)
        yield from self._without_effect()

    # --- proposals ---

    def _offered(self, record: OfferRecord) -> tuple[_Order, Happening]:
        link = record.link
        kind, line = self._proposed(record)
        others = [one for one in sorted(record.act.values) if one != self._matter]
        if others:
            items = self._voice.list(matter_title(self._voice, one) for one in others)
            line = self._voice.words.gettext(
                "{text} Together with {items}.", text=line, items=items
            )
        line = asked(self._voice, line, record.act)
        if record.void is not None:
            return self._void(link, record.index, line, record.void)
        crossed = self._crossed(record)
        if crossed is not None:
            line = self._voice.words.gettext(
                "{text} It crossed the proposal of {author} on the way.",
                text=line,
                author=self._side(crossed.link),
            )
        ref = self._ref(link, record.index)
        return self._one(link, record.index, kind, line, state=self._states.get(ref))

    def _proposed(self, record: OfferRecord) -> tuple[Kind, str]:
        """What kind of proposal it was by what its author knew, and its sentence."""
        link, what = record.link, self._what(record)
        known = [
            one
            for one in self._records
            if one.void is None and one.link is not link and self._fold.logs.in_past(one.link, link)
        ]
        raw = self._raw(record)
        others = [one for one in known if one.link.place != link.place]
        for one in others:
            if raw is not None and self._raw(one) == raw:
                author = self._side(one.link)
                text = mark("{side} took up the proposal of {author}: {what}.")
                return "taken-up", self._said(text, link, author=author, what=what)
        if "/agenda/" in self._matter and not known:
            return "offered", self._said(mark("{side} raised the item: {what}."), link, what=what)
        ledger = self._fold.ledger
        if any(
            not ledger.refused_in(one, link) and not ledger.accepted_in(one, link) for one in others
        ):
            text = mark("{side} made a counter-proposal: {what}.")
            return "countered", self._said(text, link, what=what)
        if any(ledger.accepted_in(one, link) for one in known):
            return "offered", self._said(mark("{side} proposed a change: {what}."), link, what=what)
        return "offered", self._said(mark("{side} proposed: {what}."), link, what=what)

    def _crossed(self, record: OfferRecord) -> OfferRecord | None:
        """A proposal of another side, told earlier, of which neither author knew the other's."""
        logs = self._fold.logs
        for one in self._records:
            if one is record:
                return None
            if (
                one.void is None
                and one.link.place != record.link.place
                and not logs.in_past(one.link, record.link)
                and not logs.in_past(record.link, one.link)
            ):
                return one
        return None

    def _settled(self, record: OfferRecord) -> Iterator[tuple[_Order, Happening]]:
        """That the proposal became agreed, and confirmed: at the entry that completed it."""
        words, ref = self._voice.words, self._ref(record.link, record.index)
        what = self._what(record)
        if ref in self._agreed:
            firsts = (
                min((link for link, _ in links), key=_causal) for links in record.accepted.values()
            )
            last = max(firsts, key=_causal)
            line = _closed(words.gettext("Agreed: {items}.", items=what))
            yield self._followed(last, _AGREED, "agreed", line, ref)
        if self._states.get(ref) == "confirmed":
            line = _closed(words.gettext("Confirmed, signatures exchanged: {items}.", items=what))
            last = max(
                (self._holder(record, place) for place in range(len(self._channel.parties))),
                key=_causal,
            )
            yield self._followed(last, _CONFIRMED, "confirmed", line, ref)

    def _holder(self, record: OfferRecord, place: int) -> Link:
        """The first entry of a party that holds every acceptance: found by halving its log."""
        fold, found = self._fold, []
        for head in fold.logs.heads(place):
            if not fold.ledger.accepted_in(record, head):
                continue
            low, high = 1, head.number
            while low < high:
                middle = (low + high) // 2
                if fold.ledger.accepted_in(record, fold.logs.ancestor(head, middle)):
                    high = middle
                else:
                    low = middle + 1
            found.append(fold.logs.ancestor(head, low))
        return min(found, key=_causal)

    # --- answers ---

    def _accepted(self, record: OfferRecord) -> Iterator[tuple[_Order, Happening]]:
        for links in record.accepted.values():
            for link, index in links:
                if (link, index) != (record.link, record.index):
                    yield self._one(link, index, "accepted", self._accepts(link, record))

    def _accepts(self, link: Link, record: OfferRecord) -> str:
        if "/agenda/" in self._matter:
            return self._said(mark("{side} supported the item."), link)
        return self._said(
            mark("{side} accepted the proposal of {author}: {what}."),
            link,
            author=self._side(record.link),
            what=self._what(record),
        )

    def _refused(self, record: OfferRecord) -> Iterator[tuple[_Order, Happening]]:
        words = self._voice.words
        for link, index, digest in record.refusals:
            why = None
            if self._fold.ledger.accepted_in(record, link):
                why = words.gettext("The proposal was agreed by then, and stands.")
            elif self._ref(record.link, record.index) in self._agreed:
                why = words.gettext(
                    "It crossed an acceptance on the way: the proposal is agreed, and stands."
                )
            reason = reason_of(self._voice, self._node, self._channel.id, digest)
            kind: Kind = "withdrawn" if link.place == record.link.place else "declined"
            line = self._refuses(link, record)
            yield self._one(link, index, kind, line, reason=reason, why=why)

    def _refuses(self, link: Link, record: OfferRecord) -> str:
        what = self._what(record)
        own, chosen = link.place == record.link.place, another_chosen(self._channel, record, link)
        if own and chosen:
            text = mark("{side} took its date back, as another date was chosen: {what}.")
            return self._said(text, link, what=what)
        if chosen:
            author = self._side(record.link)
            text = mark("{side} chose another date than this one of {author}: {what}.")
            return self._said(text, link, author=author, what=what)
        if own:
            return self._said(mark("{side} withdrew its proposal: {what}."), link, what=what)
        return self._said(
            mark(
                "{side} answered that it is not in a position to accept the proposal of {author}: "
                "{what}."
            ),
            link,
            author=self._side(record.link),
            what=what,
        )

    # --- acts without effect ---

    def _without_effect(self) -> Iterator[tuple[_Order, Happening]]:
        """Answers on the item that have no effect: the fold keeps why, the record what."""
        answers = void_answers(self._node, self._channel)
        for record in self._records:
            link = record.link
            ref = OfferRef(self._channel.parties[link.place], link.number, record.index)
            if record_of(self._channel, ref) is not record:
                continue  # of two entries under one number, such an answer is told at the first
            for one in answers.get(ref, ()):
                tells = self._accepts if isinstance(one.act, Accept) else self._refuses
                yield self._void(one.link, one.index, tells(one.link, record), one.reason)

    def _void(self, link: Link, index: int, line: str, reason: str) -> tuple[_Order, Happening]:
        why = self._voice.words.gettext(
            "no effect, because {why}", why=label(self._voice, "void", reason)
        )
        return self._one(link, index, "void", line, state="void", why=why)

    # --- words ---

    def _said(self, text: str, link: Link, **places: str) -> str:
        """A sentence of this module that begins with the side whose entry it is."""
        told = self._voice.words.gettext(text, side=self._side(link), **places)
        return sentence(_closed(told))

    def _one(
        self,
        link: Link,
        index: int,
        kind: Kind,
        line: str,
        *,
        reason: str | None = None,
        state: State | None = None,
        why: str | None = None,
    ) -> tuple[_Order, Happening]:
        ref = self._ref(link, index)
        told = Happening(link.time, ref.party, link.post, kind, line, reason, state, why, ref)
        return (*_causal(link), index, _ACT), told

    def _followed(
        self, link: Link, phase: int, kind: Kind, line: str, ref: ActRef
    ) -> tuple[_Order, Happening]:
        party = self._channel.parties[link.place]
        state = self._states[ref]
        told = Happening(link.time, party, link.post, kind, line, None, state, None, ref)
        return (*_causal(link), ACTS_MAX, phase), told

    def _what(self, record: OfferRecord) -> str:
        digest = record.act.values[self._matter]
        return gist(self._voice, self._look.offered(digest, self._route))

    def _raw(self, record: OfferRecord) -> bytes | None:
        """The body proposed, taken up once: each later proposal is compared with it."""
        digest = record.act.values[self._matter]
        if not isinstance(digest, str):
            return None
        if digest not in self._raws:
            kept = self._bodies.content("body", Digest(digest))
            self._raws[digest] = kept.raw if isinstance(kept, Kept) else None
        return self._raws[digest]

    def _side(self, link: Link) -> str:
        return self._voice.side(self._channel.parties[link.place])

    def _ref(self, link: Link, index: int) -> ActRef:
        return ActRef(self._channel.parties[link.place], link.number, Digest(link.id), index)


def _causal(link: Link) -> tuple[int, int, int, str]:
    """A total order that follows causes and is the same on every node."""
    return (link.weight, link.place, link.number, link.id)


def _place_of(record: OfferRecord) -> tuple[int, int, int, str, int]:
    return (*_causal(record.link), record.index)


def _closed(text: str) -> str:
    """A sentence with one full stop: negotiated words often bring their own."""
    return text[:-1] if text[-1:] in ".。" and text[-2:-1] in _STOPS else text
