# SPDX-License-Identifier: Apache-2.0
"""The bodies of a text: its header, the wording of one paragraph, the adoption of the whole."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from comity.subjects.fields import (
    LANGUAGES_MAX,
    TEXT_CHARS_MAX,
    Words,
    check_count,
    check_digest,
    check_key,
    check_language,
    check_list,
    check_number,
    check_words,
    malformed,
    read_struct,
)

__all__ = [
    "Adoption",
    "Header",
    "Wording",
    "check_adoption",
    "check_header",
    "check_wording",
    "read_adoption",
    "read_header",
    "read_wording",
]

PARAGRAPHS_MAX: Final = 500
"""Paragraphs of one text: the largest treaties stay below."""
CORRIGENDA_MAX: Final = 99


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a text is, and which paragraphs make it, in which order. Rules: TEXT-1 to TEXT-3.

    Args:
        title: in the languages of the text.
        kind: what sort of text it is.
        legal_status: ``not-legally-binding`` unless the parties mean otherwise.
        languages: authority of each language version.
        prevailing: the authentic language that prevails where versions differ, or None.
        order: keys of the paragraphs; a number is made from the place, never stored.
        meeting: id of the meeting it belongs to, or None.
    """

    title: Words
    kind: Literal[
        "joint-statement",
        "joint-press-release",
        "summary-of-discussion",
        "memorandum",
        "joint-position",
        "note-verbale",
        "non-paper",
    ]
    legal_status: Literal["not-legally-binding", "legally-binding"]
    languages: dict[str, Literal["authentic", "official", "courtesy"]]
    prevailing: str | None
    order: tuple[str, ...]
    meeting: str | None

    @property
    def adopted_languages(self) -> tuple[str, ...]:
        """The languages without which it can't be adopted, sorted. Rule: TEXT-6."""
        return tuple(sorted(code for code, rank in self.languages.items() if rank != "courtesy"))


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One whole wording of one paragraph. Rule: TEXT-4.

    Args:
        form: ``heading``, ``paragraph`` or ``point`` (one level below a paragraph).
        base: digest of the body it departs from, or None; for display only.
        text: the wording in each language at hand; others follow by a later offer.
    """

    form: Literal["heading", "paragraph", "point"]
    base: str | None
    text: Words


class Adoption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The adoption of the whole. Rules: TEXT-6, TEXT-7.

    Args:
        corrigendum: 0 for the adoption, 1, 2, … for corrections of an adopted text.
        digests: for each language adopted, the digest of its whole version.
    """

    corrigendum: int
    digests: dict[str, str]


def check_header(header: Header) -> Header:
    """The header, if it is whole.

    Raises:
        MalformedError: ``text/authority`` if no language is authentic or official, or the
            prevailing one isn't authentic (TEXT-2); as the checks of fields.
    """
    check_words(header.title, "title")
    check_count(header.languages, "languages", 1, LANGUAGES_MAX)
    for code in header.languages:
        check_language(code, "languages")
    if not header.adopted_languages:
        raise malformed("text/authority", "TEXT-2", "languages", "one authentic or official")
    if header.prevailing is not None and header.languages.get(header.prevailing) != "authentic":
        raise malformed("text/authority", "TEXT-2", "prevailing", "an authentic language")
    check_list(header.order, "order", 1, PARAGRAPHS_MAX)
    for key in header.order:
        check_key(key, "order")
    if header.meeting is not None:
        check_key(header.meeting, "meeting")
    return header


def check_wording(wording: Wording) -> Wording:
    """The wording, if it is whole. Raises MalformedError as the checks of fields. TEXT-4."""
    check_words(wording.text, "text", TEXT_CHARS_MAX, lines=True)
    if wording.base is not None:
        check_digest(wording.base, "base")
    return wording


def check_adoption(adoption: Adoption) -> Adoption:
    """The adoption, if it is whole. Raises MalformedError as the checks of fields. TEXT-6."""
    check_number(adoption.corrigendum, "corrigendum", 0, CORRIGENDA_MAX)
    check_count(adoption.digests, "digests", 1, LANGUAGES_MAX)
    for code, digest in adoption.digests.items():
        check_language(code, "digests")
        check_digest(digest, f"digests.{code}")
    return adoption


def read_header(raw: bytes) -> Header:
    """The header that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_header(read_struct(raw, Header))


def read_wording(raw: bytes) -> Wording:
    """The wording that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_wording(read_struct(raw, Wording))


def read_adoption(raw: bytes) -> Adoption:
    """The adoption that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_adoption(read_struct(raw, Adoption))
