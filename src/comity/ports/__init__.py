# SPDX-License-Identifier: Apache-2.0
"""All that a node asks of the world, as Protocols. No implementation, no I/O here."""

from __future__ import annotations

from comity.ports.kept import (
    FINDINGS_MAX,
    HINT_CHARS_MAX,
    POUCHES_SEEN_MAX,
    Absence,
    Ahead,
    ContentKind,
    Finding,
    Head,
    Kept,
    Link,
    Placed,
    Presence,
    Snapshot,
)
from comity.ports.records import Bodies, Marks, Records
from comity.ports.soundings import (
    SOUNDING_BYTES_MAX,
    SOUNDINGS_MAX,
    KeptSounding,
    Soundings,
    SoundingState,
)
from comity.ports.world import Carrier, Chance, Clock, Sealer, Signer

__all__ = [
    "FINDINGS_MAX",
    "HINT_CHARS_MAX",
    "POUCHES_SEEN_MAX",
    "SOUNDINGS_MAX",
    "SOUNDING_BYTES_MAX",
    "Absence",
    "Ahead",
    "Bodies",
    "Carrier",
    "Chance",
    "Clock",
    "ContentKind",
    "Finding",
    "Head",
    "Kept",
    "KeptSounding",
    "Link",
    "Marks",
    "Placed",
    "Presence",
    "Records",
    "Sealer",
    "Signer",
    "Snapshot",
    "SoundingState",
    "Soundings",
]
