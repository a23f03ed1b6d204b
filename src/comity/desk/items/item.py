# SPDX-License-Identifier: Apache-2.0
"""The page of an item: what is agreed, what is open and what can be done, what was stated, and the
story of it all.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId, Matter
from comity.desk.dialogues.troubles import halts_of
from comity.desk.dispatch.told import purpose, tag_of
from comity.desk.forms.registry import form_for
from comity.desk.incidents.titles import incident_title, seen_incident
from comity.desk.items.index import Index, index_of, item_title, meeting_title, text_title, title_of
from comity.desk.items.lines import Column, columns_of
from comity.desk.items.plights import crossed, pending
from comity.desk.items.proposals import agreed_of, open_of
from comity.desk.items.spoken import said_in, spoken_page
from comity.desk.moves.asked import channel_named, matter_named
from comity.desk.moves.choosing import follow_up_number
from comity.desk.notes.beside import notes_beside
from comity.desk.pages import not_found
from comity.desk.press.beside import press_beside
from comity.desk.record.told import happened
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.soundings.links import sound_href
from comity.desk.states import Tag, awaits, due_of, offer_tag, proposal_tag, tags, timeless
from comity.desk.titles import marking_of
from comity.home import door
from comity.home.handing import handed
from comity.home.roles import Power
from comity.subjects.standing import Said, Standing
from comity.telling.history import history_of
from comity.telling.voice import sentence
from comity.workbench.drafting import shape_of

__all__ = ["DraftLine", "drafts_on", "item_page"]


class SaidLine(NamedTuple):
    """What one side has stated on the item: whose word, when, by which post, and its words."""

    party: str
    side: str
    time: str
    post: str | None
    columns: tuple[Column, ...]
    entry: str


class DraftLine(NamedTuple):
    """A draft at home: what it would do, by whom, how it stands, its page; its dialogue where that
    is not the one of the page, and its note for whoever it waits for.
    """

    href: str
    purpose: str
    author: str
    time: str
    tag: Tag
    dialogue: str = ""
    note: str = ""


class Above(NamedTuple):
    """The page of the whole that the item is a part of."""

    text: str
    href: str


@require_GET
@spoken_page(Power.READ)
def item_page(request: DeskRequest, channel: str, matter: str) -> HttpResponse:
    """The page."""
    here, name = channel_named(request, channel), matter_named(matter)
    index = index_of(request, here)
    standing = index.standings.get(name)
    if standing is None:
        return not_found(request)
    voice = request.voice
    title = item_title(voice, index, name)
    halts = halts_of(request, here)
    may = request.reader.may(Power.DRAFT) and not halts
    values: dict[str, Any] = {
        "channel": channel,
        "matter": name,
        "dialogue": title_of(request, here),
        "marking": marking_of(voice, index.rooms),
        "title": title,
        "above": _above(request, here, index, name),
        "tags": tags(voice, standing, adopted=index.is_adopted(name)),
        "told": awaits(voice, standing, index.follow_ups.get(name)) or _settled(request, standing),
        "due": due_of(voice, standing.by),
        "troubles": (
            *halts,
            *crossed(request, here, standing, title),
            *pending(request, here, standing, title),
        ),
        "open": open_of(request, here, index, standing, halted=bool(halts)),
        "agreed": agreed_of(request, here, index, name, standing.agreed),
        "in_force": None,
        "said": tuple(_said(request, here, name, one) for one in standing.said),
        "drafts": drafts_on(request, here, name),
        "story": happened(
            request, here, history_of(timeless(voice), request.house.node, here, name), name
        ),
        "proof": _proof(request, here, standing),
        "press": press_beside(request, here, name),
        "sound": sound_href(request, here, name),
        "notes": notes_beside(request, here, index, name),
        "propose": "",
        "follow_up": _follow_up(request, here, index, standing) if may else "",
        "state": "",
    }
    if standing.agreed is not None and not standing.agreed.confirmed:
        values["in_force"] = agreed_of(request, here, index, name, standing.confirmed)
    if may and form_for(name, "offer", "", None) is not None:
        values["propose"] = reverse("propose-item", kwargs={"channel": channel, "matter": name})
    if may and form_for(name, "declare", "", None) is not None:
        values["state"] = reverse("state", kwargs={"channel": channel, "matter": name})
    return show(request, "items/page.html", values)


def _follow_up(
    request: DeskRequest, channel: ChannelId, index: Index, standing: Standing[Any, Any]
) -> str:
    """Where a follow-up item is proposed that comes from an agreed item of an agenda, or from a
    paragraph of an adopted text; else empty. Rule: DESK-93.
    """
    shape = shape_of(standing.matter)
    adopted = shape == "text/*/p/*" and index.is_adopted(standing.matter)
    if standing.agreed is None or not (adopted or shape == "meeting/*/agenda/*"):
        return ""
    number = follow_up_number(request, channel, index.rooms)
    places = {"channel": channel, "matter": f"follow-up/{number}"}
    query = urlencode({"source": standing.matter})
    return f"{reverse('propose-item', kwargs=places)}?{query}"


def drafts_on(request: DeskRequest, channel: ChannelId, prefix: str) -> tuple[DraftLine, ...]:
    """The drafts at home on an item, or on any below it; on any at all below the empty path.

    None for who sees no drafts.
    """
    voice = request.voice
    found = [
        one
        for one in door.waiting(request.reader)
        if one.channel == channel and any(_below(name, prefix) for name in one.matters)
    ]
    over = handed(found)
    return tuple(
        DraftLine(
            href=reverse("draft", kwargs={"draft": one.id}),
            purpose=purpose(request, one),
            author=voice.pick(one.author.post.names),
            time=voice.instant(one.changed_ms),
            tag=tag_of(request, one, handed=one.id in over),
        )
        for one in found
    )


def _below(name: str, prefix: str) -> bool:
    return not prefix or name == prefix or name.startswith(f"{prefix}/")


def _settled(request: DeskRequest, standing: Standing[Any, Any]) -> str:
    """How an item stands on which nobody has to do anything, in a sentence."""
    words = request.voice.words
    if standing.agreed is not None:
        return words.gettext("Nothing is open on it.")
    if standing.closed:
        return words.gettext("Not agreed; no proposal is open.")
    if standing.said:
        return words.gettext("Stated by one side alone; it needs nobody's consent.")
    return words.gettext("No proposal on it has effect.")


def _above(request: DeskRequest, channel: ChannelId, index: Index, matter: Matter) -> Above | None:
    voice, segments = request.voice, matter.split("/")
    if segments[0] == "meeting" and segments[1:2] and segments[1] in index.meetings:
        href = reverse("meeting", kwargs={"channel": channel, "meeting": segments[1]})
        return Above(meeting_title(voice, index, segments[1]), href)
    if segments[0] == "incident":
        incident = seen_incident(index.rooms, segments[1])
        if incident is not None:
            href = reverse("incident", kwargs={"channel": channel, "incident": segments[1]})
            return Above(incident_title(voice, incident), href)
    if segments[0] == "text" and segments[1:2] and segments[1] in index.texts:
        href = reverse("text", kwargs={"channel": channel, "text": segments[1]})
        return Above(text_title(voice, index, segments[1]), href)
    for kind in ("measure", "fact"):
        if segments[0] == kind and segments[1:2]:
            href = reverse(kind, kwargs={"channel": channel, kind: segments[1]})
            return Above(item_title(voice, index, "/".join(segments[:2])), href)
    return None


def _said(request: DeskRequest, channel: ChannelId, matter: str, one: Said[Any]) -> SaidLine:
    voice, declared = request.voice, one.declaration
    return SaidLine(
        party=one.party,
        side=sentence(voice.side(one.party)),
        time=voice.instant(declared.time),
        post=None if declared.post is None else said_in(voice, declared.post),
        columns=columns_of(request, channel, matter, one.body),
        entry=reverse(
            "entry",
            kwargs={"channel": channel, "party": one.party, "number": declared.ref.number},
        ),
    )


class ProofLine(NamedTuple):
    """One act on the item: what it was, how it stands, its entry, and the digests."""

    name: str
    tag: Tag | None
    href: str
    entry: str
    body: str


def _proof(
    request: DeskRequest, channel: ChannelId, standing: Standing[Any, Any]
) -> tuple[ProofLine, ...]:
    """Every proposal and statement on the item, by its place in the record."""
    voice, words = request.voice, request.voice.words
    closed = {one.offer.ref: proposal_tag(voice, one) for one in (*standing.open, *standing.closed)}
    lines = []
    with request.house.node.channels.hold(channel) as held:
        view = held.channel.matter(standing.matter)
    for offer in view.offers:
        ref = offer.ref
        lines.append(
            ProofLine(
                name=words.gettext("Proposal {ref}", ref=f"{ref.party}/{ref.number}/{ref.index}"),
                tag=offer_tag(voice, offer) or closed.get(ref),
                href=reverse(
                    "entry",
                    kwargs={"channel": channel, "party": ref.party, "number": ref.number},
                ),
                entry=ref.hash,
                body=str(offer.values[standing.matter]),
            )
        )
    for said in view.declared:
        ref = said.ref
        lines.append(
            ProofLine(
                name=words.gettext("Statement {ref}", ref=f"{ref.party}/{ref.number}/{ref.index}"),
                tag=None,
                href=reverse(
                    "entry",
                    kwargs={"channel": channel, "party": ref.party, "number": ref.number},
                ),
                entry=ref.hash,
                body=str(said.body),
            )
        )
    return tuple(lines)
