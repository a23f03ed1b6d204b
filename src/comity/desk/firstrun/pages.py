# SPDX-License-Identifier: Apache-2.0
"""The pages: the code, the form, what was made; and the wait for the desk."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core.errors import ComityError
from comity.core.ids import digest_bytes
from comity.desk.firstrun.answers import SECRETS, read_answers
from comity.desk.firstrun.installed import office
from comity.desk.firstrun.making import Made, make
from comity.desk.rendering import rendered
from comity.keys.words import spoken, words_of
from comity.locale import LANGUAGES, Catalogue, Language, catalogue, mark
from comity.telling.faults import told_of, what_next
from comity.telling.voice import Voice

__all__ = ["begin", "choose_language", "create", "enter", "wait"]

REFRESH_S: Final = 2
"""Seconds after which a page that waits for the desk asks again."""
ACCEPTED: Final = 202
"""The status of that page: not 200, by which the desk itself is known."""
TEXT_CHARS_MAX: Final = 4_096
"""Of what is shown again in a field."""
_ZONES: Final[dict[Language, str]] = {"en": "UTC", "ko": "Asia/Seoul", "ja": "Asia/Tokyo"}
_LISTEN: Final = "127.0.0.1:8441"
_PARTS: Final = {
    "admin_": mark("First administrator"),
    "officer_": mark("First officer"),
}
"""Parts of the page by how the names of their fields begin."""
_FIELDS: Final = {
    "party": mark("Code of the side"),
    "zone": mark("Time zone of the desk"),
    "listen": mark("Where this node listens"),
    "addresses": mark("Addresses for the other sides"),
    "passphrase": mark("Passphrase of the working keys"),
    "root_passphrase": mark("Passphrase of the root keys"),
    "post": mark("Post"),
    "sign_in": mark("Sign-in name"),
    "password": mark("Password"),
    "language": mark("Language of the pages"),
}
"""What each field is called; those of a person without the person."""
_PLACED: Final = mark("{field}: {told}")
_OF_PART: Final = mark("{part}, {field}")
_AGAIN: Final = mark("{field}, once more")
_UNKEPT: Final = mark("Type every password and passphrase again: they are not kept on a page")
_TAKEN: Final = mark(
    "The node can't listen there: another program uses the port, or it is no address of this"
    " machine"
)
_WRONG_CODE: Final = mark("This is not the code that stands on the terminal now")


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """The page that asks for the code."""
    here = office()
    if here.made is not None:
        return _made(request, here.made)
    return _page(request, "code", {"fault": ""})


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """The form, for whoever has typed the code. Rule: SERVE-4."""
    here = office()
    if here.made is not None:
        return HttpResponseRedirect("/")
    token = here.entrance.open(request.POST.get("code", "")[:64])
    if token is None:
        return _page(request, "code", {"fault": _words(request).gettext(_WRONG_CODE)}, 400)
    return _form(request, token, _defaults(request), {})


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Make the node if all that was typed is valid; else the form again, with each fault."""
    here = office()
    if request.method != "POST" or not here.entrance.admits(request.POST.get("token", "")):
        return HttpResponseRedirect("/")
    words = _words(request)
    typed = {name: str(value) for name, value in request.POST.items()}
    answers, messages = read_answers(typed, (here.host, here.port))
    faults = {field: words.gettext(message) for field, message in messages.items()}
    if "listen" not in faults and answers is not None and not _free(answers.plan):
        faults["listen"] = words.gettext(_TAKEN)
    if answers is None or faults:
        return _form(request, typed["token"], typed, faults)
    with here.making:
        if here.made is None:
            try:
                here.made = make(here.folder, answers)
            except ComityError as error:
                told = told_of(words, error.code, error.hint)
                faults[""] = f"{told} {what_next(words, error.code)}".strip()
                return _form(request, typed["token"], typed, faults)
            here.on_made(answers.passphrase)
    return HttpResponseRedirect("/")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The language of these pages from now on."""
    wanted = request.POST.get("language", "")
    if wanted in LANGUAGES:
        office().chosen = wanted
    return HttpResponseRedirect("/")


def wait(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page that asks again until the desk answers in its place; before, the way to begin."""
    del exception
    if office().made is None:
        return HttpResponseRedirect("/")
    response = _page(request, "wait", {}, ACCEPTED)
    response.headers["Refresh"] = str(REFRESH_S)
    return response


def _made(request: HttpRequest, made: Made) -> HttpResponse:
    language = _language(request)
    values = {
        "made": made,
        "spoken": spoken(words_of(digest_bytes(made.root), language), language),
    }
    return _page(request, "made", values)


def _form(
    request: HttpRequest, token: str, typed: Mapping[str, str], faults: Mapping[str, str]
) -> HttpResponse:
    """The form, with what was typed but for passwords."""
    shown = {name: value[:TEXT_CHARS_MAX] for name, value in typed.items() if name not in SECRETS}
    words = _words(request)
    summary = [
        (_placed(words, field, told), f"#{field}" if field else None)
        for field, told in faults.items()
    ]
    if faults:
        summary.append((words.gettext(_UNKEPT), f"#{SECRETS[0]}"))
    values = {
        "token": token,
        "typed": shown,
        "faults": faults,
        "summary": summary,
        "desk": f"{office().host}:{office().port}",
    }
    return _page(request, "form", values, 400 if faults else 200)


def _placed(words: Catalogue, field: str, told: str) -> str:
    """A fault as the summary says it: of which field, and of which part of the page where two ask
    for the same. What is wrong with no field stands by itself.
    """
    part = next((one for one in _PARTS if field.startswith(one)), "")
    name = field.removeprefix(part).removesuffix("_again")
    known = next((one for one in _FIELDS if name == one or name.startswith(f"{one}_")), "")
    if not known:
        return told
    called = words.gettext(_FIELDS[known])
    if part:
        called = words.gettext(_OF_PART, part=words.gettext(_PARTS[part]), field=called)
    if field.endswith("_again"):
        called = words.gettext(_AGAIN, field=called)
    return words.gettext(_PLACED, field=called, told=told)


def _defaults(request: HttpRequest) -> dict[str, str]:
    language = _language(request)
    return {
        "listen": _LISTEN,
        "zone": _ZONES[language],
        "admin_sign_in": "admin",
        "admin_language": language,
        "officer_language": language,
    }


def _free(plan: Any) -> bool:
    """Whether the exchange could listen at its place just now."""
    host = plan.host.removeprefix("[").removesuffix("]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as place:
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            place.bind((host, plan.port))
    except OSError:
        return False
    return True


# --- how it is shown ---


def _page(
    request: HttpRequest, name: str, values: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    words = _words(request)
    voice = Voice(words, None, int(time.time() * 1000))
    context = {
        "voice": voice,
        "words": words,
        "lang": words.language,
        "person": None,
        "reader": None,
        "demonstration": False,
        "keys_locked": False,
        "node_label": "",
        "nav": (),
        "marking": None,
        "path": "/",
        **values,
    }
    told = rendered(f"firstrun/{name}.html", voice, context, request)
    response = HttpResponse(told, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _words(request: HttpRequest) -> Catalogue:
    return catalogue(_language(request), "desk")


def _language(request: HttpRequest) -> Language:
    """The one chosen here, or the browser's, or the terminal's."""
    accepted = request.headers.get("Accept-Language", "")[:200]
    wanted = [office().chosen]
    wanted += [part.partition(";")[0].strip()[:2].lower() for part in accepted.split(",")]
    for one in wanted:
        for language in LANGUAGES:
            if one == language:
                return language
    return office().language
