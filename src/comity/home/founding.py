# SPDX-License-Identifier: Apache-2.0
"""Founding a channel as a person: nobody is admitted to what is not open yet, so signing powers
decide, and whoever joins is the first who may know of it (HOME-11).
"""

from __future__ import annotations

from django.db import transaction

from comity.core.ids import ChannelId
from comity.home import audit
from comity.home.admissions import admit_own
from comity.home.reading import Reader
from comity.home.roles import Power
from comity.home.signing import authenticate

__all__ = ["begin", "check"]


def check(reader: Reader, channel: ChannelId | None = None) -> None:
    """Nothing, if this person may found; and may know of the channel, where it is open already.

    Raises:
        RuleError: ``not-allowed``, ``not-found``.

    Rules: HOME-10, HOME-11.
    """
    reader = reader.anew()
    reader.need(Power.SIGN)
    if channel is not None and channel in reader.node.channels.ids():
        reader.check(channel)


def begin(
    reader: Reader,
    action: str,
    password: str,
    *,
    subject: str = "",
    channel: ChannelId | None = None,
) -> None:
    """It is written down that this person signs a file of a founding, or joins.

    Args:
        reader: who does it.
        action: ``invited``, ``answered``, ``gathered`` or ``joining``.
        password: the person's, once more.
        subject: the codes of the invited, or empty.
        channel: the one joined, to which the person's post is admitted before it is open; so
            joining again after a crash finds it.

    Raises:
        RuleError: as `check`; ``password-wrong``.

    Rules: HOME-4, HOME-10 to HOME-12.
    """
    reader = authenticate(reader, Power.SIGN, password)
    check(reader, channel)
    now = reader.node.clock.now_ms()
    detail = {"with": subject} if subject else None
    with transaction.atomic():
        audit.note(now, action, reader.person, channel=channel or "", detail=detail)
        if channel is not None:
            admit_own(reader.person.post, channel, now, reader.person)
