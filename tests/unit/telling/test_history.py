# SPDX-License-Identifier: Apache-2.0
"""The story of one item: every proposal and answer, causes first, and what came of each."""

import pytest

from comity.core.acts import Accept, Act, Offer, OfferRef, Refuse
from comity.core.encoding import encode
from comity.core.ids import ChannelId, Code, Digest, Matter
from comity.core.views import OfferView
from comity.locale import LANGUAGES, Language, catalogue
from comity.node.installation import Node
from comity.node.sign import Acceptance, Proposal, Refusal, Statement, sign_moves
from comity.ports import Placed
from comity.telling.history import Happening, history_of
from comity.telling.story import tell_story
from comity.telling.voice import Voice
from tests.unit.node.parties import (
    JP,
    KR,
    OTHER,
    TERMS,
    US,
    Circle,
    circle,
    forged,
    hand,
    heads,
    newest,
    offer,
    party,
    view,
    wording,
)

ITEM = Matter("meeting/1/agenda/supply")


@pytest.fixture
def pair() -> Circle:
    made = circle()
    made.settle()
    return made


def _told(
    node: Node, made: Circle, matter: Matter = TERMS, language: Language = "en"
) -> tuple[Happening, ...]:
    voice = Voice(catalogue(language), str(node.party), zone="UTC")
    return history_of(voice, node, made.channel, matter)


def _kinds(told: tuple[Happening, ...]) -> list[tuple[str, str]]:
    return [(one.party, one.kind) for one in told]


def _accept(made: Circle, code: Code, found: OfferView) -> None:
    sign_moves(made[code], made.channel, [Acceptance(found.ref)])


def test_nothing_happened_on_an_item_that_nobody_named(pair: Circle) -> None:
    assert _told(pair[JP], pair) == ()


def test_from_proposal_to_confirmation(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "first")
    pair.meet()
    offer(pair[KR], pair.channel, "second")
    pair.meet()
    _accept(pair, JP, newest(pair[JP], pair.channel))
    pair.settle()
    told = _told(pair[JP], pair)
    assert _kinds(told)[:4] == [
        ("jp", "offered"), ("kr", "countered"), ("jp", "accepted"), ("jp", "agreed"),
    ]  # fmt: skip
    assert [one.kind for one in told[4:]] == ["confirmed"]
    assert [one.line for one in told] == [
        "Our side proposed: first.",
        "The Korean side made a counter-proposal: second.",
        "Our side accepted the proposal of the Korean side: second.",
        "Agreed: second.",
        "Confirmed, signatures exchanged: second.",
    ]
    assert [one.state for one in told] == [
        "overtaken", "confirmed", None, "confirmed", "confirmed",
    ]  # fmt: skip
    assert told[3].ref == told[4].ref == told[1].ref


@pytest.mark.parametrize("seats", [(JP, KR), (JP, KR, US)])
def test_agreed_and_confirmed_are_told_at_the_entry_that_completed_them(
    seats: tuple[Code, ...],
) -> None:
    made = circle(seats)
    made.settle()
    for value in ("old", "new"):
        offer(made[JP], made.channel, value)
        made.meet()
        for place, code in enumerate(seats[1:]):
            made.seats[code].clock.now += 60_000 * (place + 1)
            _accept(made, code, newest(made[code], made.channel))
        made.settle()
        offer(made[KR], made.channel, "in between", OTHER)
        made.settle()
    told = _told(made[KR], made)
    story = list(tell_story(Voice(catalogue("en")), made[KR], made.channel))
    for kind in ("agreed", "confirmed"):
        expected = [(one.party, one.time) for one in story if TERMS in getattr(one, kind)]
        assert len(expected) == 2
        assert [(one.party, one.time) for one in told if one.kind == kind] == expected


def test_every_node_tells_the_same_in_the_same_order(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "ours")
    offer(pair[KR], pair.channel, "theirs")
    pair.meet()
    _accept(pair, KR, view(pair[KR], pair.channel).offers[0])
    pair.settle()
    left, right = (_told(pair[code], pair) for code in (JP, KR))
    assert [one.ref for one in left] == [one.ref for one in right]
    assert _kinds(left) == _kinds(right)


def test_proposals_that_crossed_are_no_counter_proposals(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "ours")
    offer(pair[KR], pair.channel, "theirs")
    pair.meet()
    told = _told(pair[JP], pair)
    assert [one.kind for one in told] == ["offered", "offered"]
    assert "crossed" not in told[0].line
    assert told[1].line.endswith("It crossed the proposal of our side on the way.")


def test_declined_with_its_reason_and_withdrawn_without(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "first")
    pair.meet()
    found = newest(pair[KR], pair.channel)
    reason = encode({"en": "Our budget is fixed."})
    sign_moves(pair[KR], pair.channel, [Refusal(found.ref, reason)])
    pair.meet()
    offer(pair[JP], pair.channel, "second")
    sign_moves(pair[JP], pair.channel, [Refusal(newest(pair[JP], pair.channel).ref, None)])
    told = _told(pair[JP], pair)
    assert _kinds(told) == [
        ("jp", "offered"), ("kr", "declined"), ("jp", "offered"), ("jp", "withdrawn"),
    ]  # fmt: skip
    assert [one.reason for one in told] == [None, "Our budget is fixed.", None, None]
    assert [one.state for one in told] == ["declined", None, "withdrawn", None]
    assert "not in a position to accept the proposal of our side: first." in told[1].line
    assert told[3].line == "Our side withdrew its proposal: second."


def test_a_withdrawal_that_crossed_an_acceptance_changes_nothing(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "value")
    pair.meet()
    found = newest(pair[KR], pair.channel)
    sign_moves(pair[JP], pair.channel, [Refusal(found.ref, None)])
    _accept(pair, KR, found)
    pair.settle()
    told = {one.kind: one for one in _told(pair[KR], pair)}
    assert told["withdrawn"].why == (
        "It crossed an acceptance on the way: the proposal is agreed, and stands."
    )
    assert told["offered"].state == "confirmed"
    assert told["accepted"].why is None


def test_what_another_side_proposed_is_taken_up(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "value")
    pair.meet()
    sign_moves(pair[JP], pair.channel, [Refusal(newest(pair[JP], pair.channel).ref, None)])
    pair.meet()
    offer(pair[KR], pair.channel, "value")
    told = _told(pair[KR], pair)
    assert told[-1].kind == "taken-up"
    assert told[-1].line == "Our side took up the proposal of the Japanese side: value."


def test_after_a_withdrawal_the_next_proposal_counters_nothing(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "value")
    pair.meet()
    sign_moves(pair[JP], pair.channel, [Refusal(newest(pair[JP], pair.channel).ref, None)])
    pair.meet()
    offer(pair[KR], pair.channel, "another")
    assert _told(pair[KR], pair)[-1].line == "Our side proposed: another."


def test_a_change_of_what_is_agreed_is_told_as_one(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "old")
    pair.meet()
    _accept(pair, KR, newest(pair[KR], pair.channel))
    pair.settle()
    offer(pair[KR], pair.channel, "new")
    assert _told(pair[KR], pair)[-1].line == "Our side proposed a change: new."


def test_a_package_names_the_items_it_comes_with(pair: Circle) -> None:
    values = {TERMS: wording("one"), OTHER: wording("two")}
    sign_moves(pair[JP], pair.channel, [Proposal(values)])
    (told,) = _told(pair[JP], pair)
    assert told.line == "Our side proposed: one. Together with paragraph 2 of text terms."
    (other,) = _told(pair[JP], pair, OTHER)
    assert other.line == "Our side proposed: two. Together with paragraph 1 of text terms."
    assert other.ref == told.ref


def test_by_when_an_answer_is_asked_for(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "value", until=1_690_000_000_000)
    (told,) = _told(pair[JP], pair)
    assert told.line.endswith("Reply by Sat 22 Jul 2023, 04:26 (UTC).")


def test_agenda_items_are_raised_and_supported(pair: Circle) -> None:
    body: dict[str, object] = {
        "carried_from": None, "kind": "new", "lead": None, "minutes": None, "outcome": None,
        "previous": [], "status": "on", "title": {"en": "Supply chains"},
    }  # fmt: skip
    sign_moves(pair[JP], pair.channel, [Proposal({ITEM: encode(body)})])
    pair.meet()
    _accept(pair, KR, newest(pair[KR], pair.channel, ITEM))
    told = _told(pair[KR], pair, ITEM)
    assert told[0].line == "The Japanese side raised the item: Supply chains (new item)."
    assert told[1].line == "Our side supported the item."


def test_what_a_side_states_on_an_item_is_told(pair: Circle) -> None:
    body = encode({"form": "statement", "offer": None, "text": {"en": "We take note."}})
    sign_moves(pair[KR], pair.channel, [Statement(TERMS, body)])
    (told,) = _told(pair[KR], pair)
    assert (told.kind, told.line) == ("said", "Our side stated: statement: We take note.")


def _next(made: Circle, acts: tuple[Act, ...], *, number: int | None = None) -> None:
    """KR signs what its own node would not, and JP receives it."""
    ((last, head),) = heads(made[JP], made.channel)[KR]
    ((seen, theirs),) = heads(made[JP], made.channel)[JP]
    if number is not None:  # in place of an entry that it has signed already
        (before,) = made[JP].records.range(made.channel, KR, number - 1, 1)
        last, head = number - 1, before.hash
    entry = forged(party(KR), made.channel, last + 1, head, seen={JP: (seen, theirs)}, acts=acts)
    assert hand(made[JP], party(KR), made.channel, entry).stored


def test_an_answer_without_effect_says_why(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "value")
    found = newest(pair[JP], pair.channel).ref
    ref = OfferRef(found.party, found.number, found.index)
    _next(pair, (Refuse(ref), Accept(ref), Accept(OfferRef(JP, 99, 0))))
    told = _told(pair[JP], pair)
    assert _kinds(told) == [("jp", "offered"), ("kr", "declined"), ("kr", "void")]
    assert told[2].why == "no effect, because the proposal had been declined or withdrawn by then"
    assert told[2].state == "void"
    assert told[2].line == "The Korean side accepted the proposal of our side: value."
    assert told[2].ref.index == 1


def test_answers_without_effect_are_read_once_and_later_ones_found(
    pair: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(pair[JP], pair.channel, "value")
    offer(pair[JP], pair.channel, "elsewhere", OTHER)
    here, there = (newest(pair[JP], pair.channel, one).ref for one in (TERMS, OTHER))
    answers = [Refuse(OfferRef(one.party, one.number, one.index)) for one in (here, there)]
    _next(pair, (answers[1], Accept(answers[1].offer)))
    assert [one.kind for one in _told(pair[JP], pair, OTHER)] == ["offered", "declined", "void"]
    read: list[Digest] = []
    entry = pair[JP].records.entry

    def counted(channel: ChannelId, digest: Digest) -> Placed | None:
        read.append(digest)
        return entry(channel, digest)

    monkeypatch.setattr(pair[JP].records, "entry", counted)
    assert [one.kind for one in _told(pair[JP], pair)] == ["offered"]
    assert read == []
    offer(pair[JP], pair.channel, "more", Matter("text/terms/p/3"))
    _next(pair, (answers[0], Accept(answers[0].offer)))
    read.clear()
    assert [one.kind for one in _told(pair[JP], pair)] == ["offered", "declined", "void"]
    assert len(read) == 1
    assert [one.kind for one in _told(pair[JP], pair, OTHER)] == ["offered", "declined", "void"]
    assert len(read) == 1


def test_a_proposal_without_effect_says_why(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "value")
    _next(pair, (Offer(9, {TERMS: Digest("A" * 43)}),))
    void = _told(pair[JP], pair)[1]
    assert (void.kind, void.state) == ("void", "void")
    assert void.why == "no effect, because it was not numbered as the rules demand"
    assert void.line == "The Korean side made a counter-proposal: content not received yet."


def test_a_proposal_without_effect_makes_no_counter_proposal_of_the_next(pair: Circle) -> None:
    _next(pair, (Offer(9, {TERMS: Digest("A" * 43)}),))
    offer(pair[JP], pair.channel, "value")
    assert _told(pair[JP], pair)[1].kind == "offered"


def test_a_halted_record_tells_no_more_agreed_than_is_confirmed(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "value")
    found = newest(pair[JP], pair.channel).ref
    accept = (Accept(OfferRef(found.party, found.number, found.index)),)
    _next(pair, accept)
    told = _told(pair[JP], pair)
    assert [one.kind for one in told] == ["offered", "accepted", "agreed"]
    assert [one.state for one in told] == ["agreed", None, "agreed"]
    _next(pair, (), number=2)
    with pair[JP].channels.hold(pair.channel) as held:
        assert held.channel.frozen
    told = _told(pair[JP], pair)
    assert [one.kind for one in told] == ["offered", "accepted"]
    assert told[0].state is None


def test_negotiated_words_that_bring_their_own_full_stop_get_no_second(pair: Circle) -> None:
    offer(pair[JP], pair.channel, "The sides meet each year.")
    assert _told(pair[JP], pair)[0].line == "Our side proposed: The sides meet each year."


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_story_is_told_in_every_language(pair: Circle, language: Language) -> None:
    offer(pair[JP], pair.channel, "value")
    (told,) = _told(pair[JP], pair, language=language)
    assert (
        told.line
        == {
            "en": "Our side proposed: value.",
            "ko": "우리측, 제안: value.",
            "ja": "当方、提案：value。",
        }[language]
    )
