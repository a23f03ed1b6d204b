# SPDX-License-Identifier: Apache-2.0
"""What a channel answers besides the law: heads, signatures checked again, offices, ballots."""

import msgspec
import pytest

from comity.core.acts import Accept, Declare, Offer, OfferRef, Refuse, Unknown, references
from comity.core.channel import Channel
from comity.core.entries import SignedEntry
from comity.core.errors import ComityError, LogError, MissingError, UnavailableError
from comity.core.ids import Code, Matter
from tests.simulation.standins import credentials_of, digest_of, keyset, sign
from tests.simulation.worlds import World, keys_of, sealed

DATE = Matter("date")
VALUE = {DATE: digest_of("12 April")}
JP, KR = Code("jp"), Code("kr")


@pytest.fixture
def world() -> World:
    world = World()
    world.join()
    return world


def test_a_new_channel_holds_nothing(world: World) -> None:
    channel = world.empty()
    assert len(channel) == 0
    assert channel.head(JP) is None
    assert channel.credentials(JP) == ()
    assert channel.heads() == {"jp": (), "kr": ()}
    assert channel.news(JP) == {}
    assert channel.next_ballot(JP, [DATE]) == 1
    assert "nothing" not in channel
    assert 7 not in channel


def test_a_signature_can_be_looked_at_again(world: World) -> None:
    made = world.write("jp")
    channel = world.channel()
    channel.verify(made.signed)
    with pytest.raises(ComityError, match="signature"):
        channel.verify(SignedEntry(made.signed.raw, sign(keyset("thief"), b"")))
    with pytest.raises(ComityError, match="unknown-entry"):
        channel.verify(world.draft("jp", previous=made).signed)


def test_replay_asks_for_no_signature_and_for_all_else(world: World) -> None:
    made = world.write("jp", Offer(1, VALUE))
    channel = world.empty()
    with pytest.raises(MissingError):
        channel.replay(made.signed.raw)
    for each in world.made.values():
        assert channel.replay(each.signed.raw).new
    again = channel.replay(made.signed.raw)
    assert (again.new, again.fork, again.void) == (False, False, {})
    assert channel.fold.value() == world.channel().fold.value()


def test_offices_of_one_name_are_one_text(world: World) -> None:
    links = []
    channel = world.channel()
    for _ in range(2):
        made = world.draft("jp", previous=world.tips[JP], post="第二課")
        channel.admit(world.keep(made).signed)
        links.append(channel.fold.logs.link(made.hash))
    assert links[0] is not None
    assert links[1] is not None
    assert links[0].post is links[1].post


def test_each_tip_of_a_forked_log_has_its_credentials(world: World) -> None:
    k1 = world.tips[KR]
    world.keep(world.draft("kr", keys_of("kr", 2), previous=k1))
    world.keep(world.draft("kr", keys_of("kr", 3), previous=k1))
    channel = world.channel()
    serials = sorted(credentials.serial for credentials in channel.credentials(KR))
    assert serials == [2, 3]
    with pytest.raises(ComityError, match="LOG-16"):
        channel.news(JP)


def test_credentials_in_one_entry_rise(world: World) -> None:
    acts = (keys_of("kr", 2), keys_of("kr", 2), keys_of("kr", 4))
    made = world.write("kr", *acts)
    admitted = world.channel().admit(made.signed)
    assert admitted.void == {1: "credentials"}
    assert world.channel().credentials(KR) == (credentials_of("kr", 4).credentials,)


def test_an_entry_1_without_acts_is_refused(world: World) -> None:
    made = world.draft("kr", joins=False)
    signed = sealed(msgspec.structs.replace(made.entry, key=keyset("working 1 of kr").id), 1)
    with pytest.raises(ComityError, match="LOG-18"):
        World().empty().admit(signed)


def test_what_a_party_has_not_signed_that_it_holds(world: World) -> None:
    j1 = world.write("jp", Offer(1, VALUE))
    world.write("kr", Accept(OfferRef(*j1.name, 0)), sees=[j1])
    fold = world.channel().fold
    [record] = fold.unheld(0)
    assert record.link.id == j1.hash
    assert fold.unheld(1) == ()


def test_a_refusal_is_found_from_the_tip(world: World) -> None:
    j1 = world.write("jp", Offer(1, VALUE))
    k1 = world.write("kr", Refuse(OfferRef(*j1.name, 0)), sees=[j1])
    fold = world.channel().fold
    links = [fold.logs.link(made.hash) for made in (j1, k1)]
    [record] = fold.offered[DATE]
    assert links[0] is not None
    assert links[1] is not None
    assert not fold.ledger.refused_by(record, links[0])
    assert fold.ledger.refused_by(record, links[1])
    assert fold.ledger.standing(links[0], DATE) == record.rank
    assert fold.ledger.standing(links[1], DATE) == (0, -1)


def test_a_stranger_and_a_number_to_come_find_no_offer(world: World) -> None:
    j1 = world.write("jp", Offer(1, VALUE))
    acts = [Accept(OfferRef(Code(code), number, 0)) for code, number in
            (("zz", 1), ("jp", 3), ("jp", 0), ("kr", 9))]  # fmt: skip
    made = world.write("kr", *acts, sees=[j1])
    void = world.channel().admit(made.signed).void
    assert void == dict.fromkeys(range(4), "unknown-offer")


@pytest.mark.parametrize(
    ("act", "bodies", "documents"),
    [
        (Declare(DATE, digest_of("b"), (digest_of("d"),)), (digest_of("b"),), (digest_of("d"),)),
        (Declare(Matter("channel/x"), {}), (), ()),
        (Offer(1, VALUE), (digest_of("12 April"),), ()),
        (Offer(1, {Matter("channel/x"): {}}), (), ()),
        (Refuse(OfferRef(JP, 1, 0)), (), ()),
        (Refuse(OfferRef(JP, 1, 0), digest_of("r")), (digest_of("r"),), ()),
        (Accept(OfferRef(JP, 1, 0)), (), ()),
        (Unknown("nod", digest_of("b")), (), ()),
    ],
    ids=repr,
)
def test_an_act_names_bodies_and_documents(
    act: object, bodies: tuple[str, ...], documents: tuple[str, ...]
) -> None:
    assert references(act) == (bodies, documents)  # type: ignore[arg-type]


def test_nothing_and_an_entry_lie_on_one_chain(world: World) -> None:
    logs = world.channel().fold.logs
    [tip] = logs.heads(0)
    assert logs.one_chain(None, tip)
    assert logs.one_chain(tip, None)
    assert logs.one_chain(tip, tip)
    assert logs.numbered(0, 7) == ()
    assert logs.numbered(0, 1) == (tip,)


def test_an_error_between_logs_carries_its_proof() -> None:
    assert LogError("fork", "LOG-13", "two entries", ("one", "other")).proof == ("one", "other")


def test_what_is_out_of_reach_says_when_to_try_again() -> None:
    assert UnavailableError("road", "POUCH-1", "nobody answers").retry_after_s == 60


def test_matters_are_found_by_prefix(world: World) -> None:
    names = ("text", "text/1", "text/2", "texts")
    world.write("jp", Offer(1, {Matter(name): digest_of(name) for name in names}))
    world.write("kr", Declare(Matter("note"), digest_of("n")))
    channel: Channel = world.channel()
    assert channel.sight.matters("text") == ("text", "text/1", "text/2")
    assert channel.sight.matters("") == ("channel/keys", "note", *names)
    assert channel.matter(Matter("nothing")).offers == ()
