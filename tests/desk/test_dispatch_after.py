# SPDX-License-Identifier: Apache-2.0
"""The page of a draft after it was signed: what has become of it, told anew each time."""

import re

import pytest
from pytest_django import Settings

from comity.core.ids import Digest, Matter
from comity.core.views import ActRef
from comity.home import door
from comity.home.models import Draft
from comity.home.roles import Role
from comity.node.moves import Acceptance, Move, Refusal, Statement
from comity.subjects import write_body
from tests.desk.capitals import JP, KR, Capitals, Visitor
from tests.desk.sending import send, typed
from tests.desk.staff import (
    ITEM,
    PASSWORD,
    QUICK,
    form_of,
    open_draft,
    path_of,
    proposal_of,
    reader_of,
    visitor_at,
)
from tests.unit.subjects.samples import ALL, DATE

WHOLE = "Every side has accepted it"


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def signer(capitals: Capitals) -> Visitor:
    """Somebody who drafts and signs."""
    return visitor_at(capitals, "signer", Role.SIGNER)


def _sign(visitor: Visitor, draft: Draft) -> None:
    told = typed(form_of(open_draft(visitor, draft), "sign"), {"password": PASSWORD})
    answer = send(visitor, path_of(draft), {**told, "step": "sign"})
    assert answer.headers["Location"] == f"{path_of(draft)}?signed"


def _drafted(capitals: Capitals, visitor: Visitor, move: Move) -> Draft:
    return door.draft(reader_of(capitals, visitor), capitals.channel, move)


def _ref(draft: Draft) -> ActRef:
    draft.refresh_from_db()
    assert draft.entry_number is not None
    return ActRef(KR, draft.entry_number, Digest(draft.entry_hash), 0)


def _now(visitor: Visitor, draft: Draft) -> str:
    """What the card says."""
    words = open_draft(visitor, draft).words
    return words.partition("How it stands now")[2].partition("What was signed")[0]


def test_the_page_follows_a_proposal_to_its_confirmation(
    capitals: Capitals, signer: Visitor
) -> None:
    """DESK-13: "what has become of it, as the record has it now"."""
    draft = proposal_of(capitals, signer)
    assert "How it stands now" not in open_draft(signer, draft).words
    _sign(signer, draft)
    told = _now(signer, draft)
    assert "awaiting the Japanese side" in told
    assert "The item is open: the answer of the Japanese side is awaited." in told

    capitals.exchange()
    capitals.accept(JP, _ref(draft))
    capitals.carry(JP, KR)

    told = _now(signer, draft)
    assert "agreed, confirmation pending" in told
    assert WHOLE in told
    assert "has yet to sign" in told
    capitals.settle()
    told = _now(signer, draft)
    assert "confirmed" in told
    assert "pending" not in told
    assert f"{WHOLE}, and has signed that it holds that." in told


def test_it_leads_to_the_item_and_to_the_entry(capitals: Capitals, signer: Visitor) -> None:
    draft = proposal_of(capitals, signer)
    _sign(signer, draft)
    ref, links = _ref(draft), open_draft(signer, draft, "?signed").links
    base = f"/dialogues/{capitals.channel}"
    for link in (f"{base}/items/{ITEM}", f"{base}/record/kr/{ref.number}/"):
        assert links.count(link) == 1
        assert signer.open(link).status_code == 200


def test_an_open_page_learns_of_it_by_the_question_for_news(
    capitals: Capitals, signer: Visitor
) -> None:
    draft = proposal_of(capitals, signer)
    _sign(signer, draft)
    page = signer.open(f"{path_of(draft)}?signed").content.decode()
    (tag,) = re.findall(r'data-tag="(?:&#34;)?([^"&]+)', page)
    asked = {"If-None-Match": f'"{tag}"'}
    assert signer.open("/news", **asked).status_code == 304
    capitals.exchange()
    capitals.accept(JP, _ref(draft))
    capitals.carry(JP, KR)
    assert signer.open("/news", **asked).status_code == 200


def test_declined_withdrawn_and_overtaken(capitals: Capitals, signer: Visitor) -> None:
    declined = proposal_of(capitals, signer)
    _sign(signer, declined)
    capitals.exchange()
    capitals.refuse(JP, _ref(declined))
    capitals.exchange()
    told = _now(signer, declined)
    assert "declined" in told
    assert "The Japanese side is not in a position to accept the proposal." in told

    withdrawn = proposal_of(capitals, signer, start=DATE["start"] + 60_000)
    _sign(signer, withdrawn)
    refusal = _drafted(capitals, signer, Refusal(_ref(withdrawn)))
    _sign(signer, refusal)
    for one in (withdrawn, refusal):
        assert "The proposal is withdrawn: nobody can accept it any more." in _now(signer, one)

    overtaken = proposal_of(capitals, signer, start=DATE["start"] + 120_000)
    _sign(signer, overtaken)
    capitals.exchange()
    capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    told = _now(signer, overtaken)
    assert "A later proposal on the item has taken its place." in told
    assert "awaited" not in told


def test_an_acceptance_and_a_statement(capitals: Capitals, signer: Visitor) -> None:
    ref = capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    draft = _drafted(capitals, signer, Acceptance(ref))
    _sign(signer, draft)
    assert "agreed, confirmation pending" in _now(signer, draft)
    capitals.settle()
    assert "has signed that it holds that" in _now(signer, draft)

    name, _, body = ALL["delegation"]
    matter = Matter(name)
    said = _drafted(capitals, signer, Statement(matter, write_body(matter, "declare", body)))
    _sign(signer, said)
    assert "it needs nobody's consent" in _now(signer, said)


def test_what_has_no_effect_says_why(
    capitals: Capitals, signer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    draft = _drafted(capitals, signer, Acceptance(ref))
    _sign(signer, draft)
    with capitals.kr.channels.hold(capitals.channel) as held:
        fold = type(held.channel.fold)
    # A signer returns what would have no effect; whatever makes it so later is told by its code.
    monkeypatch.setattr(fold, "void", lambda _self, _link: {0: "unknown-offer"})
    told = _now(signer, draft)
    assert "no effect" in told
    assert "It has no effect, because it names a proposal that does not exist." in told


# --- what stays and what leaves ---


def _ground(visitor: Visitor, draft: Draft) -> tuple[str, str]:
    """The page without its internal ground, and that ground."""
    page = visitor.open(path_of(draft)).content.decode()
    before, mark, rest = page.partition('<section class="card internal"')
    assert mark
    ground, _, after = rest.partition("</section>")
    return before + after, ground


def test_what_leaves_stands_outside_the_internal_ground(
    capitals: Capitals, signer: Visitor
) -> None:
    """DESK-13: "What stays here stands on the internal ground, and nothing else does"."""
    draft = proposal_of(capitals, signer)
    Draft.objects.update(note="CANARY-NOTE")
    outside, ground = _ground(signer, draft)
    main = outside.partition("<main")[2]
    assert 'name="password"' in main
    assert 'value="sign"' in main
    assert "It goes to the Japanese side" in main
    assert 'name="password"' not in ground
    assert "CANARY-NOTE" in ground
    assert "CANARY-NOTE" not in main
    assert "Director-General, Asia-Pacific Affairs (director-general), " in ground
    assert "Director-General, Asia-Pacific Affairs (director-general), " not in main


# --- handing over ---


def test_a_drafter_hands_over_with_a_note(capitals: Capitals) -> None:
    """HOME-16: "Whoever may sign it sees that, and the note, wherever the draft is shown"."""
    drafter = visitor_at(capitals, "drafter", Role.DRAFTER)
    chief = visitor_at(capitals, "chief", Role.SIGNER, post="chief")
    draft = proposal_of(capitals, drafter)
    form = form_of(open_draft(drafter, draft), "hand-over")
    answer = send(
        drafter, path_of(draft), typed(form, {"to_signer": "오전 중 발신", "step": "hand-over"})
    )
    assert answer.headers["Location"] == path_of(draft)
    for page in (open_draft(chief, draft).words, chief.words("dispatch"), chief.words("today")):
        assert "Note: 오전 중 발신" in page
        assert "for signature" in page
    own = open_draft(drafter, draft)
    assert "Handed over for signature, " in own.words
    assert all(("step", "hand-over") not in one.buttons for one in own.forms)
    capitals.exchange()
    assert "오전" not in str(capitals.jp.records.heads(capitals.channel))


def test_whoever_would_sign_hands_over_where_an_approval_is_asked_for(
    capitals: Capitals,
) -> None:
    """HOME-16: "Whoever drafts hands a draft over to be approved and signed"."""
    chief = visitor_at(capitals, "chief", Role.SIGNER, post="chief")
    draft = proposal_of(capitals, chief)
    assert ("step", "hand-over") not in _buttons(chief, draft)  # signs it alone
    keeper = visitor_at(capitals, "keeper", Role.ADMINISTRATOR, post="keeper")
    send(keeper, "/people/", {"channel": capitals.channel, "step": "ask-approval"})
    page = open_draft(chief, draft)
    assert "Hand over for approval and signature" in page.words
    assert "Note to the approver (optional)" in page.words
    form = form_of(page, "hand-over")
    send(chief, path_of(draft), typed(form, {"to_signer": "오전 중", "step": "hand-over"}))
    deputy = visitor_at(capitals, "deputy", Role.APPROVER, post="deputy")
    assert "Note: 오전 중" in deputy.words("dispatch")
    told = open_draft(chief, draft)
    assert "Handed over for approval and signature, " in told.words
    seen = form_of(open_draft(deputy, draft), "approve")
    send(deputy, path_of(draft), typed(seen, {"number": "2023-119", "step": "approve"}))
    assert _buttons(chief, draft) == {("step", "sign"), ("step", "consult"), ("step", "discard")}


def _buttons(visitor: Visitor, draft: Draft) -> set[tuple[str, str]]:
    return {one for form in open_draft(visitor, draft).forms for one in form.buttons}


def test_what_was_noted_before_is_offered_again(capitals: Capitals) -> None:
    drafter = visitor_at(capitals, "drafter", Role.DRAFTER)
    draft = proposal_of(capitals, drafter)
    Draft.objects.update(note="see the file")
    form = form_of(open_draft(drafter, draft), "hand-over")
    assert form.fields["to_signer"] == ["see the file"]


@pytest.mark.parametrize("text", ["a\0b", "가" * 2_001, "가\ufffd나", "\ufdd0"])
def test_a_note_that_cannot_be_is_told_at_its_field(capitals: Capitals, text: str) -> None:
    drafter = visitor_at(capitals, "drafter", Role.DRAFTER)
    draft = proposal_of(capitals, drafter)
    told = typed(
        form_of(open_draft(drafter, draft), "hand-over"), {"to_signer": text, "step": "hand-over"}
    )
    answer = send(drafter, path_of(draft), told)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'href="#to_signer"' in page
    assert 'id="to_signer-error"' in page
    assert Draft.objects.get().note == ""


def test_one_s_own_draft_is_not_offered_to_be_returned(capitals: Capitals) -> None:
    author = visitor_at(capitals, "author", Role.SIGNER, Role.APPROVER)
    chief = visitor_at(capitals, "chief", Role.SIGNER, post="chief")
    draft = proposal_of(capitals, author)
    offered = {b[1] for one in open_draft(author, draft).forms for b in one.buttons}
    assert offered == {"consult", "discard", "sign"}
    form_of(open_draft(chief, draft), "return")
    answer = send(author, path_of(draft), {"step": "return", "note": "why"})
    assert answer.status_code == 409
    assert "Nobody returns their own draft." in answer.content.decode()
    assert Draft.objects.get().state == "open"
