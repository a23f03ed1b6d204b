# SPDX-License-Identifier: Apache-2.0
"""From a node's folder to its record and its correspondence: no Django, no dossier."""

from __future__ import annotations

from dataclasses import dataclass

from comity.assembly.world import ScenarioClock, SystemChance, SystemClock
from comity.config import Config
from comity.core.cards import CARD_BYTES_MAX, SignedCard, check_card
from comity.core.encoding import read
from comity.core.errors import ConfigError
from comity.core.keysets import SignedRoot, check_root
from comity.core.limits import BODY_BYTES_MAX
from comity.core.signing import HybridVerifier
from comity.exchange.correspondence import Correspondence
from comity.keys.keyring import WorkingKeys, read_working
from comity.keys.sealer import LockedSealer, UnlockedSealer
from comity.keys.selftest import run_self_test
from comity.keys.signer import LockedSigner, UnlockedSigner
from comity.node.installation import Node, OpenChannels
from comity.ports import Clock, Sealer, Signer, Soundings
from comity.store.marks import FolderMarks
from comity.store.soundings import FolderSoundings
from comity.store.sqlite import SqliteRecords

__all__ = ["Assembled", "assemble", "read_identity"]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A node ready for use.

    `keys` are None while they are locked: then it receives nothing sealed and signs nothing.
    """

    config: Config
    root: SignedRoot
    node: Node
    correspondence: Correspondence
    keys: WorkingKeys | None

    @property
    def soundings(self) -> Soundings:
        """Where soundings are kept, by every process of the node alike."""
        return FolderSoundings(self.config.soundings)

    def close(self) -> None:
        """Let go of the record's files."""
        self.node.records.close()


def assemble(config: Config, passphrase: str | None, clock: Clock | None = None) -> Assembled:
    """The node of a folder.

    Args:
        config: its settings.
        passphrase: of the working keys; None leaves them locked.
        clock: a test's; None is this machine's, or in a demonstration that of its scenario.

    Raises:
        TrustError: ``passphrase``, ``self-test``.
        ConfigError: a file of the node is missing or can't be read.
    """
    run_self_test()
    root, card = read_identity(config)
    verifier = HybridVerifier()
    fingerprint = check_root(root, verifier)
    check_card(card, config.party, root.statement.keyset, verifier)
    keys = None if passphrase is None else read_working(config.working_key, passphrase)
    signer: Signer = LockedSigner(card.card.keyset.id)
    sealer: Sealer = LockedSealer()
    if keys is not None:
        signer = UnlockedSigner(keys.signing)
        sealer = UnlockedSealer(keys.sealing)
    records = SqliteRecords(config.record)
    node = Node(
        party=config.party,
        root=fingerprint,
        card=card,
        records=records,
        marks=FolderMarks(config.marks),
        channels=OpenChannels(records, verifier, fingerprint),
        signer=signer,
        verifier=verifier,
        clock=clock or _clock(config),
        chance=SystemChance(),
    )
    sealing_ids = () if keys is None else tuple(one.public.id for one in keys.sealing)
    letters = Correspondence(node, sealer, sealing_ids, FolderSoundings(config.soundings))
    return Assembled(config, root, node, letters, keys)


def read_identity(config: Config) -> tuple[SignedRoot, SignedCard]:
    """The public side of a node, as it lies in its folder; nothing is checked yet.

    Raises:
        ConfigError: ``node-file`` if one can't be read.
        MalformedError: one is not of its form.
    """
    root = read(_file(config, "root_statement"), SignedRoot, BODY_BYTES_MAX)
    return root, read(_file(config, "card"), SignedCard, CARD_BYTES_MAX)


def _clock(config: Config) -> Clock:
    return SystemClock() if config.demo_clock is None else ScenarioClock(config.demo_clock)


def _file(config: Config, name: str) -> bytes:
    path = getattr(config, name)
    try:
        raw: bytes = path.read_bytes()
    except OSError as error:
        raise ConfigError("node-file", "CONFIG-2", f"{path} can't be read: {error}") from None
    return raw
