# SPDX-License-Identifier: Apache-2.0
"""One side of the demonstration: a node that its officers act with, as a desk would."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from comity.assembly.record import Assembled
from comity.core.ids import ChannelId, Code, Digest, Matter
from comity.core.views import ActRef
from comity.demo.scenario import Dialogue, SideFacts
from comity.demo.serving import EXCHANGE, WHOLE, Server
from comity.exchange.correspondence import Taken
from comity.exchange.roads.file import read_pouch, write_pouch
from comity.exchange.roads.https_client import HttpsCarrier
from comity.node.sign import Acceptance, Move, Proposal, Refusal, Signed, Statement, sign_moves
from comity.store.channel_bodies import ChannelBodies
from comity.subjects import Rooms, view, write_body
from comity.subjects import standing as standings
from comity.subjects.statements import Statement as Words

__all__ = ["Side"]

_TURNS_MAX: Final = 6
"""Pouches there and back until both are quiet; more would be a defect."""


@dataclass(slots=True)
class Side:
    """One side: its node, opened here as by a desk, and the process that serves it.

    Args:
        facts: who it is.
        assembled: its node, keys unlocked, under the scenario's clock.
        root: the fingerprint of its root.
        place: held for its desk until that is opened.
        channels: its channels by dialogue, once they are founded.
    """

    facts: SideFacts
    assembled: Assembled
    root: Digest
    place: socket.socket
    channels: dict[Dialogue, ChannelId] = field(default_factory=dict)
    _server: Server | None = None

    @property
    def code(self) -> Code:
        """The code under which it signs."""
        return self.facts.code

    # --- the process that serves --------------------------------------------------------------

    def serve(self, module: str = EXCHANGE) -> None:
        """Its node answers at its address, in a process of its own.

        Args:
            module: `EXCHANGE` answers the other side; `WHOLE` works and shows the desk too.

        Raises:
            UnavailableError: ``demo/serving`` if it does not answer in time.
        """
        self.begin_to_serve(module)
        self.wait_served()

    def begin_to_serve(self, module: str) -> None:
        """As `serve`, without waiting; in place of whatever has served before."""
        self.stop()
        if module == WHOLE:
            self.place.close()
        config = self.assembled.config
        self._server = Server(config.folder, self.facts.passphrase, module)
        self._server.start()

    def wait_served(self) -> None:
        """Return when its node answers. Raises as `serve`."""
        assert self._server is not None
        self._server.wait_ready()

    def ask_to_stop(self) -> None:
        """Its process has been told to end."""
        if self._server is not None:
            self._server.ask_to_stop()

    def stop(self) -> None:
        """Its node answers no more; the process has ended when this returns."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    @property
    def serving(self) -> bool:
        """Whether its process is running."""
        return self._server is not None and self._server.running

    def wait(self) -> None:
        """Return when the serving process ends."""
        if self._server is not None:
            self._server.wait()

    def close(self) -> None:
        """Stop serving and let go of the record."""
        self.stop()
        self.place.close()
        self.assembled.close()

    # --- acts ---------------------------------------------------------------------------------

    def sign(self, dialogue: Dialogue, *moves: Move) -> Signed:
        """One entry with these moves, by the post that signs for the side in the dialogue."""
        post = self.facts.posts[dialogue][self.facts.language]
        return sign_moves(self.assembled.node, self.channels[dialogue], moves, post=post)

    def offer(self, dialogue: Dialogue, *offers: Mapping[str, object]) -> tuple[ActRef, ...]:
        """Proposals, each one value or a package of several, in one entry."""
        moves = tuple(
            Proposal({Matter(name): write_body(name, "offer", one) for name, one in offer.items()})
            for offer in offers
        )
        return self.sign(dialogue, *moves).acts

    def accept(self, dialogue: Dialogue, *matters: str) -> None:
        """Accept the newest proposal on each matter that awaits this side, in one entry."""
        refs = dict.fromkeys(self.awaiting(dialogue, matter).offer.ref for matter in matters)
        self.sign(dialogue, *(Acceptance(ref) for ref in refs))

    def refuse(self, dialogue: Dialogue, ref: ActRef) -> None:
        """Withdraw an own proposal, or say that another's can't be accepted."""
        self.sign(dialogue, Refusal(ref))

    def state(self, dialogue: Dialogue, matter: str, value: object) -> None:
        """Say an own word that needs nobody's consent."""
        self.sign(dialogue, Statement(Matter(matter), write_body(matter, "declare", value)))

    def ad_referendum(self, dialogue: Dialogue, matter: str) -> None:
        """Accept at the table what awaits this side, the capital to confirm."""
        ref = self.awaiting(dialogue, matter).offer.ref
        said = Words("ad-referendum", (ref.party, ref.number, ref.index), None)
        self.state(dialogue, matter, said)

    # --- what it sees -------------------------------------------------------------------------

    def rooms(self, dialogue: Dialogue) -> Rooms:
        """What every subject shows of the dialogue on this side's own node."""
        channel = self.channels[dialogue]
        node = self.assembled.node
        with node.channels.hold(channel) as held:
            return view(held.channel.sight, ChannelBodies(node.records, channel))

    def standing(self, dialogue: Dialogue, matter: str) -> standings.Standing[Any, Any]:
        """How a matter stands on this side's own node."""
        found = (one for one in self.rooms(dialogue).standings if one.matter == matter)
        return next(found)

    def awaiting(self, dialogue: Dialogue, matter: str) -> standings.Proposal[Any]:
        """The newest open proposal on the matter that awaits this side."""
        standing = self.standing(dialogue, matter)
        return [one for one in standing.open if self.code in one.awaited][-1]

    def acknowledged(self, dialogue: Dialogue, ref: ActRef) -> bool:
        """Whether the other side's log, as held here, builds on a refusal of the offer."""
        with self.assembled.node.channels.hold(self.channels[dialogue]) as held:
            link = held.channel.fold.logs.link(ref.hash)
            record = None if link is None else held.channel.fold.ledger.record(link, ref.index)
            assert record is not None
            others = [code for code in held.channel.parties if code != held.own]
            heads = [held.channel.head(code) for code in others]
            ledger = held.channel.fold.ledger
            return all(head is not None and ledger.refused_by(record, head) for head in heads)

    # --- roads --------------------------------------------------------------------------------

    @property
    def peer(self) -> Digest:
        """The fingerprint of the other side's root, as the record names it."""
        return next(iter(self.assembled.correspondence.peers()))

    def send(self) -> None:
        """Exchange pouches with the other side over HTTPS until there is nothing new.

        Raises:
            UnavailableError: of the family ``road/…`` while the line is cut.
        """
        correspondence = self.assembled.correspondence
        card = correspondence.card(self.peer)
        assert card.tls is not None
        with HttpsCarrier(card.addresses, card.tls) as carrier:
            for _ in range(_TURNS_MAX):
                answer = carrier.carry(correspondence.write(self.peer))
                assert answer is not None
                if not correspondence.take(answer).settled:
                    return
        raise AssertionError("two honest nodes come to rest")

    def write_file(self, folder: Path) -> Path:
        """The next transfer to the other side, as a file somebody carries."""
        return write_pouch(folder, self.assembled.correspondence.write(self.peer))

    def take_file(self, path: Path) -> Taken:
        """What became of a transfer file that arrived."""
        return self.assembled.correspondence.take(read_pouch(path))
