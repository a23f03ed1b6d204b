# SPDX-License-Identifier: Apache-2.0
"""Every field of the terms of reference in their form: as it stands, changed, and off."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from comity.core.encoding import encode
from comity.core.ids import Matter
from comity.desk.forms.points import as_lines, as_points
from comity.home import drafts
from comity.home.models import Draft
from comity.home.roles import Role
from comity.node.moves import Proposal
from comity.subjects import write_body
from comity.subjects.terms import Terms, read_terms
from tests.desk.capitals import Capitals, Visitor, plain
from tests.desk.sending import Form, send, sheet_of, state_of, typed
from tests.unit.subjects.samples import DIGEST, terms

Typed = Mapping[str, str | Sequence[str]]


def _words(*codes: str, text: str) -> dict[str, str]:
    return {code: f"{text} ({code})" for code in codes}


def _rich() -> dict[str, Any]:
    """Terms as a terminal may write them: what no preset has."""
    value = terms()
    value["common_title"] = {"zh-Hant": "經濟安全對話", "en": "Dialogue"}
    value["scope"] = [
        {"ko": "첫째\n\n  들여 쓴 줄"},
        {"en": "second\nand on", "ko": "둘째"},
        {"fr": "troisième", "en": "third"},
    ]
    value["legal_status"]["words"] = {"en": "Not binding.\n" + "x" * 1_900}
    value["mandate"] |= {"date": "1965-06-22", "start": "resumption", "last_round": 11}
    value["rhythm"]["hosting"] = {"rule": "by-agreement", "first": None}
    value["languages"] = {
        "negotiating": ["ko", "en"],
        "working": ["zh-Hant", "ko", "ja", "en"],
        "authentic": ["ko", "ja"],
    }
    value["understanding"]["zh-Hant"] = "關於使用的諒解"
    value["response"] |= {"proposal_s": 5_400, "holding_s": 59}
    value["deadlines"]["papers_s"] = None
    value["markings"] = {
        "equivalence": [
            {"level": "open", "names": {}},
            {"level": "official", "names": {"jp": {"ja": "取扱注意"}}},
            {"level": "upper", "names": {"kr": {"ko": "대외비"}, "jp": {"fr": "Réservé"}}},
        ],
        "ceiling": "official",
    }
    value["contacts"] = [
        {"party": party, "post": _words("ko", "en", text=f"post {n}"), "role": role}
        for n, (party, role) in enumerate(
            [("kr", "duty-officer"), ("jp", "contact-point"), ("kr", "deputy-head")]
        )
    ]
    value["predecessor"] = DIGEST
    return value


_LEVELS: list[Any] = terms()["markings"]["equivalence"]
CHANGES: dict[str, tuple[Typed, dict[str, Any]]] = {
    "titles": (
        {"own_title_ko": "새 이름", "title_jp_ja": "新しい名称"},
        {"titles.kr.ko": "새 이름", "titles.jp.ja": "新しい名称"},
    ),
    "common title": (
        {"common_title_en": "Dialogue", "common_title_ko": "대화"},
        {"common_title": {"en": "Dialogue", "ko": "대화"}},
    ),
    "level": ({"level": "minister"}, {"level": "minister"}),
    "organs": (
        {"own_lead_en": "Office", "own_co_lead_ko": "외교부", "lead_jp_ja": "外務省",
         "co_lead_jp_ja": "経済産業省"},
        {"sides.kr.lead.en": "Office", "sides.kr.co_lead": {"ko": "외교부"},
         "sides.jp.lead.ja": "外務省", "sides.jp.co_lead": {"ja": "経済産業省"}},
    ),
    "mandate": (
        {"decision_en": "Agreement", "date_day": "22", "date_month": "6", "date_year": "1965",
         "start": "resumption", "last_round": "7"},
        {"mandate.decision.en": "Agreement", "mandate.date": "1965-06-22",
         "mandate.start": "resumption", "mandate.last_round": 7},
    ),
    "points": (
        {"scope_en": "one\ntwo\n  and on", "scope_ko": "하나", "scope_ja": "",
         "kept_out_en": "", "kept_out_ko": "", "kept_out_ja": "",
         "without_prejudice_en": "", "without_prejudice_ko": "\n둘째",
         "without_prejudice_ja": "一"},
        {"scope": [{"en": "one", "ko": "하나"}, {"en": "two\nand on"}], "kept_out": [],
         "without_prejudice": [{"ja": "一"}, {"ko": "둘째"}]},
    ),
    "legal status": (
        {"legal": "as-each-text-says", "legal_words_en": "As\r\neach text."},
        {"legal_status.kind": "as-each-text-says", "legal_status.words.en": "As\neach text."},
    ),
    "understanding": ({"understanding_en": "Read."}, {"understanding.en": "Read."}),
    "rhythm": (
        {"rhythm_months": "", "rhythm_words_ja": "随時"},
        {"rhythm.months": None, "rhythm.words.ja": "随時"},
    ),
    "host": (
        {"hosting": "fixed", "host_first": "jp"},
        {"rhythm.hosting.rule": "fixed", "rhythm.hosting.first": "jp"},
    ),
    "no host": (
        {"hosting": "by-agreement", "host_first": ""},
        {"rhythm.hosting.rule": "by-agreement", "rhythm.hosting.first": None},
    ),
    "languages": (
        {"negotiating": ["en"], "working": ["en", "ja"], "authentic": ["ja"]},
        {"languages.negotiating": ["en"], "languages.working": ["en", "ja"],
         "languages.authentic": ["ja"]},
    ),
    "deadlines": (
        {"agenda_days": "10", "papers_days": "", "summary_days": "２", "follow_up_days": "30"},
        {"deadlines.agenda_s": 864_000, "deadlines.papers_s": None, "deadlines.summary_s": 172_800,
         "deadlines.follow_up_s": 2_592_000},
    ),
    "readout": (
        {"readout_rule": "joint", "attribution": "by-consent", "readout_words_en": "Together."},
        {"readout.rule": "joint", "readout.attribution": "by-consent",
         "readout.words.en": "Together."},
    ),
    "response": (
        {"reply_hours": "72", "press_hours": "", "acknowledge_minutes": "30", "holding_hours": "1"},
        {"response.proposal_s": 259_200, "response.press_s": None, "response.acknowledge_s": 1_800,
         "response.holding_s": 3_600},
    ),
    "markings": (
        {"level1_name_jp_en": "Public", "level2_name_kr_ko": "", "level2_name_kr_en": "",
         "level2_name_kr_ja": "", "level3_key": "upper", "level3_name_kr_ko": "비밀",
         "ceiling": "3"},
        {"markings.equivalence.0.names.jp.en": "Public",
         "markings.equivalence.1.names": {"jp": _LEVELS[1]["names"]["jp"]},
         "markings.equivalence.2": {"level": "upper", "names": {"kr": {"ko": "비밀"}}},
         "markings.ceiling": "upper"},
    ),
    "a level less": (
        {"level1_key": "", **{f"level1_name_{side}_{code}": "" for side in ("kr", "jp")
                              for code in ("en", "ko", "ja")}},
        {"markings.equivalence": _LEVELS[1:]},
    ),
    "contacts": (
        {"contact1_party": "jp", "contact1_role": "duty-officer", "contact1_post_en": "Duty",
         "contact2_party": "", "contact2_role": "", "contact2_post_en": "", "contact2_post_ko": "",
         "contact2_post_ja": "", "contact3_party": "kr", "contact3_role": "deputy-head",
         "contact3_post_ko": "과장"},
        {"contacts.0.party": "jp", "contacts.0.role": "duty-officer", "contacts.0.post.en": "Duty",
         "contacts.1": {"party": "kr", "role": "deputy-head", "post": {"ko": "과장"}}},
    ),
    "predecessor": (
        {"predecessor": "other", "predecessor_id": DIGEST}, {"predecessor": DIGEST},
    ),
}  # fmt: skip
"""What is typed into the form begun from `terms`, and the same change of the body by path."""


def _set(value: Any, path: str, new: Any) -> None:
    *way, last = path.split(".")
    for step in way:
        value = value[int(step)] if isinstance(value, list) else value[step]
    if isinstance(value, list) and int(last) == len(value):
        value.append(new)
    else:
        value[int(last) if isinstance(value, list) else last] = new


def _after(changes: Mapping[str, Any]) -> dict[str, Any]:
    value = copy.deepcopy(terms())
    for path, new in changes.items():
        _set(value, path, copy.deepcopy(new))
    return value


@pytest.fixture
def path(capitals: Capitals) -> str:
    """The form of a change of the terms, those of a preset being in force."""
    capitals.agree({"terms": terms()})
    return _path(capitals)


def _path(capitals: Capitals) -> str:
    return reverse("propose-item", kwargs={"channel": capitals.channel, "matter": "terms"})


def _open(visitor: Visitor, path: str) -> Form:
    answer = visitor.open(path)
    assert answer.status_code == 200, answer.content[:500]
    return sheet_of(answer).form


def _save(visitor: Visitor, path: str, changes: Typed) -> HttpResponse:
    """The form with these changes; what it asks is answered with yes."""
    told = typed(_open(visitor, path), changes)
    answer = send(visitor, path, told)
    if answer.status_code == 422:
        asked = sheet_of(answer).summary
        answer = send(visitor, path, {**told, "sure": [one.removeprefix("#") for one in asked]})
    return answer


def _drafted(answer: HttpResponse) -> bytes:
    assert answer.status_code == 302, plain(answer.content.decode())[:3_000]
    move = drafts.unpack(Draft.objects.get().move)
    assert isinstance(move, Proposal)
    return move.values[Matter("terms")]


# --- what is read and entered ---


def test_the_changes_below_are_of_every_field_of_the_terms() -> None:
    paths = {path.partition(".")[0] for _, changes in CHANGES.values() for path in changes}
    assert paths == set(Terms.__struct_fields__)
    for member in ("mandate", "legal_status", "rhythm", "languages", "deadlines", "readout",
                   "markings", "response"):  # fmt: skip
        inner = {
            path.split(".")[1]
            for _, changes in CHANGES.values()
            for path in changes
            if path.startswith(f"{member}.")
        }
        assert inner == set(terms()[member]), member


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_by_the_form_is_the_body_that_a_terminal_writes(
    capitals: Capitals, officer: Visitor, path: str, name: str
) -> None:
    """DESK-85: "A change by the form makes the very body that a terminal writes"."""
    told, changes = CHANGES[name]
    assert _drafted(_save(officer, path, told)) == write_body("terms", "offer", _after(changes))
    assert capitals.channel == Draft.objects.get().channel


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_what_no_preset_has_stays_as_it_is_beside_a_change(
    capitals: Capitals, language: str
) -> None:
    """DESK-85: "what is not touched stays as it was, to the order and the second"."""
    rich = _rich()
    capitals.agree({"terms": rich})
    person = capitals.person("drafter", Role.DRAFTER, language=language)
    answer = _save(capitals.visitor(person), _path(capitals), {"level": "leader"})
    assert _drafted(answer) == write_body("terms", "offer", {**rich, "level": "leader"})


def test_the_form_starts_from_what_is_in_force_and_shows_every_word_of_it(
    capitals: Capitals, officer: Visitor
) -> None:
    rich = _rich()
    capitals.agree({"terms": rich})
    form = _open(officer, _path(capitals))
    assert form.fields["further"] == ["fr zh-Hant"]
    assert form.fields["common_title_zh-Hant"] == ["經濟安全對話"]
    assert form.fields["scope_fr"][0].split("\n")[-1] == "troisième"
    assert form.fields["level3_name_jp_fr"] == ["Réservé"]
    assert form.fields["contact3_role"] == ["deputy-head"]
    assert form.fields["predecessor"] == [DIGEST]
    assert "Now: 90 minutes. It stays so unless another number is typed" in plain(
        officer.open(_path(capitals)).content.decode()
    )


def test_a_further_language_is_named_and_then_written_in(officer: Visitor, path: str) -> None:
    answer = _save(officer, path, {"further": "fr"})
    assert answer.status_code == 400  # nothing changes by that alone
    form = sheet_of(answer).form
    told = typed(form, {"working": ["en", "ja", "ko", "fr"], "understanding_fr": "Entente"})
    body = _drafted(send(officer, path, told))
    changes = {"languages.working": ["en", "ja", "ko", "fr"], "understanding.fr": "Entente"}
    assert body == write_body("terms", "offer", _after(changes))


_POINT = st.dictionaries(
    st.sampled_from(["en", "ko", "ja"]),
    st.text("ab \n", max_size=6).map(
        lambda text: "\n".join(line.strip() for line in text.split("\n")).strip()
    ).filter(bool),
    min_size=1,
)  # fmt: skip


@given(st.lists(_POINT, max_size=5))
def test_points_come_back_from_their_lines(points: list[dict[str, str]]) -> None:
    assert as_points(as_lines(tuple(points))) == tuple(points)


def test_more_rows_are_shown_and_what_is_typed_stays(
    capitals: Capitals, officer: Visitor, path: str
) -> None:
    """DESK-85: "a button shows more, and judges and saves nothing"."""
    form, before = _open(officer, path), state_of(capitals)
    assert "contact4_party" in form.kinds
    assert "contact5_party" not in form.kinds
    told = {"contact4_post_en": "Fourth", "level3_key": "not a name", "date_day": "99"}
    answer = send(officer, path, {**typed(form, told), "step": "rows"})
    sheet = sheet_of(answer)
    assert answer.status_code == 200
    assert not sheet.summary
    assert sheet.form.fields["contact4_post_en"] == ["Fourth"]
    assert sheet.form.fields["level3_key"] == ["not a name"]
    assert {"contact6_party", "level4_key"} <= set(sheet.form.kinds)
    assert state_of(capitals) == before


def test_there_is_no_end_of_rows_but_that_of_the_body(officer: Visitor, path: str) -> None:
    form = _open(officer, path)
    told = {"contact64_post_en": "Last", "contact99_post_en": "Beyond", "level8_key": "top",
            "level9_key": "beyond"}  # fmt: skip
    sheet = sheet_of(send(officer, path, {**typed(form, {}), **told, "step": "rows"}))
    assert sheet.form.fields["contact64_post_en"] == ["Last"]
    assert "contact65_party" not in sheet.form.kinds
    assert sheet.form.fields["level8_key"] == ["top"]
    assert "level9_key" not in sheet.form.kinds


def test_a_dialogue_that_is_chosen_is_not_typed_too(capitals: Capitals) -> None:
    other = capitals.found()
    capitals.agree({"terms": terms()})
    visitor = capitals.visitor(capitals.person("drafter", Role.DRAFTER))
    told = {"predecessor": str(other), "predecessor_id": DIGEST}
    sheet = sheet_of(_save(visitor, _path(capitals), told))
    assert "leave it empty, or choose above that it is another dialogue" in sheet.words
    answer = _save(visitor, _path(capitals), {"predecessor": str(other)})
    assert read_terms(_drafted(answer)).predecessor == other


# --- what is shown ---


def test_the_dialogue_it_continues_is_named_to_those_who_may_know_of_it(
    capitals: Capitals,
) -> None:
    """DESK-85: "by its title to those who may know of it, by its identifier to all others"."""
    other = capitals.found()
    capitals.agree({"terms": terms("national-security")}, other)
    capitals.agree({"terms": {**terms(), "predecessor": str(other)}})
    knows = capitals.visitor(capitals.person("knows", Role.DRAFTER))
    person = capitals.person("not", Role.DRAFTER, post="desk", channels=[capitals.channel])
    other_title = terms("national-security")["titles"]["kr"]["en"]
    for visitor, named in ((knows, True), (capitals.visitor(person), False)):
        page = visitor.words("terms", channel=capitals.channel)
        form = plain(visitor.open(_path(capitals)).content.decode())
        assert str(other) in page
        assert (other_title in page, other_title in form) == (named, named)
        assert _open(visitor, _path(capitals)).fields["predecessor"] == [str(other)]


def test_a_draft_tells_every_field_that_would_be_signed(
    capitals: Capitals, officer: Visitor
) -> None:
    """HOME-13: a first proposal of terms is read in full before it is signed."""
    path = _path(capitals) + "?preset=economic-security"
    answer = _save(officer, path, {"predecessor": "other", "predecessor_id": DIGEST})
    body = _drafted(answer)
    told = plain(officer.open(answer.headers["Location"]).content.decode())
    for said in (
        "Hosted in turn, first by our side", "Working languages: English, Japanese, Korean",
        "Authentic texts in: Japanese, Korean", "Handle with care", "대외비",
        "(the highest that may be held here)", "is acknowledged within 4 hours",
        "Papers and delegation lists are exchanged 3 days before a meeting",
        "Our side, head of delegation", "国家安全保障局内閣審議官", DIGEST,
    ):  # fmt: skip
        assert said in told, said
    assert body != encode(terms())


def test_a_change_by_the_form_is_shown_against_what_is_in_force(
    officer: Visitor, path: str
) -> None:
    told, _ = CHANGES["contacts"]
    answer = _save(officer, path, {**told, **CHANGES["host"][0]})
    _drafted(answer)
    words = sheet_of(officer.open(answer.headers["Location"])).words
    part = words.partition("What it changes of the terms in force")[2].partition("It goes to")[0]
    for said in (
        "Hosted in turn, first by our side",
        "Hosted always by the Japanese side",
        "The Japanese side, duty officer",
        "Our side, deputy head of delegation",
        "과장",
    ):
        assert said in part, said
    assert "Markings" not in part
