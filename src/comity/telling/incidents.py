# SPDX-License-Identifier: Apache-2.0
"""How an incident stands, in lines: for the terminal, where there is no page."""

from __future__ import annotations

from collections.abc import Iterator

from comity.subjects.incidents import IncidentView
from comity.telling.bodies import tell_body
from comity.telling.labels import label
from comity.telling.labels_incidents import with_mode
from comity.telling.voice import Voice, sentence

__all__ = ["tell_incident"]


def tell_incident(voice: Voice, view: IncidentView) -> Iterator[str]:
    """Its title, how it stands, every message with who has acknowledged it, and its calls."""
    words = voice.words
    kind = words.gettext("no notification that can be read here")
    if view.kind is not None:
        kind = sentence(label(voice, "incident-kind", view.kind))
    yield with_mode(voice, view.mode, f"{kind} ({view.id})")
    parts = [label(voice, "incident-class", view.severity)]
    parts.append(label(voice, "incident-progress", view.progress.value))
    if view.end is not None:
        parts.append(label(voice, "incident-end", view.end))
    if view.suspended:
        parts.append(words.gettext("suspended by a live incident"))
    yield f"  {sentence(voice.list(parts))}"
    for code in view.two_voices:
        yield "  " + words.gettext("Two different ends from {side}", side=voice.side(code))
    for message in view.messages:
        name = "/".join(str(part) for part in message.ref)
        side = sentence(voice.side(message.said.party))
        what = tell_body(voice, message.said.body)
        yield f"  {name} · {side}: {what[0] if what else ''}"
        for row in view.rows:
            for ack in row.acks:
                if ack.message == message and ack.fault is None:
                    time = voice.instant(ack.said.declaration.time)
                    told = words.gettext("acknowledged by {side}, {time}",
                                         side=voice.side(row.party), time=time)  # fmt: skip
                    yield f"    {told}"
            if message in row.awaits:
                time = voice.instant(message.due)
                told = words.gettext("to be acknowledged by {side} until {time}",
                                     side=voice.side(row.party), time=time)  # fmt: skip
                yield f"    {told}"
    for call in view.calls:
        lines = tell_body(voice, call.body)
        yield f"  {sentence(voice.side(call.party))}: {lines[0] if lines else ''}"
