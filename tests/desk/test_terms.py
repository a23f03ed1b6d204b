# SPDX-License-Identifier: Apache-2.0
"""Terms of reference at the desk: first in a dialogue, in full, and what a proposal changes."""

from typing import Any

import pytest
from django.urls import reverse

from comity.core.views import ActRef
from comity.home.roles import Role
from comity.locale import catalogue
from comity.presets import load
from comity.presets.reading import NAMES
from comity.subjects.terms import Terms
from comity.telling.terms_whole import changes_between, parts_of
from comity.telling.voice import Voice
from tests.desk.capitals import JP, KR, Capitals, Visitor
from tests.desk.sending import send, sheet_of, typed
from tests.unit.subjects.samples import terms

FIRST = "The terms of reference are not agreed yet: they come first."


@pytest.fixture
def drafter(capitals: Capitals) -> Visitor:
    """Somebody who drafts."""
    return capitals.visitor(capitals.person("drafter", Role.DRAFTER))


def _page(visitor: Visitor, name: str = "terms") -> str:
    return visitor.words(name, channel=visitor.capitals.channel)


def _changed(**changes: Any) -> dict[str, Any]:
    return {**terms(), **changes}


def _propose(capitals: Capitals, **changes: Any) -> ActRef:
    ref = capitals.offer(JP, {"terms": _changed(**changes)})
    capitals.exchange()
    return ref


def test_until_they_are_agreed_they_come_first(capitals: Capitals, drafter: Visitor) -> None:
    """DESK-80: "says so above all else, with the next step"."""
    observer = capitals.visitor(capitals.person("observer", Role.OBSERVER))
    nothing = drafter.read("dialogue", channel=capitals.channel)
    assert FIRST in nothing
    assert f'<a href="/dialogues/{capitals.channel}/propose/">Propose terms</a>' in nothing
    assert "Propose terms" not in _page(observer, "dialogue")
    assert drafter.get("understanding", channel=capitals.channel).status_code == 404
    ref = _propose(capitals)
    proposed = drafter.read("dialogue", channel=capitals.channel)
    assert f"/answer/jp/{ref.number}/{ref.index}/" in proposed.partition(FIRST)[2][:600]
    assert "Read what is proposed" in _page(observer, "dialogue")
    assert "As proposed with the terms of reference; not agreed yet." in _page(
        observer, "understanding"
    )
    capitals.accept(KR, ref)
    capitals.settle()
    for name in ("dialogue", "terms"):
        assert FIRST not in _page(drafter, name)


def test_every_field_stands_on_the_page_in_every_language(
    capitals: Capitals, drafter: Visitor
) -> None:
    """DESK-81: "every field of them, negotiated words in every language in which they stand"."""
    capitals.agree({"terms": load("economic-security").terms_for((JP, KR))})
    page = _page(drafter)
    for said in (
        "What each side calls the dialogue", "한일 경제안보대화", "日韓経済安全保障協議",
        "There is no single agreed name", "Office of National Security", "National Security",
        "16 Mar 2023", "공급망의 강건성", "Not dealt with here", "Without prejudice to",
        "Not legally binding", "Hosted in turn, first by our side",
        "Authentic texts in: Japanese, Korean", "The agenda closes 7 days before a meeting.",
        "Each side issues its own readout after showing it to the other.",
        "Neither side quotes the other.", "the highest that may be held here",
        "A proposal is answered within 5 days", "is acknowledged within 4 hours.",
        "head of delegation", "경제안보비서관", "運用に関する了解事項",
    ):  # fmt: skip
        assert said in page, said
    understanding = _page(drafter, "understanding")
    for said in ("Understanding on use", "운용에 관한 양해사항", "運用に関する了解事項"):
        assert said in understanding


def test_a_proposal_is_shown_against_what_is_in_force(capitals: Capitals, drafter: Visitor) -> None:
    """DESK-81: "A proposal shows only what it would change: the words in force, then its own"."""
    agreed = terms()
    capitals.agree({"terms": agreed})
    scope = [*agreed["scope"], {"en": "Climate and energy", "ko": "기후·에너지"}]
    response = {**agreed["response"], "proposal_s": 90 * 60}
    _propose(capitals, scope=scope, response=response)
    page = drafter.read("terms", channel=capitals.channel)
    proposal = page.partition("Only what would change is shown")[2].partition("</section>")[0]
    assert "Climate and energy" in proposal
    assert "A proposal is answered within 90 minutes" in proposal
    assert agreed["scope"][0]["en"] not in proposal
    assert proposal.count("<h3>") == 2
    assert "nothing is taken out" in proposal


def test_a_draft_shows_what_it_would_change(capitals: Capitals, drafter: Visitor) -> None:
    capitals.agree({"terms": load("economic-security").terms_for((JP, KR))})
    path = reverse("propose-item", kwargs={"channel": capitals.channel, "matter": "terms"})
    form = sheet_of(drafter.open(path)).form
    assert form.fields["acknowledge_minutes"] == ["240"]
    assert form.fields["own_lead_ko"] == ["국가안보실"]
    changes = {"acknowledge_minutes": "30", "own_co_lead_en": "Ministry of Economy",
               "readout_rule": "joint", "agenda_days": ""}  # fmt: skip
    answer = send(drafter, path, typed(form, changes))
    assert answer.status_code == 302, sheet_of(answer).summary
    told = sheet_of(drafter.open(answer.headers["Location"])).words
    part = told.partition("What it changes of the terms in force")[2]
    for said in (
        "is acknowledged within 4 hours.", "is acknowledged within 30 minutes.",
        "Our side, co-lead", "Ministry of Economy", "The sides issue one readout together.",
        "The agenda closes 7 days before a meeting.",
    ):  # fmt: skip
        assert said in part, said
    assert "Mandate" not in part.partition("It goes to")[0]


def test_what_is_not_changed_keeps_its_seconds(capitals: Capitals, drafter: Visitor) -> None:
    agreed = _changed(response={**terms()["response"], "proposal_s": 5_000, "holding_s": 90})
    capitals.agree({"terms": agreed})
    path = reverse("propose-item", kwargs={"channel": capitals.channel, "matter": "terms"})
    form = sheet_of(drafter.open(path)).form
    sheet = sheet_of(send(drafter, path, typed(form, {})))
    assert "Exactly this is agreed already" in sheet.words


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
@pytest.mark.parametrize("name", NAMES)
def test_every_preset_is_told_in_full_in_every_language(name: str, language: str) -> None:
    voice = Voice(catalogue(language, "desk"), KR, None, zone="Asia/Seoul")
    day = None if name != "generic" else "2023-01-01"
    codes = (JP, KR) if name != "trilateral" else (JP, KR, JP.__class__("us"))
    value = load(name).terms_for(codes, day)
    parts = parts_of(voice, value)
    fields = set(Terms.__struct_fields__) - {"titles", "common_title", "sides"}
    assert fields | {"names", "organs"} == {one.key for one in parts}
    assert changes_between(voice, value, value) == ()
    signed = [one.texts for part in parts for one in part.told if one.texts[0][0]]
    assert signed
    assert {texts[0][0] for texts in signed} == {language}  # the reader's own first
