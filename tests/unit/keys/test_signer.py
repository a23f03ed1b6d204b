# SPDX-License-Identifier: Apache-2.0
"""The signer, unlocked and locked."""

import pytest

from comity.core import hashing
from comity.core.errors import UnavailableError
from comity.core.signing import HybridVerifier, message
from comity.keys.signer import LockedSigner, UnlockedSigner
from comity.ports import Signer
from tests.unit.keys.drawing import side

DIGEST = hashing.digest(hashing.ENTRY, b"{}")


def test_an_unlocked_signer_signs_for_its_keyset() -> None:
    signer = UnlockedSigner(side().working)
    text = message(hashing.ENTRY, signer.keyset.id, DIGEST)
    HybridVerifier().verify(signer.keyset, text, signer.sign(hashing.ENTRY, DIGEST))


def test_a_locked_signer_signs_nothing() -> None:
    with pytest.raises(UnavailableError, match="keys-locked") as caught:
        LockedSigner(side().working.keyset_id).sign(hashing.ENTRY, DIGEST)
    assert caught.value.retry_after_s > 0


def test_both_are_signers() -> None:
    signers: list[Signer] = [UnlockedSigner(side().working), LockedSigner(side().working.keyset_id)]
    assert {signer.keyset_id for signer in signers} == {side().working.public.id}
    assert [signer.locked for signer in signers] == [False, True]
