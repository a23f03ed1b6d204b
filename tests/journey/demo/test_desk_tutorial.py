# SPDX-License-Identifier: Apache-2.0
"""The tutorials and how-tos for officials say what stands on the pages, word for word."""

import re
import string
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from comity.demo.people import staff
from comity.demo.scenario import FILES, items
from comity.locale import LANGUAGES, Language
from tests.house.house import ROOT, SOURCE

TUTORIAL = ROOT / "docs" / "tutorial" / "at-the-desk.md"
PAGES = (TUTORIAL, *sorted((ROOT / "docs" / "how-to").glob("*.md")))
TEXT = TUTORIAL.read_text("utf-8")
_FIXED_LETTERS = 4
"""How many letters of a message must be its own, for what is filled in proves nothing."""


@cache
def _messages() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """Every message of the pages as a pattern, with what it is in Korean and Japanese."""
    found: dict[str, dict[str, str]] = {}
    for language in ("ko", "ja"):
        for domain in ("desk", "comity"):
            path = SOURCE / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
            for message in read_po(BytesIO(path.read_bytes()), locale=language):
                ids = [message.id] if isinstance(message.id, str) else message.id
                said = [message.string] if isinstance(message.string, str) else message.string or ()
                for one in ids:
                    if one and any(said):
                        found.setdefault(str(one), {})[language] = str(said[0])
    return tuple((_pattern(one), told) for one, told in found.items() if _own(one))


def _parts(message: str) -> Iterable[tuple[str, bool]]:
    try:
        parsed = list(string.Formatter().parse(message))
    except ValueError:  # a brace that is none of ours
        return [(message, False)]
    return [(literal, name is not None) for literal, name, _, _ in parsed]


def _own(message: str) -> bool:
    return sum(len(re.findall(r"\w", text)) for text, _ in _parts(message)) >= _FIXED_LETTERS


def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(
        "".join(re.escape(t) + (".+" if filled else "") for t, filled in _parts(message))
    )


def _known(label: str, language: Language) -> bool:
    return any(
        pattern.fullmatch(label) and (language == "en" or told.get(language))
        for pattern, told in _messages()
    )


def _labels(page: Path) -> list[str]:
    return sorted(set(re.findall(r"\*\*([^*]+)\*\*", _prose(page))))


def _prose(page: Path) -> str:
    return re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)


QUOTED = [
    (page.stem, label)
    for page in PAGES
    if page.stem != "run-a-node"  # it quotes no page
    for label in _labels(page)
]


@pytest.mark.parametrize(("page", "label"), QUOTED, ids=str)
def test_words_in_bold_stand_on_the_pages_in_every_language(page: str, label: str) -> None:
    for language in LANGUAGES:
        assert _known(label, language), f"{page}: no page says “{label}” ({language})"


def test_a_word_that_no_page_says_is_found() -> None:
    assert not _known("Make it so", "en")
    assert not _known("Sign and post it to the Japanese side", "ko")


def test_the_tutorial_goes_through_every_part_of_both_dialogues() -> None:
    assert len(_labels(TUTORIAL)) > 50
    assert {
        "Sign and send to the Japanese side", "Raise an item", "provisionally agreed",
        "What may be said now", "State our check", "Acknowledge", "Report", "Approve",
        "Briefing book", "Report and follow-up list",
    } <= set(_labels(TUTORIAL))  # fmt: skip


def test_what_it_names_of_the_demonstration_is_in_it() -> None:
    quoted = set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", TEXT))
    told = " ".join(
        str(item.value) for name in FILES for item in (items(name)[key] for key in items(name))
    )
    meetings = set(re.findall(r"round-(\d+)", told))
    missing = {
        one for one in quoted if one not in told and one.removeprefix("Round ") not in meetings
    }
    assert quoted
    assert not missing


def test_whoever_it_lets_sign_in_can() -> None:
    named = set(re.findall(r"`((?:kr|jp)-[a-z]+)`", TEXT))
    known = {one.sign_in for side in staff().values() for one in side.people}
    assert named
    assert named <= known
