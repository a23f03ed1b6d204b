# SPDX-License-Identifier: Apache-2.0
"""The plain signed files from which a channel is born: invitation, answer, full set.

Form and checks only (BIRTH-6 to BIRTH-10); which are ours and what people decide is in `found`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from comity.core import hashing
from comity.core.cards import Card, SignedCard, check_card
from comity.core.encoding import encode, read
from comity.core.errors import MalformedError, RuleError, TrustError
from comity.core.genesis import (
    RANDOM_BYTES,
    Birth,
    Genesis,
    Party,
    Predecessor,
    check_genesis,
)
from comity.core.ids import Code, Digest, digest_text, party_code, unb64
from comity.core.keysets import Keyset, SignedRoot, check_root
from comity.core.limits import BODY_BYTES_MAX, FOUNDING_BYTES_MAX, PARTIES_MAX, REASON_CHARS_MAX
from comity.core.signing import Signature, Verifier, message

__all__ = [
    "Answer",
    "Founding",
    "Introduced",
    "Invitation",
    "SignedAnswer",
    "SignedInvitation",
    "birth_of",
    "check_answer",
    "check_invitation",
    "read_answer",
    "read_founding",
    "read_invitation",
]

Decision = Literal["join", "decline"]


class Invitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an inviter says of itself and of the channel it proposes. Rule: BIRTH-6."""

    card: SignedCard
    expires: int
    others: tuple[Code, ...]
    predecessor: Predecessor | None
    random: str
    root: SignedRoot
    rules: int

    @property
    def digest(self) -> Digest:
        """What the inviter signs and every answer names. Rule: BIRTH-8."""
        return hashing.digest(hashing.INVITATION, encode(self))

    @property
    def inviter(self) -> Code:
        """The inviter's code, that of the credentials in its card."""
        return self.card.card.party


class SignedInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An invitation, signed by the working keyset in its card. Rule: BIRTH-6."""

    invitation: Invitation
    signature: Signature


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an invited party answers. Rule: BIRTH-8."""

    card: SignedCard
    decision: Decision
    invitation: Digest
    random: str
    reason: str | None
    root: SignedRoot

    @property
    def digest(self) -> Digest:
        """What the answering party signs. Rule: BIRTH-8."""
        return hashing.digest(hashing.ANSWER, encode(self))

    @property
    def party(self) -> Code:
        """The answering party's code, that of the credentials in its card."""
        return self.card.card.party


class SignedAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer, signed by the working keyset in its card. Rule: BIRTH-8."""

    answer: Answer
    signature: Signature


class Founding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The full set that every party is sent. Rule: BIRTH-9."""

    answers: tuple[SignedAnswer, ...]
    invitation: SignedInvitation

    @property
    def digest(self) -> Digest:
        """What names the set in files. Rule: BIRTH-9."""
        return hashing.digest(hashing.FOUNDING, encode(self))


@dataclass(frozen=True, slots=True)
class Introduced:
    """One party as a founding introduces it, every signature checked."""

    code: Code
    card: SignedCard
    root: SignedRoot
    random: str


def read_invitation(raw: bytes, verifier: Verifier) -> SignedInvitation:
    """The invitation that untrusted bytes hold, checked but for its expiry.

    Raises:
        MalformedError, RuleError, TrustError: Rule: BIRTH-6, BIRTH-7.
    """
    return check_invitation(read(raw, SignedInvitation, BODY_BYTES_MAX), verifier)


def check_invitation(signed: SignedInvitation, verifier: Verifier) -> SignedInvitation:
    """The invitation, if it holds. Raises as `read_invitation`."""
    invitation = signed.invitation
    if not 1 <= len(invitation.others) < PARTIES_MAX:
        raise MalformedError("count", "BIRTH-6", "an invitation names 1 to 31 others")
    others = [party_code(code) for code in invitation.others]
    if others != sorted(set(others)) or invitation.inviter in others:
        raise MalformedError("parties", "BIRTH-6", "others stand once, ascending, inviter left out")
    if invitation.expires < 0:
        raise MalformedError("negative", "BIRTH-6", "expires is not negative")
    card = _check_introduction(
        invitation.card, invitation.root, invitation.random, invitation.inviter, verifier
    )
    _check_signed(hashing.INVITATION, card.keyset, invitation.digest, signed.signature, verifier)
    return signed


def read_answer(raw: bytes, verifier: Verifier) -> SignedAnswer:
    """The answer that untrusted bytes hold, every signature checked.

    Raises:
        MalformedError, RuleError, TrustError: Rule: BIRTH-7, BIRTH-8.
    """
    return check_answer(read(raw, SignedAnswer, BODY_BYTES_MAX), verifier)


def check_answer(signed: SignedAnswer, verifier: Verifier) -> SignedAnswer:
    """The answer, if it holds by itself. Raises as `read_answer`."""
    answer = signed.answer
    digest_text(answer.invitation)
    if answer.reason is not None and not 1 <= len(answer.reason) <= REASON_CHARS_MAX:
        raise MalformedError(
            "grammar", "BIRTH-8", f"a reason has 1 to {REASON_CHARS_MAX} code points"
        )
    card = _check_introduction(answer.card, answer.root, answer.random, answer.party, verifier)
    _check_signed(hashing.ANSWER, card.keyset, answer.digest, signed.signature, verifier)
    return signed


def read_founding(raw: bytes, verifier: Verifier) -> Founding:
    """The full set that untrusted bytes hold, every part and the whole checked.

    Raises:
        MalformedError, RuleError, TrustError: Rule: BIRTH-7, BIRTH-9, BIRTH-10.
    """
    return check_founding(read(raw, Founding, FOUNDING_BYTES_MAX), verifier)


def check_founding(founding: Founding, verifier: Verifier) -> Founding:
    """The full set, if it holds. Raises as `read_founding`."""
    invitation = check_invitation(founding.invitation, verifier).invitation
    answers = [check_answer(signed, verifier).answer for signed in founding.answers]
    if tuple(answer.party for answer in answers) != invitation.others:
        raise RuleError("parties", "BIRTH-9", "a full set has one answer of each invited party")
    for answer in answers:
        if answer.invitation != invitation.digest:
            raise RuleError("invitation", "BIRTH-9", "an answer to another invitation")
        if answer.decision != "join":
            raise RuleError("declined", "BIRTH-9", f"{answer.party} does not join")
    components = list(_components(founding))
    if len(set(components)) != len(components):
        raise RuleError("parties", "BIRTH-10", "a public key stands twice in the full set")
    check_genesis(birth_of(founding).genesis)
    return founding


def introduced(founding: Founding) -> tuple[Introduced, ...]:
    """The parties of a full set, in ascending order of codes."""
    invitation = founding.invitation.invitation
    parties = [
        Introduced(invitation.inviter, invitation.card, invitation.root, invitation.random),
        *(
            Introduced(s.answer.party, s.answer.card, s.answer.root, s.answer.random)
            for s in founding.answers
        ),
    ]
    return tuple(sorted(parties, key=lambda party: party.code))


def birth_of(founding: Founding) -> Birth:
    """The genesis that follows from a full set, with the roots it names. Rule: BIRTH-10."""
    invitation = founding.invitation.invitation
    parties = introduced(founding)
    return Birth(
        Genesis(
            tuple(
                Party(party.code, party.root.statement.fingerprint, party.random)
                for party in parties
            ),
            invitation.rules,
            invitation.predecessor,
        ),
        tuple(party.root for party in parties),
    )


def _check_introduction(
    card: SignedCard, root: SignedRoot, random: str, code: Code, verifier: Verifier
) -> Card:
    """The card, if root, credentials and card hold for that party, in that order. BIRTH-7."""
    unb64(random, RANDOM_BYTES)
    check_root(root, verifier)
    return check_card(card, code, root.statement.keyset, verifier)


def _check_signed(
    label: bytes, keyset: Keyset, digest: Digest, signature: Signature, verifier: Verifier
) -> None:
    try:
        verifier.verify(keyset, message(label, keyset.id, digest), signature)
    except TrustError:
        raise TrustError("signature", "BIRTH-7", "not signed by the keyset in its card") from None


_PUBLIC: Final = ("ed25519", "ml_dsa_65")


def _components(founding: Founding) -> Iterator[str]:
    """Every public key in a full set. Rule: BIRTH-10."""
    for party in introduced(founding):
        card = party.card.card
        for keyset in (party.root.statement.keyset, card.keyset):
            yield from (getattr(keyset, name) for name in _PUBLIC)
        yield from (card.sealing.x25519, card.sealing.ml_kem_768)
