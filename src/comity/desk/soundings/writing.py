# SPDX-License-Identifier: Apache-2.0
"""Sounding out: what would go over off the record, and the sending of it.

Whoever may sign in the dialogue may sound out. Nothing is signed, so no password is asked for; no
draft is made and no line is written, since nothing is to be left (POUCH-22).
"""

from __future__ import annotations

from http import HTTPStatus
from secrets import token_bytes
from typing import Any, Final, Literal, NamedTuple, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ComityError, MalformedError
from comity.core.ids import ChannelId, Digest, Matter, b64, unb64
from comity.desk.account.keeping import take_kept
from comity.desk.forms.shown import shown_form
from comity.desk.items.index import index_of, item_title, title_of
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import channel_named, matter_named
from comity.desk.offers import ShownItem, shown_body
from comity.desk.pages import status_of_error
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.soundings.form import AnswerForm, SoundingForm
from comity.desk.soundings.heard import heard_named
from comity.desk.titles import marking_of
from comity.home import door, drafts
from comity.home.reading import not_found
from comity.home.roles import Power
from comity.node.moves import Proposal
from comity.node.soundings import NONCE_BYTES, Heard, Sounding, others_of, sound
from comity.subjects import read_body
from comity.telling.faults import told_of

__all__ = ["SOUND", "sound_page", "sounding_sheet"]

SOUND: Final = "sound"
"""Names the step of a proposal's form that comes here instead of making a draft."""


class About(NamedTuple):
    """What a sounding is about.

    Args:
        item: the item, or None for the dialogue as a whole.
        value: the canonical JSON of a value for it, or None.
        answers: the sounding that it answers, or None.
        name: the nonce that it is sent under: sent twice it is the same one.
    """

    item: Matter | None
    value: str | None
    answers: Heard | None
    name: str


@require_http_methods(["GET", "POST"])
@spoken_page(Power.SIGN)
def sound_page(request: DeskRequest, channel: str) -> HttpResponse:
    """The form; what is sent well goes over by itself. DESK-62."""
    here = channel_named(request, channel)
    posted = request.method == "POST"
    # What was typed may have come over the sign-in page, or a change of the language.
    typed = request.POST if posted else take_kept(request)
    asked = request.GET if typed is None else typed
    answers = asked.get("answers", "")
    answered = heard_named(request, here, answers) if answers else None
    item = asked.get("about", "") if answered is None else answered.said.about or ""
    matter = matter_named(item) if item else None
    value = asked.get("value") or _drafted(request, here, matter, asked.get("draft", ""))
    about = About(matter, _readable(matter, value), answered, _name_of(asked.get("name", "")))
    return _sheet(request, here, about, typed, sent=posted)


def sounding_sheet(
    request: DeskRequest, channel: ChannelId, item: Matter, raw: bytes
) -> HttpResponse:
    """The form of a sounding that names what the form of a proposal has just been filled with."""
    if not request.reader.may(Power.SIGN):
        raise not_found()
    about = About(item, raw.decode(), None, _new_name())
    return _sheet(request, channel, about, None, sent=False)


def _sheet(
    request: DeskRequest,
    channel: ChannelId,
    about: About,
    typed: QueryDict | None,
    *,
    sent: bool,
) -> HttpResponse:
    voice, node = request.voice, request.house.node
    sides = tuple(str(one) for one in others_of(node, channel))
    if about.answers is not None:
        one = about.answers
        sides = (str(one.to if one.ours else one.party),)
    kind = SoundingForm if about.answers is None else AnswerForm
    said = about.value is not None
    form = kind(typed, voice, sides, said=said)
    fault, status = "", HTTPStatus.OK
    if sent and form.is_valid():
        try:
            _send(request, channel, about, form)
        except ComityError as error:
            fault = told_of(voice.words, error.code, error.hint)
            status = status_of_error(error)
        else:
            address = reverse("soundings", kwargs={"channel": channel})
            return HttpResponseRedirect(f"{address}?sent")
    elif sent:
        status = HTTPStatus.BAD_REQUEST
    shown = shown_form(voice, form, quiet=not sent)
    index = index_of(request, channel)
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, channel),
        "marking": marking_of(voice, index.rooms),
        "sides": voice.sides(sides),
        "title": _title(request, channel, about),
        "answers": about.answers is not None,
        "item": _shown(request, channel, about),
        "form": shown,
        "faults": [*shown.faults, *([(fault, None)] if fault else [])],
        "action": reverse("sound", kwargs={"channel": channel}),
        "path": reverse("sound", kwargs={"channel": channel}),
        "typed_kept": typed is not None,
        "hidden": tuple((name, text) for name, text in (
            ("about", about.item or ""),
            ("value", about.value or ""),
            ("answers", "" if about.answers is None else about.answers.nonce),
            ("name", about.name),
        ) if text),
    }  # fmt: skip
    return show(request, "soundings/new.html", values, status=status)


def _send(request: DeskRequest, channel: ChannelId, about: About, form: SoundingForm) -> None:
    node = request.house.node
    now = node.clock.now_ms()
    roots = {str(code): root for code, root in others_of(node, channel).items()}
    sounding = Sounding(
        about=about.item,
        answers=None if about.answers is None else about.answers.nonce,
        channel=channel,
        stance=cast("Literal['could-work', 'difficult'] | None", form.stance),
        time=now,
        value=about.value,
        words=form.cleaned_data["words"],
    )
    kept = request.house.assembled.soundings
    sound(node, kept, roots[form.side], sounding, now + form.lasts_ms, Digest(about.name))


def _title(request: DeskRequest, channel: ChannelId, about: About) -> str:
    if about.item is None:
        return request.voice.words.gettext("The dialogue as a whole")
    return item_title(request.voice, index_of(request, channel), about.item)


def _shown(request: DeskRequest, channel: ChannelId, about: About) -> ShownItem | None:
    """The value that it names, as the other side would read it."""
    if about.item is None or about.value is None:
        return None
    return shown_body(request, channel, about.item, "offer", about.value.encode())


def _drafted(
    request: DeskRequest, channel: ChannelId, matter: Matter | None, named: str
) -> str | None:
    """The value that a draft at home proposes for an item, or None where none is named."""
    if not named or matter is None:
        return None
    try:
        draft = door.open_draft(request.reader, UUID(named))
    except ValueError:
        raise not_found() from None
    move = drafts.unpack(draft.move)
    if draft.channel != channel or not isinstance(move, Proposal) or matter not in move.values:
        raise not_found()
    return move.values[matter].decode()


def _readable(matter: Matter | None, value: str | None) -> str | None:
    """The value, if the room of its item can read it: nothing else is sent from here.

    Raises:
        MalformedError: as that room.
    """
    if value is None or matter is None:
        return None
    read_body(matter, "offer", value.encode())
    return value


def _name_of(typed: str) -> str:
    """The nonce of a form that was sent; a new one for a form that is opened."""
    try:
        unb64(typed, NONCE_BYTES)
    except MalformedError:
        return _new_name()
    return typed


def _new_name() -> str:
    return b64(token_bytes(NONCE_BYTES))
