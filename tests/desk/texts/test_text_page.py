# SPDX-License-Identifier: Apache-2.0
"""The page of a text: how it stands, brackets, packages, adoption, and who may do what."""

import html
import re
from typing import Any

import pytest

from comity.home.roles import Role
from comity.subjects.texts import Adoption, adoption_body
from tests.desk.capitals import DAY_MS, JP, KR, NOW, Capitals, Visitor
from tests.desk.forking import forked_by_japan

TEXT = "summary"
HEADER: dict[str, Any] = {
    "title": {"en": "Summary of discussion", "ko": "회의 결과 요록", "ja": "議事要旨"},
    "kind": "summary-of-discussion",
    "legal_status": "not-legally-binding",
    "languages": {"en": "courtesy", "ja": "authentic", "ko": "authentic"},
    "prevailing": None,
    "order": ["k1", "k2", "k3"],
    "meeting": None,
}
NOW_EN = "Both sides will share information immediately."
PROMPT_EN = "Both sides will share information as promptly as possible."
NOW_KO = "양측은 정보 공유를 즉시 실시하기로 하였다."
PROMPT_KO = "양측은 정보 공유를 가능한 한 신속히 실시하기로 하였다."
NOW_JA = "双方は、情報共有を直ちに行うこととした。"
PROMPT_JA = "双方は、情報共有を可能な限り速やかに行うこととした。"
AT_ONCE = {"en": NOW_EN, "ko": NOW_KO, "ja": NOW_JA}
PROMPTLY = {"en": PROMPT_EN, "ko": PROMPT_KO, "ja": PROMPT_JA}
MET = {"en": "The sides met.", "ko": "양측은 만났다.", "ja": "双方は会った。"}


def _p(key: str) -> str:
    return f"text/{TEXT}/p/{key}"


def _wording(text: dict[str, str], form: str = "paragraph") -> dict[str, Any]:
    return {"form": form, "base": None, "text": text}


def _outline(capitals: Capitals, **changes: Any) -> None:
    capitals.agree({f"text/{TEXT}": {**HEADER, **changes}})


def _bracketed(capitals: Capitals) -> None:
    """Paragraph 1 agreed, 2 in brackets, 3 not worded."""
    _outline(capitals)
    capitals.agree({_p("k1"): _wording(MET)})
    capitals.offer(KR, {_p("k2"): _wording(AT_ONCE)})
    capitals.exchange()
    capitals.offer(JP, {_p("k2"): _wording(PROMPTLY)}, until=NOW + 3 * DAY_MS)
    capitals.exchange()


def _adopt(capitals: Capitals) -> None:
    _outline(capitals, order=["k1"])
    capitals.agree({_p("k1"): _wording(MET)})
    capitals.agree({f"text/{TEXT}/adoption": _whole(capitals)})


def _whole(capitals: Capitals) -> Adoption:
    rooms = capitals.house.views.rooms(capitals.channel)
    return adoption_body(rooms.texts.details[0])


def _page(visitor: Visitor, query: str = "") -> str:
    return visitor.read("text", query, channel=visitor.capitals.channel, text=TEXT)


def _words(page: str) -> str:
    """What one reads of a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def _main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def _cells(page: str, language: str) -> list[str]:
    """The words of each paragraph in a language as they are read, sound for the ear left out."""
    cells = re.findall(
        rf'<div class="columns__words words lines" lang="{language}">(.*?)</div>', page, re.DOTALL
    )
    silent = [
        re.sub(r'<span class="govuk-visually-hidden"[^>]*>.*?</span>', "", one) for one in cells
    ]
    return [html.unescape(re.sub(r"<[^>]*>", "", one)) for one in silent]


def test_the_second_line_says_how_the_text_stands(capitals: Capitals, officer: Visitor) -> None:
    _bracketed(capitals)
    told = _words(_page(officer))
    assert (
        "Under negotiation. 3 paragraphs: 1 provisionally agreed, 1 for our action,"
        " 1 without a proposal; 1 bracket outstanding." in told
    )


def test_brackets_stand_in_each_language_with_the_codes_of_who_proposes(
    capitals: Capitals, officer: Visitor
) -> None:
    _bracketed(capitals)
    page = _page(officer)
    assert _cells(page, "en")[1] == (
        "Both sides will share information [immediatelyKR] [as promptly as possibleJP]."
    )
    assert _cells(page, "ko")[1] == (
        "양측은 정보 공유를 [즉시KR] [가능한 한 신속히JP] 실시하기로 하였다."
    )
    assert _cells(page, "ja")[1] == (
        "双方は、情報共有を［直ちにKR］［可能な限り速やかにJP］行うこととした。"
    )
    assert "bracketed, proposed by our side:" in page
    assert "bracketed, proposed by the Japanese side:" in page


def test_columns_stand_with_authentic_languages_first(capitals: Capitals, officer: Visitor) -> None:
    _outline(capitals)
    page = _page(officer)
    head = page.partition('<div class="text__languages"')[2].partition("</div>")[0]
    assert re.findall(r'<span lang="(\w+)"', head) == ["ja", "ko", "en"]
    assert "courtesy translation" in head


def test_of_two_authentic_languages_the_readers_own_stands_first(capitals: Capitals) -> None:
    _outline(capitals)
    visitor = capitals.visitor(capitals.person("korean", Role.SIGNER, language="ko"))
    head = _page(visitor).partition('<div class="text__languages"')[2].partition("</div>")[0]
    assert re.findall(r'<span lang="(\w+)"', head) == ["ko", "ja", "en"]


def test_away_from_its_text_a_paragraph_is_called_by_its_number(
    capitals: Capitals, officer: Visitor
) -> None:
    """Rule: TEXT-3."""
    _outline(capitals)
    capitals.agree({_p("k1"): _wording(MET, "heading")})
    capitals.agree({_p("k2"): _wording(MET)})
    capitals.agree({_p("k3"): _wording(MET, "point")})
    for key, number in (("k1", "k1"), ("k2", "1"), ("k3", "1 (a)")):
        assert f"Summary of discussion: paragraph {number}<" in officer.item(_p(key))


def test_a_proposal_can_be_answered_by_whoever_may_draft(
    capitals: Capitals, officer: Visitor
) -> None:
    _bracketed(capitals)
    observer = capitals.visitor(capitals.person("observer", Role.OBSERVER))
    (proposal,) = [
        one
        for one in capitals.house.views.rooms(capitals.channel).texts.details[0].paragraphs[1].open
        if one.author == JP
    ]
    ref = proposal.offer.ref
    answer = f"/dialogues/{capitals.channel}/answer/jp/{ref.number}/{ref.index}/"
    counter = f"/dialogues/{capitals.channel}/propose/{_p('k2')}?base=jp/{ref.number}/{ref.index}"
    page = _page(officer)
    assert f'href="{answer}?answer=accept"' in page
    assert f'href="{answer}?answer=decline"' in page
    assert f'href="{counter}"' in page
    assert "Thu 13 Apr (in 3 days)" in _words(page)
    seen = _page(observer)
    assert "/answer/" not in seen
    assert "/propose/" not in seen
    assert "as promptly as possible" in seen


def test_in_a_halted_dialogue_nothing_can_be_done(capitals: Capitals, officer: Visitor) -> None:
    _bracketed(capitals)
    forked_by_japan(capitals)
    at_home = r'(?s)<form [^>]*action="[^"]*/file".*?</form>|<a [^>]*/notes/.*?</a>'
    page = re.sub(at_home, "", _main(_page(officer)))
    assert "Halted pending verification" in page
    assert "as promptly as possible" in page
    for told in ("/answer/", "/propose/", "govuk-button"):
        assert told not in page, told


def test_our_own_proposal_can_be_withdrawn_and_not_accepted(
    capitals: Capitals, officer: Visitor
) -> None:
    _outline(capitals)
    ref = capitals.offer(KR, {_p("k1"): _wording(MET)})
    page = _page(officer)
    assert f"/answer/kr/{ref.number}/0/" in page
    assert "Withdraw our proposal" in page
    assert "?answer=accept" not in page
    assert "awaiting the Japanese side" in page


def test_what_one_side_alone_has_proposed_stands_without_brackets(
    capitals: Capitals, officer: Visitor
) -> None:
    _outline(capitals)
    capitals.offer(JP, {_p("k1"): _wording(MET)})
    capitals.exchange()
    page = _page(officer)
    assert _cells(page, "en")[0] == "The sides met."
    assert "no brackets" in _words(page)


def test_a_declined_wording_stands_in_brackets(capitals: Capitals, officer: Visitor) -> None:
    _outline(capitals)
    ref = capitals.offer(KR, {_p("k1"): _wording(MET)})
    capitals.exchange()
    capitals.refuse(JP, ref)
    capitals.exchange()
    page = _page(officer)
    assert _cells(page, "en")[0] == "[The sides met.KR]"
    assert "for our action" in _words(page)


def test_a_withdrawn_wording_is_gone(capitals: Capitals, officer: Visitor) -> None:
    _outline(capitals)
    ref = capitals.offer(JP, {_p("k1"): _wording(MET)})
    capitals.exchange()
    capitals.refuse(JP, ref)
    capitals.exchange()
    page = _page(officer)
    assert "The sides met." not in page
    assert "withdrawn" in _words(page)


def test_wordings_with_little_in_common_stand_as_options(
    capitals: Capitals, officer: Visitor
) -> None:
    _outline(capitals)
    capitals.offer(KR, {_p("k1"): _wording({"ko": "양측은 긴밀히 공조하기로 하였다."})})
    capitals.offer(JP, {_p("k1"): _wording({"ko": "차기 회의 일정은 추후 협의한다."})})
    capitals.exchange()
    page = _words(_page(officer))
    assert "Option 1 KR 양측은 긴밀히 공조하기로 하였다." in page
    assert "Option 2 JP 차기 회의 일정은 추후 협의한다." in page
    assert "Not written in this language" in page


def test_a_change_of_an_agreed_paragraph_shows_what_is_agreed(
    capitals: Capitals, officer: Visitor
) -> None:
    _outline(capitals)
    capitals.agree({_p("k1"): _wording(AT_ONCE)})
    capitals.offer(
        JP, {_p("k1"): _wording({**AT_ONCE, "en": "Both sides will share information."})}
    )
    capitals.exchange()
    page = _page(officer)
    assert _cells(page, "en")[0] == (
        "Both sides will share information [immediatelyas agreed] [nothing in its placeJP]."
    )
    assert _cells(page, "ko")[0] == NOW_KO
    assert "A change of 1 agreed paragraph is proposed" in _words(page)


def test_names_can_be_hidden_from_brackets_lines_and_colours(
    capitals: Capitals, officer: Visitor
) -> None:
    _bracketed(capitals)
    page = _main(_page(officer, "?names=no"))
    assert _cells(page, "en")[1] == (
        "Both sides will share information [immediately] [as promptly as possible]."
    )
    text = page.partition('<div class="text">')[2]
    for told in ("KR", "JP", "Japanese side", "our side", "bracket--", "tag--ours", "/answer/"):
        assert told not in text.partition("<aside")[0], told
    assert "Show who proposes what" in page


def test_a_package_is_shown_as_one_with_its_paragraphs(
    capitals: Capitals, officer: Visitor
) -> None:
    _outline(capitals)
    ref = capitals.offer(
        JP, {_p("k1"): _wording(MET), _p("k3"): _wording(PROMPTLY)}, until=NOW + DAY_MS
    )
    capitals.exchange()
    page = _page(officer)
    words = _words(page)
    assert "as a package with paragraph 3." in words
    assert "as a package with paragraph 1." in words
    card = page.partition("<h2>Packages</h2>")[2].partition("</section>")[0]
    assert 'href="#p-k1"' in card
    assert 'href="#p-k3"' in card
    assert f"/answer/jp/{ref.number}/0/" in card
    assert "Accept the package" in words


def test_the_way_to_adoption_is_a_list_of_what_is_missing(
    capitals: Capitals, officer: Visitor
) -> None:
    _bracketed(capitals)
    aside = _page(officer).partition("<aside")[2]
    words = _words(aside)
    assert "2 paragraphs are not agreed: 2 , 3" in words
    assert 'href="#p-k2"' in aside
    assert "propose/text/summary/adoption" not in aside


def test_a_clean_text_can_be_proposed_for_adoption(capitals: Capitals, officer: Visitor) -> None:
    _outline(capitals, order=["k1"])
    capitals.agree({_p("k1"): _wording(MET)})
    page = _page(officer)
    assert "Clean, not yet adopted." in page
    assert f"/dialogues/{capitals.channel}/propose/text/{TEXT}/adoption" in page


def test_a_paragraph_agreed_without_an_authentic_version_is_named(
    capitals: Capitals, officer: Visitor
) -> None:
    _outline(capitals, order=["k1"])
    capitals.agree({_p("k1"): _wording({"en": "The sides met.", "ko": "양측은 만났다."})})
    words = _words(_page(officer))
    assert "No agreed wording in this language: Japanese: 1" in words
    assert "Clean, not yet adopted" not in words


def test_adopted_and_confirmed_are_told_apart(capitals: Capitals, officer: Visitor) -> None:
    _outline(capitals, order=["k1"])
    capitals.agree({_p("k1"): _wording(MET)})
    ref = capitals.offer(JP, {f"text/{TEXT}/adoption": _whole(capitals)})
    capitals.exchange()
    capitals.accept(KR, ref)
    page = _words(_page(officer))
    assert "Adopted, confirmation pending." in page
    assert "Adopted and confirmed." not in page
    capitals.settle()
    page = _words(_page(officer))
    assert "Adopted and confirmed." in page
    assert "part of the adopted text" in page
    for digest in _whole(capitals).digests.values():
        assert digest in page


def test_an_adoption_that_no_longer_fits_is_said_loudly(
    capitals: Capitals, officer: Visitor
) -> None:
    _adopt(capitals)
    assert "plight" not in _main(_page(officer))
    capitals.agree({_p("k1"): _wording({**MET, "ja": "双方は協議した。"})})
    page = _page(officer)
    assert 'class="plight"' in page
    assert "Adopted, but the paragraphs agreed now differ" in page
    assert "in these languages it names another text" in page
    assert "Japanese" in page.partition("names another text")[2].partition("</p>")[0]


def test_an_adoption_proposed_of_another_text_is_said_loudly(
    capitals: Capitals, officer: Visitor
) -> None:
    _outline(capitals, order=["k1"])
    capitals.agree({_p("k1"): _wording(MET)})
    capitals.offer(JP, {f"text/{TEXT}/adoption": _whole(capitals)})
    capitals.exchange()
    assert "of another text" not in _page(officer)
    capitals.agree({_p("k1"): _wording({**MET, "ja": "双方は協議した。"})})
    page = _page(officer)
    assert "The adoption proposed is of another text" in page
    assert "It is not of the paragraphs as they stand now." in page


def test_versions_show_what_each_wording_changed(capitals: Capitals, officer: Visitor) -> None:
    _bracketed(capitals)
    page = _page(officer, "?history=k2")
    assert "Versions of paragraph 2" in page
    assert "<del> immediately</del><ins> as promptly as possible</ins>" in page
    assert "The first wording." in page
    assert "Compared with the version before it." in page
    assert "Versions of" not in _page(officer, "?history=none")


def test_paragraphs_outside_of_the_order_are_named(capitals: Capitals, officer: Visitor) -> None:
    _outline(capitals, order=["k1"])
    capitals.offer(JP, {_p("stray"): _wording(MET)})
    capitals.exchange()
    page = _words(_page(officer))
    assert "Outside of the order" in page
    assert "Paragraph stray" in page
    assert "1 paragraph:" in page


def test_headings_have_no_number_and_points_have_letters(
    capitals: Capitals, officer: Visitor
) -> None:
    _outline(capitals, order=["h", "k1", "a", "b", "k2", "c"])
    forms = {"h": "heading", "k1": "paragraph", "a": "point", "b": "point", "c": "point"}
    for key, form in forms.items():
        capitals.agree({_p(key): _wording(MET, form)})
    page = _page(officer)
    numbers = re.findall(r'<h3 class="paragraph__number">.*?</span>(.*?)</h3>', page)
    assert numbers == ["", "1", "(a)", "(b)", "2", "(a)"]


def test_a_text_that_is_only_proposed_has_its_page(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {f"text/{TEXT}": HEADER})
    capitals.exchange()
    words = _words(_page(officer))
    assert "Summary of discussion" in words
    assert (
        "The outline is under negotiation. 3 paragraphs: 3 without a proposal; no brackets."
        in words
    )
    assert "The outline is not agreed" in words


def test_a_text_without_an_outline_says_so(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {f"text/{TEXT}/adoption": {"corrigendum": 0, "digests": {"ko": "A" * 43}}})
    capitals.exchange()
    words = _words(_page(officer))
    assert "No paragraphs yet." in words
    assert "The adoption proposed is of another text" in words


def test_what_the_other_side_wrote_is_shown_and_never_run(
    capitals: Capitals, officer: Visitor
) -> None:
    evil = "<script>alert(1)</script> \"quoted' & {{ words }}"
    _outline(capitals, title={"en": evil})
    capitals.offer(JP, {_p("k1"): _wording({"en": f"The sides met {evil}."})})
    capitals.offer(KR, {_p("k1"): _wording({"en": "The sides met in Seoul."})})
    capitals.exchange()
    for query in ("", "?history=k1", '?history="><script>', "?names=no&view=print"):
        page = _page(officer, query)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "style=" not in page
        assert " on" + "click" not in page


def test_every_piece_of_the_text_says_its_language(capitals: Capitals, officer: Visitor) -> None:
    _bracketed(capitals)
    page = _page(officer, "?history=k2")
    for cell in re.findall(r'<[a-z]+ class="[^"]*\bwords\b[^"]*"[^>]*>', page):
        assert re.search(r'lang="(en|ko|ja)"', cell), cell
    korean = capitals.visitor(capitals.person("hangul", Role.SIGNER, language="ko"))
    heard = re.findall(r'<span class="govuk-visually-hidden" lang="(\w+)">', _page(korean))
    assert set(heard) == {"ko"}


def test_for_printing_there_is_the_text_with_its_marking_and_nothing_to_press(
    capitals: Capitals, officer: Visitor
) -> None:
    _bracketed(capitals)
    page = _main(_page(officer, "?view=print"))
    assert "<aside" not in page
    assert "govuk-button" not in page
    assert "/propose/" not in page
    assert "[immediately" in re.sub(r"<[^>]*>", "", page)
    assert "Not legally binding" in page or "not legally binding" in page
    assert "Back to the working page" in page


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_the_page_speaks_the_readers_language(capitals: Capitals, language: str) -> None:
    _bracketed(capitals)
    visitor = capitals.visitor(capitals.person(language, Role.SIGNER, language=language))
    words = _words(_main(_page(visitor)))
    for told in ("provisionally", "paragraph", "Proposed by", "Accept", "Reply by", "agreed"):
        assert told not in words, told


def test_nobody_learns_of_a_text_who_may_not(capitals: Capitals, officer: Visitor) -> None:
    _outline(capitals)
    outsider = capitals.visitor(capitals.person("outsider", Role.SIGNER, post="away", channels=[]))
    places = {"channel": capitals.channel, "text": TEXT}
    assert outsider.get("text", **places).status_code == 404
    assert officer.get("text", channel=capitals.channel, text="none").status_code == 404
    assert officer.get("text", **places).status_code == 200
