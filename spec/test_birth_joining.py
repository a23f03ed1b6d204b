# SPDX-License-Identifier: Apache-2.0
"""The rules of birth.md on what follows an invitation: joining, declining, expiry."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.encoding import encode
from comity.core.errors import RuleError
from comity.core.genesis import Predecessor
from comity.core.ids import ChannelId, Code, Digest
from comity.keys.cards import issue_card
from comity.keys.signer import UnlockedSigner
from comity.node import found
from comity.node.foundingset import (
    read_answer,
    read_founding,
)
from comity.node.installation import Node
from comity.node.receive import apply_contents
from comity.node.send import compose
from tests.unit.node.faults import Fuse, FusedMarks, FusedRecords, FusedSigner, Killed
from tests.unit.node.parties import (
    EXPIRES,
    JP,
    KR,
    US,
    VERIFIER,
    Seat,
    SeededChance,
    circle,
    forged,
    founding_files,
    party,
    pouch,
    seat,
)


def _seats(codes: Sequence[Code]) -> tuple[list[Seat], list[Node]]:
    seats = [seat(code) for code in codes]
    return seats, [one.node() for one in seats]


def _invite(seats: Sequence[Seat], nodes: Sequence[Node]) -> bytes:
    others = [node.party for node in nodes[1:]]
    return found.invite(nodes[0], seats[0].party.root, others, EXPIRES)


def test_entries_before_ones_own_people_confirmed_are_not_stored() -> None:
    """BIRTH-11: Entries of a channel that come before one's own people confirmed are not stored
    (they are answered as missing; their sender sends again).
    """
    seats, nodes = _seats((JP, KR))
    full = founding_files(seats)
    considered = found.consider(nodes[0], full)
    found.join(nodes[0], considered)
    contents = compose(nodes[0], nodes[1].root)
    early = apply_contents(nodes[1], contents, nodes[0].root)
    assert (early.channels, early.unknown) == ((), (considered.channel,))
    found.join(nodes[1], found.consider(nodes[1], full))
    late = apply_contents(nodes[1], compose(nodes[0], nodes[1].root), nodes[0].root)
    assert len(late.channels[0].stored) == 1


@given(st.integers(0, 2))
def test_after_it_expires_nobody_answers_or_gathers(late: int) -> None:
    """BIRTH-14: After `expires`, by its own clock, an inviter takes no more answers, and an invited
    party doesn't answer. The full set may arrive later: what all have signed before stands.
    """
    seats, nodes = _seats((JP, KR))
    invitation = _invite(seats, nodes)
    seats[1].clock.now = EXPIRES + late
    with pytest.raises(RuleError, match="expired"):
        found.answer(nodes[1], seats[1].party.root, invitation, "join")
    assert not nodes[1].records.foundings()
    seats[1].clock.now = EXPIRES - 1
    answer = found.answer(nodes[1], seats[1].party.root, invitation, "join")
    seats[0].clock.now = EXPIRES + late
    with pytest.raises(RuleError, match="expired"):
        found.gather(nodes[0], [answer])
    with pytest.raises(RuleError, match="expired"):
        found.invite(nodes[0], seats[0].party.root, [KR], EXPIRES)
    seats[0].clock.now = EXPIRES - 1
    full = found.gather(nodes[0], [answer])
    for one, node in zip(seats, nodes, strict=True):
        one.clock.now = EXPIRES + late
        assert found.join(node, found.consider(node, full)).number == 1
    assert found.gather(nodes[0], [answer]) == full


def test_declining_leaves_no_channel() -> None:
    """BIRTH-14: An answer of `decline`, with its reason, is shown to the people of the inviter."""
    seats, nodes = _seats((JP, KR))
    invitation = _invite(seats, nodes)
    raw = found.answer(nodes[1], seats[1].party.root, invitation, "decline", "not now")
    assert read_answer(raw, VERIFIER).answer.reason == "not now"
    with pytest.raises(RuleError, match="declined"):
        found.gather(nodes[0], [raw])
    with pytest.raises(RuleError, match="answered"):
        found.answer(nodes[1], seats[1].party.root, invitation, "join")
    assert [state.stage for state in found.foundings(nodes[1])] == ["declined"]
    assert not nodes[0].records.channels()
    assert not nodes[1].records.channels()


def test_who_is_not_invited_does_not_answer() -> None:
    """BIRTH-7: The code of an answer is one of `others`."""
    seats, nodes = _seats((JP, KR))
    stranger = seat(US)
    invitation = _invite(seats, nodes)
    for one in (stranger, seats[0]):
        with pytest.raises(RuleError, match="not-invited"):
            found.answer(one.node(), one.party.root, invitation, "join")


def test_a_successor_is_not_answered_unchecked() -> None:
    """BIRTH-13: A node answers only an invitation whose `heads`, for its own party, name its own
    newest entry.
    """
    seats, nodes = _seats((JP, KR))
    heads = {KR: (1, Digest("A" * 43))}
    raw = found.invite(
        nodes[0], seats[0].party.root, [KR], EXPIRES, Predecessor(ChannelId("A" * 43), heads)
    )
    with pytest.raises(RuleError, match="successor"):
        found.answer(nodes[1], seats[1].party.root, raw, "join")


def test_joining_twice_changes_nothing() -> None:
    """BIRTH-11: … Each signs its own entry 1 (LOG-18), once."""
    pair = circle()
    pair.meet()
    node = pair.restart(KR)
    before = node.records.place(pair.channel)
    (state,) = found.foundings(node)
    assert state.founding is not None
    again = found.join(node, found.consider(node, encode(state.founding)))
    assert again.number == 1
    assert node.records.place(pair.channel) == before


@pytest.mark.parametrize("moment", range(13))
def test_killed_at_any_step_of_joining_the_next_try_joins(moment: int) -> None:
    """BIRTH-5: Each signs its own entry 1 (LOG-18)."""
    fuse = Fuse()
    signer = FusedSigner(UnlockedSigner(party(KR).working), fuse)
    seats = [seat(JP), Seat(party(KR), FusedRecords(fuse), FusedMarks(fuse), signer=signer)]
    full = founding_files(seats)
    node = seats[1].node()
    considered = found.consider(node, full)
    fuse.set(moment)
    try:
        found.join(node, considered)
    except Killed:
        pass
    else:
        assert moment == 12, "one moment more than there are kills nobody"
    fuse.set(None)
    node = seats[1].node()
    signed = found.join(node, found.consider(node, full))
    entries = node.records.range(considered.channel, KR, 1, 10)
    assert [entry.hash for entry in entries] == [signed.hash]
    assert [state.stage for state in found.foundings(node)] == ["joined"]


def test_a_pouch_for_a_channel_whose_party_its_sender_is_not_is_refused() -> None:
    """BIRTH-4: The parties of a channel are those of its genesis, for ever."""
    pair = circle()
    entry = forged(party(US), pair.channel, 1, pair.channel)
    reception = apply_contents(
        pair[JP], pouch(party(US), pair.channel, entry), party(US).fingerprint
    )
    assert (reception.channels, reception.unknown) == ((), (pair.channel,))
    assert [f.code for f in pair[JP].records.findings(pair.channel, 9)] == ["stranger"]


def test_random_bytes_of_the_parties_make_every_founding_another() -> None:
    """BIRTH-10: `parties`: … each with `random` and the fingerprint of `root` of its invitation or
    answer; `predecessor` and `rules` from the invitation.
    """
    seats, _ = _seats((JP, KR))
    full = read_founding(founding_files(seats), VERIFIER)
    birth = found.consider(seats[0].node(), encode(full)).birth
    by_code = {one.code: one for one in birth.genesis.parties}
    invitation, answer = full.invitation.invitation, full.answers[0].answer
    assert by_code[JP].random == invitation.random
    assert by_code[KR].random == answer.random
    assert by_code[JP].root == party(JP).fingerprint
    assert by_code[KR].root == party(KR).fingerprint
    assert (birth.genesis.rules, birth.genesis.predecessor) == (1, None)
    seats[0].processes = 50
    assert SeededChance((JP, 50)).take(32) != SeededChance((JP, 51)).take(32)
    assert read_founding(founding_files(seats), VERIFIER).digest != full.digest


def test_the_largest_circle_that_may_be_founded_is() -> None:
    """BIRTH-9: one answer of each of `others`, 1 to 31, whatever addresses and reasons
    they give.
    """
    seats = [seat(f"p{n:02}") for n in range(32)]
    for one in seats:
        card = issue_card(
            UnlockedSigner(one.party.working),
            one.party.secrets.current.public,
            one.party.credentials,
            one.party.sealing.public,
            ["あ" * 500] * 8,
            None,
            1,
        )
        one.party = replace(one.party, card=card)
    nodes = [one.node() for one in seats]
    invitation = _invite(seats, nodes)
    answers = [
        found.answer(node, one.party.root, invitation, "join", "あ" * 2000)
        for node, one in zip(nodes[1:], seats[1:], strict=True)
    ]
    full = found.gather(nodes[0], answers)
    assert found.join(nodes[31], found.consider(nodes[31], full)).number == 1
    assert found.foundings(nodes[0])[0].stage == "gathered"
