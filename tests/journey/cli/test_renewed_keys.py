# SPDX-License-Identifier: Apache-2.0
"""A side whose log names newer keys than its card: told by name, cured by a file, nobody else
hindered; and what a served node does by itself goes on whatever fails.
"""

import threading
from dataclasses import dataclass, replace

import pytest

from comity.assembly.record import Assembled, assemble
from comity.assembly.world import SystemChance
from comity.cli.serve import worker
from comity.cli.session import Session
from comity.config import read_config
from comity.core import hashing
from comity.core.acts import KEYS, Declare
from comity.core.encoding import decode, encode
from comity.core.entries import Entry, SignedEntry, encode_entry, entry_hash
from comity.core.ids import ChannelId, Digest
from comity.core.keysets import SignedCredentials
from comity.core.limits import BODY_BYTES_MAX
from comity.exchange.correspondence import Correspondence
from comity.keys.cards import issue_card
from comity.keys.keyring import read_root
from comity.keys.keysets import SigningKeys, make_signing_keys
from comity.keys.roots import issue_credentials
from comity.keys.signer import UnlockedSigner
from comity.locale import catalogue
from comity.node.contents import ChannelContents, Contents
from tests.journey.cli.hands import PASSPHRASE, ROOT_PASSPHRASE, Hand
from tests.unit.exchange.sides import NOT_AFTER


@dataclass(frozen=True)
class Renewed:
    """kr at the moment at which it renews its keys."""

    here: Assembled
    jp: Digest
    keys: SigningKeys
    newer: SignedCredentials

    def declared(self, channel: ChannelId) -> bytes:
        """A transfer under the card of old whose one entry names the new keys."""
        with self.here.node.channels.hold(channel) as held:
            head = held.channel.head(held.own)
        assert head is not None
        act = Declare(KEYS, decode(encode(self.newer), BODY_BYTES_MAX))
        entry = Entry(
            channel, self.here.config.party, head.number + 1, Digest(head.id), {}, head.time,
            self.keys.keyset_id, None, None, (act,),
        )  # fmt: skip
        raw = encode_entry(entry)
        signed = SignedEntry(raw, self.keys.sign(hashing.ENTRY, entry_hash(raw)))
        contents = Contents(self.here.node.card, (ChannelContents(channel, (signed,)),))
        return self.here.correspondence._seal(
            contents, self.jp, self.here.correspondence.last_card(self.jp)
        )

    def cure(self) -> bytes:
        """The next transfer, with the card of the new keys."""
        here = self.here
        signer = UnlockedSigner(self.keys)
        old = here.node.card.card
        card = issue_card(
            signer, here.root.statement.keyset, self.newer, old.sealing, list(old.addresses),
            old.tls, old.serial + 1,
        )  # fmt: skip
        node = replace(here.node, card=card, signer=signer)
        desk = here.correspondence
        return Correspondence(node, desk.sealer, desk.sealing_ids).write(self.jp)


@pytest.fixture
def renewed(pair: tuple[Hand, Hand]) -> Renewed:
    kr, jp = pair
    config = read_config(kr.node)
    root = read_root(config.root_key, ROOT_PASSPHRASE)
    keys = make_signing_keys(SystemChance())
    newer = issue_credentials(root, config.party, 2, keys.public, 0, NOT_AFTER)
    there = Digest(jp.does("--json", "card").json["root"])
    return Renewed(assemble(config, PASSPHRASE), there, keys, newer)


def test_a_side_with_newer_keys_than_its_card_hinders_nobody_and_is_cured_by_a_file(
    pair: tuple[Hand, Hand], renewed: Renewed
) -> None:
    _, jp = pair
    (channel,) = renewed.here.node.channels.ids()
    (jp.desk / "declared.pouch").write_bytes(renewed.declared(channel))
    (jp.desk / "old.pouch").write_bytes(renewed.here.correspondence.write(renewed.jp))
    (jp.desk / "cure.pouch").write_bytes(renewed.cure())
    assert jp.does("--json", "pouch", "read", "declared.pouch").json[0]["received"] == 1
    told = jp.types("pouch", "write", "kr")
    assert told.code == 0
    assert "no more than your own card" in told.err
    # What is under the old card is refused; what is beside it is read all the same.
    told = jp.types("--json", "pouch", "read", "old.pouch", "cure.pouch")
    assert told.code == 1
    assert [one.get("error") for one in told.json] == ["credentials", None]
    jp.does("pouch", "write", "kr")


class _Times(threading.Event):
    """Is set after that many waits."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.left = times

    def wait(self, timeout: float | None = None) -> bool:
        del timeout
        self.left -= 1
        return self.left < 0


def test_what_a_node_does_by_itself_goes_on_after_any_fault(
    pair: tuple[Hand, Hand],
    renewed: Renewed,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, jp = pair
    (channel,) = renewed.here.node.channels.ids()
    (jp.desk / "declared.pouch").write_bytes(renewed.declared(channel))
    jp.does("pouch", "read", "declared.pouch")
    jp.signs("offer", "economic", "anchor/summit", "--title", "Summit", "--zone", "UTC",
             "--from", "2023-04-26", "--to", "2023-04-26")  # fmt: skip
    calls: list[ChannelId] = []

    def fails(_: object, channel: ChannelId) -> None:
        calls.append(channel)
        raise ZeroDivisionError

    monkeypatch.setattr(worker, "settle_channel", fails)
    session = Session(catalogue("en"), jp.node)
    with session.machine(unlocked=True, passphrase=PASSPHRASE) as here:
        worker.Worker(here, session.voice(here.config.party), _Times(3)).run(1)
    assert calls == [channel] * 3
    told = capsys.readouterr().err
    assert told.count("A fault of this program: ZeroDivisionError") == 1, "each fault once"
    assert told.count("POUCH-13") == 1
    assert "Korean side" in told
