# SPDX-License-Identifier: Apache-2.0
"""Templates: what each of them may use, and how a page is made of one.

The reader's language stands in a context variable while a template runs, so that a component says
its few words in it without being handed it each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from importlib import metadata
from typing import Any, Final

import jinja2
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import reverse
from markupsafe import Markup, escape

from comity.core.ids import ChannelId, Digest
from comity.desk.account.keeping import whose_input
from comity.desk.navigation import destinations
from comity.desk.requests import DeskRequest
from comity.desk.titles import dialogue_title
from comity.locale import LANGUAGES
from comity.telling.voice import Voice

__all__ = ["compile_all", "environment", "rendered", "show"]

_VOICE: Final[ContextVar[Voice]] = ContextVar("voice")


def environment(*, autoescape: bool = True, **options: Any) -> jinja2.Environment:
    """Jinja2 as the desk uses it: strict about what is undefined, everything escaped."""
    asked = {**options, "undefined": jinja2.StrictUndefined}
    made = jinja2.Environment(
        autoescape=autoescape,  # noqa: S701 - True, by the settings too
        trim_blocks=True,
        lstrip_blocks=True,
        **asked,
    )
    made.globals |= {
        "t": _text,
        "tm": _marked,
        "nt": _counted,
        "p": _meant,
        "url": _url,
        "static": _static,
        "languages": LANGUAGES,
        "version": metadata.version("comity"),
    }
    return made


def compile_all() -> None:
    """Every template is compiled and kept. Raises jinja2.TemplateError on one that can't be."""
    made: jinja2.Environment = engines["desk"].env  # type: ignore[attr-defined]  # Jinja2's has it
    for name in made.list_templates(extensions=["html"]):
        made.get_template(name)


def show(
    request: DeskRequest, template: str, values: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page in the language of whoever asks.

    Args:
        request: completed by the middleware.
        template: its path below ``desk/templates``.
        values: what the template uses beside what every page has.
        status: of the answer.
    """
    context = {**_every_page(request), **(values or {})}
    return HttpResponse(rendered(template, request.voice, context, request), status=status)


def rendered(
    template: str, voice: Voice, context: Mapping[str, Any], request: HttpRequest | None = None
) -> str:
    """A template put into words: `show` without what every page of a node's desk has."""
    token = _VOICE.set(voice)
    try:
        return str(engines["desk"].get_template(template).render(dict(context), request))
    finally:
        _VOICE.reset(token)


def _every_page(request: DeskRequest) -> dict[str, Any]:
    config = request.house.config
    voice = request.voice

    def channel_title(channel: str) -> str:
        return dialogue_title(voice, request.reader, ChannelId(Digest(channel)))

    return {
        "voice": voice,
        "words": voice.words,
        "lang": voice.words.language,
        "person": request.person,
        "reader": request.reader if request.person is not None else None,
        "demonstration": request.house.demonstration,
        "keys_locked": request.house.assembled.keys is None,
        "node_label": config.party.upper(),
        "shown_at": "" if voice.now_ms is None else voice.instant(voice.now_ms),
        "nav": destinations(request),
        "marking": None,
        "path": request.get_full_path(),
        "channel_title": channel_title,
        "news_tag": request.news_tag,
        "whose": whose_input(request),
    }


def _text(message: str, /, **places: object) -> str:
    return _VOICE.get().words.gettext(message, **places)


def _marked(message: str, /, **places: object) -> Markup:
    told = escape(_VOICE.get().words.gettext(message))
    return Markup(str(told)).format(**places)  # noqa: S704 - escaped just now


def _counted(one: str, many: str, count: int, /, **places: object) -> str:
    return _VOICE.get().words.ngettext(one, many, count, **places)


def _meant(context: str, message: str, /, **places: object) -> str:
    return _VOICE.get().words.pgettext(context, message, **places)


def _url(name: str, /, **places: object) -> str:
    return reverse(name, kwargs=places or None)


def _static(name: str) -> str:
    return f"/static/{name}"
