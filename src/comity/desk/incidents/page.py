# SPDX-License-Identifier: Apache-2.0
"""The page of an incident: the next step first and largest, then the clock and who has done what,
the facts side by side, what is made of them together, and the story.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import MalformedError
from comity.core.ids import ChannelId, Code
from comity.desk.account.keeping import take_kept
from comity.desk.dialogues.troubles import Trouble, halts_of
from comity.desk.incidents.shown import (
    call_lines,
    field_lines,
    message_lines,
    state_tag,
    state_told,
)
from comity.desk.incidents.steps import actions_of, step_of
from comity.desk.incidents.titles import incident_title, seen_incident
from comity.desk.items.index import index_of, title_of
from comity.desk.items.item import drafts_on
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import channel_named
from comity.desk.pages import not_found
from comity.desk.press.beside import press_beside
from comity.desk.record.told import StoryLine, happened
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.states import Tag, awaits, tags, timeless
from comity.desk.titles import marking_of
from comity.home.roles import Power
from comity.home.withheld import LABEL_CHARS_MAX, keep_private, private_facts, sees_private
from comity.subjects.incidents import IncidentView, unreleased
from comity.subjects.standing import Standing
from comity.telling.bodies import tell, tell_body
from comity.telling.faults import told_of
from comity.telling.history import history_of
from comity.telling.labels import label
from comity.telling.labels_incidents import mode_words
from comity.telling.voice import sentence

__all__ = ["incident_page"]


class Matter(NamedTuple):
    """One thing that both sides agree about: how it stands, what is agreed, where to propose."""

    heading: str
    tags: tuple[Tag, ...]
    told: str
    agreed: tuple[str, ...]
    item: str
    propose: str
    action: str


@require_http_methods(["GET", "POST"])
@spoken_page(Power.READ)
def incident_page(request: DeskRequest, channel: str, incident: str) -> HttpResponse:
    """The page; a post keeps an internal fact, which never leaves this house."""
    here = channel_named(request, channel)
    index = index_of(request, here)
    found = seen_incident(index.rooms, incident)
    if found is None:
        return not_found(request)
    faults: dict[str, str] = {}
    typed = take_kept(request) or request.POST
    if request.method == "POST":
        faults = _keep(request, here, incident)
        if not faults:
            return HttpResponseRedirect(request.path + "#internal")
    voice = request.voice
    halts = halts_of(request, here)
    with request.house.node.channels.hold(here) as held:
        parties = held.channel.parties
    columns = tuple(sorted(parties, key=lambda code: code != voice.own))
    assessment = found.assessment.value
    if assessment is None and found.assessment.open:
        assessment = found.assessment.open[-1].body.value
    values: dict[str, Any] = {
        "channel": channel,
        "dialogue": title_of(request, here),
        "marking": marking_of(voice, index.rooms),
        "incident": found,
        "title": incident_title(voice, found),
        "mode_words": mode_words(voice, found.mode),
        "tag_now": state_tag(voice, found),
        "told": state_told(voice, found),
        "troubles": (*halts, *_troubles(request, found)),
        "sent": "sent" in request.GET,
        "step": step_of(request, here, found),
        "actions": () if halts else actions_of(request, here, found),
        "notice": () if found.notice is None else tuple(tell(timeless(voice), found.notice)),
        "messages": message_lines(request, here, found),
        "calls": call_lines(request, here, found),
        "columns": tuple((code, sentence(voice.side(code))) for code in columns),
        "fields": field_lines(voice, found, assessment, columns),
        "shared_agreed": found.assessment.agreed is not None,
        "matters": tuple(_matters(request, here, found, halted=bool(halts))),
        "merged_into": _link(request, here, found.merged_into),
        "maybe_same": tuple(_near(request, here, found, halted=bool(halts))),
        "private": private_facts(request.reader, here, incident),
        "sees_private": sees_private(request.reader),
        "faults": faults,
        "typed_label": typed.get("label", "") if typed else "",
        "typed_text": typed.get("text", "") if typed else "",
        "label_max": LABEL_CHARS_MAX,
        "drafts": drafts_on(request, here, f"incident/{incident}"),
        "story": _story(request, here, found),
        # Nothing is said in public of what did not happen.
        "press": press_beside(request, here, f"incident/{incident}")
        if found.mode == "live"
        else None,
    }
    status = HTTPStatus.BAD_REQUEST if faults else HTTPStatus.OK
    return show(request, "incidents/page.html", values, status=status)


def _keep(request: DeskRequest, channel: ChannelId, incident: str) -> dict[str, str]:
    """Keep an internal fact; what is off with it, by field."""
    heading = request.POST.get("label", "").strip()
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    words = request.voice.words
    found = {}
    if not heading:
        found["label"] = words.gettext("Write what it is about")
    if not text:
        found["text"] = words.gettext("Write what is known")
    if found:
        return found
    try:
        keep_private(request.reader, channel, incident, heading, text)
    except MalformedError as error:
        return {"text": told_of(words, error.code, error.hint)}
    return {}


# --- what both agree about ---------------------------------------------------------------------


def _matters(
    request: DeskRequest, channel: ChannelId, incident: IncidentView, *, halted: bool
) -> Iterator[Matter]:
    voice, words, quiet = request.voice, request.voice.words, timeless(request.voice)
    may = request.reader.may(Power.DRAFT) and not halted and incident.merged_into is None
    told: tuple[tuple[str, str, str, Standing[Any, Any]], ...] = (
        ("assessment", words.gettext("Shared assessment"),
         words.gettext("Propose an assessment"), incident.assessment),
        ("response", words.gettext("Conclusion"),
         words.gettext("Propose a conclusion"), incident.response),
        ("review", words.gettext("Review"), words.gettext("Propose a review"), incident.review),
        ("merge", words.gettext("Merging"), "", incident.merge),
    )  # fmt: skip
    for last, heading, action, standing in told:
        known = standing.agreed is not None or standing.open or standing.closed
        if last == "merge" and not known:
            continue
        name = f"incident/{incident.id}/{last}"
        yield Matter(
            heading=heading,
            tags=tags(voice, standing),
            told=awaits(voice, standing),
            agreed=() if standing.agreed is None else tuple(tell_body(quiet, standing.agreed.body)),
            item=reverse("item", kwargs={"channel": channel, "matter": name}) if known else "",
            propose=reverse("propose-item", kwargs={"channel": channel, "matter": name})
            if may and action
            else "",
            action=action,
        )


class Near(NamedTuple):
    """An incident that is perhaps the same, or is: its title and page; where to propose it."""

    title: str
    href: str
    propose: str


def _link(request: DeskRequest, channel: ChannelId, name: str | None) -> Near | None:
    found = None if name is None else seen_incident(request.reader.rooms(channel), name)
    if found is None:
        return None
    href = reverse("incident", kwargs={"channel": channel, "incident": found.id})
    return Near(incident_title(request.voice, found), href, "")


def _near(
    request: DeskRequest, channel: ChannelId, incident: IncidentView, *, halted: bool
) -> Iterator[Near]:
    may = request.reader.may(Power.DRAFT) and not halted
    for name in incident.maybe_same:
        found = _link(request, channel, name)
        if found is not None:
            matter = f"incident/{incident.id}/merge"
            href = reverse("propose-item", kwargs={"channel": channel, "matter": matter})
            yield found._replace(propose=href if may and not incident.merge.open else "")


def _troubles(request: DeskRequest, incident: IncidentView) -> Iterator[Trouble]:
    voice, words = request.voice, request.voice.words
    for code in incident.two_voices:
        ends = voice.list(label(voice, "incident-end", one) for one in incident.row(code).ends)
        yield Trouble(
            words.gettext("Two different ends from {side}", side=voice.side(code)),
            words.gettext(
                "Declared: {ends}. Both stand in the record; neither ends it.", ends=ends
            ),
            words.gettext("Ask that side by telephone which one it stands by."),
            "alarm",
        )
    told: dict[Code, Any] = {row.party: row.facts for row in incident.rows}
    value = incident.assessment.value
    if value is not None and (cited := unreleased(value, told)):
        names = voice.list(label(voice, "incident-field", one) for one in cited)
        yield Trouble(
            words.gettext("The assessment names what no side has released"),
            words.gettext("Fields: {fields}.", fields=names),
            words.gettext("Release the facts, or agree on an assessment without them."),
            "important",
        )
    if incident.stale:
        names = voice.list(label(voice, "incident-field", one) for one in incident.stale)
        yield Trouble(
            words.gettext("The agreed assessment is stale"),
            words.gettext("These facts have changed since it was agreed: {fields}.", fields=names),
            words.gettext("Propose a new assessment."),
            "important",
        )


def _story(
    request: DeskRequest, channel: ChannelId, incident: IncidentView
) -> tuple[StoryLine, ...]:
    """All that happened on any of its items, and those merged with it, by the times claimed."""
    index = index_of(request, channel)
    lines: list[StoryLine] = []
    voice, node = timeless(request.voice), request.house.node
    names = {f"incident/{one}" for one in (incident.id, *incident.merged)}
    for matter in index.standings:
        if matter.rpartition("/")[0] in names:
            lines += happened(request, channel, history_of(voice, node, channel, matter), matter)
    return tuple(sorted(lines, key=lambda one: one.iso))
