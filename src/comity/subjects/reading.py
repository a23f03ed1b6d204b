# SPDX-License-Identifier: Apache-2.0
"""How a room reads bodies: which matters it owns, by which verb, and what became of each body.

A peer's bad body never raises here: it becomes a `Body` that says it is unreadable, and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, Literal, TypeAlias, TypeVar, cast

from comity.core.encoding import JSON
from comity.core.errors import ComityError, MalformedError
from comity.core.ids import Code, Digest, Matter
from comity.core.views import MatterView, OfferState, Sight
from comity.ports import Bodies, Kept

__all__ = [
    "Body",
    "BodyState",
    "Fault",
    "Look",
    "Reader",
    "Route",
    "Verb",
    "route_of",
    "unknown",
]

T = TypeVar("T")
D = TypeVar("D")
Reader: TypeAlias = Callable[[bytes], T]
"""Turns untrusted canonical bytes into a body, or raises MalformedError."""
Verb: TypeAlias = Literal["offer", "declare"]

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


class BodyState(StrEnum):
    """What became of a body."""

    READ = "read"
    """Here, and of the form its matter demands."""
    UNREADABLE = "unreadable"
    """Here, but not of that form: it can't be accepted from here; agreement is undisturbed."""
    ABSENT = "absent"
    """Not received yet."""
    DESTROYED = "destroyed"
    """Destroyed here under a retention rule; its digest stands in the record for ever."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a body is unreadable: the fields of the error that its reader raised."""

    code: str
    rule: str
    hint: str


@dataclass(frozen=True, slots=True)
class Body(Generic[T]):
    """One body as seen from here. `value` is set if it was read, `fault` if it is unreadable."""

    digest: Digest | None
    state: BodyState
    value: T | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Route(Generic[T, D]):
    """One row of a room's table: a form of matter, and who reads its bodies.

    Args:
        shape: segments; ``*`` stands for any segment, ``#`` for a number from 1, ``exr-*`` for
            any that begins so.
        offered: reads the value of an offer; None where the matter is only declared.
        declared: reads a declaration; None where the matter is only agreed.
    """

    shape: tuple[str, ...]
    offered: Reader[T] | None
    declared: Reader[D] | None

    def covers(self, matter: str) -> bool:
        """Whether the matter has this form."""
        segments = matter.split("/")
        return len(segments) == len(self.shape) and all(
            wanted == found
            or (wanted == "#" and _NUMBER.fullmatch(found) is not None)
            or (wanted.endswith("*") and found.startswith(wanted[:-1]))
            for wanted, found in zip(self.shape, segments, strict=True)
        )

    def reader(self, verb: Verb) -> Reader[object]:
        """The reader for one verb; where there is none, one that refuses. Rule: SUBJ-9."""
        found = self.offered if verb == "offer" else self.declared
        return _no_such_verb if found is None else found


def _no_such_verb(_raw: bytes) -> object:
    """Refuse a body that came with the wrong verb."""
    raise MalformedError(
        "body/verb", "SUBJ-9", "this matter is not decided, or not stated, by this verb"
    )


def unknown(_raw: bytes) -> object:
    """Refuse a body whose matter is not known here. Rule: SUBJ-10.

    Raises:
        MalformedError: ``body/matter``, always.
    """
    raise MalformedError("body/matter", "SUBJ-10", "a matter that this version does not know")


UNKNOWN: Final[Route[object, object]] = Route(("*",), unknown, unknown)
"""Stands in for a matter that no row covers: kept, shown, never read."""


def route_of(routes: Iterable[Route[object, object]], matter: str) -> Route[object, object]:
    """The first row that covers the matter, or `UNKNOWN`. Rule: SUBJ-10."""
    return next((route for route in routes if route.covers(matter)), UNKNOWN)


class Look:
    """One look at a channel: what it was given, each matter and body taken up only once.

    Args:
        sight: the channel as the record stands now; it must not change while looked at.
        bodies: where bodies and documents are kept.
    """

    __slots__ = ("_bodies", "_matters", "_positions", "_sight")

    def __init__(self, sight: Sight, bodies: Bodies) -> None:
        self._sight = sight
        self._bodies = bodies
        self._matters: dict[Matter, MatterView] = {}
        self._positions: dict[Matter, dict[Code, tuple[int, int]]] = {}

    @property
    def parties(self) -> tuple[Code, ...]:
        """The parties in the order of the genesis."""
        return self._sight.parties

    def matters(self, prefix: str) -> tuple[Matter, ...]:
        """Every matter equal to the prefix or below it, sorted."""
        return self._sight.matters(prefix)

    def matter(self, matter: Matter) -> MatterView:
        """The view of one matter."""
        if matter not in self._matters:
            self._matters[matter] = self._sight.matter(matter)
        return self._matters[matter]

    def positions(self, matter: Matter) -> dict[Code, tuple[int, int]]:
        """For each party, the highest rank it has accepted on the matter, if any."""
        if matter not in self._positions:
            highest: dict[Code, tuple[int, int]] = {}
            for offer in self.matter(matter).offers:
                if offer.state is not OfferState.VOID:
                    for party in offer.accepted:
                        highest[party] = max(offer.rank, highest.get(party, offer.rank))
            self._positions[matter] = highest
        return self._positions[matter]

    def body(self, digest: JSON, reader: Reader[T]) -> Body[T]:
        """The body under a digest, read or not. Never raises. Rule: SUBJ-8.

        Args:
            digest: what the act names; other JSON than a digest is unreadable.
            reader: the reader of the matter and verb.
        """
        if not isinstance(digest, str):
            fault = Fault("body/digest", "SUBJ-7", "an act names a body by its digest")
            return Body(None, BodyState.UNREADABLE, None, fault)
        name = Digest(digest)
        kept = self._bodies.content("body", name)
        if not isinstance(kept, Kept):
            return Body(name, BodyState(kept))
        try:
            return Body(name, BodyState.READ, reader(kept.raw))
        except ComityError as error:
            fault = Fault(error.code, error.rule, error.hint)
            return Body(name, BodyState.UNREADABLE, None, fault)

    def offered(self, digest: JSON, route: Route[T, D]) -> Body[T]:
        """The body of an offer's value, by the row of its matter."""
        return self.body(digest, cast("Reader[T]", route.reader("offer")))

    def declared(self, digest: JSON, route: Route[T, D]) -> Body[D]:
        """The body of a declaration, by the row of its matter."""
        return self.body(digest, cast("Reader[D]", route.reader("declare")))

    def document(self, digest: str) -> BodyState:
        """Whether a document is here: read (held), absent or destroyed."""
        kept = self._bodies.content("document", Digest(digest))
        return BodyState.READ if isinstance(kept, Kept) else BodyState(kept)
