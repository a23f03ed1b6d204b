# SPDX-License-Identifier: Apache-2.0
"""Every field of the form of the terms withstands what is off: told at it, kept, nothing changed.

DESK-4: "What was typed stays, and nothing is changed."
"""

from collections.abc import Mapping, Sequence

import pytest
from django.urls import reverse

from tests.desk.capitals import Capitals, Visitor
from tests.desk.sending import send, sheet_of, state_of, typed
from tests.unit.subjects.samples import terms

Typed = Mapping[str, str | Sequence[str]]


@pytest.fixture
def path(capitals: Capitals) -> str:
    """The form of a change of the terms, those of a preset being in force."""
    capitals.agree({"terms": terms()})
    return reverse("propose-item", kwargs={"channel": capitals.channel, "matter": "terms"})


_LONG = "x" * 2_001
_FORBIDDEN = "can't be signed; delete it"
_ONE_LINE = "write it on one line"
OFF: list[tuple[Typed, str, str]] = [
    ({"own_title_en": "", "own_title_ko": "", "own_title_ja": ""}, "own_title_en",
     "What our side calls the dialogue: fill this in"),
    ({"title_jp_en": "", "title_jp_ko": "", "title_jp_ja": ""}, "title_jp_en",
     "What the Japanese side calls the dialogue: fill this in"),
    ({"title_jp_ko": "x" * 501}, "title_jp_ko", "at most 500 characters; now there are 501"),
    ({"common_title_en": "a\nb"}, "common_title_en", _ONE_LINE),
    ({"own_lead_ko": "a\u202eb"}, "own_lead_ko", _FORBIDDEN),
    ({"lead_jp_en": "", "lead_jp_ko": "", "lead_jp_ja": ""}, "lead_jp_en",
     "The organ of the Japanese side that leads: fill this in"),
    ({"co_lead_jp_en": "x" * 501}, "co_lead_jp_en", "at most 500 characters; now there are 501"),
    ({"level": "king"}, "level", "Level: choose one of those offered"),
    ({"level": ""}, "level", "Level: fill this in"),
    ({"decision_en": "x" * 501}, "decision_en", "at most 500 characters"),
    ({"date_year": "1899"}, "date-day", "write the year in four digits, from 1900 on"),
    ({"date_day": "", "date_month": "", "date_year": ""}, "date-day", "fill this in"),
    ({"start": "resumption", "last_round": "none"}, "last_round",
     "write a whole number from 1 to 9999"),
    ({"last_round": "3"}, "last_round", "a new dialogue has no last round"),
    ({"scope_en": "", "scope_ko": "", "scope_ja": ""}, "scope_en", "Scope: fill this in"),
    ({"kept_out_ko": f"short\n{_LONG}"}, "kept_out_ko",
     "line 2 is too long; at most 2000 characters"),
    ({"without_prejudice_ja": "\n".join("x" * 65)}, "without_prejudice_ja",
     "at most 64; now there are 65"),
    ({"legal": "binding"}, "legal", "Legal status: choose one of those offered"),
    ({"legal_words_en": _LONG}, "legal_words_en", "at most 2000 characters; now there are 2001"),
    ({"rhythm_months": "61"}, "rhythm_months", "write a whole number from 1 to 60"),
    ({"rhythm_words_en": _LONG}, "rhythm_words_en", "at most 2000 characters; now there are 2001"),
    ({"hosting": "by-lot"}, "hosting", "Who hosts the meetings: choose one of those offered"),
    ({"hosting": []}, "hosting", "Who hosts the meetings: fill this in"),
    ({"host_first": ""}, "host_first", "choose a side, unless the host is agreed each time"),
    ({"hosting": "by-agreement"}, "host_first", "choose none where the host is agreed each time"),
    ({"host_first": "us"}, "host_first", "choose one of those offered"),
    ({"negotiating": []}, "negotiating", "Negotiating languages: fill this in"),
    ({"working": ["en", "ja", "fr"]}, "working", "Working languages: choose one of those offered"),
    ({"working": ["en"]}, "working", "Negotiating and authentic languages must be working ones."),
    ({"authentic": []}, "authentic", "Texts are authentic in: fill this in"),
    ({"further": "French"}, "further", "“French” is no code of a language"),
    ({"further": "fr de es it nl pl"}, "further", "at most 5; now there are 6"),
    ({"agenda_days": "0"}, "agenda_days", "write a whole number from 1 to 366"),
    ({"papers_days": "two"}, "papers_days", "write a whole number from 1 to 366"),
    ({"summary_days": "367"}, "summary_days", "write a whole number from 1 to 366"),
    ({"follow_up_days": "1.5"}, "follow_up_days", "write a whole number from 1 to 366"),
    ({"readout_rule": []}, "readout_rule", "Readouts: fill this in"),
    ({"attribution": "all"}, "attribution", "Who may be quoted: choose one of those offered"),
    ({"readout_words_en": _LONG}, "readout_words_en", "at most 2000 characters"),
    ({"level2_key": "Offi cial"}, "level2_key", "can't be a short name"),
    ({"level2_key": ""}, "level2_key", "Level 2: short name: fill this in"),
    ({"level2_key": "open"}, "level2_key", "“open” stands here twice"),
    ({"level1_name_kr_en": "x" * 501}, "level1_name_kr_en", "at most 500 characters"),
    ({"level3_name_jp_ja": "極秘"}, "level3_key", "Level 3: short name: fill this in"),
    ({"ceiling": "3"}, "ceiling", "choose a level that is filled in"),
    ({"ceiling": "9"}, "ceiling", "choose one of those offered"),
    ({"ceiling": ""}, "ceiling", "The highest that may be held here: fill this in"),
    ({"reply_hours": "soon"}, "reply_hours", "write a whole number from 1 to 8784"),
    ({"press_hours": "-1"}, "press_hours", "write a whole number from 1 to 8784"),
    ({"acknowledge_minutes": "0"}, "acknowledge_minutes", "write a whole number from 1 to 527040"),
    ({"holding_hours": "8785"}, "holding_hours", "write a whole number from 1 to 8784"),
    ({"contact1_party": ""}, "contact1_party", "Contact point 1: which side: fill this in"),
    ({"contact1_party": "us"}, "contact1_party", "choose one of those offered"),
    ({"contact2_role": ""}, "contact2_role", "Contact point 2: as what: fill this in"),
    ({"contact3_role": "duty-officer"}, "contact3_post_en", "Contact point 3: post: fill this in"),
    ({"contact2_post_ko": "x" * 501}, "contact2_post_ko", "at most 500 characters"),
    ({"predecessor": "A" * 42}, "predecessor", "choose one of those offered"),
    ({"predecessor": "other"}, "predecessor_id", "Identifier of the other dialogue: fill this in"),
    ({"predecessor": "other", "predecessor_id": "abc"}, "predecessor_id",
     "copy all 43 characters from the address of its pages"),
    ({"understanding_ja": ""}, "understanding_en",
     "The understanding on use is missing in a working language."),
    ({"understanding_en": "x" * 20_001}, "understanding_en", "at most 20000 characters"),
    ({"understanding_ko": "a\0b"}, "understanding_ko", _FORBIDDEN),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "at", "said"), OFF)
def test_what_is_off_is_told_at_its_field_and_what_was_typed_stays(
    capitals: Capitals, officer: Visitor, path: str, changes: Typed, at: str, said: str
) -> None:
    form, before = sheet_of(officer.open(path)).form, state_of(capitals)
    told = typed(form, changes)
    answer = send(officer, path, told)
    sheet = sheet_of(answer)
    assert answer.status_code == 400, sheet.words[:500]
    assert said in sheet.words
    assert f"#id_{at}" in sheet.summary
    assert f"id_{at}" in sheet.ids
    for name, values in told.items():
        if form.kinds.get(name) in ("text", "textarea"):
            assert sheet.form.fields[name] == values, name
    assert state_of(capitals) == before
