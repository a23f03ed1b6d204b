# SPDX-License-Identifier: Apache-2.0
"""Which form is for which item, and on what it stands. An absent row: the desk has no form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from comity.core.ids import ChannelId, Matter
from comity.core.views import ActRef
from comity.desk.forms.agendas import AgendaForm, AnchorForm, raised_from
from comity.desk.forms.assessments import (
    AssessmentForm,
    FactsForm,
    MergeForm,
    ResponseForm,
    ReviewForm,
)
from comity.desk.forms.authorities import AuthorityForm
from comity.desk.forms.facts import CheckForm, FactForm, Figured
from comity.desk.forms.followups import (
    FollowUpForm,
    OpinionForm,
    ReportForm,
    StatementForm,
    followed_from,
)
from comity.desk.forms.incidents import AckForm, CallForm, EndForm, NoticeForm, UpdateForm
from comity.desk.forms.measures import DeliveryForm, InterestsForm, MeasureForm, ReplyForm
from comity.desk.forms.meetings import (
    AttendanceForm,
    CallDateForm,
    DateForm,
    DelegationForm,
    ReadoutForm,
    WindowForm,
)
from comity.desk.forms.plans import PlanForm
from comity.desk.forms.press import GuidanceForm, ReleaseForm, about_of
from comity.desk.forms.subject import Ground, SubjectForm
from comity.desk.forms.terms import TermsForm
from comity.desk.forms.texts import AdoptionForm, HeaderForm, ParagraphForm, outlined_for
from comity.desk.requests import DeskRequest
from comity.desk.soundings.heard import sounded_value
from comity.desk.titles import dialogues_beside
from comity.home.figures import verdict_on
from comity.home.models import Post
from comity.presets import load
from comity.presets.reading import NAMES
from comity.subjects import ROUTES, Rooms
from comity.subjects.authorities import Authority
from comity.subjects.fields import Words
from comity.subjects.meetings import Window
from comity.subjects.reading import UNKNOWN, BodyState, Verb, route_of
from comity.subjects.standing import Proposal, Standing, Value
from comity.telling.voice import Voice
from comity.workbench.drafting import shape_of

__all__ = ["Begun", "begun_from", "form_for", "ground_for"]

_OFFERED: Final[dict[str, type[SubjectForm]]] = {
    form.shape: form
    for form in (
        TermsForm, AnchorForm, DateForm, AgendaForm, HeaderForm, ParagraphForm, AdoptionForm,
        FollowUpForm, GuidanceForm, MergeForm, AssessmentForm, ResponseForm, ReviewForm,
        MeasureForm, PlanForm, FactForm,
    )
}  # fmt: skip
_DECLARED: Final[dict[str, type[SubjectForm]]] = {
    form.shape: form
    for form in (
        DelegationForm, AttendanceForm, ReadoutForm, ReportForm, OpinionForm, ReleaseForm,
        AuthorityForm, InterestsForm, DeliveryForm, ReplyForm, CheckForm,
        NoticeForm, UpdateForm, AckForm, CallForm, EndForm, FactsForm,
    )
}  # fmt: skip


_PREFILLED: Final[dict[str, Callable[[Mapping[str, Any], Voice, Rooms], Any]]] = {
    "meeting/*/agenda/*": raised_from,
    "follow-up/*": followed_from,
    "text/*": outlined_for,
}
"""What a form on a new item begins with, from what the address names."""


class Begun(NamedTuple):
    """What a form starts from.

    Args:
        value: the value, or None.
        digest: of its body.
        offer: the proposal that it answers, or None: what is agreed, declined or withdrawn is
            answered by nothing.
        source: where the value stands in the record, or None.
    """

    value: Any
    digest: str | None
    offer: ActRef | None
    source: Value[Any] | Proposal[Any] | None = None


def form_for(matter: Matter, verb: Verb, kind: str, base: Any) -> type[SubjectForm] | None:
    """The form for an item, or None if the desk has none.

    Args:
        matter: the item.
        verb: offered, or declared; an item that is offered can also be stated something on.
        kind: ``window``, ``date`` or ``call`` for the date of a meeting; else nothing.
        base: what it starts from: a counter to a window is a window, unless said otherwise.
    """
    if route_of(ROUTES, matter) is UNKNOWN:
        return None
    shape = shape_of(matter)
    if verb == "declare":
        found = _DECLARED.get(shape)
        return StatementForm if found is None and shape in _OFFERED else found
    if shape == "meeting/*/date" and (
        kind == "window" or (kind != "date" and isinstance(base, Window))
    ):
        return WindowForm
    if shape == "meeting/*/date" and kind == "call":
        return CallDateForm
    return _OFFERED.get(shape)


def begun_from(standing: Standing[Any, Any] | None, base: tuple[str, int, int] | None) -> Begun:
    """The value that a form on an item starts from: the proposal named, else what is agreed, else
    the newest that is open, else the newest that was declined, withdrawn or overtaken.
    """
    if standing is None:
        return Begun(None, None, None)
    for proposal in (*standing.open, *standing.closed):
        ref = proposal.offer.ref
        named = base == (ref.party, ref.number, ref.index)
        if named and proposal.body.state is BodyState.READ:
            return Begun(proposal.body.value, proposal.body.digest, ref, proposal)
    agreed = standing.agreed
    if agreed is not None and agreed.body.state is BodyState.READ:
        return Begun(agreed.body.value, agreed.body.digest, None, agreed)
    newest = [one for one in standing.open if one.body.state is BodyState.READ]
    if newest:
        last = newest[-1]
        return Begun(last.body.value, last.body.digest, last.offer.ref, last)
    over = [one for one in standing.closed if one.body.state is BodyState.READ]
    if over:
        last = over[-1]
        return Begun(last.body.value, last.body.digest, None, last)
    return Begun(None, None, None)


def ground_for(
    request: DeskRequest,
    channel: ChannelId,
    matter: Matter,
    base: tuple[str, int, int] | None = None,
    preset: str = "",
) -> tuple[Ground, Begun]:
    """On what a form for the item stands, and what it starts from.

    Raises:
        MalformedError: ``body/matter`` on an item that this version does not know.
        ConfigError: as `comity.presets.load` on a preset that does not fit.
    """
    rooms: Rooms = request.reader.rooms(channel)
    with request.house.node.channels.hold(channel) as held:
        parties = held.channel.parties
    standing = next((one for one in rooms.standings if one.matter == matter), None)
    begun = begun_from(standing, base)
    value, digest = begun.value, begun.digest
    if shape_of(matter) in ("meeting/*/attendance", "meeting/*/delegation", "meeting/*/readout"):
        name = matter.split("/")[1]
        value = next((one.when for one in rooms.meetings.details if one.id == name), None)
        digest = None
    if shape_of(matter) == "measure/*/delivery":
        name = matter.split("/")[1]
        value = next((one.plan.value for one in rooms.measures.details if one.id == name), None)
    if shape_of(matter) == "fact/*/check":
        value = _figured(request, channel, matter, rooms)
    if shape_of(matter) == "press/*" and value is None:
        value = about_of(request.GET)
    if shape_of(matter) == "authority/*":
        value = _authority(request, matter, rooms)
    sounded = sounded_value(request, channel, matter)
    if sounded is not None:
        value, digest = sounded, None
    if value is None and shape_of(matter) in _PREFILLED:
        value = _PREFILLED[shape_of(matter)](request.GET, request.voice, rooms)
    if matter == "terms" and value is None and preset in NAMES:
        value = load(preset).terms_for(parties, None if preset != "generic" else "2023-01-01")
    others = dialogues_beside(request, channel) if matter == "terms" else {}
    return Ground(request.voice, matter, parties, rooms, value, digest, others), begun


def _authority(request: DeskRequest, matter: Matter, rooms: Rooms) -> Authority | Words | None:
    """What our side has notified of a post last; else the names of the post of ours so called."""
    name, own = matter.split("/")[1], str(request.voice.own)
    for one in rooms.authorities.details:
        newest = one.newest() if (one.party, one.id) == (own, name) else None
        if newest is not None:
            return newest.body.value
    post = Post.objects.filter(slug=name).first()
    return None if post is None else dict(post.names)


def _figured(
    request: DeskRequest, channel: ChannelId, matter: Matter, rooms: Rooms
) -> Figured | None:
    """The newest figure of another side that is open on a fact, computed again here. FIG-7."""
    name, own = matter.rpartition("/")[0], str(request.voice.own)
    for one in rooms.facts.details:
        if one.standing.matter != name:
            continue
        for proposal in reversed(one.standing.open):
            ref = proposal.offer.ref
            offer = (ref.party, ref.number, ref.index)
            verdict = verdict_on(request.house.node, channel, name, offer)
            if verdict is not None and ref.party != own:
                return Figured(ref, verdict)
    return None
