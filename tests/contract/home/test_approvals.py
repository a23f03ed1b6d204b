# SPDX-License-Identifier: Apache-2.0
"""Where the settings ask for an approval by another person."""

from uuid import UUID

import pytest

from comity.core.errors import MalformedError, RuleError
from comity.home import asking, audit, door
from comity.home.models import Approval, Draft
from comity.home.reading import Reader
from comity.node.sign import Signed
from tests.contract.home.ministry import PASSWORD, Ministry, proposal
from tests.unit.node.parties import START


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


# --- where it is asked for, and what is noted beside it ---


def test_an_approval_is_asked_for_in_one_dialogue_alone(home: Ministry) -> None:
    """HOME-2: "In a channel of which its administrators say so, too"."""
    asking.set_asked(home.channel, START, asked=True)
    signer, approver = home.reader("lee", "signer"), home.reader("park", "approver")
    draft = door.draft(signer, home.channel, proposal())
    assert signer.asks(home.channel)
    assert not signer.asks("A" * 43)
    assert not signer.on_duty().asks(home.channel), "HOME-50: no approval is asked for"
    with pytest.raises(RuleError, match="not-approved"):
        _sign(signer, draft)
    assert approver.waiting_count() == 1
    asking.set_asked(home.channel, START, asked=False)
    assert home.read_as(approver.person).waiting_count() == 0
    assert _sign(home.read_as(signer.person), draft).number == 2


def test_what_the_settings_ask_for_everywhere_nobody_takes_away(strict: Ministry) -> None:
    asking.set_asked(strict.channel, START, asked=True)
    asking.set_asked(strict.channel, START, asked=False)
    assert strict.reader("lee", "signer").asks(strict.channel)


def test_who_keeps_people_says_where_it_is_asked_for(home: Ministry) -> None:
    signer = home.person("lee", "signer")
    with pytest.raises(RuleError, match="not-allowed"):
        asking.set_asked(home.channel, START, asked=True, by=signer)
    keeper = home.person("kwon", "administrator")
    for _ in range(2):  # sent twice it is done once
        asking.set_asked(home.channel, START, asked=True, by=keeper)
    asking.set_asked(home.channel, START, asked=False, by=keeper)
    told = [one.action for one in audit.newest(9) if one.action.startswith("approval")]
    assert told == ["approval-no-longer-asked", "approval-asked"]


def test_an_approval_names_number_day_and_post(strict: Ministry) -> None:
    """HOME-18: "under which number and on which day the ministry's own system has approved it"."""
    draft = door.draft(strict.reader("kim", "drafter"), strict.channel, proposal())
    approver = strict.reader("park", "approver", post="deputy")
    made = door.approve(
        approver, draft.id, "2023-17", day="2023-04-05", seen=door.seen_of(approver, draft)
    )
    assert (made.number, made.day, made.post.slug) == ("2023-17", "2023-04-05", "deputy")
    line = audit.newest(1)[0]
    assert (line.action, line.detail["number"], line.detail["day"]) == (
        "approved", "2023-17", "2023-04-05",
    )  # fmt: skip
    for day in ("2023-02-30", "5 April", "2023-4-5", "0000-01-01"):
        with pytest.raises(MalformedError, match="approval-day"):
            door.approve(approver, draft.id, day=day, seen=door.seen_of(approver, draft))


def test_offices_consulted_are_noted_and_fall_away_with_a_revision(strict: Ministry) -> None:
    """HOME-18: "Changed, the draft has none noted"."""
    drafter, approver = strict.reader("kim", "drafter"), strict.reader("park", "approver")
    draft = door.draft(drafter, strict.channel, proposal())
    covers = draft.commitment
    door.consult(drafter, draft.id, ["Treaties Division", "Treaties Division"])
    assert door.open_draft(drafter, draft.id).consulted == ["Treaties Division"]
    _approve(approver, draft)
    door.consult(approver, draft.id, ["Treaties Division", "국방부 국제정책관실"])
    draft = door.open_draft(drafter, draft.id)
    assert draft.consulted == ["Treaties Division", "국방부 국제정책관실"]
    assert (draft.state, draft.commitment) == ("approved", covers), "no approval falls away by it"
    assert audit.newest(1)[0].detail["offices"] == "Treaties Division; 국방부 국제정책관실"
    assert door.revise(drafter, draft.id, proposal("other")).consulted == []


@pytest.mark.parametrize(
    "offices", [[f"office {n}" for n in range(21)], ["x" * 201], ["a\nb"], ["a\u202eb"], [" "]]
)
def test_offices_that_cannot_be_noted_change_nothing(home: Ministry, offices: list[str]) -> None:
    drafter = home.reader("kim", "drafter")
    draft = door.draft(drafter, home.channel, proposal())
    with pytest.raises(MalformedError, match="consulted"):
        door.consult(drafter, draft.id, offices)
    assert door.open_draft(drafter, draft.id).consulted == []


def test_who_only_signs_or_reads_notes_no_offices(home: Ministry) -> None:
    draft = door.draft(home.reader("kim", "drafter"), home.channel, proposal())
    with pytest.raises(RuleError, match="not-found"):
        door.consult(home.reader("choi", "approver"), UUID(int=7), [])
    with pytest.raises(RuleError, match="not-allowed"):
        door.consult(home.reader("lee", "observer"), draft.id, ["x"])
