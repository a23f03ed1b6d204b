# SPDX-License-Identifier: Apache-2.0
"""What the tests of keys share: chance from a seed, and one party made of it."""

import random
from functools import cache
from typing import NamedTuple

from comity.core.ids import Code, b64, unb64
from comity.core.keysets import SignedCredentials
from comity.core.signing import Signature
from comity.keys.cards import SignedCard, issue_card
from comity.keys.keyfile import Cost
from comity.keys.keysets import (
    SealingSecrets,
    SigningKeys,
    make_sealing_secrets,
    make_signing_keys,
)
from comity.keys.roots import RootSecrets, issue_credentials, make_root
from comity.keys.signer import UnlockedSigner

PARTY = Code("norland")
OTHER = Code("sudland")
QUICK = Cost(memory_kib=8, passes=1, lanes=1)
NOT_BEFORE, NOT_AFTER = 1_700_000_000_000, 1_800_000_000_000


class SeededChance:
    """Chance that gives the same bytes for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def take(self, size: int) -> bytes:
        """That many bytes of the seed's sequence."""
        return self._random.randbytes(size)


class Side(NamedTuple):
    """One party: its root, its node's keys, and what they have signed."""

    root: RootSecrets
    working: SigningKeys
    sealing: SealingSecrets
    credentials: SignedCredentials
    card: SignedCard


@cache
def side(code: Code = PARTY, seed: int = 1) -> Side:
    """A party with everything signed."""
    chance = SeededChance(seed)
    root, working = make_root(chance), make_signing_keys(chance)
    sealing = make_sealing_secrets(chance)
    credentials = issue_credentials(root, code, 1, working.public, NOT_BEFORE, NOT_AFTER)
    card = issue_card(
        UnlockedSigner(working),
        root.current.public,
        credentials,
        sealing.public,
        ["https://comity.norland.example:8443"],
        b64(bytes(range(32))),
        1,
    )
    return Side(root, working, sealing, credentials, card)


def flip(raw: bytes, place: int, bit: int = 0) -> bytes:
    """The same bytes with one bit turned."""
    return raw[:place] + bytes((raw[place] ^ 1 << bit,)) + raw[place + 1 :]


def flip_text(text: str, size: int, place: int) -> str:
    """The same base64url text with one bit of the byte at the place turned."""
    return b64(flip(unb64(text, size), place))


def spoilt(signature: Signature) -> dict[str, Signature]:
    """The signature with each slot stripped, zeroed, doubled into the other, swapped, altered."""
    ed25519, ml_dsa_65 = signature.ed25519, signature.ml_dsa_65
    return {
        "ed25519 stripped": Signature(ed25519="", ml_dsa_65=ml_dsa_65),
        "ml-dsa-65 stripped": Signature(ed25519=ed25519, ml_dsa_65=""),
        "both stripped": Signature(ed25519="", ml_dsa_65=""),
        "ed25519 zeroed": Signature(ed25519=b64(bytes(64)), ml_dsa_65=ml_dsa_65),
        "ml-dsa-65 zeroed": Signature(ed25519=ed25519, ml_dsa_65=b64(bytes(3309))),
        "ed25519 doubled": Signature(ed25519=ed25519, ml_dsa_65=ed25519),
        "ml-dsa-65 doubled": Signature(ed25519=ml_dsa_65, ml_dsa_65=ml_dsa_65),
        "swapped": Signature(ed25519=ml_dsa_65, ml_dsa_65=ed25519),
        "ed25519 altered": Signature(ed25519=flip_text(ed25519, 64, 7), ml_dsa_65=ml_dsa_65),
        "ml-dsa-65 altered": Signature(
            ed25519=ed25519, ml_dsa_65=flip_text(ml_dsa_65, 3309, 1_000)
        ),
    }
