# SPDX-License-Identifier: Apache-2.0
"""What terms of reference must be beyond the types of their fields (TERMS-1 to TERMS-14)."""

from __future__ import annotations

from typing import Final

from comity.core.limits import PARTIES_MAX, PARTIES_MIN
from comity.subjects.fields import (
    SECONDS_MAX,
    TEXT_CHARS_MAX,
    Words,
    check_count,
    check_day,
    check_digest,
    check_distinct,
    check_key,
    check_languages,
    check_number,
    check_party,
    check_words,
    malformed,
    read_struct,
)
from comity.subjects.terms.bodies import Mandate, Markings, Rhythm, Terms

__all__ = ["CLAUSE_CHARS_MAX", "LEVELS_MAX", "check_terms", "read_terms"]

CLAUSE_CHARS_MAX: Final = 2_000
"""Code points of one point of the scope and of the like, in one language."""
MONTHS_MAX: Final = 60
ROUND_MAX: Final = 9_999
LEVELS_MAX: Final = 8
"""Levels of protection that one dialogue tells apart."""


def check_terms(terms: Terms) -> Terms:
    """The terms, if they are whole and do not contradict themselves.

    Raises:
        MalformedError: ``terms/parties`` if titles, sides, hosts, contacts and markings do not
            name the same parties (TERMS-2); ``terms/round``, ``terms/host``, ``terms/language``,
            ``terms/understanding``, ``terms/ceiling`` as the rule says; ``body/…`` as the checks
            of fields. Rules: TERMS-1 to TERMS-14.
    """
    _check_names(terms)
    _check_mandate(terms.mandate)
    check_count(terms.scope, "scope", 1)
    for name, clauses in (
        ("scope", terms.scope),
        ("kept_out", terms.kept_out),
        ("without_prejudice", terms.without_prejudice),
    ):
        check_count(clauses, name, 0)
        for clause in clauses:
            check_words(clause, name, CLAUSE_CHARS_MAX, lines=True)
    check_words(terms.legal_status.words, "legal_status.words", CLAUSE_CHARS_MAX, lines=True)
    _check_rhythm(terms)
    _check_languages(terms)
    _check_times(terms)
    check_words(terms.readout.words, "readout.words", CLAUSE_CHARS_MAX, lines=True)
    _check_markings(terms.markings, set(terms.sides))
    _check_contacts(terms)
    if terms.predecessor is not None:
        check_digest(terms.predecessor, "predecessor")
    return terms


def read_terms(raw: bytes) -> Terms:
    """The terms that canonical bytes hold.

    Args:
        raw: untrusted.

    Raises:
        MalformedError: as `read_struct` and `check_terms`. Rule: TERMS-1.
    """
    return check_terms(read_struct(raw, Terms))


def _same_parties(found: set[str], sides: set[str], where: str) -> None:
    """Refuse a party that no side stands for. Rule: TERMS-2."""
    if not found <= sides:
        raise malformed("terms/parties", "TERMS-2", where, "only parties that sides names")


def _check_names(terms: Terms) -> None:
    """Titles and sides. Rules: TERMS-2 to TERMS-5."""
    check_count(terms.sides, "sides", PARTIES_MIN, PARTIES_MAX)
    for party, side in terms.sides.items():
        check_party(party, "sides")
        check_words(side.lead, f"sides.{party}.lead")
        if side.co_lead is not None:
            check_words(side.co_lead, f"sides.{party}.co_lead")
    if set(terms.titles) != set(terms.sides):
        raise malformed("terms/parties", "TERMS-2", "titles", "exactly the parties of sides")
    for party, title in terms.titles.items():
        check_words(title, f"titles.{party}")
    if terms.common_title is not None:
        check_words(terms.common_title, "common_title")


def _check_mandate(mandate: Mandate) -> None:
    """The mandate. Rule: TERMS-6."""
    check_words(mandate.decision, "mandate.decision")
    check_day(mandate.date, "mandate.date")
    if mandate.last_round is not None:
        check_number(mandate.last_round, "mandate.last_round", 1, ROUND_MAX)
        if mandate.start == "launch":
            raise malformed("terms/round", "TERMS-6", "mandate", "a launch has no last round")


def _check_rhythm(terms: Terms) -> None:
    """Rhythm and host. Rule: TERMS-7."""
    rhythm: Rhythm = terms.rhythm
    if rhythm.months is not None:
        check_number(rhythm.months, "rhythm.months", 1, MONTHS_MAX)
    check_words(rhythm.words, "rhythm.words", CLAUSE_CHARS_MAX, lines=True)
    hosting = rhythm.hosting
    if (hosting.first is None) != (hosting.rule == "by-agreement"):
        raise malformed(
            "terms/host", "TERMS-7", "rhythm.hosting", "a first host unless agreed each time"
        )
    if hosting.first is not None:
        _same_parties({hosting.first}, set(terms.sides), "rhythm.hosting.first")


def _check_languages(terms: Terms) -> None:
    """Languages, and the page on use in each working one. Rules: TERMS-9, TERMS-10."""
    languages = terms.languages
    check_languages(languages.negotiating, "languages.negotiating")
    check_languages(languages.working, "languages.working")
    check_languages(languages.authentic, "languages.authentic")
    if not {*languages.negotiating, *languages.authentic} <= set(languages.working):
        raise malformed(
            "terms/language", "TERMS-10", "languages", "negotiating and authentic are working ones"
        )
    page: Words = terms.understanding
    check_words(page, "understanding", TEXT_CHARS_MAX, lines=True)
    if not set(languages.working) <= set(page):
        raise malformed(
            "terms/understanding", "TERMS-9", "understanding", "a page in every working language"
        )


def _check_times(terms: Terms) -> None:
    """Deadlines and response times. Rules: TERMS-11, TERMS-13."""
    for name, group in (("deadlines", terms.deadlines), ("response", terms.response)):
        for field in group.__struct_fields__:
            seconds: int | None = getattr(group, field)
            if seconds is not None:
                check_number(seconds, f"{name}.{field}", 1, SECONDS_MAX)


def _check_markings(markings: Markings, sides: set[str]) -> None:
    """Markings. Rule: TERMS-12."""
    check_count(markings.equivalence, "markings.equivalence", 1, LEVELS_MAX)
    levels = [row.level for row in markings.equivalence]
    check_distinct(levels, "markings.equivalence")
    for row in markings.equivalence:
        check_key(row.level, "markings.equivalence.level")
        _same_parties(set(row.names), sides, "markings.equivalence.names")
        for party, name in row.names.items():
            check_words(name, f"markings.equivalence.names.{party}")
    if markings.ceiling not in levels:
        raise malformed("terms/ceiling", "TERMS-12", "markings.ceiling", "one of the levels")


def _check_contacts(terms: Terms) -> None:
    """Contact points. Rule: TERMS-14."""
    check_count(terms.contacts, "contacts", 0)
    for contact in terms.contacts:
        check_words(contact.post, "contacts.post")
    parties = {contact.party for contact in terms.contacts}
    _same_parties(parties, set(terms.sides), "contacts.party")
