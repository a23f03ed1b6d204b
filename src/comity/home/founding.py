# SPDX-License-Identifier: Apache-2.0
"""Founding a channel as a person: nobody is admitted to what is not open yet, so signing powers
decide, and whoever joins is the first who may know of it (HOME-11).
"""

from __future__ import annotations

from comity.core.ids import ChannelId
from comity.home import audit, people
from comity.home.reading import Reader
from comity.home.roles import Power
from comity.home.signing import authenticate

__all__ = ["begin", "joined"]


def begin(reader: Reader, action: str, password: str, subject: str = "") -> None:
    """Nothing, if this person may sign a file of a founding for the party; it is written down.

    Args:
        reader: who invites, answers, gathers or joins.
        action: ``invited``, ``answered``, ``gathered`` or ``joining``.
        password: the person's.
        subject: the codes of the invited, or empty.

    Raises:
        RuleError: ``not-allowed``, ``password-wrong``.

    Rules: HOME-4, HOME-10.
    """
    reader = authenticate(reader, Power.SIGN, password)
    detail = {"with": subject} if subject else None
    audit.note(reader.node.clock.now_ms(), action, reader.person, detail=detail)


def joined(reader: Reader, channel: ChannelId) -> None:
    """The post of whoever has joined is admitted to the channel. Rule: HOME-11."""
    now = reader.node.clock.now_ms()
    audit.note(now, "joined", reader.person, channel=channel)
    people.admit_own(reader.person.post, channel, now, reader.person)
