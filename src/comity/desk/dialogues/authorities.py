# SPDX-License-Identifier: Apache-2.0
"""Which post of which side may do what in a dialogue now, and under what an entry was signed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse

from comity.core.acts import Accept, Act, Declare, Offer, Refuse
from comity.core.entries import Entry
from comity.core.ids import ChannelId, Matter
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag
from comity.home.admissions import posts_in
from comity.home.authority import Warrant
from comity.home.roles import Power
from comity.node.installation import Held
from comity.subjects import Rooms, authorities
from comity.subjects.authorities import Authority, AuthorityView
from comity.subjects.standing import Said
from comity.telling.bodies_authorities import may_told, term_told
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

__all__ = ["AuthorityRow", "Side", "SignedUnder", "authority_card", "signed_under", "warrant_told"]


class AuthorityRow(NamedTuple):
    """One post: its name, what it may do, from when to when, whether that counts now."""

    post: str
    href: str
    may: str
    term: str
    full_powers: str
    tag: Tag


class Side(NamedTuple):
    """What one side has notified; no rows where it has notified nothing."""

    name: str
    rows: tuple[AuthorityRow, ...]


class SignedUnder(NamedTuple):
    """Under which authority an entry was signed: a sentence, and where the item is."""

    told: str
    href: str


def authority_card(
    request: DeskRequest, channel: ChannelId, rooms: Rooms, parties: Iterable[str]
) -> tuple[tuple[Side, ...], tuple[tuple[str, str], ...]]:
    """The sides with what they have notified, our own first; and, for whoever drafts, each post of
    ours that may know of the dialogue, with where its authority is notified.
    """
    voice = request.voice
    own, now = str(voice.own), request.voice.now_ms or 0
    sides = tuple(
        Side(
            sentence(voice.side(code)),
            tuple(
                _row(voice, channel, one, newest.body.value, now)
                for one in rooms.authorities.details
                if one.party == code
                and (newest := one.newest()) is not None
                and newest.body.value is not None
            ),
        )
        for code in sorted(parties, key=lambda code: (code != own, code))
    )
    if not request.reader.may(Power.DRAFT):
        return sides, ()
    posts = tuple(
        (voice.pick(one.names), _stating(channel, str(one.slug)))
        for one in posts_in((channel,)).order_by("slug")
    )
    return sides, posts


def _row(
    voice: Voice, channel: ChannelId, one: AuthorityView, value: Authority, now: int
) -> AuthorityRow:
    words = voice.words
    if one.held_at(now) is not None:
        tag = Tag("confirmed", words.gettext("counts now"))
    elif value.may and now < value.since:
        tag = Tag("theirs", words.gettext("not yet"))
    else:
        tag = Tag("lapsed", words.gettext("counts no longer"))
    return AuthorityRow(
        post=voice.pick(value.post),
        href=_item(channel, f"authority/{one.id}"),
        may=sentence(may_told(voice, value)),
        term=term_told(voice, value) if value.may else "",
        full_powers="" if value.full_powers is None else voice.pick(value.full_powers),
        tag=tag,
    )


def _item(channel: ChannelId, matter: str) -> str:
    return reverse("item", kwargs={"channel": channel, "matter": matter})


def _stating(channel: ChannelId, name: str) -> str:
    return reverse("state", kwargs={"channel": channel, "matter": f"authority/{name}"})


def warrant_told(request: DeskRequest, found: Warrant) -> str:
    """Under what a draft would be signed, in a sentence. Rule: HOME-19."""
    voice, words = request.voice, request.voice.words
    if not found.needed:
        return ""
    if not found.notified:
        return words.gettext(
            "Our side has notified no authority to sign in this dialogue: none is checked."
        )
    if found.lacking:
        asked = voice.list(
            label(voice, "capacity", power) for one in found.lacking for power in sorted(one)
        )
        if not found.who:
            return words.gettext(
                "By what our side has notified, no post may do this just now: {powers}.",
                powers=asked,
            )
        newest = (one.newest() for one in found.who)
        who = voice.list(
            voice.pick(one.body.value.post)
            for one in newest
            if one is not None and one.body.value is not None
        )
        return words.gettext(
            "By what our side has notified, this post may not do this just now: {powers}. Who may:"
            " {posts}.",
            powers=asked,
            posts=who,
        )
    days = voice.list(_notified_on(voice, said) for _, said in found.under)
    return words.gettext("It would be signed under the authority notified on {day}.", day=days)


def _notified_on(voice: Voice, said: Said[Authority]) -> str:
    return voice.instant(said.declaration.time)


def signed_under(
    request: DeskRequest, held: Held, entry: Entry, rooms: Rooms
) -> tuple[SignedUnder, ...]:
    """Under which authorities an entry was signed, as its side had notified before. AUTH-7."""
    voice, details = request.voice, rooms.authorities.details
    found: dict[str, SignedUnder] = {}
    for powers in authorities.needed_for(_matters(held, entry.acts)):
        under = authorities.covering(
            details, entry.party, entry.post or "", powers, entry.time, entry.number
        )
        if under is not None:
            matter, said = under
            told = voice.words.gettext(
                "signed by {post}, under the authority notified on {day}",
                post=entry.post or "",
                day=_notified_on(voice, said),
            )
            found[matter] = SignedUnder(sentence(told), _item(held.channel.id, matter))
    return tuple(found.values())


def _matters(held: Held, acts: Iterable[Act]) -> Iterable[Matter]:
    """The items that acts are about, those of a proposal that is answered too."""
    ledger, logs = held.channel.fold.ledger, held.channel.fold.logs
    for act in acts:
        match act:
            case Offer():
                yield from act.values
            case Declare():
                yield act.matter
            case Accept(offer) | Refuse(offer):
                place = logs.places.get(offer.party)
                for link in () if place is None else logs.numbered(place, offer.number):
                    record = ledger.record(link, offer.index)
                    if record is not None:
                        yield from record.act.values
