# SPDX-License-Identifier: Apache-2.0
"""What our side knows of an incident and keeps to itself: a radar track, a source, a doubt.

It is never part of a body, in no form: neither as a digest nor as an empty key. Rule: HOME-51.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction

from comity.core.encoding import forbidden_at
from comity.core.errors import MalformedError
from comity.core.ids import ChannelId
from comity.home import audit
from comity.home.models import NOTE_CHARS_MAX
from comity.home.models_incidents import LABEL_CHARS_MAX, PrivateFact
from comity.home.reading import Reader
from comity.home.roles import Power

__all__ = ["LABEL_CHARS_MAX", "TEXT_CHARS_MAX", "keep_private", "private_facts", "sees_private"]

TEXT_CHARS_MAX: Final = NOTE_CHARS_MAX


def sees_private(reader: Reader) -> bool:
    """Whether the person sees and writes them: who drafts, signs or is on duty. Rule: HOME-51."""
    return any(reader.may(power) for power in (Power.DRAFT, Power.SIGN, Power.DUTY))


def private_facts(reader: Reader, channel: ChannelId, incident: str) -> tuple[PrivateFact, ...]:
    """Those of one incident, oldest first; none for whoever may not see them.

    Raises:
        RuleError: ``not-found``. Rule: HOME-11.
    """
    reader.check(channel)
    if not sees_private(reader):
        return ()
    rows = PrivateFact.objects.filter(channel=channel, incident=incident)
    return tuple(rows.select_related("post").order_by("at_ms", "pk"))


def keep_private(
    reader: Reader, channel: ChannelId, incident: str, label: str, text: str
) -> PrivateFact:
    """The fact, kept at home. Sent twice it is kept once.

    Args:
        reader: who writes it down.
        channel: where the incident is.
        incident: its id.
        label: what it is about, one line of 1 to 200 code points.
        text: the fact, 1 to 2,000 code points.

    Raises:
        RuleError: ``not-found``, ``not-allowed``.
        MalformedError: ``private-fact`` on an empty or over-long text, or one with a character
            that can't be shown.

    Rule: HOME-51.
    """
    reader = reader.anew()
    reader.check(channel)
    if not sees_private(reader):
        reader.need(Power.DUTY)
    _check(label, LABEL_CHARS_MAX, lines=False)
    _check(text, TEXT_CHARS_MAX, lines=True)
    now = reader.node.clock.now_ms()
    person = reader.person
    same = {"channel": channel, "incident": incident, "label": label, "text": text}
    with transaction.atomic():
        known = PrivateFact.objects.filter(**same, person=person).first()
        if known is not None:
            return known
        made = PrivateFact.objects.create(**same, person=person, post=person.post, at_ms=now)
        audit.note(now, "private-fact", person, channel=channel, subject=incident)
    return made


def _check(text: str, chars_max: int, *, lines: bool) -> None:
    whole = text.strip() and len(text) <= chars_max and (lines or "\n" not in text)
    if not whole or forbidden_at(text) is not None:
        raise MalformedError("private-fact", "HOME-51", f"1 to {chars_max} visible characters")
