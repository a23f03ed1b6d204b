# SPDX-License-Identifier: Apache-2.0
"""A restored channel is the same value, goes on as the other would, and takes nothing else."""

from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.channel import Channel
from comity.core.errors import MalformedError
from comity.core.snapshots import restore, snapshot
from tests.simulation.growing import causal_order, closed_part, worlds
from tests.simulation.standins import StandIn, birth_of
from tests.simulation.worlds import World


@given(worlds(forks=True, steps=18), st.integers(0, 10**6))
def test_a_restored_channel_is_the_same(world: World, seed: int) -> None:
    chance = Random(seed)
    channel = world.channel(closed_part(chance, world))
    restored = restore(world.birth, StandIn(), snapshot(channel))
    _same(channel, restored)
    for made in causal_order(chance, world):
        assert channel.admit(made.signed).void == restored.admit(made.signed).void
    _same(channel, restored)


@given(worlds(forks=True), st.integers(0, 10**6))
def test_a_snapshot_depends_on_the_entries_alone(world: World, seed: int) -> None:
    one = snapshot(world.channel())
    other = snapshot(world.channel(causal_order(Random(seed), world)))
    assert one == other
    assert sorted(row[0] for row in msgspec.msgpack.decode(one)[3]) == sorted(world.made)


def _same(left: Channel, right: Channel) -> None:
    assert left.fold.value() == right.fold.value()
    assert left.heads() == right.heads()
    assert left.forks() == right.forks()
    for code in left.parties:
        assert left.credentials(code) == right.credentials(code)
    for name in left.sight.matters(""):
        assert left.matter(name) == right.matter(name)


def test_what_is_no_snapshot_of_this_channel_is_refused() -> None:
    world = World()
    world.join()
    raw = snapshot(world.channel())
    held = msgspec.msgpack.decode(raw)
    other_version = msgspec.msgpack.encode([99, *held[1:]])
    for bad in (b"", raw[:-1], b"\xc1", other_version):
        with pytest.raises(MalformedError, match="snapshot"):
            restore(world.birth, StandIn(), bad)
    with pytest.raises(MalformedError, match="snapshot"):
        restore(birth_of(("jp", "us")), StandIn(), raw)
