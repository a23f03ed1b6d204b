# SPDX-License-Identifier: Apache-2.0
"""Informal soundings, off the record: what one says, sent to one other side, read until it expires.

Nothing here touches the record: a sounding is kept in a place of its own (POUCH-22).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import msgspec

from comity.core.encoding import encode, read
from comity.core.errors import ConfigError, MalformedError, RuleError
from comity.core.ids import ChannelId, Code, Digest, b64, digest_text, matter, unb64
from comity.core.limits import INTEGER_MAX
from comity.node.installation import Node
from comity.node.receive import peer_code
from comity.ports import SOUNDING_BYTES_MAX, KeptSounding, Soundings, SoundingState
from comity.subjects import read_body
from comity.subjects.fields import Words, check_words

__all__ = [
    "EXPIRY_MS_MAX",
    "EXPIRY_MS_MIN",
    "NONCE_BYTES",
    "WORDS_CHARS_MAX",
    "Heard",
    "Sounding",
    "check_expiry",
    "check_shared",
    "heard_in",
    "others_of",
    "read_sounding",
    "sound",
    "write_sounding",
]

NONCE_BYTES: Final = 32
EXPIRY_MS_MIN: Final = 3_600_000
"""Shortest time that a sounding may be meant to last: an hour. Rule: POUCH-23."""
EXPIRY_MS_MAX: Final = 14 * 86_400_000
"""Longest: fourteen days. Rule: POUCH-23."""
CLOCKS_MS_MAX: Final = 86_400_000
"""By how much the clocks of two nodes may differ before the longest is too long."""
WORDS_CHARS_MAX: Final = 4_000


class Sounding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a sounding says. Rule: POUCH-25.

    Args:
        about: the item, or None for the dialogue as a whole.
        answers: the nonce of the sounding that this one answers, or None.
        channel: one that both sides share.
        stance: in one word, only of an answer; or None.
        time: claimed UTC milliseconds.
        value: a value for the item, the canonical JSON that a proposal would hold; or None. Not
            judged here: what can't be read is shown as such.
        words: the words, or None.
    """

    about: str | None
    answers: str | None
    channel: ChannelId
    stance: Literal["could-work", "difficult"] | None
    time: int
    value: str | None
    words: Words | None


@dataclass(frozen=True, slots=True)
class Heard:
    """One sounding of a dialogue, ours or theirs, as the desk shows it.

    Args:
        nonce: names it.
        party: whose it is.
        to: for whom.
        ours: whether it is ours.
        expires: UTC milliseconds.
        state: where it stands.
        said: what it says.
        value: what `said.value` holds, read by the room of its item; None where there is none or
            it can't be read.
    """

    nonce: Digest
    party: Code
    to: Code
    ours: bool
    expires: int
    state: SoundingState
    said: Sounding
    value: Any = None


def others_of(node: Node, channel: ChannelId) -> dict[Code, Digest]:
    """The other parties of a channel, each with its root fingerprint: whom one may sound out."""
    with node.channels.hold(channel) as held:
        parties = held.channel.birth.genesis.parties
        return {one.code: one.root for one in parties if one.code != held.own}


def write_sounding(sounding: Sounding) -> bytes:
    """The canonical bytes of what it says, refused as a receiver would refuse them.

    Raises:
        MalformedError: as `read_sounding`.
    """
    raw = encode(sounding)
    read_sounding(raw)
    return raw


def read_sounding(raw: bytes) -> Sounding:
    """What canonical bytes say.

    Args:
        raw: untrusted.

    Raises:
        MalformedError: ``sounding/content`` unless it says something, of an item that can be one,
            within the limits; or as `comity.core.encoding.read` and `check_words`. POUCH-25.
    """
    said = read(raw, Sounding, SOUNDING_BYTES_MAX)
    digest_text(said.channel)
    if said.about is not None and matter(said.about).split("/", maxsplit=1)[0] == "channel":
        raise _content("about an item of the parties, none of the law")
    if said.answers is not None:
        unb64(said.answers, NONCE_BYTES)
    elif said.stance is not None:
        raise _content("only an answer says in one word how it stands")
    if said.value is not None and said.about is None:
        raise _content("a value is one of an item")
    if said.value is None and said.stance is None and said.words is None:
        raise _content("words, a value or an answer")
    if not 0 <= said.time <= INTEGER_MAX:
        raise _content("a time of 0 or later")
    if said.words is not None:
        check_words(said.words, "words", WORDS_CHARS_MAX, lines=True)
    return said


def check_expiry(expires: int, now_ms: int, *, came: bool) -> None:
    """Nothing, if a sounding may expire then. Rule: POUCH-23.

    Args:
        expires: UTC milliseconds.
        now_ms: by the own clock.
        came: whether it has come from another side, whose clock may differ; else it is ours.

    Raises:
        MalformedError: ``sounding/expired``, ``sounding/expires``.
    """
    if came and expires <= now_ms:
        raise MalformedError("sounding/expired", "POUCH-23", "it had expired when it came")
    least = now_ms if came else now_ms + EXPIRY_MS_MIN
    most = now_ms + EXPIRY_MS_MAX + (CLOCKS_MS_MAX if came else 0)
    if not least <= expires <= most:
        raise MalformedError("sounding/expires", "POUCH-23", "an hour to fourteen days ahead")


def sound(
    node: Node,
    kept: Soundings,
    peer: Digest,
    sounding: Sounding,
    expires: int,
    nonce: Digest | None = None,
) -> KeptSounding:
    """A sounding of ours, waiting to be delivered; nothing of it is signed.

    Args:
        node: whose it is.
        kept: where soundings are kept.
        peer: the root fingerprint of the side that it is for.
        sounding: what it says.
        expires: UTC milliseconds, an hour to fourteen days ahead.
        nonce: 32 random bytes as text, under which it was sent before; None for a new one, and
            for one that says something else.

    Raises:
        MalformedError: as `write_sounding` and `check_expiry`.
        RuleError: ``stranger`` if the channel is not shared with that side.
        UnavailableError: ``sounding/many``. Rules: POUCH-23, POUCH-25.
    """
    raw = write_sounding(sounding)
    now = node.clock.now_ms()
    check_expiry(expires, now, came=False)
    check_shared(node, sounding.channel, peer)
    with suppress(ConfigError):  # one that can't be deleted, of which the node tells its operator
        kept.expire(now)
    name = nonce or Digest(b64(node.chance.take(NONCE_BYTES)))
    made = KeptSounding(name, peer, expires, "waiting", raw)
    if not kept.keep(made) and not _says(kept, made, sounding):
        made = replace(made, nonce=Digest(b64(node.chance.take(NONCE_BYTES))))
        kept.keep(made)
    return made


def _says(kept: Soundings, made: KeptSounding, sounding: Sounding) -> bool:
    """Whether one of ours to that side says the same, whenever it was sent."""
    for one in kept.all():
        if one.peer != made.peer or one.state not in ("waiting", "sent"):
            continue
        with suppress(MalformedError):  # overwritten by another process at this very moment
            said = read_sounding(one.raw)
            if msgspec.structs.replace(said, time=sounding.time) == sounding:
                return True
    return False


def heard_in(node: Node, kept: Soundings, channel: ChannelId) -> tuple[Heard, ...]:
    """The soundings of a channel that have not expired, in the order in which they were written.

    What has expired is deleted first; it is not shown even where that fails, of which the node
    tells its operator; nor is what was wiped. Rule: POUCH-23.

    Raises:
        ConfigError: ``sounding/folder`` if their place can't be read at all.
    """
    now = node.clock.now_ms()
    with suppress(ConfigError):
        kept.expire(now)
    found = [one for one in _heard(node, kept, channel) if one.expires > now]
    return tuple(sorted(found, key=lambda one: (one.said.time, one.nonce)))


def _heard(node: Node, kept: Soundings, channel: ChannelId) -> Iterator[Heard]:
    with node.channels.hold(channel) as held:
        codes = {one.root: one.code for one in held.channel.birth.genesis.parties}
        own = held.own
    for one in kept.all():
        if one.state == "gone" or one.peer not in codes:
            continue
        try:
            said = read_sounding(one.raw)
        except MalformedError:  # overwritten by another process at this very moment
            continue
        if said.channel != channel:
            continue
        ours, peer = one.state != "came", codes[one.peer]
        party, to = (own, peer) if ours else (peer, own)
        yield Heard(one.nonce, party, to, ours, one.expires, one.state, said, _value(said))


def _value(said: Sounding) -> Any:
    """The value that it holds, if the room of its item can read it."""
    if said.value is None or said.about is None:
        return None
    try:
        return read_body(said.about, "offer", said.value.encode())
    except MalformedError:
        return None


def check_shared(node: Node, channel: ChannelId, peer: Digest) -> None:
    """Nothing, if the channel is shared with that side.

    Raises:
        RuleError: ``stranger``. Rule: POUCH-25.
    """
    if channel in node.channels.ids():
        with node.channels.hold(channel) as held:
            if peer_code(held, peer) is not None:
                return
    raise RuleError("stranger", "POUCH-25", "no such channel is shared with that side")


def _content(hint: str) -> MalformedError:
    return MalformedError("sounding/content", "POUCH-25", hint)
