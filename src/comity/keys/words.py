# SPDX-License-Identifier: Apache-2.0
"""A digest as 24 words that people read out to each other, each in their own language.

The 256 bits and 8 check bits are cut into 24 numbers of 11 bits; each published BIP-39 list has
2,048 words, so the same place holds the same number in every language. The lists are stored
decomposed (NFKD); people are shown, and may type, the composed form.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final, Literal

from comity.core.errors import MalformedError, TrustError

Language = Literal["en", "ko", "ja"]

LANGUAGES: Final[tuple[Language, ...]] = ("en", "ko", "ja")
WORDS: Final = 24
DIGEST_BYTES: Final = 32

_BITS: Final = 11
_LIST_WORDS: Final = 2**_BITS
_CHECK_BITS: Final = 8
_LISTS: Final[dict[Language, tuple[str, str]]] = {
    "en": ("english.txt", "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"),
    "ko": ("korean.txt", "9e95f86c167de88f450f0aaf89e87f6624a57f973c67b516e338e8e8b8897f60"),
    "ja": ("japanese.txt", "2eed0aef492291e061633d7ad8117f1a2b03eb80a29d0e4e3117ac2528d05ffd"),
}
"""File and SHA-256 of each list as published with BIP-39."""


class WordError(MalformedError):
    """One of the words is not in the list.

    Args:
        place: which word, counted from 1.
    """

    def __init__(self, hint: str, place: int) -> None:
        super().__init__("words/unknown", "KEY-14", hint)
        self.place = place


def words_of(digest: bytes, language: Language) -> tuple[str, ...]:
    """The 24 words of a digest, composed (NFC).

    Args:
        digest: 32 bytes, e.g. of a channel id.
        language: whose list.

    Raises:
        TrustError: ``word-list`` if the installed list is not the published one. Rule: KEY-14.
    """
    assert len(digest) == DIGEST_BYTES
    number = int.from_bytes(digest + _check_byte(digest), "big")
    shown = [unicodedata.normalize("NFC", word) for word in word_list(language)]
    return tuple(
        shown[number >> (_BITS * place) & (_LIST_WORDS - 1)] for place in reversed(range(WORDS))
    )


def spoken(words: Sequence[str], language: Language) -> str:
    """The words in one line: by the ideographic space in Japanese, else by a space."""
    return ("\u3000" if language == "ja" else " ").join(words)


def parse(words: Sequence[str] | str, language: Language) -> bytes:
    """The 32 bytes that the words tell.

    Args:
        words: untrusted, composed or not, in any case; a text is cut at white space.
        language: whose list.

    Raises:
        WordError: ``words/unknown`` with the place of the first word not in the list.
        MalformedError: ``words/count`` if they are not 24; ``words/checksum`` if a word is
            another than was read out, or two are exchanged.
        TrustError: ``word-list``. Rule: KEY-14.
    """
    typed = words.split() if isinstance(words, str) else words
    if len(typed) != WORDS:
        raise MalformedError("words/count", "KEY-14", f"{len(typed)} words; {WORDS} are expected")
    numbers = _numbers(language)
    value = 0
    for place, word in enumerate(typed, 1):
        found = numbers.get(unicodedata.normalize("NFKD", word).strip().lower())
        if found is None:
            raise WordError(f"word {place} is not in the list ({language})", place)
        value = value << _BITS | found
    raw = value.to_bytes(DIGEST_BYTES + 1, "big")
    digest, check = raw[:DIGEST_BYTES], raw[DIGEST_BYTES:]
    if check != _check_byte(digest):
        raise MalformedError("words/checksum", "KEY-14", "the words don't belong together")
    return digest


@cache
def word_list(language: Language) -> tuple[str, ...]:
    """The 2,048 words of a language as published: decomposed (NFKD), in their order.

    Raises:
        TrustError: ``word-list`` if the installed file is another than the published one.
            Rule: KEY-14.
    """
    file, expected = _LISTS[language]
    raw = resources.files("mnemonic").joinpath("wordlist", file).read_bytes()
    if hashlib.sha256(raw).hexdigest() != expected:
        raise TrustError("word-list", "KEY-14", f"{file} is not the list published with BIP-39")
    found = tuple(raw.decode("utf-8").split())
    assert len(found) == len(set(found)) == _LIST_WORDS
    return found


@cache
def _numbers(language: Language) -> dict[str, int]:
    return {word: number for number, word in enumerate(word_list(language))}


def _check_byte(digest: bytes) -> bytes:
    """The first 8 bits of SHA-256 over the digest."""
    return hashlib.sha256(digest).digest()[: _CHECK_BITS // 8]
