# SPDX-License-Identifier: Apache-2.0
"""Who is not admitted to a dialogue is answered as if it did not exist, wherever he asks."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver, reverse

from comity.core.ids import Matter, b64
from comity.home import door, notes
from comity.home.models import AuditLine, Draft
from comity.home.models_notes import Note
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.node.export import export_record
from comity.node.send import compose
from comity.node.sign import Proposal
from comity.subjects import write_body
from tests.desk.capitals import JP, Capitals, Visitor
from tests.unit.subjects.samples import ALL, DATE

DAY = "meeting/round-12/date"
UNKNOWN = b64(bytes(32))
SAMPLES = {
    "matter": (DAY, "meeting/none/date", "terms"),
    "meeting": ("round-12", "none"),
    "text": ("summary", "none"),
    "measure": ("chips", "none"),
    "fact": ("graphite", "none"),
    "party": ("jp", "kr", "xx"),
    "number": (1, 2, 999),
    "index": (0, 9),
    "incident": ("jp-20230413-1", "none"),
    "what": ("ack", "call", "none"),
    "guidance": ("kr-1", "none"),
    "document": ("d1", "none"),
    "organ": ("nobody",),
    "post": ("nobody",),
    "language": ("en", "xx"),
    "digest": (b64(bytes([1] * 32)),),
}
"""Values for the places of addresses: of what is there, and of what is not."""


def _patterns(found: list[object], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        if isinstance(one, URLPattern):
            yield prefix + str(one.pattern), one
        else:
            inner = one.url_patterns  # type: ignore[attr-defined]  # a resolver
            yield from _patterns(inner, prefix + str(one.pattern))  # type: ignore[attr-defined]


def _names() -> list[tuple[str, tuple[str, ...]]]:
    """Every named address that has a channel, with its other places."""
    found = []
    for route, pattern in _patterns(list(get_resolver().url_patterns)):
        places = re.findall(r"<(?:\w+:)?(\w+)>", route)
        if "channel" in places:
            found.append((str(pattern.name), tuple(one for one in places if one != "channel")))
    return found


def _addresses(channel: str) -> Iterator[str]:
    for name, places in _names():
        tuples: list[dict[str, object]] = [{}]
        for place in places:
            tuples = [{**one, place: value} for one in tuples for value in SAMPLES[place]]
        for one in tuples:
            yield reverse(name, kwargs={"channel": channel, **one})


def _same(answer: Any, channel: str) -> tuple[int, bytes]:
    """The answer without what differs for everybody: the form's token and the address itself."""
    body = re.sub(rb'(name="csrfmiddlewaretoken" value=")[^"]*', rb"\1", answer.content)
    return answer.status_code, body.replace(channel.encode(), b"CHANNEL")


@pytest.fixture
def filled(capitals: Capitals) -> Capitals:
    """A dialogue with something in it of most kinds, and a draft."""
    capitals.agree({DAY: DATE})
    matter, _, header = ALL["header"]
    capitals.offer(JP, {matter: header})
    matter, _, notice = ALL["notice"]
    capitals.state(JP, matter, notice)
    capitals.exchange()
    insider = capitals.person("insider", Role.SIGNER)
    body = write_body(DAY, "offer", DATE)
    reader = Reader(insider, capitals.kr, approvals=0)
    door.draft(reader, capitals.channel, Proposal({Matter(DAY): body}))
    return capitals


def _outsider(capitals: Capitals, *roles: Role) -> Visitor:
    post = "outside-" + "-".join(str(role) for role in roles)
    return capitals.visitor(capitals.person(post, *roles, post=post, channels=[]))


def test_there_are_addresses_to_be_tried() -> None:
    names = {name for name, _ in _names()}
    assert {"dialogue", "item", "record", "entry", "answer", "propose", "state"} <= names


@pytest.mark.parametrize(
    "roles",
    [
        (Role.OBSERVER,),
        (Role.DRAFTER,),
        (Role.SIGNER, Role.APPROVER),
        (Role.DUTY_OFFICER,),
        (Role.ADMINISTRATOR,),
    ],
    ids=str,
)
def test_every_address_of_a_dialogue_answers_as_if_there_were_none(
    filled: Capitals, roles: tuple[Role, ...]
) -> None:
    visitor = _outsider(filled, *roles)
    for there, nowhere in zip(_addresses(filled.channel), _addresses(UNKNOWN), strict=True):
        found = _same(visitor.open(there), filled.channel)
        assert found[0] == 404, there
        assert found == _same(visitor.open(nowhere), UNKNOWN), there


def test_what_is_sent_to_it_is_answered_so_too(filled: Capitals) -> None:
    visitor = _outsider(filled, Role.SIGNER)
    for there, nowhere in zip(_addresses(filled.channel), _addresses(UNKNOWN), strict=True):
        sent = [
            visitor.client.post(address, {"seen": "x", "answer": "accept"}, secure=True)
            for address in (there, nowhere)
        ]
        assert _same(sent[0], filled.channel) == _same(sent[1], UNKNOWN), there


def test_its_drafts_are_not_there_either(filled: Capitals) -> None:
    visitor = _outsider(filled, Role.SIGNER)
    draft = Draft.objects.get()
    other = "00000000-0000-4000-8000-000000000000"
    there = visitor.get("draft", draft=draft.id)
    nowhere = visitor.get("draft", draft=other)
    assert there.status_code == 404
    assert _same(there, str(draft.id)) == _same(nowhere, other)


def test_no_list_count_or_page_over_all_dialogues_names_it(filled: Capitals) -> None:
    narrow = filled.found()
    visitor = filled.visitor(filled.person("narrow", Role.SIGNER, post="narrow", channels=[narrow]))
    for name in ("today", "dialogues", "dispatch", "calendar"):
        page = visitor.read(name)
        assert filled.channel not in page, name
        assert "12th round" not in page, name
    assert "0 entries fit" in visitor.words("record", "?q=12th", channel=narrow)
    assert "(1)" not in visitor.read("today")


def test_today_is_the_same_whatever_happens_elsewhere(filled: Capitals) -> None:
    narrow = filled.found()
    visitor = filled.visitor(filled.person("narrow", Role.SIGNER, post="narrow", channels=[narrow]))
    visitor.read("today")
    names = ("today", "calendar")
    before = [_same(visitor.get(name), narrow) for name in names]
    filled.offer(JP, {"meeting/round-13/date": DATE})
    filled.settle()
    assert [_same(visitor.get(name), narrow) for name in names] == before


CANARY = "canary: what the companies said in confidence"


def test_an_internal_note_leaves_the_house_by_no_way(filled: Capitals) -> None:
    """HOME-60: in no transfer, export, body, search or line of the audit log."""
    insider = filled.person("writer", Role.DRAFTER, post="writer")
    notes.add_note(Reader(insider, filled.kr, approvals=0), filled.channel, Matter(DAY), CANARY)
    filled.settle()
    assert CANARY in filled.visitor(insider).item(DAY)
    sent = repr(compose(filled.kr, filled.jp.root))
    exported = b"".join(export_record(filled.kr, filled.channel))
    assert "canary" not in sent
    assert b"canary" not in exported
    assert not [one for one in AuditLine.objects.all() if "canary" in one.line]
    outsider = _outsider(filled, Role.SIGNER)
    for name in ("today", "dialogues", "dispatch", "calendar"):
        assert "canary" not in outsider.read(name)
    watcher = filled.visitor(filled.person("searcher", Role.SIGNER))
    found = watcher.words("record", "?q=companies", channel=filled.channel)
    assert "in confidence" not in found
    assert Note.objects.count() == 1
