# SPDX-License-Identifier: Apache-2.0
"""What comes next on an incident, in one sentence with one button; and what else can be said."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from comity.core.ids import ChannelId
from comity.desk.incidents.shown import Clock, clock_of
from comity.desk.requests import DeskRequest
from comity.desk.states import awaits
from comity.home import duty
from comity.home.roles import Power
from comity.subjects.incidents import IncidentView, Message
from comity.telling.labels import label
from comity.telling.voice import sentence

__all__ = ["Step", "actions_of", "step_of"]


class Step(NamedTuple):
    """What comes next: a sentence, whether it is for our side, its clock, and where it is done.

    `message` is set where it is an acknowledgement, which is given on the page itself; `seen` is
    then what the page has shown (HOME-13).
    """

    told: str
    ours: bool = False
    clock: Clock | None = None
    message: str = ""
    seen: str = ""
    action: str = ""
    href: str = ""


def step_of(request: DeskRequest, channel: ChannelId, incident: IncidentView) -> Step:
    """What comes next on an incident, for this reader."""
    voice, words, own = request.voice, request.voice.words, request.voice.own
    assert own is not None, "a desk is one side's"
    row = incident.row(own)
    if incident.merged_into is not None:
        told = words.gettext("It goes on as the incident with which it is merged.")
        return Step(told)
    if incident.suspended:
        told = words.gettext("Stop the drill: a live incident goes on. Nothing more is sent here.")
        return Step(told, ours=True)
    if row.awaits:
        return _acknowledge(request, channel, row.awaits[0])
    late = [
        (message, other)
        for other in incident.rows
        for message in other.awaits
        if other.party != own and message.said.party == own
    ]
    if late:
        message, other = late[0]
        told = words.gettext(
            "{side} has not acknowledged our message yet.", side=sentence(voice.side(other.party))
        )
        action, href = "", ""
        if request.reader.may(Power.DUTY):
            action, href = words.gettext("Log a call"), _speak(channel, incident, "call")
        return Step(told, clock=clock_of(voice, message), action=action, href=href)
    return _later(request, channel, incident)


def _acknowledge(request: DeskRequest, channel: ChannelId, message: Message) -> Step:
    voice, words = request.voice, request.voice.words
    told = words.gettext(
        "Acknowledge the {kind} of {side}, version {number}.",
        kind=label(voice, "incident-message", message.kind),
        side=voice.side(message.said.party),
        number=message.version,
    )
    clock = clock_of(voice, message)
    if not request.reader.may(Power.DUTY):
        told = words.gettext("{told} A duty officer or a signer does that.", told=told)
        return Step(told, ours=True, clock=clock)
    seen = duty.seen_now(request.reader, channel, message.incident)
    name = "/".join(str(part) for part in message.ref)
    action = words.gettext("Acknowledge")
    return Step(told, ours=True, clock=clock, message=name, seen=seen, action=action)


def _later(request: DeskRequest, channel: ChannelId, incident: IncidentView) -> Step:
    """What comes next once all is acknowledged."""
    voice, words, own = request.voice, request.voice.words, request.voice.own
    may = request.reader.may(Power.DRAFT)
    for standing in (incident.assessment, incident.response, incident.review, incident.merge):
        if standing.moves:
            told = awaits(voice, standing)
            href = reverse("item", kwargs={"channel": channel, "matter": standing.matter})
            ours = own in standing.moves
            return Step(told, ours=ours, action=words.gettext("Open") if ours else "", href=href)
    if incident.end is None and incident.concluded is None:
        row = incident.row(str(own))
        told = words.gettext("It goes on. Send an update when something is known, or end it.")
        if not row.notifier:
            told = words.gettext("It goes on. The next word is that of the side that notified it.")
        if row.notifier and row.end is None and request.reader.may(Power.DUTY):
            action = words.gettext("Send an update")
            return Step(told, action=action, href=_speak(channel, incident, "update"))
        return Step(told)
    steps = (
        (not incident.row(str(own)).facts, "facts",
         words.gettext("Release the facts that the other side may know."),
         words.gettext("Release facts")),
        (incident.assessment.agreed is None, "assessment",
         words.gettext("Propose a shared assessment."),
         words.gettext("Propose an assessment")),
        (incident.response.agreed is None, "response",
         words.gettext("Propose how to conclude it."), words.gettext("Propose a conclusion")),
        (incident.review.agreed is None, "review",
         words.gettext("Propose the review that closes it."), words.gettext("Propose a review")),
    )  # fmt: skip
    for missing, last, told, action in steps:
        if missing:
            name = "state" if last == "facts" else "propose-item"
            href = reverse(
                name, kwargs={"channel": channel, "matter": f"incident/{incident.id}/{last}"}
            )
            return Step(told, ours=may, action=action if may else "", href=href)
    return Step(words.gettext("Nothing: it is closed."))


def _speak(channel: ChannelId, incident: IncidentView, what: str) -> str:
    return reverse(
        "speak-incident", kwargs={"channel": channel, "incident": incident.id, "what": what}
    )


def actions_of(
    request: DeskRequest, channel: ChannelId, incident: IncidentView
) -> tuple[tuple[str, str], ...]:
    """What else can be said of an incident, each as words and where."""
    own, words = request.voice.own, request.voice.words
    found: list[tuple[str, str]] = []
    if incident.merged_into is not None or own is None:
        return ()
    duty_now, notifier = request.reader.may(Power.DUTY), incident.row(own).notifier
    if duty_now and notifier:
        found.append((words.gettext("Send an update"), _speak(channel, incident, "update")))
    if duty_now:
        found.append((words.gettext("Log a call"), _speak(channel, incident, "call")))
    if request.reader.may(Power.DRAFT):
        matter = f"incident/{incident.id}/facts"
        href = reverse("state", kwargs={"channel": channel, "matter": matter})
        found.append((words.gettext("Release facts"), href))
    if duty_now and notifier and incident.row(own).end is None:
        # Another end would be a second voice of our side (INC-9); its form can still be opened.
        found.append((words.gettext("End the incident"), _speak(channel, incident, "stand-down")))
    return tuple(found)
