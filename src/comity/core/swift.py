# SPDX-License-Identifier: Apache-2.0
"""The swift way to read an entry: types, grammar and canonical form in one pass of msgspec.

It knows the common shapes only. Whatever it does not take (an unknown verb, a body under
``channel/``, any fault) goes the plain way of ``entries``, which alone says what is wrong: so
both ways together accept exactly what the plain way accepts.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from comity.core.acts import Accept, Act, Declare, Offer, OfferRef, Refuse, is_law
from comity.core.encoding import encode, is_plain
from comity.core.ids import CODE_PATTERN, DIGEST_PATTERN, MATTER_PATTERN, Code, Digest, Matter
from comity.core.limits import ACTS_MAX, DOCUMENTS_MAX, INTEGER_MAX, POST_CHARS_MAX, VALUES_MAX

__all__ = ["SwiftEntry", "acts_of", "read_swiftly"]

_Code = Annotated[Code, Meta(pattern=rf"\A{CODE_PATTERN}\Z")]
_Digest = Annotated[Digest, Meta(pattern=rf"\A{DIGEST_PATTERN}\Z")]
_Matter = Annotated[Matter, Meta(pattern=rf"\A{MATTER_PATTERN}\Z")]
_Natural = Annotated[int, Meta(ge=0, le=INTEGER_MAX)]
_Number = Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
_Ref = tuple[_Code, _Natural, _Natural]
_Documents = Annotated[tuple[_Digest, ...], Meta(max_length=DOCUMENTS_MAX)]


class _Declare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    body: _Digest
    documents: _Documents
    matter: _Matter


class _Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ballot: _Natural
    documents: _Documents
    silence: bool
    until: _Natural | None
    values: Annotated[dict[_Matter, _Digest], Meta(max_length=VALUES_MAX)]


class _Accept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    offer: _Ref


class _Refuse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    offer: _Ref
    reason: _Digest | None


class _Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    accept: _Accept | UnsetType = UNSET
    declare: _Declare | UnsetType = UNSET
    offer: _Offer | UnsetType = UNSET
    refuse: _Refuse | UnsetType = UNSET


class SwiftEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of a common shape; its fields stand in their canonical order. Rule: ENT-1."""

    acts: Annotated[list[_Act], Meta(max_length=ACTS_MAX)]
    approval: _Digest | None
    channel: _Digest
    key: _Digest
    number: _Number
    party: _Code
    post: Annotated[str, Meta(min_length=1, max_length=POST_CHARS_MAX)] | None
    previous: _Digest
    seen: dict[_Code, tuple[_Natural, _Digest]]
    time: _Natural


_VERBS: Final = 4
_DECODER: Final = msgspec.json.Decoder(SwiftEntry)


def read_swiftly(raw: bytes) -> SwiftEntry | None:
    """The entry, or None where only the plain way can tell. The length was checked before."""
    if not is_plain(raw):
        return None
    try:
        wire = _DECODER.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    return wire if encode(wire) == raw else None


def acts_of(wire: SwiftEntry) -> tuple[Act, ...] | None:
    """The acts of the entry, or None where only the plain way can tell."""
    acts: list[Act] = []
    for one in wire.acts:
        act = _act(one)
        if act is None:
            return None
        acts.append(act)
    return tuple(acts)


def _act(one: _Act) -> Act | None:
    """The act of an object of one key; what is in it was checked by its types."""
    declare, offer, accept, refuse = one.declare, one.offer, one.accept, one.refuse
    if (declare, offer, accept, refuse).count(UNSET) != _VERBS - 1:
        return None
    if declare is not UNSET:
        if is_law(declare.matter) or not _rising(declare.documents):
            return None
        return Declare(declare.matter, declare.body, declare.documents)
    if offer is not UNSET:
        if any(map(is_law, offer.values)) or not _rising(offer.documents):
            return None
        return Offer(offer.ballot, offer.values, offer.documents, offer.until, offer.silence)
    if accept is not UNSET:
        return Accept(OfferRef(*accept.offer))
    assert refuse is not UNSET
    return Refuse(OfferRef(*refuse.offer), refuse.reason)


def _rising(digests: tuple[Digest, ...]) -> bool:
    return all(left < right for left, right in pairwise(digests))
