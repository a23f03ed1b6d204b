# SPDX-License-Identifier: Apache-2.0
"""The calendar, the search for dates, invitations and the feed, at the desk."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from icalendar import Calendar as Ics

from comity.core.ids import Matter
from comity.home import audit, calendars, drafts, feeds, people
from comity.home.models import Draft, Person
from comity.home.models_calendars import Calendar, Required
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.node.moves import Acceptance, Proposal
from comity.subjects import read_body, write_body
from tests.desk.capitals import DAY_MS, HOUR_MS, JP, KR, NOW, Capitals, Visitor
from tests.desk.dates.test_holds import CANARY, OFFICE, TEN, ics
from tests.unit.subjects.samples import DATE, DAYS, FOLLOW_UP

DAY = "meeting/round-12/date"
WINDOW = {**DAYS, "first_day": "2023-04-17", "last_day": "2023-04-21"}
PLACE = {"place_en": "Seoul", "place_ko": "서울"}
SEARCH: dict[str, Any] = {
    "people": [OFFICE],
    "first_day_year": "2023", "first_day_month": "4", "first_day_day": "17",
    "last_day_year": "2023", "last_day_month": "4", "last_day_day": "21",
    "opens": "09:00", "closes": "18:00", "zone": "Asia/Seoul", "minutes": "120", "binds": "3",
    "step": "search",
}  # fmt: skip


@pytest.fixture
def called(capitals: Capitals) -> Capitals:
    """A meeting of which a window is agreed."""
    capitals.agree({DAY: WINDOW})
    return capitals


def _reader(capitals: Capitals) -> Reader:
    return Reader(Person.objects.get(sign_in="officer"), capitals.kr, approvals=0)


def _post(visitor: Visitor, path: str, values: Mapping[str, Any]) -> Any:
    return visitor.client.post(path, values, secure=True)


def _bring(visitor: Visitor, raw: bytes, **more: str) -> Any:
    values = {"step": "bring", "post": OFFICE, "zone": "Asia/Seoul", **more}
    file = SimpleUploadedFile("calendar.ics", raw)
    return _post(visitor, reverse("calendar"), {**values, "file": file})


def _find(capitals: Capitals, visitor: Visitor, **more: Any) -> Any:
    path = reverse("find-dates", kwargs={"channel": capitals.channel, "meeting": "round-12"})
    return _post(visitor, path, {**SEARCH, **more})


def _starts(answer: Any) -> list[int]:
    found = re.findall(r'name="start" type="checkbox" value="(\d+)"', answer.content.decode())
    return [int(one) for one in found]


# --- the calendar -----------------------------------------------------------------------------


@pytest.mark.usefixtures("called")
def test_a_calendar_is_brought_and_only_its_times_are_shown(officer: Visitor) -> None:
    answer = _bring(officer, ics(TEN, more="BEGIN:VAVAILABILITY\r\nEND:VAVAILABILITY\r\n"))
    assert answer.status_code == 302
    page = officer.words("calendar", "?brought")
    assert "Fri 14 Apr 2023, 10:00–12:00 (Asia/Seoul)" in page
    assert "Line 10: a part is of a kind that is not known here" in page
    assert CANARY not in officer.read("calendar")
    assert "12th round" in page or "between Mon 17 Apr 2023" in page
    assert "Japan: Constitution Day" in page
    forgotten = _post(officer, reverse("calendar"), {"step": "forget", "post": OFFICE})
    assert forgotten.status_code == 302
    assert not Calendar.objects.exists()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("약속".encode("euc-kr"), "The calendar file is not in UTF-8."),
        (b"\x00\x01\x02", "This is not a calendar file."),
        (b"", "This is not a calendar file."),
        (ics(TEN)[:-12], "The calendar file is cut off"),
        (b"BEGIN:VCALENDAR\n" + b" " * (2 * 1024 * 1024), "larger than 2 MiB"),
    ],
)
def test_a_bad_file_is_told_at_its_field_and_changes_nothing(
    called: Capitals, officer: Visitor, raw: bytes, told: str
) -> None:
    """DESK-4, DESK-40: A file that is no calendar is told at its field; what was kept stays."""
    del called
    _bring(officer, ics(TEN))
    answer = _bring(officer, raw)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count(told) == 2
    assert [one[0] for one in Calendar.objects.get().busy] == [TEN]


def test_other_bad_input_of_the_calendar(called: Capitals, officer: Visitor) -> None:
    del called
    for values in ({"step": "bring"}, {"step": "nonsense"}, {}):
        assert _post(officer, reverse("calendar"), values).status_code == 400
    assert (
        "Choose a file" in _post(officer, reverse("calendar"), {"step": "bring"}).content.decode()
    )
    assert _bring(officer, ics(TEN), post="nobody").status_code == 404
    assert _bring(officer, ics(TEN), zone="Mars/Olympus").status_code == 400
    assert not Calendar.objects.exists()


def test_who_only_reads_sees_no_other_posts_and_no_drafts(
    called: Capitals, officer: Visitor
) -> None:
    _bring(officer, ics(TEN))
    observer = called.visitor(called.person("observer", Role.OBSERVER, post="observing"))
    page = observer.words("calendar")
    assert "Fri 14 Apr 2023, 10:00" not in page
    assert _bring(observer, ics(TEN)).status_code == 404
    path = reverse("find-dates", kwargs={"channel": called.channel, "meeting": "round-12"})
    assert observer.open(path).status_code == 404


# --- the search -------------------------------------------------------------------------------


def test_dates_are_found_and_the_chosen_ones_become_one_draft(
    called: Capitals, officer: Visitor
) -> None:
    """DATE-3, DESK-3, DESK-42: what is chosen becomes a draft; nothing leaves from a form."""
    monday = TEN + 3 * DAY_MS
    _bring(officer, ics(monday))
    answer = _find(called, officer, **PLACE)
    starts = _starts(answer)
    assert starts == [monday + 2 * HOUR_MS, *(monday + day * DAY_MS for day in (1, 2, 3, 4))]
    assert Draft.objects.count() == 0
    chosen = starts[:3]
    made = _find(called, officer, **PLACE, step="draft", start=[str(one) for one in chosen])
    assert made.status_code == 302
    move = drafts.unpack(Draft.objects.get().move)
    assert isinstance(move, Proposal)
    assert move.until == NOW + 3 * DAY_MS
    dates: list[Any] = [read_body(DAY, "offer", next(iter(one.values()))) for one in move.each]
    assert [one.start for one in dates] == chosen
    assert {one.place["ko"] for one in dates} == {"서울"}
    assert {one.kind for one in dates} == {"round"}
    page = officer.open(made["Location"]).content.decode()
    assert "Proposal of 3 dates" in page
    assert Required.objects.get().post.slug == OFFICE
    again = _starts(_find(called, officer, **PLACE))
    assert again == starts  # what is held for this very meeting hinders it not


def test_what_is_not_possible_any_more_is_not_drafted(called: Capitals, officer: Visitor) -> None:
    assert _find(called, officer, step="draft").status_code == 400
    assert _find(called, officer, step="draft", start=["nonsense"]).status_code == 400
    first = _starts(_find(called, officer))[0]
    _bring(officer, ics(first))
    late = _find(called, officer, step="draft", start=[str(first)])
    assert late.status_code == 400
    assert "A date is not possible any more" in late.content.decode()
    assert Draft.objects.count() == 0


def test_where_there_is_none_reasons_and_changes_are_told_and_one_sentence_for_others(
    called: Capitals, officer: Visitor
) -> None:
    """DATE-5, DATE-6, DESK-41: the fewest reasons; one sentence that gives away neither."""
    week = [TEN + day * DAY_MS + hour * HOUR_MS for day in range(3, 8) for hour in (-1, 1, 3, 5, 7)]
    _bring(officer, ics(*week))
    page = _find(called, officer).content.decode()
    assert _starts(_find(called, officer)) == []
    assert "Mon 17 Apr to Fri 21 Apr: Director-General" in page
    assert "is busy" in page
    assert "Up to two weeks after these days: Mon 24 Apr 2023, 09:00" in page
    sentence = "Our side is not in a position to offer a date within these days."
    assert sentence in page
    assert not {"Director-General", "busy", "Apr"} & set(sentence.split())


def test_a_holiday_is_warned_of_before_it_is_proposed(called: Capitals, officer: Visitor) -> None:
    third = {
        "first_day_month": "5", "first_day_day": "3", "last_day_month": "5", "last_day_day": "3",
    }  # fmt: skip
    without = _find(called, officer, **third).content.decode()
    assert "Wed 3 May: public holiday in Japan, Constitution Day" in without
    assert "With public holidays let in" in without
    within = _find(called, officer, **third, holidays="let-in").content.decode()
    assert "public holiday in Japan: Constitution Day" in within
    assert "govuk-warning-text" in within


def test_two_dialogues_are_searched_together(called: Capitals, officer: Visitor) -> None:
    """DATE-4: Meetings that are looked for together are found together."""
    other = called.found()
    called.agree({"meeting/other/date": {**WINDOW, "last_day": "2023-04-17"}}, channel=other)
    people.admit(_reader(called).person.post, other, NOW)
    key = f"{other}/other"
    one_day = {"last_day_day": "17", "opens": "10:00", "closes": "12:00"}
    answer = _find(called, officer, **one_day, together=key, near=key, near_days="5")
    page = answer.content.decode()
    assert "Found at the same time" in page
    assert "on the same day as the other meeting" in page
    assert len(_starts(answer)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("people", []), ("people", ["nobody"]), ("first_day_day", "32"), ("last_day_day", "1"),
        ("opens", "25:00"), ("closes", "08:00"), ("zone", "Mars/Olympus"), ("minutes", "0"),
        ("minutes", "600"), ("minutes", "x" * 5_000), ("place_ko", "a\u202eb"), ("binds", "999"),
        ("near", "nothing"), ("together", "nothing"), ("holidays", "nothing"),
        ("first_day_year", "99999"), ("opens", "９：００x"),
    ],
)  # fmt: skip
def test_bad_input_of_the_search_is_told_and_searches_nothing(
    called: Capitals, officer: Visitor, field: str, value: Any
) -> None:
    """DESK-4."""
    if field in ("near", "together"):
        called.agree({"meeting/other/date": WINDOW})
    answer = _find(called, officer, **{"near_days": "5", field: value})
    assert answer.status_code == 400, answer.content.decode()[:500]
    assert not Required.objects.exists()


def test_dates_are_not_looked_for_where_there_is_no_meeting_or_it_is_over(
    called: Capitals, officer: Visitor
) -> None:
    places = {"channel": called.channel, "meeting": "none"}
    assert officer.get("find-dates", **places).status_code == 404
    called.agree({DAY: {**DATE, "start": NOW - DAY_MS, "end": NOW - DAY_MS + HOUR_MS}})
    assert officer.get("find-dates", **{**places, "meeting": "round-12"}).status_code == 404


# --- dates of the other side ------------------------------------------------------------------


def test_one_of_several_dates_is_accepted_and_the_others_declined(
    called: Capitals, officer: Visitor
) -> None:
    """MEET-8: Whoever accepts one declines the others in the same entry."""
    days = [TEN + day * DAY_MS for day in (3, 4, 5)]
    first, *others = (
        {
            Matter(DAY): write_body(
                DAY, "offer", {**DATE, "start": start, "end": start + 2 * HOUR_MS}
            )
        }
        for start in days
    )
    refs = called.sign(JP, Proposal(first, others=tuple(others)))
    called.exchange()
    page = officer.words("meeting", channel=called.channel, meeting="round-12")
    assert "Dates proposed by the Japanese side: one of 3 is to be accepted" in page
    ref = refs[1]
    named = {"party": ref.party, "number": ref.number, "index": ref.index}
    path = reverse("answer", kwargs={"channel": called.channel, **named})
    sheet = officer.open(path).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', sheet)
    assert seen is not None
    made = _post(officer, path, {"answer": "accept", "seen": seen[1], "known": ""})
    assert made.status_code == 302
    move = drafts.unpack(Draft.objects.get().move)
    assert isinstance(move, Acceptance)
    assert move.offer == ref
    assert set(move.instead_of) == {refs[0], refs[2]}
    assert "declines 2 others" in officer.open(made["Location"]).content.decode()


# --- invitations and the feed -----------------------------------------------------------------


def _events(raw: bytes) -> list[Any]:
    return list(Ics.from_ical(raw).walk("VEVENT"))


def test_a_dated_meeting_has_an_invitation_for_our_own_people(
    called: Capitals, officer: Visitor
) -> None:
    places = {"channel": called.channel, "meeting": "round-12"}
    path = reverse("invitation", kwargs=places)
    assert _post(officer, path, {"take": ""}).status_code == 404
    calendars.set_required(_reader(called), called.channel, "round-12", [OFFICE])
    called.agree({DAY: DATE})
    before = audit.newest(1)
    opened = officer.client.get(path, secure=True)
    assert (opened.status_code, audit.newest(1)) == (302, before), "a link takes nothing away"
    first = _post(officer, path, {"take": ""})
    (line,) = audit.newest(1)
    assert (line.action, line.person, line.subject) == ("invitation-taken", "officer", "round-12")
    assert first["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    (event,) = _events(first.content)
    assert Ics.from_ical(first.content)["METHOD"] == "REQUEST"
    assert int(event["DTSTART"].dt.timestamp()) * 1000 == DATE["start"]
    assert str(event["SUMMARY"]).startswith("12th round")
    assert str(event["ATTENDEE"]) == f"urn:comity:post:{OFFICE}"
    assert str(event["CLASS"]) == "CONFIDENTIAL"
    later = {**DATE, "start": DATE["start"] + DAY_MS, "end": DATE["end"] + DAY_MS}
    called.agree({DAY: later})
    (again,) = _events(_post(officer, path, {"take": ""}).content)
    assert again["UID"] == event["UID"]
    assert again["SEQUENCE"] == event["SEQUENCE"] + 1
    assert "Invitation for our own people" in officer.words("meeting", **places)


def test_a_feed_says_what_its_person_may_know_of_and_nothing_after_it_is_revoked(
    called: Capitals, officer: Visitor
) -> None:
    """HOME-43, DESK-43."""
    hidden = called.found()
    called.agree({DAY: DATE, "follow-up/1": FOLLOW_UP})
    called.agree({"meeting/secret/date": {**DATE, "title": {"en": CANARY}}}, channel=hidden)
    called.offer(KR, {"meeting/held/date": {**DATE, "round": 13, "title": {"en": "thirteenth"}}})
    page = _post(officer, reverse("calendar"), {"step": "feed"}).content.decode()
    path = re.search(r"https://[^/]+(/feed/[^<]+\.ics)", page)
    assert path is not None
    client = Visitor(type(officer.client)(), called)
    answer = client.open(path[1])
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    told = {str(one["SUMMARY"]): one for one in _events(answer.content)}
    assert len(told) == 3
    assert {str(one["STATUS"]) for one in told.values()} == {"CONFIRMED", "TENTATIVE"}
    assert "thirteenth" not in answer.content.decode()
    assert CANARY not in answer.content.decode()
    assert any(one.startswith("Due: Contact list") for one in told)
    same = client.open(path[1], **{"if-none-match": answer["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    called.clock.now += HOUR_MS
    assert client.open(path[1])["ETag"] == answer["ETag"]
    assert _post(officer, reverse("calendar"), {"step": "revoke"}).status_code == 302
    never = reverse("feed", kwargs={"secret": "A" * 43})
    gone, absent = (client.open(one) for one in (path[1], never))
    assert gone.status_code == 404
    assert _plain(gone, path[1]) == _plain(absent, never)


def _plain(answer: Any, path: str) -> str:
    """A page without its own address and the form's token."""
    page = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", answer.content.decode())
    return page.replace(path, "PATH")


def test_a_feed_loses_what_its_person_may_not_know_of_any_more(
    called: Capitals, officer: Visitor
) -> None:
    called.agree({DAY: DATE})
    reader = _reader(called)
    secret = feeds.make_feed(reader)
    path = reverse("feed", kwargs={"secret": secret})
    assert len(_events(officer.open(path).content)) == 1
    type(reader.person.post).objects.get(pk=reader.person.post_id).admissions.all().delete()
    assert _events(officer.open(path).content) == []
