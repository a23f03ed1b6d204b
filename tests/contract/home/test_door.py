# SPDX-License-Identifier: Apache-2.0
"""The door: what leaves the dossier is what was drafted, seen, approved and signed, once."""

from uuid import uuid4

import pytest

from comity.core.encoding import encode
from comity.core.entries import Entry, read_entry
from comity.core.errors import MalformedError, RuleError, UnavailableError
from comity.core.ids import Matter, b64
from comity.home import audit, door
from comity.home.handing import handed
from comity.home.models import AuditLine, Draft
from comity.home.reading import Reader
from comity.node.moves import Acceptance, Move, Proposal, Refusal, Statement
from comity.node.sign import Signed
from tests.contract.home.ministry import PASSWORD, Ministry, proposal
from tests.unit.node.parties import JP, KR, log, newest, offer, view

DOCUMENT = {
    "digest": b64(bytes(32)), "language": None, "marking": None, "media_type": "application/pdf",
    "name": "summary.pdf", "size": 7,
}  # fmt: skip


def _sign(reader: Reader, draft: Draft) -> Signed:
    return door.sign(reader, draft.id, door.seen_of(reader, draft), PASSWORD)


def _entries(home: Ministry) -> list[Entry]:
    return [read_entry(one.raw) for one in log(home.node, home.channel, KR)]


def test_a_draft_stays_at_home_until_it_is_signed(home: Ministry) -> None:
    """HOME-1: The only door from there to the record is signing."""
    reader = home.reader("kim", "signer")
    before = len(_entries(home))
    draft = door.draft(reader, home.channel, proposal("CANARY-7"))
    draft = door.revise(reader, draft.id, proposal("CANARY-8"), "CANARY-9")
    home.pair.meet()
    assert len(_entries(home)) == before
    assert not _offers(home)
    signed = _sign(reader, draft)
    home.pair.meet()
    assert newest(home.pair[JP], home.channel).ref == signed.acts[0]


def _offers(home: Ministry) -> int:
    """How many proposals JP has come to know of."""
    return len(view(home.pair[JP], home.channel).offers)


def test_the_entry_names_the_post_in_the_partys_language_and_the_commitment(home: Ministry) -> None:
    """HOME-4: The entry carries at most a salted commitment to it (ENT-6)."""
    reader = home.reader("kim", "signer", post="northeast")
    draft = door.draft(reader, home.channel, proposal())
    _sign(reader, draft)
    entry = _entries(home)[-1]
    assert entry.post == "아시아태평양국장 northeast"
    assert entry.approval == draft.commitment


@pytest.mark.parametrize("role", ["observer", "drafter", "approver", "duty-officer"])
def test_only_a_signer_signs(home: Ministry, role: str) -> None:
    """HOME-10: An absent cell of the table refuses."""
    draft = door.draft(home.reader("kim", "drafter"), home.channel, proposal())
    other = home.reader("lee", role)
    with pytest.raises(RuleError, match="not-allowed"):
        door.sign(other, draft.id, "1.x", PASSWORD)
    assert len(_entries(home)) == 1


@pytest.mark.parametrize("role", ["observer", "approver", "duty-officer", "administrator"])
def test_only_who_drafts_drafts(home: Ministry, role: str) -> None:
    """HOME-10: An absent cell of the table refuses."""
    with pytest.raises(RuleError, match="not-allowed"):
        door.draft(home.reader("kim", role), home.channel, proposal())


def test_whoever_lost_the_power_since_signs_no_more(home: Ministry) -> None:
    """HOME-10: A power is asked for when it is used."""
    person = home.person("kim", "signer")
    reader = home.read_as(person)
    draft = door.draft(reader, home.channel, proposal())
    seen = door.seen_of(reader, draft)
    person.active = False
    person.save()
    with pytest.raises(RuleError, match="not-allowed"):
        door.sign(reader, draft.id, seen, PASSWORD)
    person.active, person.roles = True, ["drafter"]
    person.save()
    with pytest.raises(RuleError, match="not-allowed"):
        door.sign(reader, draft.id, seen, PASSWORD)
    assert len(_entries(home)) == 1


def test_whoever_is_admitted_no_more_finds_nothing(home: Ministry) -> None:
    """HOME-11: What is not there and what one may not know of are answered alike."""
    reader = home.reader("kim", "signer")
    draft = door.draft(reader, home.channel, proposal())
    seen = door.seen_of(reader, draft)
    home.post("desk").admissions.all().delete()
    with pytest.raises(RuleError) as hidden:
        door.sign(reader, draft.id, seen, PASSWORD)
    with pytest.raises(RuleError) as absent:
        door.sign(reader, uuid4(), seen, PASSWORD)
    assert hidden.value.args == absent.value.args == ("not-found", "HOME-11", hidden.value.hint)
    assert len(_entries(home)) == 1


def test_a_wrong_password_signs_nothing_and_is_written_down(home: Ministry) -> None:
    """HOME-12: Before each signature the signer shows the password again."""
    reader = home.reader("kim", "signer")
    draft = door.draft(reader, home.channel, proposal())
    for wrong in ("", "another password", PASSWORD * 60):
        with pytest.raises(RuleError, match="password-wrong"):
            door.sign(reader, draft.id, door.seen_of(reader, draft), wrong)
    assert [one.action for one in audit.newest(3)] == ["password-wrong"] * 3
    assert door.open_draft(reader, draft.id).state == "open"
    assert len(_entries(home)) == 1


def test_sent_twice_it_is_the_same_entry(home: Ministry) -> None:
    """HOME-14: A draft that is sent to be signed twice is signed once."""
    reader = home.reader("kim", "signer")
    draft = door.draft(reader, home.channel, proposal())
    seen = door.seen_of(reader, draft)
    first = door.sign(reader, draft.id, seen, PASSWORD)
    assert door.sign(reader, draft.id, seen, PASSWORD) == first
    assert door.sign(reader, draft.id, "nonsense", PASSWORD) == first
    assert len(_entries(home)) == 2


def test_of_a_colleague_too(home: Ministry) -> None:
    """HOME-14: A draft that is sent to be signed twice is signed once."""
    draft = door.draft(home.reader("kim", "signer"), home.channel, proposal())
    first = _sign(home.reader("lee", "signer", post="other"), draft)
    assert _sign(home.reader("park", "signer"), draft) == first
    assert _entries(home)[-1].post == "아시아태평양국장 other"


def test_what_changed_while_one_read_is_not_signed(home: Ministry) -> None:
    """HOME-13: If either has changed since, nothing is signed and the draft is kept."""
    reader = home.reader("kim", "signer")
    draft = door.draft(reader, home.channel, proposal())
    seen = door.seen_of(reader, draft)
    home.proposed("meanwhile")
    with pytest.raises(RuleError, match="changed-while-reading"):
        door.sign(reader, draft.id, seen, PASSWORD)
    kept = door.open_draft(reader, draft.id)
    assert (kept.state, kept.move, kept.signer) == ("open", draft.move, None)
    assert len(_entries(home)) == 1


def test_nor_is_a_draft_that_a_colleague_has_changed(home: Ministry) -> None:
    """HOME-13: If either has changed since, nothing is signed and the draft is kept."""
    reader = home.reader("kim", "signer")
    draft = door.draft(reader, home.channel, proposal())
    seen = door.seen_of(reader, draft)
    door.revise(home.reader("lee", "drafter"), draft.id, proposal("another"))
    with pytest.raises(RuleError, match="changed-while-reading"):
        door.sign(reader, draft.id, seen, PASSWORD)
    assert len(_entries(home)) == 1


def test_what_came_on_other_items_hinders_nobody(home: Ministry) -> None:
    reader = home.reader("kim", "signer")
    draft = door.draft(reader, home.channel, proposal())
    seen = door.seen_of(reader, draft)
    offer(home.pair[JP], home.channel, "other", Matter("text/terms/p/2"))
    home.pair.meet()
    assert not door.changed_since(reader, draft)
    assert door.sign(reader, draft.id, seen, PASSWORD).number == 2


def test_the_signer_confirms_what_came_since_the_draft(home: Ministry) -> None:
    """HOME-3: If other offers on its matters have come since the approval began, one approver
    confirms first.
    """
    reader = home.reader("kim", "signer")
    draft = door.draft(reader, home.channel, proposal())
    assert not door.changed_since(reader, draft)
    home.proposed("since")
    assert door.changed_since(reader, draft)
    assert _sign(reader, draft).number == 2


@pytest.mark.parametrize("seen", ["", ".", "1", "1.", "x.y", "1.2.3"])
def test_nothing_seen_signs_nothing(home: Ministry, seen: str) -> None:
    """HOME-13: Whoever signs sends back what was shown."""
    reader = home.reader("kim", "signer")
    draft = door.draft(reader, home.channel, proposal())
    with pytest.raises(RuleError, match="changed-while-reading"):
        door.sign(reader, draft.id, seen, PASSWORD)


def test_each_kind_of_move_passes(home: Ministry) -> None:
    reader = home.reader("kim", "signer")
    declined = home.proposed("to be declined")
    moves: tuple[Move, ...] = (
        Refusal(declined),
        Acceptance(home.proposed("to be accepted")),
        Statement(Matter("document/d1"), encode(DOCUMENT)),
        proposal(),
    )
    for number, move in enumerate(moves, 2):
        assert _sign(reader, door.draft(reader, home.channel, move)).number == number
    assert _entries(home)[-1].acts


def test_leaving_refuses_in_the_same_entry_what_is_open(home: Ministry) -> None:
    """HOME-8: The same entry refuses every open offer that the party has made or accepted."""
    reader = home.reader("kim", "signer")
    _sign(reader, door.draft(reader, home.channel, proposal()))
    leaving = Statement(Matter("channel/leave"), encode({"reason": "over"}))
    draft = door.draft(reader, home.channel, leaving)
    seen = door.seen_of(reader, draft)
    _sign(reader, door.draft(reader, home.channel, proposal("another")))
    with pytest.raises(RuleError, match="changed-while-reading"):
        door.sign(reader, draft.id, seen, PASSWORD)
    assert len(_sign(reader, draft).acts) == 3


def test_locked_keys_keep_the_draft(home: Ministry) -> None:
    """HOME-7: While the keys are locked a node receives, judges and stores, and signs nothing."""
    person = home.person("kim", "signer")
    home.pair.nodes[KR] = home.pair.seats[KR].node(locked=True)
    reader = home.read_as(person)
    draft = door.draft(reader, home.channel, proposal())
    with pytest.raises(UnavailableError, match="keys-locked"):
        _sign(reader, draft)
    assert door.open_draft(reader, draft.id).state == "open"
    home.pair.restart(KR)
    assert _sign(home.read_as(person), draft).number == 2


def test_a_move_without_effect_goes_back_to_its_people(home: Ministry) -> None:
    """HOME-3: Else it returns the act to its people with the reason."""
    reader = home.reader("kim", "signer")
    ref = home.proposed()
    draft = door.draft(reader, home.channel, Acceptance(ref))
    _sign(reader, door.draft(reader, home.channel, Refusal(ref)))
    with pytest.raises(RuleError, match="refused"):
        _sign(reader, draft)
    kept = door.open_draft(reader, draft.id)
    assert (kept.state, kept.signer) == ("open", None)
    assert audit.newest(1)[0].detail == {"code": "refused"}


@pytest.mark.parametrize(
    ("code", "move"),
    [
        ("body/", Proposal({Matter("text/terms/p/1"): b'{"form":"nonsense"}'})),
        ("encoding/", Proposal({Matter("text/terms/p/1"): b'{ "form": 1}'})),
        ("body/matter", Proposal({Matter("no/such"): b"{}"})),
        ("body/", Statement(Matter("channel/keys"), b"{}")),
        ("type", Statement(Matter("channel/leave"), b"{}")),
    ],
)
def test_nothing_is_drafted_that_no_subject_takes(
    home: Ministry, code: str, move: Proposal | Statement
) -> None:
    reader = home.reader("kim", "drafter")
    with pytest.raises(MalformedError, match=code):
        door.draft(reader, home.channel, move)
    assert not Draft.objects.exists()


def test_a_signed_or_discarded_draft_is_closed(home: Ministry) -> None:
    """HOME-14: What is signed or discarded is not changed any more."""
    reader = home.reader("kim", "signer", "approver")
    draft = door.draft(reader, home.channel, proposal())
    gone = door.draft(reader, home.channel, proposal("gone"))
    door.discard(reader, gone.id)
    _sign(reader, draft)
    for one, code in ((draft, "draft-signed"), (gone, "draft-discarded")):
        seen = door.seen_of(reader, one)
        for act in (
            lambda one=one: door.revise(reader, one.id, proposal()),
            lambda one=one: door.discard(reader, one.id),
            lambda one=one, seen=seen: door.approve(reader, one.id, seen=seen),
            lambda one=one: door.send_back(reader, one.id, "why"),
            lambda one=one: door.take_over(reader, one.id),
            lambda one=one: door.hand_over(reader, one.id, "why"),
        ):
            with pytest.raises(RuleError, match=code):
                act()
    with pytest.raises(RuleError, match="draft-discarded"):
        _sign(reader, gone)
    assert {one.id for one in door.drafts_of(reader)} == {draft.id, gone.id}
    assert door.waiting(reader) == ()


def test_a_returned_draft_is_changed_first(home: Ministry) -> None:
    drafter = home.reader("kim", "drafter")
    signer = home.reader("lee", "signer")
    draft = door.draft(drafter, home.channel, proposal())
    door.send_back(home.reader("park", "approver"), draft.id, "The base is missing.")
    with pytest.raises(RuleError, match="draft-returned"):
        _sign(signer, draft)
    assert door.open_draft(drafter, draft.id).note == "The base is missing."
    assert drafter.waiting_count() == 1
    draft = door.revise(drafter, draft.id, proposal("with its base"))
    assert _sign(signer, draft).number == 2


def test_nobody_returns_their_own_draft(home: Ministry) -> None:
    """HOME-10: Whoever approves or signs may also return a draft of another."""
    author = home.reader("kim", "signer", "approver")
    draft = door.draft(author, home.channel, proposal(), "as agreed by telephone")
    with pytest.raises(RuleError, match="return-own"):
        door.send_back(author, draft.id, "why")
    kept = door.open_draft(author, draft.id)
    assert (kept.state, kept.note) == ("open", "as agreed by telephone")


def test_handed_over_until_it_is_changed(home: Ministry) -> None:
    """HOME-16: It counts for the draft as it stands: changed, it is not handed over any more."""
    drafter, signer = home.reader("kim", "drafter"), home.reader("lee", "signer")
    draft, other = (door.draft(drafter, home.channel, proposal(one)) for one in ("one", "two"))
    assert handed((draft, other)) == {}
    door.hand_over(drafter, draft.id, "before noon, please")
    found = door.waiting(signer)
    assert set(handed(found)) == {draft.id}
    assert {one.note for one in found if one.id == draft.id} == {"before noon, please"}
    draft = door.revise(drafter, draft.id, proposal("three"))
    assert handed((draft,)) == {}
    door.hand_over(drafter, draft.id)
    _sign(signer, draft)
    assert handed((door.open_draft(signer, draft.id),)) == {}


@pytest.mark.parametrize("role", ["observer", "approver", "administrator"])
def test_only_who_drafts_hands_over(home: Ministry, role: str) -> None:
    """HOME-10: An absent cell of the table refuses."""
    draft = door.draft(home.reader("kim", "drafter"), home.channel, proposal())
    with pytest.raises(RuleError, match="not-allowed"):
        door.hand_over(home.reader("lee", role), draft.id)


def test_every_step_is_in_the_audit_log(home: Ministry) -> None:
    """HOME-4: Who drafted, approved and signed, what exactly, and when, stands in an append-only
    audit log.
    """
    kim, lee = home.reader("kim", "drafter"), home.reader("lee", "signer")
    draft = door.draft(kim, home.channel, proposal())
    draft = door.revise(kim, draft.id, proposal("again"))
    door.approve(
        home.reader("park", "approver"), draft.id, "2023-17", seen=door.seen_of(kim, draft)
    )
    signed = _sign(lee, draft)
    lines = AuditLine.objects.filter(subject=str(draft.id)).order_by("n")
    assert [(one.person, one.action) for one in lines] == [
        ("kim", "drafted"),
        ("kim", "revised"),
        ("park", "approved"),
        ("lee", "signing"),
        ("lee", "signed"),
    ]
    assert all(one.channel == home.channel and one.post == "desk" for one in lines)
    last = lines[4]
    assert last.detail == {
        "commitment": _entries(home)[-1].approval,
        "entry": f"{signed.number} {signed.hash}",
        "revision": "2",
    }
    assert lines[2].detail["number"] == "2023-17"
    assert audit.check() == ()


def test_the_audit_log_holds_no_content(home: Ministry) -> None:
    """HOME-15: A line names posts, codes and digests, never content."""
    reader = home.reader("kim", "signer")
    draft = door.draft(reader, home.channel, proposal("CANARY-1"), "CANARY-2")
    door.send_back(home.reader("lee", "signer"), draft.id, "CANARY-3")
    draft = door.revise(reader, draft.id, proposal("CANARY-4"))
    _sign(reader, draft)
    assert AuditLine.objects.count() > 6
    assert not any("CANARY" in one.line for one in AuditLine.objects.all())
    assert not any(PASSWORD in one.line for one in AuditLine.objects.all())


def test_without_approvals_a_draft_is_for_the_one_post_that_can_sign(home: Ministry) -> None:
    signer = home.reader("lee", "signer", post="chief")
    draft = door.draft(home.reader("kim", "drafter"), home.channel, proposal())
    assert draft.post.slug == "chief"
    _sign(signer, draft)
    assert _entries(home)[-1].approval == draft.commitment
    home.reader("park", "signer", post="third")
    drafter = home.read_as(home.person("choi", "drafter"))
    assert door.draft(drafter, home.channel, proposal("more")).post.slug == "desk"


def test_long_notes_and_odd_signs_are_refused(home: Ministry) -> None:
    reader = home.reader("kim", "signer", "approver")
    with pytest.raises(MalformedError, match="note"):
        door.draft(reader, home.channel, proposal(), "x" * 2_001)
    draft = door.draft(home.reader("lee", "drafter"), home.channel, proposal(), "x" * 2_000)
    with pytest.raises(MalformedError, match="approval-number"):
        door.approve(reader, draft.id, "1\u200b", seen=door.seen_of(reader, draft))
