# SPDX-License-Identifier: Apache-2.0
"""One party's own word on a matter that is agreed or under negotiation: *ad referendum*,
reservation, scrutiny, statement. It needs nobody's consent and changes no agreement.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from comity.core.ids import Code
from comity.core.limits import INTEGER_MAX
from comity.subjects.fields import (
    TEXT_CHARS_MAX,
    Words,
    check_number,
    check_party,
    check_words,
    malformed,
    read_struct,
)
from comity.subjects.standing import Proposal, Standing

__all__ = ["Statement", "ad_referendum", "check_statement", "read_statement"]


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A declaration on a matter that is otherwise decided by offers. Rule: SUBJ-14.

    Args:
        form: ``ad-referendum`` (the table accepts, the capital is to confirm), ``reservation``,
            ``scrutiny`` (still being examined) or ``statement``.
        offer: the offer it is about as (party, number, index), or None for the agreed value.
        text: the words, several lines; None only for ``ad-referendum`` and ``scrutiny``.
    """

    form: Literal["ad-referendum", "reservation", "scrutiny", "statement"]
    offer: tuple[str, int, int] | None
    text: Words | None


def check_statement(statement: Statement) -> Statement:
    """The statement, if it is whole.

    Raises:
        MalformedError: ``statement/offer`` if one *ad referendum* names no offer,
            ``statement/text`` if a reservation or statement has no words; or as the field
            checks. Rule: SUBJ-14.
    """
    if statement.offer is None and statement.form == "ad-referendum":
        raise malformed("statement/offer", "SUBJ-14", "offer", "the proposal it accepts")
    if statement.text is None and statement.form in ("reservation", "statement"):
        raise malformed("statement/text", "SUBJ-14", "text", "the words of it")
    if statement.offer is not None:
        party, number, index = statement.offer
        check_party(party, "offer")
        check_number(number, "offer", 1, INTEGER_MAX)
        check_number(index, "offer", 0, INTEGER_MAX)
    if statement.text is not None:
        check_words(statement.text, "text", TEXT_CHARS_MAX, lines=True)
    return statement


def read_statement(raw: bytes) -> Statement:
    """The statement that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_statement(read_struct(raw, Statement))


def ad_referendum(standing: Standing[Any, Any], proposal: Proposal[Any]) -> tuple[Code, ...]:
    """The parties that have accepted the proposal *ad referendum*, in the order they said so.

    They are still awaited: only an acceptance consents. Rule: SUBJ-14.
    """
    ref = proposal.offer.ref
    return tuple(
        dict.fromkeys(
            said.party
            for said in standing.said
            if isinstance(said.body.value, Statement)
            and said.body.value.form == "ad-referendum"
            and said.body.value.offer == (ref.party, ref.number, ref.index)
        )
    )
