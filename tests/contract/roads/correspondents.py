# SPDX-License-Identifier: Apache-2.0
"""Real nodes that exchange real pouches: what the tests of all roads share.

Every pouch is signed, sealed, opened and applied as in the product; only the roads differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from comity.core.acts import references
from comity.core.encoding import read
from comity.core.entries import read_entry
from comity.core.ids import ChannelId, Code, Digest
from comity.core.limits import BODY_BYTES_MAX
from comity.exchange.correspondence import Correspondence, Taken
from comity.exchange.pouch import Opened, open_pouch
from comity.keys.sealer import UnlockedSealer
from comity.node.contents import Contents, Owed, Receipt
from comity.node.installation import Node
from comity.node.send import compose
from comity.ports import Absence, ContentKind, Kept
from tests.unit.node.parties import Seat, circle, heads, seat, value

ROUNDS_MAX = 16
"""Rounds in which any number of nodes must fall silent on good roads."""

ENTRIES_MAX = 100_000
Ways = tuple[tuple[Code, Code], ...]


class Correspondent:
    """One party: its stores, and the process that now works on them."""

    node: Node
    desk: Correspondence

    def __init__(self, own: Seat) -> None:
        self.seat = own
        self.remarks: list[str] = []
        self._last: dict[Digest, int] = {}
        self._seen: set[Digest] = set()
        self.restart()

    @property
    def code(self) -> Code:
        """Under which this party signs."""
        return self.seat.party.code

    @property
    def root(self) -> Digest:
        """The fingerprint of its root."""
        return self.seat.party.fingerprint

    def restart(self) -> None:
        """A new process takes the place of the one before; the stores are the same."""
        own = self.seat.party
        self.node = self.seat.node()
        self.desk = Correspondence(
            self.node, UnlockedSealer((own.sealing,)), (own.sealing.public.id,)
        )

    def write(self, receiver: "Correspondent") -> "Sent":
        """The next pouch to a party."""
        raw = self.desk.write(receiver.root)
        link = self.node.records.sent(receiver.root)
        assert link is not None
        return Sent(self.code, receiver.code, link.number, raw)

    def seal(self, receiver: "Correspondent", contents: Contents) -> bytes:
        """A pouch of contents of one's own choice, as whoever holds the keys can make it."""
        return self.desk._seal(contents, receiver.root, self.desk.card(receiver.root))

    def open(self, raw: bytes) -> Opened:
        """What a pouch for this party holds; nothing is applied."""
        return open_pouch(raw, self.desk._opener())

    def take(self, sent: "Sent") -> Taken:
        """A pouch taken in; its number is remarked on exactly as the road deserves."""
        taken = self.desk.take(sent.raw)
        number, last = sent.number, self._last.get(taken.sender, 0)
        due: tuple[str, ...] = ()
        if taken.digest in self._seen:
            due = ("pouch/repetition",)
        elif number > last + 1:
            due = ("pouch/gap",)
        elif number <= last:
            due = ("pouch/late",)
        assert tuple(one.code for one in taken.remarks) == due
        assert taken.problems == ()
        self._seen.add(taken.digest)
        self._last[taken.sender] = max(last, number)
        self.remarks += due
        return taken


@dataclass(frozen=True)
class Sent:
    """A pouch on its way, with what only its sender knows of it."""

    sender: Code
    receiver: Code
    number: int
    raw: bytes


@dataclass
class Table:
    """Parties, the channels between some of them, and who exchanges with whom.

    `circles` maps each channel to its parties.
    """

    sides: dict[Code, Correspondent]
    circles: dict[ChannelId, tuple[Code, ...]] = field(default_factory=dict)

    def __getitem__(self, code: Code) -> Correspondent:
        return self.sides[code]

    def meet(self, codes: Sequence[Code]) -> ChannelId:
        """A channel that these parties found; their entries 1 are not exchanged yet."""
        channel = circle(seats=[self[code].seat for code in codes]).channel
        self.circles[channel] = tuple(sorted(codes))
        return channel


def table(codes: Iterable[Code], *circles: Sequence[Code], folder: Path | None = None) -> Table:
    """Parties that have founded a channel for each circle; stores in memory or in a folder."""
    sides: dict[Code, Correspondent] = {}
    for code in codes:
        if folder is not None:
            (folder / code).mkdir()
        own = seat(code, None if folder is None else folder / code)
        sides[code] = Correspondent(own)
    made = Table(sides)
    for codes_ in circles:
        made.meet(codes_)
    return made


def fall_silent(made: Table, ways: Ways) -> None:
    """Every pair exchanges on a good road until nothing is new.

    Raises:
        AssertionError: if they go on and on.
    """
    for _ in range(ROUNDS_MAX):
        new = 0
        for sender, receiver in ways:
            taken = made[receiver].take(made[sender].write(made[receiver]))
            new += len(taken.settled)
            for part in taken.reception.channels:
                assert part.refused == ()
                new += len(part.stored) + part.contents + len(part.missing)
        if not new:
            return
    raise AssertionError("they never fall silent")


Held = dict[tuple[ContentKind, Digest], Kept | Absence]


def held_content(node: Node, channel: ChannelId) -> Held:
    """Every body and document that a stored entry names, as this node holds it."""
    found: Held = {}
    for _, placed in node.records.since(channel, 0, ENTRIES_MAX):
        for act in read_entry(placed.raw).acts:
            bodies, documents = references(act)
            for body in bodies:
                found["body", body] = node.records.content(channel, "body", body)
            for document in documents:
                found["document", document] = node.records.content(channel, "document", document)
    return found


def assert_same(made: Table, channel: ChannelId) -> None:
    """All parties of a channel hold the same record and content, and owe nothing."""
    nodes = [made[code].node for code in made.circles[channel]]
    values = [value(node, channel) for node in nodes]
    assert all(one == values[0] for one in values)
    assert len({tuple(sorted(heads(node, channel).items())) for node in nodes}) == 1
    contents = [held_content(node, channel) for node in nodes]
    assert all(one == contents[0] for one in contents)
    assert all(isinstance(kept, Kept) for kept in contents[0].values())
    for code in made.circles[channel]:
        fresh = made[code].seat.node()
        assert value(fresh, channel) == values[0], "the store differs from the fold"
        assert fresh.records.pending_ahead(channel) is None
        assert fresh.records.findings(channel, 9) == (), "honest parties, and a fault was found"


def assert_nothing_due(made: Table, ways: Ways) -> None:
    """Another pouch would carry no entry and no content, and ask for nothing."""
    for sender, receiver in ways:
        for part in compose(made[sender].node, made[receiver].root).channels:
            assert (part.entries, part.contents) == ((), ())
            receipt = part.receipt
            assert receipt is not None
            assert receipt == Receipt(holds=receipt.holds)
            raw = made[sender].node.records.owed(part.channel, made[receiver].code)
            assert raw is not None
            assert read(raw, Owed, BODY_BYTES_MAX) == Owed()
