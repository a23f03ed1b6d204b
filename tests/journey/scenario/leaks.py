# SPDX-License-Identifier: Apache-2.0
"""What left a node while the scenario was told, opened as its receiver can open it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from comity.assembly.record import Assembled, assemble
from comity.config import read_config
from comity.exchange.chunks import open_chunks, payload_key
from comity.exchange.header import INFO, read_header
from tests.journey.cli.hands import PASSPHRASE
from tests.journey.scenario.canaries import OWN, SOUNDED, disk, heard, places
from tests.journey.scenario.capitals import PARTIES, Capitals
from tests.journey.scenario.steps import Party


def opened(raw: bytes, receiver: Assembled) -> bytes:
    """All that a transfer says under its seal."""
    opening = read_header(raw)
    sealer = receiver.correspondence.sealer
    file_key = sealer.unwrap(receiver.correspondence.sealing_ids[0], INFO, opening.wrapped)
    key = payload_key(file_key, opening.digest)
    return b"".join(open_chunks(key, memoryview(raw)[opening.size :]))


def leaks(
    capitals: Capitals, transfers: Iterable[tuple[Party, bytes]], logs: Mapping[str, bytes]
) -> list[tuple[str, str]]:
    """Where something is heard that its side keeps to itself, and what.

    Args:
        capitals: where it was told; all commands' answers are searched too.
        transfers: everything that passed between the nodes, each with its receiver.
        logs: what the programs wrote of their own accord, by name.
    """
    every = [one for own in OWN.values() for one in own]
    found = places(every, logs)
    keys = {one: assemble(read_config(capitals.hands[one].node), PASSPHRASE) for one in PARTIES}
    sealed, said = 0, b""
    for receiver, raw in transfers:
        plain = opened(raw, keys[receiver])
        sealed += 1
        said += plain
        found += [(f"transfer to {receiver}", one) for one in heard(every, raw + b"\0" + plain)]
    for here in keys.values():
        here.close()
    assert sealed, "something has passed"
    assert "서울".encode() in said, "what was opened is what was said"
    assert SOUNDED.encode() in said, "what was said off the record has passed too"
    for party in PARTIES:
        # What was said off the record has expired: neither side holds it any more.
        found += places([SOUNDED], disk(capitals.hands[party].node))
        others = [one for side, own in OWN.items() if side != party for one in own]
        found += places(others, disk(capitals.hands[party].desk))
        answers = "\0".join(capitals.said[party]).encode()
        found += [(f"answers to {party}", one) for one in heard(every, answers)]
    return found


def kept_at_home(capitals: Capitals) -> dict[Party, list[str]]:
    """Which canaries are on the disk of the node itself: there the search must find them."""
    return {
        party: heard(OWN[party], b"\0".join(disk(capitals.hands[party].node).values()))
        for party in PARTIES
    }
