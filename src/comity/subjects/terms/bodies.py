# SPDX-License-Identifier: Apache-2.0
"""The body of ``terms``, field by field. Its checks stand in `comity.subjects.terms.checks`."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from comity.subjects.fields import Words

__all__ = [
    "NOT_BINDING",
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
]

NOT_BINDING: Final = "not-legally-binding"
"""The legal status that every preset starts from (TERMS-8)."""


class Side(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The organs of one side: the one that leads and, if any, the one that leads with it."""

    lead: Words
    co_lead: Words | None


class Mandate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who decided that there be this dialogue, and when. Rule: TERMS-6.

    Args:
        decision: the summit, agreement or decision.
        date: its day.
        start: whether the dialogue is launched or resumed.
        last_round: number of the last round held before; None on a launch.
    """

    decision: Words
    date: str
    start: Literal["launch", "resumption"]
    last_round: int | None


class LegalStatus(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether what is agreed here binds in law, in a word and in words. Rule: TERMS-8."""

    kind: Literal["not-legally-binding", "as-each-text-says"]
    words: Words


class Hosting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who hosts: in turn (and who begins), one side always, or as agreed each time."""

    rule: Literal["alternate", "fixed", "by-agreement"]
    first: str | None


class Rhythm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often the sides meet. `months`: 1 to 60, or None where it is as needed."""

    months: int | None
    words: Words
    hosting: Hosting


class Languages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In which languages one negotiates, works, and whose texts are authentic. Rule: TERMS-10."""

    negotiating: tuple[str, ...]
    working: tuple[str, ...]
    authentic: tuple[str, ...]


class Deadlines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Spans in seconds, each at most a year, or None where none is set. Rule: TERMS-11.

    Args:
        agenda_s: before the meeting begins: the agenda closes.
        papers_s: before the meeting begins: papers and delegation lists are exchanged.
        summary_s: after the meeting ends: the first draft of the summary is sent.
        follow_up_s: before a follow-up item falls due: its owner reports.
    """

    agenda_s: int | None
    papers_s: int | None
    summary_s: int | None
    follow_up_s: int | None


class Readout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said in public after a meeting, and who may be quoted.

    Args:
        rule: ``own`` (each its own), ``joint``, or ``own-after-notice`` (shown before release).
        attribution: ``none`` (neither side quotes the other), ``by-side`` or ``by-consent``.
        words: the rule in words.
    """

    rule: Literal["own", "joint", "own-after-notice"]
    attribution: Literal["none", "by-side", "by-consent"]
    words: Words


class Equivalence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One level of protection, and what each side marks it with."""

    level: str
    names: dict[str, Words]


class Markings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Levels from the lowest to the highest, and the highest that may be held. TERMS-12."""

    equivalence: tuple[Equivalence, ...]
    ceiling: str


class Response(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Within how many seconds an answer is expected; None where no time is set. Rule: TERMS-13.

    Args:
        proposal_s: to a proposal, as long as the offer names no time itself.
        press_s: to a request for agreed press guidance.
        acknowledge_s: to the notification of an incident.
        holding_s: a first word, when the full answer needs longer.
    """

    proposal_s: int | None
    press_s: int | None
    acknowledge_s: int | None
    holding_s: int | None


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A contact point, by post and never by name. Rule: TERMS-14."""

    party: str
    post: Words
    role: Literal["contact-point", "duty-officer", "head-of-delegation", "deputy-head"]


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Terms of reference of one dialogue.

    Args:
        titles: what each party calls the dialogue, in each language (TERMS-3).
        common_title: a name that all have agreed; None says "no single agreed name" (TERMS-4).
        level: at whose level it is held.
        sides: for each party its organs (TERMS-5).
        mandate: where it comes from.
        scope: what is dealt with here, each point one text.
        kept_out: what is not dealt with here.
        without_prejudice: what nothing said here touches.
        legal_status: default: not legally binding.
        understanding: the page "understanding on use", many lines (TERMS-9).
        rhythm, languages, deadlines, readout, markings, response: see each.
        contacts: contact points by post.
        predecessor: id of the channel that this one continues, or None.
    """

    titles: dict[str, Words]
    common_title: Words | None
    level: Literal[
        "leader", "minister", "security-council", "vice-minister", "director-general", "working"
    ]
    sides: dict[str, Side]
    mandate: Mandate
    scope: tuple[Words, ...]
    kept_out: tuple[Words, ...]
    without_prejudice: tuple[Words, ...]
    legal_status: LegalStatus
    understanding: Words
    rhythm: Rhythm
    languages: Languages
    deadlines: Deadlines
    readout: Readout
    markings: Markings
    response: Response
    contacts: tuple[Contact, ...]
    predecessor: str | None
