# SPDX-License-Identifier: Apache-2.0
"""Keys met again: in the same hand for the same purpose, or not."""

import msgspec
import pytest

from comity.node.reuse import Use, components, reuses
from tests.unit.keys.drawing import OTHER, side

OWN, PEER = side(), side(OTHER, 2)
USES = [
    Use(OWN.root.fingerprint, "root", OWN.root.current.public),
    Use(OWN.root.fingerprint, "working", OWN.working.public),
    Use(OWN.root.fingerprint, "sealing", OWN.sealing.public),
    Use(PEER.root.fingerprint, "root", PEER.root.current.public),
    Use(PEER.root.fingerprint, "working", PEER.working.public),
]


def test_keys_of_their_own_are_no_reuse_in_any_number_of_channels() -> None:
    assert not reuses([*USES, *USES])


@pytest.mark.parametrize("half", ["ed25519", "ml_dsa_65"])
def test_half_a_keyset_of_another_party_is_told(half: str) -> None:
    keys = msgspec.structs.replace(PEER.working.public, **{half: getattr(OWN.working.public, half)})
    again = Use(PEER.root.fingerprint, "working", keys)
    [found] = reuses([*USES[:3], again])
    assert (found.first, found.again) == (USES[1], again)
    assert found.component == getattr(keys, half)


def test_a_root_that_works_is_told() -> None:
    again = Use(OWN.root.fingerprint, "working", OWN.root.current.public)
    assert len(reuses([*USES, again])) == 2


def test_sealing_keys_of_another_party_are_told() -> None:
    again = Use(PEER.root.fingerprint, "sealing", OWN.sealing.public)
    assert [one.component for one in reuses([*USES, again])] == [*components(OWN.sealing.public)]
