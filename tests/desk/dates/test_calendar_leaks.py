# SPDX-License-Identifier: Apache-2.0
"""Calendars, holds and searches leave the house by no way, and tell nobody of hidden dialogues."""

import json
import re

import pytest
from django.urls import reverse

from comity.home import calendars
from comity.home.models import AuditLine
from comity.home.models_calendars import Calendar
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.home.searching import Asked, search
from comity.node.export import export_record
from comity.node.send import compose
from comity.workbench.dates import Why
from tests.desk.capitals import DAY_MS, HOUR_MS, JP, NOW, Capitals, Visitor, plain
from tests.desk.dates.test_holds import CANARY, OFFICE, TEN, ics
from tests.unit.subjects.samples import DATE, DAYS

DAY = "meeting/round-12/date"
ODD = TEN + 7 * DAY_MS + 17 * 60_000
"""A beginning that stands nowhere else."""


@pytest.fixture
def insider(capitals: Capitals) -> Reader:
    """Somebody who has brought a calendar and looked for dates."""
    capitals.agree({DAY: {**DAYS, "first_day": "2023-04-17", "last_day": "2023-04-25"}})
    reader = Reader(capitals.person("insider", Role.DRAFTER), capitals.kr, approvals=0)
    calendars.import_calendar(reader, OFFICE, ics(ODD), "Asia/Seoul")
    asked = Asked(capitals.channel, "round-12", "2023-04-17", "2023-04-25", "Asia/Seoul", (OFFICE,))
    search(reader, [asked], ["JP", "KR"], "en")
    capitals.settle()
    return reader


def test_no_title_is_kept_and_no_busy_time_leaves_the_dossier(
    capitals: Capitals, insider: Reader
) -> None:
    """HOME-40: never a title, a place, a name, or the file. DATE-6: the search itself stays."""
    assert [one[0] for one in Calendar.objects.get().busy] == [ODD]
    del insider
    outside = [
        repr(compose(capitals.kr, capitals.jp.root)),
        repr(b"".join(export_record(capitals.kr, capitals.channel))),
        *(one.line for one in AuditLine.objects.all()),
    ]
    for told in outside:
        assert CANARY not in told
        assert str(ODD) not in told
        assert "required" not in told or "required-set" in told
    kept = json.dumps([list(Calendar.objects.values_list("busy", "findings", "zone"))])
    assert CANARY not in kept


def test_the_calendar_page_names_no_hidden_dialogue(capitals: Capitals, insider: Reader) -> None:
    """HOME-11, HOME-42."""
    calendars.set_required(insider, capitals.channel, "round-12", [OFFICE])
    narrow = capitals.found()
    stranger = capitals.person("stranger", Role.DRAFTER, post="third", channels=[narrow])
    visitor = capitals.visitor(stranger)
    before = _stripped(visitor)
    assert "Mon 17 Apr 2023" not in before
    start = TEN + 3 * DAY_MS
    capitals.agree({DAY: {**DATE, "title": {"en": CANARY}, "start": start, "end": start + HOUR_MS}})
    assert _stripped(visitor) == before
    found = Reader(stranger, capitals.kr, approvals=0)
    places = {"channel": capitals.channel, "meeting": "round-12"}
    for name in ("find-dates", "invitation"):
        assert visitor.open(reverse(name, kwargs=places)).status_code == 404
    assert calendars.posts_of(found)[0].slug == "third"


def test_a_search_says_of_a_hidden_meeting_only_that_somebody_is_busy(
    capitals: Capitals, insider: Reader
) -> None:
    """HOME-42: he learns no more than that the holder is busy."""
    start = TEN + 3 * DAY_MS
    capitals.agree({DAY: {**DATE, "start": start, "end": start + 2 * HOUR_MS}})
    calendars.set_required(insider, capitals.channel, "round-12", [OFFICE])
    narrow = capitals.found()
    capitals.agree({"meeting/m/date": DAYS}, channel=narrow)
    stranger = capitals.person("stranger", Role.DRAFTER, post="third", channels=[narrow])
    from comity.home import people  # noqa: PLC0415 - the required post is admitted there too

    people.admit(capitals.post(OFFICE), narrow, NOW)
    asked = Asked(narrow, "m", "2023-04-17", "2023-04-17", "Asia/Seoul", (OFFICE,))
    reader = Reader(stranger, capitals.kr, approvals=0)
    (answer,) = search(reader, [asked], [], "en").answers
    assert answer.slots == ()
    assert {one.why for one in answer.reasons} == {Why.BUSY}


def test_what_other_sides_propose_holds_nothing_of_ours(
    capitals: Capitals, insider: Reader
) -> None:
    calendars.set_required(insider, capitals.channel, "round-12", [OFFICE])
    capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    visitor = capitals.visitor(insider.person)
    assert "No time is held." in plain(visitor.read("calendar"))


def _stripped(visitor: Visitor) -> str:
    """The page without its token and tag of news."""
    page = visitor.read("calendar")
    page = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", page)
    return re.sub(r'data-tag="[^"]*"', "", page)
