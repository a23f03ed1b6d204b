# SPDX-License-Identifier: Apache-2.0
"""Intake of signed entries from a peer: judged, verified, stored, against verifying alone."""

from __future__ import annotations

import time
from pathlib import Path

from bench.figures import Figure
from bench.parties import make_pair
from comity.core import hashing
from comity.core.encoding import encode
from comity.core.ids import Matter
from comity.core.signing import HybridVerifier, message
from comity.node.receive import apply_contents
from comity.node.send import compose
from comity.node.sign import Statement, sign_moves

__all__ = ["measure_intake"]

_MATTER = Matter("follow-up/1/report")


def measure_intake(folder: Path, entries: int) -> list[Figure]:
    """Entries per second that B takes in from one large delivery of A."""
    jp, kr, channel = make_pair(folder)
    for count in range(entries):
        body = encode({"text": f"state of affairs {count:06}", "state": "under-way"})
        sign_moves(jp.node, channel, (Statement(_MATTER, body),))
    contents = compose(jp.node, kr.node.root)
    (part,) = contents.channels
    begun = time.process_time()
    apply_contents(kr.node, contents, jp.node.root)
    cpu = time.process_time() - begun
    keyset, verifier = jp.node.card.card.keyset, HybridVerifier()
    texts = [(message(hashing.ENTRY, keyset.id, one.hash), one.signature) for one in part.entries]
    begun = time.process_time()
    for text, signature in texts:
        verifier.verify(keyset, text, signature)
    floor = time.process_time() - begun
    count = len(part.entries)
    jp.close()
    kr.close()
    note = "2 verifications an entry, CPU of one process"
    return [Figure("intake of signed entries", count / cpu, "entries/s", count / floor, 1.3, note)]
