# SPDX-License-Identifier: Apache-2.0
"""Incidents at the desk: reported, acknowledged, ended; drills apart; what is known to us alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from pytest_django import Settings

from comity.core.ids import Matter
from comity.home.models import AuditLine, Draft
from comity.home.models_incidents import PrivateFact
from comity.home.roles import Role
from comity.locale import LANGUAGES
from comity.node.send import compose
from comity.subjects.incidents import IncidentView
from tests.desk.capitals import JP, KR, NOW, Capitals, Visitor, plain
from tests.desk.staff import PASSWORD, QUICK, reader_of, visitor_at
from tests.unit.subjects.samples import ALL, DATE
from tests.unit.subjects.samples_incidents import ACK, FACTS, NOTICE, UPDATE

MOMENT: dict[str, Any] = {
    "form": "time", "at": NOW - 120_000, "zone": "Asia/Tokyo", "precision_s": 60
}  # fmt: skip
LAUNCH: dict[str, Any] = {
    **NOTICE, "occurred": MOMENT, "title": None, "area": None, "text": None, "same_as": [],
}  # fmt: skip
THEIRS = "jp-20230410-1"
STAND_DOWN = {"mode": "live", "end": "stand-down", "text": None}
WORDS = "훈련 · 訓練 · EXERCISE"
CANARY = "CANARY-RADAR-TRACK-90KM"
MINUTE_MS = 60_000


@pytest.fixture(autouse=True)
def _quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def duty(capitals: Capitals) -> Visitor:
    """Somebody on duty, and no more."""
    return visitor_at(capitals, "duty", Role.DUTY_OFFICER)


def theirs(capitals: Capitals, name: str = THEIRS, **changes: Any) -> None:
    """A notice of the other side that has come."""
    capitals.state(JP, f"incident/{name}/notice", {**LAUNCH, **changes})
    capitals.exchange()


def report(visitor: Visitor, **changes: str) -> HttpResponse:
    """The page of a report sent with what has to be filled in."""
    page = visitor.read("report-incident")
    found = dict(re.findall(r'name="(stamp|dialogue)" value="([^"]*)"', page))
    sent = found | {
        "mode": "live", "kind": "missile-launch", "live": "no-drill", "password": PASSWORD,
        "day_year": "2023", "day_month": "4", "day_day": "10", "time": "09:30",
        "zone": "Asia/Seoul", "precision": "60",
    } | changes  # fmt: skip
    return post(visitor, reverse("report-incident"), sent)


def post(visitor: Visitor, path: str, sent: dict[str, str]) -> HttpResponse:
    answer: Any = visitor.client.post(path, sent, secure=True)
    found: HttpResponse = answer
    return found


def spoken(visitor: Visitor, what: str, name: str = THEIRS, **sent: str) -> HttpResponse:
    """A short form, opened and sent."""
    channel = visitor.capitals.channel
    places = {"channel": channel, "incident": name, "what": what}
    page = visitor.read("speak-incident", **places)
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', page)
    whole = {"seen": seen, "password": PASSWORD} | sent
    return post(visitor, reverse("speak-incident", kwargs=places), whole)


def incidents_of(capitals: Capitals, visitor: Visitor) -> tuple[IncidentView, ...]:
    return reader_of(capitals, visitor).rooms(capitals.channel).incidents.details


def _unmarked(page: str) -> str:
    """A page without what says in which language a word is."""
    return re.sub(r'<span lang="[a-z]+">([^<]*)</span>', r"\1", page)


# --- reporting ---------------------------------------------------------------------------------


def test_a_live_incident_is_reported_with_two_fields(capitals: Capitals, duty: Visitor) -> None:
    """DESK-52: what and when are enough; the rest of the page is there already."""
    page = duty.read("today")
    assert reverse("report-incident") in page
    form = duty.read("report-incident")
    assert '<option value="" selected>choose one</option>' in form
    assert " checked" not in form  # neither live nor drill
    assert 'value="09:31"' in form  # now
    answer = report(duty)
    assert answer.status_code == 302, plain(answer.content.decode())
    (incident,) = incidents_of(capitals, duty)
    assert incident.id == "kr-20230410-093100"
    assert (incident.mode, incident.kind) == ("live", "missile-launch")
    assert "Signed" in plain(duty.open(answer["Location"]).content.decode())
    assert Draft.objects.get().state == "signed"
    capitals.exchange()
    with capitals.jp.channels.hold(capitals.channel) as held:
        assert held.channel.sight.matters("incident") == ("incident/kr-20230410-093100/notice",)


def test_what_was_right_before_is_said_again(capitals: Capitals, duty: Visitor) -> None:
    """DESK-12: sent twice is signed once; but not what was said before something else."""
    report(duty)
    (found,) = incidents_of(capitals, duty)
    told = [0]
    for count in ("1", "2", "1", "1"):
        answer = spoken(duty, "update", found.id, count=count, live="no-drill")
        assert answer.status_code == 302
        told.append(len(incidents_of(capitals, duty)[0].messages) - 1)
    assert told == [0, 1, 2, 3, 3]


def test_sent_twice_it_is_one(capitals: Capitals, duty: Visitor) -> None:
    """DESK-12: sent twice, signed once."""
    first = report(duty, stamp="20230410-093000")
    second = report(duty, stamp="20230410-093000")
    assert first["Location"] == second["Location"]
    assert len(incidents_of(capitals, duty)[0].messages) == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"mode": ""}, "Choose whether it is live, a drill or a test"),
        ({"kind": ""}, "Kind of incident: fill this in"),
        ({"kind": "ufo"}, "Kind of incident: choose one of those offered"),
        ({"time": "9h30"}, "At: write a time of day as 10:00"),
        ({"time": "09:34"}, "At: this lies ahead"),
        ({"day_day": "31"}, "On: this is no day of the calendar"),
        ({"zone": ""}, "Time zone: fill this in"),
        ({"live": ""}, "Confirm that this is not a drill"),
        ({"password": ""}, "Type your password to sign"),
        ({"password": "another password"}, "This is not your password. Nothing was signed"),
        ({"title_en": "x\u202e"}, "can't be signed"),
    ],
)
def test_bad_input_is_told_and_nothing_is_signed(
    capitals: Capitals, duty: Visitor, changes: dict[str, str], told: str
) -> None:
    """DESK-4: says at the field and at the top of the page what is off."""
    answer = report(duty, **changes)
    assert answer.status_code == 400
    page = plain(answer.content.decode())
    assert told in page
    assert page.startswith("Today Report an incident") or "Report an incident" in page
    assert incidents_of(capitals, duty) == ()
    assert not Draft.objects.exists()
    assert 'value="09:30"' in answer.content.decode() or "time" in changes  # what was typed stays


def test_a_drill_asks_for_no_such_confirmation_and_says_what_it_is_everywhere(
    capitals: Capitals, duty: Visitor
) -> None:
    """DESK-51: drills look different on every surface."""
    answer = report(duty, mode="drill", live="")
    assert answer.status_code == 302
    (incident,) = incidents_of(capitals, duty)
    assert incident.id.startswith("exr-kr-")
    channel = capitals.channel
    page = duty.open(answer["Location"]).content.decode()
    assert re.search(rf"<title>{WORDS}: ", page)
    assert re.search(rf"<h1>{WORDS}: ", _unmarked(page))
    assert 'class="drill"' in page
    matter = f"incident/{incident.id}/notice"
    for name, places in (
        ("today", {}),
        ("dialogue", {"channel": channel}),
        ("incidents", {"channel": channel}),
        ("item", {"channel": channel, "matter": matter}),
        ("record", {"channel": channel}),
        ("speak-incident", {"channel": channel, "incident": incident.id, "what": "call"}),
    ):
        assert WORDS in duty.words(name, **places), name


@pytest.mark.parametrize(
    ("name", "mode", "offered"), [(THEIRS, "live", 1), ("exr-jp-20230410-1", "drill", 0)]
)
def test_press_guidance_is_proposed_beside_an_incident_and_never_beside_a_drill(
    capitals: Capitals, name: str, mode: str, offered: int
) -> None:
    """PRESS-1: guidance is on any item; nothing is said in public of what did not happen."""
    theirs(capitals, name, mode=mode)
    visitor = visitor_at(capitals, "drafter", Role.DRAFTER)
    page = visitor.read("incident", channel=capitals.channel, incident=name)
    assert page.count(f"?about=incident%2F{name}") == offered


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_of_a_drill_stands_in_three_languages_for_every_reader(
    capitals: Capitals, language: str
) -> None:
    """DESK-51: first word of every title in three languages."""
    theirs(capitals, "exr-jp-20230410-1", mode="drill")
    visitor = capitals.visitor(capitals.person("one", Role.OBSERVER, language=language))
    page = visitor.read("incident", channel=capitals.channel, incident="exr-jp-20230410-1")
    assert f"<h1>{WORDS}: " in _unmarked(page)
    other = "ja" if language == "ko" else "ko"
    assert f'<span lang="{other}">' in page  # each word is said to be in its language


def test_the_page_tells_that_running_drills_will_be_suspended(
    capitals: Capitals, duty: Visitor
) -> None:
    assert "suspends" not in duty.words("report-incident")
    theirs(capitals, "exr-jp-20230410-1", mode="drill")
    assert "A live notification of class A suspends 1 running drill or test." in duty.words(
        "report-incident"
    )
    assert report(duty).status_code == 302
    page = duty.words("incident", channel=capitals.channel, incident="exr-jp-20230410-1")
    assert "suspended by a live incident" in page
    assert "Stop the drill: a live incident goes on." in page


def test_with_several_dialogues_one_is_chosen(capitals: Capitals) -> None:
    capitals.found()
    duty = visitor_at(capitals, "duty", Role.DUTY_OFFICER)
    answer = report(duty, dialogue="")
    assert "Choose the dialogue" in plain(answer.content.decode())
    assert report(duty, dialogue=capitals.channels[1]).status_code == 302
    assert incidents_of(capitals, duty) == ()  # the first dialogue


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.DRAFTER, Role.APPROVER])
def test_who_is_not_on_duty_reports_nothing(capitals: Capitals, role: Role) -> None:
    """HOME-10: An absent cell of the table refuses."""
    visitor = visitor_at(capitals, "other", role)
    assert visitor.get("report-incident").status_code == 404
    assert reverse("report-incident") not in visitor.read("today")
    theirs(capitals)
    places = {"channel": capitals.channel, "incident": THEIRS, "what": "ack"}
    assert visitor.get("speak-incident", **places).status_code == 404
    page = visitor.words("incident", channel=capitals.channel, incident=THEIRS)
    assert "A duty officer or a signer does that." in page


# --- acknowledging -----------------------------------------------------------------------------


def test_an_incident_stands_on_top_of_today_with_its_clock(
    capitals: Capitals, duty: Visitor, officer: Visitor
) -> None:
    """INC-16, DESK-50: within 10 minutes, counted from when it was sent."""
    capitals.offer(JP, {"meeting/round-12/date": DATE})
    theirs(capitals)
    for visitor in (duty, officer):
        told = visitor.words("today")
        assert told.index("Launch of a missile") < told.index("For our action")
        assert "to be acknowledged by us" in told
        assert "due by Mon 10 Apr 2023, 09:41 (Asia/Seoul), in 10 minutes" in told
        assert "1 incident awaits our acknowledgement." in told
    capitals.clock.now += 22 * MINUTE_MS
    told = duty.words("today")
    assert "overdue for 12 minutes; it was due by Mon 10 Apr 2023, 09:41 (Asia/Seoul)" in told


def test_it_is_acknowledged_on_its_page_with_the_password(
    capitals: Capitals, duty: Visitor
) -> None:
    """INC-5: the post is that of its entry."""
    theirs(capitals)
    page = duty.read("incident", channel=capitals.channel, incident=THEIRS)
    words = plain(page)
    assert words.index("What comes next") < words.index("Messages and acknowledgements")
    found = dict(re.findall(r'name="(seen|message)" value="([^"]*)"', page))
    places = {"channel": capitals.channel, "incident": THEIRS, "what": "ack"}
    path = reverse("speak-incident", kwargs=places)
    assert path in page
    capitals.clock.now += 4 * MINUTE_MS
    wrong = post(duty, path, {**found, "password": "another password"})
    assert wrong.status_code == 400
    assert "This is not your password" in plain(wrong.content.decode())
    assert post(duty, path, {**found, "password": PASSWORD}).status_code == 302
    told = duty.words("incident", channel=capitals.channel, incident=THEIRS)
    assert "acknowledged" in told
    assert "by 아시아태평양국장 , Mon 10 Apr 2023, 09:35 (Asia/Seoul), after 4 minutes" in told
    # Again by a second click: nothing is left to be acknowledged.
    assert post(duty, path, {**found, "password": PASSWORD}).status_code == 404
    assert len(incidents_of(capitals, duty)[0].row("kr").acks) == 1


def test_what_came_meanwhile_is_looked_at_first(capitals: Capitals, duty: Visitor) -> None:
    """HOME-13: on what was shown of the incident."""
    theirs(capitals)
    page = duty.read("incident", channel=capitals.channel, incident=THEIRS)
    found = dict(re.findall(r'name="(seen|message)" value="([^"]*)"', page))
    capitals.state(JP, f"incident/{THEIRS}/update", UPDATE)
    capitals.exchange()
    places = {"channel": capitals.channel, "incident": THEIRS, "what": "ack"}
    answer = post(duty, reverse("speak-incident", kwargs=places), {**found, "password": PASSWORD})
    assert answer.status_code in (400, 409)
    assert incidents_of(capitals, duty)[0].row("kr").acks == ()
    assert spoken(duty, "ack", message=_newest(capitals, duty)).status_code == 302
    assert incidents_of(capitals, duty)[0].row("kr").awaits == ()


def _newest(capitals: Capitals, visitor: Visitor) -> str:
    (incident,) = incidents_of(capitals, visitor)
    return "/".join(str(part) for part in incident.messages[-1].ref)


def test_the_receipt_of_a_machine_is_told_and_is_no_acknowledgement(
    capitals: Capitals, duty: Visitor
) -> None:
    """INC-5, DESK-53: That a machine holds a message is no acknowledgement."""
    assert report(duty, stamp="20230410-093000").status_code == 302
    places = {"channel": capitals.channel, "incident": "kr-20230410-093000"}
    told = duty.words("incident", **places)
    assert "no receipt from their machine yet: use the telephone" in told
    capitals.exchange()
    told = duty.words("incident", **places)
    assert "their machine holds it, which is no acknowledgement" in told
    assert "not acknowledged by the Japanese side" in told
    (incident,) = incidents_of(capitals, duty)
    said = {**ACK, "message": list(incident.messages[0].ref), "text": None}
    capitals.state(JP, f"incident/{incident.id}/ack", said)
    capitals.exchange()
    told = duty.words("incident", **places)
    assert "by アジア大洋州局長" in told
    assert "not acknowledged" not in told


# --- updates, calls, ends ----------------------------------------------------------------------


def test_an_update_a_call_and_the_end_are_signed_at_once(capitals: Capitals, duty: Visitor) -> None:
    assert report(duty, stamp="20230410-093000").status_code == 302
    name = "kr-20230410-093000"
    assert (
        spoken(duty, "update", name, text_en="It has fallen.", live="no-drill").status_code == 302
    )
    call = {
        "day_year": "2023", "day_month": "4", "day_day": "10", "time": "09:31",
        "zone": "Asia/Seoul", "ours": "Crisis centre", "theirs": "Situation centre",
        "text_en": "Read out.",
    }  # fmt: skip
    assert spoken(duty, "call", name, **call).status_code == 302
    answer = spoken(duty, "stand-down", name, end="stand-down", live="no-drill")
    assert answer.status_code == 302
    (incident,) = incidents_of(capitals, duty)
    assert [one.kind for one in incident.messages] == ["notice", "update", "stand-down"]
    assert (incident.end, len(incident.calls)) == ("stand-down", 1)
    told = duty.words("incident", channel=capitals.channel, incident=name)
    assert "stand-down, situation over" in told
    assert "Our side: Crisis centre, The Japanese side: Situation centre" in told
    assert "It has fallen." in told


@pytest.mark.parametrize(
    ("what", "sent", "told"),
    [
        ("update", {"text_en": "x"}, "Confirm that this is not a drill"),
        ("update", {"live": "no-drill"}, "What is known now: fill this in"),
        ("update", {"live": "no-drill", "time": "09:00"}, "Time of the event, corrected: on"),
        ("stand-down", {"live": "no-drill"}, "How it ends: fill this in"),
        ("stand-down", {"live": "no-drill", "end": "false-alarm"}, "Why: fill this in"),
        ("stand-down", {"end": "stand-down"}, "Confirm that this is not a drill"),
        ("call", {"ours": "x", "theirs": "y"}, "On: fill this in"),
        ("call", {"ours": "x", "theirs": "", "day_year": "2023", "day_month": "4", "day_day": "10",
                  "time": "23:00", "zone": "Asia/Seoul"}, "At: this lies ahead"),
    ],
)  # fmt: skip
def test_bad_input_of_the_short_forms(
    capitals: Capitals, duty: Visitor, what: str, sent: dict[str, str], told: str
) -> None:
    assert report(duty, stamp="20230410-093000").status_code == 302
    answer = spoken(duty, what, "kr-20230410-093000", **sent)
    assert answer.status_code == 400
    assert told in plain(answer.content.decode())
    assert len(incidents_of(capitals, duty)[0].messages) == 1


def test_only_a_notifier_is_asked_to_end_it(capitals: Capitals, duty: Visitor) -> None:
    """INC-9: Only a side that has given notice updates or ends it."""
    theirs(capitals)
    for what, status in (("update", 404), ("stand-down", 404), ("call", 200), ("ack", 200)):
        places = {"channel": capitals.channel, "incident": THEIRS, "what": what}
        assert duty.get("speak-incident", **places).status_code == status
    page = duty.read("incident", channel=capitals.channel, incident=THEIRS)
    assert "/stand-down/" not in page


def test_two_voices_of_one_side_are_shown_with_a_warning(capitals: Capitals, duty: Visitor) -> None:
    """INC-9: all are shown and it is not ended."""
    theirs(capitals)
    end = {"mode": "live", "end": "false-alarm", "text": {"en": "A drill message."}}
    capitals.state(JP, f"incident/{THEIRS}/stand-down", end)
    capitals.state(JP, f"incident/{THEIRS}/stand-down", STAND_DOWN)
    capitals.exchange()
    told = duty.words("incident", channel=capitals.channel, incident=THEIRS)
    assert "Two different ends from the Japanese side" in told
    assert "Declared: false alarm, stand-down, situation over." in told


# --- what both make of it ----------------------------------------------------------------------


def test_facts_stand_side_by_side_and_become_a_shared_assessment(
    capitals: Capitals, officer: Visitor
) -> None:
    """INC-11, DESK-55: agreed, a range, agreed to differ, omitted."""
    theirs(capitals)
    matter = f"incident/{THEIRS}"
    known: dict[str, Any] = {**FACTS["facts"], "time": {**FACTS["facts"]["time"], "value": MOMENT}}
    capitals.state(JP, f"{matter}/facts", {"mode": "live", "facts": known})
    later = {**known["time"], "value": {**MOMENT, "at": MOMENT["at"] + MINUTE_MS}}
    other = {"form": "text", "text": {"en": "medium range or longer"}}
    ours = {"time": later, "class": {**known["class"], "value": other}}
    capitals.state(KR, f"{matter}/facts", {"mode": "live", "facts": ours})
    capitals.exchange()
    told = officer.words("incident", channel=capitals.channel, incident=THEIRS)
    assert "not released" in told
    assert "ICBM class" in told

    places = {"channel": capitals.channel, "matter": f"{matter}/assessment"}
    form = officer.read("propose-item", **places)
    fields = re.findall(r'name="([a-z-]+)" type="radio" value="([a-z-]+)" checked', form)
    assert dict(fields) == {
        "time": "range", "class": "differ", "distance": "omitted", "landing": "omitted",
    }  # fmt: skip
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', form)
    sent = dict(fields) | {"seen": seen, "until_zone": "Asia/Seoul"}
    answer = post(officer, reverse("propose-item", kwargs=places), sent)
    assert answer.status_code == 302, plain(answer.content.decode())
    page = officer.open(answer["Location"]).content.decode()
    assert "agreed to differ" in plain(page)


def test_facts_are_released_by_a_form(capitals: Capitals, officer: Visitor) -> None:
    """INC-7: given with its value, unknown, or not applicable."""
    theirs(capitals)
    places = {"channel": capitals.channel, "matter": f"incident/{THEIRS}/facts"}
    path = reverse("state", kwargs=places)

    def send(**fields: str) -> str:
        (seen,) = re.findall(r'name="seen" value="([^"]*)"', officer.read("state", **places))
        answer = post(officer, path, {"seen": seen} | fields)
        if answer.status_code == 302:
            return "drafted"
        return plain(answer.content.decode())

    assert "fill this in" in send()
    assert "How many: value: fill this in" in send(**{"count-state": "given"})
    assert "How many: choose “known” where a value is given" in send(**{"count-value": "1"})
    assert "write a whole number from 0" in send(
        **{"apogee-state": "given", "apogee-value": "1000 km"}
    )
    assert "this lies ahead" in send(
        **{
            "time-state": "given", "time-day_year": "2023", "time-day_month": "4",
            "time-day_day": "10", "time-time": "23:00",
        }
    )  # fmt: skip
    assert send(**{"count-state": "given", "count-value": "1", "landing-state": "unknown"}) == (
        "drafted"
    )
    assert "count" in Draft.objects.get().move


def test_merging_is_proposed_from_the_page(capitals: Capitals, officer: Visitor) -> None:
    """INC-10: pointed out as perhaps the same."""
    theirs(capitals)
    capitals.state(KR, "incident/kr-20230410-1/notice", LAUNCH)
    page = officer.read("incident", channel=capitals.channel, incident=THEIRS)
    assert "Perhaps the same event" in plain(page)
    places = {"channel": capitals.channel, "matter": f"incident/{THEIRS}/merge"}
    path = reverse("propose-item", kwargs=places)
    assert path in page
    form = officer.read("propose-item", **places)
    assert 'value="kr-20230410-1"' in form
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', form)
    sent = {"seen": seen, "until_zone": "Asia/Seoul", "into": "nobody-knows"}
    assert "the record knows no such incident" in plain(post(officer, path, sent).content.decode())
    assert post(officer, path, {**sent, "into": "kr-20230410-1"}).status_code == 302


# --- what is known to us alone -----------------------------------------------------------------


def test_an_internal_fact_never_leaves_the_house(
    capitals: Capitals, duty: Visitor, officer: Visitor
) -> None:
    """HOME-51, DESK-54: Nothing of it is in a body, no digest, no length, not that it exists."""
    theirs(capitals)
    places = {"channel": capitals.channel, "incident": THEIRS}
    path = reverse("incident", kwargs=places)
    assert post(duty, path, {"label": "Radar", "text": CANARY}).status_code == 302
    page = officer.read("incident", **places)
    ground = re.search(r'(?s)class="card internal" id="internal".*?</section>', page)
    assert ground is not None
    assert CANARY in ground[0]
    assert "Internal, not shared" in ground[0]
    assert page.count(CANARY) == 1
    assert CANARY not in capitals.visitor(capitals.person("one", Role.OBSERVER)).read(
        "incident", **places
    )
    capitals.state(KR, f"incident/{THEIRS}/facts", {"mode": "live", "facts": FACTS["facts"]})
    sent = compose(capitals.kr, capitals.jp.root)
    capitals.exchange()
    assert CANARY not in repr(sent)
    assert not AuditLine.objects.filter(line__contains=CANARY).exists()
    for name in ("today", "dispatch"):
        assert CANARY not in officer.read(name)
    for name in ("dialogue", "record", "incidents"):
        assert CANARY not in officer.read(name, channel=capitals.channel)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"label": "", "text": "x"}, "Write what it is about"),
        ({"label": "x", "text": " "}, "Write what is known"),
        ({"label": "x", "text": "a\u202e"}, "An internal fact needs a subject and a text."),
    ],
)
def test_an_internal_fact_says_something(
    capitals: Capitals, duty: Visitor, sent: dict[str, str], told: str
) -> None:
    theirs(capitals)
    places = {"channel": capitals.channel, "incident": THEIRS}
    answer = post(duty, reverse("incident", kwargs=places), sent)
    assert answer.status_code == 400
    assert told in plain(answer.content.decode())
    assert not PrivateFact.objects.exists()


# --- lists -------------------------------------------------------------------------------------


def test_the_list_tells_what_goes_on_drills_and_what_is_over(
    capitals: Capitals, duty: Visitor
) -> None:
    assert "No incident goes on." in duty.words("incidents", channel=capitals.channel)
    theirs(capitals)
    theirs(capitals, "exr-jp-20230410-1", mode="drill")
    theirs(capitals, "jp-20230410-2", kind="cyber")
    capitals.state(JP, "incident/jp-20230410-2/stand-down", STAND_DOWN)
    capitals.exchange()
    told = duty.words("incidents", channel=capitals.channel)
    assert "1 incident goes on." in told
    assert told.index("Launch of a missile") < told.index(WORDS) < told.index("Cyber incident")
    assert "Incidents" in duty.words("dialogue", channel=capitals.channel)


def test_an_incident_that_is_not_there(capitals: Capitals, duty: Visitor) -> None:
    for name in ("nobody", "exr-nobody"):
        answer = duty.get("incident", channel=capitals.channel, incident=name)
        assert answer.status_code == 404


def test_an_unreadable_notice_is_shown_as_that(capitals: Capitals, duty: Visitor) -> None:
    """SUBJ-8: shown as unreadable; INC-1: a body whose mode is not that of the id."""
    from comity.core.encoding import encode  # noqa: PLC0415
    from comity.node.sign import Statement  # noqa: PLC0415

    raw = encode({**LAUNCH, "mode": "drill"})
    capitals.sign(JP, Statement(Matter(f"incident/{THEIRS}/notice"), raw))
    capitals.exchange()
    told = duty.words("incident", channel=capitals.channel, incident=THEIRS)
    assert "cannot be read here: Drill, test and live do not go together here" in told
    assert "Acknowledge" not in told.split("Messages and acknowledgements")[0]
    assert "Incident jp-20230410-1" in told


def test_every_incident_item_has_a_title_and_leads_to_its_page(
    capitals: Capitals, officer: Visitor
) -> None:
    theirs(capitals)
    for name in ("update", "call", "facts"):
        matter, _, value = ALL[name]
        said = {**value, "at": NOW} if name == "call" else value
        capitals.state(JP, matter.replace("jp-20230413-1", THEIRS), said)
    capitals.exchange()
    page = officer.item(f"incident/{THEIRS}/facts")
    assert "released facts" in plain(page)
    assert reverse("incident", kwargs={"channel": capitals.channel, "incident": THEIRS}) in page


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.DRAFTER, Role.APPROVER])
def test_today_says_whose_move_it_is_to_whoever_is_not_on_duty(
    capitals: Capitals, role: Role
) -> None:
    """DESK-50: for whoever may not acknowledge it is the duty officer's."""
    visitor = visitor_at(capitals, "other", role)
    theirs(capitals)
    told = visitor.words("today")
    assert "1 incident awaits acknowledgement by our duty officer." in told
    assert "awaits our acknowledgement" not in told


def test_its_story_names_the_acknowledged_message(capitals: Capitals, duty: Visitor) -> None:
    theirs(capitals)
    (message,) = incidents_of(capitals, duty)[0].messages
    capitals.state(KR, f"incident/{THEIRS}/ack", {**ACK, "message": list(message.ref)})
    told = duty.words("incident", channel=capitals.channel, incident=THEIRS)
    number = message.ref[1]
    assert f"message of the Japanese side in its entry No. {number} acknowledged" in told
    assert f"jp/{number}/0" not in told


def test_press_guidance_on_an_incident_calls_it_by_its_name(
    capitals: Capitals, officer: Visitor
) -> None:
    theirs(capitals)
    path = reverse("propose-item", kwargs={"channel": capitals.channel, "matter": "press/kr-1"})
    page = plain(officer.open(path).content.decode())
    assert "Terms of reference Launch of a missile, Mon 10 Apr 2023, 09:29" in page
    assert f"incident/{THEIRS}" not in page
