# SPDX-License-Identifier: Apache-2.0
"""Keys met a second time where they do not belong: something to show people, never a refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from comity.core.ids import Digest
from comity.core.keysets import Keyset, SealingKeys

Purpose = Literal["root", "working", "sealing"]


@dataclass(frozen=True, slots=True)
class Use:
    """Who used keys for what: a party is known by the fingerprint of its root. Rule: KEY-13."""

    root: Digest
    purpose: Purpose
    keys: Keyset | SealingKeys


@dataclass(frozen=True, slots=True)
class Reuse:
    """One public key in two hands or for two purposes. Rule: KEY-13."""

    component: str
    first: Use
    again: Use


def components(keys: Keyset | SealingKeys) -> tuple[str, str]:
    """The public keys of which the keys consist, as they are written on record."""
    if isinstance(keys, Keyset):
        return keys.ed25519, keys.ml_dsa_65
    return keys.x25519, keys.ml_kem_768


def reuses(uses: Iterable[Use]) -> tuple[Reuse, ...]:
    """Every component seen before of another party or for another purpose, in order. KEY-13.

    The same keys of the same party for the same purpose, in whatever channel, are no reuse.

    Args:
        uses: all uses known, oldest first, of any founding or channel.
    """
    first: dict[str, Use] = {}
    found: list[Reuse] = []
    for use in uses:
        for component in components(use.keys):
            earlier = first.setdefault(component, use)
            if (earlier.root, earlier.purpose) != (use.root, use.purpose):
                found.append(Reuse(component, earlier, use))
    return tuple(found)
