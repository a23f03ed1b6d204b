# SPDX-License-Identifier: Apache-2.0
"""What our side may say in public now, and the taking out of the words (HOME-30).

Two keys: every party has accepted, as the record held here shows; and the time has come by this
node's own clock. A clock that stands before what it has shown opens nothing.
"""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

from django.db import transaction

from comity.core.ids import ChannelId, b64
from comity.home import audit
from comity.home.models import AuditLine
from comity.home.models_press import Release
from comity.home.reading import Reader, not_found
from comity.home.roles import Power
from comity.node.public import public_words, sayable_now, went_back
from comity.subjects.press import PressView, Sayable

__all__ = ["Guided", "PublicText", "clock_went_back", "give_out", "guided", "releases_of"]

RELEASES_SHOWN: Final = 50


class Guided(NamedTuple):
    """One press guidance, and whether our side may say something by it now."""

    view: PressView
    sayable: Sayable


class PublicText(NamedTuple):
    """Words that may leave as they are: those of the guidance and nothing else.

    `name` is a file's; `text` ends with one line end.
    """

    language: str
    name: str
    text: str


def clock_went_back(reader: Reader, channel: ChannelId) -> bool:
    """Whether the node's clock stands before what it has shown: in the audit log, or in our own log
    of the channel. Rule: HOME-30.
    """
    return went_back(reader.node, channel, _audited_ms())


def guided(reader: Reader, channel: ChannelId) -> tuple[Guided, ...]:
    """Every press guidance of a channel, and whether our side may say something by it now.

    Raises:
        RuleError: ``not-found`` as `Reader.check`.
    """
    views = reader.rooms(channel).press.details
    return tuple(Guided(one, sayable_now(reader.node, channel, one)) for one in views)


def give_out(reader: Reader, channel: ChannelId, name: str, language: str) -> PublicText:
    """The words that our side may say now in one language, written down as taken out.

    Args:
        reader: who may draft.
        channel: where the guidance is.
        name: of the guidance, as in its path.
        language: one in which it has words for our side.

    Raises:
        RuleError: ``not-found``; ``not-allowed`` (HOME-10); ``release/not-agreed``,
            ``release/not-before``, ``release/if-asked``, ``release/taken-back``,
            ``release/no-words``, ``clock-back`` (HOME-30).
    """
    reader = reader.anew()
    reader.need(Power.DRAFT)
    found = next((one for one in guided(reader, channel) if one.view.id == name), None)
    if found is None:
        raise not_found()
    words = public_words(reader.node, channel, found.view, language, _audited_ms())
    text, ref = words.text, words.offer
    digest = b64(hashlib.sha256(text.encode()).digest())
    now = reader.node.clock.now_ms()
    with transaction.atomic():
        Release.objects.create(
            channel=channel, guidance=name, entry=ref.hash, place=ref.index, person=reader.person,
            post=reader.person.post, at_ms=now, language=language, digest=digest,
        )  # fmt: skip
        offer = f"{ref.party}/{ref.number}/{ref.index}"
        detail = {"digest": digest, "language": language, "offer": offer}
        audit.note(now, "released", reader.person, channel=channel, subject=name, detail=detail)
    return PublicText(language, f"{name}-{language}.txt", text)


def releases_of(reader: Reader, channel: ChannelId) -> tuple[Release, ...]:
    """What was taken out last in a channel, newest first. Raises as `Reader.check`."""
    rows = Release.objects.filter(channel=reader.check(channel))
    return tuple(rows.select_related("post").order_by("-at_ms", "-pk")[:RELEASES_SHOWN])


def _audited_ms() -> int:
    """When the newest line of the audit log was written by this node's clock."""
    line = AuditLine.objects.order_by("-n").first()
    return 0 if line is None else int(line.at_ms)
