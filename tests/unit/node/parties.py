# SPDX-License-Identifier: Apache-2.0
"""What the tests of nodes share: parties with real keys, their stores, and founded channels.

Keys are made once for each party. A `Seat` is a party's stores and world; every `Seat.node()` is
a new process on them.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from comity.core import hashing
from comity.core.acts import Act
from comity.core.cards import SignedCard
from comity.core.encoding import encode, read
from comity.core.entries import Entry, SignedEntry, encode_entry, entry_hash
from comity.core.ids import ChannelId, Code, Digest, Matter
from comity.core.keysets import SignedCredentials, SignedRoot
from comity.core.limits import BODY_BYTES_MAX
from comity.core.signing import HybridVerifier, Signature
from comity.core.views import MatterView, OfferView
from comity.keys.cards import issue_card
from comity.keys.keysets import (
    SealingSecrets,
    SigningKeys,
    make_sealing_secrets,
    make_signing_keys,
)
from comity.keys.roots import RootSecrets, issue_credentials, make_root, sign_root
from comity.keys.signer import LockedSigner, UnlockedSigner
from comity.node import found
from comity.node.contents import ChannelContents, Contents
from comity.node.installation import Node, OpenChannels
from comity.node.receive import ChannelReception, apply_contents
from comity.node.send import compose
from comity.node.settle import settle_channel
from comity.node.sign import Proposal, Signed, sign_moves
from comity.ports import Marks, Records, Signer
from comity.store.marks import FolderMarks, MemoryMarks
from comity.store.memory import MemoryRecords
from comity.store.sqlite import SqliteRecords

START = 1_680_000_000_000
EXPIRES = 1_700_000_000_000
NOT_AFTER = 1_900_000_000_000
JP, KR, US = Code("jp"), Code("kr"), Code("us")
TERMS = Matter("text/terms/p/1")
OTHER = Matter("text/terms/p/2")
VERIFIER = HybridVerifier()


class SeededChance:
    """Chance that gives the same bytes for the same seed."""

    def __init__(self, seed: object) -> None:
        self._random = random.Random(repr(seed))

    def take(self, size: int) -> bytes:
        """That many bytes of the seed's sequence."""
        return self._random.randbytes(size)


@dataclass
class SetClock:
    """A clock that stands until it is set."""

    now: int = START

    def now_ms(self) -> int:
        """The time it was set to."""
        return self.now


@dataclass(frozen=True)
class Party:
    """Who a party is: its root, working keys and card."""

    code: Code
    secrets: RootSecrets
    root: SignedRoot
    working: SigningKeys
    sealing: SealingSecrets
    credentials: SignedCredentials
    card: SignedCard

    @property
    def fingerprint(self) -> Digest:
        """Of its root."""
        return self.secrets.fingerprint

    def with_card(self, serial: int) -> SignedCard:
        """Its card under another serial."""
        return issue_card(
            UnlockedSigner(self.working),
            self.secrets.current.public,
            self.credentials,
            self.sealing.public,
            (),
            None,
            serial,
        )


@cache
def party(code: str, seed: int = 0, working: int | None = None) -> Party:
    """A party with everything signed, made once; `working`: the seed of its working keys."""
    secrets = make_root(SeededChance((code, seed, "root")))
    keys = make_signing_keys(SeededChance((code, seed, "working") if working is None else working))
    sealing = make_sealing_secrets(SeededChance((code, seed, "sealing")))
    credentials = issue_credentials(secrets, Code(code), 1, keys.public, 0, NOT_AFTER)
    card = issue_card(
        UnlockedSigner(keys), secrets.current.public, credentials, sealing.public, (), None, 1
    )
    return Party(Code(code), secrets, sign_root(secrets), keys, sealing, credentials, card)


@dataclass
class Seat:
    """One party's stores and world; what a process of it is made from."""

    party: Party
    records: Records
    marks: Marks
    clock: SetClock = field(default_factory=SetClock)
    signer: Signer | None = None
    processes: int = 0

    def node(self, *, locked: bool = False) -> Node:
        """A new process: the folds begin anew, the stores are the same."""
        self.processes += 1
        own = self.party
        signer: Signer = self.signer or UnlockedSigner(own.working)
        if locked:
            signer = LockedSigner(own.working.keyset_id)
        return Node(
            own.code,
            own.fingerprint,
            own.card,
            self.records,
            self.marks,
            OpenChannels(self.records, VERIFIER, own.fingerprint),
            signer,
            VERIFIER,
            self.clock,
            SeededChance((own.code, self.processes)),
        )


def seat(code: str, folder: Path | None = None, seed: int = 0) -> Seat:
    """A party's stores: in memory, or in a folder that exists."""
    own = party(code, seed)
    if folder is None:
        return Seat(own, MemoryRecords(), MemoryMarks())
    return Seat(own, SqliteRecords(folder / "record.db"), FolderMarks(folder / "marks"))


@dataclass
class Circle:
    """A founded channel and the nodes of its parties, in the order of their codes."""

    channel: ChannelId
    seats: dict[Code, Seat]
    nodes: dict[Code, Node]

    def __getitem__(self, code: Code) -> Node:
        return self.nodes[code]

    def restart(self, code: Code) -> Node:
        """A new process for a party, which takes the place of the one before."""
        self.nodes[code] = self.seats[code].node()
        return self.nodes[code]

    def pass_on(self, sender: Code, receiver: Code) -> ChannelReception:
        """One pouch from a party to another, and what became of it."""
        return deliver(self[sender], self[receiver])

    def meet(self, rounds: int = 3) -> None:
        """Pouches among all until nothing is new; nobody signs by itself."""
        for _ in range(rounds):
            for sender in self.nodes:
                for receiver in self.nodes:
                    if sender != receiver:
                        self.pass_on(sender, receiver)

    def settle(self, rounds: int = 3) -> list[Signed]:
        """Exchange and let every node do what it does by itself, some times over."""
        signed: list[Signed] = []
        for _ in range(rounds):
            self.meet(2)
            for node in self.nodes.values():
                signed += settle_channel(node, self.channel)
        self.meet(2)
        return signed


def deliver(sender: Node, receiver: Node) -> ChannelReception:
    """One pouch of a channel that both share, passed from node to node."""
    (reception,) = apply_contents(receiver, compose(sender, receiver.root), sender.root).channels
    return reception


def founding_files(seats: Sequence[Seat]) -> bytes:
    """The full set that the first seat's party gathers from all others."""
    inviter, *others = (one.node() for one in seats)
    invitation = found.invite(inviter, seats[0].party.root, [n.party for n in others], EXPIRES)
    answers = [
        found.answer(node, one.party.root, invitation, "join")
        for node, one in zip(others, seats[1:], strict=True)
    ]
    return found.gather(inviter, answers)


def circle(
    codes: Iterable[str] = (JP, KR), folder: Path | None = None, seats: Sequence[Seat] = ()
) -> Circle:
    """A channel that all parties have joined, their entries 1 not yet exchanged."""
    if not seats:
        seats = [seat(code, None if folder is None else _made(folder / code)) for code in codes]
    full = founding_files(seats)
    channel = None
    nodes: dict[Code, Node] = {}
    for one in sorted(seats, key=lambda one: one.party.code):
        nodes[one.party.code] = node = one.node()
        considered = found.consider(node, full)
        channel = considered.channel
        found.join(node, considered)
    assert channel is not None
    return Circle(channel, {one.party.code: one for one in seats}, nodes)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def wording(text: object) -> bytes:
    """A body that the subject of TERMS can read: a paragraph that says this."""
    return encode({"base": None, "form": "paragraph", "text": {"en": str(text)}})


def offer(
    node: Node, channel: ChannelId, value: object, matter: Matter = TERMS, until: int | None = None
) -> Signed:
    """An offer of one value, signed."""
    return sign_moves(node, channel, [Proposal({matter: wording(value)}, until=until)])


def view(node: Node, channel: ChannelId, matter: Matter = TERMS) -> MatterView:
    """One matter as a node holds it."""
    with node.channels.hold(channel) as held:
        return held.channel.matter(matter)


def newest(node: Node, channel: ChannelId, matter: Matter = TERMS) -> OfferView:
    """The newest offer on a matter."""
    return view(node, channel, matter).offers[-1]


def value(node: Node, channel: ChannelId) -> tuple[object, ...]:
    """All that follows from what a node holds."""
    with node.channels.hold(channel) as held:
        return held.channel.fold.value()


def heads(node: Node, channel: ChannelId) -> dict[Code, tuple[tuple[int, Digest], ...]]:
    """(number, hash) of the tips of every log."""
    with node.channels.hold(channel) as held:
        return held.channel.heads()


def log(node: Node, channel: ChannelId, code: Code) -> list[SignedEntry]:
    """A party's entries as a node has stored them, by number."""
    return [
        signed_of(node, channel, placed.hash)
        for placed in node.records.range(channel, code, 1, 100_000)
    ]


def signed_of(node: Node, channel: ChannelId, digest: Digest) -> SignedEntry:
    """A stored entry with its signature."""
    placed = node.records.entry(channel, digest)
    assert placed is not None
    return SignedEntry(placed.raw, read(placed.signature, Signature, BODY_BYTES_MAX))


def forged(
    own: Party,
    channel: ChannelId,
    number: int,
    previous: str,
    *,
    seen: Mapping[Code, tuple[int, Digest]] | None = None,
    time: int = START,
    acts: tuple[Act, ...] = (),
    code: Code | None = None,
    key: Digest | None = None,
    post: str | None = None,
) -> SignedEntry:
    """An entry that a party signs past its own node's rules: whatever its author wants."""
    entry = Entry(
        channel,
        code or own.code,
        number,
        Digest(previous),
        dict(seen or {}),
        time,
        key or own.working.keyset_id,
        post,
        None,
        acts,
    )
    raw = encode_entry(entry)
    return SignedEntry(raw, own.working.sign(hashing.ENTRY, entry_hash(raw)))


def pouch(sender: Party, channel: ChannelId, *entries: SignedEntry) -> Contents:
    """The contents of a pouch with these entries."""
    return Contents(sender.card, (ChannelContents(channel, entries),))


def hand(
    receiver: Node, sender: Party, channel: ChannelId, *entries: SignedEntry
) -> ChannelReception:
    """Entries handed to a node in one pouch of a party."""
    reception = apply_contents(receiver, pouch(sender, channel, *entries), sender.fingerprint)
    (part,) = reception.channels
    return part
