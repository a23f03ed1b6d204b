# SPDX-License-Identifier: Apache-2.0
"""Agreement histories in the form by which implementations are compared (AGR-19).

Names are free, nothing is signed, and `seen` spells the whole frontier. The entries go through
the same fold as real ones.
"""

from __future__ import annotations

from typing import Final

from comity.core.acts import Accept, Act, Declare, Offer, OfferRef, Refuse, Unknown
from comity.core.encoding import JSON
from comity.core.errors import ComityError, MalformedError
from comity.core.fold import Fold
from comity.core.ids import Code, Digest, Matter
from comity.core.judging import OfferRecord
from comity.core.limits import ACTS_MAX, INTEGER_MAX, PARTIES_MIN, VALUES_MAX
from comity.core.logs import Link

__all__ = ["answer"]

_ENTRY_FIELDS: Final = {"acts", "id", "party", "previous", "seen"}
REF_PARTS: Final = 2


def answer(history: JSON) -> dict[str, JSON]:
    """What the law says of a history, for the view of all its stored entries.

    Args:
        history: ``{"parties": […], "entries": […]}``, untrusted JSON.

    Returns:
        ``refused``, ``forks``, ``void``, ``agreed``, ``confirmed`` as AGR-19 orders them.

    Raises:
        MalformedError: ``history`` if it has not the outer form. Rule: AGR-19.
    """
    parties, entries = _outer(history)
    # What first entries follow is longer than any id: every text may be one.
    fold = Fold(parties, "\0" * (1 + max((len(entry["id"]) for entry in entries), default=0)))
    first: dict[str, JSON] = {}
    refused: dict[str, None] = {}
    void: list[JSON] = []
    for entry in entries:
        name = entry["id"]
        if name in first:
            if not _same(first[name], entry):
                refused[name] = None
            continue
        first[name] = entry
        try:
            link, acts = _place(fold, entry)
        except ComityError:
            refused[name] = None
            continue
        verdicts = fold.judge(link, acts, frozenset())
        fold.store(link, verdicts)
        void += [[name, index, reason] for index, reason in sorted(fold.void(link).items())]
    matters = sorted(fold.offered)
    return {
        "refused": list(refused),
        "forks": [[link.id for link in group] for group in fold.logs.forks()],
        "void": void,
        "agreed": {name: _sequence(fold.agreed.get(name, [])) for name in matters},
        "confirmed": {name: _sequence(fold.confirmed.get(name, [])) for name in matters},
    }


def _same(left: JSON, right: JSON) -> bool:
    """True for the same JSON value: 1 is neither true nor 1.0."""
    if type(left) is not type(right):
        return False
    if type(left) is dict:
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if type(left) is list:
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right)


def _sequence(records: list[OfferRecord]) -> JSON:
    return [[record.link.id, record.index] for record in records]


def _outer(history: JSON) -> tuple[tuple[str, ...], list[dict[str, JSON]]]:
    if type(history) is not dict or history.keys() != {"parties", "entries"}:
        raise _malformed("a history is an object of parties and entries")
    parties, entries = history["parties"], history["entries"]
    if type(parties) is not list or any(type(party) is not str for party in parties):
        raise _malformed("parties is a list of texts")
    if len(parties) < PARTIES_MIN or len(set(parties)) != len(parties):
        raise _malformed("a history has at least two parties, all different")
    if type(entries) is not list or any(
        type(entry) is not dict or type(entry.get("id")) is not str for entry in entries
    ):
        raise _malformed("entries is a list of objects with an id")
    return tuple(parties), entries


def _place(fold: Fold, entry: dict[str, JSON]) -> tuple[Link, tuple[Act, ...]]:
    """The link and acts of an entry that may be stored. Raises ComityError if it may not."""
    if entry.keys() != _ENTRY_FIELDS:
        raise _malformed("an entry has other fields")
    party, previous, seen, acts = entry["party"], entry["previous"], entry["seen"], entry["acts"]
    if type(party) is not str or not (previous is None or type(previous) is str):
        raise _malformed("party and previous are texts")
    if type(seen) is not dict or any(type(head) is not str for head in seen.values()):
        raise _malformed("seen maps parties to ids")
    if type(acts) is not list or len(acts) > ACTS_MAX:
        raise _malformed("acts is a list of at most 64")
    logs = fold.logs
    parent = None if previous is None else logs.link(previous)
    if previous is not None and parent is None:
        raise _malformed("previous is not here")
    number = 1 if parent is None else parent.number + 1
    changes: dict[Code, tuple[int, Digest]] = {}
    for code, head in seen.items():
        link = logs.link(head)
        if link is None or code == party or logs.codes[link.place] != code:
            raise _malformed("seen names an entry that is not here or of another party")
        if parent is None or parent.at(link.place) is not link:
            changes[Code(code)] = (link.number, Digest(head))
    if parent is not None:
        for place, known in enumerate(parent.frontier):
            if known is not None and logs.codes[place] not in seen:
                raise _malformed("seen leaves out a party seen before")
    before = logs.origin if previous is None else previous
    link = logs.check(party, number, before, changes, 0, entry["id"])
    return link, tuple(_act(fold, link, act) for act in acts)


def _act(fold: Fold, link: Link, value: JSON) -> Act:
    if type(value) is not dict or len(value) != 1:
        raise _malformed("an act is an object of one key")
    ((verb, inner),) = value.items()
    if verb == "declare":
        if type(inner) is not str:
            raise _malformed("declare names a matter")
        return Declare(Matter(inner), None)
    if verb == "offer":
        return _offer(inner)
    if verb == "accept":
        return Accept(_ref(fold, link, inner))
    if verb == "refuse":
        return Refuse(_ref(fold, link, inner))
    return Unknown(verb, inner)


def _offer(value: JSON) -> Offer:
    if type(value) is not dict or not {"ballot", "matters"} <= value.keys() <= {
        "ballot", "matters", "until", "silence",
    }:  # fmt: skip
        raise _malformed("an offer has ballot and matters")
    matters, until, silence = value["matters"], value.get("until"), value.get("silence", False)
    if type(matters) is not list or any(type(name) is not str for name in matters):
        raise _malformed("matters is a list of texts")
    if len(matters) > VALUES_MAX or len(set(matters)) != len(matters):
        raise _malformed("an offer has at most 64 matters, all different")
    if type(silence) is not bool:
        raise _malformed("silence is true or false")
    return Offer(
        _natural(value["ballot"]),
        {Matter(name): None for name in matters},
        (),
        None if until is None else _natural(until),
        silence,
    )


def _ref(fold: Fold, link: Link, value: JSON) -> OfferRef:
    """The reference by party and number; one to nowhere if the id is not in the past."""
    if type(value) is not list or len(value) != REF_PARTS or type(value[0]) is not str:
        raise _malformed("an offer is named by [id, index]")
    index = _natural(value[1])
    logs = fold.logs
    if value[0] == link.id:
        return OfferRef(Code(logs.codes[link.place]), link.number, index)
    target = logs.link(value[0])
    if (
        target is None
        or not logs.in_past(target, link)
        or (target.number == link.number and target.place == link.place)
    ):
        return OfferRef(Code(logs.codes[link.place]), INTEGER_MAX, index)
    return OfferRef(Code(logs.codes[target.place]), target.number, index)


def _natural(value: JSON) -> int:
    if type(value) is not int or value < 0:
        raise _malformed("a number is an integer from 0 on")
    return value


def _malformed(hint: str) -> MalformedError:
    return MalformedError("history", "AGR-19", hint)
