# SPDX-License-Identifier: Apache-2.0
"""Where the settings ask for an approval by another person."""

import pytest

from comity.core.errors import RuleError
from comity.home import door
from comity.home.models import Approval, Draft
from comity.home.reading import Reader
from comity.node.sign import Signed
from tests.contract.home.ministry import PASSWORD, Ministry, proposal


@pytest.fixture
def strict(home: Ministry) -> Ministry:
    """KR's settings ask for one approval."""
    home.approvals = 1
    return home


def _approve(reader: Reader, draft: Draft, number: str = "") -> Approval:
    return door.approve(reader, draft.id, number, seen=door.seen_of(reader, draft))


def _sign(reader: Reader, draft: Draft) -> Signed:
    return door.sign(reader, draft.id, door.seen_of(reader, draft), PASSWORD)


def test_nothing_is_signed_that_nobody_has_approved(strict: Ministry) -> None:
    """HOME-2: Where the party's own settings ask for it, nothing is signed that another person
    than its author has not approved.
    """
    drafter, signer = strict.reader("kim", "drafter"), strict.reader("lee", "signer")
    approver = strict.reader("park", "approver")
    draft = door.draft(drafter, strict.channel, proposal())
    assert (signer.waiting_count(), approver.waiting_count(), drafter.waiting_count()) == (0, 1, 0)
    with pytest.raises(RuleError, match="not-approved"):
        _sign(signer, draft)
    assert _approve(approver, draft, "2023-17").number == "2023-17"
    assert (signer.waiting_count(), approver.waiting_count()) == (1, 0)
    assert door.open_draft(signer, draft.id).state == "approved"
    assert _sign(signer, draft).number == 2


def test_nobody_approves_what_he_wrote(strict: Ministry) -> None:
    """HOME-2: … that another person than its author has not approved."""
    both = strict.reader("kim", "signer", "approver")
    draft = door.draft(both, strict.channel, proposal())
    with pytest.raises(RuleError, match="approval-own"):
        _approve(both, draft)
    other = strict.reader("lee", "signer", "approver")
    _approve(other, draft)
    draft = door.revise(other, draft.id, proposal("changed by the approver"))
    with pytest.raises(RuleError, match="approval-own"):
        _approve(other, draft)
    with pytest.raises(RuleError, match="not-approved"):
        _sign(other, draft)
    _approve(both, draft)
    assert _sign(other, draft).number == 2


@pytest.mark.parametrize("text", ["another wording", "KR's wording"])
def test_an_approval_falls_away_with_any_revision(strict: Ministry, text: str) -> None:
    """HOME-2: An approval falls away when anything that it covers changes."""
    signer = strict.reader("kim", "signer")
    draft = door.draft(signer, strict.channel, proposal())
    _approve(strict.reader("lee", "approver"), draft)
    draft = door.revise(signer, draft.id, proposal(text))
    assert draft.state == "open"
    assert door.approval_of(draft) is None
    with pytest.raises(RuleError, match="not-approved"):
        _sign(signer, draft)


def test_a_draft_changed_by_other_hands_is_not_covered(strict: Ministry) -> None:
    """HOME-2: An approval covers the channel, the party, the post and the acts with their
    bodies.
    """
    signer = strict.reader("kim", "signer")
    draft = door.draft(signer, strict.channel, proposal())
    _approve(strict.reader("lee", "approver"), draft)
    other = door.draft(signer, strict.channel, proposal("never approved"))
    Approval.objects.update(draft=other)
    with pytest.raises(RuleError, match="not-approved"):
        _sign(signer, other)


def test_an_approval_covers_the_post(strict: Ministry) -> None:
    """HOME-2: An approval covers the channel, the party, the post and the acts with their
    bodies.
    """
    first, second = strict.reader("kim", "signer"), strict.reader("lee", "signer", post="other")
    approver = strict.reader("park", "approver")
    draft = door.draft(first, strict.channel, proposal())
    _approve(approver, draft)
    with pytest.raises(RuleError, match="approval-elsewhere"):
        _sign(second, draft)
    draft = door.take_over(second, draft.id)
    assert (draft.state, draft.post.slug) == ("open", "other")
    with pytest.raises(RuleError, match="not-approved"):
        _sign(second, draft)
    _approve(approver, draft)
    assert _sign(second, draft).number == 2


def test_an_approver_confirms_what_came_since(strict: Ministry) -> None:
    """HOME-3: If other offers on its matters have come since the approval began, one approver
    confirms first.
    """
    signer, approver = strict.reader("kim", "signer"), strict.reader("lee", "approver")
    draft = door.draft(signer, strict.channel, proposal())
    _approve(approver, draft)
    strict.proposed("since")
    with pytest.raises(RuleError, match="approval-overtaken"):
        _sign(signer, draft)
    assert door.open_draft(signer, draft.id).state == "approved"
    _approve(approver, draft)
    assert _sign(signer, draft).number == 2


def test_a_signer_who_may_approve_confirms_it_himself(strict: Ministry) -> None:
    """HOME-3: … one approver confirms first."""
    signer, both = strict.reader("kim", "signer"), strict.reader("lee", "signer", "approver")
    draft = door.draft(signer, strict.channel, proposal())
    _approve(both, draft)
    strict.proposed("since")
    with pytest.raises(RuleError, match="approval-overtaken"):
        _sign(signer, draft)
    assert _sign(both, draft).number == 2


def test_its_author_does_not_confirm_it(strict: Ministry) -> None:
    """HOME-3: … one approver confirms first."""
    author, other = (strict.reader(name, "signer", "approver") for name in ("kim", "lee"))
    draft = door.draft(author, strict.channel, proposal())
    _approve(other, draft)
    strict.proposed("since")
    with pytest.raises(RuleError, match="approval-overtaken"):
        _sign(author, draft)


@pytest.mark.parametrize("what", ["record", "draft"])
def test_nobody_approves_what_changed_while_he_read(strict: Ministry, what: str) -> None:
    """HOME-13: Whoever approves or signs a draft sends back what was shown."""
    drafter, approver = strict.reader("kim", "drafter"), strict.reader("lee", "approver")
    draft = door.draft(drafter, strict.channel, proposal())
    seen = door.seen_of(approver, draft)
    if what == "record":
        strict.proposed("meanwhile")
    else:
        door.revise(drafter, draft.id, proposal("meanwhile"))
    with pytest.raises(RuleError, match="changed-while-reading"):
        door.approve(approver, draft.id, seen=seen)
    assert door.open_draft(approver, draft.id).state == "open"


def test_a_draft_returned_after_its_approval_is_not_signed(strict: Ministry) -> None:
    signer, approver = strict.reader("kim", "signer"), strict.reader("lee", "approver")
    draft = door.draft(signer, strict.channel, proposal())
    _approve(approver, draft)
    door.send_back(approver, draft.id, "wait")
    with pytest.raises(RuleError, match="draft-returned"):
        _sign(signer, draft)
    draft = door.revise(signer, draft.id, proposal())
    with pytest.raises(RuleError, match="not-approved"):
        _sign(signer, draft)


@pytest.mark.parametrize("role", ["observer", "drafter", "signer", "duty-officer"])
def test_only_an_approver_approves(strict: Ministry, role: str) -> None:
    """HOME-10: An absent cell of the table refuses."""
    draft = door.draft(strict.reader("kim", "drafter"), strict.channel, proposal())
    other = strict.reader("lee", role)
    with pytest.raises(RuleError, match="not-allowed"):
        door.approve(other, draft.id, seen=door.seen_of(other, draft))
    assert not Approval.objects.exists()


@pytest.mark.parametrize(
    ("role", "may"), [("drafter", False), ("approver", True), ("signer", True)]
)
def test_whoever_approves_or_signs_may_return(strict: Ministry, role: str, *, may: bool) -> None:
    """HOME-10: Whoever approves or signs may also return a draft of another."""
    draft = door.draft(strict.reader("kim", "drafter"), strict.channel, proposal())
    other = strict.reader("lee", role)
    if may:
        door.send_back(other, draft.id, "why")
    else:
        with pytest.raises(RuleError, match="not-allowed"):
            door.send_back(other, draft.id, "why")
    assert (door.open_draft(other, draft.id).state == "returned") is may
