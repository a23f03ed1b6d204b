# SPDX-License-Identifier: Apache-2.0
"""Negotiated texts: header, paragraphs agreed one by one, adoption of the whole.

Nothing is agreed until everything is agreed: an agreed paragraph is *provisionally* agreed, and
only the adoption, by digest of every language version, makes the text.
"""

from __future__ import annotations

from comity.subjects.texts.bodies import (
    Adoption,
    Header,
    Wording,
    check_adoption,
    check_header,
    check_wording,
    read_adoption,
    read_header,
    read_wording,
)
from comity.subjects.texts.sight import (
    ROUTES,
    TextState,
    TextView,
    adoption_body,
    unread_beneath,
    view,
)
from comity.subjects.texts.versions import TEXT, Version, differing, digest_of, version_of, whole

__all__ = [
    "ROUTES",
    "TEXT",
    "Adoption",
    "Header",
    "TextState",
    "TextView",
    "Version",
    "Wording",
    "adoption_body",
    "check_adoption",
    "check_header",
    "check_wording",
    "differing",
    "digest_of",
    "read_adoption",
    "read_header",
    "read_wording",
    "unread_beneath",
    "version_of",
    "view",
    "whole",
]
