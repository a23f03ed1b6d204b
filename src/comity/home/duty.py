# SPDX-License-Identifier: Apache-2.0
"""The short way of whoever is on duty: one urgent word on an incident, signed at once and alone.

It goes through the door as everything else: drafted, committed to, signed on what was seen, and
written down. Only that nobody approves it before. Rule: HOME-50.
"""

from __future__ import annotations

import contextlib

from comity.core.errors import ComityError
from comity.core.ids import ChannelId, Matter
from comity.home import door
from comity.home.basis import basis_of
from comity.home.reading import Reader
from comity.home.roles import Power
from comity.home.signing import authenticate, changed
from comity.node.moves import Statement
from comity.node.sign import Signed

__all__ = ["seen_now", "sign_alone"]


def seen_now(reader: Reader, channel: ChannelId, incident: str) -> str:
    """What a page that asks for an urgent word has shown of the incident. Rule: HOME-13.

    Raises:
        RuleError: ``not-found`` as `Reader.check`.
    """
    reader.check(channel)
    below = f"incident/{incident}"
    with reader.node.channels.hold(channel) as held:
        names = held.channel.sight.matters(below)
        return basis_of(reader.node, held, names)


def sign_alone(
    reader: Reader, channel: ChannelId, matter: Matter, body: bytes, *, password: str, seen: str
) -> Signed:
    """The entry that says it, signed by this person and on disk.

    What can't be signed is discarded: nobody else would look after a draft of it. One of the same
    words that was there before stays.

    Args:
        reader: who is on duty, or may sign.
        channel: where.
        matter: what it is said on, one of `drafts.DUTY` of an incident.
        body: canonical bytes.
        password: the person's, once more. Counting failures is the caller's.
        seen: what was shown of the incident (`seen_now`).

    Raises:
        RuleError: ``password-wrong`` (HOME-12), ``not-allowed`` (HOME-10), ``not-found``
            (HOME-11), ``duty-only`` (HOME-50), ``changed-while-reading`` (HOME-13); and as
            `comity.home.door.sign`.
        MalformedError: as `comity.subjects.read_body`.
        UnavailableError: ``keys-locked``, ``draft-signing``, ``number-taken``.

    Rules: HOME-13, HOME-14, HOME-50.
    """
    duty = authenticate(reader.on_duty(), Power.DUTY, password)
    if seen_now(duty, channel, matter.split("/")[1]) != seen:
        raise changed()
    move = Statement(matter, body)
    before = door.twin_of(duty, channel, move)
    made = door.draft(duty, channel, move)
    try:
        return door.sign(duty, made.pk, door.seen_of(duty, made), password)
    except ComityError:
        if before is None or before.pk != made.pk:
            with contextlib.suppress(ComityError):
                door.discard(duty, made.pk)
        raise
