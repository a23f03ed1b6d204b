# SPDX-License-Identifier: Apache-2.0
"""What is asked before an administrator takes something from people: what follows from it.

Nothing is done here; the forms of these pages go to `overview` and `changing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from comity.core.errors import RuleError
from comity.core.ids import ChannelId, Digest
from comity.desk.pages import not_found, page
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.home import people
from comity.home.admissions import posts_in
from comity.home.models import Admission, Person, Post
from comity.home.models_organs import OrganAdmission
from comity.home.roles import Power
from comity.telling.names import read_names

__all__ = ["ask_deactivate", "ask_withdraw", "ask_withdraw_organ"]


@require_GET
@page(Power.ADMINISTER)
def ask_withdraw(request: DeskRequest, post: str, channel: str) -> HttpResponse:
    """What follows where a post may know of a dialogue no longer. Rule: HOME-11."""
    admitted = Admission.objects.filter(channel=channel).select_related("post__organ")
    found = next((one.post for one in admitted if one.post.slug == post), None)
    if found is None:
        return not_found(request)
    whole = found.organ is not None and found.organ.admissions.filter(channel=channel).exists()
    left = set(posts_in((channel,)))
    if not whole:
        left.discard(found)
    values = {
        "post": request.voice.pick(found.names),
        "slug": post,
        "organ": request.voice.pick(found.organ.names) if found.organ and whole else "",
        "step": "withdraw",
    }
    return _ask(request, channel, values, set() if whole else {found}, left)


@require_GET
@page(Power.ADMINISTER)
def ask_withdraw_organ(request: DeskRequest, organ: str, channel: str) -> HttpResponse:
    """What follows where the posts of an organ may know of a dialogue no longer. HOME-17."""
    admitted = OrganAdmission.objects.filter(channel=channel, organ__slug=organ)
    first = admitted.select_related("organ").first()
    if first is None:
        return not_found(request)
    posts = set(first.organ.posts.all())
    own = set(Post.objects.filter(admissions__channel=channel))
    others = set(Post.objects.filter(organ__admissions__channel=channel)) - posts
    values = {
        "post": request.voice.pick(first.organ.names),
        "slug": organ,
        "organ": "",
        "kept": request.voice.list(request.voice.pick(one.names) for one in posts & own),
        "step": "withdraw-organ",
    }
    return _ask(request, channel, values, posts - own, own | others)


def _ask(
    request: DeskRequest, channel: str, values: dict[str, Any], gone: set[Post], left: set[Post]
) -> HttpResponse:
    """The page, with who no longer finds the dialogue and who remains."""
    where = ChannelId(Digest(channel))
    if where not in request.house.node.channels.ids():
        return not_found(request)
    with request.house.node.channels.hold(where) as held:
        others = [code for code in held.channel.parties if code != held.own]
    readers = [one for one in _active(gone) if Power.READ in one.powers]
    voice = request.voice
    values |= {
        "channel": channel,
        "dialogue": read_names(request.house.config.names).of(where),
        "sides": voice.sides(others),
        "count": len(readers),
        "names": voice.list(one.sign_in for one in readers),
        "last": not left,
        "unsigned": bool(left) and not _signers(left),
    }
    return show(request, "people/withdraw.html", {"kept": "", **values})


@require_GET
@page(Power.ADMINISTER)
def ask_deactivate(request: DeskRequest, sign_in: str) -> HttpResponse:
    """What follows where a person may sign in no longer. Rule: HOME-12."""
    try:
        found = people.find_person(sign_in)
    except RuleError:
        return not_found(request)
    own = request.person is not None and found.pk == request.person.pk
    if own or not found.active:  # the page of the person says why there is nothing to ask
        return HttpResponseRedirect(reverse("person", kwargs={"sign_in": sign_in}))
    values = {
        "whom": found,
        "post": request.voice.pick(found.post.names),
        "alone": request.voice.list(_alone_in(request, found)),
    }
    return show(request, "people/deactivate.html", values)


def _alone_in(request: DeskRequest, person: Person) -> list[str]:
    """The dialogues, by their local names, in which nobody else can sign."""
    if Power.SIGN not in person.powers:
        return []
    names, found = read_names(request.house.config.names), []
    for channel in request.house.node.channels.ids():
        posts = list(posts_in((channel,)))
        if person.post in posts and _signers(posts) == [person]:
            found.append(names.of(channel))
    return found


def _signers(posts: Iterable[Post]) -> list[Person]:
    return [one for one in _active(posts) if Power.SIGN in one.powers]


def _active(posts: Iterable[Post]) -> list[Person]:
    """Whoever may sign in and holds one of these posts."""
    return list(Person.objects.filter(active=True, post__in=list(posts)).order_by("sign_in"))
