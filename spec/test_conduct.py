# SPDX-License-Identifier: Apache-2.0
"""The rules of conduct.md, each by a property over real nodes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core.acts import LEAVE, Declare
from comity.core.encoding import encode
from comity.core.entries import read_entry
from comity.core.errors import RuleError
from comity.core.ids import Code, Digest, Matter
from comity.node.send import compose
from comity.node.settle import GATHER_MS, settle_channel
from comity.node.sign import Acceptance, Proposal, Refusal, Statement, attach, sign_moves
from tests.unit.node.parties import (
    JP,
    KR,
    OTHER,
    START,
    TERMS,
    US,
    Circle,
    circle,
    forged,
    hand,
    heads,
    log,
    newest,
    offer,
    party,
    value,
    view,
    wording,
)
from tests.unit.subjects.samples_measures import FIGURE, STATED

few = settings(max_examples=15)
CIRCLES = st.sampled_from([(JP, KR), (JP, KR, US)])


def _agree(ring: Circle, value_: object = 1, author: Code = JP) -> None:
    """An offer that all have accepted, each acceptance passed on to all."""
    ref = offer(ring[author], ring.channel, value_).acts[0]
    ring.meet()
    for code in ring.nodes:
        if code != author:
            sign_moves(ring[code], ring.channel, [Acceptance(ref)])
    ring.meet()


@few
@given(CIRCLES, st.integers(1, 3))
def test_one_bare_entry_for_each_agreement(codes: tuple[Code, ...], agreements: int) -> None:
    """NODE-1: If an offer is agreed in the record (AGR-3), and no entry of the own log has in its
    closed past valid acceptances of it by every party, the node signs one bare entry that names in
    `seen` all it holds.
    """
    ring = circle(codes)
    ring.meet()
    for turn in range(agreements):
        _agree(ring, turn)
        signed = ring.settle()
        # The last to accept saw all acceptances, if the others' had reached it; here none had.
        assert 1 <= len(signed) <= len(codes)
        assert all(one.acts == () for one in signed)
        for code in codes:
            assert view(ring[code], ring.channel).confirmed == view(ring[code], ring.channel).agreed
        assert ring.settle() == []
    assert len(view(ring[JP], ring.channel).confirmed) == agreements


@few
@given(CIRCLES)
def test_a_finished_exchange_falls_silent(codes: tuple[Code, ...]) -> None:
    """NODE-3: A bare entry of another party is never by itself a reason to sign one. So a finished
    exchange falls silent: with n parties, an agreement costs at most n bare entries.
    """
    ring = circle(codes)
    ring.meet()
    _agree(ring)
    ring.settle()
    sign_moves(ring[KR], ring.channel, [])
    assert ring.settle() == []
    ring.seats[JP].clock.now += 10 * GATHER_MS
    assert ring.settle() == []


def test_two_processes_of_a_node_sign_one_bare_entry_between_them() -> None:
    """NODE-1: the node signs one bare entry."""
    pair = circle()
    pair.meet()
    _agree(pair)
    desk, worker = pair.seats[JP].node(), pair.seats[JP].node()
    value(worker, pair.channel)
    assert len(settle_channel(desk, pair.channel)) == 1
    assert settle_channel(worker, pair.channel) == ()


@few
@given(st.integers(1, 4), st.integers(0, 3))
def test_refusals_are_gathered_into_one_bare_entry_a_minute(refusals: int, minutes: int) -> None:
    """NODE-2: If the record holds a valid refusal of an offer that the own party could still accept
    …, and the refusal is not in the past of the own log, the node signs one bare entry that names
    all it holds. These are gathered: at most one a minute and channel.
    """
    pair = circle()
    pair.meet()
    refs = [
        offer(pair[JP], pair.channel, n, Matter(f"matter-{n}")).acts[0] for n in range(refusals)
    ]
    pair.meet()
    sign_moves(pair[KR], pair.channel, [])
    for ref in refs:
        sign_moves(pair[JP], pair.channel, [Refusal(ref)])
    assert pair.settle() == [], "KR's newest entry is not a minute old"
    pair.seats[KR].clock.now += GATHER_MS * (1 + minutes)
    signed = pair.settle()
    assert [one.acts for one in signed] == [()]
    assert pair.settle() == []
    pair.seats[KR].clock.now += 2 * GATHER_MS
    assert pair.settle() == []


@pytest.mark.parametrize("why", ["accepted", "refused", "crossed", "crossed in part", "own"])
def test_a_refusal_of_what_one_can_not_accept_asks_for_nothing(why: str) -> None:
    """NODE-2: … that the own party could still accept (no valid acceptance of it by the party, …,
    of a rank above the party's position on all its matters, and no refusal in the own log's past).
    """
    pair = circle()
    pair.meet()
    package = Proposal({TERMS: wording(1), OTHER: wording(2)})
    ref = sign_moves(pair[JP], pair.channel, [package]).acts[0]
    pair.meet()
    match why:
        case "accepted":
            sign_moves(pair[KR], pair.channel, [Acceptance(ref)])
            pair.settle()
        case "refused":
            sign_moves(pair[KR], pair.channel, [Refusal(ref)])
        case "crossed":
            again = {TERMS: wording(3), OTHER: wording(4)}
            sign_moves(pair[KR], pair.channel, [Proposal(again)])
        case "crossed in part":
            offer(pair[KR], pair.channel, 2)
        case _:
            ref = offer(pair[KR], pair.channel, 2).acts[0]
            pair.meet()
    sign_moves(pair[JP], pair.channel, [Refusal(ref)])
    pair.meet()
    pair.seats[KR].clock.now += 2 * GATHER_MS
    assert settle_channel(pair[KR], pair.channel) == ()


@few
@given(st.lists(st.sampled_from([JP, KR, US]), max_size=8), st.data())
def test_every_entry_names_all_that_is_held(authors: list[Code], data: st.DataObject) -> None:
    """NODE-4: Whenever a node signs an entry, `seen` names the newest entry it holds of each other
    log (by LOG-6).
    """
    ring = circle((JP, KR, US))
    for author in authors:
        sender = data.draw(st.sampled_from([c for c in ring.nodes if c != author]))
        ring.pass_on(sender, author)
        held = {c: tips[-1] for c, tips in heads(ring[author], ring.channel).items() if tips}
        signed = sign_moves(ring[author], ring.channel, [])
        with ring[author].channels.hold(ring.channel) as fold:
            link = fold.channel.fold.logs.link(signed.hash)
            assert link is not None
            frontier = {
                ring_code: (one.number, one.id)
                for ring_code, one in zip(fold.channel.parties, link.frontier, strict=True)
                if one is not None and ring_code != author
            }
        assert frontier == {code: tip for code, tip in held.items() if code != author}


@few
@given(st.integers(-2, 2), st.sampled_from(["open", "refused", "agreed"]), st.data())
def test_an_own_offer_is_refused_when_its_time_is_over(
    late: int, state: str, data: st.DataObject
) -> None:
    """NODE-5: At `until`, by the author's clock, the author's node refuses its own offer, unless it
    is agreed, or refused by the author already: another's refusal stops only acceptances that have
    it in their past. An offer under `silence` it does not refuse before every other party's node
    has accepted or refused, or a person of the author decides.
    """
    pair = circle()
    pair.meet()
    until = START + 5_000
    silence = data.draw(st.booleans())
    proposal = Proposal({TERMS: wording(1)}, until=until, silence=silence)
    ref = sign_moves(pair[JP], pair.channel, [proposal]).acts[0]
    pair.meet()
    if state != "open":
        move = Refusal(ref) if state == "refused" else Acceptance(ref)
        sign_moves(pair[KR], pair.channel, [move])
    pair.meet()
    settle_channel(pair[JP], pair.channel)
    pair.seats[JP].clock.now = until + late
    pair.seats[KR].clock.now = until + 10 * GATHER_MS  # another's clock decides nothing
    settle_channel(pair[KR], pair.channel)
    settle_channel(pair[JP], pair.channel)
    settle_channel(pair[JP], pair.channel)
    own = [r for r in newest(pair[JP], pair.channel).refusals if r.ref.party == JP]
    lapses = late >= 0 and (state == "refused" or (state == "open" and not silence))
    assert len(own) == (1 if lapses else 0)
    assert all(refusal.reason is None for refusal in own)


@pytest.mark.parametrize("absent", ["body", "document", "destroyed", "nothing"])
def test_nothing_is_accepted_unread(absent: str) -> None:
    """NODE-7: A node signs no acceptance of an offer unless it holds every body and document that
    the offer names, has checked them against their digests, and has read each body by its
    subject.
    """
    pair = circle()
    pair.meet()
    document = attach(pair[JP], pair.channel, b"annex")
    raw = wording(1)
    ref = sign_moves(pair[JP], pair.channel, [Proposal({TERMS: raw}, (document,))]).acts[0]
    part = compose(pair[JP], pair[KR].root).channels[0]
    hand(pair[KR], party(JP), pair.channel, *part.entries)
    for content in part.contents:
        if content.kind != absent:
            pair[KR].records.put_content(pair.channel, content.kind, content.digest, content.kept)
    if absent == "destroyed":
        body = next(one.digest for one in part.contents if one.kind == "body")
        pair[KR].records.destroy_content(pair.channel, "body", body)
    before = log(pair[KR], pair.channel, KR)
    if absent == "nothing":
        assert sign_moves(pair[KR], pair.channel, [Acceptance(ref)]).number == 2
        return
    with pytest.raises(RuleError, match="body-absent"):
        sign_moves(pair[KR], pair.channel, [Acceptance(ref)])
    assert log(pair[KR], pair.channel, KR) == before


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("said", ["", "other", "differs", "on-the-word-of", "reproduced"])
def test_a_figure_is_checked_before_it_is_accepted(said: str, *, beside: bool) -> None:
    """NODE-14: A node signs no acceptance of an offer that holds a computed figure unless its own
    side has stated a check of exactly that offer, before it or ahead of it in the same entry; and
    its newest check of it says that the figure was reproduced, or that the word of the offering
    side is taken.
    """
    pair = circle()
    pair.meet()
    fact, check = Matter("fact/graphite"), Matter("fact/graphite/check")
    values = {fact: encode(FIGURE)}
    ref = sign_moves(pair[JP], pair.channel, [Proposal(values)]).acts[0]
    pair.meet()
    named = [ref.party, ref.number + (said == "other"), ref.index]
    result = "reproduced" if said == "other" else said
    body = encode({"offer": named, "result": result, "text": {"en": "As told."}})
    words = [Statement(check, body)] if said else []
    acceptance = Acceptance(ref)
    if words and not beside:
        sign_moves(pair[KR], pair.channel, words)
        words = []
    if said in ("reproduced", "on-the-word-of"):
        sign_moves(pair[KR], pair.channel, [*words, acceptance])
        return
    with pytest.raises(RuleError, match="figure-unchecked"):
        sign_moves(pair[KR], pair.channel, [*words, acceptance])


def test_a_figure_is_not_accepted_after_other_values_have_come_out() -> None:
    """NODE-14: its newest check of it says that the figure was reproduced, or that the word of the
    offering side is taken; a statement with its source needs none.
    """
    pair = circle()
    pair.meet()
    fact, check = Matter("fact/graphite"), Matter("fact/graphite/check")
    ref = sign_moves(pair[JP], pair.channel, [Proposal({fact: encode(FIGURE)})]).acts[0]
    plain = sign_moves(
        pair[JP], pair.channel, [Proposal({Matter("fact/sales"): encode(STATED)})]
    ).acts[0]
    pair.meet()
    for result in ("reproduced", "differs"):
        said = {"offer": [ref.party, ref.number, ref.index], "result": result}
        body = encode({**said, "text": {"en": "As told."}})
        sign_moves(pair[KR], pair.channel, [Statement(check, body)])
    with pytest.raises(RuleError, match="figure-unchecked"):
        sign_moves(pair[KR], pair.channel, [Acceptance(ref)])
    assert sign_moves(pair[KR], pair.channel, [Acceptance(plain)]).number


def test_after_leaving_only_bare_entries_and_keys_are_signed() -> None:
    """NODE-11: After its own `declare channel/leave` a node signs in the channel only bare entries
    and declarations on `channel/keys` (HOME-8).
    """
    pair = circle()
    pair.meet()
    ref = offer(pair[JP], pair.channel, 1, until=START + 1).acts[0]
    pair.meet()
    sign_moves(pair[KR], pair.channel, [Acceptance(ref)])
    pair.meet()
    sign_moves(pair[JP], pair.channel, [Statement(LEAVE, encode({"reason": "over"}))])
    for moves in (
        [Proposal({TERMS: b"{}"})],
        [Refusal(ref)],
        [Statement(TERMS, b"{}")],
        [Statement(LEAVE, encode({"reason": "again"}))],
    ):
        with pytest.raises(RuleError, match="left"):
            sign_moves(pair[JP], pair.channel, moves)
    assert sign_moves(pair[JP], pair.channel, []).acts == ()
    pair.seats[JP].clock.now += 10 * GATHER_MS
    pair.settle()
    ((number, previous),) = heads(pair[JP], pair.channel)[KR]
    fork = [forged(party(KR), pair.channel, number + 1, previous, post=p) for p in "ab"]
    hand(pair[JP], party(KR), pair.channel, *fork)
    assert settle_channel(pair[JP], pair.channel) == ()
    offer(pair[KR], pair.channel, 2)


def test_a_lie_is_noted_and_the_node_serves_on() -> None:
    """NODE-12: A peer's entry that is refused … is a finding: it is stored beside the record, shown
    to people and answered in receipts (POUCH-7). The node serves on. Nothing of a refused entry
    takes effect.
    """
    pair = circle()
    pair.meet()
    ((number, head),) = heads(pair[KR], pair.channel)[KR]
    act = Declare(TERMS, Digest("A" * 43))
    lie = forged(party(KR), pair.channel, number + 1, head, time=0, acts=(act,))
    before = value(pair[JP], pair.channel)
    (refused,) = hand(pair[JP], party(KR), pair.channel, lie).refused
    assert (refused.code, refused.rule) == ("time-back", "LOG-3")
    (finding,) = pair[JP].records.findings(pair.channel, 9)
    assert (finding.peer, finding.code, finding.rule) == (KR, "time-back", "LOG-3")
    assert value(pair[JP], pair.channel) == before
    offer(pair[KR], pair.channel, "the truth")
    pair.meet()
    assert value(pair[JP], pair.channel) == value(pair[KR], pair.channel)
    receipt = compose(pair[JP], pair[KR].root).channels[0].receipt
    assert receipt is not None
    assert receipt.refused == (refused,)


@few
@given(st.lists(st.integers(-100_000, 100_000), min_size=1, max_size=8))
def test_time_never_goes_back(steps: list[int]) -> None:
    """NODE-13: The `time` of an entry is the greater of the clock of the node and the `time` of the
    entry before (LOG-3).
    """
    pair = circle()
    before = START
    for step in steps:
        pair.seats[JP].clock.now += step
        offer(pair[JP], pair.channel, step)
        entry = read_entry(log(pair[JP], pair.channel, JP)[-1].raw)
        assert entry.time == max(before, pair.seats[JP].clock.now)
        before = entry.time
    pair.meet()
    assert not pair[KR].records.findings(pair.channel, 9)
