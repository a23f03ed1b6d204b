# SPDX-License-Identifier: Apache-2.0
"""What every page keeps, tried at every address there is: who may, what caches and frames may.

DESK-7: "sends no inline script or style and loads nothing from elsewhere: `default-src 'none'`.
Answers are not kept by caches. Cookies are `Secure`, `HttpOnly`, `SameSite=Lax`, named after the
side and port."
"""

import re
from collections.abc import Iterator
from typing import Any, Final
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from pytest_django import Settings

from comity.core.ids import Matter
from comity.desk.errors import absent, broken, unread
from comity.home import notes, organs
from comity.home.models import Draft, Person
from comity.home.models_notes import Note
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.site import settings as site_settings
from comity.site.urls import urlpatterns as every_address
from tests.desk.capitals import JP, NOW, Capitals, Visitor
from tests.desk.sending import send, sheet_of, state_of
from tests.desk.staff import (
    PASSWORD,
    QUICK,
    person_at,
    proposal_of,
    visitor_at,
)
from tests.unit.subjects.samples import ALL, DATE, HEADER

OPEN: Final = frozenset({"sign-in", "language", "sign-out"})
"""Addresses for whoever is at the door."""
ONLY_DEMONSTRATED: Final = frozenset({"design", "story"})
ONLY_SENT: Final = frozenset({"language", "sign-out"})


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


def _names(patterns: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """Every address by its name, with the places that it has."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns)
        else:
            assert isinstance(one, URLPattern)
            assert one.name, one.pattern
            yield one.name, frozenset(one.pattern.converters)


NAMES: Final = tuple(sorted(_names(every_address)))


@pytest.fixture
def filled(capitals: Capitals) -> Capitals:
    """A dialogue in which every address leads somewhere."""
    capitals.agree({"text/t": HEADER})
    matter, _, measure = ALL["measure"]
    capitals.agree({matter: measure})
    matter, _, figure = ALL["figure"]
    capitals.offer(JP, {"meeting/jp-1/date": DATE, matter: figure})
    for name in ("notice", "document"):
        matter, _, value = ALL[name]
        capitals.state(JP, matter, value)
    capitals.exchange()
    signer = visitor_at(capitals, "signer", Role.SIGNER)
    proposal_of(capitals, signer)
    reader = Reader(Person.objects.get(sign_in="signer"), capitals.kr, approvals=0)
    notes.add_note(reader, capitals.channel, Matter("meeting/jp-1/date"), "internal")
    person_at(capitals, "keeper", Role.ADMINISTRATOR, post="office")
    organs.add_organ("ministry", {"en": "Ministry"}, NOW)
    return capitals


def _address(capitals: Capitals, name: str, places: frozenset[str]) -> str:
    known: dict[str, object] = {
        "channel": capitals.channel, "meeting": "jp-1", "text": "t", "matter": "meeting/jp-1/date",
        "party": "jp", "number": 3, "index": 0, "draft": Draft.objects.get().pk,
        "sign_in": "signer", "post": "director-general", "guidance": "kr-1", "language": "en",
        "secret": "A" * 43, "digest": "A" * 43, "organ": "ministry",
        "document": ALL["document"][0].split("/")[1], "incident": ALL["notice"][0].split("/")[1],
        "measure": ALL["measure"][0].split("/")[1], "fact": ALL["figure"][0].split("/")[1],
        "note": Note.objects.get().pk, "what": "ack",
    }  # fmt: skip
    missing = places - known.keys()
    assert not missing, f"say here what stands for {missing}, so that the page is tried"
    return reverse(name, kwargs={place: known[place] for place in places} or None)


def _officer(capitals: Capitals, name: str) -> Visitor:
    keeps = name in (
        "people", "person", "audit", "withdraw", "withdraw-organ", "deactivate"
    )  # fmt: skip
    return capitals.visitor(Person.objects.get(sign_in="keeper" if keeps else "signer"))


# --- who may ---


@pytest.mark.parametrize(("name", "places"), NAMES)
def test_nobody_is_answered_who_has_not_signed_in(
    filled: Capitals, name: str, places: frozenset[str]
) -> None:
    """DESK-1: "shows a page only to whoever is signed in and may open it"."""
    address, before = _address(filled, name, places), state_of(filled)
    client = Client()
    asked, sent = client.get(address, secure=True), client.post(address, {"a": "b"}, secure=True)
    if name == "sign-in":
        assert (asked.status_code, sent.status_code) == (200, 400)
    elif name in ONLY_SENT:
        assert (asked.status_code, sent.status_code) == (405, 302)
    elif name in ONLY_DEMONSTRATED:
        assert asked.status_code in (302, 404)
        assert sent.status_code == 405
    elif name == "news":
        assert asked.status_code in (302, 401, 403)
    elif name == "feed":  # its address alone opens it: one that nobody has made opens nothing
        assert (asked.status_code, sent.status_code) == (404, 405)
    else:
        assert asked.status_code == 302, name
        assert asked.headers["Location"].startswith("/sign-in")
        # What takes nothing says so to everybody; what takes something asks who it is.
        assert sent.status_code == 405 or 'name="sign_in"' in sent.content.decode()
    assert DATE["title"]["en"] not in asked.content.decode() + sent.content.decode()
    assert state_of(filled) == before


@pytest.mark.parametrize(("name", "places"), NAMES)
def test_nothing_is_taken_that_does_not_come_from_an_open_page(
    filled: Capitals, name: str, places: frozenset[str]
) -> None:
    address = _address(filled, name, places)
    signed_in = _officer(filled, name).client
    before = state_of(filled)
    for cookies in (Client().cookies, signed_in.cookies):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = cookies
        for origin in ("https://testserver", "https://elsewhere.example", "null"):
            fields = {"csrfmiddlewaretoken": "x" * 64, "step": "discard", "language": "ko"}
            headers = {"origin": origin}
            answer: Any = strict.post(address, fields, secure=True, headers=headers)
            assert answer.status_code == 403, (name, answer.status_code)
            assert "This form is no longer valid" in sheet_of(answer).words
    assert state_of(filled) == before


def test_with_its_token_a_form_is_taken(capitals: Capitals) -> None:
    person_at(capitals, "signer", Role.SIGNER)
    client = Client(enforce_csrf_checks=True)
    form = sheet_of(client.get("/sign-in", secure=True)).form  # type: ignore[arg-type]
    told = {**form.fields, "sign_in": "signer", "password": PASSWORD}
    origin = {"headers": {"referer": "https://testserver/sign-in"}}
    assert send(client, "/sign-in", told, **origin).status_code == 302
    # The token of before the sign-in is not that of after it.
    assert send(client, "/sign-out", told, **origin).status_code == 403


# --- what goes along with every page ---


@pytest.mark.parametrize(("name", "places"), NAMES)
def test_every_answer_forbids_caches_frames_and_anything_from_elsewhere(
    filled: Capitals, name: str, places: frozenset[str]
) -> None:
    address = _address(filled, name, places)
    visitor = _officer(filled, name)
    answers = [visitor.open(address), send(visitor, address, {"step": "nothing"})]
    answers += [visitor.open(f"{address}nothing-here"), Visitor(Client(), filled).open(address)]
    for answer in answers:
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert "http" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"] or "no-cache" in headers["Cache-Control"]
        if answer.content and "text/html" in headers["Content-Type"]:
            _inside_only(answer.content.decode())


def _inside_only(page: str) -> None:
    """No inline script or style, nothing from elsewhere."""
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", page)
    for script in re.findall(r"<script[^>]*>([^<]*)</script>", page):
        assert script == ""
    for target in re.findall(r"<[^>]*\s(?:src|href|action)=\"([^\"]*)\"", page):
        assert not target or target[0] in "/#?.", target
        assert not target.startswith("//"), target


@pytest.mark.parametrize(("name", "places"), NAMES)
def test_whoever_asks_for_the_head_of_a_page_gets_that_of_the_page(
    filled: Capitals, name: str, places: frozenset[str]
) -> None:
    address, client = _address(filled, name, places), _officer(filled, name).client
    head: Any = client.head(address, secure=True)
    page: Any = client.get(address, secure=True)
    assert head.status_code == page.status_code
    assert head.headers["Content-Type"] == page.headers["Content-Type"]
    assert head.content == b""


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_refused_in_words_everywhere(filled: Capitals, method: str) -> None:
    before = state_of(filled)
    for name, places in NAMES:
        address = _address(filled, name, places)
        answer: Any = _officer(filled, name).client.generic(method, address, secure=True)
        assert answer.status_code == 405, name
        assert "does not take that" in sheet_of(answer).words, name
        assert answer.headers["Allow"]
    assert state_of(filled) == before


def test_cookies_are_for_this_desk_alone(capitals: Capitals) -> None:
    person_at(capitals, "signer", Role.SIGNER)
    client = Client()
    client.get("/sign-in", secure=True)
    send(client, "/sign-in", {"sign_in": "signer", "password": PASSWORD})
    assert len(client.cookies) == 2
    for name, cookie in client.cookies.items():
        assert name.startswith("__Host-comity")
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert not cookie["domain"]
    assert not client.cookies[site_settings.SESSION_COOKIE_NAME]["max-age"]


def test_two_desks_on_one_host_do_not_take_each_others_cookies(
    monkeypatch: pytest.MonkeyPatch, capitals: Capitals
) -> None:
    """DESK-7: "named after the side and port"."""
    import importlib  # noqa: PLC0415

    monkeypatch.setenv("COMITY_NODE", str(capitals.house.config.folder))
    try:
        named = importlib.reload(site_settings).SESSION_COOKIE_NAME
    finally:
        monkeypatch.undo()
        importlib.reload(site_settings)
    config = capitals.house.config
    assert named == f"__Host-comity-{config.party}-{config.desk_port}"


# --- what is not there, and what broke ---


def test_an_address_that_is_none_is_told_in_words_to_everybody(capitals: Capitals) -> None:
    visitor = visitor_at(capitals, "signer", Role.SIGNER)
    for client in (visitor.client, Client()):
        for address in ("/nothing", "/..", "/%00", "/" + "a" * 9_000, "/dispatch/x/", "/%ff"):
            answer: Any = client.get(address, secure=True)
            assert answer.status_code == 404, address
            assert "Page not found" in sheet_of(answer).words


@pytest.mark.parametrize("kind", ["propose", "propose-item", "state", "answer"])
def test_a_dialogue_one_may_not_know_of_is_answered_like_one_that_is_not_there(
    capitals: Capitals, kind: str
) -> None:
    """DESK-1: "the same answer, byte for byte but for the form's token"."""
    capitals.agree({"meeting/jp-1/date": DATE})
    hidden = capitals.channel
    shown = capitals.found()
    guest = capitals.person("guest", Role.SIGNER, post="guests", channels=[shown])
    visitor = capitals.visitor(guest)
    more: dict[str, object] = (
        {"matter": "meeting/jp-1/date"} if kind in ("propose-item", "state") else {}
    )
    if kind == "answer":
        more = {"party": "jp", "number": 2, "index": 0}
    pages: dict[str, set[str]] = {}
    for channel in (hidden, "A" * 43, "x", str(uuid4())):
        address = reverse(kind, kwargs={"channel": channel, **more})
        asked = {"GET": visitor.open(address), "POST": send(visitor, address, {"seen": "x"})}
        for method, answer in asked.items():
            text = answer.content.decode().replace(address, "")
            text = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", text)
            pages.setdefault(method, set()).add(text)
            assert answer.status_code == 404 or (kind, method) == ("propose", "POST")
    assert [len(found) for found in pages.values()] == [1, 1]


SECRET = "the place of the meeting is a secret"


def _breaks(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    raise RuntimeError(f"{SECRET} {request.path}")


urlpatterns = [*every_address, path("breaks", _breaks, name="breaks")]
handler400, handler404, handler500 = unread, absent, broken


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_fault_is_told_and_nothing_of_what_it_was(
    capitals: Capitals,
    signed_in: bool,  # noqa: FBT001
) -> None:
    """DESK-11: "tells the reader of a fault of this program that it happened and nothing of what
    it was; the log names the place."
    """
    visitor = visitor_at(capitals, "signer", Role.SIGNER)
    client = visitor.client if signed_in else Client()
    client.raise_request_exception = False
    for answer in (client.get("/breaks", secure=True), client.post("/breaks", secure=True)):
        page = answer.content.decode()
        assert answer.status_code == 500
        assert "Something went wrong in this program" in page
        for told in (
            SECRET,
            "RuntimeError",
            "Traceback",
            "_breaks",
            "SECRET_KEY",
            "settings",
            ".py",
        ):
            assert told not in page, told
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.urls(__name__)
def test_a_fault_while_the_fault_is_told_says_little(
    capitals: Capitals, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visitor_at(capitals, "signer", Role.SIGNER).client
    client.raise_request_exception = False
    monkeypatch.setattr("comity.desk.errors.show", _breaks)
    answer: Any = client.get("/breaks", secure=True)
    assert answer.status_code == 500
    assert SECRET not in answer.content.decode()
    assert "Something went wrong" in answer.content.decode()


def test_django_shows_nothing_of_itself(settings: Settings) -> None:
    assert settings.DEBUG is False
    assert {get_resolver().resolve_error_handler(code) for code in (400, 404, 500)} == {
        unread, absent, broken,
    }  # fmt: skip
