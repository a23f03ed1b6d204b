# SPDX-License-Identifier: Apache-2.0
"""One look at a page: for everybody, in one language throughout, on a desk and on a phone."""

from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page

from comity.locale import Language
from tests.browser.access import axe, reflows
from tests.browser.languages import speaks
from tests.browser.pictures import DESK, PHONE, screens
from tests.browser.visitors import HEIGHT

WORDIEST: Final = "en"
"""The language whose words are longest: what fits a phone in it fits in the others."""


def look_at(
    page: Page, name: str, language: Language, *, pictured: bool = True, printed: bool = False
) -> None:
    """Whatever is wrong with the page as it is open, all of it at once; pictures if asked for.

    Raises:
        AssertionError: with everything that is wrong.
    """
    assert page.locator("h1").count() == 1, page.url
    if pictured:
        screens(page, name, language, "desk")
    if printed:
        page.emulate_media(media="print")
        screens(page, name, language, "print")
        page.emulate_media(media="screen")
    faults = [*_faults(lambda: speaks(page, language)), *_faults(lambda: axe(page))]
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    if pictured:
        screens(page, name, language, "phone")
    if language == WORDIEST:
        faults += _faults(lambda: axe(page))
    faults += _faults(lambda: reflows(page))
    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    assert not faults, "\n\n".join(faults)


def _faults(check: Callable[[], None]) -> list[str]:
    """What a check says, so that one run tells all that is wrong with a page."""
    try:
        check()
    except AssertionError as error:
        return [str(error)]
    return []
