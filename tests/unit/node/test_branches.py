# SPDX-License-Identifier: Apache-2.0
"""LOG-15, LOG-17: how many branches of a forked log a node keeps, and how it speaks of them."""

from collections.abc import Callable

import pytest

from comity.core.acts import FORK, Declare
from comity.core.encoding import encode
from comity.core.entries import Entry, SignedEntry, encode_entry
from comity.core.ids import ChannelId, Code, Digest
from comity.core.limits import ENTRY_BYTES_MAX, INTEGER_MAX, PARTIES_MAX
from comity.node.settle import MOVES_MAX, settle_channel
from tests.unit.node.judged import Next, talking
from tests.unit.node.parties import (
    JP,
    KR,
    US,
    Circle,
    circle,
    forged,
    hand,
    heads,
    party,
    view,
)
from tests.unit.node.test_receive import _fork, _turned

NOWHERE = Digest("A" * 43)


@pytest.fixture
def three() -> Circle:
    three = circle((JP, KR, US))
    three.meet()
    return three


def _us(three: Circle, **fields: object) -> SignedEntry:
    """What US signs next."""
    ((number, head),) = heads(three[JP], three.channel)[US]
    given: dict[str, object] = {"number": number + 1, "previous": head, **fields}
    return forged(party(US), three.channel, **given)  # type: ignore[arg-type]


def _kept(node: Circle) -> int:
    with node[JP].channels.hold(node.channel) as held:
        return len(held.channel.fold.logs.numbered(held.channel.fold.logs.places[KR], 2))


FALSE: dict[str, Callable[[Circle, SignedEntry], SignedEntry]] = {
    "in another's name": lambda c, e: forged(
        party(KR), c.channel, 9, NOWHERE, code=US, seen={KR: (2, e.hash)}
    ),
    "signed by the forker": lambda c, e: SignedEntry(
        _us(c, seen={KR: (2, e.hash)}).raw, e.signature
    ),
    "with a bad signature": lambda c, e: _turned(_us(c, seen={KR: (2, e.hash)}), "ed25519"),
    "after what is missing": lambda c, e: _us(
        c, previous=NOWHERE, number=9, seen={KR: (2, e.hash)}
    ),
    "refused": lambda c, e: _us(c, time=0, seen={KR: (2, e.hash)}),
    "of another channel": lambda _, e: forged(
        party(US), ChannelId(NOWHERE), 2, NOWHERE, seen={KR: (2, e.hash)}
    ),
    "the forker's own": lambda c, e: Next(c).entry(number=3, previous=e.hash),
    "of another number": lambda c, e: _us(c, seen={KR: (3, e.hash)}),
    "of what is missing besides": lambda c, e: _us(c, seen={KR: (2, e.hash), JP: (9, NOWHERE)}),
}


@pytest.mark.parametrize("what", FALSE)
def test_no_branch_is_kept_for_what_no_other_party_signed(three: Circle, what: str) -> None:
    branches = _fork(Next(three), 6)
    built = [FALSE[what](three, one) for one in branches]
    for entries in ([*built, *branches], [*branches, *built]):
        hand(three[JP], party(KR), three.channel, *entries)
        assert _kept(three) == 2


def test_a_branch_is_kept_with_all_that_it_stands_on(three: Circle) -> None:
    """US has seen KR's third branch, and what KR built there on US's own."""
    next_ = Next(three)
    branches = _fork(next_, 4)
    first = _us(three)
    tail = next_.entry(number=3, previous=branches[2].hash, seen={US: (2, first.hash)})
    built = _us(three, number=3, previous=first.hash, seen={KR: (3, tail.hash)})
    reception = hand(three[JP], party(US), three.channel, *branches, first, tail, built)
    stored = (*branches[:2], first, branches[2], tail, built)
    assert reception.stored == tuple(one.hash for one in stored)
    assert (reception.missing, reception.refused) == ((), ())
    assert three.pass_on(JP, US).stored[-1] == built.hash


def test_what_was_aside_on_a_branch_that_is_kept_now_is_on_that_branch(three: Circle) -> None:
    """KR's third branch goes on before US has seen it, and again after: in one pouch."""
    next_ = Next(three)
    branches = _fork(next_, 4)
    third = branches[2]
    on_it = next_.entry(number=3, previous=third.hash, post="before US has seen it")
    first = _us(three, seen={KR: (2, third.hash)})
    after = next_.entry(number=4, previous=on_it.hash, seen={US: (2, first.hash)})
    built = _us(three, number=3, previous=first.hash, seen={KR: (4, after.hash)})
    reception = hand(three[JP], party(US), three.channel, *branches, on_it, first, after, built)
    assert reception.refused == ()
    stored = (*branches[:2], third, first, on_it, after, built)
    assert reception.stored == tuple(one.hash for one in stored)


def test_a_third_branch_of_one_is_kept_for_another_that_is_kept_for_an_honest_one() -> None:
    """KR's third branch is seen by US's third, and only that by a party that forks nothing."""
    made = circle((JP, KR, US, "vn"))
    made.meet()
    kr, us = _fork(Next(made), 3), [_us(made, post=str(n)) for n in range(2)]
    us.append(_us(made, seen={KR: (2, kr[2].hash)}))
    ((number, head),) = heads(made[JP], made.channel)[Code("vn")]
    reception = hand(made[JP], party(KR), made.channel, *kr, *us)
    assert [one[2] for one in reception.missing] == [kr[2].hash]
    assert _kept(made) == 2
    seen = {KR: (2, kr[2].hash), US: (2, us[2].hash)}
    vn = forged(party("vn"), made.channel, number + 1, head, seen=seen)
    reception = hand(made[JP], party("vn"), made.channel, *kr, *us, vn)
    assert reception.stored == (kr[2].hash, us[2].hash, vn.hash)


def test_what_is_aside_with_a_bad_signature_is_refused_and_holds_up_nothing_else(
    three: Circle,
) -> None:
    next_ = Next(three)
    branches = _fork(next_, 4)
    bad = _turned(branches[2], "ed25519")
    tail = next_.entry(number=3, previous=bad.hash)
    built = _us(three, seen={KR: (3, tail.hash)})
    again = _us(three, post="again", seen={KR: (2, bad.hash)})
    more = _us(three, post="more", seen={KR: (3, tail.hash)})
    good = _us(three, post="good", seen={KR: (2, branches[3].hash)})
    entries = (*branches[:2], bad, bad, branches[3], tail, built, again, more, good)
    reception = hand(three[JP], party(US), three.channel, *entries)
    assert [one.hash for one in reception.refused] == [bad.hash]
    assert reception.stored[2:] == (branches[3].hash, good.hash)
    assert {one[2] for one in reception.missing} == {bad.hash, tail.hash}


def test_what_was_found_signed_is_not_looked_at_again(three: Circle) -> None:
    next_ = Next(three)
    branches = _fork(next_, 3)
    tail = _turned(next_.entry(number=3, previous=branches[2].hash), "ed25519")
    built = _us(three, seen={KR: (3, tail.hash)})
    good = _us(three, post="good", seen={KR: (2, branches[2].hash)})
    reception = hand(three[JP], party(US), three.channel, *branches, tail, built, good)
    assert [one.hash for one in reception.refused] == [tail.hash]
    assert reception.stored[2:] == (branches[2].hash, good.hash)


def test_many_forks_are_declared_in_entries_that_can_be_signed() -> None:
    """Two hashes each tell all of it, and what is left goes with the next entry."""
    pair = talking()
    next_ = Next(pair)
    entries: list[SignedEntry] = []
    for branch in ("one", "other"):
        before: SignedEntry | None = None
        for number in range(next_.number + 1, next_.number + MOVES_MAX + 4):
            previous = next_.head if before is None else before.hash
            before = next_.entry(number=number, previous=previous, post=branch)
            entries.append(before)
    hand(pair[JP], party(KR), pair.channel, *entries)
    signed = [len(one.acts) for _ in range(3) for one in settle_channel(pair[JP], pair.channel)]
    assert signed == [MOVES_MAX, 3]
    said = [one.body for one in view(pair[JP], pair.channel, FORK).declared]
    assert {one["number"] for one in said} == {
        *range(next_.number + 1, next_.number + MOVES_MAX + 4)
    }
    assert all(len(one["hashes"]) == 2 for one in said)


def test_a_number_of_many_branches_is_declared_by_two_of_them(three: Circle) -> None:
    """A notice that names them all would not fit beside the others of its entry."""
    branches = _fork(Next(three), 3)
    built = _us(three, seen={KR: (2, branches[2].hash)})
    hand(three[JP], party(US), three.channel, *branches, built)
    settle_channel(three[JP], three.channel)
    (said,) = view(three[JP], three.channel, FORK).declared
    assert said.body == {
        "hashes": sorted(one.hash for one in branches)[:2],
        "number": 2,
        "party": KR,
    }


def test_the_longest_notices_of_one_entry_fit_in_it() -> None:
    code, digest = Code("z" * 8), Digest("A" * 43)
    body = {"hashes": [digest, digest], "number": INTEGER_MAX, "party": code}
    seen = {Code(f"{code[:-2]}{n:02}"): (INTEGER_MAX, digest) for n in range(PARTIES_MAX - 1)}
    acts = (Declare(FORK, body),) * MOVES_MAX
    entry = Entry(
        ChannelId(digest), code, INTEGER_MAX, digest, seen, INTEGER_MAX, digest, None, None, acts
    )
    assert len(encode_entry(entry)) < ENTRY_BYTES_MAX // 2
    assert len(encode(body)) * MOVES_MAX < ENTRY_BYTES_MAX // 2
