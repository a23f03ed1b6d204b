# SPDX-License-Identifier: Apache-2.0
"""Entries in words: each act as one sentence, why it has no effect, and what followed.

The acts are told by `comity.telling.history`, item by item, so that an entry reads the same here
and on the page of its item.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.urls import reverse

from comity.core.acts import FORK, KEYS, LEAVE, Accept, Act, Declare, Offer, Refuse, is_law
from comity.core.entries import Entry, read_entry
from comity.core.ids import ChannelId, Digest
from comity.core.judging import OfferRecord
from comity.core.logs import Link
from comity.desk.items.index import Index, index_of, item_title, item_titles
from comity.desk.items.spoken import said_in
from comity.desk.record.following import following_of
from comity.desk.requests import DeskRequest
from comity.desk.states import PARAGRAPH, Stand, Tag, iso_of, tag, timeless
from comity.locale import mark
from comity.node.installation import Held
from comity.ports import Placed
from comity.telling.history import Happening, history_of
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence
from comity.workbench.drafting import shape_of

__all__ = ["FollowedLine", "StoryLine", "Teller", "ToldAct", "ToldEntry", "happened"]

_STATES: Final[dict[str, Stand]] = {
    "agreed": Stand.AGREED,
    "confirmed": Stand.CONFIRMED,
    "declined": Stand.DECLINED,
    "withdrawn": Stand.WITHDRAWN,
    "overtaken": Stand.OVERTAKEN,
    "unchosen": Stand.UNCHOSEN,
    "void": Stand.NO_EFFECT,
}
"""How a proposal stands now, by the code of the history; an open one is told by its item."""


class ToldAct(NamedTuple):
    """One act of an entry.

    Args:
        line: what it did, a sentence.
        item: the title of its item, or empty.
        href: the page of the item, or empty.
        reason: the words given for declining or withdrawing, or None.
        void: why it has no effect, or none on what is agreed; None otherwise.
        why: the bare reason of an act without effect, or None.
        tag: how the proposal made here stands now, or None.
        outcomes: what followed from the entry for this very item.
    """

    line: str
    item: str
    href: str
    reason: str | None
    void: str | None
    why: str | None
    tag: Tag | None
    outcomes: tuple[Tag, ...] = ()


class FollowedLine(NamedTuple):
    """What followed from an entry beside its acts: a state, and what came into it."""

    tag: Tag
    text: str
    href: str


class ToldEntry(NamedTuple):
    """One entry. `bare` says that it does nothing but acknowledge; `forked` that its party has
    signed another of the same number.
    """

    party: str
    side: str
    number: int
    hash: str
    time: str
    iso: str
    post: str | None
    href: str
    acts: tuple[ToldAct, ...]
    followed: tuple[FollowedLine, ...]
    bare: bool
    forked: bool


def _placed(
    acts: tuple[ToldAct, ...], followed: tuple[FollowedLine, ...]
) -> tuple[tuple[ToldAct, ...], tuple[FollowedLine, ...]]:
    """What followed, at the acts whose items it is about; and what is about none of them."""
    hrefs = {act.href for act in acts if act.href}
    placed = tuple(
        act._replace(outcomes=tuple(one.tag for one in followed if one.href == act.href))
        for act in acts
    )
    return placed, tuple(one for one in followed if one.href not in hrefs)


class StoryLine(NamedTuple):
    """One thing that happened: when, by whom, a sentence; a state, reasons, and its entry."""

    time: str
    iso: str
    party: str
    side: str
    sentence: str
    tag: Tag | None
    reasons: tuple[str, ...]
    href: str


def happened(
    request: DeskRequest, channel: ChannelId, story: Iterable[Happening], matter: str = ""
) -> tuple[StoryLine, ...]:
    """The story of an item as its page shows it, in the order given.

    Args:
        request: who asks.
        channel: a dialogue that the reader may see.
        story: what happened.
        matter: the item, by which a paragraph is told from what is agreed by itself.
    """
    voice = request.voice
    index = index_of(request, channel)
    return tuple(
        StoryLine(
            time=voice.instant(one.time),
            iso=iso_of(one.time),
            party=one.party,
            side=voice.side(one.party),
            sentence=one.line,
            tag=_tag_of(voice, index, matter, one),
            reasons=_reasons(voice, one),
            href=reverse(
                "entry",
                kwargs={"channel": channel, "party": one.ref.party, "number": one.ref.number},
            ),
        )
        for one in story
    )


def _tag_of(voice: Voice, index: Index, matter: str, one: Happening) -> Tag | None:
    """How a proposal stands now; of what was agreed or confirmed its own sentence says it."""
    if one.kind in ("agreed", "confirmed"):
        return None
    stand = _stand_of(index, matter, one)
    return None if stand is None else tag(voice, stand)


def _stand_of(index: Index, matter: str, one: Happening) -> Stand | None:
    """How the proposal made here stands now; a paragraph is never agreed by itself."""
    stand = None if one.state is None else _STATES.get(one.state)
    if stand in (Stand.AGREED, Stand.CONFIRMED) and shape_of(matter) == PARAGRAPH:
        return Stand.ADOPTED if index.is_adopted(matter) else Stand.PROVISIONAL
    return stand


def _reasons(voice: Voice, one: Happening) -> tuple[str, ...]:
    found = []
    if one.reason is not None:
        found.append(voice.words.gettext("Reason: {reason}", reason=one.reason))
    if one.why is not None:
        found.append(sentence(one.why))
    return tuple(found)


class Teller:
    """Tells entries of one dialogue to one reader; only while the dialogue is held."""

    def __init__(self, request: DeskRequest, held: Held) -> None:
        self._voice: Voice = timeless(request.voice)
        self._node = request.house.node
        self._held = held
        self._channel: ChannelId = held.channel.id
        self._index: Index = index_of(request, self._channel)
        self._following = following_of(held)
        self._histories: dict[str, dict[tuple[str, int], Happening]] = {}

    @property
    def index(self) -> Index:
        """The items of the dialogue."""
        return self._index

    @property
    def order(self) -> tuple[Link, ...]:
        """Every entry held, causes first."""
        return self._following.order

    def entries(self, links: Iterable[Link]) -> tuple[ToldEntry, ...]:
        """These entries, in the order given."""
        return tuple(self.entry(link) for link in links)

    def placed(self, link: Link) -> Placed:
        """An entry as it is stored."""
        placed = self._node.records.entry(self._channel, Digest(link.id))
        assert placed is not None, "a folded entry is stored"
        return placed

    def confirms(self, link: Link) -> bool:
        """Whether an entry confirmed something that is told.

        That a paragraph is confirmed is no news as long as its text is not adopted.
        """
        return any(one.tag.kind == "confirmed" for one in self._followed(link))

    def entry(self, link: Link) -> ToldEntry:
        """One entry in words."""
        voice = self._voice
        entry = read_entry(self.placed(link).raw)
        void = self._held.channel.fold.void(link)
        acts = tuple(
            self._act(link, entry, index, act, void.get(index))
            for index, act in enumerate(entry.acts)
        )
        if not acts:
            told = voice.words.gettext(
                "{side} acknowledged what it had received.", side=voice.side(entry.party)
            )
            acts = (ToldAct(sentence(told), "", "", None, None, None, None),)
        acts, followed = _placed(acts, self._followed(link))
        logs = self._held.channel.fold.logs
        return ToldEntry(
            party=entry.party,
            side=voice.side(entry.party),
            number=entry.number,
            hash=link.id,
            time=voice.instant(link.time),
            iso=iso_of(link.time),
            post=None if entry.post is None else said_in(voice, entry.post),
            href=reverse(
                "entry",
                kwargs={
                    "channel": self._channel,
                    "party": entry.party,
                    "number": entry.number,
                },
            ),
            acts=acts,
            followed=followed,
            bare=not entry.acts,
            forked=logs.branches(link.place, link.number) > 1,
        )

    def _act(self, link: Link, entry: Entry, index: int, act: Act, void: str | None) -> ToldAct:
        matter = self._matter(link, act)
        told = None if matter is None else self._history(matter).get((link.id, index))
        why = None if void is None else label(self._voice, "void", void)
        if matter is None or told is None:
            line = sentence(self._plain(entry, act))
            return ToldAct(line, "", "", None, self._no_effect(why), why, None)
        stand = _stand_of(self._index, matter, told)
        return ToldAct(
            line=told.line,
            item=item_title(self._voice, self._index, matter),
            href=self._item_href(matter),
            reason=told.reason,
            void=None if told.why is None else sentence(told.why),
            why=why,
            tag=None if stand is None or told.why is not None else tag(self._voice, stand),
        )

    def _matter(self, link: Link, act: Act) -> str | None:
        """The item that an act is told by; the first one of a package. None for acts of the law
        and for answers to what is not here.
        """
        if isinstance(act, Declare):
            return None if is_law(act.matter) else act.matter
        if isinstance(act, Offer):
            return min(act.values)
        if isinstance(act, Accept | Refuse):
            record = self._held.channel.fold.ledger.find(link, act.offer)
            return None if record is None else min(record.act.values)
        return None

    def _history(self, matter: str) -> dict[tuple[str, int], Happening]:
        """What happened on an item, by act."""
        if matter not in self._histories:
            self._histories[matter] = {
                (one.ref.hash, one.ref.index): one
                for one in history_of(self._voice, self._node, self._channel, matter)
                if one.kind not in ("agreed", "confirmed")
            }
        return self._histories[matter]

    def _plain(self, entry: Entry, act: Act) -> str:
        """An act of the law, or one whose item is not known here."""
        words, side = self._voice.words, self._voice.side(entry.party)
        if isinstance(act, Declare) and act.matter == KEYS:
            if entry.number == 1:
                return words.gettext("{side} joined the dialogue.", side=side)
            return words.gettext("{side} announced new signing keys.", side=side)
        if isinstance(act, Declare) and act.matter == LEAVE and isinstance(act.body, dict):
            reason = act.body.get("reason") or "–"
            told = mark("{side} left the dialogue. Reason: {reason}")
            return words.gettext(told, side=side, reason=reason)
        if isinstance(act, Declare) and act.matter == FORK and isinstance(act.body, dict):
            party = self._voice.side(str(act.body.get("party")))
            told = mark("{side} reported conflicting records from {party}.")
            return words.gettext(told, side=side, party=party)
        if isinstance(act, Accept):
            return words.gettext("{side} accepted a proposal that is not held here.", side=side)
        if isinstance(act, Refuse):
            return words.gettext("{side} answered a proposal that is not held here.", side=side)
        if isinstance(act, Declare):
            item = item_title(self._voice, self._index, act.matter)
            return words.gettext("{side} made a statement on {item}.", side=side, item=item)
        told = mark("{side} made a statement of a kind that this version does not know.")
        return words.gettext(told, side=side)

    def _no_effect(self, why: str | None) -> str | None:
        if why is None:
            return None
        return sentence(self._voice.words.gettext("no effect, because {why}", why=why))

    def _followed(self, link: Link) -> tuple[FollowedLine, ...]:
        found = self._following.of(link)
        return (
            *(self._line(record, Stand.AGREED) for record in found.agreed),
            *(self._line(record, Stand.CONFIRMED) for record in found.confirmed),
        )

    def _line(self, record: OfferRecord, stand: Stand) -> FollowedLine:
        matters = sorted(record.act.values)
        if all(shape_of(one) == PARAGRAPH for one in matters):
            stand = Stand.PROVISIONAL if stand is Stand.AGREED else Stand.EXCHANGED
        elif stand is Stand.AGREED and self._held.channel.fold.is_confirmed(record):
            stand = Stand.AGREED_THEN
        text = item_titles(self._voice, self._index, matters)
        return FollowedLine(tag(self._voice, stand), text, self._item_href(matters[0]))

    def _item_href(self, matter: str) -> str:
        return reverse("item", kwargs={"channel": self._channel, "matter": matter})
