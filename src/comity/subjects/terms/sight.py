# SPDX-License-Identifier: Apache-2.0
"""What the record says of the terms of reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from comity.core.ids import Code, Matter
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects.reading import Look, Route
from comity.subjects.standing import RoomView, Standing, standing_of, standings_of
from comity.subjects.statements import Statement, read_statement
from comity.subjects.terms.bodies import NOT_BINDING, Terms
from comity.subjects.terms.checks import read_terms

__all__ = ["MATTER", "ROUTES", "TermsView", "press_s", "reply_s", "terms_in_force", "view"]

MATTER: Final = Matter("terms")
_TERMS: Final[Route[Terms, Statement]] = Route(("terms",), read_terms, read_statement)
ROUTES: Final = (_TERMS,)


@dataclass(frozen=True, slots=True)
class TermsView:
    """The terms as they stand.

    `terms` is the agreed value, None as long as none is agreed or readable. `misnamed` are the
    codes that stand in the terms but not in the channel, or the reverse, sorted (TERMS-2).
    """

    standing: Standing[Terms, Statement]
    terms: Terms | None
    misnamed: tuple[Code, ...]

    @property
    def no_single_name(self) -> bool:
        """Whether the sides have agreed terms without a common name. Rule: TERMS-4."""
        return self.terms is not None and self.terms.common_title is None

    @property
    def binding_by_text(self) -> bool:
        """Whether the terms let a text say that it binds in law. Rule: TERMS-8."""
        return self.terms is not None and self.terms.legal_status.kind != NOT_BINDING


def terms_in_force(look: Look) -> Terms | None:
    """The newest agreed terms that can be read here, else None. Never raises."""
    for offer in reversed(look.matter(MATTER).agreed):
        body = look.offered(offer.values[MATTER], _TERMS)
        if body.value is not None:
            return body.value
    return None


def view(sight: Sight, bodies: Bodies) -> RoomView[TermsView]:
    """The terms of a channel: one standing, one detail. Never raises on a body. Rule: SUBJ-8."""
    look = Look(sight, bodies)
    in_force = terms_in_force(look)
    standing = standing_of(look, MATTER, _TERMS, reply_s(in_force))
    agreed = standing.value
    named = set() if agreed is None else set(agreed.sides) ^ set(look.parties)
    detail = TermsView(standing, agreed, tuple(Code(code) for code in sorted(named)))
    others = [matter for matter in look.matters("terms") if matter != MATTER]
    return RoomView("terms", (standing, *standings_of(look, others, ROUTES)), (detail,))


def reply_s(terms: Terms | None) -> int | None:
    """Seconds within which a proposal is to be answered by the terms, or None. Rule: SUBJ-13."""
    return None if terms is None else terms.response.proposal_s


def press_s(terms: Terms | None) -> int | None:
    """Seconds within which press guidance is to be answered: as told for it, else as any proposal.

    Rules: SUBJ-13, TERMS-13.
    """
    if terms is None or terms.response.press_s is None:
        return reply_s(terms)
    return terms.response.press_s
