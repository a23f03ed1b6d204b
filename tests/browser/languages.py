# SPDX-License-Identifier: Apache-2.0
"""Whether a page speaks the reader's language throughout, and says which language a text is in."""

import re
from typing import Final

from playwright.sync_api import Page

from comity.locale import Language
from tests.browser.access import pieces

NAMES: Final = (
    "Comity",
    "Ed25519",
    "ML-DSA",
    "SHA-256",
    "SHA",
    "PDF",
    "Word",
    "Excel",
    "PowerPoint",
    "UTC",
    "KST",
    "JST",
    "Asia/Seoul",
    "Asia/Tokyo",
)
"""What stands in Latin letters in every language."""

IN_ALL: Final = ("훈련 · 訓練 · EXERCISE", "시험 · 試験 · TEST")
"""How titles of drills and tests begin, the same for every reader; a title holds no marks."""
_ENGLISH: Final = re.compile(r"\b[A-Za-z][a-z']+(?:[ ,;:、・]+[A-Za-z][a-z']*){2,}")
_CODE: Final = re.compile(r"(?<![\w./\[-])(?:en|ja|ko)(?![\w./\]-])")
_SCRIPTS: Final = {"ko": re.compile(r"[가-힣]{2,}"), "ja": re.compile(r"[ぁ-んァ-ヴ]{2,}")}


def english_left(page: Page) -> list[str]:
    """Three English words or more in a row that are not said to be English, on another page.

    A language is no word of that page either where only its code is given.
    """
    left = []
    for said, text, code in pieces(page):
        if said.startswith("en") or code:
            continue
        bare = text
        for name in NAMES:
            bare = bare.replace(name, "·")
        if _ENGLISH.search(bare) or _CODE.search(bare):
            left.append(text)
    return left


def unmarked(page: Page) -> list[str]:
    """Korean or Japanese text that the page says to be in another language (WCAG 3.1.2)."""
    return [
        f"{text[:80]} (said to be {said or 'nothing'})"
        for said, text, _ in pieces(page)
        for language, script in _SCRIPTS.items()
        if script.search(_bare(text)) and not said.startswith(language)
    ]


def _bare(text: str) -> str:
    for words in IN_ALL:
        text = text.replace(words, "")
    return text


def speaks(page: Page, language: Language) -> None:
    """The page is in the language throughout, and marks what is in another one.

    Raises:
        AssertionError: with each piece of text that is not.
    """
    wrong = [f"said to be another language: {one}" for one in unmarked(page)]
    if page.locator("html").get_attribute("lang") != language:
        wrong.append(f"the page is not said to be in {language}")
    if language != "en":
        wrong += [f"English left: {one[:200]}" for one in english_left(page)]
    assert not wrong, f"{page.url}\n" + "\n".join(wrong)
