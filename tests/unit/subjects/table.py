# SPDX-License-Identifier: Apache-2.0
"""A table at which a test plays a dialogue: an in-memory `Sight` and `Bodies`, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from comity.core.encoding import encode
from comity.core.hashing import BODY, ENTRY, digest
from comity.core.ids import Code, Digest, Matter
from comity.core.views import (
    ActRef,
    DeclareView,
    MatterView,
    OfferState,
    OfferView,
    RefusalView,
)
from comity.ports import Absence, ContentKind, Kept


@dataclass(frozen=True)
class Raw:
    """Bytes to be kept as they are, where a body is expected."""

    bytes: bytes


class Table:
    """Plays offers, acceptances, refusals and declarations, one after another."""

    def __init__(self, *parties: str) -> None:
        self._parties = tuple(Code(party) for party in parties or ("jp", "kr"))
        self.kept: dict[Digest, Kept | Absence] = {}
        self.documents: dict[str, Kept | Absence] = {}
        self.offers: list[OfferView] = []
        self.declared: list[DeclareView] = []
        self.sealed: set[ActRef] = set()
        self.clock = 1_680_000_000_000
        self._acts = 0

    # --- what a room asks -----------------------------------------------------------------

    @property
    def parties(self) -> tuple[Code, ...]:
        return self._parties

    def matters(self, prefix: str) -> tuple[Matter, ...]:
        named = {m for offer in self.offers for m in offer.values}
        named |= {one.matter for one in self.declared}
        return tuple(sorted(m for m in named if m == prefix or m.startswith(prefix + "/")))

    def matter(self, matter: Matter) -> MatterView:
        offers = tuple(self._state(o) for o in self.offers if matter in o.values)
        won = (OfferState.AGREED, OfferState.CONFIRMED)
        agreed = tuple(sorted((o for o in offers if o.state in won), key=lambda o: o.rank))
        sure = tuple(o for o in agreed if o.state is OfferState.CONFIRMED)
        said = tuple(one for one in self.declared if one.matter == matter)
        return MatterView(matter, agreed, sure, offers, said)

    def content(self, kind: ContentKind, digest: Digest) -> Kept | Absence:
        if kind == "document":
            return self.documents.get(digest, "absent")
        return self.kept.get(digest, "absent")

    # --- what a test plays ----------------------------------------------------------------

    def keep(self, body: object) -> Digest:
        raw = body.bytes if isinstance(body, Raw) else encode(body)
        name = digest(BODY, len(self.kept).to_bytes(4, "big") + raw)
        self.kept[name] = Kept(b"\0" * 32, raw)
        return name

    def offer(
        self,
        party: str,
        values: dict[str, object],
        *,
        until: int | None = None,
        ballot: int | None = None,
        void: str | None = None,
        documents: Sequence[str] = (),
    ) -> ActRef:
        ref = self._ref(party)
        last = [o.ballot for o in self.offers if set(o.values) & set(values)]
        ballot = ballot or max(last, default=0) + 1
        place = (self._parties.index(Code(party)) + ballot) % len(self._parties)
        self.offers.append(
            OfferView(
                ref=ref,
                ballot=ballot,
                rank=(ballot, place),
                values={Matter(m): self.keep(body) for m, body in values.items()},
                documents=tuple(Digest(one) for one in documents),
                until=until,
                silence=False,
                time=self._tick(),
                post=None,
                state=OfferState.OPEN,
                void=void,
                accepted={Code(party): ref},
                refusals=(),
            )
        )
        return ref

    def join(self, *refs: ActRef) -> tuple[ActRef, ...]:
        """The offers as acts of one entry, in that order; under their new names."""
        one = refs[0]
        names = tuple(ActRef(one.party, one.number, one.hash, n) for n in range(len(refs)))
        for ref, name in zip(refs, names, strict=True):
            offer = self._of(ref)
            joined = replace(offer, ref=name, accepted={**offer.accepted, ref.party: name})
            self.offers = [joined if one.ref == ref else one for one in self.offers]
        return names

    def accept(self, party: str, ref: ActRef) -> None:
        accepted = {**self._of(ref).accepted, Code(party): self._ref(party)}
        self._put(replace(self._of(ref), accepted=accepted))

    def refuse(self, party: str, ref: ActRef) -> None:
        refusal = RefusalView(self._ref(party), self._tick(), None)
        self._put(replace(self._of(ref), refusals=(*self._of(ref).refusals, refusal)))

    def agree(self, values: dict[str, object], *, confirmed: bool = True) -> ActRef:
        ref = self.offer(self._parties[0], values)
        for party in self._parties[1:]:
            self.accept(party, ref)
        if confirmed:
            self.sealed.add(ref)
        return ref

    def declare(
        self, party: str, matter: str, body: object, documents: Sequence[str] = ()
    ) -> DeclareView:
        named = tuple(Digest(one) for one in documents)
        kept: Any = self.keep(body)
        view = DeclareView(self._ref(party), self._tick(), None, Matter(matter), kept, named)
        self.declared.append(view)
        return view

    def lose(self, ref: ActRef, how: Absence) -> None:
        for name in self._of(ref).values.values():
            self.kept[Digest(name)] = how

    # --- within ---------------------------------------------------------------------------

    def _tick(self) -> int:
        self.clock += 1000
        return self.clock

    def _ref(self, party: str) -> ActRef:
        self._acts += 1
        name = digest(ENTRY, self._acts.to_bytes(4, "big"))
        return ActRef(Code(party), self._acts, name, 0)

    def _of(self, ref: ActRef) -> OfferView:
        return next(o for o in self.offers if o.ref == ref)

    def _put(self, offer: OfferView) -> None:
        self.offers = [offer if o.ref == offer.ref else o for o in self.offers]

    def _state(self, offer: OfferView) -> OfferView:
        if offer.void is not None:
            state = OfferState.VOID
        elif offer.ref in self.sealed:
            state = OfferState.CONFIRMED
        elif set(offer.accepted) == set(self._parties):
            state = OfferState.AGREED
        else:
            state = OfferState.REFUSED if offer.refusals else OfferState.OPEN
        return replace(offer, state=state)
