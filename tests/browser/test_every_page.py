# SPDX-License-Identifier: Apache-2.0
"""Every page in three languages: for everybody, on a desk, a phone and paper, at 400 %."""

from collections.abc import Callable

import pytest

from comity.locale import LANGUAGES, Language
from tests.browser.access import axe, reflows
from tests.browser.languages import speaks
from tests.browser.pictures import PHONE, screens
from tests.browser.places import PLACES, Place, Visit
from tests.browser.serving import TwoNodes
from tests.browser.visitors import HEIGHT, Visitors


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_is_for_everybody(
    visitors: Visitors, two_nodes: TwoNodes, place: Place, language: Language
) -> None:
    desk = two_nodes.jp if language == "ja" else two_nodes.kr
    page = visitors.page_as(desk, place.person, language)
    if place.status != 200:
        visitors.watch.expect(place.status)
    place.reach(Visit(page, desk, two_nodes))
    answered = [one for one in visitors.watch.statuses if one >= 400]
    assert answered == ([] if place.status == 200 else [place.status])
    assert page.locator("h1").count() == 1
    screens(page, place.name, language, "desk")
    if place.printed:
        page.emulate_media(media="print")
        screens(page, place.name, language, "print")
        page.emulate_media(media="screen")
    faults = [*_faults(lambda: speaks(page, language)), *_faults(lambda: axe(page))]
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    screens(page, place.name, language, "phone")
    faults += [*_faults(lambda: axe(page)), *_faults(lambda: reflows(page))]
    assert not faults, "\n\n".join(faults)


def _faults(check: Callable[[], None]) -> list[str]:
    """What a check says, so that one run tells all that is wrong with a page."""
    try:
        check()
    except AssertionError as error:
        return [str(error)]
    return []
