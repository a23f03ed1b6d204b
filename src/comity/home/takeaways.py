# SPDX-License-Identifier: Apache-2.0
"""Files that a person takes out of the program: each is a line of the audit log (HOME-70).

What they hold is made above; here is who may take it, and that it was taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from comity.core.ids import ChannelId, b64
from comity.home import audit
from comity.home.notes import notes_on
from comity.home.reading import Reader
from comity.home.roles import Power

__all__ = ["NotedHere", "notes_for", "taken"]


class NotedHere(NamedTuple):
    """One internal note: its item, its text, the names of its post by language, and when it was
    written last, UTC milliseconds.
    """

    matter: str
    text: str
    post: dict[str, str]
    time: int


def notes_for(reader: Reader, channel: ChannelId, paths: Iterable[str]) -> tuple[NotedHere, ...]:
    """The notes on these items and on what is below them, without those taken away.

    Raises:
        RuleError: ``not-found``. Rules: HOME-11, HOME-60.
    """
    found = [
        note for path in paths for note in notes_on(reader, channel, path, below=True)
        if not note.removed
    ]  # fmt: skip
    return tuple(
        NotedHere(one.matter, one.text, dict(one.author.post.names), int(one.changed_ms))
        for one in found
    )


def taken(
    reader: Reader,
    channel: ChannelId,
    action: str,
    subject: str,
    raw: bytes,
    *,
    form: str,
    language: str,
) -> None:
    """It is written down that the reader takes this file away.

    Args:
        reader: who may read the dialogue.
        channel: of which it is.
        action: what kind of file, as ``briefing-taken``.
        subject: the meeting, text or measure that it is of.
        raw: its bytes, of which only the digest is kept.
        form: as ``pdf``.
        language: of its frame.

    Raises:
        RuleError: ``not-found``; ``not-allowed`` (HOME-10).

    Rule: HOME-70.
    """
    reader = reader.anew()
    reader.need(Power.READ)
    reader.check(channel)
    detail = {
        "digest": b64(hashlib.sha256(raw).digest()),
        "form": form,
        "language": language,
    }
    now = reader.node.clock.now_ms()
    audit.note(now, action, reader.person, channel=channel, subject=subject, detail=detail)
