# SPDX-License-Identifier: Apache-2.0
"""The capitals: our ministry's node in its folder, and the counterparts', which are let go of.

All are real nodes with real keys; what passes between them are sealed pouches.
"""

from __future__ import annotations

import socket
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.assembly.creation import create_node
from comity.assembly.record import assemble
from comity.assembly.world import SystemChance
from comity.config import Desk, Plan
from comity.core.ids import Code
from comity.core.keysets import SignedRoot
from comity.core.signing import HybridVerifier
from comity.demo.ministry.plan import DAY_MS, NOW_MS, OURS, side_words
from comity.exchange.correspondence import Correspondence
from comity.keys.cards import issue_card
from comity.keys.keysets import make_sealing_secrets, make_signing_keys
from comity.keys.roots import issue_credentials, make_root, sign_root
from comity.keys.sealer import UnlockedSealer
from comity.keys.signer import UnlockedSigner
from comity.node.installation import Node, OpenChannels
from comity.ports import Marks, Records, Signer
from comity.store.marks import MemoryMarks
from comity.store.sqlite import SqliteRecords

__all__ = [
    "CLOCK",
    "HOST",
    "PASSPHRASE",
    "ROOT_PASSPHRASE",
    "Seat",
    "StoryClock",
    "ministry_seat",
    "peer_seat",
    "same_seat",
]

CLOCK: Final = "clock"
"""The file, beside the node's folder, that the time of the demonstration is read from."""
HOST: Final = "127.0.0.1"
PASSPHRASE: Final = "demo-only-ministry-2023"  # noqa: S105 - printed for everybody to read
ROOT_PASSPHRASE: Final = "demo-only-root-ministry-2023"  # noqa: S105 - same
_VALID_DAYS: Final = 4_000


@dataclass(slots=True)
class StoryClock:
    """A `comity.ports.Clock` of all capitals, set by the course of events."""

    ms: int

    def now_ms(self) -> int:
        """The time it was set to."""
        return self.ms


@dataclass(slots=True)
class Seat:
    """One party's node and its correspondence.

    `down_ms`: from when on the line to it is down, or None; nothing passes any more.
    """

    code: Code
    node: Node
    root: SignedRoot
    correspondence: Correspondence
    down_ms: int | None

    @property
    def language(self) -> str:
        """The language in which its offices name themselves."""
        return side_words()[self.code].language


def ministry_seat(folder: Path, clock: StoryClock) -> Seat:
    """Our own node, new in its folder, keys unlocked."""
    port = _free_port()
    address = f"https://{HOST}:{port}"
    plan = Plan(
        party=OURS,
        host=HOST,
        port=port,
        addresses=(address,),
        desk=Desk(listen=f"{HOST}:{port + 1}", zone=side_words()[OURS].zone),
        demo_clock=f"../{CLOCK}",
    )
    config, _ = create_node(folder, plan, PASSPHRASE, ROOT_PASSPHRASE)
    made = assemble(config, PASSPHRASE, clock)
    return Seat(OURS, made.node, made.root, made.correspondence, None)


def peer_seat(code: Code, folder: Path, clock: StoryClock) -> Seat:
    """A counterpart's node, new; its record lies in the folder as long as it is needed."""
    chance = SystemChance()
    secrets, keys, sealing = (
        make_root(chance),
        make_signing_keys(chance),
        make_sealing_secrets(chance),
    )
    signer, root = UnlockedSigner(keys), sign_root(secrets)
    begin = clock.now_ms() - DAY_MS
    credentials = issue_credentials(
        secrets, code, 1, keys.public, begin, begin + _VALID_DAYS * DAY_MS
    )
    card = issue_card(signer, root.statement.keyset, credentials, sealing.public, [], None, 1)
    records = SqliteRecords(folder / f"{code}.db")
    verifier = HybridVerifier()
    node = Node(
        party=code,
        root=secrets.fingerprint,
        card=card,
        records=records,
        marks=MemoryMarks(),
        channels=OpenChannels(records, verifier, secrets.fingerprint),
        signer=signer,
        verifier=verifier,
        clock=clock,
        chance=chance,
    )
    hours = side_words()[code].down_hours
    down = NOW_MS - hours * 3_600_000 if hours else None
    sealer = UnlockedSealer((sealing,))
    return Seat(code, node, root, Correspondence(node, sealer, (sealing.public.id,)), down)


def same_seat(seat: Seat, records: Records, marks: Marks) -> Seat:
    """The same party with other stores: a second machine of it, or one put back from a backup."""
    node = seat.node
    signer: Signer = node.signer
    other = Node(
        party=node.party,
        root=node.root,
        card=node.card,
        records=records,
        marks=marks,
        channels=OpenChannels(records, node.verifier, node.root),
        signer=signer,
        verifier=node.verifier,
        clock=node.clock,
        chance=node.chance,
    )
    before = seat.correspondence
    correspondence = Correspondence(other, before.sealer, before.sealing_ids)
    return Seat(seat.code, other, seat.root, correspondence, seat.down_ms)


def _free_port() -> int:
    """A port that nobody listens on just now, nor on the next one, where the desk will be."""
    while True:
        with closing(socket.socket()) as probe, closing(socket.socket()) as beside:
            probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
            try:
                beside.bind((HOST, port + 1))
            except (OSError, OverflowError):
                continue
            return port
