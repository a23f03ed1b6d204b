# SPDX-License-Identifier: Apache-2.0
"""What is kept of calendars, and when our own people are taken up."""

from datetime import UTC, datetime
from typing import Any

import pytest

from comity.core.errors import MalformedError, RuleError
from comity.core.ids import Matter
from comity.home import audit, calendars, door, feeds, holds
from comity.home.holds import HoldKind
from comity.home.models_calendars import Calendar, Feed
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.node.moves import Proposal
from comity.subjects import write_body
from comity.workbench.dates import Engaged, Why
from tests.desk.capitals import DAY_MS, HOUR_MS, JP, KR, NOW, Capitals
from tests.unit.subjects.samples import DATE, DAYS

DAY = "meeting/round-12/date"
OFFICE = "director-general"
CANARY = "CANARY-CALENDAR"
TEN = NOW // DAY_MS * DAY_MS + 4 * DAY_MS + HOUR_MS


def ics(*starts: int, more: str = "") -> bytes:
    """A calendar with entries of two hours, each with a title that nobody else is to see."""
    entries = "".join(
        f"BEGIN:VEVENT\r\nUID:{start}\r\nSUMMARY:{CANARY}\r\nLOCATION:{CANARY}\r\n"
        f"DTSTART:{datetime.fromtimestamp(start / 1000, UTC):%Y%m%dT%H%M%SZ}\r\n"
        "DURATION:PT2H\r\nEND:VEVENT\r\n"
        for start in starts
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{entries}{more}END:VCALENDAR\r\n".encode()


@pytest.fixture
def reader(capitals: Capitals) -> Reader:
    return Reader(capitals.person("drafter", Role.DRAFTER), capitals.kr, approvals=0)


def _date(start: int, **more: Any) -> dict[str, Any]:
    return {**DATE, "start": start, "end": start + 2 * HOUR_MS, **more}


def _held(reader: Reader) -> list[tuple[int, HoldKind]]:
    return [(one.start, one.kind) for one in holds.holds_of(reader.anew())]


def test_only_times_are_kept_of_a_calendar_and_a_new_one_replaces_it(reader: Reader) -> None:
    """HOME-40: Kept are the times at which its holder is busy."""
    kept = calendars.import_calendar(reader, OFFICE, ics(TEN), "Asia/Seoul")
    assert kept.findings == ()
    row = Calendar.objects.get()
    assert row.busy == [[TEN, TEN + 2 * HOUR_MS, True]]
    assert CANARY not in repr(vars(row))
    calendars.import_calendar(reader, OFFICE, ics(TEN + DAY_MS), "Asia/Seoul")
    assert [one[0] for one in Calendar.objects.get().busy] == [TEN + DAY_MS]
    calendars.forget_calendar(reader, OFFICE)
    assert not Calendar.objects.exists()
    assert audit.check() == ()


@pytest.mark.parametrize(
    ("raw", "zone", "code"),
    [
        (b"\xff\xff", "Asia/Seoul", "calendar/encoding"),
        (b"hello", "Asia/Seoul", "calendar/form"),
        (ics(TEN)[:-10], "Asia/Seoul", "calendar/half"),
        (b"BEGIN:VCALENDAR\n" + b"X:1\n" * 200_001 + b"END:VCALENDAR\n", "UTC", "calendar/long"),
        (b" " * (2 * 1024 * 1024 + 1), "Asia/Seoul", "calendar/size"),
        (ics(TEN), "Mars/Olympus", "calendar/zone"),
    ],
)
def test_what_is_no_calendar_changes_nothing(
    reader: Reader, raw: bytes, zone: str, code: str
) -> None:
    """HOME-40: one that is no calendar as a whole changes nothing."""
    calendars.import_calendar(reader, OFFICE, ics(TEN), "Asia/Seoul")
    with pytest.raises(MalformedError) as refused:
        calendars.import_calendar(reader, OFFICE, raw, zone)
    assert refused.value.code == code
    assert [one[0] for one in Calendar.objects.get().busy] == [TEN]


def test_who_may_bring_and_see_a_calendar(capitals: Capitals, reader: Reader) -> None:
    """HOME-40, HOME-11: They see these times whom they concern."""
    capitals.post("elsewhere")
    observer = capitals.person("observer", Role.OBSERVER, post="observing")
    watching = Reader(observer, capitals.kr, approvals=0)
    assert [one.slug for one in calendars.posts_of(watching)] == ["observing"]
    assert [one.slug for one in calendars.posts_of(reader)] == [OFFICE, "observing"]
    keeper = capitals.person("keeper", Role.ADMINISTRATOR, post="keeping")
    assert calendars.posts_of(Reader(keeper, capitals.kr, approvals=0)) == ()
    for slug in ("elsewhere", "nobody"):
        with pytest.raises(RuleError) as refused:
            calendars.import_calendar(reader, slug, ics(TEN), "Asia/Seoul")
        assert refused.value.code == "not-found"
    with pytest.raises(RuleError):
        calendars.import_calendar(watching, OFFICE, ics(TEN), "Asia/Seoul")


def test_required_posts_are_set_by_whoever_drafts(capitals: Capitals, reader: Reader) -> None:
    """HOME-41: Whoever drafts says which of our posts a meeting is not held without."""
    channel = capitals.channel
    calendars.set_required(reader, channel, "round-12", [OFFICE])
    assert [one.slug for one in calendars.required_of(reader, channel, "round-12")] == [OFFICE]
    calendars.set_required(reader, channel, "round-12", [])
    assert calendars.required_of(reader, channel, "round-12") == ()
    with pytest.raises(RuleError) as refused:
        calendars.set_required(reader, channel, "round-12", ["nobody"])
    assert refused.value.code == "not-found"
    with pytest.raises(RuleError) as refused:
        calendars.set_required(reader, channel, "round-12", [f"p{n}" for n in range(17)])
    assert refused.value.code == "required/many"
    observer = capitals.person("observer", Role.OBSERVER)
    with pytest.raises(RuleError) as refused:
        calendars.set_required(
            Reader(observer, capitals.kr, approvals=0), channel, "round-12", [OFFICE]
        )
    assert refused.value.code == "not-allowed"


def test_a_hold_lives_as_long_as_what_it_stands_for(capitals: Capitals, reader: Reader) -> None:
    """HOME-42: each falls away with what it stands for."""
    calendars.set_required(reader, capitals.channel, "round-12", [OFFICE])
    until = NOW + DAY_MS
    body = write_body(DAY, "offer", _date(TEN))
    made = door.draft(reader, capitals.channel, Proposal({Matter(DAY): body}, until=until))
    assert _held(reader) == [(TEN, HoldKind.DRAFTED)]
    door.discard(reader, made.pk)
    assert _held(reader) == []
    first = capitals.offer(KR, {DAY: _date(TEN)}, until=until)
    other = {Matter(DAY): write_body(DAY, "offer", _date(TEN + DAY_MS))}
    capitals.sign(KR, Proposal(other, until=until))
    assert _held(reader) == [
        (TEN, HoldKind.PROPOSED), (TEN + DAY_MS, HoldKind.PROPOSED),
    ]  # fmt: skip
    capitals.exchange()
    capitals.refuse(JP, first)
    capitals.exchange()
    assert _held(reader) == [(TEN + DAY_MS, HoldKind.PROPOSED)]
    capitals.clock.now = until + 1
    assert _held(reader) == []
    capitals.clock.now = NOW
    capitals.offer(JP, {DAY: _date(TEN + 2 * DAY_MS)})
    capitals.exchange()
    assert _held(reader) == []  # overtaken; what another proposes binds us to nothing
    capitals.agree({DAY: _date(TEN + 3 * DAY_MS)})
    assert _held(reader) == [(TEN + 3 * DAY_MS, HoldKind.DATED)]
    capitals.agree({DAY: DAYS})
    assert _held(reader) == []


def test_who_is_required_is_taken_up_by_calendar_and_holds(
    capitals: Capitals, reader: Reader
) -> None:
    """HOME-42: Of a dialogue that a reader may not know of he learns only that somebody is busy."""
    calendars.import_calendar(reader, OFFICE, ics(TEN), "Asia/Seoul")
    hidden = capitals.found()
    second = capitals.person("knowing", Role.DRAFTER, post="second")
    knowing = Reader(second, capitals.kr, approvals=0)
    calendars.set_required(knowing, capitals.channel, "round-12", [OFFICE])
    capitals.agree({DAY: _date(TEN + 7 * DAY_MS)})
    row = Calendar.objects.get()
    beyond = Engaged(OFFICE, row.end_ms, 253_402_300_799_999, Why.UNCLEAR)
    busy = Engaged(OFFICE, TEN, TEN + 2 * HOUR_MS, Why.BUSY)
    start = TEN + 7 * DAY_MS
    dated = Engaged(OFFICE, start, start + 2 * HOUR_MS, Why.MEETING, "seoul")
    assert set(holds.engaged(reader, [OFFICE])) == {busy, beyond, dated}
    assert dated not in holds.engaged(reader, [OFFICE], [(capitals.channel, "round-12")])
    assert holds.engaged(reader, ["second"]) == ()
    stranger = capitals.person("stranger", Role.DRAFTER, post="third", channels=[hidden])
    unknowing = Reader(stranger, capitals.kr, approvals=0)
    found = holds.engaged(unknowing, [OFFICE])
    assert Engaged(OFFICE, start - DAY_MS, start + 2 * HOUR_MS + DAY_MS, Why.BUSY) in found
    assert {one.place for one in found} == {""}
    assert [one.known for one in holds.holds_of(unknowing)] == [False]


def test_a_feed_opens_for_its_person_until_it_is_revoked(
    capitals: Capitals, reader: Reader
) -> None:
    """HOME-43: The secret in it is shown once, and only its digest is kept."""
    assert feeds.feed_of(reader) is None
    secret = feeds.make_feed(reader)
    assert secret not in repr(vars(Feed.objects.get()))
    assert feeds.person_of(secret) == reader.person
    again = feeds.make_feed(reader)
    assert feeds.person_of(secret) is None
    assert feeds.person_of(again) == reader.person
    assert feeds.feed_of(reader) is not None
    feeds.revoke_feed(reader)
    feeds.revoke_feed(reader)
    assert (feeds.person_of(again), feeds.feed_of(reader)) == (None, None)
    assert feeds.person_of("") is None
    last = feeds.make_feed(reader)
    type(reader.person).objects.filter(pk=reader.person.pk).update(active=False)
    assert feeds.person_of(last) is None
    keeper = capitals.person("keeper", Role.ADMINISTRATOR, post="keeping")
    with pytest.raises(RuleError):
        feeds.make_feed(Reader(keeper, capitals.kr, approvals=0))
