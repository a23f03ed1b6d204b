# SPDX-License-Identifier: Apache-2.0
"""The rules of birth.md on founding a channel, each by a property."""

from collections.abc import Callable, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.encoding import encode, read
from comity.core.errors import ComityError, MalformedError, RuleError, TrustError
from comity.core.ids import Code, Digest
from comity.core.limits import BODY_BYTES_MAX
from comity.keys.cards import issue_card
from comity.keys.keysets import SigningKeys
from comity.keys.roots import issue_credentials
from comity.keys.signer import UnlockedSigner
from comity.node import found
from comity.node.foundingset import (
    Founding,
    SignedAnswer,
    SignedInvitation,
    read_answer,
    read_founding,
    read_invitation,
)
from comity.node.installation import Node
from tests.unit.node.faults import Fuse, FusedMarks, FusedRecords
from tests.unit.node.parties import (
    EXPIRES,
    JP,
    KR,
    US,
    VERIFIER,
    Party,
    Seat,
    founding_files,
    party,
    seat,
)

ALL = (JP, KR, US)


def _seats(codes: Sequence[Code] = ALL) -> tuple[list[Seat], list[Node]]:
    seats = [seat(code) for code in codes]
    return seats, [one.node() for one in seats]


def _invite(seats: Sequence[Seat], nodes: Sequence[Node]) -> bytes:
    others = [node.party for node in nodes[1:]]
    return found.invite(nodes[0], seats[0].party.root, others, EXPIRES)


def _signed_invitation(own: Party, **fields: object) -> bytes:
    """An invitation with some fields otherwise, signed all the same."""
    seats, nodes = _seats((own.code, KR if own.code != KR else JP))
    raw = found.invite(nodes[0], seats[0].party.root, [nodes[1].party], EXPIRES)
    value = read(raw, SignedInvitation, BODY_BYTES_MAX).invitation
    value = msgspec.structs.replace(value, **fields)
    signature = own.working.sign(hashing.INVITATION, value.digest)
    return encode(SignedInvitation(value, signature))


def _answer_of(own: Party, to: bytes, decision: str = "join", **fields: object) -> bytes:
    """An answer past the node of its author."""
    node = Seat(own, FusedRecords(Fuse()), FusedMarks(Fuse())).node()
    raw = found.answer(node, own.root, to, "join")
    value = read(raw, SignedAnswer, BODY_BYTES_MAX).answer
    value = msgspec.structs.replace(value, decision=decision, **fields)
    signature = own.working.sign(hashing.ANSWER, value.digest)
    return encode(SignedAnswer(value, signature))


@given(st.permutations(ALL), st.integers(2, 3))
def test_all_compute_the_same_genesis_and_sign_entry_1(codes: list[Code], count: int) -> None:
    """BIRTH-5: The inviter writes an invitation; each invited party answers; when all have
    answered that they join, the inviter sends the full set to all; each computes the same genesis;
    each signs its own entry 1.
    """
    seats, nodes = _seats(codes[:count])
    invitation = _invite(seats, nodes)
    answers = [
        found.answer(node, one.party.root, invitation, "join")
        for node, one in zip(nodes[1:], seats[1:], strict=True)
    ]
    full = found.gather(nodes[0], list(reversed(answers)))
    channels = set()
    for node in nodes:
        considered = found.consider(node, full)
        assert not node.records.channels(), "considering opens nothing"
        channels.add(considered.channel)
        assert found.join(node, considered).number == 1
        assert [state.stage for state in found.foundings(node)] == ["joined"]
    (channel,) = channels
    for node in nodes:
        with node.channels.hold(channel) as held:
            assert held.channel.parties == tuple(sorted(codes[:count]))


@given(st.sets(st.sampled_from([JP, KR, US, Code("aa"), Code("zz")]), max_size=5))
def test_an_invitation_names_the_others_once_and_without_the_inviter(codes: set[Code]) -> None:
    """BIRTH-6: `others`: 1 to 31 codes of the invited, ascending, no code twice, without the
    inviter's.
    """
    own = seat(JP)
    if codes and JP not in codes:
        raw = found.invite(own.node(), own.party.root, sorted(codes, reverse=True), EXPIRES)
        assert read_invitation(raw, VERIFIER).invitation.others == tuple(sorted(codes))
        return
    with pytest.raises(MalformedError, match=r"count|parties"):
        found.invite(own.node(), own.party.root, sorted(codes), EXPIRES)
    assert not own.records.foundings()


@pytest.mark.parametrize(
    "fields",
    [
        {"others": ()},
        {"others": (KR, KR)},
        {"others": (US, KR)},
        {"others": (JP, KR)},
        {"others": tuple(Code(f"p{n:02}") for n in range(32))},
        {"others": ("KR",)},
        {"expires": -1},
        {"random": "A" * 42},
        {"random": "A" * 42 + "B"},
        {"rules": 2},
    ],
    ids=str,
)
def test_a_signed_invitation_of_another_form_is_refused(fields: dict[str, object]) -> None:
    """BIRTH-7: In this order: form; …"""
    raw = _signed_invitation(party(JP), **fields)
    one = seat(KR)
    with pytest.raises(ComityError, match=r"count|parties|grammar|negative|not-invited|rules"):
        found.answer(one.node(), one.party.root, raw, "join")
    assert not one.records.foundings()


def _invitation_swaps() -> dict[str, Callable[[], bytes]]:
    other = party(JP, seed=9)
    own = party(JP)
    return {
        "root": lambda: _signed_invitation(own, root=other.root),
        "card": lambda: _signed_invitation(own, card=other.card),
        "card of another code": lambda: _signed_invitation(own, card=party(US).card),
        "root not by itself": lambda: _signed_invitation(
            own, root=msgspec.structs.replace(own.root, signature=other.root.signature)
        ),
        "credentials of another root": lambda: _signed_invitation(
            own,
            card=msgspec.structs.replace(
                own.card,
                card=msgspec.structs.replace(own.card.card, credentials=other.credentials),
            ),
        ),
        "card not by its keyset": lambda: _signed_invitation(
            own, card=msgspec.structs.replace(own.card, signature=other.card.signature)
        ),
    }


@pytest.mark.parametrize("swap", _invitation_swaps())
def test_an_invitation_with_a_part_of_somebody_else_is_refused(swap: str) -> None:
    """BIRTH-7: the root statement is signed by its own keyset; the credentials in the card are
    signed by that root; the card by the keyset in the credentials; the whole by the same keyset.
    """
    raw = _invitation_swaps()[swap]()
    one = seat(KR)
    with pytest.raises((TrustError, MalformedError)):
        found.answer(one.node(), one.party.root, raw, "join")
    assert not one.records.foundings()


@given(st.data())
def test_no_bit_of_an_invitation_or_answer_turns_unseen(data: st.DataObject) -> None:
    """BIRTH-7: form; …; the whole by the same keyset."""
    seats, nodes = _seats((JP, KR))
    invitation = _invite(seats, nodes)
    raw, reader = data.draw(
        st.sampled_from(
            [
                (invitation, read_invitation),
                (_answer_of(party(KR), invitation), read_answer),
                (founding_files(seats), read_founding),
            ]
        )
    )
    bit = data.draw(st.integers(0, 8 * len(raw) - 1))
    turned = bytearray(raw)
    turned[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ComityError):
        reader(bytes(turned), VERIFIER)


@given(st.data())
def test_an_answer_names_the_invitation_without_its_signature(data: st.DataObject) -> None:
    """BIRTH-8: `invitation` is digest("comity/1 invitation", the canonical bytes of the value of
    `invitation`, without the signature). `reason`: null or 1 to 2000 code points.
    """
    seats, nodes = _seats((JP, KR))
    invitation = _invite(seats, nodes)
    reason = data.draw(st.none() | st.text("aあ𝄞", max_size=12) | st.just("あ" * 2000))
    if reason == "":
        with pytest.raises(MalformedError, match="grammar"):
            found.answer(nodes[1], seats[1].party.root, invitation, "decline", reason)
        return
    raw = found.answer(nodes[1], seats[1].party.root, invitation, "decline", reason)
    answer = read_answer(raw, VERIFIER).answer
    signed = read(invitation, SignedInvitation, BODY_BYTES_MAX)
    expected = hashing.digest(hashing.INVITATION, encode(signed.invitation))
    assert (answer.invitation, answer.reason) == (expected, reason)
    with pytest.raises(MalformedError, match="grammar"):
        read_answer(_answer_of(party(KR), invitation, reason="あ" * 2001), VERIFIER)


def test_the_same_decision_gives_the_same_answer_and_another_is_refused() -> None:
    """BIRTH-7: a second answer of a party, different from its first, is refused."""
    seats, nodes = _seats((JP, KR))
    invitation = _invite(seats, nodes)
    first = found.answer(nodes[1], seats[1].party.root, invitation, "join")
    assert found.answer(seats[1].node(), seats[1].party.root, invitation, "join") == first
    with pytest.raises(RuleError, match="answered"):
        found.answer(nodes[1], seats[1].party.root, invitation, "decline")
    other = _answer_of(party(KR), invitation, random="B" * 42 + "A")
    with pytest.raises(RuleError, match="parties"):
        found.gather(nodes[0], [first, other])
    assert found.gather(nodes[0], [first, first]) == found.gather(nodes[0], [first])


def test_a_full_set_holds_one_answer_of_each_and_all_join() -> None:
    """BIRTH-9: one answer of each of `others`, all `join`, in ascending order of codes."""
    seats, nodes = _seats()
    invitation = _invite(seats, nodes)
    kr = found.answer(nodes[1], seats[1].party.root, invitation, "join")
    us = _answer_of(party(US), invitation)
    named = read_answer(kr, VERIFIER).answer.invitation
    other = found.invite(seats[2].node(), seats[2].party.root, [Code("zz")], EXPIRES)
    stranger = _answer_of(party("zz"), other, invitation=named)
    with pytest.raises(RuleError, match="parties"):
        found.gather(nodes[0], [kr])
    with pytest.raises(RuleError, match="declined"):
        found.gather(nodes[0], [kr, _answer_of(party(US), invitation, "decline")])
    with pytest.raises(RuleError, match="parties"):
        found.gather(nodes[0], [kr, us, stranger])
    with pytest.raises(RuleError, match="unknown-invitation"):
        found.gather(nodes[0], [kr, _answer_of(party(US), invitation, invitation=Digest("A" * 43))])
    with pytest.raises(RuleError, match="unknown-invitation"):
        found.gather(nodes[1], [kr, us])
    with pytest.raises(RuleError, match="unknown-invitation"):
        found.gather(nodes[0], [])
    full = read(found.gather(nodes[0], [us, kr]), Founding, BODY_BYTES_MAX)
    for turned in (
        msgspec.structs.replace(full, answers=full.answers[::-1]),
        msgspec.structs.replace(full, answers=full.answers[:1]),
        msgspec.structs.replace(full, answers=(full.answers[0], full.answers[0])),
    ):
        with pytest.raises(RuleError, match="parties"):
            read_founding(encode(turned), VERIFIER)


def test_an_own_part_that_was_swapped_on_the_way_is_refused() -> None:
    """BIRTH-10: Whoever receives the full set checks … that its own answer stands there
    unchanged.
    """
    seats, nodes = _seats((JP, KR))
    invitation = _invite(seats, nodes)
    found.answer(nodes[1], seats[1].party.root, invitation, "join")
    # Somebody with KR's keys, or an older answer of KR, put in its place.
    full = found.gather(nodes[0], [_answer_of(party(KR), invitation, random="C" * 42 + "A")])
    with pytest.raises(RuleError, match="own-part"):
        found.consider(nodes[1], full)
    with pytest.raises(RuleError, match="own-part"):
        found.consider(seat(US).node(), full)
    with pytest.raises(RuleError, match="own-part"):
        found.consider(seat(JP).node(), full)
    assert not nodes[1].records.channels()


def test_answers_of_two_invitations_do_not_mix() -> None:
    """BIRTH-9: `{"answers": [signed answer, …], "invitation": signed invitation}`."""
    seats, nodes = _seats((JP, KR))
    first, second = _invite(seats, nodes), _invite(seats, nodes)
    assert first != second
    answer = found.answer(nodes[1], seats[1].party.root, first, "join")
    full = read(found.gather(nodes[0], [answer]), Founding, BODY_BYTES_MAX)
    other = read(second, SignedInvitation, BODY_BYTES_MAX)
    mixed = msgspec.structs.replace(full, invitation=other)
    with pytest.raises(RuleError, match="invitation"):
        read_founding(encode(mixed), VERIFIER)


def test_a_public_key_that_two_parties_share_is_refused() -> None:
    """BIRTH-10: no public key of any root, working or sealing keyset occurs twice in the full set,
    within a party or between two; else the founding is refused as `parties`.
    """
    seats, nodes = _seats((JP, KR))
    invitation = _invite(seats, nodes)
    for shared in (_sharing(party(JP).working), _sharing(party(JP).secrets.current)):
        with pytest.raises(RuleError, match="parties"):
            found.gather(nodes[0], [_answer_of(shared, invitation)])
    own = party(KR)
    assert found.gather(nodes[0], [_answer_of(own, invitation)])


def _sharing(keys: SigningKeys) -> Party:
    """KR with working keys that somebody else has too."""
    own = party(KR)
    credentials = issue_credentials(own.secrets, KR, 1, keys.public, 0, EXPIRES)
    card = issue_card(
        UnlockedSigner(keys),
        own.secrets.current.public,
        credentials,
        own.sealing.public,
        (),
        None,
        1,
    )
    return Party(KR, own.secrets, own.root, keys, own.sealing, credentials, card)


def test_a_sealing_key_that_two_parties_share_is_refused() -> None:
    """BIRTH-10: no public key (Ed25519, ML-DSA-65, ML-KEM-768, X25519) … occurs twice."""
    seats, nodes = _seats((JP, KR))
    invitation = _invite(seats, nodes)
    own = party(KR)
    card = issue_card(
        UnlockedSigner(own.working),
        own.secrets.current.public,
        own.credentials,
        party(JP).sealing.public,
        (),
        None,
        1,
    )
    with pytest.raises(RuleError, match="parties"):
        found.gather(nodes[0], [_answer_of(own, invitation, card=card)])
