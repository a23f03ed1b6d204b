# SPDX-License-Identifier: Apache-2.0
"""Who there is, which post may know of which dialogue, and the forms that add to it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.errors import ComityError, RuleError
from comity.desk.account.keeping import take_kept
from comity.desk.pages import page
from comity.desk.people.faults import NOTHING, Faults, at_once, faults_of
from comity.desk.people.roles import ROLES, role_names
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home import asking, organs, people
from comity.home.models import Admission, Person, Post
from comity.home.models_organs import Organ, OrganAdmission
from comity.home.roles import Power
from comity.telling.names import read_names

__all__ = ["organs_shown", "people_page"]

STEPS: Final = (
    "post", "organ", "set-organ", "person", "admit", "withdraw", "admit-organ", "withdraw-organ",
    "ask-approval", "no-approval",
)  # fmt: skip


class ShownPerson(NamedTuple):
    """One person in the table."""

    sign_in: str
    href: str
    post: str
    roles: str
    active: bool


class ShownOrgan(NamedTuple):
    """An organ, or those posts that are of none: its posts by short name and name."""

    slug: str
    name: str
    posts: tuple[tuple[str, str], ...]


class ShownDialogue(NamedTuple):
    """One dialogue by its local name, and who may know of it. No content of it.

    `organs` are admitted as a whole; `posts` by themselves, each with its organ's name or nothing.
    """

    channel: str
    name: str
    sides: str
    organs: tuple[tuple[str, str], ...]
    other_organs: tuple[tuple[str, str], ...]
    posts: tuple[tuple[str, str, str], ...]
    others: tuple[tuple[str, str], ...]
    approval: bool


@require_http_methods(["GET", "POST"])
@page(Power.ADMINISTER)
def people_page(request: DeskRequest) -> HttpResponse:
    """The page; what is sent well is done, and the page is shown again. Rules: HOME-10 to -12."""
    faults = NOTHING
    sent = request.POST if request.method == "POST" else take_kept(request)
    step = "" if sent is None else sent.get("step", "")
    if request.method == "POST":
        faults = at_once(request.voice, STEPS, request.POST) or _tried(request, step)
        if not faults.summary:
            return HttpResponseRedirect(reverse("people") + "?done")
    words = request.voice.words
    values: dict[str, Any] = {
        "people": _people(request),
        "posts": tuple((one.slug, request.voice.pick(one.names)) for one in _posts()),
        "roles": tuple((role.value, words.gettext(label)) for role, label in ROLES.items()),
        "organs": organs_shown(request),
        "every_organ": tuple((one.slug, request.voice.pick(one.names)) for one in _organs()),
        "dialogues": _dialogues(request),
        "approvals": bool(request.house.config.approvals),
        "faults": faults,
        "step": step,
        "typed": sent or {},
        "chosen": [] if sent is None else sent.getlist("roles"),
        "done": "done" in request.GET,
    }
    return show(request, "people/overview.html", values, status=400 if faults.summary else 200)


def _tried(request: DeskRequest, step: str) -> Faults:
    """What hindered the step, or that nothing did."""
    try:
        _do(request, step)
    except ComityError as error:
        return faults_of(request.voice, step, error)
    return NOTHING


def _do(request: DeskRequest, step: str) -> None:
    sent, now = request.POST, request.house.node.clock.now_ms()
    by = request.person
    if step in ("post", "organ"):
        names = {
            code: text.strip()
            for code in people.LANGUAGES
            if (text := sent.get(f"name_{code}", "")).strip()
        }
        slug = sent.get("slug", "").strip()
        if step == "organ":
            organs.add_organ(slug, names, now, by=by)
        else:
            people.add_post(slug, names, _organ(sent.get("organ", "")), now, by=by)
    elif step == "set-organ":
        post = people.find_post(sent.get("post", ""))
        organs.set_organ(post, _organ(sent.get("organ", "")), now, by=by)
    elif step == "person":
        people.add_person(
            sent.get("sign_in", "").strip(),
            people.find_post(sent.get("post", "")),
            sent.getlist("roles"),
            sent.get("password", ""),
            now,
            by=by,
        )
    else:
        whole, channel = step.endswith("-organ"), sent.get("channel", "")
        if channel in request.house.node.channels.ids() and step.endswith("-approval"):
            asking.set_asked(channel, now, asked=step == "ask-approval", by=by)
            return
        whom: Post | Organ
        if whole:
            whom = organs.find_organ(sent.get("organ", ""))
        else:
            whom = people.find_post(sent.get("post", ""))
        if channel not in request.house.node.channels.ids():
            raise RuleError("dialogue-unknown", "HOME-11", "no such dialogue here")
        act = people.admit if step.startswith("admit") else people.withdraw_admission
        act(whom, channel, now, by=by)


def _organ(slug: str) -> Organ | None:
    """The organ that was chosen; None where none was."""
    return organs.find_organ(slug) if slug else None


def _posts() -> list[Post]:
    return list(Post.objects.select_related("organ").order_by("organ__slug", "slug"))


def _organs() -> list[Organ]:
    return list(Organ.objects.order_by("slug"))


def organs_shown(request: DeskRequest) -> tuple[ShownOrgan, ...]:
    """Every organ with its posts; last, under an empty short name, the posts that are of none."""
    voice, posts = request.voice, _posts()

    def of(organ: Organ | None) -> tuple[tuple[str, str], ...]:
        return tuple((one.slug, voice.pick(one.names)) for one in posts if one.organ == organ)

    found = [ShownOrgan(one.slug, voice.pick(one.names), of(one)) for one in _organs()]
    none = of(None)
    if none:
        found.append(ShownOrgan("", voice.words.gettext("Of no organ"), none))
    return tuple(found)


def _people(request: DeskRequest) -> tuple[ShownPerson, ...]:
    voice = request.voice
    return tuple(
        ShownPerson(
            one.sign_in,
            reverse("person", kwargs={"sign_in": one.sign_in}),
            voice.pick(one.post.names),
            voice.list(role_names(voice, one)),
            one.active,
        )
        for one in Person.objects.select_related("post").order_by("-active", "sign_in")
    )


def _dialogues(request: DeskRequest) -> tuple[ShownDialogue, ...]:
    """Every dialogue of the node by its local name: an administrator sees no title of one."""
    node, voice = request.house.node, request.voice
    names = read_names(request.house.config.names)
    posts = {one.pk: (one, voice.pick(one.names)) for one in _posts()}
    every = [(one, (one.slug, voice.pick(one.names))) for one in _organs()]
    whole: dict[str, set[int]] = {}
    for organ, channel in OrganAdmission.objects.values_list("organ_id", "channel"):
        whole.setdefault(channel, set()).add(organ)
    admitted: dict[str, set[int]] = {}
    for post, channel in Admission.objects.values_list("post_id", "channel"):
        admitted.setdefault(channel, set()).add(post)
    found, asked = [], asking.asked_in()
    for channel in node.channels.ids():
        with node.channels.hold(channel) as held:
            others = [code for code in held.channel.parties if code != held.own]
        inside, bodies = admitted.get(channel, set()), whole.get(channel, set())
        found.append(
            ShownDialogue(
                channel,
                names.of(channel),
                voice.sides(others),
                tuple(told for one, told in every if one.pk in bodies),
                tuple(told for one, told in every if one.pk not in bodies),
                tuple(
                    (str(one.slug), name, "" if one.organ is None else voice.pick(one.organ.names))
                    for key, (one, name) in posts.items()
                    if key in inside
                ),
                tuple(
                    (str(one.slug), name)
                    for key, (one, name) in posts.items()
                    if key not in inside and one.organ_id not in bodies
                ),
                channel in asked,
            )
        )
    return tuple(found)
