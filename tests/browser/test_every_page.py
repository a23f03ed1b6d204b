# SPDX-License-Identifier: Apache-2.0
"""Every page in three languages: for everybody, on a desk, a phone and paper, at 400 %."""

import pytest

from comity.locale import LANGUAGES, Language
from tests.browser.looks import look_at
from tests.browser.places import PLACES, Place, Visit
from tests.browser.serving import TwoNodes
from tests.browser.visitors import Visitors


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_is_for_everybody(
    visitors: Visitors, two_nodes: TwoNodes, place: Place, language: Language
) -> None:
    desk = two_nodes.jp if language == "ja" else two_nodes.kr
    page = visitors.page_as(desk, place.person, language)
    visitors.watch.expect(place.status)
    place.reach(Visit(page, desk, two_nodes))
    wrong = [one for one in visitors.watch.statuses if one >= 400]
    assert wrong == ([] if place.status == 200 else [place.status])
    look_at(page, place.name, language, pictured=place.pictured, printed=place.printed)
