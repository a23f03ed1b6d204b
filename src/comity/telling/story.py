# SPDX-License-Identifier: Apache-2.0
"""The record of a dialogue told entry by entry, as it would be minuted.

The record is folded once more from its start, in an order that every node shares, so that each
entry can say what followed from it: agreed, confirmed, without effect.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from comity.core.acts import FORK, KEYS, LEAVE, Accept, Act, Declare, Offer, OfferRef, Refuse
from comity.core.channel import Channel
from comity.core.encoding import decode
from comity.core.errors import ComityError
from comity.core.ids import Digest, Matter
from comity.core.limits import BODY_BYTES_MAX
from comity.ports import Kept
from comity.subjects import ROUTES
from comity.subjects.reading import Look, route_of
from comity.subjects.statements import Statement
from comity.telling.bodies import gist
from comity.telling.choices import another_chosen
from comity.telling.labels import label
from comity.telling.matters import matter_title, matter_titles
from comity.telling.voice import Voice, sentence

if TYPE_CHECKING:
    from comity.core.entries import Entry
    from comity.core.ids import ChannelId
    from comity.core.judging import OfferRecord
    from comity.node.installation import Node

__all__ = ["Told", "asked", "reason_of", "record_of", "tell_story"]


@dataclass(slots=True)
class Told:
    """One entry in words.

    `lines` are one sentence an act; `followed` what followed from the entry as a whole. `void`
    maps the place of an act to the code of why it has no effect.
    """

    hash: str
    party: str
    number: int
    time: int
    post: str | None
    lines: list[str] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)
    void: dict[int, str] = field(default_factory=dict)
    agreed: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)


def tell_story(voice: Voice, node: Node, channel: ChannelId) -> Iterator[Told]:
    """Every entry held of a dialogue, causes first."""
    with node.channels.hold(channel) as held:
        logs = held.channel.fold.logs
        links = sorted(logs, key=lambda link: (link.weight, link.place, link.number, link.id))
        raws = []
        for link in links:
            placed = node.records.entry(channel, Digest(link.id))
            assert placed is not None, "a folded entry is stored"
            raws.append(placed.raw)
        birth = held.channel.birth
    teller = _Teller(voice, node, Channel(birth, node.verifier))
    for raw in raws:
        yield teller.tell(raw)


def reason_of(voice: Voice, node: Node, channel: ChannelId, digest: Digest | None) -> str | None:
    """The words of a refusal, or None where it gave none or they are not here."""
    if digest is None:
        return None
    kept = node.records.content(channel, "body", digest)
    if not isinstance(kept, Kept):
        return None
    try:
        value = decode(kept.raw, BODY_BYTES_MAX)
    except ComityError:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and value and all(isinstance(one, str) for one in value.values()):
        return voice.pick(value)
    return None


def asked(voice: Voice, text: str, act: Offer) -> str:
    """A sentence on a proposal, followed by when an answer is asked for, if it says so."""
    if act.until is None:
        return text
    time = voice.instant(act.until)
    if act.silence:
        return voice.words.gettext(
            "{text} Silence procedure, expires {time}.", text=text, time=time
        )
    return voice.words.gettext("{text} Reply by {time}.", text=text, time=time)


def record_of(channel: Channel, ref: OfferRef) -> OfferRecord | None:
    """The proposal that an act names, or None where it is not here."""
    logs = channel.fold.logs
    place = logs.places.get(ref.party)
    links = () if place is None else logs.numbered(place, ref.number)
    found = (channel.fold.ledger.record(link, ref.index) for link in links)
    return next((record for record in found if record is not None), None)


class _Teller:
    """Folds entry by entry and says what each did."""

    def __init__(self, voice: Voice, node: Node, channel: Channel) -> None:
        self._voice = voice
        self._node = node
        self._channel = channel
        self._bodies = node.records.bodies(channel.id)
        self._agreed: set[tuple[str, int]] = set()
        self._confirmed: set[tuple[str, int]] = set()
        self._forks = 0
        self._entry = ""

    def tell(self, raw: bytes) -> Told:
        admitted = self._channel.replay(raw)
        entry = admitted.entry
        told = Told(admitted.hash, entry.party, entry.number, entry.time, entry.post)
        told.void = dict(admitted.void)
        self._entry = admitted.hash
        side = self._voice.side(entry.party)
        for index, act in enumerate(entry.acts):
            line = self._act(side, entry, index, act)
            if index in admitted.void:
                why = label(self._voice, "void", admitted.void[index])
                line = self._voice.words.gettext("{act} No effect: {why}.", act=line, why=why)
            told.lines.append(sentence(line))
        if not entry.acts:
            told.lines.append(
                sentence(
                    self._voice.words.gettext(
                        "{side} acknowledged what it had received.", side=side
                    )
                )
            )
        self._follow(told)
        return told

    def _act(self, side: str, entry: Entry, index: int, act: Act) -> str:
        words = self._voice.words
        match act:
            case Declare():
                return self._declared(side, entry, act)
            case Offer():
                return self._offered(side, entry, index, act)
            case Accept():
                items = _items(self._channel, act.offer)
                if items and all("/agenda/" in one for one in items):
                    titles = matter_titles(self._voice, items)
                    return words.gettext("{side} supported {items}.", side=side, items=titles)
                return words.gettext(
                    "{side} accepted {items} as proposed by {author} [{ref}].",
                    side=side,
                    items=matter_titles(self._voice, items),
                    author=self._voice.side(act.offer.party),
                    ref=_ref(act.offer),
                )
            case Refuse():
                return self._refused(side, entry, act)
            case _:
                return words.gettext(
                    "{side} made a statement of a kind that this version does not know.", side=side
                )

    def _declared(self, side: str, entry: Entry, act: Declare) -> str:
        words = self._voice.words
        if act.matter == KEYS:
            if entry.number == 1:
                return words.gettext("{side} joined the dialogue.", side=side)
            return words.gettext("{side} announced new signing keys.", side=side)
        if act.matter == LEAVE:
            body: Any = act.body
            return words.gettext(
                "{side} left the dialogue. Reason: {reason}",
                side=side,
                reason=body.get("reason") or "–",
            )
        if act.matter == FORK:
            party = self._voice.side(dict(act.body)["party"])
            return words.gettext("{side} reported conflicting records from {party}.",
                                 side=side, party=party)  # fmt: skip
        body_ = self._look().declared(act.body, route_of(ROUTES, act.matter))
        item = matter_title(self._voice, act.matter)
        what = gist(self._voice, body_)
        if isinstance(body_.value, Statement):
            return words.gettext(
                "{side} stated on {item}: {what}.", side=side, item=item, what=what
            )
        return words.gettext("{side} notified {item}: {what}.", side=side, item=item, what=what)

    def _offered(self, side: str, entry: Entry, index: int, act: Offer) -> str:
        words = self._voice.words
        look = self._look()
        parts = {
            matter: gist(self._voice, look.offered(value, route_of(ROUTES, matter)))
            for matter, value in sorted(act.values.items())
        }
        ref = f"{entry.party}/{entry.number}/{index}"
        places = {"side": side, "ref": ref}
        if len(parts) == 1:
            ((matter, what),) = parts.items()
            places |= {"item": matter_title(self._voice, matter), "what": what}
            author = self._author_before(entry, matter, act)
            if author is not None:
                text = words.gettext(
                    "{side} took up {item} as proposed by {author}: {what} [{ref}].",
                    author=self._voice.side(author),
                    **places,
                )
            elif "/agenda/" in matter:
                text = words.gettext("{side} raised {item}: {what} [{ref}].", **places)
            elif self._countered(entry, matter):
                text = words.gettext(
                    "{side} made a counter-proposal on {item}: {what} [{ref}].", **places
                )
            elif self._channel.fold.agreed.get(matter):
                text = words.gettext("{side} proposed to change {item}: {what} [{ref}].", **places)
            else:
                text = words.gettext("{side} proposed {item}: {what} [{ref}].", **places)
        else:
            items = self._voice.list(
                f"{matter_title(self._voice, matter)} ({what})" for matter, what in parts.items()
            )
            text = words.gettext(
                "{side} proposed a package: {items} [{ref}].", items=items, **places
            )
        return asked(self._voice, text, act)

    def _refused(self, side: str, entry: Entry, act: Refuse) -> str:
        words = self._voice.words
        items = matter_titles(self._voice, _items(self._channel, act.offer))
        ref = _ref(act.offer)
        chosen, own = self._another_chosen(act), act.offer.party == entry.party
        if chosen and own:
            text = words.gettext(
                "{side} took its date back, as another date was chosen: {items} [{ref}].",
                side=side,
                items=items,
                ref=ref,
            )
        elif chosen:
            text = words.gettext(
                "{side} chose another date than this one of {author}: {items} [{ref}].",
                side=side,
                author=self._voice.side(act.offer.party),
                items=items,
                ref=ref,
            )
        elif own:
            text = words.gettext(
                "{side} withdrew its proposal on {items} [{ref}].", side=side, items=items, ref=ref
            )
        else:
            text = words.gettext(
                "{side} answered that it is not in a position to accept {items} [{ref}].",
                side=side,
                items=items,
                ref=ref,
            )
        reason = reason_of(self._voice, self._node, self._channel.id, act.reason)
        if reason is None:
            return text
        return words.gettext("{text} Reason: {reason}", text=text, reason=reason)

    def _another_chosen(self, act: Refuse) -> bool:
        """Whether the refusal, of the entry that is told, only follows from a choice. MEET-8."""
        record = record_of(self._channel, act.offer)
        link = self._channel.fold.logs.link(self._entry)
        if record is None or link is None:
            return False
        return another_chosen(self._channel, record, link)

    def _follow(self, told: Told) -> None:
        """What the entry made agreed and confirmed, and whether it shows a fork."""
        words = self._voice.words
        fold = self._channel.fold
        for kind, known, sequences in (
            ("agreed", self._agreed, fold.agreed),
            ("confirmed", self._confirmed, fold.confirmed),
        ):
            fresh: dict[tuple[str, int], OfferRecord] = {
                (one.link.id, one.index): one
                for records in sequences.values()
                for one in records
                if (one.link.id, one.index) not in known
            }
            known.update(fresh)
            for one in fresh.values():
                items = matter_titles(self._voice, sorted(one.act.values))
                if kind == "agreed":
                    told.agreed += sorted(one.act.values)
                    told.followed.append(words.gettext("Agreed: {items}.", items=items))
                else:
                    told.confirmed += sorted(one.act.values)
                    told.followed.append(
                        words.gettext("Confirmed, signatures exchanged: {items}.", items=items)
                    )
        forks = len(self._channel.forks())
        if forks > self._forks:
            side = self._voice.side(told.party)
            told.followed.append(
                words.gettext(
                    "Conflicting records from {side}: the dialogue is halted pending verification.",
                    side=side,
                )
            )
        self._forks = forks

    def _author_before(self, entry: Entry, matter: str, act: Offer) -> str | None:
        """Who else had proposed these very values: they are put again (NODE-8)."""
        raw = self._raw(act.values[Matter(matter)])
        if raw is None:
            return None
        for one in self._channel.sight.matter(Matter(matter)).offers:
            if one.ref.party != entry.party and self._raw(one.values[Matter(matter)]) == raw:
                return one.ref.party
        return None

    def _raw(self, digest: object) -> bytes | None:
        if not isinstance(digest, str):
            return None
        kept = self._bodies.content("body", Digest(digest))
        return kept.raw if isinstance(kept, Kept) else None

    def _countered(self, entry: Entry, matter: str) -> bool:
        """Whether another side's proposal on the item was open when this one was made."""
        view = self._channel.sight.matter(Matter(matter))
        return any(
            one.ref.party != entry.party and one.state.value == "open"
            for one in view.offers
            if (one.ref.party, one.ref.number) != (entry.party, entry.number)
        )

    def _look(self) -> Look:
        return Look(self._channel.sight, self._bodies)


def _items(channel: Channel, ref: OfferRef) -> list[str]:
    """The items of a proposal; empty where it is not here."""
    record = record_of(channel, ref)
    return [] if record is None else sorted(record.act.values)


def _ref(ref: OfferRef) -> str:
    return f"{ref.party}/{ref.number}/{ref.index}"
