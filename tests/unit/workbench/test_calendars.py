# SPDX-License-Identifier: Apache-2.0
"""Calendars that people bring: what can't be read is busy, and reported without its content."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # it has no types
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from comity.core.errors import MalformedError
from comity.workbench.calendars import FATAL, FILE_BYTES_MAX, ReadCalendar, read_calendar

SEOUL = "Asia/Seoul"
FIRST, LAST = date(2023, 4, 1), date(2023, 5, 31)
DAY_MS = 86_400_000


def _file(*events: str, zones: str = "") -> bytes:
    blocks = "".join(f"BEGIN:VEVENT\nUID:u{n}\n{one}\nEND:VEVENT\n" for n, one in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{zones}{blocks}END:VCALENDAR\n".encode()


def _read(raw: bytes, first: date = FIRST, last: date = LAST, zone: str = SEOUL) -> ReadCalendar:
    return read_calendar(raw, zone, first, last)


def _ms(text: str, zone: str = SEOUL) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1000


def _whole(read: ReadCalendar) -> bool:
    return any((one.start, one.end) == (read.start, read.end) for one in read.busy)


def _covered(read: ReadCalendar, start: int, end: int) -> bool:
    """Whether no moment of the stretch, as far as it was read, is left free."""
    at, end = max(start, read.start), min(end, read.end)
    for one in sorted(read.busy, key=lambda each: each.start):
        if one.start <= at < one.end:
            at = one.end
    return at >= end


def test_an_entry_is_busy_from_its_beginning_to_its_end() -> None:
    read = _read(_file("DTSTART;TZID=Asia/Tokyo:20230417T100000\nDTEND:20230417T033000Z"))
    assert [(one.start, one.end, one.known) for one in read.busy] == [
        (_ms("2023-04-17T10:00"), _ms("2023-04-17T12:30"), True)
    ]
    assert (read.findings, read.entries) == ((), 1)


def test_a_day_and_a_time_without_a_zone_are_the_owners() -> None:
    read = _read(_file("DTSTART;VALUE=DATE:20230417", "DTSTART:20230419T090000\nDURATION:PT1H"))
    assert [(one.start, one.end) for one in read.busy] == [
        (_ms("2023-04-17T00:00"), _ms("2023-04-18T00:00")),
        (_ms("2023-04-19T09:00"), _ms("2023-04-19T10:00")),
    ]


def test_what_was_cancelled_or_leaves_its_owner_free_takes_no_time() -> None:
    series = "DTSTART:20230403T010000Z\nDTEND:20230403T020000Z\nRRULE:FREQ=WEEKLY;COUNT=2"
    gone = "BEGIN:VEVENT\nUID:u0\nRECURRENCE-ID:20230410T010000Z\nDTSTART:20230410T010000Z\n"
    raw = _file(series).replace(
        b"END:VCALENDAR", f"{gone}STATUS:cancelled\nEND:VEVENT\nEND:VCALENDAR".encode()
    )
    assert [one.start for one in _read(raw).busy] == [_ms("2023-04-03T10:00")]
    for line in ("STATUS:CANCELLED", "TRANSP:Transparent"):
        assert _read(_file(f"{series}\n{line}")).busy == ()


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYSETPOS=9",
        "FREQ=DAILY;BYHOUR=1,2;BYMINUTE=" + ",".join(map(str, range(60))),
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;UNTL=20230601T000000Z",
        "RSCALE=CHINESE;FREQ=YEARLY",
        "FREQ=WEEKLY;BYDAY=MO;BYDAY=TU",
        "",
    ],
)
def test_a_rule_that_can_not_be_bounded_makes_all_of_the_time_busy(rule: str) -> None:
    begins = "19700101T010000Z" if "BYHOUR" in rule else "20220101T010000Z"
    read = _read(_file(f"DTSTART:{begins}\nDURATION:PT1M\nRRULE:{rule}"))
    assert _whole(read)
    assert [(one.place, one.whole) for one in read.findings] == [(4, True)]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=MO,WE",
        "FREQ=MONTHLY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=13,31",
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=14",
        "FREQ=YEARLY;BYMONTH=4;BYDAY=-1SU",
        "FREQ=YEARLY;BYMONTH=4,5;BYMONTHDAY=29",
        "FREQ=DAILY;BYDAY=SA",
        "FREQ=DAILY;BYMONTHDAY=2",
        "FREQ=WEEKLY;BYMONTH=5",
        "FREQ=DAILY;COUNT=3",
        "FREQ=HOURLY;COUNT=3;INTERVAL=12",
    ],
)
def test_rules_that_offices_use_are_read(rule: str) -> None:
    begins = datetime(2023, 4, 1, 1, tzinfo=UTC)
    read = _read(_file(f"DTSTART:{begins:%Y%m%dT%H%M%SZ}\nDURATION:PT1H\nRRULE:{rule}"))
    due = {
        begins,
        *rrulestr(rule, dtstart=begins).between(begins, datetime(2023, 6, 1, tzinfo=UTC)),
    }
    due = {one for one in due if int(one.timestamp()) * 1000 < read.end}
    assert len(due) > 1
    assert {one.start for one in read.busy} == {int(one.timestamp()) * 1000 for one in due}
    assert read.findings == ()


def test_a_zone_nobody_knows_is_as_wide_as_the_world_or_as_the_file_says() -> None:
    entry = "DTSTART;TZID={}:20230417T100000\nDTEND;TZID={}:20230417T110000"
    read = _read(_file(entry.format("Atlantis", "Atlantis")))
    wall = int(datetime(2023, 4, 17, 10, tzinfo=UTC).timestamp()) * 1000
    assert [(one.start, one.end) for one in read.busy] == [
        (wall - 14 * 3_600_000, wall + 13 * 3_600_000)
    ]
    assert [one.code for one in read.findings] == ["zone"]
    zones = (
        "BEGIN:VTIMEZONE\nTZID:Atlantis\nBEGIN:STANDARD\nTZOFFSETTO:+0900\nEND:STANDARD\n"
        "END:VTIMEZONE\n"
    )
    read = _read(_file(entry.format("Atlantis", "Atlantis"), zones=zones))
    assert [one.start for one in read.busy] == [_ms("2023-04-17T10:00")]
    for name in ('"(UTC+09:00) Seoul"', "Korea Standard Time", "/example.org/x/Asia/Tokyo"):
        read = _read(_file(entry.format(name, name)))
        assert ([one.start for one in read.busy], read.findings) == (
            [_ms("2023-04-17T10:00")],
            (),
        )


def test_one_bad_entry_takes_its_days_and_leaves_the_others_as_they_are() -> None:
    bad = "DTSTART:20230417T100000Z\nDTEND:20230417T250000Z"
    read = _read(_file(bad, "DTSTART:20230502T010000Z\nDTEND:20230502T020000Z"))
    known = [one for one in read.busy if one.known]
    unknown = [one for one in read.busy if not one.known]
    assert [one.start for one in known] == [_ms("2023-05-02T10:00")]
    assert [(one.start, one.end) for one in unknown] == [
        (_ms("2023-04-16T10:00"), _ms("2023-04-18T14:00"))
    ]
    assert [(one.code, one.whole) for one in read.findings] == [("entry", False)]


@pytest.mark.parametrize(
    "entry",
    [
        "SUMMARY:no time at all",
        "DTSTART:2023 04 17\nDTEND:soon",
        "DTSTART:20230417T100000Z\nDTEND 20230417T110000Z",
        "DTSTART:20230417T100000Z\nDTSTART:20230418T100000Z",
        "DTSTART:20230417T100000Z\nDURATION:PT1X",
        "DTSTART:20230417T100000Z\nRDATE:99999999\nDURATION:PT1H",
    ],
)
def test_an_entry_whose_days_nobody_can_tell_takes_all_of_the_time(entry: str) -> None:
    read = _read(_file(entry))
    assert _whole(read)
    assert all(one.whole for one in read.findings)


def test_two_entries_of_one_name_are_both_busy() -> None:
    raw = _file("DTSTART:20230417T010000Z\nDTEND:20230417T020000Z").replace(b"UID:u0", b"UID:same")
    other = raw.replace(b"20230417", b"20230418")
    both = raw.replace(b"END:VCALENDAR\n", b"") + other.split(b"PRODID:x\n")[1]
    assert [one.start for one in _read(both).busy] == [
        _ms("2023-04-17T10:00"), _ms("2023-04-18T10:00"),
    ]  # fmt: skip


def test_free_and_busy_periods_are_read_and_an_availability_is_not_understood() -> None:
    raw = (
        b"BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY:20230417T010000Z/PT2H30M,"
        b"20230418T010000Z/20230418T020000Z\nFREEBUSY;FBTYPE=FREE:20230420T010000Z/PT1H\n"
        b"END:VFREEBUSY\nEND:VCALENDAR\n"
    )
    assert [(one.start, one.end) for one in _read(raw).busy] == [
        (_ms("2023-04-17T10:00"), _ms("2023-04-17T12:30")),
        (_ms("2023-04-18T10:00"), _ms("2023-04-18T11:00")),
    ]
    assert _whole(_read(raw.replace(b"PT2H30M", b"PT2H30Q")))
    assert _whole(_read(raw.replace(b"VFREEBUSY", b"VAVAILABILITY")))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xff\xfeB\x00E\x00", "file-encoding"),
        ("BEGIN:VCALENDAR\nSUMMARY:약속".encode("euc-kr"), "file-encoding"),
        (b"", "file-form"),
        (b"day,title\n2023-04-17,hello\n", "file-form"),
        (b"%PDF-1.7\n", "file-form"),
        (b"BEGIN:VCALENDAR\nEND:VEVENT\n", "file-form"),
        (_file("DTSTART:20230417T010000Z")[:-14], "file-half"),
        (b"BEGIN:VCALENDAR\n" + b"X:1\n" * 200_001 + b"END:VCALENDAR\n", "file-long"),
        (b"BEGIN:A\n" * 20 + b"END:A\n" * 20, "file-form"),
    ],
)
def test_what_is_no_calendar_says_so_and_leaves_no_time_free(raw: bytes, code: str) -> None:
    read = _read(raw)
    assert [one.code for one in read.findings] == [code]
    assert code in FATAL
    assert _whole(read)


def test_a_file_beyond_its_size_is_refused_before_it_is_read() -> None:
    with pytest.raises(MalformedError) as caught:
        _read(b" " * (FILE_BYTES_MAX + 1))
    assert caught.value.code == "calendar/size"


def test_more_entries_than_are_read_leave_no_time_free() -> None:
    assert _whole(_read(_file(*["DTSTART:20220417T010000Z"] * 10_001)))


def test_many_series_use_up_the_steps_of_a_file() -> None:
    series = "DTSTART:18700101T010000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYDAY=MO"
    read = _read(_file(*[series] * 40))
    assert [one.code for one in read.findings].count("often") == 40 - 1_000_000 // 56_000


def test_more_occurrences_than_a_desk_bears_are_not_expanded() -> None:
    """CAL-3: what would take too many steps is busy, and said; a series costs what it has."""
    daily = [f"DTSTART:20230401T{n // 60:02}{n % 60:02}00Z\nRRULE:FREQ=DAILY" for n in range(700)]
    read = _read(_file(*daily), FIRST, FIRST + timedelta(days=99))
    # The libraries are asked for two days more at either end.
    assert [one.code for one in read.findings].count("often") == 700 - -(-50_000 // 102)
    assert _whole(read)
    assert read.entries == -(-50_000 // 102)
    assert _whole(read)


# --- whatever comes ---------------------------------------------------------------------------

_TIMES = st.integers(0, 70 * 24 * 60).map(
    lambda minutes: datetime.fromisoformat("2023-03-25") + timedelta(minutes=minutes)
)
_LENGTHS = st.integers(1, 3 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
_ZONES = st.sampled_from(["UTC", "Asia/Seoul", "America/New_York", "Asia/Kathmandu"])
_STRETCHES = st.lists(st.tuples(_TIMES, _LENGTHS, _ZONES), max_size=6)
_NOISE = st.sampled_from(
    [
        "SUMMARY:x", "DTSTART:nonsense", "RRULE:FREQ=WEEKLY", "STATUS:CANCELLED", "BEGIN:VALARM",
        "END:VALARM", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR", "UID:u0",
        "DTSTART;TZID=Nowhere:20230417T100000", "RECURRENCE-ID:20230417T100000Z", " folded", "\x00",
        "EXDATE:20230417T100000Z", "RDATE;VALUE=PERIOD:20230417T100000Z/PT1H", "DURATION:-P1D",
        "RRULE:FREQ=HOURLY", "DTEND:20230417", "TRANSP:TRANSPARENT", "RRULE:FREQ=DAILY;COUNT=0",
    ]
)  # fmt: skip


def _entry(start: datetime, length: timedelta, zone: str) -> str:
    ends = (start.replace(tzinfo=ZoneInfo(zone)) + length).astimezone(UTC)
    return f"SUMMARY:canary\nDTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}\nDTEND:{ends:%Y%m%dT%H%M%S}Z"


@given(_STRETCHES, st.lists(_NOISE, max_size=12))
@settings(deadline=None)
def test_never_less_busy_than_its_readable_entries_whatever_stands_beside_them(
    stretches: list[tuple[datetime, timedelta, str]], noise: list[str]
) -> None:
    good = _file(*(_entry(*one) for one in stretches))
    bad = "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *noise, "END:VEVENT", "END:VCALENDAR", ""])
    read = _read(good + bad.encode())
    for start, length, zone in stretches:
        begins = int(start.replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1000
        assert _covered(read, begins, begins + length // timedelta(milliseconds=1))


@given(st.lists(_NOISE, max_size=30))
@settings(deadline=None)
def test_any_order_of_lines_is_read_without_an_exception(noise: list[str]) -> None:
    read = _read("\n".join(noise).encode())
    assert all(read.start <= one.start < one.end <= read.end for one in read.busy)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_an_exception(raw: bytes) -> None:
    read = _read(b"BEGIN:VEVENT\nDTSTART:20230417\n" + raw + b"\nEND:VEVENT\n")
    assert _covered(read, _ms("2023-04-17T00:00"), _ms("2023-04-18T00:00")) or not read.findings


@given(_STRETCHES)
@settings(deadline=None)
def test_nothing_of_what_a_calendar_says_but_times_comes_out(
    stretches: list[tuple[datetime, timedelta, str]],
) -> None:
    told = repr(_read(_file(*(_entry(*one) for one in stretches), "SUMMARY:canary")))
    assert "canary" not in told


# --- real files -------------------------------------------------------------------------------


def _years(raw: bytes) -> list[int]:
    found = {int(one) for one in re.findall(rb"DTSTART[^:\n]*:([12][0-9]{3})[0-9]{4}", raw)}
    return [one for one in sorted(found) if 1971 <= one <= 2100] or [2023]


def test_every_real_file_is_read_and_leaves_none_of_its_readable_time_free(
    shared_data: Path,
) -> None:
    files = sorted((shared_data / "data" / "ics").glob("*.ics"))
    assert len(files) >= 40
    compared = 0
    for path in files:
        raw = path.read_bytes()
        for year in _years(raw):
            first = date(year, 1, 1)
            read = _read(raw, first, first + timedelta(days=400))
            for start, end in _expected(raw, read):
                compared += 1
                assert _covered(read, start, end), f"{path.name} {year}"
    assert compared > 500


def _expected(raw: bytes, read: ReadCalendar) -> list[tuple[int, int]]:
    """What the libraries alone make of a file, as far as they do."""
    found = []
    bounds = [datetime.fromtimestamp(ms / 1000, UTC) for ms in (read.start, read.end)]
    try:
        for calendar in Calendar.from_ical(raw, multiple=True):
            for event in recurring_ical_events.of(calendar).between(*bounds):
                cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
                if cancelled or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
                    continue
                found.append(tuple(sorted(_instant(event[one].dt) for one in ("DTSTART", "DTEND"))))
    except Exception:  # noqa: BLE001 - the oracle gives up where the reader must not
        return []
    return [(start, end) for start, end in found if _is_zoned(raw)]


def _is_zoned(raw: bytes) -> bool:
    """Whether the libraries know the zones of the file: of others they tell a wrong time."""
    names = {one.decode("ascii", "replace") for one in re.findall(rb'TZID="?([^":;\r\n]+)', raw)}
    return all(name.count("/") == 1 for name in names)


def _instant(value: date) -> int:
    if not isinstance(value, datetime):
        value = datetime.fromisoformat(value.isoformat())
    moment = value if value.tzinfo else value.replace(tzinfo=ZoneInfo(SEOUL))
    return int(moment.timestamp()) * 1000
