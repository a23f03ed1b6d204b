# SPDX-License-Identifier: Apache-2.0
"""The answer to a proposal: accept it, decline it, counter it; or withdraw one's own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.encoding import decode, encode
from comity.core.ids import ChannelId
from comity.core.limits import BODY_BYTES_MAX, REASON_CHARS_MAX
from comity.core.views import ActRef, OfferState, OfferView
from comity.desk.account.keeping import take_kept
from comity.desk.facts.shown import Reproduced, figures_in, reproduced_of
from comity.desk.forms.faults import fault_told
from comity.desk.forms.fields import checked_text
from comity.desk.items.index import index_of, item_titles
from comity.desk.items.spoken import spoken_page
from comity.desk.moves.asked import basis_now, channel_named, offer_named
from comity.desk.moves.drafts import Around, Hindrance
from comity.desk.moves.sheet import around_values, status_of
from comity.desk.offers import shown_offer, unread_in
from comity.desk.rendering import show
from comity.desk.requests import DeskRequest
from comity.desk.titles import dialogue_title, marking_of
from comity.home import drafts
from comity.home.figures import verdict_on
from comity.home.models import Draft
from comity.home.roles import Power
from comity.node.moves import Acceptance, Move, Refusal
from comity.node.vouch import unvouched
from comity.telling.labels import label
from comity.telling.voice import sentence
from comity.workbench.answering import declined_with

__all__ = ["answer"]

ACCEPT: Final = "accept"
DECLINE: Final = "decline"
WITHDRAW: Final = "withdraw"


@require_http_methods(["GET", "POST"])
@spoken_page(Power.DRAFT)
def answer(request: DeskRequest, channel: str, party: str, number: int, index: int) -> HttpResponse:
    """The page of one proposal with the answers to it; an answer becomes a draft. DESK-3."""
    here = channel_named(request, channel)
    offer = offer_named(request, here, party, number, index)
    posted = request.method == "POST"
    sent = request.POST if posted else take_kept(request)
    asked = request.GET if sent is None else sent
    around = Around(request, here, asked, lambda one: _answers(one, offer))
    seen = basis_now(request, here, sorted(offer.values))
    fresh = sent is None or sent.get("seen") == seen
    hindrance = Hindrance(record=not fresh, gone=around.gone)
    typed = _typed(request, sent, around.draft)
    choices = _choices(request, here, offer)
    faults: dict[str, str] = {}
    if posted and fresh and choices:
        if typed.answer not in choices:
            faults["answer"] = request.voice.words.gettext("Choose an answer")
            if typed.answer == ACCEPT and choices == (DECLINE,):
                faults["answer"] = request.voice.words.gettext("It can't be accepted from here")
        reason = _reason(request, typed.reason, faults)
        if reason and typed.answer == ACCEPT:
            faults["reason"] = request.voice.words.gettext(
                "An acceptance carries no reason; delete it, or state it on the item instead"
            )
        if not faults:
            others = declined_with(request.reader.rooms(here), offer.ref)
            language = request.voice.words.language
            move = _move(offer, typed.answer, reason, language, others)
            saved = around.save(move, fresh=fresh)
            if isinstance(saved, Draft):
                return HttpResponseRedirect(reverse("draft", kwargs={"draft": saved.pk}))
            hindrance = saved
    values = _values(request, here, offer) | {
        "faults": [(told, f"#{name}") for name, told in faults.items()],
        "fault": faults,
        "typed": typed.reason,
        "choices": _options(request, offer, choices),
        "chosen": typed.answer,
        "only": choices[0] if len(choices) == 1 else "",
        "closed_words": _closed(request, offer),
    }
    restored = sent is not None and not posted
    values |= around_values(request, around, hindrance, seen, restored=restored)
    status = status_of(request, hindrance, faulty=bool(faults))
    if posted and not choices:
        status = HTTPStatus.CONFLICT
    return show(request, "moves/answer.html", values, status=status)


class _Typed(NamedTuple):
    """What was chosen, and the reason given."""

    answer: str
    reason: str


def _typed(request: DeskRequest, sent: QueryDict | None, draft: Draft | None) -> _Typed:
    """What was sent; else what the draft says that is to be changed; else nothing."""
    if sent is not None:
        return _Typed(sent.get("answer", ""), sent.get("reason", ""))
    move = None if draft is None else drafts.unpack(draft.move)
    if isinstance(move, Acceptance):
        return _Typed(ACCEPT, "")
    if isinstance(move, Refusal):
        own = move.offer.party == request.voice.own
        reason = {} if move.reason is None else decode(move.reason, BODY_BYTES_MAX)
        told = request.voice.pick(reason) if isinstance(reason, dict) else ""
        return _Typed(WITHDRAW if own else DECLINE, told)
    # A link may say which answer is meant; it is chosen by whoever sends the form.
    return _Typed(request.GET.get("answer", ""), "")


def _answers(move: Move, offer: OfferView) -> bool:
    return isinstance(move, Acceptance | Refusal) and move.offer == offer.ref


def _values(request: DeskRequest, channel: ChannelId, offer: OfferView) -> dict[str, Any]:
    voice = request.voice
    ref = offer.ref
    one = min(offer.values) if len(offer.values) == 1 else None
    counter = None
    if one is not None and ref.party != voice.own:
        counter = reverse("propose-item", kwargs={"channel": channel, "matter": one})
        counter += f"?base={ref.party}/{ref.number}/{ref.index}"
    return {
        "channel": channel,
        "dialogue": dialogue_title(voice, request.reader, channel),
        "marking": marking_of(request.voice, request.reader.rooms(channel)),
        "items": item_titles(voice, index_of(request, channel), sorted(offer.values)),
        "matters": tuple(sorted(offer.values)),
        "own": ref.party == voice.own,
        "author": voice.side(ref.party),
        "offer": shown_offer(request, channel, offer),
        "figures": _figures(request, channel, offer),
        "open": offer.state is OfferState.OPEN,
        "counter": counter,
    }


def _choices(request: DeskRequest, channel: ChannelId, offer: OfferView) -> tuple[str, ...]:
    """What can still be answered; nobody accepts what can't be read here (HOME-13)."""
    own = request.voice.own
    if offer.state in (OfferState.VOID, OfferState.AGREED, OfferState.CONFIRMED):
        return ()
    if offer.ref.party == own:
        return (WITHDRAW,) if offer.state is OfferState.OPEN else ()
    if own in offer.accepted or offer.state is OfferState.REFUSED:
        return ()
    held_back = unread_in(request, channel, offer) or any(
        not one.checked for one in _figures(request, channel, offer)
    )
    return (DECLINE,) if held_back else (ACCEPT, DECLINE)


class OfferedFigure(NamedTuple):
    """A computed figure of the proposal: its title and page, whether it comes out here, whether
    our side has stated a check of it, and where it does.
    """

    title: str
    href: str
    reproduced: Reproduced
    checked: bool
    check: str


def _figures(
    request: DeskRequest, channel: ChannelId, offer: OfferView
) -> tuple[OfferedFigure, ...]:
    """The computed figures of another side's proposal, each computed again here. NODE-14, FIG-7."""
    node, voice, ref = request.house.node, request.voice, offer.ref
    if ref.party == voice.own:
        return ()
    with node.channels.hold(channel) as held:
        left = set(unvouched(node, held, ref, offer.values, {}))
    found = []
    for matter, fact in figures_in(request, channel, offer):
        verdict = verdict_on(node, channel, matter, (ref.party, ref.number, ref.index))
        if verdict is None or fact.computation is None:
            continue
        found.append(
            OfferedFigure(
                title=voice.pick(fact.title),
                href=reverse("fact", kwargs={"channel": channel, "fact": matter.split("/")[1]}),
                reproduced=reproduced_of(request, fact.computation, verdict),
                checked=matter not in left,
                check=reverse("state", kwargs={"channel": channel, "matter": f"{matter}/check"}),
            )
        )
    return tuple(found)


def _options(
    request: DeskRequest, offer: OfferView, choices: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """The answers that can be given, as code and words."""
    words = request.voice.words
    author = request.voice.side(offer.ref.party)
    told = {
        ACCEPT: words.gettext("Accept it as proposed by {side}", side=author),
        DECLINE: words.gettext("Not in a position to accept"),
        WITHDRAW: words.gettext("Withdraw our proposal"),
    }
    return tuple((code, told[code]) for code in choices)


def _closed(request: DeskRequest, offer: OfferView) -> str:
    """How a proposal stands that can't be answered any more, in one sentence."""
    voice, words, own = request.voice, request.voice.words, request.voice.own
    if offer.state is OfferState.VOID:
        return words.gettext(
            "It has no effect, because {why}.", why=label(voice, "void", offer.void or "")
        )
    if offer.state in (OfferState.AGREED, OfferState.CONFIRMED):
        return words.gettext("It is agreed: every side has accepted it.")
    if any(one.ref.party == offer.ref.party for one in offer.refusals):
        return words.gettext("{side} has withdrawn it.", side=sentence(voice.side(offer.ref.party)))
    if offer.refusals:
        sides = voice.sides(dict.fromkeys(one.ref.party for one in offer.refusals))
        return words.gettext("{side} declined it.", side=sentence(sides))
    if own in offer.accepted:
        return words.gettext("Our side has accepted it; the others have not answered yet.")
    return ""


def _reason(request: DeskRequest, typed: str, faults: dict[str, str]) -> str:
    text = typed.strip()
    try:
        return checked_text(text, REASON_CHARS_MAX, lines=True) if text else ""
    except ValidationError as error:
        label = request.voice.words.gettext("Reason")
        faults["reason"] = fault_told(request.voice, str(error.code), label, error.params)
        return ""


def _move(
    offer: OfferView, kind: str, reason: str, language: str, others: tuple[ActRef, ...]
) -> Move:
    if kind == ACCEPT:
        return Acceptance(offer.ref, others)
    return Refusal(offer.ref, encode({language: reason}) if reason else None)
