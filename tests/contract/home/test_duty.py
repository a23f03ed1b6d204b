# SPDX-License-Identifier: Apache-2.0
"""Whoever is on duty speaks alone where an incident presses, and on nothing else (HOME-50)."""

from __future__ import annotations

from typing import Any

import pytest

from comity.core.errors import MalformedError, RuleError
from comity.core.ids import Matter
from comity.home import door, duty
from comity.home.models import AuditLine, Draft, DraftState
from comity.home.models_incidents import PrivateFact
from comity.home.reading import Reader
from comity.home.withheld import keep_private, private_facts
from comity.node.moves import Statement
from comity.subjects import write_body
from tests.contract.home.ministry import PASSWORD, Ministry, proposal
from tests.unit.node.parties import JP
from tests.unit.subjects.samples_incidents import ACK, ALL, NOTICE

NAME = "kr-20230413-1"
NOTIFY = Matter(f"incident/{NAME}/notice")


def body(matter: str, value: object) -> bytes:
    return write_body(matter, "declare", value)


def notify(home: Ministry, reader: Reader, **more: Any) -> Any:
    seen = duty.seen_now(reader, home.channel, NAME)
    asked = {"password": PASSWORD, "seen": seen} | more
    return duty.sign_alone(reader, home.channel, NOTIFY, body(NOTIFY, NOTICE), **asked)


@pytest.mark.parametrize("role", ["duty-officer", "signer"])
@pytest.mark.parametrize("approvals", [0, 1])
def test_whoever_is_on_duty_notifies_at_once_and_alone(
    home: Ministry, role: str, approvals: int
) -> None:
    """HOME-50: drafted and signed in one go, and no approval is asked for."""
    home.approvals = approvals
    reader = home.reader("duty", role)
    signed = notify(home, reader)
    (incident,) = reader.rooms(home.channel).incidents.details
    assert incident.messages[0].ref == ("kr", signed.number, 0)
    assert incident.messages[0].said.declaration.post == "아시아태평양국장 desk"
    made = Draft.objects.get()
    assert (made.state, made.entry_number) == (DraftState.SIGNED, signed.number)
    actions = [line.action for line in AuditLine.objects.filter(subject=str(made.pk)).order_by("n")]
    assert actions == ["drafted", "signing", "signed"]


@pytest.mark.parametrize("role", ["observer", "drafter", "approver"])
def test_nobody_else_does(home: Ministry, role: str) -> None:
    """HOME-10: An absent cell of the table refuses."""
    with pytest.raises(RuleError) as caught:
        notify(home, home.reader("other", role))
    assert caught.value.code == "not-allowed"
    assert not Draft.objects.exists()


def test_what_else_is_drafted_or_signed_on_that_way_is_refused(home: Ministry) -> None:
    """HOME-50: Whatever else is drafted or signed on that way is refused (`duty-only`)."""
    reader = home.reader("duty", "duty-officer")
    offered = Matter("meeting/2023-1/readout")
    raw = body(offered, {"text": {"en": "x"}, "not_before": None})
    for move in (proposal(), Statement(offered, raw)):
        with pytest.raises(RuleError) as caught:
            door.draft(reader.on_duty(), home.channel, move)
        assert caught.value.code == "duty-only"
    matter, _, value = ALL["facts"]
    with pytest.raises(RuleError) as caught:
        duty.sign_alone(
            reader, home.channel, Matter(matter), body(matter, value), password=PASSWORD,
            seen=duty.seen_now(reader, home.channel, "jp-20230413-1"),
        )  # fmt: skip
    assert caught.value.code == "duty-only"
    with pytest.raises(RuleError) as caught:
        door.draft(reader, home.channel, Statement(NOTIFY, body(NOTIFY, NOTICE)))
    assert caught.value.code == "not-allowed"


def test_a_draft_of_others_is_not_signed_on_that_way(home: Ministry) -> None:
    """HOME-50: refused, whoever has drafted it."""
    made = door.draft(home.reader("drafter", "drafter"), home.channel, proposal())
    on_duty = home.reader("duty", "duty-officer").on_duty()
    with pytest.raises(RuleError) as caught:
        door.sign(on_duty, made.pk, door.seen_of(on_duty, made), PASSWORD)
    assert caught.value.code == "duty-only"
    assert Draft.objects.get().state == DraftState.OPEN


def test_it_asks_for_the_password_and_for_what_was_shown(home: Ministry) -> None:
    """HOME-50: with the password, on what was shown of the incident, once."""
    reader = home.reader("duty", "duty-officer")
    with pytest.raises(RuleError) as caught:
        notify(home, reader, password="another password")
    assert caught.value.code == "password-wrong"
    seen = duty.seen_now(reader, home.channel, NAME)
    notify(home, reader)
    with pytest.raises(RuleError) as caught:
        notify(home, reader, seen=seen)
    assert caught.value.code == "changed-while-reading"
    assert len(reader.rooms(home.channel).incidents.details[0].messages) == 1


def test_what_could_not_be_signed_is_discarded(
    home: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HOME-50: What could not be signed is discarded."""
    reader = home.reader("duty", "duty-officer")

    def locked(*_: object) -> None:
        raise RuleError("frozen", "ACT-1", "halted")

    monkeypatch.setattr(door, "sign", locked)
    with pytest.raises(RuleError):
        notify(home, reader)
    assert Draft.objects.get().state == DraftState.DISCARDED


def test_a_draft_that_was_there_before_stays(
    home: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = home.reader("duty", "duty-officer")
    before = door.draft(reader.on_duty(), home.channel, Statement(NOTIFY, body(NOTIFY, NOTICE)))

    def locked(*_: object) -> None:
        raise RuleError("frozen", "ACT-1", "halted")

    monkeypatch.setattr(door, "sign", locked)
    with pytest.raises(RuleError):
        notify(home, reader)
    assert Draft.objects.get().pk == before.pk
    assert Draft.objects.get().state == DraftState.OPEN


def test_an_acknowledgement_reaches_the_other_side(home: Ministry) -> None:
    """INC-5: the post is that of its entry."""
    home.pair.meet()
    node = home.pair[JP]
    from comity.node.sign import sign_moves  # noqa: PLC0415 - only here

    matter = Matter("incident/jp-1/notice")
    value = {**NOTICE, "same_as": []}
    theirs = sign_moves(node, home.channel, [Statement(matter, body(matter, value))], post="当直")
    home.pair.meet()
    reader = home.reader("duty", "duty-officer")
    ack = Matter("incident/jp-1/ack")
    said = {**ACK, "message": ["jp", theirs.number, 0]}
    duty.sign_alone(
        reader, home.channel, ack, body(ack, said), password=PASSWORD,
        seen=duty.seen_now(reader, home.channel, "jp-1"),
    )  # fmt: skip
    (incident,) = reader.rooms(home.channel).incidents.details
    assert incident.row("kr").awaits == ()


def test_a_dialogue_that_one_may_not_know_of_is_not_there(home: Ministry) -> None:
    """HOME-11: What is not there and what a person may not know of are answered alike."""
    reader = home.reader("duty", "duty-officer")
    unknown = replace_channel(home)
    for ask in (
        lambda: duty.seen_now(reader, unknown, NAME),
        lambda: private_facts(reader, unknown, NAME),
        lambda: keep_private(reader, unknown, NAME, "a", "b"),
    ):
        with pytest.raises(RuleError) as caught:
            ask()
        assert caught.value.code == "not-found"


def replace_channel(home: Ministry) -> Any:
    return home.channel[:-1] + ("A" if home.channel[-1] != "A" else "B")


# --- what is never released --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sees"),
    [("observer", False), ("approver", False), ("drafter", True), ("signer", True),
     ("duty-officer", True)],
)  # fmt: skip
def test_who_sees_and_writes_internal_facts(home: Ministry, role: str, *, sees: bool) -> None:
    """HOME-51: Whoever drafts, signs or is on duty in the dialogue sees it and writes it there."""
    keep_private(home.reader("one", "duty-officer"), home.channel, NAME, "Radar", "lost at 90 km")
    other = home.reader("two", role)
    assert [one.text for one in private_facts(other, home.channel, NAME)] == (
        ["lost at 90 km"] if sees else []
    )
    if not sees:
        with pytest.raises(RuleError):
            keep_private(other, home.channel, NAME, "a", "b")
    assert not AuditLine.objects.filter(line__contains="90 km").exists()
    assert private_facts(home.reader("three", "signer"), home.channel, "other") == ()


def test_what_is_written_twice_is_kept_once(home: Ministry) -> None:
    reader = home.reader("one", "signer")
    first = keep_private(reader, home.channel, NAME, "Radar", "lost")
    assert keep_private(reader, home.channel, NAME, "Radar", "lost").pk == first.pk
    assert PrivateFact.objects.count() == 1


@pytest.mark.parametrize(
    ("label", "text"),
    [("", "x"), (" ", "x"), ("x", ""), ("x", "y\u202e"), ("a\nb", "x"), ("x" * 201, "x"),
     ("x", "x" * 2_001)],
)  # fmt: skip
def test_an_internal_fact_says_something(home: Ministry, label: str, text: str) -> None:
    with pytest.raises(MalformedError) as caught:
        keep_private(home.reader("one", "signer"), home.channel, NAME, label, text)
    assert caught.value.code == "private-fact"
