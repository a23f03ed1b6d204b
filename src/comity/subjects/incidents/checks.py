# SPDX-License-Identifier: Apache-2.0
"""Every body of an incident, read and judged by the mode of its id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from comity.core.limits import INTEGER_MAX, PARTIES_MAX
from comity.subjects.fields import (
    TEXT_CHARS_MAX,
    Words,
    check_count,
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
from comity.subjects.incidents.bodies import (
    Ack,
    Assessment,
    Call,
    End,
    Facts,
    Merge,
    Mode,
    Notice,
    Ref,
    Response,
    Review,
    Update,
    mode_of,
)
from comity.subjects.incidents.values import (
    FIELDS,
    Agreed,
    Day,
    Differ,
    Moment,
    Number,
    Omitted,
    Range,
    Shared,
    Value,
    check_moment,
    check_value,
)
from comity.subjects.reading import Reader, Route
from comity.subjects.statements import read_statement

__all__ = ["AHEAD_MS", "DECLARED", "OFFERED", "ROUTES", "check_sent", "is_ahead", "route_for"]

AHEAD_MS: Final = 120_000
"""Milliseconds by which an event may seem to lie ahead of the clock that sends it."""
COUNT_MAX: Final = 10_000
SAME_AS_MAX: Final = 8
T = TypeVar("T", Notice, Update, Ack, Call, Facts, End, Merge, Assessment, Response, Review)


def is_ahead(value: object, sent_ms: int) -> bool:
    """Whether a message speaks of what has not happened yet when it is sent. Rule: INC-18."""
    times: list[int] = []
    match value:
        case Notice(occurred=Moment(at=at)) | Update(occurred=Moment(at=at)) | Call(at=at):
            times = [at]
        case Facts():
            times = [one.value.at for one in value.facts.values() if isinstance(one.value, Moment)]
    return any(at > sent_ms + AHEAD_MS for at in times)


def check_sent(value: object, now_ms: int) -> None:
    """Nothing, if the message may be sent now.

    Raises:
        MalformedError: ``incident/ahead``. Rule: INC-18.
    """
    if is_ahead(value, now_ms):
        raise malformed("incident/ahead", "INC-18", "occurred", "not later than it is sent")


def _maybe(words: Words | None, where: str, *, lines: bool = False) -> None:
    if words is not None:
        check_words(words, where, TEXT_CHARS_MAX if lines else 500, lines=lines)


def _count(count: int | None) -> None:
    if count is not None:
        check_number(count, "count", 0, COUNT_MAX)


def _ref(ref: Ref, where: str) -> None:
    party, number, index = ref
    check_party(party, where)
    check_number(number, where, 1, INTEGER_MAX)
    check_number(index, where, 0, INTEGER_MAX)


def _same_mode(name: str, mode: Mode, where: str) -> None:
    """Another incident that a body names is one of the same mode. Rule: INC-1."""
    check_key(name, where)
    if mode_of(name) != mode:
        raise malformed("incident/link", "INC-1", where, "an incident of the same mode")


def _notice(value: Notice) -> None:
    check_moment(value.occurred, "occurred")
    _maybe(value.title, "title")
    _maybe(value.area, "area")
    _count(value.count)
    _maybe(value.text, "text", lines=True)
    check_list(value.same_as, "same_as", 0, SAME_AS_MAX)
    for name in value.same_as:
        _same_mode(name, value.mode, "same_as")


def _update(value: Update) -> None:
    if value.occurred is not None:
        check_moment(value.occurred, "occurred")
    _maybe(value.area, "area")
    _count(value.count)
    _maybe(value.text, "text", lines=True)
    if (value.occurred, value.area, value.count, value.text) == (None, None, None, None):
        raise malformed("incident/update", "INC-4", "text", "what is new")


def _ack(value: Ack) -> None:
    _ref(value.message, "message")
    _maybe(value.text, "text", lines=True)


def _call(value: Call) -> None:
    check_instant(value.at, "at")
    check_zone(value.zone, "zone")
    check_count(value.posts, "posts", 2, PARTIES_MAX)
    for code, post in value.posts.items():
        check_party(code, "posts")
        check_words(post, "posts")
    if value.message is not None:
        _ref(value.message, "message")
    _maybe(value.text, "text", lines=True)


def _facts(value: Facts) -> None:
    check_count(value.facts, "facts", 1, len(FIELDS))
    for field, fact in value.facts.items():
        where = f"facts.{field}"
        if (fact.value is None) == (fact.state == "given"):
            raise malformed("incident/fact", "INC-7", where, "a value where it is given, else none")
        if fact.value is not None:
            check_value(field, fact.value, where)
        elif field not in FIELDS:
            raise malformed("incident/field", "INC-7", where, "a field of the table")


def _end(value: End) -> None:
    _maybe(value.text, "text", lines=True)
    if value.text is None and value.end != "stand-down":
        raise malformed("incident/reason", "INC-8", "text", "why it ends so")


def _merge(value: Merge) -> None:
    _same_mode(value.into, value.mode, "into")


def _assessment(value: Assessment) -> None:
    check_count(value.fields, "fields", 1, len(FIELDS))
    for field, shared in value.fields.items():
        _shared(field, shared, f"fields.{field}")


def _shared(field: str, shared: Shared, where: str) -> None:
    """One field of an assessment. Rule: INC-11."""
    if field not in FIELDS:
        raise malformed("incident/field", "INC-7", where, "a field of the table")
    match shared:
        case Agreed():
            if shared.value is not None:
                check_value(field, shared.value, where)
        case Range():
            check_value(field, shared.low, where)
            check_value(field, shared.high, where)
            if not _in_order(shared.low, shared.high):
                raise malformed("incident/range", "INC-11", where, "two values in order")
        case Differ():
            check_count(shared.positions, where, 2, PARTIES_MAX)
            for code, position in shared.positions.items():
                check_party(code, where)
                if position is not None:
                    check_value(field, position, where)
        case _:
            assert isinstance(shared, Omitted)


def _in_order(low: Value, high: Value) -> bool:
    match low, high:
        case Moment(), Moment():
            return low.at < high.at
        case Number(), Number():
            return low.value < high.value
        case Day(), Day():
            return low.day < high.day
    return False


def _response(value: Response) -> None:
    _maybe(value.text, "text", lines=True)
    if value.mode != "live" and value.form in ("joint-text", "parallel-texts"):
        raise malformed("incident/drill", "INC-14", "form", "a drill makes no public text")
    needs = value.form in ("joint-text", "prevention-agreed-facts-open")
    if needs and value.text is None:
        raise malformed("incident/response", "INC-14", "text", "the words that are agreed")


def _review(value: Review) -> None:
    _maybe(value.lessons, "lessons", lines=True)


def _reader(kind: type[T], check: Callable[[T], None], mode: Mode) -> Reader[T]:
    """The reader of one body in one mode."""

    def read(raw: bytes) -> T:
        value = read_struct(raw, kind)
        if value.mode != mode:
            raise malformed("incident/mode", "INC-1", "mode", f"{mode}, as the id says")
        check(value)
        return value

    return read


_SAID: Final[dict[str, tuple[type[Any], Callable[[Any], None]]]] = {
    "notice": (Notice, _notice),
    "ack": (Ack, _ack),
    "update": (Update, _update),
    "call": (Call, _call),
    "facts": (Facts, _facts),
    "stand-down": (End, _end),
}
_AGREED: Final[dict[str, tuple[type[Any], Callable[[Any], None]]]] = {
    "merge": (Merge, _merge),
    "assessment": (Assessment, _assessment),
    "response": (Response, _response),
    "review": (Review, _review),
}
DECLARED: Final = tuple(_SAID)
"""Last segments of what each side says of an incident."""
OFFERED: Final = tuple(_AGREED)
"""Last segments of what the sides agree about it."""


def _routes(mode: Mode, pattern: str) -> list[Route[Any, Any]]:
    found: list[Route[Any, Any]] = []
    for name, (kind, check) in _SAID.items():
        found.append(Route(("incident", pattern, name), None, _reader(kind, check, mode)))
    for name, (kind, check) in _AGREED.items():
        reader = _reader(kind, check, mode)
        found.append(Route(("incident", pattern, name), reader, read_statement))
    return found


ROUTES: Final[tuple[Route[Any, Any], ...]] = (
    *_routes("drill", "exr-*"),
    *_routes("test", "tst-*"),
    *_routes("live", "*"),
)
"""By the prefix of the id: the first row that covers a matter knows its mode. Rule: INC-1."""


def route_for(matter: str) -> Route[Any, Any]:
    """The row of a matter of an incident, which must be of one of their forms."""
    return next(route for route in ROUTES if route.covers(matter))
