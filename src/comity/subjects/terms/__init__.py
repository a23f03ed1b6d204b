# SPDX-License-Identifier: Apache-2.0
"""Terms of reference, matter ``terms``: what a dialogue is, who holds it, and how.

The one room that all others may know: it sets the reply times and the deadlines before meetings.
"""

from __future__ import annotations

from comity.subjects.terms.bodies import (
    NOT_BINDING,
    Contact,
    Deadlines,
    Equivalence,
    Hosting,
    Languages,
    LegalStatus,
    Mandate,
    Markings,
    Readout,
    Response,
    Rhythm,
    Side,
    Terms,
)
from comity.subjects.terms.checks import check_terms, read_terms
from comity.subjects.terms.sight import (
    MATTER,
    ROUTES,
    TermsView,
    press_s,
    reply_s,
    terms_in_force,
    view,
)

__all__ = [
    "MATTER",
    "NOT_BINDING",
    "ROUTES",
    "Contact",
    "Deadlines",
    "Equivalence",
    "Hosting",
    "Languages",
    "LegalStatus",
    "Mandate",
    "Markings",
    "Readout",
    "Response",
    "Rhythm",
    "Side",
    "Terms",
    "TermsView",
    "check_terms",
    "press_s",
    "read_terms",
    "reply_s",
    "terms_in_force",
    "view",
]
