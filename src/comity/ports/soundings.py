# SPDX-License-Identifier: Apache-2.0
"""The place of soundings: apart from record and dossier, and empty of each once it expires."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias

from comity.core.ids import Digest

__all__ = [
    "SOUNDINGS_MAX",
    "SOUNDING_BYTES_MAX",
    "KeptSounding",
    "SoundingState",
    "Soundings",
]

SOUNDING_BYTES_MAX: Final = 16_384
"""Bytes of what one sounding says. Rule: POUCH-25."""
SOUNDINGS_MAX: Final = 64
"""Soundings of one other side, and as many to it. Rule: POUCH-25."""

SoundingState: TypeAlias = Literal["came", "waiting", "sent", "gone"]
"""Of the other side; ours and not delivered yet; ours and delivered; wiped, its nonce known."""


@dataclass(frozen=True, slots=True)
class KeptSounding:
    """One sounding as it is kept.

    Args:
        nonce: names it; 32 random bytes as text.
        peer: the root fingerprint of the other side, whose it is or for whom.
        expires: UTC milliseconds.
        state: where it stands.
        raw: what it says, canonical JSON; empty of one that was wiped.
    """

    nonce: Digest
    peer: Digest
    expires: int
    state: SoundingState
    raw: bytes


class Soundings(Protocol):
    """Keeps soundings until they expire, then nothing of them. Rules: POUCH-22 to POUCH-25."""

    def keep(self, one: KeptSounding) -> bool:
        """Whether it was new; a nonce that is known changes nothing.

        Raises:
            UnavailableError: ``sounding/many`` beyond `SOUNDINGS_MAX` in its direction.
        """
        ...

    def all(self) -> tuple[KeptSounding, ...]:
        """All that can be read, the first to expire first; none says whether it has expired."""
        ...

    def check(self) -> None:
        """Nothing, if all that are kept can be read.

        Raises:
            ConfigError: ``sounding/folder``.
        """
        ...

    def sent(self, nonce: Digest) -> None:
        """One of ours was delivered. Nothing happens to any other."""
        ...

    def wipe(self, nonce: Digest) -> None:
        """What it says is overwritten and gone; its nonce is known until it expires."""
        ...

    def expire(self, now_ms: int) -> int:
        """How many had expired: of them nothing is left, their words overwritten first."""
        ...
