# SPDX-License-Identifier: Apache-2.0
"""The rules of acts.md that a small given case shows best."""

from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from comity.core.acts import (
    FORK,
    KEYS,
    LEAVE,
    Accept,
    Declare,
    Offer,
    OfferRef,
    Refuse,
    Unknown,
    act_json,
    read_act,
)
from comity.core.fold import Fold
from comity.core.ids import Code, Matter
from comity.core.keysets import Credentials
from tests.simulation.growing import causal_order, worlds
from tests.simulation.receiving import core_state, log_of, reader_answer, spoil
from tests.simulation.standins import digest_of, vouch, working
from tests.simulation.worlds import Made, World, keys_of, sealed

FORKED = worlds(forks=True, steps=16)


SEEDS = st.integers(0, 10**6)


DATE = Matter("date")


VALUE = {DATE: digest_of("12 April")}


def _resigned(made: Made, serial: int) -> Made:
    return Made(sealed(made.entry, serial), made.entry, made.past, serial)


def _state(world: World) -> tuple[object, ...]:
    fold: Fold = world.channel().fold
    return (core_state(world.channel())["agreed"], core_state(world.channel())["confirmed"],
            sorted(fold.offered))  # fmt: skip


@given(FORKED)
def test_four_verbs(world: World) -> None:
    """ACT-1: `declare` (one party's own word), `offer` (proposed values), `accept`, `refuse`. There
    is no fifth.
    """
    for _, act in world.acts():
        ((verb, _),) = act_json(act).items()
        assert (verb in {"declare", "offer", "accept", "refuse"}) == (type(act) is not Unknown)
        assert read_act(act_json(act)) == act


@given(worlds(), st.integers(0, 4))
def test_declare(world: World, documents: int) -> None:
    """ACT-2: documents: 0 to 64 digests (`comity/1 document`), ascending, without repetition. It
    needs nobody's consent
    """
    papers = tuple(sorted(digest_of(str(i)) for i in range(documents)))
    act = Declare(Matter("note"), digest_of("note"), papers)
    made = world.write("jp", act)
    channel = world.channel()
    views = channel.matter(Matter("note")).declared
    mine = [view for view in views if view.ref.hash == made.hash]
    assert [(view.body, view.documents) for view in mine] == [(act.body, papers)]


@given(worlds(), st.sets(st.sampled_from(["date", "agenda", "text/1", "a"]), min_size=1))
def test_offer(world: World, names: set[str]) -> None:
    """ACT-3: An offer with several values is a **package**. The **matters of an offer** are the
    keys of its values.
    """
    values = {Matter(name): digest_of(name) for name in sorted(names)}
    ballot = world.channel().next_ballot(Code("jp"), list(values))
    made = world.write("jp", Offer(ballot, values, (), 7, True), sees=world.see_all("jp"))  # noqa: FBT003
    channel = world.channel()
    for name in values:
        [view] = [v for v in channel.matter(name).offers if v.ref.hash == made.hash]
        assert view.values == values
        assert (view.ballot, view.until, view.silence, view.void) == (ballot, 7, True, None)
    assert made.hash in {view.ref.hash for view in channel.matter(next(iter(values))).offers}


@given(st.sampled_from(["jp", "kr"]), st.integers(0, 2**53 - 1), st.integers(0, 2**53 - 1))
def test_accept(code: str, number: int, index: int) -> None:
    """ACT-4: `{"accept": {"offer": [party, number, index]}}` — a code, an integer ≥ 0, an integer
    ≥ 0.
    """
    act = read_act({"accept": {"offer": [code, number, index]}})
    assert act == Accept(OfferRef(Code(code), number, index))


@given(worlds(), st.booleans())
def test_refuse(world: World, silent: bool) -> None:  # noqa: FBT001
    """ACT-5: The author of the offer withdraws by it; another party declines by it."""
    ballot = world.channel().next_ballot(Code("jp"), [DATE])
    reason = None if silent else digest_of("why")
    offer = world.write("jp", Offer(ballot, VALUE), sees=world.see_all("jp"))
    index = len(offer.entry.acts) - 1
    ref = OfferRef(*offer.name, index)
    world.write("kr", Refuse(ref, reason), sees=[offer])
    world.write("jp", Refuse(ref, reason))
    [view] = [v for v in world.channel().matter(DATE).offers if v.ref.hash == offer.hash]
    assert sorted(refusal.ref.party for refusal in view.refusals) == ["jp", "kr"]
    assert {refusal.reason for refusal in view.refusals} == {reason}
    assert view.state == "refused"


@given(worlds(), st.booleans(), st.none() | st.integers(0, 9), st.booleans())
def test_malformed(world: World, silence: bool, until: int | None, empty: bool) -> None:  # noqa: FBT001
    """ACT-8: An offer without values is void; so is an offer with `silence` true and `until`
    null.
    """
    name = Matter("untouched")
    act = Offer(1, {} if empty else {name: digest_of("x")}, (), until, silence)
    made = world.write("jp", act)
    void = world.channel().admit(made.signed).void.get(len(made.entry.acts) - 1)
    assert void == ("malformed" if empty or (silence and until is None) else None)


@given(st.booleans(), st.booleans())
def test_what_a_refusal_stops(crossing: bool, by_author: bool) -> None:  # noqa: FBT001
    """ACT-15: It changes nothing for an acceptance that doesn't: one that was made before, or that
    crossed it on the road, stands, and an offer may be agreed after and despite its refusal.
    """
    world = World()
    world.join()
    offer = world.write("jp", Offer(1, VALUE), sees=world.see_all("jp"))
    ref = OfferRef(*offer.name, 0)
    refuser, acceptor = ("jp", "kr") if by_author else ("kr", "kr")
    refusal = world.write(refuser, Refuse(ref), sees=[offer] if refuser == "kr" else ())
    sees = [offer] if crossing and by_author else [refusal if by_author else offer]
    sees = [] if refuser == acceptor else sees
    accept = world.write(acceptor, Accept(ref), sees=sees)
    channel = world.channel()
    stopped = not (crossing and by_author)
    assert channel.admit(accept.signed).void == ({0: "refused"} if stopped else {})
    assert bool(channel.fold.agreed) == (not stopped)


@given(
    worlds(forks=True),
    st.sampled_from(["jp", "kr"]),
    st.integers(1, 5),
    st.sampled_from(["jp", "kr", "thief"]),
    st.booleans(),
)
def test_declare_on_channel_keys(
    world: World,
    code: str,
    serial: int,
    signer: str,
    weak: bool,  # noqa: FBT001
) -> None:
    """ACT-17: `serial` is greater than that of every valid declaration of credentials in the act's
    past by the same party
    """
    previous = world.tips.get(Code("jp"))
    before = 0 if previous is None else previous.serial
    new = working("jp", serial)
    if weak:
        new = msgspec.structs.replace(new, ed25519="A" * 43)
    right = keys_of("jp", serial).body["credentials"]
    credentials = msgspec.convert({**right, "party": code}, Credentials)
    credentials = msgspec.structs.replace(credentials, keyset=new)
    act = Declare(KEYS, msgspec.to_builtins(vouch(signer, credentials)))
    good = code == signer == "jp" and serial > max(before, 0 if previous else 1) and not weak
    made = world.draft("jp", act, previous=previous)
    if good:
        made = world.draft("jp", act, previous=previous, key=new.id)
        made = _resigned(made, serial)
    admitted = world.channel().admit(made.signed)
    index = len(made.entry.acts) - 1
    assert admitted.void.get(index) == (None if good else "credentials")


@given(FORKED, SEEDS)
def test_credentials_are_judged_as_by_the_reader(world: World, seed: int) -> None:
    """ACT-17: Else void: `credentials`. Dates are not judged. Of several valid ones in one entry
    the last is the newest.
    """
    chance = Random(seed)
    channel, log = world.empty(), log_of(world)
    for made in causal_order(chance, world):
        for signed in [spoil(chance, world, made) for _ in range(2)] + [made.signed]:
            answer = reader_answer(log, signed)
            if answer == "stored":
                channel.admit(signed)
    assert core_state(channel) == log.answer()


@given(FORKED, st.sampled_from([FORK, LEAVE, Matter("channel/x"), Matter("note")]))
def test_other_declarations_are_valid(world: World, name: Matter) -> None:
    """ACT-18: Every other declaration is valid, on any matter."""
    bodies = {
        FORK: {"hashes": sorted([digest_of("1"), digest_of("2")]), "number": 1, "party": "us"},
        LEAVE: {"reason": ""},
        Matter("channel/x"): {},
    }
    value = _state(world)
    made = world.write("jp", Declare(name, bodies.get(name, digest_of("note"))))
    assert len(made.entry.acts) - 1 not in world.channel().admit(made.signed).void
    assert _state(world) == value


@given(st.none() | st.integers(0, 9), st.booleans(), st.integers(0, 10**14))
def test_until_and_silence_are_signed_never_judged(
    until: int | None,
    silence: bool,  # noqa: FBT001
    time: int,
) -> None:
    """ACT-19: They bind the nodes (NODE-5, NODE-6), not the law: an acceptance after `until` is
    valid.
    """
    world = World()
    world.join()
    silence = silence and until is not None
    offer = world.write("jp", Offer(1, VALUE, (), until, silence))
    accept = world.draft(
        "kr",
        Accept(OfferRef(*offer.name, 0)),
        sees=[offer],
        previous=world.tips[Code("kr")],
        time=1000 + time,
    )
    world.keep(accept)
    channel = world.channel()
    assert not channel.admit(accept.signed).void
    assert channel.matter(DATE).agreed[0].until == until


@given(st.text("abc-", min_size=1, max_size=12))
def test_unknown_matters(name: str) -> None:
    """ACT-20: Acts on matters that an implementation doesn't know are judged, kept and passed on
    like all others.
    """
    unknown = Matter("zz-" + name)
    world = World(("jp", "kr"))
    world.join()
    offer = world.write("kr", Offer(1, {unknown: digest_of("x")}))
    world.write("jp", Accept(OfferRef(*offer.name, 0)), sees=[offer])
    assert [view.ref.hash for view in world.channel().matter(unknown).agreed] == [offer.hash]
