# SPDX-License-Identifier: Apache-2.0
"""The rules of entries.md, each kept by a property of core."""

from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.acts import Declare, Offer, Unknown
from comity.core.encoding import decode, encode
from comity.core.entries import SignedEntry, encode_entry, read_entry, read_plainly
from comity.core.errors import ComityError
from comity.core.ids import Code, Matter
from comity.core.signing import message
from spec.reader import RefusedError
from spec.reader_entries import read_entry as reader_read
from tests.simulation.growing import causal_order, worlds
from tests.simulation.standins import StandIn, digest_of, keyset, sign, working
from tests.simulation.worlds import World, keys_of, sealed

DIGEST = digest_of("something")


SMALL = "abcdefghijklmnopqrstuvwxyz0123456789-"


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "kr", DIGEST, "a/b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(SMALL, max_size=3), inner),
    max_leaves=6,
)


PLAIN: dict[str, Any] = {
    "acts": [],
    "approval": None,
    "channel": DIGEST,
    "key": DIGEST,
    "number": 2,
    "party": "kr",
    "post": None,
    "previous": DIGEST,
    "seen": {"jp": [1, DIGEST]},
    "time": 0,
}


def _entry(**changes: Any) -> bytes:
    return encode({**PLAIN, **changes})


def _with(act: Any) -> bytes:
    return _entry(acts=[act])


def _code(raw: bytes) -> str | None:
    """The refusal's code, the same whichever way core reads, and refused by the reader too."""
    codes: list[str | None] = []
    for read in (read_entry, read_plainly):
        try:
            read(raw)
        except ComityError as error:
            codes.append(error.code)
        else:
            codes.append(None)
    try:
        reader_read(raw)
    except RefusedError:
        assert codes[0] is not None, raw
    else:
        assert codes[0] is None, (codes, raw)
    assert codes[0] == codes[1]
    return codes[0]


@given(worlds(forks=True), st.integers(0, 10**6))
def test_time_decides_nothing(world: World, seed: int) -> None:
    """ENT-4: `time` is a claim. It is at least that of the entry before in the same log (LOG-3),
    and nothing else is ever concluded from it.
    """
    chance = Random(seed)
    code = chance.choice(world.codes)
    previous = world.tips.get(code)
    least = 0 if previous is None else previous.entry.time
    acts = (Offer(1, {Matter("date"): DIGEST}),)
    times = (least, least + 5, 2**53 - 1)
    voids = set()
    for time in times:
        made = world.draft(code, *acts, previous=previous, time=time)
        channel = world.channel()
        admitted = channel.admit(made.signed)
        assert admitted.new
        voids.add(tuple(sorted(admitted.void.items())))
    assert len(voids) == 1


@given(worlds(), st.booleans())
def test_approval(world: World, given_: bool) -> None:  # noqa: FBT001
    """ENT-6: `approval` is a commitment that its party may open later … Nobody judges it."""
    approval = digest_of("who approved") if given_ else None
    made = world.draft("jp", previous=world.tips.get(Code("jp")), approval=approval)
    channel = world.channel()
    assert channel.admit(made.signed).entry.approval == approval


@given(worlds(), st.text(SMALL, max_size=8), VALUES)
def test_unknown_verbs(world: World, verb: str, value: Any) -> None:
    """ENT-9: An act whose verb is none of the four may have any key and hold any value that keeps
    the encoding rules. It is kept, passed on and void (`unknown-verb`).
    """
    if verb in {"declare", "offer", "accept", "refuse"}:
        return
    assert _code(_with({verb: value})) is None
    made = world.draft("jp", Unknown(verb, value), previous=world.tips.get(Code("jp")))
    admitted = world.channel().admit(made.signed)
    assert "unknown-verb" in admitted.void.values()
    assert admitted.entry.acts[-1] == Unknown(verb, value)
    assert decode(made.signed.raw, 65_536)["acts"][-1] == {verb: value}


@given(worlds(forks=True))
def test_hash_of_an_entry(world: World) -> None:
    """ENT-10: The hash of an entry is digest("comity/1 entry", its canonical bytes). … It doesn't
    cover signatures.
    """
    for made in world.made.values():
        assert made.hash == hashing.digest(b"comity/1 entry", made.signed.raw)
        other = SignedEntry(made.signed.raw, sign(keyset("other"), b""))
        assert other.hash == made.signed.hash == made.hash
        read = read_entry(made.signed.raw)
        assert read == made.entry
        assert encode_entry(read) == made.signed.raw


@given(worlds(), st.data())
def test_signed_entry(world: World, data: st.DataObject) -> None:
    """ENT-11: Entries travel and are stored as the exact bytes of the entry with one signature by
    ENC-17, label `comity/1 entry`, digest the entry's hash, keyset id the entry's `key`.
    """
    verifier = StandIn()
    channel = world.empty()
    channel._verifier = verifier
    for made in world.made.values():
        channel.admit(made.signed)
        keys, text = verifier.asked[-1]
        assert keys.id == made.entry.key
        assert text == message(b"comity/1 entry", made.entry.key, made.hash)
    made = data.draw(st.sampled_from(list(world.made.values())))
    value = channel.fold.value()
    again = SignedEntry(made.signed.raw, sign(keyset("other"), b""))
    assert not channel.admit(again).new
    assert channel.fold.value() == value


@given(worlds(), st.integers(1, 3), st.integers(1, 3), st.booleans())
def test_which_keyset_signs(world: World, first: int, second: int, vouched: bool) -> None:  # noqa: FBT001
    """ENT-12: `key` must be that keyset's id, else refused as `key`; both halves of the signature
    must verify under it, else `signature`.
    """
    previous = world.tips.get(Code("jp"))
    serial = 0 if previous is None else previous.serial
    declare = keys_of("jp" if vouched else "kr", serial + first)
    made = world.draft("jp", declare, previous=previous)
    assert made.serial == (serial + first if vouched else max(serial, 1))
    world.keep(made)
    assert made.hash in world.channel()
    for wrong in {1, 2, 3, serial + first, serial + first + second} - {made.serial}:
        entry = msgspec.structs.replace(made.entry, key=working("jp", wrong).id)
        with pytest.raises(ComityError, match="key "):
            _last(world).admit(sealed(entry, wrong))
    for half in ("ed25519", "ml_dsa_65"):
        other = sign(working("jp", made.serial), b"another text")
        signature = msgspec.structs.replace(made.signed.signature, **{half: getattr(other, half)})
        with pytest.raises(ComityError, match="signature "):
            _last(world).admit(SignedEntry(made.signed.raw, signature))


def _last(world: World) -> Any:
    """A channel with all entries but the last."""
    return world.channel(list(world.made.values())[:-1])


@given(worlds(forks=True), st.integers(0, 10**6), st.integers(0, 40))
def test_every_stored_entry_has_a_good_signature(world: World, seed: int, bad_at: int) -> None:
    """ENT-13: No entry is stored before its signature has been verified."""
    order = causal_order(Random(seed), world)
    bad = order[bad_at % len(order)]
    channel = world.empty()
    for made in order:
        signature = sign(keyset("thief"), b"") if made is bad else made.signed.signature
        before = len(channel)
        try:
            channel.admit(SignedEntry(made.signed.raw, signature))
        except ComityError as error:
            assert bad in {made, *(world.made[name] for name in made.past)}
            assert error.code == ("signature" if made is bad else "missing")  # noqa: PT017
            assert len(channel) == before
    assert bad.hash not in channel
    for made in world.made.values():
        channel.admit(made.signed)
    assert channel.fold.value() == world.channel().fold.value()


@given(worlds(forks=True))
def test_bodies_travel_beside(world: World) -> None:
    """ENT-15: An entry is stored whether or not its bodies and documents are here."""
    channel = world.channel()  # in no world does anybody have a body
    assert len(channel) == len(world.made)
    for place, act in world.acts():
        if isinstance(act, Declare) and not act.matter.startswith("channel/"):
            assert act.body in world.made[place[0]].signed.raw.decode()
