# SPDX-License-Identifier: Apache-2.0
"""How often each fault and each refusal occurred: one that never did was not tried."""

from __future__ import annotations

from collections import Counter
from typing import Final

__all__ = ["EXPECTED", "Tally"]

Tally = Counter
"""Counts by name, ``family: what``."""

_FAULTS: Final = (
    "lost", "repeated", "partition", "by file", "file again", "crash", "disk full", "backup",
    "restore", "restore, mark lost", "wrong clock", "locked", "renewed keys", "left", "destroyed",
    "hostile party", "stolen key", "real cryptography", "whole pouch waits",
)  # fmt: skip
_ATTACKS: Final = (
    "fork", "build_on_branch", "build_on_two", "other_channel", "gap", "number_zero",
    "wrong_previous",
    "time_back", "seen_back", "seen_mismatch", "seen_behind", "stranger", "no_credentials",
    "strange_key", "bad_signature", "huge", "malformed", "too_many", "unknown_words",
    "void_offer", "void_answer", "credentials_again", "flood", "replay", "other rules",
    "two faces", "false content", "false receipt", "pouch flipped", "pouch cut", "pouch of noise",
    "pouch sealed again", "pouch of a stranger",
)  # fmt: skip
_REFUSED: Final = (
    "channel", "stranger", "number", "previous", "time-back", "seen-back", "seen-mismatch",
    "seen-behind", "fork", "credentials", "key", "signature", "missing",
    "encoding/json", "encoding/canonical", "encoding/utf8", "encoding/text", "type", "grammar",
    "negative", "count", "documents", "body",
)  # fmt: skip
_VOID: Final = (
    "unknown-verb", "malformed", "ballot", "unknown-offer", "void-offer", "refused", "position",
)  # fmt: skip
_SIGNER: Final = (
    "keys-locked", "record-full", "frozen", "restored", "mark-lost", "left", "body-absent",
    "refused", "position", "unknown-offer", "rules",
)  # fmt: skip
_POUCH: Final = (
    "pouch/chunk", "pouch/header", "pouch/items", "pouch/size", "pouch/receiver",
    "sealed", "stranger", "credentials",
    "keys-locked",
)  # fmt: skip
_REMARKS: Final = (
    "pouch/repetition", "pouch/gap", "pouch/late", "pouch/chain", "pouch/number-again",
)  # fmt: skip
_FOUND: Final = ("agreed", "confirmed", "forked", "confirmed under a fork", "bare entry", "lapse")

EXPECTED: Final = tuple(
    f"{family}: {what}"
    for family, names in (
        ("fault", _FAULTS), ("attack", _ATTACKS), ("entry refused", _REFUSED), ("void", _VOID),
        ("signer refused", _SIGNER), ("pouch refused", _POUCH), ("remark", _REMARKS),
        ("seen", _FOUND),
    )
    for what in names
)  # fmt: skip
"""What must occur in every run that claims to have tried everything."""
