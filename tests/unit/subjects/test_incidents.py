# SPDX-License-Identifier: Apache-2.0
"""How incidents stand: notices, acknowledgements, ends, merging, the shared assessment."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.encoding import encode
from comity.core.errors import MalformedError
from comity.core.ids import Code
from comity.subjects import incidents, read_body
from comity.subjects.incidents import IncidentView, Progress
from comity.subjects.standing import Standing
from tests.unit.subjects import samples
from tests.unit.subjects.samples_incidents import (
    ACK,
    ASSESSMENT,
    CALL,
    END,
    FACTS,
    MERGE,
    MOMENT,
    NOTICE,
    RESPONSE,
    REVIEW,
    T0,
    UPDATE,
)
from tests.unit.subjects.table import Raw, Table

JP, KR = "incident/jp-20230413-1", "incident/kr-20230413-1"
STAND_DOWN: dict[str, Any] = {**END, "end": "stand-down", "text": None}
ALONE: dict[str, Any] = {**NOTICE, "same_as": []}


def seen(table: Table, name: str = "jp-20230413-1") -> IncidentView:
    found = incidents.view(table, table).details
    return next(one for one in found if one.id == name)


def standing(table: Table, matter: str) -> Standing[Any, Any]:
    found = incidents.view(table, table).standings
    return next(one for one in found if one.matter == matter)


def notify(table: Table, party: str = "jp", body: Any = ALONE, at: str = JP) -> tuple[Any, ...]:
    ref = table.declare(party, f"{at}/notice", body).ref
    return (ref.party, ref.number, ref.index)


def ack(table: Table, party: str, message: Any, at: str = JP) -> None:
    table.declare(party, f"{at}/ack", {**ACK, "message": list(message)})


def fact(text: str) -> dict[str, Any]:
    value = {"form": "text", "text": {"en": text}}
    return {"state": "given", "value": value, "confidence": None, "source": None}


def facts(**fields: Any) -> dict[str, Any]:
    return {"mode": "live", "facts": fields}


def number(value: int) -> dict[str, Any]:
    said = {"form": "number", "value": value, "plus_minus": 0}
    return {"state": "given", "value": said, "confidence": None, "source": None}


# --- modes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("prefix", "mode"), [("", "live"), ("exr-", "drill"), ("tst-", "test")])
@pytest.mark.parametrize("said", ["live", "drill", "test"])
@pytest.mark.parametrize(
    "name", [name for name, row in samples.ALL.items() if "incident/" in row[0]]
)
def test_a_body_is_of_the_mode_that_the_id_says(
    name: str, said: str, prefix: str, mode: str
) -> None:
    """INC-1: a body whose mode is not that of the id is unreadable."""
    matter, verb, body = copy.deepcopy(samples.ALL[name])
    matter = matter.replace("incident/", f"incident/{prefix}")
    body["mode"] = said
    if "into" in body:
        body["into"] = f"{prefix}other"
    if body.get("same_as"):
        body["same_as"] = [f"{prefix}other"]
    if body.get("form") == "joint-text":
        body["form"] = "no-statement"
    if said == mode:
        assert read_body(matter, verb, encode(body))
        return
    with pytest.raises(MalformedError) as caught:
        read_body(matter, verb, encode(body))
    assert (caught.value.code, caught.value.rule) == ("incident/mode", "INC-1")


@pytest.mark.parametrize("other", ["exr-kr-1", "tst-kr-1", "Not A Name"])
def test_drills_and_live_incidents_never_refer_to_each_other(other: str) -> None:
    """INC-1: Nothing refers to an incident of another mode."""
    for name, field, value in (("notice", "same_as", [other]), ("merge", "into", other)):
        matter, verb, _ = samples.ALL[name]
        with pytest.raises(MalformedError) as caught:
            read_body(matter, verb, encode(samples.turned(name, field, value)))
        assert caught.value.code in ("incident/link", "body/key")


# --- notices and acknowledgements --------------------------------------------------------------


def test_a_notice_needs_no_more_than_its_kind_and_time() -> None:
    """INC-2: kind and time; all else may be null."""
    empty: dict[str, Any] = {
        "title": None,
        "area": None,
        "count": None,
        "text": None,
        "same_as": [],
    }
    table = Table()
    notify(table, "jp", {**NOTICE, **empty})
    one = seen(table)
    assert (one.kind, one.severity, one.progress) == ("missile-launch", "a", Progress.NOTIFIED)
    assert one.active
    assert [row.notifier for row in one.rows] == [True, False]


@pytest.mark.parametrize(("kind", "severity"), sorted(incidents.CLASSES.items()))
def test_the_class_follows_from_the_kind(kind: str, severity: str) -> None:
    """INC-3: The class follows from the kind."""
    table = Table()
    ref = notify(table, "jp", {**ALONE, "kind": kind})
    (message,) = seen(table).messages
    assert (message.ref, message.kind) == (ref, "notice")
    assert seen(table).severity == severity
    assert message.limit_s == incidents.LIMITS_S[severity]
    assert message.due == table.clock + incidents.LIMITS_S[severity] * 1000


def test_the_terms_in_force_set_the_limit_of_all_but_class_c() -> None:
    """INC-16: by the terms in force, except in class C."""
    table = Table()
    table.agree({"terms": samples.terms("national-security")})
    notify(table)
    notify(table, "jp", {**ALONE, "kind": "export-control"}, "incident/jp-2")
    assert seen(table).messages[0].limit_s == 900
    assert seen(table, "jp-2").messages[0].limit_s == 86_400


def test_an_acknowledgement_answers_one_message_of_another_side() -> None:
    """INC-5: counts where it names a message of another side, and once."""
    table = Table()
    ref = notify(table)
    assert standing(table, f"{JP}/notice").moves == ("kr",)
    ack(table, "jp", ref)  # by the notifier itself
    ack(table, "kr", ("jp", 999, 0))  # of nothing
    table.declare("kr", f"{JP}/ack", Raw(b"{}"))
    assert [one.fault for one in seen(table).row("jp").acks] == ["own"]
    assert seen(table).row("kr").awaits
    ack(table, "kr", ref)
    ack(table, "kr", ref)
    one = seen(table)
    assert [one.fault for one in one.row("kr").acks] == ["unknown", "unreadable", None, "twice"]
    assert one.row("kr").awaits == ()
    assert one.progress is Progress.ACKNOWLEDGED
    assert standing(table, f"{JP}/notice").moves == ()
    assert not one.row("kr").acks[2].old


def test_an_update_is_to_be_acknowledged_anew() -> None:
    """INC-5: an acknowledgement of an older version is kept and shown as that."""
    table = Table()
    first = notify(table)
    ack(table, "kr", first)
    table.declare("jp", f"{JP}/update", UPDATE)
    one = seen(table)
    assert one.progress is Progress.NOTIFIED
    assert [(m.version, m.current, m.counts) for m in one.messages] == [
        (1, False, True), (2, True, True),
    ]  # fmt: skip
    assert one.row("kr").acks[0].old
    (awaited,) = one.row("kr").awaits
    ack(table, "kr", awaited.ref)
    assert seen(table).progress is Progress.ACKNOWLEDGED


def test_only_who_has_notified_updates_or_ends_it() -> None:
    """INC-9: Only a side that has given notice updates or ends it."""
    table = Table()
    notify(table)
    table.declare("kr", f"{JP}/stand-down", STAND_DOWN)
    table.declare("kr", f"{JP}/update", UPDATE)
    one = seen(table)
    assert [m.counts for m in one.messages] == [True, False, False]
    assert (one.end, one.row("kr").end) == (None, None)
    ack(table, "jp", one.messages[1].ref)
    assert seen(table).row("jp").acks[0].fault == "unknown"


def test_an_unreadable_or_missing_notice_is_kept_and_asks_for_nothing() -> None:
    """SUBJ-8: unreadable, absent; INC-15: unnotified."""
    table = Table()
    table.declare("jp", f"{JP}/notice", Raw(b"{}"))
    one = seen(table)
    assert (one.progress, one.kind, one.severity) == (Progress.UNNOTIFIED, None, "a")
    assert [m.counts for m in one.messages] == [False]
    assert standing(table, f"{JP}/notice").moves == ()


def test_a_message_of_what_has_not_happened_yet_is_pointed_out() -> None:
    """INC-18: lies more than two minutes after it is sent."""
    table = Table()
    late = table.clock + 1000 + incidents.AHEAD_MS
    for at, ahead in ((late, False), (late + 1, True)):
        body = {**ALONE, "occurred": {**MOMENT, "at": at}}
        with_clock = Table()
        with_clock.clock = table.clock
        notify(with_clock, "jp", body)
        assert [m.ahead for m in seen(with_clock).messages] == [ahead]


@pytest.mark.parametrize(
    ("name", "ahead"), [("notice", True), ("facts", True), ("call", True), ("update", False)]
)
def test_what_lies_ahead_of_the_clock_is_not_sent(name: str, *, ahead: bool) -> None:
    """INC-18: it is not sent."""
    matter, verb, body = samples.ALL[name]
    value = read_body(matter, verb, encode(body))
    incidents.check_sent(value, T0)
    incidents.check_sent(value, T0 - incidents.AHEAD_MS)
    if not ahead:
        incidents.check_sent(value, 0)
        return
    with pytest.raises(MalformedError) as caught:
        incidents.check_sent(value, T0 - incidents.AHEAD_MS - 1)
    assert (caught.value.code, caught.value.rule) == ("incident/ahead", "INC-18")


def test_a_logged_call_acknowledges_nothing() -> None:
    """INC-6: A logged call acknowledges nothing."""
    table = Table()
    ref = notify(table)
    for party in ("jp", "kr"):
        table.declare(party, f"{JP}/call", {**CALL, "message": list(ref)})
    one = seen(table)
    assert [said.party for said in one.calls] == ["jp", "kr"]
    assert one.row("kr").awaits
    assert one.progress is Progress.NOTIFIED


# --- ends --------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["stand-down", "false-alarm", "sent-in-error", "corrected"])
def test_the_end_is_that_of_every_notifier(end: str) -> None:
    """INC-9: ended once every notifier has said the same."""
    table = Table()
    notify(table)
    notify(table, "kr")
    table.declare("jp", f"{JP}/stand-down", {**END, "end": end})
    one = seen(table)
    assert (one.end, one.row("jp").end, one.active) == (None, end, True)
    table.declare("kr", f"{JP}/stand-down", {**END, "end": end})
    one = seen(table)
    assert (one.end, one.active, one.two_voices) == (end, False, ())
    assert {m.said.party for m in one.row("kr").awaits} == {"jp"}  # an end is acknowledged too


def test_one_party_that_ends_it_in_two_voices_is_shown_with_both() -> None:
    """INC-9: Where one side ends it in different words, all are shown and it is not ended."""
    table = Table()
    notify(table)
    table.declare("jp", f"{JP}/stand-down", END)
    assert seen(table).end == "false-alarm"
    table.declare("jp", f"{JP}/stand-down", STAND_DOWN)
    one = seen(table)
    assert one.two_voices == ("jp",)
    assert one.row("jp").ends == ("false-alarm", "stand-down")
    assert (one.end, one.active) == (None, True)


# --- merging -----------------------------------------------------------------------------------


def test_crossing_notices_are_one_event_only_by_consent() -> None:
    """INC-10: pointed out, never merged without agreement."""
    table = Table()
    notify(table)
    later = {**ALONE, "occurred": {**MOMENT, "at": T0 + 60_000}}
    ref = notify(table, "kr", later, KR)
    assert seen(table).maybe_same == ("kr-20230413-1",)
    offer = table.offer("jp", {f"{KR}/merge": MERGE})
    assert seen(table, "kr-20230413-1").end is None
    table.accept("kr", offer)
    one, other = seen(table), seen(table, "kr-20230413-1")
    assert (other.end, other.merged_into, other.active) == ("merged", "jp-20230413-1", False)
    assert one.merged == ("kr-20230413-1",)
    assert (one.maybe_same, other.maybe_same) == ((), ())
    assert [m.incident for m in one.messages] == ["jp-20230413-1", "kr-20230413-1"]
    assert [row.notifier for row in one.rows] == [True, True]
    assert {row.party for row in one.rows if row.awaits} == {"jp", "kr"}
    assert standing(table, f"{JP}/notice").moves == ("jp", "kr")
    assert standing(table, f"{KR}/notice").moves == ()
    ack(table, "jp", ref, KR)
    assert standing(table, f"{JP}/notice").moves == ("kr",)


def test_what_is_merged_in_a_ring_or_into_nothing_stays_apart() -> None:
    """INC-10: Incidents that are merged in a ring stay apart."""
    table = Table()
    notify(table)
    notify(table, "kr", ALONE, KR)
    table.agree({f"{KR}/merge": MERGE})
    table.agree({f"{JP}/merge": {**MERGE, "into": "kr-20230413-1"}})
    assert [one.merged_into for one in incidents.view(table, table).details] == [None, None]
    table = Table()
    notify(table)
    table.agree({f"{JP}/merge": {**MERGE, "into": "nobody-knows"}})
    assert seen(table).merged_into is None


def test_a_chain_of_merged_incidents_leads_to_the_last() -> None:
    table = Table()
    for name in (JP, KR, "incident/jp-2"):
        notify(table, "jp", ALONE, name)
    table.agree({f"{KR}/merge": MERGE})
    table.agree({f"{JP}/merge": {**MERGE, "into": "jp-2"}})
    assert seen(table, "jp-2").merged == ("jp-20230413-1", "kr-20230413-1")
    assert seen(table, "kr-20230413-1").merged_into == "jp-2"


def test_what_may_be_the_same_is_named_or_near() -> None:
    """INC-10: of the same kind within ten minutes, or named in a notice."""
    table = Table()
    notify(table, "jp", NOTICE)
    far = {**ALONE, "kind": "cyber", "occurred": {**MOMENT, "at": T0 + 10**9}}
    notify(table, "kr", far, KR)
    notify(table, "kr", {**far, "kind": "missile-launch"}, "incident/kr-3")
    table.declare("kr", "incident/kr-2/update", UPDATE)
    drill = {**ALONE, "mode": "drill"}
    notify(table, "kr", drill, "incident/exr-kr-1")
    assert seen(table).maybe_same == ("kr-20230413-1",)
    assert seen(table, "kr-2").maybe_same == ()
    assert seen(table, "exr-kr-1").maybe_same == ()


# --- facts and the shared assessment -----------------------------------------------------------


def test_the_newest_facts_of_a_side_count_whole() -> None:
    """INC-7: the newest counts whole."""
    table = Table()
    notify(table)
    table.declare("jp", f"{JP}/facts", FACTS)
    table.declare("jp", f"{JP}/facts", Raw(b"{}"))
    assert seen(table).progress is Progress.ASSESSING
    table.declare("jp", f"{JP}/facts", facts(site=fact("Pyongyang")))
    one = seen(table)
    assert set(one.row("jp").facts) == {"site"}
    assert one.row("kr").facts == {}


def test_a_shared_assessment_is_suggested_from_what_both_have_released() -> None:
    """INC-11: agreed, range, differ, omitted."""
    time = {"state": "given", "value": MOMENT, "confidence": None, "source": None}
    later = {**time, "value": {**MOMENT, "at": T0 + 60_000}}
    far = {**time, "value": {**MOMENT, "at": T0 + 121_000}}
    unknown = {"state": "unknown", "value": None, "confidence": None, "source": None}
    day = {**time, "value": {"form": "day", "day": "2023-08-01"}}
    landing = {**time, "value": {"form": "choice", "code": "zone"}}

    def suggest(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, str]:
        table = Table()
        notify(table)
        table.declare("jp", f"{JP}/facts", facts(**ours))
        table.declare("kr", f"{JP}/facts", facts(**theirs))
        told = {row.party: row.facts for row in seen(table).rows}
        made = incidents.suggested(told)
        body = {"mode": "live", "fields": {name: made[name] for name in made}}
        read_body(f"{JP}/assessment", "offer", encode(body))
        return {name: type(one).__name__ for name, one in made.items()}

    assert suggest({"time": time}, {"time": later}) == {"time": "Range"}
    assert suggest({"time": later}, {"time": time}) == {"time": "Range"}
    assert suggest({"time": time}, {"time": far}) == {"time": "Differ"}
    assert suggest({"time": time}, {"time": unknown}) == {"time": "Differ"}
    assert suggest({"site": fact("a")}, {"site": fact("a")}) == {"site": "Agreed"}
    assert suggest({"site": fact("a")}, {"site": fact("b")}) == {"site": "Differ"}
    assert suggest({"count": number(1)}, {"count": number(1)}) == {"count": "Agreed"}
    assert suggest({"count": number(1)}, {"site": fact("b")}) == {
        "count": "Omitted", "site": "Omitted",
    }  # fmt: skip
    assert suggest({"in-force": day}, {"in-force": day}) == {"in-force": "Agreed"}
    assert suggest({"landing": landing}, {"landing": unknown}) == {"landing": "Differ"}
    assert suggest({"landing": unknown}, {"landing": unknown}) == {"landing": "Agreed"}


def test_an_assessment_is_agreed_and_gets_stale_with_its_facts() -> None:
    """INC-13: a field whose facts a side has changed since it accepted is stale."""
    table = Table()
    notify(table)
    table.declare("jp", f"{JP}/facts", facts(count=number(1), site=fact("a")))
    table.declare("kr", f"{JP}/facts", facts(count=number(1)))
    value = {"form": "number", "value": 1, "plus_minus": 0}
    fields = {"count": {"state": "agreed", "value": value}, "site": {"state": "omitted"}}
    offer = table.offer("jp", {f"{JP}/assessment": {"mode": "live", "fields": fields}})
    assert seen(table).progress is Progress.PROPOSED
    table.accept("kr", offer)
    assert (seen(table).progress, seen(table).stale) == (Progress.AGREED, ())
    table.declare("jp", f"{JP}/facts", facts(count=number(1), site=fact("b")))  # left out
    assert seen(table).stale == ()
    table.declare("kr", f"{JP}/facts", facts(count=number(2)))
    one = seen(table)
    assert (one.progress, one.stale) == (Progress.PROPOSED, ("count",))
    table.agree({f"{JP}/assessment": {"mode": "live", "fields": fields}})
    assert seen(table).stale == ()


def test_an_assessment_rests_on_what_is_released() -> None:
    """INC-12: cites only fields that a side has released, and positions that a side has taken."""
    table = Table()
    notify(table)
    table.declare("jp", f"{JP}/facts", FACTS)
    table.declare("kr", f"{JP}/facts", facts(landing=FACTS["facts"]["landing"]))
    table.agree({f"{JP}/assessment": ASSESSMENT})
    one = seen(table)
    assert one.assessment.value is not None
    told = {row.party: row.facts for row in one.rows}
    assert incidents.unreleased(one.assessment.value, told) == ("class", "count")
    own = {Code("jp"): one.row("jp").facts, Code("kr"): {"class": one.row("kr").facts["landing"]}}
    assert incidents.unreleased(one.assessment.value, own) == ("count",)


def test_an_incident_is_concluded_reviewed_and_closed() -> None:
    """INC-15: responded, in review, closed."""
    table = Table()
    notify(table)
    table.agree({f"{JP}/response": {**RESPONSE, "form": "prevention-agreed-facts-open"}})
    one = seen(table)
    assert (one.progress, one.concluded) == (Progress.RESPONDED, "prevention-agreed-facts-open")
    assert (one.end, one.active) == (None, False)
    offer = table.offer("kr", {f"{JP}/review": REVIEW})
    assert seen(table).progress is Progress.IN_REVIEW
    table.accept("jp", offer)
    assert seen(table).progress is Progress.CLOSED


@pytest.mark.parametrize(
    ("live", "suspended"),
    [(ALONE, True), ({**ALONE, "kind": "cyber"}, False), (None, False)],
)
def test_a_live_incident_of_class_a_suspends_drills(live: Any, *, suspended: bool) -> None:
    """INC-17: As long as a live incident of class A goes on, drills are suspended."""
    table = Table()
    notify(table, "jp", {**ALONE, "mode": "drill"}, "incident/exr-jp-1")
    if live is not None:
        notify(table, "jp", live)
        assert not seen(table).suspended
    assert seen(table, "exr-jp-1").suspended is suspended
    if suspended:
        table.declare("jp", f"{JP}/stand-down", STAND_DOWN)
        assert not seen(table, "exr-jp-1").suspended


def test_a_matter_below_incident_that_is_not_known_is_shown() -> None:
    """SUBJ-10: kept and shown, and its bodies are unreadable."""
    table = Table()
    table.declare("jp", "incident/x/rumour", ACK)
    room = incidents.view(table, table)
    assert [one.matter for one in room.standings] == ["incident/x/rumour"]
    assert room.standings[0].said[0].body.fault is not None
    assert room.details == ()


STEP = st.tuples(
    st.sampled_from(["notice", "update", "ack", "facts", "stand-down", "call"]),
    st.sampled_from(["jp", "kr"]),
    st.integers(1, 6),
)


@given(st.lists(STEP, max_size=10))
def test_no_party_moves_the_row_of_another(steps: list[tuple[str, str, int]]) -> None:
    """INC-15: the state follows from the rows; what a side does changes its own row alone."""
    bodies = {
        "notice": ALONE, "update": UPDATE, "ack": ACK, "facts": FACTS, "stand-down": STAND_DOWN,
        "call": CALL,
    }  # fmt: skip
    table = Table()
    before: dict[str, tuple[Any, ...]] = {}
    for last, party, number_of in steps:
        body = dict(bodies[last])
        if last == "ack":
            body["message"] = ["kr" if party == "jp" else "jp", number_of, 0]
        table.declare(party, f"{JP}/{last}", body)
        other = "kr" if party == "jp" else "jp"
        row = seen(table).row(other)
        own = (row.notifier, row.facts, row.end, [one.said for one in row.acks])
        assert before.get(other, (False, {}, None, [])) == own
        row = seen(table).row(party)
        before[party] = (row.notifier, row.facts, row.end, [one.said for one in row.acks])
