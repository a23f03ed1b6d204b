# SPDX-License-Identifier: Apache-2.0
"""What every store answers in the same words: one code, one rule, one hint for each refusal."""

from __future__ import annotations

from comity.core.errors import LogError
from comity.core.ids import ChannelId, Code, Digest
from comity.ports import Ahead, Head

__all__ = ["ahead_unknown", "channel_unknown", "claim", "number_held", "pouch_taken"]


def channel_unknown(channel: ChannelId) -> LogError:
    """The error for a channel that was never opened here."""
    return LogError("channel-unknown", "BIRTH-11", f"channel {channel} is not open on this node")


def claim(channel: ChannelId, entry: Ahead, head: Head | None, pending: Digest | None) -> None:
    """Nothing, if the entry may be written ahead on this head. Rule: HOME-5.

    Raises:
        LogError: ``number-taken``, see `Records.ahead`.
    """
    number = 1 if head is None else head.number + 1
    builds_on = (channel,) if head is None else head.hashes
    if pending is not None:
        found = "an entry is written ahead and not finished"
    elif entry.number != number:
        found = f"the next number is {number}"
    elif entry.previous not in builds_on:
        found = "`previous` is not the head"
    else:
        return
    proof = (pending,) if pending is not None else () if head is None else head.hashes
    raise LogError(
        "number-taken",
        "HOME-5",
        f"number {entry.number} of {entry.party} can't be claimed: {found}; read the head again",
        proof,
    )


def ahead_unknown(digest: Digest) -> LogError:
    """The error for finishing what was neither written ahead nor stored."""
    return LogError("ahead-unknown", "HOME-5", f"{digest} is not written ahead", (digest,))


def number_held(party: Code, number: int, ours: Digest, held: tuple[Digest, ...]) -> LogError:
    """The error for finishing an entry whose number has come to be held by another."""
    return LogError(
        "number-taken",
        "HOME-5",
        f"number {number} of {party} is held by another entry: release nothing of this one",
        (ours, *held),
    )


def pouch_taken(peer: str, number: int, last: int) -> LogError:
    """The error for a pouch that is not the next one to a peer."""
    return LogError(
        "number-taken",
        "POUCH-5",
        f"pouch {number} to {peer} is not the next: the last is {last}; number it again",
    )
