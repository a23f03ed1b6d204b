# SPDX-License-Identifier: Apache-2.0
"""The page of a measure, its forms, what waits on Today, and the joint fact sheet."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from comity.core.encoding import encode
from comity.core.ids import Matter
from comity.desk.forms.registry import form_for
from comity.desk.forms.shown import shown_form
from comity.desk.forms.subject import Ground
from comity.home.models import Draft
from comity.home.models_notes import Note
from comity.home.roles import Role
from comity.node.sign import Acceptance
from comity.subjects import Rooms, read_body, view
from tests.desk.capitals import JP, KR, Capitals, Visitor
from tests.desk.measures.table import MEASURE, PLAN, STATED, figure
from tests.desk.test_forms import PARTIES, VOICE, _sent
from tests.unit.subjects.samples_measures import ALL, DELIVERY, INTERESTS, REPLY
from tests.unit.subjects.table import Table


@pytest.fixture
def taken_up(capitals: Capitals) -> Capitals:
    """A measure that both sides have taken up, with interests, a fact and a plan."""
    capitals.agree({"measure/chips": MEASURE})
    capitals.state(KR, "measure/chips/interests", {**INTERESTS, "facts": ["sales"]})
    capitals.state(JP, "measure/chips/interests", {**INTERESTS, "facts": []})
    capitals.agree({"fact/sales": STATED})
    steps = [{**step, "when": capitals.clock.now + 3_600_000} for step in PLAN["steps"]]
    plan = {**PLAN, "text": None, "words": {"en": "Legal certainty, please."}, "steps": steps}
    capitals.agree({"measure/chips/plan": plan})
    return capitals


def test_the_page_of_a_measure_tells_all_of_it(taken_up: Capitals, officer: Visitor) -> None:
    """DESK-72: dates, items, interests side by side, facts, plan, log."""
    words = officer.words("measure", channel=taken_up.channel, measure="chips")
    for told in (
        "Guardrails of the CHIPS Act", "planned, not yet delivered", "Thu 23 Mar 2023",
        "HS 848620", "ECCN 3B001.a", "Legal certainty.", "Sales of equipment",
        "Legal certainty, please.", "Embassy in Washington", "for our action",
        "awaiting the Japanese side", "Nothing was recorded as said yet.",
    ):  # fmt: skip
        assert told in words, told


def test_press_guidance_on_a_measure_stands_beside_it(taken_up: Capitals, officer: Visitor) -> None:
    page = officer.read("measure", channel=taken_up.channel, measure="chips")
    assert "No press guidance: nothing is agreed that may be said in public." in page
    assert "?about=measure%2Fchips" in page


def test_our_step_waits_on_today_and_leads_to_the_form_that_records_it(
    taken_up: Capitals, officer: Visitor
) -> None:
    """DESK-72, MEAS-9."""
    today = officer.read("today")
    assert "Steps of the plan are to be taken by" in today
    path = reverse(
        "state", kwargs={"channel": taken_up.channel, "matter": "measure/chips/delivery"}
    )
    assert path in today
    taken_up.state(KR, "measure/chips/delivery", {**DELIVERY, "step": 2})
    assert path not in officer.read("today")
    taken_up.state(KR, "measure/chips/reply", REPLY)
    words = officer.words("measure", channel=taken_up.channel, measure="chips")
    assert "It will be considered." in words
    assert "step 2 delivered by Embassy in Washington" in words


def test_a_dialogue_lists_its_measures_and_facts(taken_up: Capitals, officer: Visitor) -> None:
    """DESK-72."""
    words = officer.words("dialogue", channel=taken_up.channel)
    assert "Measures of third parties" in words
    assert "Guardrails of the CHIPS Act" in words
    assert "comments until Sun 16 Apr" in words
    assert "Sales of equipment" in words


def test_the_sheet_holds_what_is_agreed_or_released_and_no_note(
    taken_up: Capitals, officer: Visitor
) -> None:
    """DESK-73: only what is agreed or released."""
    add = reverse("note-add", kwargs={"channel": taken_up.channel, "matter": "measure/chips"})
    officer.client.post(add, {"text": "We could live without it."}, secure=True)
    ref = figure(taken_up, JP)
    taken_up.exchange()
    taken_up.state(
        KR,
        "fact/graphite/check",
        {"offer": [ref.party, ref.number, ref.index], "result": "reproduced", "text": None},
    )
    taken_up.sign(KR, Acceptance(ref))
    taken_up.state(KR, "measure/chips/interests", {**INTERESTS, "facts": ["graphite", "sales"]})
    taken_up.settle()
    words = officer.words("measure-sheet", channel=taken_up.channel, measure="chips")
    for told in ("Joint fact sheet", "47.71 %", "14.7 billion", "Legal certainty.", "88 FR 17439"):
        assert told in words, told
    assert "our side" not in words.lower()
    assert "Korean side" in words
    assert "live without" not in words
    assert "live without" in officer.words("measure", channel=taken_up.channel, measure="chips")


def test_there_is_no_sheet_of_what_is_not_agreed(capitals: Capitals, officer: Visitor) -> None:
    """DESK-73."""
    capitals.offer(JP, {"measure/chips": MEASURE})
    capitals.exchange()
    places = {"channel": capitals.channel, "measure": "chips"}
    assert officer.get("measure-sheet", **places).status_code == 404
    assert "Answer" in officer.words("measure", **places)
    watcher = capitals.visitor(capitals.person("watcher", Role.OBSERVER))
    assert "Release our interests" not in watcher.words("measure", **places)


def test_what_can_be_proposed_names_measures_facts_and_figures(officer: Visitor) -> None:
    """DESK-72."""
    page = officer.read("propose", channel=officer.capitals.channel)
    for path in ("propose/measure/kr-1", "propose/fact/kr-1", "facts/kr-1/compute/"):
        assert path in page


# --- forms -------------------------------------------------------------------------------------


def _rooms() -> Rooms:
    table = Table()
    table.agree(
        {"text/position-us-laws": ALL_HEADER, "fact/graphite": STATED, "fact/chips": STATED}
    )
    return view(table, table)


ALL_HEADER = {
    "title": {"en": "Joint position"}, "kind": "joint-position",
    "legal_status": "not-legally-binding", "languages": {"en": "authentic"}, "prevailing": None,
    "order": ["k1"], "meeting": None,
}  # fmt: skip


def _form(name: str, data: QueryDict | None = None, base: Any = None) -> Any:
    matter, verb, value = ALL[name]
    read = read_body(matter, verb, encode(value)) if base is None else base
    made = form_for(Matter(matter), verb, "", read)
    assert made is not None
    return made(data, Ground(VOICE, Matter(matter), PARTIES, _rooms(), read))


@pytest.mark.parametrize("name", ["measure", "plan", "stated"])
def test_a_form_sent_back_untouched_makes_the_value_it_was_begun_from(name: str) -> None:
    """DESK-72: as every form; of a source's copy only its digest is left out."""
    matter, verb, value = ALL[name]
    form = _form(name, _sent(shown_form(VOICE, _form(name))))
    assert form.is_valid(), form.errors.as_data()
    body = encode(form.body())
    if name == "stated":
        value = {**value, "source": {**value["source"], "document": None}}
    assert read_body(matter, verb, body) == read_body(matter, verb, encode(value))


AT = {
    "day_year": "2023", "day_month": "4", "day_day": "20", "time": "10:30", "zone": "Asia/Seoul",
}  # fmt: skip
DECLARED: dict[str, dict[str, str]] = {
    "interests": {"text_en": "Legal certainty.", "facts": "graphite"},
    "delivery": {**AT, "post_en": "Embassy", "text_en": "As in the position."},
    "reply": {**AT, "by_en": "Department", "text_en": "It will be considered."},
}


@pytest.mark.parametrize("name", DECLARED)
def test_an_own_word_makes_a_body_that_its_room_reads(name: str) -> None:
    """DESK-72."""
    matter, verb, _ = ALL[name]
    data = QueryDict(mutable=True)
    data.update(DECLARED[name])
    form = _form(name, data, base=read_body("measure/chips/plan", "offer", encode(PLAN)))
    assert form.is_valid(), form.errors.as_data()
    read_body(matter, verb, encode(form.body()))


def _told(name: str, **changes: str) -> list[str]:
    data = _sent(shown_form(VOICE, _form(name)))
    for key, value in changes.items():
        data[key] = value
    form = _form(name, data)
    if form.is_valid():
        form.raw_body()
    return [text for text, _ in shown_form(VOICE, form).faults]


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("measure", {"title_en": "", "title_ko": ""}, "fill this in"),
        ("measure", {"country": "U1"}, "The code of a country is not understood."),
        (
            "measure",
            {"items": "ECCN 848620: machines"},
            "The code of an item is not one of its list.",
        ),
        ("measure", {"items": "HS 848620"}, "line 1 needs a code, a colon and words"),
        ("measure", {"items": "HS 84862: Machines"}, "The code of an item is not one of its list."),
        ("measure", {"published_day": "31", "published_month": "2"}, "no day of the calendar"),
        (
            "measure",
            {"comments_day_day": "", "comments_day_month": "", "comments_day_year": ""},
            "fill this in",
        ),
        ("plan", {"words_en": "Also words."}, "exactly one of both"),
        ("plan", {"text": ""}, "exactly one of both"),
        ("plan", {"step1_post": ""}, "Step 1: by which post: fill this in"),
        ("plan", {"step1_party": "us"}, "choose one of those offered"),
        ("plan", {"mode": "alone"}, "Who speaks does not fit"),
        ("plan", {"step2_time": "noon"}, "write a time of day"),
        ("stated", {"statement_en": ""}, "What it says: fill this in"),
        ("stated", {"publisher_en": "a\u202eb"}, "U+202E"),
        ("stated", {"licence": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_is_off_is_told_at_the_field(name: str, changes: dict[str, str], said: str) -> None:
    """DESK-4."""
    assert any(said in one for one in _told(name, **changes)), _told(name, **changes)


# --- notes -------------------------------------------------------------------------------------


def test_a_note_is_written_changed_taken_away_and_brought_back(
    taken_up: Capitals, officer: Visitor
) -> None:
    """DESK-74, HOME-60."""
    add = reverse("note-add", kwargs={"channel": taken_up.channel, "matter": "measure/chips"})
    page = reverse("measure", kwargs={"channel": taken_up.channel, "measure": "chips"})
    sent = officer.client.post(add, {"text": ""}, secure=True)
    assert (sent.status_code, b"Note: fill this in" in sent.content) == (400, True)
    sent = officer.client.post(add, {"text": "First."}, secure=True)
    assert sent.headers["Location"] == f"{page}#notes"
    assert "First." in officer.words("measure", channel=taken_up.channel, measure="chips")
    note = Note.objects.get()
    path = reverse("note", kwargs={"note": note.pk})
    for step, text, revision, status in (
        ("change", "Second.", "1", 302),
        ("change", "Third.", "1", 409),
        ("change", "a\u202eb", "2", 400),
        ("remove", "", "2", 302),
        ("undo", "", "3", 302),
        ("change", "Last.", "x", 409),
    ):
        data = {"step": step, "text": text, "revision": revision}
        answer = officer.client.post(path, data, secure=True)
        assert answer.status_code == status, (step, answer.content[:500])
    words = officer.words("note", note=note.pk)
    assert "Second." in words
    assert "First." in words
    peer = taken_up.visitor(taken_up.person("peer", Role.OBSERVER, post="peer"))
    assert "Second." in peer.words("measure", channel=taken_up.channel, measure="chips")
    assert peer.get("note-add", channel=taken_up.channel, matter="measure/chips").status_code == 404
    stranger = taken_up.visitor(taken_up.person("far", Role.SIGNER, post="far", channels=[]))
    assert stranger.get("note", note=note.pk).status_code == 404
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("matter", ["terms", "meeting/2023-1", "text/summary", "fact/sales"])
def test_every_item_has_a_place_for_notes(
    capitals: Capitals, officer: Visitor, matter: str
) -> None:
    """DESK-74: on the page of the item, that of the whole where it is one."""
    path = reverse("note-add", kwargs={"channel": capitals.channel, "matter": matter})
    assert officer.open(path).status_code == 200
    sent = officer.client.post(path, {"text": "Ours alone."}, secure=True)
    assert sent.status_code == 302
