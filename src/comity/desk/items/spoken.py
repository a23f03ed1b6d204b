# SPDX-License-Identifier: Apache-2.0
"""Words that stand in another language than the page: marked where they are picked, and said to
be in it where the page is sent (WCAG 3.1.2).

The marks are characters that no signed text may hold (ENC-7), so nobody's words can forge them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponse

from comity.desk.pages import page
from comity.desk.requests import DeskRequest
from comity.home.roles import Power
from comity.locale import LANGUAGES
from comity.telling.voice import Voice

__all__ = ["ListeningVoice", "as_spoken", "plainly", "said_in", "spoken_page"]

P = ParamSpec("P")

_FROM, _THEN, _TO = "\x01", "\x02", "\x03"
_MARKED: Final = re.compile(rf"{_FROM}([^{_FROM}{_THEN}]*){_THEN}([^{_TO}]*){_TO}")
_MARKS: Final = re.compile(rf"{_FROM}[^{_FROM}{_THEN}]*{_THEN}|[{_FROM}{_THEN}{_TO}]")
_STOPS: Final = re.compile(rf"([.。?!…]){_TO}[.。]")
"""A full stop of ours behind words that bring their own."""
_TAG: Final = re.compile(r"(<[^>]*>)")
_SCRIPTS: Final = (
    ("ko", re.compile(r"[가-힣]")),
    ("ja", re.compile(r"[ぁ-ヴ]")),
    ("ja", re.compile(r"[一-龯]")),
    ("en", re.compile(r"[A-Za-z]{2}")),
)
"""By which characters the language of words is told that nobody has named; the first decides."""


@dataclass(frozen=True, slots=True)
class ListeningVoice(Voice):
    """A voice that hears in which language a text is, and marks those in another than its own."""

    def pick(self, told: Mapping[str, str]) -> str:
        """As `Voice.pick`, marked."""
        if self.all_languages and len(told) > 1:
            return " / ".join(
                f"[{code}] {self._marked(code, text)}" for code, text in self.ordered(told)
            )
        for language in (self.words.language, *LANGUAGES, *told):
            if language in told:
                return self._marked(language, told[language])
        return ""

    def _marked(self, language: str, text: str) -> str:
        if language == self.words.language or not text:
            return text
        return f"{_FROM}{language}{_THEN}{text}{_TO}"


def said_in(voice: Voice, text: str) -> str:
    """A text of which nobody has said the language, marked as that of its script."""
    for language, script in _SCRIPTS:
        if script.search(text):
            return voice.pick({language: text})
    return text


def plainly(text: str) -> str:
    """A text without its marks."""
    return _MARKS.sub("", _STOPS.sub(rf"\1{_TO}", text))


def as_spoken(html: str) -> str:
    """A page in which what was marked is said to be in its language; in tags the marks go."""
    parts = _TAG.split(_STOPS.sub(rf"\1{_TO}", html))
    titled = False
    for place, part in enumerate(parts):
        if part.startswith("<"):
            titled = part.startswith("<title") or (titled and not part.startswith("</title"))
        if _FROM not in part and _TO not in part:
            continue
        if not titled and not part.startswith("<"):
            part = _MARKED.sub(r'<span lang="\1">\2</span>', part)  # noqa: PLW2901
        parts[place] = _MARKS.sub("", part)
    return "".join(parts)


def spoken_page(
    power: Power | None = None,
) -> Callable[
    [Callable[Concatenate[DeskRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """As `page`, for a page on which negotiated words stand in whatever language they are."""

    def around(
        view: Callable[Concatenate[DeskRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @page(power)
        @wraps(view)
        def inner(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            values = {one.name: getattr(request.voice, one.name) for one in fields(Voice)}
            request.voice = ListeningVoice(**values)
            answer = view(request, *args, **kwargs)
            html = answer.content.decode()
            if _FROM in html:
                answer.content = as_spoken(html).encode()
            return answer

        return inner

    return around
