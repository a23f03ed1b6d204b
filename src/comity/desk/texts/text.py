# SPDX-License-Identifier: Apache-2.0
"""The page of a text.

``?history=KEY`` shows what each wording of a paragraph changed, ``?names=no`` hides who proposes
what, ``?view=print`` leaves out all that paper has no use for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.ids import ChannelId
from comity.desk.dialogues.troubles import Trouble, halts_of
from comity.desk.items.index import Index, index_of, text_title
from comity.desk.items.item import DraftLine, drafts_on
from comity.desk.items.plights import pending
from comity.desk.moves.asked import channel_named
from comity.desk.moves.choosing import follow_up_number
from comity.desk.notes.beside import notes_beside
from comity.desk.offers import unread_offers
from comity.desk.pages import not_found, page
from comity.desk.press.beside import press_beside
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.states import tags
from comity.desk.texts.adoption import adoption_of, differing_of
from comity.desk.texts.head import counts_told, facts_of, standing_told
from comity.desk.texts.packages import outline_of, packages_of
from comity.desk.texts.paging import PARAGRAPHS_MAX, PRINTED_MAX, paging_of
from comity.desk.texts.paragraphs import paragraphs_of
from comity.desk.texts.proposals import Manner
from comity.desk.texts.versions import Version, versions_of, wordings_of
from comity.desk.titles import dialogue_title, marking_of
from comity.home.roles import Power
from comity.subjects.standing import Standing
from comity.subjects.texts import TextView
from comity.telling.texts.languages import columns_of
from comity.telling.texts.numbers import numbers_of

__all__ = ["History", "Ways", "text_page"]


class Ways(NamedTuple):
    """Other manners of seeing the page.

    Args:
        names: with the names of sides, or without them where they are shown.
        print: for paper, or for the screen again.
        plain: without the history of a paragraph.
        history: with that of the paragraph whose key is put behind it.
        at: at the paragraph whose key is put behind it, after ``at=``.
    """

    names: str
    print: str
    plain: str
    history: str
    at: str


class History(NamedTuple):
    """The wordings that one paragraph has had."""

    key: str
    versions: tuple[Version, ...]


@require_GET
@page(Power.READ)
def text_page(request: DeskRequest, channel: str, text: str) -> HttpResponse:
    """The page."""
    here = channel_named(request, channel)
    index = index_of(request, here)
    seen = index.texts.get(text)
    if seen is None:
        return not_found(request)
    voice = request.voice
    halts = halts_of(request, here)
    printed = request.GET.get("view") == "print"
    named = request.GET.get("names") != "no"
    may = request.reader.may(Power.DRAFT) and not halts and not printed
    manner = Manner(here, may, named, unread_offers(request, here))
    columns = columns_of(voice, seen)
    languages = [one.language for one in columns]
    paragraphs = paragraphs_of(voice, seen, languages, manner)
    ways = _ways(request, channel, text, named=named, printed=printed)
    paging = paging_of(
        voice.words,
        seen,
        numbers_of(seen),
        request.GET.get("history", "") or request.GET.get("at", ""),
        ways.at,
        PRINTED_MAX if printed else PARAGRAPHS_MAX,
    )
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": dialogue_title(voice, request.reader, here),
        "marking": marking_of(voice, index.rooms),
        "title": text_title(voice, index, text),
        "told": standing_told(voice, seen),
        "counts": counts_told(voice, seen, paragraphs),
        "facts": facts_of(voice, here, index, seen),
        "troubles": (*halts, *differing_of(voice, seen), *_pending(request, here, seen)),
        "columns": columns,
        "paragraphs": [one for one in paragraphs if one.key in paging.shown and not one.outside],
        "outside": [one for one in paragraphs if one.key in paging.shown and one.outside],
        "bare": all(one.outside for one in paragraphs),
        "portions": paging.portions,
        "packages": packages_of(voice, seen, manner, paging) if named else (),
        "outline": outline_of(voice, seen, manner),
        "outline_tags": tags(voice, seen.header),
        "outline_item": reverse("item", kwargs={"channel": channel, "matter": f"text/{text}"}),
        "outline_propose": reverse(
            "propose-item", kwargs={"channel": channel, "matter": f"text/{text}"}
        )
        if may
        else "",
        "adoption": adoption_of(voice, seen, manner, paging),
        "drafts": _drafts(request, here, text) if not printed else (),
        "notes": notes_beside(request, here, index, f"text/{text}", below=True)
        if not printed
        else (),
        "press": press_beside(request, here, f"text/{text}"),
        "history": _history(request, here, seen, languages),
        "named": named,
        "attributed": _attributed(seen),
        "printed": printed,
        "follow_up": _follow_up(request, here, index, text) if may and seen.adopted else "",
        "file_action": reverse("text-file", kwargs={"channel": here, "text": text}),
        "ways": ways,
    }
    return show(request, "texts/page.html", values)


def _follow_up(request: DeskRequest, channel: ChannelId, index: Index, text: str) -> str:
    """Where a follow-up item is proposed that comes from the text. Rule: DESK-93."""
    number = follow_up_number(request, channel, index.rooms)
    places = {"channel": channel, "matter": f"follow-up/{number}"}
    query = urlencode({"source": f"text/{text}"})
    return f"{reverse('propose-item', kwargs=places)}?{query}"


def _attributed(text: TextView) -> bool:
    """Whether the page has anything of which it says whose it is."""
    parts: tuple[Standing[Any, Any], ...] = (text.header, *text.paragraphs)
    return any(one.open or one.closed or one.said for one in parts)


def _pending(request: DeskRequest, channel: ChannelId, text: TextView) -> tuple[Trouble, ...]:
    title = request.voice.words.gettext("the adoption of the text")
    return pending(request, channel, text.adoption, title)


def _drafts(request: DeskRequest, channel: ChannelId, name: str) -> tuple[DraftLine, ...]:
    return drafts_on(request, channel, f"text/{name}")


def _history(
    request: DeskRequest, channel: ChannelId, text: TextView, languages: Sequence[str]
) -> History | None:
    """The wordings of the paragraph that is asked for; None where none is."""
    key = request.GET.get("history", "")
    matter = f"text/{text.id}/p/{key}"
    standing = next((one for one in text.paragraphs if one.matter == matter), None)
    if standing is None:
        return None
    wordings = wordings_of(request, channel, standing)
    versions = versions_of(request.voice, channel, standing, wordings, languages)
    return History(key, versions)


def _ways(request: DeskRequest, channel: str, name: str, *, named: bool, printed: bool) -> Ways:
    here = reverse("text", kwargs={"channel": channel, "text": name})
    at = request.GET.get("at", "")

    def to(**asked: str) -> str:
        query = QueryDict(mutable=True)
        query.update({key: value for key, value in asked.items() if value})
        return f"{here}?{query.urlencode()}" if query else here

    names, view = "" if named else "no", "print" if printed else ""
    return Ways(
        names=to(names="no" if named else "", view=view, at=at),
        print=to(names=names, view="" if printed else "print"),
        plain=to(names=names, at=request.GET.get("history", "")),
        history=to(names=names, history="-")[:-1],
        at=to(names=names, view=view, at="-").removesuffix("at=-"),
    )
