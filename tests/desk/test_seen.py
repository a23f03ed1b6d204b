# SPDX-License-Identifier: Apache-2.0
"""What was never shown is never signed: content that lacks or can't be read (HOME-13)."""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import Settings

from comity.core.encoding import encode
from comity.core.ids import Matter
from comity.core.views import ActRef
from comity.home import door
from comity.home.models import Draft
from comity.home.roles import Role
from comity.node.contents import Contents
from comity.node.moves import Acceptance, Proposal
from comity.node.receive import apply_contents
from comity.node.send import compose
from comity.node.sign import attach
from comity.subjects import write_body
from tests.desk.capitals import JP, Capitals, Visitor
from tests.desk.sending import send, sheet_of, typed
from tests.desk.staff import (
    ITEM,
    PASSWORD,
    QUICK,
    entries_of,
    form_of,
    open_draft,
    path_of,
    reader_of,
    visitor_at,
)
from tests.unit.subjects.samples import DATE

RAW = write_body(ITEM, "offer", DATE)


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def signer(capitals: Capitals) -> Visitor:
    """Somebody who drafts, approves and signs."""
    return visitor_at(capitals, "signer", Role.SIGNER, Role.APPROVER)


def _bare(full: Contents) -> Contents:
    return replace(full, channels=tuple(replace(one, contents=()) for one in full.channels))


def _come_bare(capitals: Capitals, move: Proposal) -> tuple[ActRef, Contents]:
    """A proposal of Japan that has come without its content; and what would have come."""
    ref = capitals.sign(JP, move)[0]
    full = compose(capitals.jp, capitals.kr.root)
    apply_contents(capitals.kr, _bare(full), capitals.jp.root)
    return ref, full


def _answer(capitals: Capitals, ref: ActRef, query: str = "") -> str:
    named = {"party": ref.party, "number": ref.number, "index": ref.index}
    return reverse("answer", kwargs={"channel": capitals.channel, **named}) + query


def _accepting(capitals: Capitals, visitor: Visitor, ref: ActRef) -> Draft:
    return door.draft(reader_of(capitals, visitor), capitals.channel, Acceptance(ref))


def _steps(visitor: Visitor, draft: Draft) -> set[str]:
    return {value for one in open_draft(visitor, draft).forms for _, value in one.buttons}


def test_content_that_comes_after_the_page_was_shown_is_not_signed_with_it(
    capitals: Capitals, signer: Visitor
) -> None:
    """HOME-13: If any of it has changed since, nothing is signed and the draft is kept."""
    ref, full = _come_bare(capitals, Proposal({ITEM: RAW}))
    draft = _accepting(capitals, signer, ref)
    sheet = open_draft(signer, draft)
    seen = door.seen_of(reader_of(capitals, signer), draft)
    assert "not received yet" in sheet.words
    apply_contents(capitals.kr, full, capitals.jp.root)
    before = entries_of(capitals)

    told = {"step": "sign", "seen": seen, "password": PASSWORD}
    answer = send(signer, path_of(draft), told)

    assert answer.status_code == 409
    assert entries_of(capitals) == before
    form = form_of(open_draft(signer, draft), "sign")
    send(signer, path_of(draft), typed(form, {"password": PASSWORD, "step": "sign"}))
    assert entries_of(capitals) == before + 1


@pytest.mark.parametrize("lacking", ["absent", "destroyed", "unreadable", "document"])
def test_what_lacks_or_cannot_be_read_is_offered_neither_to_accept_nor_to_sign(
    capitals: Capitals, signer: Visitor, lacking: str
) -> None:
    """HOME-13: Nobody is offered to accept, to approve an acceptance or to sign one as long as
    anything of the proposal, its documents included, is not here or can't be read.
    """
    ref = _lacking(capitals, lacking)
    sheet = sheet_of(signer.open(_answer(capitals, ref)))
    assert "It can't be accepted from here" in sheet.words
    assert "accept" not in _values(signer, _answer(capitals, ref))
    assert "decline" in _values(signer, _answer(capitals, ref))
    form = sheet.forms[0]
    refused = send(signer, _answer(capitals, ref), typed(form, {"answer": "accept"}))
    assert refused.status_code == 400
    assert not Draft.objects.exists()
    assert (
        "It can't be accepted from here"
        in sheet_of(signer.get("item", channel=capitals.channel, matter=ITEM)).words
    )
    draft = _accepting(capitals, signer, ref)
    approver = visitor_at(capitals, "approver", Role.APPROVER)
    assert _steps(signer, draft) == {"consult", "discard"}
    assert _steps(approver, draft) == {"consult", "return"}
    assert "It can't be accepted from here" in open_draft(signer, draft).words


@pytest.mark.parametrize("destroyed", [False, True])
def test_a_meeting_page_offers_to_accept_only_what_is_here(
    capitals: Capitals, signer: Visitor, *, destroyed: bool
) -> None:
    """HOME-13: … its documents included …"""
    document = attach(capitals.jp, capitals.channel, b"a document")
    capitals.agree({ITEM: DATE})
    ref = capitals.sign(JP, Proposal({ITEM: RAW}, (document,)))[0]
    capitals.exchange()
    if destroyed:
        capitals.kr.records.destroy_content(capitals.channel, "document", document)
    page = sheet_of(signer.get("meeting", channel=capitals.channel, meeting="jp-1"))
    offered = _answer(capitals, ref, "?answer=accept") in page.links
    assert offered is not destroyed
    assert ("It can't be accepted from here" in page.words) is destroyed


def test_what_is_here_and_read_is_offered(capitals: Capitals, signer: Visitor) -> None:
    document = attach(capitals.jp, capitals.channel, b"a document")
    ref = capitals.sign(JP, Proposal({ITEM: RAW}, (document,)))[0]
    capitals.exchange()
    assert "accept" in _values(signer, _answer(capitals, ref))
    draft = _accepting(capitals, signer, ref)
    approver = visitor_at(capitals, "approver", Role.APPROVER)
    assert "sign" in _steps(signer, draft)
    assert "approve" in _steps(approver, draft)


def _lacking(capitals: Capitals, lacking: str) -> ActRef:
    if lacking == "absent":
        return _come_bare(capitals, Proposal({ITEM: RAW}))[0]
    if lacking == "unreadable":
        ref = capitals.sign(JP, Proposal({ITEM: encode({"another": "form"})}))[0]
        capitals.exchange()
        return ref
    document = attach(capitals.jp, capitals.channel, b"a document")
    ref = capitals.sign(JP, Proposal({ITEM: RAW}, (document,)))[0]
    capitals.exchange()
    with capitals.kr.channels.hold(capitals.channel) as held:
        (offer,) = held.channel.matter(ITEM).offers
    if lacking == "document":
        capitals.kr.records.destroy_content(capitals.channel, "document", document)
    else:
        body: Any = offer.values[Matter(ITEM)]
        capitals.kr.records.destroy_content(capitals.channel, "body", body)
    return ref


def _values(visitor: Visitor, path: str) -> set[str]:
    """The answers that a page lets choose."""
    page = visitor.open(path).content.decode()
    return {one for one in ("accept", "decline", "withdraw") if f'value="{one}"' in page}
