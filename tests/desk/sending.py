# SPDX-License-Identifier: Apache-2.0
"""Pages as a browser reads them: the forms in the middle, filled as they stand, and sent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any
from urllib.parse import quote_plus

from django.http import HttpResponse
from django.test import Client

from comity.home.models import Admission, Approval, AuditLine, Draft, Person, Post
from tests.desk.capitals import Capitals, Visitor

SUBMITS = ("submit", None)
_SURE = re.compile(r'name="sure" type="checkbox" value="([^"]+)"')


@dataclass
class Form:
    """One form: what it would send if nobody touched it, and its buttons as (name, value)."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def named(self, *kinds: str) -> Iterator[str]:
        """The fields of these kinds."""
        return (name for name, kind in self.kinds.items() if kind in kinds)


@dataclass
class Sheet(HTMLParser):
    """A page: its title, the words of its middle, its forms, every id and every link."""

    title: str = ""
    words: str = ""
    forms: list[Form] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    _inside: list[str] = field(default_factory=list)
    _select: str = ""
    _area: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @property
    def form(self) -> Form:
        """The first form in the middle of the page."""
        return self.forms[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up what opens."""
        told = {name: value or "" for name, value in attrs}
        if "id" in told:
            self.ids.append(told["id"])
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
            if "error-summary" in self._inside:
                self.summary.append(told["href"])
        if tag == "div" and "govuk-error-summary" in told.get("class", "").split():
            self._inside.append("error-summary")
        if tag in ("main", "title"):
            self._inside.append(tag)
        if "main" in self._inside:
            self._control(tag, told)

    def _control(self, tag: str, told: Mapping[str, str]) -> None:
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "form":
            self.forms.append(Form(told.get("action", "")))
            self._inside.append("form")
        if "form" not in self._inside:
            return
        form = self.forms[-1]
        if tag == "button" and told.get("type") == "submit":
            form.buttons.append((name, value))
        if tag == "select":
            self._select = name
            form.kinds[name] = "select"
        if tag == "option" and ("selected" in told or self._select not in form.fields):
            form.fields[self._select] = [value]
        if tag == "textarea":
            self._area = name
            form.fields[name], form.kinds[name] = [""], "textarea"
        if tag == "input":
            kind = told.get("type", "text")
            form.kinds[name] = kind
            if kind in ("radio", "checkbox"):
                if "checked" in told:
                    form.fields.setdefault(name, []).append(value)
            else:
                form.fields[name] = [value]

    def handle_endtag(self, tag: str) -> None:
        """Leave what closes."""
        if tag == "textarea" and self._area:
            # The first line break of a text area is not part of what it holds.
            held = self.forms[-1].fields[self._area]
            held[0] = held[0].removeprefix("\n")
            self._area = ""
        if tag == "ul" and "error-summary" in self._inside:
            self._inside.remove("error-summary")
        if tag in ("main", "form", "title") and tag in self._inside:
            self._inside.remove(tag)

    def handle_data(self, data: str) -> None:
        """Take up words."""
        if self._area:
            self.forms[-1].fields[self._area][0] += data
        if "title" in self._inside:
            self.title += data
        if "main" in self._inside:
            self.words += data


def sheet_of(answer: HttpResponse) -> Sheet:
    """An answer as it is read."""
    found = Sheet()
    found.feed(answer.content.decode())
    found.words = " ".join(found.words.split())
    found.title = found.title.strip()
    return found


def typed(form: Form, changes: Mapping[str, str | Sequence[str]]) -> dict[str, list[str]]:
    """What the form sends with these changes."""
    told = {name: list(values) for name, values in form.fields.items()}
    for name, value in changes.items():
        told[name] = [value] if isinstance(value, str) else list(value)
    return told


def send(
    visitor: Visitor | Client, path: str, fields: Mapping[str, Any], **extra: Any
) -> HttpResponse:
    """Send fields as a browser does, over TLS."""
    client = visitor if isinstance(visitor, Client) else visitor.client
    answer: Any = client.post(path, fields, secure=True, **extra)
    found: HttpResponse = answer
    return found


def send_raw(
    visitor: Visitor,
    path: str,
    body: bytes,
    content_type: str = "application/x-www-form-urlencoded",
) -> HttpResponse:
    """Send bytes that no browser would."""
    answer: Any = visitor.client.post(path, body, content_type=content_type, secure=True)
    found: HttpResponse = answer
    return found


def encoded(fields: Mapping[str, Sequence[str]], charset: str = "utf-8") -> bytes:
    """Fields as the body of a form in another encoding; what it lacks is left out."""
    pairs = (
        f"{quote_plus(name)}={quote_plus(value.encode(charset, 'ignore'))}"
        for name, values in fields.items()
        for value in values
    )
    return "&".join(pairs).encode()


def asked_in(answer: HttpResponse) -> list[str]:
    """What a form asks to be confirmed before it is saved."""
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, answer.status_code
    return _SURE.findall(answer.content.decode())


def state_of(capitals: Capitals) -> object:
    """All that may not change unseen: both records, and the dossier row by row."""
    record = [
        (code, channel, sorted(node.records.heads(channel).items()))
        for code, node in capitals.nodes.items()
        for channel in capitals.channels
    ]
    rows = [sorted(model.objects.values_list()) for model in (Post, Admission, Approval, AuditLine)]
    drafts = sorted(map(str, Draft.objects.values_list()))
    people = sorted(map(str, Person.objects.values_list("sign_in", "roles", "password", "active")))
    return [record, list(map(str, rows)), drafts, people]
