# SPDX-License-Identifier: Apache-2.0
"""The catalogues speak the glossary's words: one label for each idea, in every language."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from tests.house.house import ROOT, SOURCE, files

LANGUAGES = ("ko", "ja")


def _rows() -> tuple[tuple[str, ...], ...]:
    lines = (ROOT / "docs" / "reference" / "glossary.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in one.strip("|").split("|")] for one in lines if "|" in one]
    return tuple(tuple(row) for row in rows[2:])


ROWS = _rows()


def _messages(language: str) -> Iterator[tuple[str, str]]:
    """Each message with what it says in the language, forms of number as messages of their own."""
    for path in files(".po", under=SOURCE / "locale" / language):
        for message in read_po(BytesIO(path.read_bytes()), locale=language):
            ids = [message.id] if isinstance(message.id, str) else message.id
            told = [message.string] if isinstance(message.string, str) else message.string or ()
            yield from ((plain(str(one)), plain("|".join(told))) for one in ids if one)


def plain(text: str) -> str:
    """Without what custom decides: case, spaces, and the width of brackets."""
    return "".join(text.lower().split()).replace("（", "(").replace("）", ")")


SAID = {language: tuple(_messages(language)) for language in LANGUAGES}


def _said_so(language: str, english: str, label: str) -> bool:
    return any(plain(english) in source and plain(label) in told for source, told in SAID[language])


def test_the_table_has_a_label_for_each_idea_in_each_language() -> None:
    assert len(ROWS) > 40
    assert all(len(row) == 4 and all(row) for row in ROWS)
    words = [row[0] for row in ROWS]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_each_label_is_said_in_the_catalogues(row: tuple[str, ...]) -> None:
    _, english, korean, japanese = row
    assert _said_so("ko", english, korean), (english, korean)
    assert _said_so("ja", english, japanese), (english, japanese)


def test_a_label_that_nobody_says_is_found() -> None:
    assert not _said_so("ko", "proposal", "오퍼")
