# SPDX-License-Identifier: Apache-2.0
"""A draft's content survives as text, and its commitment covers all of it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.encoding import encode
from comity.core.errors import ConfigError, MalformedError
from comity.core.ids import Code, Digest, Matter, b64
from comity.core.views import ActRef
from comity.home import drafts
from comity.node.moves import Acceptance, Move, Proposal, Refusal, Statement

DIGESTS = st.binary(min_size=32, max_size=32).map(lambda raw: Digest(b64(raw)))
MATTERS = st.from_regex(r"[a-z0-9-]{1,40}(/[a-z0-9-]{1,40}){0,3}", fullmatch=True).map(Matter)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20)
BODIES = st.dictionaries(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), TEXTS, max_size=3).map(
    encode
)
REFS = st.builds(
    ActRef, st.sampled_from([Code("kr"), Code("jp")]), st.integers(1, 2**53 - 1), DIGESTS,
    st.integers(0, 63),
)  # fmt: skip
DOCUMENTS = st.lists(DIGESTS, max_size=3).map(tuple)
MOVES: st.SearchStrategy[Move] = st.one_of(
    st.builds(
        Proposal,
        st.dictionaries(MATTERS, BODIES, min_size=1, max_size=3),
        DOCUMENTS,
        st.none() | st.integers(0, 2**53 - 1),
        st.booleans(),
        st.lists(st.dictionaries(MATTERS, BODIES, min_size=1, max_size=3), max_size=2).map(tuple),
    ),
    st.builds(
        Statement,
        MATTERS,
        BODIES,
        DOCUMENTS,
        st.lists(st.tuples(MATTERS, BODIES), max_size=2).map(tuple),
    ),
    st.builds(Acceptance, REFS, st.lists(REFS, max_size=2).map(tuple)),
    st.builds(Refusal, REFS, st.none() | BODIES),
)
SALT = b64(bytes(range(32)))


@given(MOVES)
def test_a_move_comes_back_as_it_was(move: Move) -> None:
    assert drafts.unpack(drafts.pack(move)) == move


@given(MOVES, MOVES)
def test_equal_moves_and_only_these_give_equal_texts(one: Move, other: Move) -> None:
    assert (drafts.pack(one) == drafts.pack(other)) is (one == other)


@given(MOVES)
def test_the_order_in_which_items_were_named_is_nothing(move: Move) -> None:
    if isinstance(move, Proposal):
        turned = dict(reversed(move.values.items()))
        again = replace(move, values=turned)
        assert drafts.pack(again) == drafts.pack(move)


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{ "a":1}', b'{"b":1,"a":1}', b'"\xff"', b'"\\u0041"']
)
def test_a_body_that_is_not_canonical_is_no_draft(body: bytes) -> None:
    for move in (
        Proposal({Matter("terms"): body}),
        Statement(Matter("terms"), body),
        Refusal(ActRef(Code("kr"), 1, Digest(SALT), 0), body),
    ):
        with pytest.raises(MalformedError):
            drafts.pack(move)


@pytest.mark.parametrize(
    "text", ["", "{", "{}", '{"type":"other"}', '{"type":"acceptance","offer":1}', "[]", "7"]
)
def test_what_other_hands_wrote_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="draft-unreadable"):
        drafts.unpack(text)


@given(MOVES)
def test_an_unknown_field_is_refused(move: Move) -> None:
    told = json.loads(drafts.pack(move))
    with pytest.raises(ConfigError, match="draft-unreadable"):
        drafts.unpack(json.dumps(told | {"more": 1}))


@given(MOVES, MOVES)
def test_the_commitment_covers_channel_party_post_and_move(one: Move, other: Move) -> None:
    """HOME-2: An approval covers the channel, the party, the post and the acts with their
    bodies.
    """
    move = drafts.pack(one)
    base = drafts.commitment(SALT, "c", "kr", "Desk", move)
    assert base == drafts.commitment(SALT, "c", "kr", "Desk", move)
    assert base == hashing.salted(
        hashing.APPROVAL,
        bytes(range(32)),
        encode({"channel": "c", "move": move, "party": "kr", "post": "Desk"}),
    )
    assert base != drafts.commitment(b64(bytes(32)), "c", "kr", "Desk", move)
    assert base != drafts.commitment(SALT, "d", "kr", "Desk", move)
    assert base != drafts.commitment(SALT, "c", "jp", "Desk", move)
    assert base != drafts.commitment(SALT, "c", "kr", "Other", move)
    changed = drafts.commitment(SALT, "c", "kr", "Desk", drafts.pack(other))
    assert (base == changed) is (one == other)


def test_a_draft_of_before_several_dates_reads_as_it_always_has() -> None:
    proposal = drafts.pack(Proposal({Matter("terms"): encode({})}))
    acceptance = drafts.pack(Acceptance(ActRef(Code("kr"), 1, Digest(SALT), 0)))
    assert ("others" in proposal, "instead_of" in acceptance) == (False, False)
