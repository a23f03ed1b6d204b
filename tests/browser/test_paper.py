# SPDX-License-Identifier: Apache-2.0
"""On paper: every sheet says what it is of, as of when and from which node; none is bare."""

import pytest

from tests.browser.paper import sheets
from tests.browser.places import PLACES, Visit
from tests.browser.serving import TwoNodes
from tests.browser.visitors import Visitors

BARE_CHARS_MAX = 20
"""Letters of a sheet beside what runs along all of them, the numbers of sheets among them; with
no more it says nothing."""
PUSHED_PX_MAX = 780
"""So far down the words are pushed that their end has been nearly everywhere on a sheet."""
_PUSH = "(n) => { document.querySelector('h1').style.paddingBottom = `${n}px` }"
PRINTED = ("dialogue", "text", "item", "entry", "meeting", "record")


@pytest.mark.parametrize("name", PRINTED)
def test_each_sheet_names_what_it_is_of_and_none_is_bare(
    visitors: Visitors, two_nodes: TwoNodes, name: str
) -> None:
    place = next(one for one in PLACES if one.name == name)
    page = visitors.page_as(two_nodes.kr, place.person, "en")
    place.reach(Visit(page, two_nodes.kr, two_nodes))
    heading = "".join(page.locator("h1").inner_text().split())
    crumb = page.locator(".page__crumbs li").nth(1).inner_text()
    dialogue = heading if name == "dialogue" else "".join(crumb.split())
    running = "".join("".join(page.locator(".running").all_text_contents()).split())
    printed = sheets(page)
    assert printed
    for text in printed:
        assert heading in text
        assert dialogue in text
        assert "Asshownon" in text
        assert "bythenodeofKR" in text
        assert len(text) > len(running) + BARE_CHARS_MAX, text


def test_the_last_sheet_is_not_bare_wherever_the_last_words_fall(
    visitors: Visitors, two_nodes: TwoNodes
) -> None:
    """What is folded, and distances, take no sheet of their own."""
    place = next(one for one in PLACES if one.name == "dialogue")
    page = visitors.page_as(two_nodes.kr, place.person, "en")
    place.reach(Visit(page, two_nodes.kr, two_nodes))
    running = "".join("".join(page.locator(".running").all_text_contents()).split())
    try:
        for pixels in range(0, PUSHED_PX_MAX, 60):
            push = (
                "(pixels) => { document.querySelector('h1').style.paddingBottom = pixels + 'px' }"
            )
            page.evaluate(push, pixels)
            text = sheets(page)[-1]
            assert len(text) > len(running) + BARE_CHARS_MAX, (pixels, text)
    finally:
        page.reload()
