# SPDX-License-Identifier: Apache-2.0
"""Long texts and lists come in portions: no page outgrows its reader or the line (DESK-16)."""

import re
from gzip import compress
from typing import Any

import pytest

from tests.desk.capitals import JP, KR, NOW, Capitals, Visitor, plain
from tests.desk.texts.test_text_page import HEADER
from tests.unit.subjects.samples import ALL

RAW_BYTES_MAX, SENT_BYTES_MAX = 500_000, 100_000
PACKAGE = 64
PARAGRAPHS, FOLLOW_UPS = 500, 2_560
EN = "Both sides reviewed item {} and will continue to work on it in good faith."
KO = "양측은 제{}항을 검토하였으며, 성실하게 계속 협의하기로 하였다."
JA = "双方は第{}項を検討し、引き続き誠実に協議することとした。"


def _agree_all(capitals: Capitals, values: dict[str, Any]) -> None:
    """All of these, in as few packages as they take."""
    names = list(values)
    for first in range(0, len(names), PACKAGE):
        part = {name: values[name] for name in names[first : first + PACKAGE]}
        ref = capitals.offer(JP, part)
        capitals.carry(JP, KR)
        capitals.accept(KR, ref)
        capitals.carry(KR, JP)


def _fits(page: str) -> bool:
    raw = page.encode()
    return len(raw) < RAW_BYTES_MAX and len(compress(raw)) < SENT_BYTES_MAX


def _keys(page: str) -> list[str]:
    return re.findall(r'<section class="paragraph" id="p-([^"]+)"', page)


@pytest.fixture
def text(capitals: Capitals) -> Capitals:
    """A text of 500 paragraphs, all agreed; a change is proposed of the last."""
    keys = [f"k{number}" for number in range(1, PARAGRAPHS + 1)]
    capitals.agree({"text/long": {**HEADER, "order": keys}})
    _agree_all(
        capitals,
        {
            f"text/long/p/{key}": {
                "form": "paragraph",
                "base": None,
                "text": {"en": EN.format(key), "ko": KO.format(key), "ja": JA.format(key)},
            }
            for key in keys
        },
    )
    capitals.offer(
        JP, {"text/long/p/k500": {"form": "paragraph", "base": None, "text": {"en": "Changed."}}}
    )
    capitals.exchange()
    return capitals


def test_a_long_text_comes_in_portions_and_its_links_find_each_paragraph(
    text: Capitals, officer: Visitor
) -> None:
    def page(query: str = "") -> str:
        found = officer.read("text", query, channel=text.channel, text="long")
        assert _fits(found)
        return found

    first = page()
    assert _keys(first) == [f"k{number}" for number in range(1, 51)]
    told = plain(first)
    assert "500 paragraphs" in told
    assert "paragraphs 1–50" in told
    assert "paragraphs 51–100" in told
    hrefs = re.findall(r'<a href="[^"]*(\?[^"]*)">paragraphs', first)
    seen = _keys(first)
    for href in dict.fromkeys(hrefs):
        seen += _keys(page(href.replace("&amp;", "&")))
    assert seen == [f"k{number}" for number in range(1, PARAGRAPHS + 1)]

    (href,) = set(re.findall(r'href="[^"]*(\?at=k500)#p-k500"', first))  # what is missing
    last = page(href)
    assert 'id="p-k500"' in last
    assert 'href="#p-k500"' in last
    # An address made before the text grew leads to the links of the other pages.
    assert '<span id="p-k500"></span>' in first
    ids = re.findall(r' id="([^"]+)"', first)
    assert len(ids) == len(set(ids))


def test_the_versions_of_a_paragraph_open_on_its_own_page(text: Capitals, officer: Visitor) -> None:
    page = officer.read("text", "?history=k500", channel=text.channel, text="long")
    assert "Versions of paragraph 500" in plain(page)
    assert "?at=k500#p-k500" in page  # close the versions


def test_a_text_for_paper_is_bounded_too(text: Capitals, officer: Visitor) -> None:
    page = officer.read("text", "?view=print", channel=text.channel, text="long")
    assert _fits(page)
    assert len(_keys(page)) == 250
    rest = officer.read("text", "?view=print&at=k500", channel=text.channel, text="long")
    assert _fits(rest)
    assert len(_keys(rest)) == 250


def test_a_page_of_long_paragraphs_holds_fewer(capitals: Capitals, officer: Visitor) -> None:
    keys = [f"k{number}" for number in range(1, 11)]
    capitals.agree({"text/long": {**HEADER, "order": keys}})
    for key in keys:
        words = {"en": f"{key} " * 5_000, "ko": "가나 " * 5_000}
        body = {"form": "paragraph", "base": None, "text": {c: w.strip() for c, w in words.items()}}
        capitals.agree({f"text/long/p/{key}": body})
    page = officer.read("text", channel=capitals.channel, text="long")
    assert 0 < len(_keys(page)) < len(keys)
    assert _fits(page)


def test_thousands_of_follow_up_items_are_folded_and_paged(
    capitals: Capitals, officer: Visitor
) -> None:
    _, _, value = ALL["follow-up"]

    def item(number: int) -> dict[str, Any]:
        closed = number > FOLLOW_UPS // 2
        return {
            **value,
            "title": {"en": f"Item {number:05}"},
            "owners": ["kr"],
            "due": None if closed else NOW + number * 60_000,
            "zone": None if closed else "Asia/Seoul",
            "status": "closed" if closed else "open",
            "outcome": {"en": "Done."} if closed else None,
        }

    _agree_all(capitals, {f"follow-up/{n}": item(n) for n in range(1, FOLLOW_UPS + 1)})
    capitals.settle()

    def page(query: str = "") -> str:
        found = officer.read("dialogue", query, channel=capitals.channel)
        assert _fits(found)
        return found

    told = plain(page())
    follow_ups = told[told.index("Follow-up items") :].split("Agreed")[0]
    assert "Item 00001" in follow_ups
    assert f"and {FOLLOW_UPS // 2 - 20} more: show all" in follow_ups
    assert f"{FOLLOW_UPS // 2} closed items" in follow_ups
    assert follow_ups.index("Item 00020") < follow_ups.index("closed items")
    assert "Item 00021" not in follow_ups

    second = plain(page("?all=follow_ups&page=2"))
    assert "101 to 200 of 1280" in second
    assert "Item 00150" in second
    assert "Previous page" in second
    assert "Next page" in second
    closed = page("?all=closed&page=13")
    assert "1201 to 1280 of 1280" in plain(closed)
    assert "Next page" not in plain(closed)
    for name in ("open", "agreed", "closed", "follow_ups"):
        page(f"?all={name}")
        page(f"?all={name}&page=999999")
    page("?all=agreed&page=x")
