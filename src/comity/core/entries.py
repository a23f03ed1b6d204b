# SPDX-License-Identifier: Apache-2.0
"""What a party signs at one stroke: the entry, its bytes and its hash (ENT-1 to ENT-11)."""

from __future__ import annotations

from typing import Any

import msgspec

from comity.core import hashing
from comity.core.acts import Act, act_json, read_act
from comity.core.encoding import encode, read
from comity.core.errors import MalformedError, RuleError
from comity.core.ids import ChannelId, Code, Digest, channel_id, digest_text, party_code
from comity.core.limits import ACTS_MAX, ENTRY_BYTES_MAX, POST_CHARS_MAX
from comity.core.signing import Signature
from comity.core.swift import SwiftEntry, acts_of, read_swiftly

__all__ = ["Entry", "SignedEntry", "encode_entry", "entry_hash", "read_entry", "read_plainly"]


class Entry(msgspec.Struct, frozen=True):
    """One entry, read into types. Rule: ENT-1.

    `seen` maps the parties whose frontier is new to (number, hash); `time` is claimed UTC
    milliseconds and decides nothing; `previous` is the channel id for number 1.
    """

    channel: ChannelId
    party: Code
    number: int
    previous: Digest
    seen: dict[Code, tuple[int, Digest]]
    time: int
    key: Digest
    post: str | None
    approval: Digest | None
    acts: tuple[Act, ...]


class SignedEntry(msgspec.Struct, frozen=True):
    """The exact bytes of an entry and one signature over its hash. Rule: ENT-11."""

    raw: bytes
    signature: Signature

    @property
    def hash(self) -> Digest:
        """The entry's hash. Rule: ENT-10."""
        return entry_hash(self.raw)


class _Wire(msgspec.Struct, forbid_unknown_fields=True):
    channel: str
    party: str
    number: int
    previous: str
    seen: dict[str, tuple[int, str]]
    time: int
    key: str
    post: str | None
    approval: str | None
    acts: list[Any]


def entry_hash(raw: bytes) -> Digest:
    """The hash that names an entry, over its canonical bytes. Rule: ENT-10."""
    return hashing.digest(hashing.ENTRY, raw)


def encode_entry(entry: Entry) -> bytes:
    """The canonical bytes of an entry. Rule: ENT-1, ENC-2."""
    return encode(
        {
            "acts": [act_json(act) for act in entry.acts],
            "approval": entry.approval,
            "channel": entry.channel,
            "key": entry.key,
            "number": entry.number,
            "party": entry.party,
            "post": entry.post,
            "previous": entry.previous,
            "seen": entry.seen,
            "time": entry.time,
        }
    )


def read_entry(raw: bytes) -> Entry:
    """The entry that untrusted bytes hold, read into types.

    Args:
        raw: untrusted; more than 65,536 bytes are refused unread.

    Raises:
        MalformedError: ``encoding/…``, ``type``, ``grammar``, ``negative``, ``count``,
            ``documents`` or ``body``. Rule: ENC-1 to ENC-11, ENT-1 to ENT-9, ENT-14.
        RuleError: ``number`` for number 0. Rule: LOG-2.
    """
    if len(raw) <= ENTRY_BYTES_MAX:
        swift = read_swiftly(raw)
        acts = None if swift is None else acts_of(swift)
        if swift is not None and acts is not None:
            return _entry(swift, acts)
    return read_plainly(raw)


def _entry(wire: SwiftEntry, acts: tuple[Act, ...]) -> Entry:
    return Entry(
        ChannelId(wire.channel),
        wire.party,
        wire.number,
        wire.previous,
        wire.seen,
        wire.time,
        wire.key,
        wire.post,
        wire.approval,
        acts,
    )


def read_plainly(raw: bytes) -> Entry:
    """As `read_entry`, rule by rule: what this refuses is refused, and for this reason."""
    wire = read(raw, _Wire, ENTRY_BYTES_MAX)
    if wire.number < 0 or wire.time < 0 or any(number < 0 for number, _ in wire.seen.values()):
        raise MalformedError("negative", "ENT-8", "number, time and seen are not negative")
    if wire.number == 0:
        raise RuleError("number", "LOG-2", "a log begins with number 1")
    if wire.post is not None and not 1 <= len(wire.post) <= POST_CHARS_MAX:
        raise MalformedError("grammar", "ENT-5", f"a post has 1 to {POST_CHARS_MAX} code points")
    if len(wire.acts) > ACTS_MAX:
        raise MalformedError("count", "ENT-7", f"an entry has at most {ACTS_MAX} acts")
    return Entry(
        channel_id(wire.channel),
        party_code(wire.party),
        wire.number,
        digest_text(wire.previous),
        {
            party_code(code): (number, digest_text(head))
            for code, (number, head) in wire.seen.items()
        },
        wire.time,
        digest_text(wire.key),
        wire.post,
        None if wire.approval is None else digest_text(wire.approval),
        tuple(read_act(act) for act in wire.acts),
    )
