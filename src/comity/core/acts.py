# SPDX-License-Identifier: Apache-2.0
"""The four verbs as frozen values, and how a decoded act is read into one (ACT-1 to ACT-6).

Reading judges form only: what is malformed here refuses the whole entry (ENT-8). Whether an
act has effect is judged in ``judging``.
"""

from __future__ import annotations

import itertools
from typing import Final, TypeVar, assert_never

import msgspec

from comity.core.encoding import JSON, convert
from comity.core.errors import MalformedError
from comity.core.ids import Code, Digest, Matter, digest_text, matter, party_code
from comity.core.keysets import SignedCredentials, check_credentials_form
from comity.core.limits import DOCUMENTS_MAX, REASON_CHARS_MAX, VALUES_MAX

__all__ = [
    "FORK",
    "KEYS",
    "LEAVE",
    "Accept",
    "Act",
    "Declare",
    "ForkBody",
    "LeaveBody",
    "Offer",
    "OfferRef",
    "Refuse",
    "Unknown",
    "act_json",
    "is_law",
    "read_act",
    "references",
]

S = TypeVar("S")

KEYS: Final = Matter("channel/keys")
FORK: Final = Matter("channel/fork")
LEAVE: Final = Matter("channel/leave")
FORK_HASHES_MIN: Final = 2
FORK_HASHES_MAX: Final = 64
OFFER_REF_PARTS: Final = 3


class OfferRef(msgspec.Struct, frozen=True):
    """How an act names an offer: party, number of its entry, place in it from 0. Rule: ACT-1."""

    party: Code
    number: int
    index: int


class Declare(msgspec.Struct, frozen=True):
    """One party's own word on a matter. Rule: ACT-2.

    `body` is a salted digest, or the object itself under ``channel/`` (ENT-14).
    """

    matter: Matter
    body: JSON
    documents: tuple[Digest, ...] = ()


class Offer(msgspec.Struct, frozen=True):
    """Proposed values for one matter or a package of several. Rule: ACT-3.

    `until` is UTC milliseconds or None; `silence` asks for the silence procedure at `until`.
    """

    ballot: int
    values: dict[Matter, JSON]
    documents: tuple[Digest, ...] = ()
    until: int | None = None
    silence: bool = False


class Accept(msgspec.Struct, frozen=True):
    """A party's consent to an offer. Rule: ACT-4."""

    offer: OfferRef


class Refuse(msgspec.Struct, frozen=True):
    """A withdrawal or a declining. `reason` is a body's salted digest or None. Rule: ACT-5."""

    offer: OfferRef
    reason: Digest | None = None


class Unknown(msgspec.Struct, frozen=True):
    """An act of a verb that is not known: kept, passed on, void. Rule: ENT-9."""

    verb: str
    value: JSON


Act = Declare | Offer | Accept | Refuse | Unknown


class ForkBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of ``channel/fork``. Rule: ENT-14, LOG-17."""

    hashes: tuple[Digest, ...]
    number: int
    party: Code


class LeaveBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of ``channel/leave``: 0 to 2,000 code points of reason. Rule: ENT-14."""

    reason: str


def is_law(name: Matter) -> bool:
    """True for matters under ``channel/``, whose bodies stand in the entry. Rule: ENT-14."""
    return name.startswith("channel/")


def read_act(value: JSON) -> Act:
    """The act that a decoded object of one key holds.

    Args:
        value: a value that has passed the decoder.

    Raises:
        MalformedError: ``type``, ``grammar``, ``negative``, ``count``, ``documents`` or
            ``body``. Rule: ENT-7 to ENT-9, ENT-14.
    """
    if type(value) is not dict or len(value) != 1:
        raise _type("an act is an object of one key, its verb")
    ((verb, inner),) = value.items()
    if verb == "declare":
        return _declare(_fields(inner, verb, ("body", "documents", "matter")))
    if verb == "offer":
        names = ("ballot", "documents", "silence", "until", "values")
        return _offer(_fields(inner, verb, names))
    if verb == "accept":
        return Accept(_offer_ref(_fields(inner, verb, ("offer",))["offer"]))
    if verb == "refuse":
        fields = _fields(inner, verb, ("offer", "reason"))
        reason = fields["reason"]
        return Refuse(
            _offer_ref(fields["offer"]), None if reason is None else _digest(reason, "reason")
        )
    return Unknown(verb, inner)


def act_json(act: Act) -> JSON:
    """The act as the object of one key that an entry holds. Rule: ENT-7."""
    match act:
        case Declare():
            return {
                "declare": {
                    "body": act.body,
                    "documents": list(act.documents),
                    "matter": act.matter,
                }
            }
        case Offer():
            return {
                "offer": {
                    "ballot": act.ballot,
                    "documents": list(act.documents),
                    "silence": act.silence,
                    "until": act.until,
                    "values": act.values,
                }
            }
        case Accept():
            return {"accept": {"offer": _ref_json(act.offer)}}
        case Refuse():
            return {"refuse": {"offer": _ref_json(act.offer), "reason": act.reason}}
        case Unknown():
            return {act.verb: act.value}
        case _:
            assert_never(act)


def references(act: Act) -> tuple[tuple[Digest, ...], tuple[Digest, ...]]:
    """The digests of bodies, and of documents, that an act names. Rule: ENT-15."""
    match act:
        case Declare():
            bodies = () if is_law(act.matter) else (Digest(act.body),)
            return bodies, act.documents
        case Offer():
            named = (body for name, body in act.values.items() if not is_law(name))
            return tuple(Digest(body) for body in named), act.documents
        case Refuse():
            return (() if act.reason is None else (act.reason,)), ()
        case _:
            return (), ()


def _ref_json(ref: OfferRef) -> JSON:
    return [ref.party, ref.number, ref.index]


def _declare(fields: dict[str, JSON]) -> Declare:
    name = matter(_text(fields["matter"], "matter"))
    return Declare(name, _body(name, fields["body"]), _documents(fields["documents"]))


def _offer(fields: dict[str, JSON]) -> Offer:
    values = fields["values"]
    if type(values) is not dict:
        raise _type("values is an object of matters")
    if len(values) > VALUES_MAX:
        raise MalformedError("count", "ENT-8", f"an offer has at most {VALUES_MAX} values")
    checked: dict[Matter, JSON] = {}
    for key, body in values.items():
        name = matter(key)
        checked[name] = _value(name, body)
    until = fields["until"]
    silence = fields["silence"]
    if type(silence) is not bool:
        raise _type("silence is true or false")
    return Offer(
        _natural(fields["ballot"], "ballot"),
        checked,
        _documents(fields["documents"]),
        None if until is None else _natural(until, "until"),
        silence,
    )


def _offer_ref(value: JSON) -> OfferRef:
    if type(value) is not list or len(value) != OFFER_REF_PARTS:
        raise _type("an offer is named by [party, number, index]")
    code = party_code(_text(value[0], "party"))
    return OfferRef(code, _natural(value[1], "number"), _natural(value[2], "index"))


def _body(name: Matter, body: JSON) -> JSON:
    """The body of a declaration, of the kind its matter asks for. Rule: ENT-14."""
    value = _value(name, body)
    if name == KEYS:
        signed = _shape(value, SignedCredentials)
        try:
            check_credentials_form(signed)
        except MalformedError as error:
            raise _wrong_body(error.hint) from None
    elif name == LEAVE:
        if len(_shape(value, LeaveBody).reason) > REASON_CHARS_MAX:
            raise _wrong_body(f"a reason has at most {REASON_CHARS_MAX} code points")
    elif name == FORK:
        fork = _shape(value, ForkBody)
        if not FORK_HASHES_MIN <= len(fork.hashes) <= FORK_HASHES_MAX or fork.number < 1:
            raise _wrong_body("a fork names 2 to 64 hashes and a number from 1")
        if list(fork.hashes) != sorted(set(fork.hashes)):
            raise _wrong_body("the hashes of a fork stand in ascending order, each once")
        try:
            party_code(fork.party)
            for name_of_entry in fork.hashes:
                digest_text(name_of_entry)
        except MalformedError as error:
            raise _wrong_body(error.hint) from None
    return value


def _value(name: Matter, body: JSON) -> JSON:
    if is_law(name):
        if type(body) is not dict:
            raise _wrong_body("under channel/ a body is the object itself")
        return body
    if type(body) is dict:
        raise _wrong_body("a body is named by its salted digest")
    return _digest(body, "body")


def _shape(value: JSON, kind: type[S]) -> S:
    try:
        return convert(value, kind)
    except MalformedError as error:
        raise _wrong_body(error.hint) from None


def _documents(value: JSON) -> tuple[Digest, ...]:
    if type(value) is not list:
        raise _type("documents is a list of digests")
    if len(value) > DOCUMENTS_MAX:
        raise MalformedError("count", "ENT-8", f"an act names at most {DOCUMENTS_MAX} documents")
    digests = tuple(_digest(item, "document") for item in value)
    if any(left >= right for left, right in itertools.pairwise(digests)):
        raise MalformedError("documents", "ENT-8", "documents stand in ascending order, each once")
    return digests


def _fields(value: JSON, verb: str, names: tuple[str, ...]) -> dict[str, JSON]:
    if type(value) is not dict or len(value) != len(names) or any(n not in value for n in names):
        raise _type(f"{verb} has exactly the fields {', '.join(names)}")
    return value


def _text(value: JSON, name: str) -> str:
    if type(value) is not str:
        raise _type(f"{name} is a text")
    return value


def _digest(value: JSON, name: str) -> Digest:
    return digest_text(_text(value, name))


def _natural(value: JSON, name: str) -> int:
    if type(value) is not int:
        raise _type(f"{name} is an integer")
    if value < 0:
        raise MalformedError("negative", "ENT-8", f"{name} is at least 0")
    return value


def _type(hint: str) -> MalformedError:
    return MalformedError("type", "ENT-8", hint)


def _wrong_body(hint: str) -> MalformedError:
    return MalformedError("body", "ENT-14", hint)
