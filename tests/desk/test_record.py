# SPDX-License-Identifier: Apache-2.0
"""The record: every act in order, found by side and words, at addresses that stay; its proof
(DESK-8).
"""

import json
import re

import pytest

from comity.core.encoding import encode
from comity.core.ids import Matter
from comity.desk.record.listing import ENTRIES_A_PAGE, cut
from comity.home.roles import Role
from comity.node.sign import Proposal, sign_moves
from tests.desk.capitals import HOUR_MS, JP, KR, Capitals, Visitor, plain
from tests.desk.forking import accepted_in_vain, forked_by_japan
from tests.unit.subjects.samples import ALL, DATE

DAY = "meeting/round-12/date"


def _list(capitals: Capitals, officer: Visitor, query: str = "") -> str:
    return officer.words("record", query, channel=capitals.channel)


def _entry(capitals: Capitals, officer: Visitor, party: str, number: int) -> str:
    return officer.read("entry", channel=capitals.channel, party=party, number=number)


def _follow_up(title: str) -> dict[str, object]:
    _, _, value = ALL["follow-up"]
    return {**value, "title": {"en": title}}


# --- the list ---


def test_the_newest_stands_first_and_causes_below(capitals: Capitals, officer: Visitor) -> None:
    ref = capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    capitals.accept(KR, ref)
    capitals.settle()

    told = _list(capitals, officer)

    accepted = told.index("Our side accepted the proposal of the Japanese side")
    assert accepted < told.index("The Japanese side proposed: Mon 17 Apr 2023")
    assert told.index("The Japanese side proposed") < told.index("joined the dialogue.")
    assert "12th round: date agreed" in told  # what followed stands at its act


def test_what_followed_is_told_where_it_followed(capitals: Capitals, officer: Visitor) -> None:
    ref = capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    capitals.accept(KR, ref)
    told = _list(capitals, officer)
    followed = told.index("12th round: date agreed, confirmation pending")
    assert told.index("Our side accepted") < followed < told.index("The Japanese side proposed")
    capitals.settle()
    told = _list(capitals, officer)
    assert "confirmation pending" not in told
    assert "acknowledged what it had received. confirmed 12th round: date" in told


def test_a_paragraph_is_never_told_as_confirmed_by_itself(
    capitals: Capitals, officer: Visitor
) -> None:
    wording = {"base": None, "form": "paragraph", "text": {"en": "Both sides met."}}
    capitals.agree({"text/summary/p/k1": wording})
    told = _list(capitals, officer)
    assert "provisionally agreed" in told
    assert "signatures exchanged" in told
    assert "confirmed" not in told


def test_acts_of_the_law_are_told_in_words(capitals: Capitals, officer: Visitor) -> None:
    told = _list(capitals, officer)
    assert "Our side joined the dialogue." in told
    assert "The Japanese side joined the dialogue." in told


def test_acts_without_effect_say_so_and_why(capitals: Capitals, officer: Visitor) -> None:
    ref = capitals.offer(KR, {DAY: DATE})
    capitals.refuse(KR, ref)
    accepted_in_vain(capitals, ref)
    told = _list(capitals, officer)
    assert "no effect No effect, because the proposal had been declined or withdrawn" in told


def test_conflicting_entries_are_both_there_and_marked(
    capitals: Capitals, officer: Visitor
) -> None:
    number = forked_by_japan(capitals)
    told = _list(capitals, officer)
    assert told.count("one of two of this number") == 2
    assert "Halted pending verification" in told
    page = _entry(capitals, officer, "jp", number)
    assert "Two different entries bear this number. Both are shown." in page
    assert plain(page).count("What it says") == 2


def test_a_side_and_words_narrow_it(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    capitals.offer(KR, {"follow-up/2": _follow_up("List of contact points")})

    ours = _list(capitals, officer, "?side=kr")
    assert "contact points" in ours
    assert "The Japanese side proposed" not in ours
    assert "2 entries fit, of 4." in ours
    found = _list(capitals, officer, "?q=CONTACT+points")
    assert "1 entry fits, of 4." in found
    assert "List of contact points" in found
    assert "0 entries fit, of 4." in _list(capitals, officer, "?q=contact&side=jp")
    assert "No entry fits." in _list(capitals, officer, "?q=contact&side=jp")
    assert "4 entries" in _list(capitals, officer, "?side=xx")


@pytest.mark.parametrize(("language", "word"), [("en", "proposed"), ("ko", "제안"), ("ja", "提案")])
def test_words_are_sought_in_the_sentences_of_the_readers_language(
    capitals: Capitals, language: str, word: str
) -> None:
    capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    visitor = capitals.visitor(capitals.person("one", Role.OBSERVER, language=language))
    page = visitor.read("record", f"?q={word}", channel=capitals.channel)
    assert page.count('class="entry"') == 1


def test_words_find_what_came_since_the_last_search(capitals: Capitals, officer: Visitor) -> None:
    assert "0 entries fit" in _list(capitals, officer, "?q=contact")
    capitals.offer(JP, {"follow-up/1": _follow_up("Contact points")})
    capitals.exchange()
    assert "1 entry fits" in _list(capitals, officer, "?q=contact")


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?q=" + "x" * 5_000,
        "?q=%F0%9F%98%80",
        "?page=-1",
        "?page=99999999999",
        "?page=²",
        "?page=x&q=%3Cscript%3E",
    ],
    ids=lambda text: text[:12],
)
def test_whatever_is_asked_is_answered_by_a_page(
    capitals: Capitals, officer: Visitor, query: str
) -> None:
    page = officer.read("record", query, channel=capitals.channel)
    assert "<script>" not in page.replace('<script src="/static/desk.js" defer></script>', "")


@pytest.mark.parametrize(
    ("size", "pages", "last"),
    [(0, 1, 0), (1, 1, 1), (50, 1, 50), (99, 1, 99), (100, 2, 50), (149, 2, 99), (150, 3, 50)],
)
def test_the_last_page_takes_up_what_is_less_than_a_whole_one(
    size: int, pages: int, last: int
) -> None:
    part = cut(size, "")
    assert (part.pages, part.last - part.first) == (pages, last)
    seen = [one for n in range(1, pages + 1) for one in range(cut(size, str(n)).first,
                                                              cut(size, str(n)).last)]  # fmt: skip
    assert seen == list(range(size))


def test_an_older_page_holds_the_same_entries_tomorrow(
    capitals: Capitals, officer: Visitor
) -> None:
    for number in range(1, 2 * ENTRIES_A_PAGE + 2):
        capitals.offer(JP, {"follow-up/1": _follow_up(f"Item {number:04}")})
    capitals.exchange()

    def entries() -> list[str]:
        page = officer.read("record", "?page=1", channel=capitals.channel)
        return re.findall(r'<li class="entry" id="([^"]+)"', page)

    before = entries()
    assert len(before) == ENTRIES_A_PAGE
    capitals.offer(KR, {DAY: DATE})
    assert entries() == before
    newest = officer.read("record", channel=capitals.channel)
    assert "?page=1" in newest
    assert 'id="kr-2"' in newest


# --- one entry ---


def test_an_entry_says_what_it_does_and_who_holds_it(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(KR, {DAY: DATE})
    told = plain(_entry(capitals, officer, "kr", 2))
    assert "Entry No. 2 of our side" in told
    assert "Our side proposed: Mon 17 Apr 2023" in told
    assert "The Japanese side has not acknowledged it yet." in told

    capitals.exchange()
    told = plain(_entry(capitals, officer, "kr", 2))
    assert "The Japanese side holds it, by its last receipt." in told

    capitals.offer(JP, {DAY: {**DATE, "start": DATE["start"] + HOUR_MS}})
    capitals.exchange()
    told = plain(_entry(capitals, officer, "kr", 2))
    assert "The Japanese side has signed that it holds it." in told
    assert "The Japanese side has signed it." in plain(_entry(capitals, officer, "jp", 2))


def test_the_proof_holds_all_that_is_needed_to_check_it(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(KR, {DAY: DATE})
    placed = capitals.kr.records.entry(capitals.channel, ref.hash)
    assert placed is not None
    signature = json.loads(placed.signature)

    page = _entry(capitals, officer, "kr", 2)
    proof = page[page.index("Proof") :]

    entry = json.loads(placed.raw)
    for text in (ref.hash, entry["previous"], entry["key"], capitals.channel, *signature.values()):
        assert text in proof
    assert '"offer": {' in plain(proof).replace("&#34;", '"')
    (digest,) = entry["acts"][0]["offer"]["values"].values()
    assert digest in proof
    assert "제12차 회의" in proof


def test_raw_json_stands_nowhere_but_under_proof(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(KR, {DAY: DATE})
    page = _entry(capitals, officer, "kr", 2)
    before = page[: page.index("<details")]
    assert "&#34;" not in plain(before)
    assert "{" not in plain(before)
    for name in ("today", "dialogues"):
        assert "{" not in officer.words(name)


def test_neighbours_are_one_step_away(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(KR, {DAY: DATE})
    first, second = (_entry(capitals, officer, "kr", n) for n in (1, 2))
    assert "/record/kr/2/" in first
    assert 'rel="prev"' not in first
    assert "/record/kr/1/" in second
    assert 'rel="next"' not in second


@pytest.mark.parametrize(("party", "number"), [("kr", 99), ("xx", 1), ("kr", 0), ("KR", 1)])
def test_an_entry_that_is_not_held_is_not_there(
    capitals: Capitals, officer: Visitor, party: str, number: int
) -> None:
    answer = officer.get("entry", channel=capitals.channel, party=party, number=number)
    assert answer.status_code == 404


def test_an_item_of_an_unknown_kind_is_told(capitals: Capitals, officer: Visitor) -> None:
    matter = Matter("weather/tokyo/tomorrow")
    sign_moves(capitals.jp, capitals.channel, [Proposal({matter: encode({"sun": True})})])
    capitals.exchange()
    told = _list(capitals, officer)
    assert "Item weather/tokyo/tomorrow" in told
    assert "cannot be read here" in told
