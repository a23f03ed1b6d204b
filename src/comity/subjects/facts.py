# SPDX-License-Identifier: Apache-2.0
"""Facts, ``fact/<id>``: a statement with its source, or a figure that was computed from a table.

A figure carries its method, parameters, the digest of its table and every value of its result, so
that each party can compute it again. What came of that is a party's own word, ``fact/<id>/check``.
Nothing is computed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Literal

import msgspec

from comity.core.ids import Code, Matter
from comity.core.limits import DOCUMENT_BYTES_MAX, INTEGER_MAX, PARTIES_MAX
from comity.core.views import ActRef, Sight
from comity.ports import Bodies
from comity.subjects.fields import (
    LINE_CHARS_MAX,
    NAME_CHARS_MAX,
    TEXT_CHARS_MAX,
    Words,
    check_count,
    check_day,
    check_digest,
    check_distinct,
    check_key,
    check_line,
    check_list,
    check_number,
    check_party,
    check_words,
    malformed,
    read_struct,
)
from comity.subjects.reading import BodyState, Look, Route
from comity.subjects.standing import RoomView, Said, Standing, standing_of, standings_of
from comity.subjects.statements import Statement, read_statement
from comity.subjects.terms import reply_s, terms_in_force

__all__ = [
    "RESULTS_MAX",
    "ROUTES",
    "Check",
    "Computation",
    "Fact",
    "FactState",
    "FactView",
    "Parameters",
    "Result",
    "Source",
    "Table",
    "check_check",
    "check_fact",
    "check_parameters",
    "newest_check",
    "read_check",
    "read_fact",
    "view",
]

RESULTS_MAX: Final = 512
"""Values of one result: some twenty a product of a short list."""
PRODUCTS_MAX: Final = 32
"""Product codes of one figure."""
ROWS_MAX: Final = 1_000_000
"""Rows of a table."""
VALUE_CHARS_MAX: Final = 40
_VALUE: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)
_RESULT_KEY: Final = re.compile(r"[a-z0-9-]{1,40}(?:/[a-z0-9-]{1,40}){0,4}", re.ASCII)
_PRODUCT: Final = re.compile(r"[0-9]{6}", re.ASCII)
_COUNTRY: Final = re.compile(r"[1-9][0-9]{0,2}|[A-Z][A-Z0-9]{1,2}", re.ASCII)


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where something can be read. Rule: FACT-1.

    Args:
        title: of the publication or data set, with its version.
        publisher: who has published it.
        day: when, or None.
        place: address or number under which it is found, or None.
        licence: under which it may be passed on, or None.
        document: digest of a copy that goes along, or None.
    """

    title: Words
    publisher: Words
    day: str | None
    place: str | None
    licence: str | None
    document: str | None


class Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a figure is computed for. Rule: FACT-3.

    Args:
        countries: for each party the code of its country in the table.
        third: the code of the third country in the table.
        products: codes of six digits (HS), in the table's own edition.
        year: of the flows.
        flow: what the parties buy from the third country (``imports``) or sell to it.
    """

    countries: dict[str, str]
    third: str
    products: tuple[str, ...]
    year: int
    flow: Literal["imports", "exports"]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The table that a figure was computed from, attached as a document. Rule: FACT-4.

    Args:
        digest: salted digest of its bytes, as the act names it among its documents.
        size: bytes.
        rows: without the heading.
    """

    digest: str
    size: int
    rows: int


class Result(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value: an exact whole number, or a decimal as it was rounded. Rule: FACT-5.

    Args:
        key: names it within the result, such as ``811292/weight/together``.
        value: decimal digits, such as ``1234`` or ``0.3401``.
        unit: what is counted.
    """

    key: str
    value: str
    unit: Literal["usd", "share", "index", "rank"]


class Computation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a figure came about. Rules: FACT-3 to FACT-5.

    Args:
        method, version: by which it was computed, as docs/reference/figures.md tells it.
        parameters: for what.
        third: what the source calls the third country.
        table: from what.
        results: what came of it, in the order of the method.
    """

    method: str
    version: int
    parameters: Parameters
    third: Words
    table: Table
    results: tuple[Result, ...]


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A statement with its source, or a figure. Rules: FACT-1, FACT-2.

    Args:
        title: what it is about.
        statement: what it says, many lines; None only for a figure.
        source: where it, or the data of the figure, can be read.
        computation: how the figure came about; None for a statement.
    """

    title: Words
    statement: Words | None
    source: Source
    computation: Computation | None


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one party's own node has made of a proposed fact, ``fact/<id>/check``. FACT-6.

    Args:
        offer: the proposal it is about, as (party, number, index).
        result: the same values came out; or the word of the proposing side is taken; or other
            values came out.
        text: in what it differs, many lines; else None or a remark.
    """

    offer: tuple[str, int, int]
    result: Literal["reproduced", "on-the-word-of", "differs"]
    text: Words | None


def check_fact(fact: Fact) -> Fact:
    """The fact, if it is whole.

    Raises:
        MalformedError: ``fact/statement`` if it says nothing (FACT-2), ``fact/parameters``
            (FACT-3), ``fact/result`` (FACT-5), or as the checks of fields.
    """
    check_words(fact.title, "title")
    _check_source(fact.source)
    if fact.statement is not None:
        check_words(fact.statement, "statement", TEXT_CHARS_MAX, lines=True)
    if fact.computation is not None:
        _check_computation(fact.computation)
    elif fact.statement is None:
        raise malformed("fact/statement", "FACT-2", "statement", "words, or a computed figure")
    return fact


def _check_source(source: Source) -> None:
    check_words(source.title, "source.title")
    check_words(source.publisher, "source.publisher")
    if source.day is not None:
        check_day(source.day, "source.day")
    if source.place is not None:
        check_line(source.place, "source.place", LINE_CHARS_MAX)
    if source.licence is not None:
        check_line(source.licence, "source.licence", NAME_CHARS_MAX)
    if source.document is not None:
        check_digest(source.document, "source.document")


def _check_computation(made: Computation) -> None:
    check_key(made.method, "computation.method")
    check_number(made.version, "computation.version", 1, 9_999)
    check_words(made.third, "computation.third")
    check_parameters(made.parameters)
    check_digest(made.table.digest, "computation.table.digest")
    check_number(made.table.size, "computation.table.size", 1, DOCUMENT_BYTES_MAX)
    check_number(made.table.rows, "computation.table.rows", 1, ROWS_MAX)
    check_count(made.results, "computation.results", 1, RESULTS_MAX)
    check_distinct([one.key for one in made.results], "computation.results")
    for one in made.results:
        if not _RESULT_KEY.fullmatch(one.key):
            raise malformed("fact/result", "FACT-5", "computation.results", "a key such as a/b")
        if not _VALUE.fullmatch(one.value) or len(one.value) > VALUE_CHARS_MAX:
            raise malformed("fact/result", "FACT-5", "computation.results", "plain digits")


def check_parameters(asked: Parameters) -> None:
    """Raises MalformedError ``fact/parameters`` on codes that can't be. Rule: FACT-3."""
    where = "computation.parameters"
    check_count(asked.countries, f"{where}.countries", 1, PARTIES_MAX)
    for party in asked.countries:
        check_party(party, f"{where}.countries")
    codes = [*asked.countries.values(), asked.third]
    check_distinct(codes, f"{where}.countries")
    if not all(_COUNTRY.fullmatch(code) for code in codes):
        raise malformed("fact/parameters", "FACT-3", f"{where}.countries", "codes of the table")
    check_list(asked.products, f"{where}.products", 1, PRODUCTS_MAX)
    if not all(_PRODUCT.fullmatch(code) for code in asked.products):
        raise malformed("fact/parameters", "FACT-3", f"{where}.products", "six digits each")
    check_number(asked.year, f"{where}.year", 1900, 2199)


def check_check(check: Check) -> Check:
    """The check, if it is whole.

    Raises:
        MalformedError: ``fact/check`` if it differs without a word (FACT-6); or as the checks of
            fields.
    """
    party, number, index = check.offer
    check_party(party, "offer")
    check_number(number, "offer", 1, INTEGER_MAX)
    check_number(index, "offer", 0, INTEGER_MAX)
    if check.text is not None:
        check_words(check.text, "text", TEXT_CHARS_MAX, lines=True)
    elif check.result == "differs":
        raise malformed("fact/check", "FACT-6", "text", "in what the values differ")
    return check


def read_fact(raw: bytes) -> Fact:
    """The fact that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_fact(read_struct(raw, Fact))


def read_check(raw: bytes) -> Check:
    """The check that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_check(read_struct(raw, Check))


_FACT: Final[Route[Fact, Statement]] = Route(("fact", "*"), read_fact, read_statement)
_CHECK: Final[Route[object, Check]] = Route(("fact", "*", "check"), None, read_check)
ROUTES: Final[tuple[Route[Any, Any], ...]] = (_FACT, _CHECK)


class FactState(StrEnum):
    """How far a fact is shared. Rule: FACT-7."""

    PROPOSED = "proposed"
    """Not agreed (or agreed in a form that can't be read here)."""
    STATED = "stated"
    """A statement that all sides have accepted."""
    REPRODUCED = "reproduced"
    """A figure that all have accepted and every other side's own node has computed again."""
    ON_WORD = "on-word"
    """A figure that all have accepted, one of them at least on the word of another."""


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact.

    `fact` is the agreed value or None. `checks` holds all that were stated, each party's in the
    order of its log. `table` says whether the table of the agreed figure, else of the newest
    proposed one, is here (read), absent or destroyed; None where it has none. `attached` says
    whether that act carries it (FACT-4).
    """

    id: str
    standing: Standing[Fact, Statement]
    state: FactState
    fact: Fact | None
    checks: tuple[Said[Check], ...]
    table: BodyState | None
    attached: bool


def newest_check(checks: tuple[Said[Check], ...], party: str, offer: ActRef) -> Check | None:
    """What a party has stated last of exactly that proposal, or None. Rule: FACT-6."""
    ref = (offer.party, offer.number, offer.index)
    found = [
        one.body.value
        for one in checks
        if one.party == party and one.body.value is not None and one.body.value.offer == ref
    ]
    return found[-1] if found else None


def view(sight: Sight, bodies: Bodies) -> RoomView[FactView]:
    """Every fact of a channel, by id. Never raises on a body. Rule: SUBJ-8."""
    look = Look(sight, bodies)
    reply = reply_s(terms_in_force(look))
    names = look.matters("fact")
    ids = sorted(
        {name.split("/")[1] for name in names if any(route.covers(name) for route in ROUTES)}
    )
    details = tuple(_fact(look, one, reply) for one in ids)
    own = {f"fact/{one}" for one in ids}
    rest = standings_of(look, [name for name in names if name not in own], ROUTES)
    named = set(names)
    shown = tuple(one.standing for one in details if one.standing.matter in named)
    return RoomView("facts", (*shown, *rest), details)


def _fact(look: Look, name: str, reply: int | None) -> FactView:
    """One fact."""
    standing = standing_of(look, Matter(f"fact/{name}"), _FACT, reply)
    checks = standing_of(look, Matter(f"fact/{name}/check"), _CHECK).said
    held = standing.agreed or (standing.open[-1] if standing.open else None)
    value = None if held is None else held.body.value
    table, attached = None, False
    if held is not None and value is not None and value.computation is not None:
        digest = value.computation.table.digest
        table, attached = look.document(digest), digest in held.offer.documents
    state = _state(look.parties, standing, checks)
    return FactView(name, standing, state, standing.value, checks, table, attached)


def _state(
    parties: tuple[Code, ...],
    standing: Standing[Fact, Statement],
    checks: tuple[Said[Check], ...],
) -> FactState:
    """How far the fact is shared. Rule: FACT-7."""
    fact, agreed = standing.value, standing.agreed
    if fact is None or agreed is None:
        return FactState.PROPOSED
    if fact.computation is None:
        return FactState.STATED
    ref = agreed.offer.ref
    found = [newest_check(checks, party, ref) for party in parties if party != ref.party]
    good = all(one is not None and one.result == "reproduced" for one in found)
    return FactState.REPRODUCED if good else FactState.ON_WORD
