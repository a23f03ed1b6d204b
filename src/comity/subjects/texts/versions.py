# SPDX-License-Identifier: Apache-2.0
"""The whole text in one language, as bytes, and its digest: what an adoption names.

Everybody who holds the agreed header and paragraphs computes the same bytes (TEXT-5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from comity.core import hashing
from comity.core.encoding import encode
from comity.core.ids import Digest
from comity.subjects.texts.bodies import Adoption, Header, Wording

__all__ = ["TEXT", "Version", "differing", "digest_of", "version_of", "whole"]

TEXT: Final = b"comity/1 text"
"""Label of the digest of one language version of a whole text: a subject's own, not the law's."""


@dataclass(frozen=True, slots=True)
class Version:
    """One language version of a text as the agreed paragraphs make it.

    `digest` is None as long as any is missing; `missing` are the keys of paragraphs not agreed,
    not readable, or not worded in this language, in order.
    """

    language: str
    authority: str
    digest: Digest | None
    missing: tuple[str, ...]


def whole(name: str, header: Header, wordings: Mapping[str, Wording], language: str) -> bytes:
    """The canonical bytes of one language version. Rule: TEXT-5.

    Args:
        name: id of the text.
        header: the agreed header, checked.
        wordings: for each key of the order, the agreed wording; each has the language.
        language: one of the header's.
    """
    paragraphs = [
        {"form": wordings[key].form, "key": key, "text": wordings[key].text[language]}
        for key in header.order
    ]
    return encode(
        {
            "authority": header.languages[language],
            "kind": header.kind,
            "language": language,
            "legal_status": header.legal_status,
            "paragraphs": paragraphs,
            "prevailing": header.prevailing,
            "text": name,
            "title": header.title.get(language),
        }
    )


def digest_of(raw: bytes) -> Digest:
    """The digest of a whole text: the construction of ENC-14 under the label TEXT. Rule: TEXT-5.

    Args:
        raw: the bytes that `whole` returns.
    """
    return hashing.digest(TEXT, raw)


def version_of(
    name: str, header: Header, wordings: Mapping[str, Wording], language: str
) -> Version:
    """One language version, with its digest if nothing is missing. Rule: TEXT-5.

    Args:
        name: id of the text.
        header: the agreed header, checked.
        wordings: the agreed and readable wordings by key; some may be missing.
        language: one of the header's.
    """
    missing = tuple(
        key for key in header.order if key not in wordings or language not in wordings[key].text
    )
    made = None if missing else digest_of(whole(name, header, wordings, language))
    return Version(language, header.languages[language], made, missing)


def differing(adoption: Adoption, versions: Mapping[str, Version]) -> tuple[str, ...]:
    """The languages in which an adoption isn't that of the whole now agreed, sorted. TEXT-6.

    A language that must be adopted and isn't named differs; so does one that is named and unknown
    to the header, not complete, or of another digest. An empty answer means: it is the whole.

    Args:
        adoption: checked.
        versions: every language version of the header by language; empty if no header is agreed.
    """
    required = {code for code, one in versions.items() if one.authority != "courtesy"}
    wrong = {
        code
        for code, named in adoption.digests.items()
        if code not in versions or versions[code].digest != named
    }
    return tuple(sorted(wrong | (required - set(adoption.digests))))
