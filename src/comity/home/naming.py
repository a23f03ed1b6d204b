# SPDX-License-Identifier: Apache-2.0
"""How posts, organs and people may be called: short names here, and names others read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from comity.core.encoding import forbidden_at
from comity.core.errors import MalformedError
from comity.core.limits import POST_CHARS_MAX
from comity.home.models import SLUG_CHARS_MAX

__all__ = ["LANGUAGES", "PLAIN", "check_names", "check_slug", "is_slug"]

LANGUAGES: Final = ("en", "ko", "ja")
"""Languages in which posts and organs are named and people are spoken to."""
PLAIN: Final = f"is 1 to {SLUG_CHARS_MAX} of a-z, 0-9 and inner -"
_SLUG: Final = re.compile(rf"(?=.{{1,{SLUG_CHARS_MAX}}}\Z)[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def is_slug(text: str) -> bool:
    """Whether it is 1 to 40 of ``[a-z0-9]`` and inner hyphens."""
    return _SLUG.fullmatch(text) is not None


def check_slug(text: str) -> None:
    """Nothing, if it is a short name. Raises MalformedError ``slug``. Rule: HOME-12."""
    if not is_slug(text):
        raise MalformedError("slug", "HOME-12", f"a short name {PLAIN}")


def check_names(code: str, rule: str, names: Mapping[str, str]) -> None:
    """Nothing, if these are names by language: one at least, each of 1 to 200 code points.

    Raises:
        MalformedError: `code`, by `rule`; or by ENC-7 on a forbidden code point.
    """
    if not names or not set(names) <= set(LANGUAGES):
        raise MalformedError(code, rule, "it is named in en, ko or ja")
    for name in names.values():
        if not 1 <= len(name) <= POST_CHARS_MAX or not name.isprintable() or name != name.strip():
            raise MalformedError(code, rule, f"a name has 1 to {POST_CHARS_MAX} signs")
        if forbidden_at(name) is not None:
            raise MalformedError(code, "ENC-7", "a forbidden code point in a name")
