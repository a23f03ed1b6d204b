# SPDX-License-Identifier: Apache-2.0
"""What bodies about a measure hold, and what each of them must say."""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec

from comity.subjects.fields import (
    COUNT_MAX,
    TEXT_CHARS_MAX,
    Words,
    check_count,
    check_day,
    check_digest,
    check_distinct,
    check_instant,
    check_key,
    check_list,
    check_number,
    check_party,
    check_words,
    check_zone,
    malformed,
    read_struct,
)

__all__ = [
    "Delivery",
    "Interests",
    "Listed",
    "Measure",
    "Plan",
    "Reply",
    "Step",
    "Whose",
    "check_delivery",
    "check_interests",
    "check_measure",
    "check_plan",
    "check_reply",
    "read_delivery",
    "read_interests",
    "read_measure",
    "read_plan",
    "read_reply",
]

OTHER_CHARS_MAX: Final = 40
"""Characters of a code of another list than HS and ECCN."""
_COUNTRY: Final = re.compile(r"[A-Z]{2}", re.ASCII)
_CODES: Final = {
    "hs": re.compile(r"[0-9]{2}(?:[0-9]{2}){1,4}", re.ASCII),
    "eccn": re.compile(r"[0-9][A-E][0-9]{3}(?:\.[a-z0-9]{1,4}){0,6}", re.ASCII),
    "other": re.compile(r"[!-~](?:[ -~]{0,38}[!-~])?", re.ASCII),
}


class Whose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A party that is not of the dialogue. Rule: MEAS-2.

    Args:
        name: as the sides call it.
        country: its code of two capital letters (ISO 3166-1), or None where it has none.
    """

    name: Words
    country: str | None


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item that the measure names. Rule: MEAS-4.

    Args:
        scheme: of the code: tariff headings, US export control numbers, or another list.
        code: text, with its leading zeros.
        words: what it is.
    """

    scheme: Literal["hs", "eccn", "other"]
    code: str
    words: Words


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a third party has done or announced. Rules: MEAS-1 to MEAS-4.

    Args:
        title: what the sides call it.
        whose: not of the dialogue.
        kind: what it is.
        reference: where its text stands, many lines, or None.
        announced, published, in_force: days, each None where it is not known.
        comments_until: until when it may be commented on, UTC milliseconds, or None.
        comments_zone: zone in which that was meant; None exactly with it.
        items: what it names, 0 to 64.
    """

    title: Words
    whose: Whose
    kind: Literal["law", "control", "tariff", "sanction", "other-pressure"]
    reference: Words | None
    announced: str | None
    published: str | None
    in_force: str | None
    comments_until: int | None
    comments_zone: str | None
    items: tuple[Listed, ...]


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who says it, to whom, when, and how. Rule: MEAS-6.

    Args:
        party, post: who; an embassy is a post too.
        to: the office that is told.
        when: UTC milliseconds, or None where no time is set.
        zone: of that time; None exactly with it.
        way: by note, call on the office, comment on the docket …
    """

    party: str
    post: Words
    to: Words
    when: int | None
    zone: str | None
    way: Words


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said about a measure, ``measure/<id>/plan``. Rules: MEAS-5, MEAS-6.

    Args:
        mode: together, each side the same at its own place, or one side for itself.
        text: id of the text that is said (a joint position), or None.
        words: what is said, many lines; None exactly if a text is named.
        steps: 1 to 64, numbered from 1.
    """

    mode: Literal["jointly", "in-parallel", "alone"]
    text: str | None
    words: Words | None
    steps: tuple[Step, ...]


class Interests(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one side releases of its interests, ``measure/<id>/interests``. Rule: MEAS-7.

    Args:
        text: the interests, many lines.
        exposure: how far it is touched, many lines, or None.
        facts: ids of facts that bear it out.
    """

    text: Words
    exposure: Words | None
    facts: tuple[str, ...]


class Delivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That one side has said it, ``measure/<id>/delivery``. Rule: MEAS-7.

    Args:
        step: number of the step of the plan, or None where it was not planned.
        at, zone: when.
        post: who said it.
        text: in which words or to what effect, many lines.
    """

    step: int | None
    at: int
    zone: str
    post: Words
    text: Words


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was answered, as the side that heard it reports, ``measure/<id>/reply``. MEAS-7.

    Args:
        by: the office that answered.
        at, zone: when.
        text: what it said, many lines.
        document: digest of a document that holds it, or None.
    """

    by: Words
    at: int
    zone: str
    text: Words
    document: str | None


def _check_long(value: Words, where: str) -> None:
    check_words(value, where, TEXT_CHARS_MAX, lines=True)


def _check_listed(one: Listed) -> None:
    """Raises MalformedError ``measure/code``. Rule: MEAS-4."""
    if not _CODES[one.scheme].fullmatch(one.code):
        hint = {"hs": "4 to 10 digits", "eccn": "such as 3B001.a"}
        said = hint.get(one.scheme, "up to 40 plain characters")
        raise malformed("measure/code", "MEAS-4", "items", said)
    check_words(one.words, "items.words")


def check_measure(measure: Measure) -> Measure:
    """The measure, if it is whole.

    Raises:
        MalformedError: ``measure/country`` (MEAS-2), ``measure/comments`` if time and zone don't
            stand together (MEAS-3), ``measure/code`` (MEAS-4), or as the checks of fields.
    """
    check_words(measure.title, "title")
    check_words(measure.whose.name, "whose.name")
    country = measure.whose.country
    if country is not None and not _COUNTRY.fullmatch(country):
        raise malformed("measure/country", "MEAS-2", "whose.country", "two letters such as US")
    if measure.reference is not None:
        _check_long(measure.reference, "reference")
    for name in ("announced", "published", "in_force"):
        day = getattr(measure, name)
        if day is not None:
            check_day(day, name)
    until, zone = measure.comments_until, measure.comments_zone
    if (until is None) != (zone is None):
        raise malformed("measure/comments", "MEAS-3", "comments_until", "a time with its zone")
    if until is not None and zone is not None:
        check_instant(until, "comments_until")
        check_zone(zone, "comments_zone")
    check_count(measure.items, "items", 0, COUNT_MAX)
    for one in measure.items:
        _check_listed(one)
    check_distinct([f"{one.scheme} {one.code}" for one in measure.items], "items")
    return measure


def _check_step(step: Step) -> None:
    """Raises MalformedError ``measure/step`` if time and zone don't stand together. MEAS-6."""
    check_party(step.party, "steps.party")
    check_words(step.post, "steps.post")
    check_words(step.to, "steps.to")
    check_words(step.way, "steps.way")
    if (step.when is None) != (step.zone is None):
        raise malformed("measure/step", "MEAS-6", "steps.when", "a time with its zone")
    if step.when is not None and step.zone is not None:
        check_instant(step.when, "steps.when")
        check_zone(step.zone, "steps.zone")


def check_plan(plan: Plan) -> Plan:
    """The plan, if it is whole.

    Raises:
        MalformedError: ``measure/what`` unless it names a text or says words, not both (MEAS-5);
            ``measure/mode`` if who speaks does not fit how, ``measure/step`` (MEAS-6); or as the
            checks of fields.
    """
    if (plan.text is None) == (plan.words is None):
        raise malformed("measure/what", "MEAS-5", "text", "a text or words, exactly one")
    if plan.text is not None:
        check_key(plan.text, "text")
    if plan.words is not None:
        _check_long(plan.words, "words")
    check_count(plan.steps, "steps", 1, COUNT_MAX)
    for step in plan.steps:
        _check_step(step)
    speakers = {step.party for step in plan.steps}
    if (len(speakers) == 1) != (plan.mode == "alone"):
        raise malformed("measure/mode", "MEAS-6", "mode", "one side alone, or several")
    return plan


def check_interests(interests: Interests) -> Interests:
    """The interests, if they are whole. Raises MalformedError as the checks of fields. MEAS-7."""
    _check_long(interests.text, "text")
    if interests.exposure is not None:
        _check_long(interests.exposure, "exposure")
    check_list(interests.facts, "facts", 0)
    for key in interests.facts:
        check_key(key, "facts")
    return interests


def check_delivery(delivery: Delivery) -> Delivery:
    """The delivery, if it is whole. Raises MalformedError as the checks of fields. MEAS-7."""
    if delivery.step is not None:
        check_number(delivery.step, "step", 1, COUNT_MAX)
    check_instant(delivery.at, "at")
    check_zone(delivery.zone, "zone")
    check_words(delivery.post, "post")
    _check_long(delivery.text, "text")
    return delivery


def check_reply(reply: Reply) -> Reply:
    """The reply, if it is whole. Raises MalformedError as the checks of fields. MEAS-7."""
    check_words(reply.by, "by")
    check_instant(reply.at, "at")
    check_zone(reply.zone, "zone")
    _check_long(reply.text, "text")
    if reply.document is not None:
        check_digest(reply.document, "document")
    return reply


def read_measure(raw: bytes) -> Measure:
    """The measure that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_measure(read_struct(raw, Measure))


def read_plan(raw: bytes) -> Plan:
    """The plan that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_plan(read_struct(raw, Plan))


def read_interests(raw: bytes) -> Interests:
    """The interests that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_interests(read_struct(raw, Interests))


def read_delivery(raw: bytes) -> Delivery:
    """The delivery that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_delivery(read_struct(raw, Delivery))


def read_reply(raw: bytes) -> Reply:
    """The reply that canonical bytes hold. Raises MalformedError as both its parts."""
    return check_reply(read_struct(raw, Reply))
