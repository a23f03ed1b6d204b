# SPDX-License-Identifier: Apache-2.0
"""What every form of a move shows beside its fields: on what it was made, the drafts around it."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, NamedTuple

from django.urls import reverse

from comity.desk.dispatch.told import KINDS, STATES, change_of, purpose
from comity.desk.moves.drafts import Around, Hindrance
from comity.desk.requests import DeskRequest
from comity.home.models import Draft
from comity.telling.faults import told_of, what_next

__all__ = ["NearDraft", "around_values", "status_of"]

NEAR_SHOWN_MAX = 5


class NearDraft(NamedTuple):
    """A draft on the same item: what it would do, whose it is, where it is opened and changed."""

    purpose: str
    post: str
    time: str
    state: str
    kind: str
    href: str
    change: str | None


def around_values(
    request: DeskRequest,
    around: Around,
    hindrance: Hindrance,
    seen: str,
    carried: Iterable[str] = (),
    *,
    restored: bool,
) -> dict[str, Any]:
    """What the templates of forms use (``moves/around.html``).

    Args:
        request: of whoever fills in the form.
        around: the drafts around it.
        hindrance: why it was not saved.
        seen: what the record says of its items now.
        carried: names of what the form carries from its address.
        restored: whether what was typed has come over the sign-in page.
    """
    asked = request.POST if request.method == "POST" else request.GET
    words = request.voice.words
    hidden = [(name, str(asked[name])) for name in carried if asked.get(name)]
    hidden += [("seen", seen), ("known", around.known)]
    if around.draft is not None:
        hidden.append(("draft", str(around.draft.pk)))
    mine = {one.pk for one in around.mine}
    near = sorted(around.near, key=lambda one: one.pk not in mine)[:NEAR_SHOWN_MAX]
    return {
        "hidden": tuple(hidden),
        "near": tuple(_near(request, one) for one in near),
        "into": None if not mine else str(around.mine[-1].pk),
        "changing": None if around.draft is None else _near(request, around.draft),
        "hindrance": hindrance,
        "gone": told_of(words, hindrance.gone, "") if hindrance.gone else "",
        "gone_next": what_next(words, hindrance.gone) if hindrance.gone else "",
        "restored": restored,
        "typed_kept": restored or request.method == "POST",
    }


def status_of(request: DeskRequest, hindrance: Hindrance, *, faulty: bool) -> int:
    """The status of a page with a form: nothing was refused where nothing was sent."""
    if request.method != "POST":
        return HTTPStatus.OK
    if hindrance:
        return HTTPStatus.CONFLICT
    return HTTPStatus.BAD_REQUEST if faulty else HTTPStatus.OK


def _near(request: DeskRequest, one: Draft) -> NearDraft:
    voice = request.voice
    return NearDraft(
        purpose=purpose(request, one),
        post=voice.pick(one.author.post.names),
        time=voice.instant(one.changed_ms),
        state=voice.words.gettext(STATES[one.state]),
        kind=KINDS[one.state],
        href=reverse("draft", kwargs={"draft": one.pk}),
        change=change_of(one),
    )
