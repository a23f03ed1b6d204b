# SPDX-License-Identifier: Apache-2.0
"""From one meeting to the next: items carried over, follow-up items, calls, press releases."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from comity.home import drafts
from comity.home.models import Draft
from comity.home.roles import Role
from comity.node.moves import Proposal
from comity.subjects import read_body
from comity.subjects.agenda import AgendaItem
from comity.subjects.followups import FollowUp
from comity.subjects.texts import Header, adoption_body
from tests.desk.capitals import DAY_MS, HOUR_MS, JP, KR, NOW, Capitals, Visitor
from tests.desk.meetings.test_meeting_files import (
    DATE,
    M,
    _date,
    _follow_up,
    _header,
    _item,
    _wording,
)
from tests.unit.subjects.samples import terms

NEXT = "round-13"


def _next(capitals: Capitals) -> None:
    later = _date(round=13, title=None, start=NOW + 90 * DAY_MS, end=NOW + 90 * DAY_MS + HOUR_MS)
    capitals.agree({f"meeting/{NEXT}/date": later})


def _page(visitor: Visitor, meeting: str = NEXT) -> str:
    return visitor.read("meeting", channel=visitor.capitals.channel, meeting=meeting)


def _href(page: str, words: str) -> str:
    found = re.search(rf'href="([^"]*)"[^>]*>{re.escape(words)}', page)
    assert found is not None, words
    return html.unescape(found[1])


def _form(page: str) -> dict[str, list[str]]:
    """What a form would send untouched: inputs, chosen boxes, areas and selections."""
    part = page.partition('<form id="move"')[2].partition("</form>")[0]
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", part):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        boxed = 'type="radio"' in tag or 'type="checkbox"' in tag
        if name and (not boxed or " checked" in tag):
            sent.setdefault(name[1], []).append(html.unescape(value[1] if value else ""))
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', part, re.DOTALL
    ):
        sent.setdefault(name, []).append(html.unescape(text).lstrip("\n"))
    for name, inner in re.findall(
        r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', part, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        sent.setdefault(name, []).append(chosen[1] if chosen else "")
    return sent


def _value(draft: Draft) -> tuple[str, Any]:
    move = drafts.unpack(draft.move)
    assert isinstance(move, Proposal)
    ((matter, raw),) = move.values.items()
    return str(matter), read_body(matter, "offer", raw)


def test_desk_92_open_items_are_carried_over_in_one_package(
    capitals: Capitals, officer: Visitor
) -> None:
    """DESK-92: carries what was not settled over as one package"""
    capitals.agree({DATE: _date()})
    capitals.agree({f"meeting/{M}/agenda/jp-1": _item("Batteries")})
    capitals.offer(JP, {f"meeting/{M}/agenda/jp-2": _item("Chips")})
    capitals.agree({f"meeting/{M}/agenda/std": _item("Review") | {"kind": "standing"}})
    capitals.agree({f"meeting/{M}/agenda/off": _item("Gone") | {"status": "off"}})
    _next(capitals)
    where = _href(_page(officer), "Carry items over from the meeting before")
    page = officer.open(where).content.decode()
    assert "Batteries" in page
    assert "Gone" not in page
    boxes = re.findall(r'<input[^>]*name="item"[^>]*value="([^"]*)"([^>]*)>', page)
    assert {name: "checked" in rest for name, rest in boxes} == {
        f"meeting/{M}/agenda/jp-1": True,
        f"meeting/{M}/agenda/jp-2": True,
        f"meeting/{M}/agenda/std": False,
    }
    none = officer.client.post(where, {}, secure=True)
    assert none.status_code == 400
    chosen = [name for name, rest in boxes if "checked" in rest]
    sent = officer.client.post(where, {"item": [*chosen, "meeting/evil"]}, secure=True)
    assert sent.status_code == 302
    (draft,) = Draft.objects.all()
    move = drafts.unpack(draft.move)
    assert isinstance(move, Proposal)
    items = {str(name): read_body(name, "offer", raw) for name, raw in move.values.items()}
    assert set(items) == {f"meeting/{NEXT}/agenda/jp-1", f"meeting/{NEXT}/agenda/jp-2"}
    for item in items.values():
        assert isinstance(item, AgendaItem)
        assert (item.kind, item.carried_from, item.previous) == ("carried-over", M, (M,))
    capitals.sign(KR, move)
    assert "Carry items over" not in _page(officer)


def test_only_who_drafts_carries_over_and_only_where_there_is_something(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.agree({DATE: _date()})
    places = {"channel": capitals.channel, "meeting": M}
    assert officer.get("carry-over", **places).status_code == 404
    assert "Carry items over" not in _page(officer, M)
    capitals.agree({f"meeting/{M}/agenda/jp-1": _item("Batteries")})
    _next(capitals)
    watcher = capitals.visitor(capitals.person("watcher", Role.OBSERVER))
    places = {"channel": capitals.channel, "meeting": NEXT}
    assert watcher.get("carry-over", **places).status_code == 404
    assert "Carry items over" not in _page(watcher)


def test_desk_92_an_overdue_follow_up_item_is_suggested_and_raised_in_one_click(
    capitals: Capitals, officer: Visitor
) -> None:
    """DESK-92: suggests follow-up items that are overdue"""
    capitals.agree({"follow-up/1": _follow_up() | {"due": NOW - DAY_MS, "source": None}})
    capitals.agree({"follow-up/3": _follow_up(3) | {"due": NOW + DAY_MS, "source": None}})
    _next(capitals)
    page = _page(officer)
    section = page.partition("Overdue follow-up items")[2].partition("Raise an item")[0]
    assert "Contact list 1" in section
    assert "Contact list 3" not in section
    where = _href(page, "Raise it")
    assert "from=follow-up" in where
    form = officer.open(where).content.decode()
    sent = officer.client.post(where, _form(form), secure=True)
    assert sent.status_code == 302, sent.content.decode()[-3000:]
    matter, item = _value(Draft.objects.get())
    assert matter.startswith(f"meeting/{NEXT}/agenda/")
    assert isinstance(item, AgendaItem)
    assert item.title["en"] == "Contact list 1"
    capitals.agree({matter: item})
    assert "Overdue follow-up items" not in _page(officer)
    today = officer.words("today")
    assert "Contact list 1" in today
    assert "overdue" in today


@pytest.mark.parametrize("named", ["follow-up/9", "terms", "x y", "follow-up/1/report", ""])
def test_a_form_that_is_asked_for_nothing_known_begins_empty(
    capitals: Capitals, officer: Visitor, named: str
) -> None:
    _next(capitals)
    matter = f"meeting/{NEXT}/agenda/kr-1"
    places = {"channel": capitals.channel, "matter": matter}
    page = officer.read("propose-item", f"?from={named}", **places)
    assert 'value="Contact' not in page


def test_desk_93_a_follow_up_item_comes_from_an_adopted_text_or_an_agreed_item(
    capitals: Capitals, officer: Visitor
) -> None:
    """DESK-93: names what it comes from"""
    capitals.agree({DATE: _date()})
    capitals.agree({f"meeting/{M}/agenda/jp-1": _item("Batteries")})
    capitals.agree({"text/summary": _header()})
    capitals.agree({"text/summary/p/p1": _wording("문안이다")})
    places = {"channel": capitals.channel, "text": "summary"}
    assert "Follow-up item from this text" not in officer.read("text", **places)
    rooms = capitals.house.views.rooms(capitals.channel)
    capitals.agree({"text/summary/adoption": adoption_body(rooms.texts.details[0])})
    sources = {
        _href(officer.read("text", **places), "Follow-up item from this text"): "text/summary",
        _href(officer.item("text/summary/p/p1"), "Follow-up item from it"): "text/summary/p/p1",
        _href(_page(officer, M), "Follow-up item from it"): f"meeting/{M}/agenda/jp-1",
        _href(_page(officer, M), "Propose a follow-up item"): f"meeting/{M}",
    }
    assert len(sources) == 4
    for where, source in sources.items():
        sent = _form(officer.open(where).content.decode())
        sent |= {"owners": ["jp"], "title_en": ["To do"]}
        answer = officer.client.post(where, sent, secure=True)
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        draft = Draft.objects.order_by("-created_ms", "-id").first()
        drafted = [_value(one)[1] for one in Draft.objects.all()]
        assert draft is not None
        assert any(isinstance(one, FollowUp) and one.source == source for one in drafted)
        Draft.objects.all().delete()
    unknown = f"{next(iter(sources)).partition('?')[0]}?source=text/none"
    sent = _form(officer.open(unknown).content.decode()) | {"owners": ["jp"], "title_en": ["x"]}
    assert officer.client.post(unknown, sent, secure=True).status_code == 302
    assert _value(Draft.objects.get())[1].source is None


def test_desk_93_a_joint_press_release_begins_with_its_meeting(
    capitals: Capitals, officer: Visitor
) -> None:
    """DESK-93: and a text what meeting it is of"""
    capitals.agree({"terms": terms()})
    capitals.agree({DATE: _date()})
    where = _href(_page(officer, M), "Propose a joint press release")
    sent = _form(officer.open(where).content.decode())
    answer = officer.client.post(where, sent, secure=True)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    _, header = _value(Draft.objects.get())
    assert isinstance(header, Header)
    assert (header.kind, header.meeting) == ("joint-press-release", M)
    assert "공동보도문" in header.title["ko"]
    assert "제12차" in header.title["ko"]
    bad = where.replace("joint-press-release", "treaty")
    assert 'value="Joint press release' not in officer.open(bad).content.decode()


def test_desk_91_a_call_is_the_lightest_meeting(capitals: Capitals, officer: Visitor) -> None:
    """DESK-91: a call asks for a day and two times"""
    choices = officer.read("propose", channel=capitals.channel)
    where = _href(choices, "A call")
    page = officer.open(where).content.decode()
    for absent in ("City and venue", "Host", "Number of the round", "Kind of meeting"):
        assert absent not in page
    day = {"day_year": ["2023"], "day_month": ["4"], "day_day": ["20"]}
    sent = _form(page) | day | {"start": ["10:00"],
                          "end": ["10:30"]}  # fmt: skip
    bad = officer.client.post(where, sent | {"end": ["09:00"]}, secure=True)
    assert bad.status_code in {200, 400, 422}
    assert Draft.objects.count() == 0
    answer = officer.client.post(where, sent, secure=True)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    matter, value = _value(Draft.objects.get())
    assert (value.kind, value.place, value.host, value.round) == ("call", None, None, None)
    capitals.agree({matter: value})
    name = matter.split("/")[1]
    page = _page(officer, name)
    assert 'id="agenda"' not in page
    assert 'id="delegations"' not in page
    assert 'id="papers"' not in page
    places = {"channel": capitals.channel, "matter": f"meeting/{name}/readout"}
    assert officer.get("state", **places).status_code == 200
