# SPDX-License-Identifier: Apache-2.0
"""What a channel's record says of one matter, as frozen values for subjects and pages.

A view speaks of the record as held here. It names bodies by digest; their meaning is a subject's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from comity.core.encoding import JSON
from comity.core.ids import Code, Digest, Matter

__all__ = ["ActRef", "DeclareView", "MatterView", "OfferState", "OfferView", "RefusalView", "Sight"]


@dataclass(frozen=True, slots=True, order=True)
class ActRef:
    """One act: its party, the number and hash of its entry, its place in the entry from 0."""

    party: Code
    number: int
    hash: Digest
    index: int


class OfferState(StrEnum):
    """How an offer stands in the record as held here."""

    OPEN = "open"
    """Valid, refused by nobody, not yet accepted by all."""
    REFUSED = "refused"
    """Refused or withdrawn by a party before all had accepted; crossing acceptances may bind."""
    AGREED = "agreed"
    """Accepted by every party; not every party has signed that it holds all acceptances."""
    CONFIRMED = "confirmed"
    """Agreed, and every party has signed that it holds all acceptances."""
    VOID = "void"
    """Without effect; `OfferView.void` says why."""


@dataclass(frozen=True, slots=True)
class RefusalView:
    """One valid refusal (a withdrawal where the party is the offer's author)."""

    ref: ActRef
    time: int
    reason: Digest | None


@dataclass(frozen=True, slots=True)
class OfferView:
    """One offer as it stands. `values` maps each matter to a body's digest (or the object itself
    under ``channel/``). `accepted` maps each accepting party, the author included, to its act.
    Times are claimed UTC milliseconds and decide nothing.
    """

    ref: ActRef
    ballot: int
    rank: tuple[int, int]
    values: dict[Matter, JSON]
    documents: tuple[Digest, ...]
    until: int | None
    silence: bool
    time: int
    post: str | None
    state: OfferState
    void: str | None
    accepted: dict[Code, ActRef]
    refusals: tuple[RefusalView, ...]


@dataclass(frozen=True, slots=True)
class DeclareView:
    """One valid declaration. `body` is a digest, or the object itself under ``channel/``."""

    ref: ActRef
    time: int
    post: str | None
    matter: Matter
    body: JSON
    documents: tuple[Digest, ...]


@dataclass(frozen=True, slots=True)
class MatterView:
    """All that the record holds on one matter.

    `agreed` is the agreed sequence in order of rank, oldest first; the last is the agreed value.
    `confirmed` is the part of it that is confirmed; while the record holds a fork, `agreed` shows
    no more than that (AGR-8). `offers` holds every offer, by (time of the
    fold's causal order); `declared` every valid declaration, each party's own in log order.
    """

    matter: Matter
    agreed: tuple[OfferView, ...]
    confirmed: tuple[OfferView, ...]
    offers: tuple[OfferView, ...]
    declared: tuple[DeclareView, ...]


class Sight(Protocol):
    """What a subject is given of a channel: views by matter, nothing else."""

    @property
    def parties(self) -> tuple[Code, ...]:
        """The parties' codes in the order of the genesis."""
        ...

    def matters(self, prefix: str) -> tuple[Matter, ...]:
        """Every matter that any act names, equal to the prefix or below it; sorted."""
        ...

    def matter(self, matter: Matter) -> MatterView:
        """The view of one matter; empty where no act names it."""
        ...
