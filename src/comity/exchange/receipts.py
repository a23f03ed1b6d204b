# SPDX-License-Identifier: Apache-2.0
"""Receipts as bytes: what the sender holds, misses and has refused, within limits (POUCH-7)."""

from __future__ import annotations

import re
from typing import Final

from comity.core.encoding import convert, decode, encode, read
from comity.core.errors import MalformedError
from comity.core.ids import Digest, digest_text, party_code
from comity.core.limits import INTEGER_MAX, PARTIES_MAX
from comity.node.contents import REFUSALS_MAX, TIPS_MAX, Receipt

__all__ = [
    "RECEIPT_BYTES_MAX",
    "REFUSED_BYTES_MAX",
    "encode_receipt",
    "encode_refused",
    "read_receipt",
    "read_refused",
]

RECEIPT_BYTES_MAX: Final = 524_288
"""Bytes of one canonical receipt: 32 logs of 64 tips, and 5 lists of 256."""
REFUSED_BYTES_MAX: Final = 65_536
"""Bytes of the canonical list of refused pouches: 256 of them."""

_SLUG: Final = re.compile(r"[a-z0-9-]{1,40}(?:/[a-z0-9-]{1,40})?", re.ASCII)
_RULE: Final = re.compile(r"[A-Z]{2,10}-[0-9]{1,4}", re.ASCII)


def encode_receipt(receipt: Receipt) -> bytes:
    """The canonical bytes of a receipt, judged as the receiver will judge them. Rule: POUCH-7."""
    raw = encode(receipt)
    read_receipt(raw)
    return raw


def read_receipt(raw: bytes) -> Receipt:
    """The receipt that untrusted bytes hold.

    Raises:
        MalformedError: as `comity.core.encoding.read`, ``grammar``, ``pouch/count`` or
            ``pouch/receipt``. Rule: POUCH-7, POUCH-10.
    """
    value = decode(raw, RECEIPT_BYTES_MAX)
    receipt = convert(value, Receipt)
    if set(value) != set(Receipt.__struct_fields__):
        raise MalformedError("type", "POUCH-7", "a receipt has all its fields")
    _count(len(receipt.holds), PARTIES_MAX, "logs")
    for party, tips in receipt.holds.items():
        party_code(party)
        _count(len(tips), TIPS_MAX, "tips of one log")
        for tip in tips:
            _place(*tip)
    _count(len(receipt.missing), REFUSALS_MAX, "missing entries")
    for absent_party, number, digest in receipt.missing:
        party_code(absent_party)
        _place(number, digest)
    _count(len(receipt.refused), REFUSALS_MAX, "refused entries")
    for refused in receipt.refused:
        digest_text(refused.hash)
        _slug(refused.code)
        if not _RULE.fullmatch(refused.rule):
            raise MalformedError("pouch/receipt", "POUCH-7", "a rule's id is of another form")
    for digests in (receipt.wants_bodies, receipt.wants_documents, receipt.destroyed):
        _count(len(digests), REFUSALS_MAX, "digests of one list")
        for digest in digests:
            digest_text(digest)
    return receipt


def encode_refused(refused: tuple[tuple[Digest, str], ...]) -> bytes:
    """The canonical bytes of a list of refused pouches. Rule: POUCH-7."""
    raw = encode(refused)
    read_refused(raw)
    return raw


def read_refused(raw: bytes) -> tuple[tuple[Digest, str], ...]:
    """The pouches refused, as (digest, code).

    Raises:
        MalformedError: as `read_receipt`; an empty list is not written. Rule: POUCH-7, POUCH-10.
    """
    refused = read(raw, tuple[tuple[Digest, str], ...], REFUSED_BYTES_MAX)
    if not refused:
        raise MalformedError("pouch/receipt", "POUCH-7", "an empty list is not written")
    _count(len(refused), REFUSALS_MAX, "refused pouches")
    for digest, code in refused:
        digest_text(digest)
        _slug(code)
    return refused


def _count(count: int, count_max: int, what: str) -> None:
    if count > count_max:
        raise MalformedError("pouch/count", "POUCH-10", f"{count} {what}; at most {count_max}")


def _place(number: int, digest: Digest) -> None:
    digest_text(digest)
    if not 1 <= number <= INTEGER_MAX:
        raise MalformedError("pouch/receipt", "POUCH-7", "an entry's number is at least 1")


def _slug(code: str) -> None:
    if not _SLUG.fullmatch(code):
        raise MalformedError("pouch/receipt", "POUCH-7", "a code is of another form")
