# SPDX-License-Identifier: Apache-2.0
"""A dialogue does not exist for an organ that is not admitted to it: at every address there is.

HOME-11: "What is not there and what a person may not know of are answered alike, in every view and
by every command."
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from comity.core.ids import ChannelId, Matter, b64
from comity.home import door, feeds, notes, organs, people
from comity.home.models import Person
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.node.sign import Proposal
from comity.subjects import write_body
from tests.desk.capitals import JP, NOW, Capitals, Visitor
from tests.unit.subjects.samples import ALL as PLAIN
from tests.unit.subjects.samples import DATE, terms
from tests.unit.subjects.samples_incidents import ALL as INCIDENTS
from tests.unit.subjects.samples_measures import ALL as MEASURES

ALL: Final = {**PLAIN, **INCIDENTS, **MEASURES}
CANARY: Final = "Zephyr-7 canary"
"""Stands in the title of everything in the hidden dialogue."""
UNKNOWN: Final = b64(bytes(32))
ITEM: Final = "meeting/2023-1/date"
OTHER_UUID: Final = "00000000-0000-4000-8000-000000000000"
ABSENT_INSIDE: Final = frozenset({"carry-over", "fact-chart", "fact-table", "public-text"})
"""What even an admitted reader has only under more conditions than a test of a page needs."""
OF_ADMINISTRATORS: Final = frozenset({"withdraw", "withdraw-organ"})
"""Pages on admissions: an administrator sees the name of a dialogue here and nothing of it."""
_PLACE: Final = re.compile(r"<(?:\w+:)?(\w+)>")
_TOKEN: Final = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')


def _addresses() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every address by name, with its places."""

    def walk(found: Any, prefix: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for one in found:
            route = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            else:
                assert isinstance(one, URLPattern)
                yield str(one.name), tuple(_PLACE.findall(route))

    yield from walk(get_resolver().url_patterns, "")


ADDRESSES: Final = tuple(_addresses())
INSIDE: Final = tuple(one for one in ADDRESSES if "channel" in one[1])
ABOVE: Final = tuple(one for one in ADDRESSES if not one[1])


def _canary(value: Any) -> Any:
    """The body with the canary in each title."""
    if isinstance(value, dict) and isinstance(value.get("title"), dict):
        return {
            **value,
            "title": {code: f"{CANARY} {text}" for code, text in value["title"].items()},
        }
    return value


class World:
    """Two dialogues of the Korean side: one that the defence ministry knows of, and a hidden one.

    Whoever is inside belongs to an organ that is admitted to both.
    """

    def __init__(self, capitals: Capitals) -> None:
        self.capitals = capitals
        self.hidden, self.shown = capitals.channel, capitals.found()
        self._organ("security-office", self.hidden, self.shown)
        self._organ("defence-ministry", self.shown)
        titles = {code: {"en": CANARY, "ko": CANARY, "ja": CANARY} for code in ("kr", "jp")}
        capitals.agree({"terms": {**terms(), "titles": titles}})
        for name in ("date", "header", "follow-up", "guidance", "measure"):
            matter, _, value = ALL[name]
            capitals.agree({matter: _canary(value)})
        for name in ("notice", "document"):
            matter, _, value = ALL[name]
            capitals.state(JP, matter, value)
        for name in ("figure", "item"):
            matter, _, value = ALL[name]
            self.open = capitals.offer(JP, {matter: _canary(value)})
        capitals.settle()
        self.insider = self._person("insider", "security-office")
        reader = Reader(self.insider, capitals.kr, approvals=0)
        move = Proposal({Matter(ITEM): write_body(ITEM, "offer", _canary(DATE))})
        self.draft = door.draft(reader, self.hidden, move, CANARY)
        self.note = notes.add_note(reader, self.hidden, Matter(ITEM), CANARY)

    def _organ(self, slug: str, *channels: ChannelId) -> None:
        organ = organs.add_organ(slug, {"en": slug}, NOW)
        post = people.add_post(f"{slug}-post", {"en": f"Post of {slug}"}, organ, NOW)
        del post
        for channel in channels:
            people.admit(organ, channel, NOW)

    def _person(self, sign_in: str, organ: str, *roles: Role) -> Person:
        given = roles or (Role.SIGNER, Role.APPROVER, Role.DUTY_OFFICER)
        return self.capitals.person(sign_in, *given, post=f"{organ}-post", channels=[])

    def outsider(self, *roles: Role) -> Visitor:
        """Somebody of the other organ."""
        return self.capitals.visitor(self._person("outsider", "defence-ministry", *roles))

    def place(self, name: str) -> object:
        """A value for a place of an address: of something that is there."""
        reader = Reader(self.insider, self.capitals.kr, approvals=0)
        agreed = reader.rooms(self.hidden).terms.standings[0].agreed
        assert agreed is not None
        known: dict[str, object] = {
            "matter": ITEM, "meeting": "2023-1", "text": "summary", "incident": "jp-20230413-1",
            "what": "ack", "guidance": "date", "language": "en", "party": str(self.open.party),
            "number": self.open.number, "index": 0, "draft": self.draft.pk, "note": self.note.pk,
            "post": "security-office-post", "organ": "security-office", "sign_in": "insider",
            "fact": ALL["figure"][0].split("/")[1], "measure": ALL["measure"][0].split("/")[1],
            "digest": agreed.body.digest, "secret": "x" * 43, "document": "d1",
        }  # fmt: skip
        assert name in known, f"say here what stands for <{name}>, so that the page is tried"
        return known[name]

    def address(self, name: str, places: tuple[str, ...], channel: str) -> str:
        """The address of something in a dialogue."""
        found = {one: channel if one == "channel" else self.place(one) for one in places}
        return reverse(name, kwargs=found)


@pytest.fixture
def world(capitals: Capitals) -> World:
    """Both dialogues, filled."""
    return World(capitals)


def _same(answer: Any, *own: str) -> tuple[int, bytes]:
    """The answer without what differs for everybody: the form's token and the address itself."""
    body = _TOKEN.sub(rb"\1", answer.content)
    for one in own:
        body = body.replace(one.encode(), b"OWN")
    return answer.status_code, body


@pytest.mark.parametrize(
    "roles",
    [(), (Role.OBSERVER,), (Role.DRAFTER,), (Role.APPROVER,), (Role.DUTY_OFFICER,)],
    ids=lambda roles: "-".join(roles) or "all",
)
def test_no_address_of_a_dialogue_is_there_for_another_organ(
    world: World, roles: tuple[Role, ...]
) -> None:
    visitor = world.outsider(*roles)
    for name, places in INSIDE:
        there = world.address(name, places, world.hidden)
        nowhere = world.address(name, places, UNKNOWN)
        for method in ("get", "post"):
            sent = [
                getattr(visitor.client, method)(one, {"seen": "x"}, secure=True)
                for one in (there, nowhere)
            ]
            found = _same(sent[0], there, world.hidden)
            assert found == _same(sent[1], nowhere, UNKNOWN), (method, there)
            assert found[0] in (404, 405), (method, there, found[0])
            assert CANARY.encode() not in found[1]


def test_what_is_tried_is_there_for_whoever_is_admitted(world: World) -> None:
    """Else the test above would pass by looking where nothing is."""
    visitor = world.capitals.visitor(world.insider)
    absent = [
        name
        for name, places in INSIDE
        if name not in ABSENT_INSIDE | OF_ADMINISTRATORS
        and visitor.open(world.address(name, places, world.hidden)).status_code == 404
    ]
    assert absent == [], "give these a thing that is there, in World"


def test_drafts_and_notes_of_it_are_not_there(world: World) -> None:
    visitor = world.outsider()
    for name, place in (("draft", world.draft.pk), ("note", world.note.pk)):
        there = visitor.open(reverse(name, kwargs={name: place}))
        nowhere = visitor.open(reverse(name, kwargs={name: OTHER_UUID}))
        assert there.status_code == 404
        assert _same(there, str(place)) == _same(nowhere, OTHER_UUID)


def _above(world: World, visitor: Visitor, secret: str) -> dict[str, tuple[int, bytes, str]]:
    """Every page that is about no one dialogue, and what caches are told of it."""
    found = {}
    for name, _ in ABOVE:
        answer = visitor.get(name)
        found[name] = (*_same(answer), answer.headers.get("ETag", ""))
    for name, query in (("record", "?q=Zephyr"), ("dialogue", "")):
        answer = visitor.get(name, query, channel=world.shown)
        found[f"{name}{query}"] = (*_same(answer), "")
    feed = visitor.get("feed", secret=secret)
    found["feed"] = (*_same(feed), feed.headers["ETag"])
    return found


def test_no_page_list_count_search_or_feed_changes_with_it(world: World) -> None:
    visitor = world.outsider()
    person = Person.objects.get(sign_in="outsider")
    secret = feeds.make_feed(Reader(person, world.capitals.kr, approvals=0))
    _above(world, visitor, secret)  # first visits are remembered
    before = _above(world, visitor, secret)
    for name, (_, body, _) in before.items():
        assert CANARY.encode() not in body, name
        assert world.hidden.encode() not in body, name
    capitals = world.capitals
    capitals.agree({"meeting/2023-9/date": _canary(DATE)})
    capitals.offer(JP, {"follow-up/9": _canary(ALL["follow-up"][2])})
    matter, _, notice = ALL["notice"]
    capitals.state(JP, matter.replace("-1/", "-2/"), notice)
    capitals.settle()
    reader = Reader(world.insider, capitals.kr, approvals=0)
    move = Proposal({Matter(ITEM): write_body(ITEM, "offer", DATE)})
    door.draft(reader, world.hidden, move, "another")
    assert _above(world, visitor, secret) == before


def test_admitted_as_an_organ_all_of_it_is_there(world: World) -> None:
    visitor = world.outsider()
    organ = organs.find_organ("defence-ministry")
    people.admit(organ, world.hidden, NOW)
    assert CANARY in visitor.read("dialogues")
    people.withdraw_admission(organ, world.hidden, NOW)
    assert visitor.get("dialogue", channel=world.hidden).status_code == 404
