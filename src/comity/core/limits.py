# SPDX-License-Identifier: Apache-2.0
"""Every bound of the law, with its unit and reason. Nothing here is configurable:
a limit is part of validity, so it must be the same on every node of a rules version.
"""

from __future__ import annotations

from typing import Final

RULES_VERSION: Final = 1
"""The rules version this code signs under; others may be read and passed on (BIRTH-3)."""

INTEGER_MAX: Final = 2**53 - 1
"""Greatest magnitude of an integer: what every JSON reader holds exactly (RFC 7493)."""

DEPTH_MAX: Final = 12
"""Greatest nesting of lists and objects; a scalar has depth 0."""

OPENINGS_MAX: Final = 131_072
"""Bytes ``[`` or ``{`` of one canonical text, counted before it is parsed (ENC-6, ENC-18)."""

ENTRY_BYTES_MAX: Final = 65_536
"""Bytes of one canonical entry."""

BODY_BYTES_MAX: Final = 1_048_576
"""Bytes of one canonical body."""

DOCUMENT_BYTES_MAX: Final = 16 * 1_048_576
"""Bytes of one attached document: larger ones travel outside and are cited by digest."""

FOUNDING_BYTES_MAX: Final = 4 * BODY_BYTES_MAX
"""Bytes of a full set: 32 parties, each with all the addresses and reason that it may give."""

PARTIES_MIN: Final = 2
PARTIES_MAX: Final = 32
"""Parties of one channel: the past of an entry is a vector of this length."""

ACTS_MAX: Final = 64
"""Acts of one entry."""

VALUES_MAX: Final = 64
"""Values of one offer (a package)."""

DOCUMENTS_MAX: Final = 64
"""Documents named by one act."""

SEGMENTS_MAX: Final = 8
"""Segments of a matter's path; each has 1 to 40 characters."""

POST_CHARS_MAX: Final = 200
"""Code points of the name of the office that signs."""

ADDRESSES_MAX: Final = 8
"""Addresses on one card."""

ADDRESS_CHARS_MAX: Final = 500
"""Code points of one address."""

REASON_CHARS_MAX: Final = 2_000
"""Code points of a plain reason that travels outside the record (declining, leaving)."""
