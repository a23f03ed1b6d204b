# SPDX-License-Identifier: Apache-2.0
"""What a channel is born from. Its digest is the channel id (BIRTH-1, BIRTH-2)."""

from __future__ import annotations

from typing import Final

import msgspec

from comity.core import hashing
from comity.core.encoding import encode, read
from comity.core.errors import MalformedError, RuleError, TrustError
from comity.core.ids import ChannelId, Code, Digest, channel_id, digest_text, party_code, unb64
from comity.core.keysets import SignedRoot, check_root
from comity.core.limits import (
    BODY_BYTES_MAX,
    PARTIES_MAX,
    PARTIES_MIN,
    RULES_VERSION,
)
from comity.core.signing import Verifier

RANDOM_BYTES: Final = 32


class Party(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One party at birth: its code, the fingerprint of its root, 32 random bytes. BIRTH-1."""

    code: Code
    root: Digest
    random: str


class Predecessor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The channel that this one continues, and the heads that close what stays in force."""

    channel: ChannelId
    heads: dict[Code, tuple[int, Digest]]


class Genesis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The birth of a channel. Parties stand in byte order of their codes. Rule: BIRTH-1."""

    parties: tuple[Party, ...]
    rules: int
    predecessor: Predecessor | None

    @property
    def channel(self) -> ChannelId:
        """The channel id. Rule: BIRTH-2."""
        return ChannelId(hashing.digest(hashing.GENESIS, encode(self)))

    @property
    def codes(self) -> tuple[Code, ...]:
        """The codes of the parties in their order."""
        return tuple(party.code for party in self.parties)


def check_genesis(genesis: Genesis) -> Genesis:
    """The genesis, if every field follows the rules.

    Raises:
        MalformedError: ``count``, ``parties``, ``grammar``, ``negative`` or ``number``.
        RuleError: ``rules`` if its rules are not known here. Rule: BIRTH-1, BIRTH-3.
    """
    if genesis.rules != RULES_VERSION:
        raise RuleError("rules", "BIRTH-3", f"rules version {genesis.rules} is not known")
    if not PARTIES_MIN <= len(genesis.parties) <= PARTIES_MAX:
        raise MalformedError("count", "BIRTH-1", "a channel has 2 to 32 parties")
    for party in genesis.parties:
        party_code(party.code)
        digest_text(party.root)
        unb64(party.random, RANDOM_BYTES)
    codes = [party.code.encode() for party in genesis.parties]
    if codes != sorted(set(codes)):
        raise MalformedError("parties", "BIRTH-1", "parties stand once, in byte order of codes")
    if len({party.root for party in genesis.parties}) != len(genesis.parties):
        raise MalformedError("parties", "BIRTH-1", "two parties name one root")
    if genesis.predecessor is not None:
        channel_id(genesis.predecessor.channel)
        for code, (number, head) in genesis.predecessor.heads.items():
            party_code(code)
            digest_text(head)
            if number < 0:
                raise MalformedError("negative", "BIRTH-1", "a head's number is not negative")
            if number == 0:
                raise MalformedError("number", "BIRTH-1", "a head's number is at least 1")
    return genesis


class Birth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that judging a channel needs besides entries: the genesis, and each party's signed
    root statement in the order of its parties. Rule: BIRTH-2, KEY-4.
    """

    genesis: Genesis
    roots: tuple[SignedRoot, ...]


def read_birth(raw: bytes, verifier: Verifier) -> Birth:
    """The birth that canonical bytes hold, every root proved and named by the genesis.

    Raises:
        MalformedError, RuleError: as `check_genesis`.
        TrustError: ``root`` if a statement is not the one that the genesis names, ``signature``
            or ``keyset`` if it doesn't hold. Rule: KEY-4, KEY-12.
    """
    return check_birth(read(raw, Birth, BODY_BYTES_MAX), verifier)


def check_birth(birth: Birth, verifier: Verifier) -> Birth:
    """The birth, if its genesis and roots hold. Raises as `read_birth`."""
    check_genesis(birth.genesis)
    fingerprints = [check_root(root, verifier) for root in birth.roots]
    if fingerprints != [party.root for party in birth.genesis.parties]:
        raise TrustError("root", "KEY-4", "a root statement is not the one the genesis names")
    return birth


def read_genesis(raw: bytes) -> Genesis:
    """The genesis that canonical bytes hold. Raises as `read` and `check_genesis`."""
    return check_genesis(read(raw, Genesis, BODY_BYTES_MAX))
