# SPDX-License-Identifier: Apache-2.0
"""What officials read is free of words that carry a wrong sense (words_to_avoid.toml)."""

import tomllib
from io import BytesIO

from babel.messages.pofile import read_po

from tests.house.house import ROOT, SOURCE, files, name

AVOID: dict[str, dict[str, str]] = tomllib.loads(
    (ROOT / "tests" / "house" / "words_to_avoid.toml").read_text("utf-8")
)
FOR_TREATIES = {"full powers", "전권위임장", "全権委任状"}
"""They are the right words where a treaty is meant, and there alone."""
CATALOGUES = files(".po", under=SOURCE / "locale")


def _found(language: str, raw: bytes) -> list[str]:
    """Every use of a word to avoid, as 'word (say instead): the sentence'."""
    found = []
    for message in read_po(BytesIO(raw), locale=language):
        told = message.string if message.id else ""
        # English may leave its sentences to the message ids.
        for text in [told] if isinstance(told, str) else told or ():
            sentence = text or (str(message.id) if language == "en" else "")
            found += [
                f"{word} ({instead}): {sentence}"
                for word, instead in AVOID[language].items()
                if word in sentence.lower()
                and not (word in FOR_TREATIES and "treat" in str(message.id))
            ]
    return found


def test_catalogues_are_free_of_words_to_avoid() -> None:
    found = {
        name(path): _found(path.relative_to(SOURCE / "locale").parts[0], path.read_bytes())
        for path in CATALOGUES
    }
    assert {page: words for page, words in found.items() if words} == {}


def test_a_word_to_avoid_is_found() -> None:
    good = 'msgid "agreed"\nmsgstr "합의"\n'.encode()
    bad = 'msgid "no effect"\nmsgstr "무효 처리됨"\n'.encode()
    assert _found("ko", good) == []
    assert len(_found("ko", bad)) == 1


def test_full_powers_belong_to_treaties() -> None:
    treaty = 'msgid "full powers for a treaty"\nmsgstr "조약 전권위임장"\n'.encode()
    other = 'msgid "authority to sign"\nmsgstr "전권위임장"\n'.encode()
    assert _found("ko", treaty) == []
    assert len(_found("ko", other)) == 1
