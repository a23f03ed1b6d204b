# SPDX-License-Identifier: Apache-2.0
"""Forms: what is begun from a value and sent back unchanged is that value; bad input is told."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from comity.core.encoding import encode
from comity.core.ids import Code, Matter
from comity.desk.forms.fields import ChoiceField, WordsField
from comity.desk.forms.registry import form_for
from comity.desk.forms.shown import ShownForm, shown_form
from comity.desk.forms.subject import Ground, SubjectForm
from comity.locale import LANGUAGES, catalogue
from comity.subjects import Rooms, read_body, view
from comity.telling.voice import Voice
from tests.unit.subjects.samples import ALL
from tests.unit.subjects.table import Table

VOICE = Voice(catalogue("en", "desk"), "kr", now_ms=0, zone="Asia/Seoul")
PARTIES = (Code("jp"), Code("kr"))
BEGUN = ("terms", "anchor", "date", "days", "item", "header", "wording", "follow-up")


def _rooms() -> Rooms:
    table = Table()
    return view(table, table)


def _form(name: str, data: QueryDict | None = None, language: str = "en") -> SubjectForm:
    matter, verb, value = ALL[name]
    base = read_body(matter, verb, encode(value))
    voice = Voice(catalogue(language, "desk"), "kr", now_ms=0, zone="Asia/Seoul")
    ground = Ground(voice, Matter(matter), PARTIES, _rooms(), base, value.get("base"))
    made = form_for(Matter(matter), verb, "", base)
    assert made is not None
    return made(data, ground)


def _sent(shown: ShownForm) -> QueryDict:
    """What a browser sends of a form that nobody has touched."""
    data = QueryDict(mutable=True)
    for field in shown.fields:
        if field.parts:
            for part in field.parts:
                data[part.name] = part.value
        elif field.choices:
            data.setlist(field.name, [one.value for one in field.choices if one.chosen])
        else:
            data[field.name] = field.value
    return data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BEGUN)
def test_a_form_sent_back_untouched_makes_the_value_it_was_begun_from(
    name: str, language: str
) -> None:
    matter, verb, value = ALL[name]
    shown = shown_form(VOICE, _form(name, language=language))

    form = _form(name, _sent(shown), language)

    assert form.is_valid(), form.errors.as_data()
    body = encode(form.body())
    assert read_body(matter, verb, body) == read_body(matter, verb, encode(value))


DECLARED: dict[str, dict[str, str]] = {
    "delegation": {"head_en": "Director-General", "members": "Director\nDeputy Director"},
    "attendance": {
        "day_year": "2023", "day_month": "4", "day_day": "17", "start": "10:00", "end": "12:30",
        "zone": "Asia/Seoul", "present": "Director-General",
    },
    "readout": {"text_ko": "양측은\r\n협의하였다.", "zone": "Asia/Seoul"},
    "report": {"state": "done", "text_en": "Sent."},
    "opinion": {"state": "differs", "text_en": "Two posts are missing."},
}  # fmt: skip


@pytest.mark.parametrize("name", DECLARED)
def test_an_own_word_makes_a_body_that_its_room_reads(name: str) -> None:
    matter, verb, _ = ALL[name]
    data = QueryDict(mutable=True)
    data.update(DECLARED[name])

    form = _form(name, data)

    assert form.is_valid(), form.errors.as_data()
    read_body(matter, verb, encode(form.body()))


def _told(name: str, **changes: str) -> list[str]:
    """What a form says when some of its inputs are changed to these."""
    data = _sent(shown_form(VOICE, _form(name)))
    for key, value in changes.items():
        data[key] = value
    form = _form(name, data)
    form.is_valid()
    return [text for text, _ in shown_form(VOICE, form).faults]


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("date", {"start": ""}, "Begins at: fill this in"),
        ("date", {"start": "25:00"}, "Begins at: write a time of day as 10:00"),
        ("date", {"day_month": "13"}, "Day of the meeting: this is no day of the calendar"),
        ("date", {"day_day": "٣"}, "Day of the meeting: this is no day of the calendar"),
        ("date", {"kind": "party"}, "Kind of meeting: choose one of those offered"),
        ("date", {"round": "0"}, "Number of the round: write a whole number from 1 to 9999"),
        ("date", {"round": "1_2"}, "Number of the round: write a whole number from 1 to 9999"),
        (
            "date",
            {"place_en": "Seoul\u202etropes"},
            ("City and venue (English): the character U+202E at place 6, after “Seoul”, can't be "
            "signed; delete it"),
        ),
        ("date", {"place_ko": "a\0b"}, ("City and venue (Korean): the character U+0000 at place 2, "
         "after “a”, can't be signed; delete it")),
        ("date", {"place_ja": "x" * 501}, ("City and venue (Japanese): at most 500 characters; now "
         "there are 501")),
        ("date", {"place_en": "one\ntwo"}, ("City and venue (English): write it on one line, "
         "without tabs")),
        ("date", {"place_en": "S\ufffdoul"}, ("City and venue (English): the character at place 2 "
         "came in another encoding and can't be read; type it again")),
        ("item", {"title_en": "", "title_ko": "", "title_ja": ""}, "Title: fill this in"),
        ("follow-up", {"status": "closed"}, "What came of it: fill this in"),
        ("days", {"anchor": "nowhere"},
         "Or: days counted from an anchor: choose one of those offered"),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_field(name: str, changes: dict[str, str], said: str) -> None:
    assert said in _told(name, **changes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_typed_stays_in_a_form_with_a_fault(language: str) -> None:
    data = _sent(shown_form(VOICE, _form("date")))
    data["place_en"], data["start"] = "  Seoul, <b>City</b> Hall ", "half past ten"

    shown = shown_form(VOICE, _form("date", data, language))

    typed = {part.name: part.value for field in shown.fields for part in field.parts}
    typed |= {field.name: field.value for field in shown.fields if not field.parts}
    assert (typed["place_en"], typed["start"]) == (data["place_en"], data["start"])


@given(st.text(max_size=60))
def test_a_text_is_taken_as_it_was_typed_or_not_at_all(text: str) -> None:
    field = WordsField("label", required=False)
    try:
        found = field.clean([text, "", ""])
    except ValidationError:
        return
    assert found in (None, {"en": text.strip()})


def test_a_form_has_no_message_without_its_words_in_every_language() -> None:
    english = catalogue("en", "desk")
    for name in BEGUN:
        for field in shown_form(VOICE, _form(name)).fields:
            assert field.label == english.gettext(field.label)
            assert not re.search(r"[{}]", field.label + field.hint)


def test_full_width_digits_are_digits() -> None:
    wide = {"day_year": "２０２３", "day_month": "４", "day_day": "１７", "start": "１０：００"}
    data = _sent(shown_form(VOICE, _form("date")))
    for name, value in {**wide, "end": "12:00", "round": "１２"}.items():
        data[name] = value
    form = _form("date", data)
    assert form.is_valid(), form.errors.as_data()
    assert (form.told("day"), form.told("start"), form.told("round")) == ("2023-04-17", "10:00", 12)


def test_what_one_form_offers_no_other_does() -> None:
    """DESK-1: choices of one dialogue are never offered in another."""
    one, other = _form("report"), _form("report")
    field = one.fields["state"]
    assert isinstance(field, ChoiceField)
    field.choices["jp/3/0"] = "proposal of the Japanese side"
    kept = other.fields["state"]
    assert isinstance(kept, ChoiceField)
    assert "jp/3/0" not in {**kept.choices, **_later("report")}


def _later(name: str) -> dict[str, str]:
    field = _form(name).fields["state"]
    assert isinstance(field, ChoiceField)
    return field.choices
