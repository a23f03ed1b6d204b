# SPDX-License-Identifier: Apache-2.0
"""Need to know: what a reader is shown, and that the rest is as if it were not there."""

from collections.abc import Callable

import pytest

from comity.core.errors import ComityError, MalformedError, RuleError
from comity.core.ids import ChannelId
from comity.home import door, people
from comity.home.reading import Reader
from comity.home.roles import Power
from comity.node.moves import Acceptance
from tests.contract.home.ministry import Ministry, proposal
from tests.unit.node.parties import JP, KR, START, circle, party


@pytest.mark.parametrize(
    "role", ["observer", "drafter", "approver", "signer", "duty-officer", "administrator"]
)
def test_who_reads_what(home: Ministry, role: str) -> None:
    """HOME-11: A person knows of a channel if their post is admitted to it and their roles allow
    reading.
    """
    reader = home.reader("kim", role)
    if role == "administrator":
        assert reader.channels() == ()
        with pytest.raises(RuleError, match="not-found"):
            reader.rooms(home.channel)
    else:
        assert reader.channels() == (home.channel,)
        assert reader.rooms(home.channel).texts.details == ()
    people.withdraw_admission(home.post("desk"), home.channel, START)
    assert home.read_as(reader.person).channels() == ()


@pytest.mark.parametrize("what", ["admission", "role", "activity", "no such channel", "no id"])
def test_what_one_may_not_know_of_is_as_if_it_were_not(home: Ministry, what: str) -> None:
    """HOME-11: What is not there and what a person may not know of are answered alike, in every
    view and by every command.
    """
    person = home.person("kim", "signer")
    draft = door.draft(home.read_as(person), home.channel, proposal())
    ref = home.proposed()
    channel: str = home.channel
    match what:
        case "admission":
            people.withdraw_admission(home.post("desk"), home.channel, START)
        case "role":
            people.set_roles(person, ["administrator"], START)
        case "activity":
            people.deactivate(person, START)
        case "no such channel":
            channel = party("us").fingerprint
        case _:
            channel = "../../etc/passwd"
    reader = home.read_as(person)
    acts: list[Callable[[], object]] = [
        lambda: reader.check(channel),
        lambda: reader.rooms(ChannelId(channel)),
        lambda: reader.visit(ChannelId(channel), 1),
    ]
    if what in {"admission", "role", "activity"}:
        acts.append(lambda: door.open_draft(reader, draft.id))
    if what in {"admission", "no such channel", "no id"}:
        acts.append(lambda: door.draft(reader, ChannelId(channel), proposal()))
        acts.append(lambda: door.draft(reader, ChannelId(channel), Acceptance(ref)))
    told = set()
    for act in acts:
        with pytest.raises(ComityError) as refused:
            act()
        told.add(refused.value.args)
    assert told == {("not-found", "HOME-11", "there is no such thing here")}
    if what not in {"no such channel", "no id"}:
        assert door.waiting(reader) == door.drafts_of(reader) == ()
        assert reader.waiting_count() == 0


@pytest.mark.parametrize(("role", "sees"), [("observer", False), ("duty-officer", False),
                                            ("drafter", True), ("approver", True),
                                            ("signer", True)])  # fmt: skip
def test_drafts_are_shown_to_those_who_have_to_do_with_them(
    home: Ministry, role: str, *, sees: bool
) -> None:
    """HOME-11: Drafts are shown to those alone who may draft, approve or sign there."""
    draft = door.draft(home.reader("kim", "drafter"), home.channel, proposal())
    reader = home.reader("lee", role)
    assert (door.waiting(reader) == (draft,)) is sees
    if not sees:
        with pytest.raises(RuleError, match="not-found"):
            door.open_draft(reader, draft.id)


def test_a_post_sees_its_channels_alone(home: Ministry) -> None:
    """HOME-11: One filter stands before them all."""
    other = circle(seats=[home.pair.seats[KR], home.pair.seats[JP]])
    reader = home.reader("kim", "signer", post="desk")
    stranger = home.reader("lee", "signer", post="other")
    people.withdraw_admission(home.post("other"), home.channel, START)
    people.admit(home.post("other"), other.channel, START)
    assert set(home.node.channels.ids()) == {home.channel, other.channel}
    assert reader.channels() == (home.channel,)
    assert home.read_as(stranger.person).channels() == (other.channel,)
    people.admit(home.post("desk"), other.channel, START)
    both = home.read_as(reader.person)
    assert both.channels() == home.node.channels.ids(), "in the order of their opening"
    people.admit(home.post("desk"), party("us").fingerprint, START)
    assert home.read_as(reader.person).channels() == both.channels(), "not what is not open here"
    with pytest.raises(MalformedError, match="grammar"):
        people.admit(home.post("desk"), "nonsense", START)


def test_what_a_person_has_seen(home: Ministry) -> None:
    kim, lee = home.reader("kim", "observer"), home.reader("lee", "observer")
    assert kim.visited(home.channel) == 0
    kim.visit(home.channel, 7)
    kim.visit(home.channel, 9)
    assert (kim.visited(home.channel), lee.visited(home.channel)) == (9, 0)


def test_powers_are_asked_of_the_person(home: Ministry) -> None:
    reader = home.reader("kim", "signer")
    assert [power for power in Power if reader.may(power)] == [
        Power.READ, Power.DRAFT, Power.SIGN, Power.DUTY
    ]  # fmt: skip
    reader.need(Power.SIGN)
    with pytest.raises(RuleError, match="not-allowed"):
        reader.need(Power.ADMINISTER)
    reader.person.active = False
    assert not Reader(reader.person, home.node, approvals=0).may(Power.READ)
