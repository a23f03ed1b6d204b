# SPDX-License-Identifier: Apache-2.0
"""What must follow from every history (protocol, "What follows"), checked on the core's fold.

Every causally closed part of a history is itself a history of the bound, and one with an entry
less for each step down. Growth is checked on each last step of every order, hence holds between
all closed parts of all histories.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from comity.core.acts import Accept, Act, Offer, OfferRef, Refuse, Unknown
from comity.core.errors import ComityError
from comity.core.fold import Fold
from comity.core.ids import Code, Digest, Matter
from comity.core.judging import OfferRecord
from comity.core.limits import INTEGER_MAX
from comity.core.logs import Link
from spec.reader import judge_history
from tests.simulation.explorer import Bound, History, Step, causal_orders, fork_free

ORIGIN: Final = "origin"
Sequences = dict[Matter, list[tuple[str, int]]]


class ViolationError(AssertionError):
    """A consequence does not hold. `check` names which."""

    def __init__(self, check: str, history: History, found: object) -> None:
        lines = "\n  ".join(map(str, history))
        super().__init__(f"{check}: {found}\n  {lines}")
        self.check = check


def add(fold: Fold, history: Sequence[Step], step: Step) -> None:
    """The entry, judged and stored as any other. Raises ComityError if it is refused."""
    codes = fold.logs.codes
    previous = ORIGIN if step.parent < 0 else history[step.parent].id
    parent = fold.logs.link(previous)
    seen: dict[Code, tuple[int, Digest]] = {}
    for place, index in enumerate(step.sees):
        if index < 0:
            continue
        known = None if parent is None else parent.frontier[place]
        if known is None or known.id != history[index].id:
            seen[Code(codes[place])] = (history[index].number, Digest(history[index].id))
    link = fold.logs.check(codes[step.place], step.number, previous, seen, 0, step.id)
    acts = () if step.act is None else (step.act,)
    fold.store(link, fold.judge(link, acts, frozenset()))


def replay(bound: Bound, history: History, order: Iterable[int] | None = None) -> Fold:
    """The fold of a history's entries, in another order or in its own.

    Raises ComityError if one is refused.
    """
    fold = Fold(bound.codes, ORIGIN)
    for index in range(len(history)) if order is None else order:
        add(fold, history, history[index])
    return fold


def named(records: Mapping[Matter, Sequence[OfferRecord]]) -> Sequences:
    """Agreed or confirmed sequences, by entry ids."""
    return {
        matter: [(record.link.id, record.index) for record in some]
        for matter, some in records.items()
    }


def grows(small: Sequences, large: Sequences) -> bool:
    """True if each sequence of the first is a prefix of that of the second."""
    return all(large.get(matter, [])[: len(of)] == of for matter, of in small.items())


def check_history(bound: Bound, history: History, turn: int | None = None) -> None:
    """Nothing, if all that must follow from a history does.

    Args:
        bound: of the exploration.
        history: stored entries.
        turn: tries one fresh offer only, the one whose turn it is; None: every one.

    Raises:
        ViolationError: with the consequence that does not hold.
    """
    fold = replay(bound, history)
    value = fold.value()
    forked = not fork_free(history)
    for order in causal_orders(history):
        _check_order(bound, history, order, value, forked=forked)
    check_state(bound, history, fold)
    if forked:
        return
    fresh = [(place, values) for place in range(bound.parties) for values in bound.packages]
    if turn is not None:
        fresh = [fresh[turn % len(fresh)]]
    for place, values in fresh:
        _check_no_coordinator(bound, history, place, values)


def _check_order(
    bound: Bound,
    history: History,
    order: tuple[int, ...],
    value: tuple[object, ...],
    *,
    forked: bool,
) -> None:
    """Points 1, 2 and 3: same record, same state; agreement and confirmation only grow."""
    fold = replay(bound, history, order[:-1])
    agreed, confirmed = named(fold.agreed), named(fold.confirmed)
    add(fold, history, history[order[-1]])
    if fold.value() != value:
        raise ViolationError("order", history, order)
    if not forked and not grows(agreed, named(fold.agreed)):
        raise ViolationError("agreed grows", history, (agreed, named(fold.agreed)))
    if not grows(confirmed, named(fold.confirmed)):
        raise ViolationError("confirmed grows", history, (confirmed, named(fold.confirmed)))


def check_state(bound: Bound, history: History, fold: Fold) -> None:
    """Nothing, if what must hold in each single view does: points 5, 6 and 7, and the pasts."""
    if bound.lies or bound.forks:
        _check_pasts(fold, history)
    _check_packages(fold, history, forked=not fork_free(history))
    _check_consent(fold, history)


def _check_pasts(fold: Fold, history: History) -> None:
    """LOG-4: what core holds to be in an entry's past is what the definition says."""
    links = [_link(fold, step) for step in history]
    for index, viewer in enumerate(links):
        found = {i for i, link in enumerate(links) if fold.logs.in_past(link, viewer)}
        if found != history[index].past | {index}:
            raise ViolationError("past", history, (viewer.id, found))


def _check_packages(fold: Fold, history: History, *, forked: bool) -> None:
    """Point 5: a package is all or none. A confirmed offer is agreed too, and ranks rise."""
    for records in (fold.agreed, fold.confirmed):
        for some in records.values():
            for record in some:
                if any(record not in records.get(name, ()) for name in record.act.values):
                    raise ViolationError("package", history, record.act)
            ranks = [record.rank for record in some]
            if not forked and ranks != sorted(set(ranks)):
                raise ViolationError("ranks rise", history, ranks)
    for name, confirmed in fold.confirmed.items():
        agreed = fold.agreed[name]
        if any(record not in agreed for record in confirmed) or (
            not forked and agreed[: len(confirmed)] != confirmed
        ):
            raise ViolationError("confirmed is agreed", history, name)


def _check_consent(fold: Fold, history: History) -> None:
    """Point 6: a valid act of every party. Point 7: nothing withdrawn is accepted later."""
    valid = [step for step in history if not fold.void(_link(fold, step))]
    for record in {id(r): r for some in fold.agreed.values() for r in some}.values():
        named_id = record.link.id
        if record.void is not None or fold.void(record.link):
            raise ViolationError("consent", history, (named_id, "a void offer is agreed"))
        signers = {record.link.place}
        refusals = {
            history.index(step)
            for step in valid
            if isinstance(step.act, Refuse) and step.target == named_id
        }
        for step in valid:
            if isinstance(step.act, Accept) and step.target == named_id:
                signers.add(step.place)
                if refusals & step.past:
                    raise ViolationError("withdrawn", history, (named_id, step))
        if len(signers) < len(fold.logs.codes):
            raise ViolationError("consent", history, (named_id, signers))


def _check_no_coordinator(
    bound: Bound, history: History, place: int, values: dict[Matter, None]
) -> None:
    """Point 4: a fresh offer with full view, accepted by all, is agreed, then confirmed."""
    fold = replay(bound, history)
    grown = list(history)
    heads = [-1] * bound.parties
    for index, step in enumerate(history):
        heads[step.place] = index
    ballots = [
        act.ballot
        for step in history
        if isinstance(act := step.act, Offer)
        and not act.values.keys().isdisjoint(values)
        and not fold.void(_link(fold, step))
    ]
    ballot = 1 + max(ballots, default=0)
    if ballot > INTEGER_MAX:
        raise ViolationError("no coordinator", history, "no ballot is left")
    rounds = [place, *(p for p in range(bound.parties) if p != place), *range(bound.parties)]
    before = 0 if heads[place] < 0 else grown[heads[place]].number
    ref = OfferRef(bound.codes[place], before + 1, 0)
    signed: list[Act | None] = [Offer(ballot, values), *[Accept(ref)] * (bound.parties - 1)]
    signed += [None] * bound.parties
    for turn, (signer, next_act) in enumerate(zip(rounds, signed, strict=True)):
        parent = heads[signer]
        number = 1 if parent < 0 else grown[parent].number + 1
        sees = tuple(-1 if other == signer else head for other, head in enumerate(heads))
        id_ = f"{bound.codes[signer]}{number}"
        step = Step(id_, signer, number, parent, sees, next_act, None, frozenset())
        try:
            add(fold, grown, step)
        except ComityError as error:
            raise ViolationError("no coordinator", history, error) from None
        heads[signer] = len(grown)
        grown.append(step)
        _check_fresh(fold, history, f"{ref.party}{ref.number}", values, turn, len(rounds))


def _check_fresh(
    fold: Fold, history: History, id_: str, values: Iterable[Matter], turn: int, rounds: int
) -> None:
    """The fresh offer is agreed when all have accepted, and at the end confirmed."""
    for name in values:
        agreed = [record.link.id for record in fold.agreed.get(name, ())][-1:] == [id_]
        confirmed = [record.link.id for record in fold.confirmed.get(name, ())][-1:] == [id_]
        if agreed != (turn >= len(fold.logs.codes) - 1) or (turn == rounds - 1 and not confirmed):
            raise ViolationError("no coordinator", history, (name, agreed, confirmed))


def _link(fold: Fold, step: Step) -> Link:
    link = fold.logs.link(step.id)
    assert link is not None
    return link


def check_with_reader(bound: Bound, history: History, *, refused: bool = False) -> None:
    """Nothing, if the reader says the same of a history as the core.

    Args:
        bound: of the exploration.
        history: its entries.
        refused: core refuses the last one.
    """
    theirs = judge_history({"parties": list(bound.codes), "entries": list(_spelt(bound, history))})
    fold = replay(bound, history[:-1] if refused else history)
    agreed, confirmed = named(fold.agreed), named(fold.confirmed)
    mine = {
        "refused": [history[-1].id] if refused else [],
        "forks": [[link.id for link in group] for group in fold.logs.forks()],
        "void": [
            [link.id, index, reason]
            for link in fold.logs
            for index, reason in fold.void(link).items()
        ],
        "agreed": {name: _pairs(agreed.get(name, [])) for name in sorted(fold.offered)},
        "confirmed": {name: _pairs(confirmed.get(name, [])) for name in sorted(fold.offered)},
    }
    if mine != theirs:
        raise ViolationError("reader", history, (mine, theirs))


def _pairs(sequence: list[tuple[str, int]]) -> list[list[str | int]]:
    return [[id_, index] for id_, index in sequence]


def _spelt(bound: Bound, history: History) -> Iterator[dict[str, object]]:
    """The entries in the form of AGR-19."""
    for step in history:
        act: dict[str, object] | None = None
        match step.act:
            case Offer(ballot, values, _, _, silence):
                offer = {"ballot": ballot, "matters": list(values), "silence": silence}
                act = {"offer": offer}
            case Accept():
                act = {"accept": [step.target, 0]}
            case Refuse():
                act = {"refuse": [step.target, 0]}
            case Unknown(verb, value):
                act = {verb: value}
        yield {
            "id": step.id,
            "party": bound.codes[step.place],
            "previous": None if step.parent < 0 else history[step.parent].id,
            "seen": {
                bound.codes[place]: history[index].id
                for place, index in enumerate(step.sees)
                if index >= 0
            },
            "acts": [] if act is None else [act],
        }
