# SPDX-License-Identifier: Apache-2.0
"""Write the next pouch to a peer, and take one in: the use case behind every road (POUCH-1).

A road moves bytes; what they say is composed, sealed, opened and applied here, once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from comity.core.cards import CARD_BYTES_MAX, Card, SignedCard, newest_card
from comity.core.encoding import read
from comity.core.errors import ComityError, RuleError, TrustError
from comity.core.ids import ChannelId, Code, Digest
from comity.exchange.manifest import RootFacts
from comity.exchange.numbering import Remark, note_received, numbered, remarks
from comity.exchange.pouch import (
    Opened,
    Opener,
    RefusedPouchError,
    Route,
    open_front,
    open_pouch,
    pouch_digest,
    seal_pouch,
)
from comity.exchange.soundings import (
    SoundingRoute,
    open_sounding,
    seal_sounding,
    vouch_sounding,
)
from comity.node.contents import ChannelContents, Contents
from comity.node.installation import Node
from comity.node.receive import Reception, apply_contents, peer_code
from comity.node.refuse import note_refused, note_told, refused_of
from comity.node.send import compose, peers
from comity.node.settle import settle_channel
from comity.node.sign import Signed
from comity.node.soundings import check_expiry, check_shared
from comity.ports import Finding, KeptSounding, Sealer, Soundings

__all__ = ["Correspondence", "Taken"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a pouch.

    `sender` is the root fingerprint; `remarks` what its number tells; `settled` the entries that
    this node signed by itself in answer; `problems` why it could not. Of a `sounding` there is
    nothing else to tell.
    """

    sender: Digest
    digest: Digest
    reception: Reception
    remarks: tuple[Remark, ...]
    settled: tuple[tuple[ChannelId, Signed], ...]
    problems: tuple[ComityError, ...]
    sounding: bool = False


@lru_cache(maxsize=256)
def _read_card(raw: bytes) -> SignedCard:
    """A card that was checked before it was stored; peers' cards are asked for at every pouch."""
    return read(raw, SignedCard, CARD_BYTES_MAX)


@dataclass(frozen=True, slots=True)
class Correspondence:
    """One node's side of all exchange.

    Args:
        node: whose record it is.
        sealer: its sealing secrets.
        sealing_ids: ids of the sealing keys to try, newest first.
        soundings: where soundings are kept; without such a place none is taken or sent.
    """

    node: Node
    sealer: Sealer
    sealing_ids: tuple[Digest, ...]
    soundings: Soundings | None = None

    def peers(self) -> dict[Digest, tuple[ChannelId, ...]]:
        """Every other party by root fingerprint, with the channels shared with it."""
        return peers(self.node)

    def codes(self) -> dict[Digest, Code]:
        """The code of every other party by root fingerprint, as the genesis names it.

        Unlike a card it is always there: a peer that has renewed its keys keeps its name.
        """
        found: dict[Digest, Code] = {}
        for channel in self.node.channels.ids():
            with self.node.channels.hold(channel) as held:
                for party in held.channel.birth.genesis.parties:
                    if party.code != held.own:
                        found.setdefault(party.root, party.code)
        return found

    def card(self, root: Digest) -> Card:
        """The newest card of a peer that counts. Rule: KEY-9, KEY-10.

        Raises:
            TrustError: ``stranger`` if no channel is shared with that root; ``card-old`` if its
                log names newer credentials than any card that has come.
        """
        cards, serial = self._cards(root)
        newest = newest_card([signed.card for signed in cards], serial)
        if newest is not None:
            return newest
        code = self.codes().get(root)
        if code is None:
            raise TrustError("stranger", "POUCH-14", "no channel is shared with that root")
        hint = f"{code} has credentials of serial {serial}, and no card under them has come"
        raise TrustError("card-old", "KEY-10", hint)

    def last_card(self, root: Digest) -> Card:
        """The newest card that has come of a peer, though its log may name newer credentials.

        It tells where the peer answers and opens what introduces us (`introduces`), nothing more.

        Raises:
            TrustError: ``stranger`` as `card`; ``card-old`` if no card has come at all.
        """
        cards, _ = self._cards(root)
        newest = newest_card([signed.card for signed in cards])
        return self.card(root) if newest is None else newest

    def introduces(self, root: Digest) -> bool:
        """Whether the next pouch to a peer can hold no more than our own card. Rule: KEY-10.

        Raises:
            TrustError: ``stranger`` as `card`.
        """
        try:
            self.card(root)
        except TrustError as error:
            if error.code != "card-old":
                raise
            return True
        return False

    def write(self, root: Digest) -> bytes:
        """The next pouch to a peer, under its number: hand it to a road as it is.

        Raises:
            TrustError: ``stranger``; ``card-old`` as `last_card`.
            UnavailableError: ``keys-locked``, ``pouch/busy``.
        """
        if self.introduces(root):
            shared = self.peers().get(root, ())
            parts = tuple(ChannelContents(channel) for channel in shared)
            return self._seal(Contents(self.node.card, parts), root, self.last_card(root))
        contents = compose(self.node, root)
        refused = refused_of(self.node, root)
        return self._seal(replace(contents, refused_pouches=refused), root, self.card(root))

    def vouch(self, front: bytes, pouch_bytes: int) -> Digest:
        """The root fingerprint of the verified sender of a pouch that is still arriving.

        Raises:
            ComityError: as `comity.exchange.pouch.open_front`. Rule: POUCH-10.
        """
        try:
            return open_front(front, pouch_bytes, self._opener())
        except RuleError as error:
            if error.code != "pouch/kind" or self.soundings is None:
                raise
        return vouch_sounding(front, pouch_bytes, self._opener())

    def take(self, raw: bytes) -> Taken:
        """A pouch, opened, applied and settled: all of it on disk when this returns.

        Raises:
            ComityError: the pouch as a whole doesn't hold; nothing of it was applied. That of a
                verified sender is a finding, and the next pouch to it names it.
        """
        try:
            opened = open_pouch(raw, self._opener())
        except RefusedPouchError as refusal:
            note_refused(self.node, refusal.sender, refusal.digest, refusal)
            raise
        except RuleError as error:
            if error.code != "pouch/kind" or self.soundings is None:
                raise
            return self._take_sounding(raw, self.soundings)
        note_told(self.node, opened.sender, opened.contents.refused_pouches)
        found = remarks(self.node.records, opened)
        contents = replace(opened.contents, number=opened.number, time=opened.time)
        reception = apply_contents(self.node, contents, opened.sender)
        self._note_received(opened, reception)
        settled: list[tuple[ChannelId, Signed]] = []
        problems: list[ComityError] = []
        for part in reception.channels:
            try:
                settled += [
                    (part.channel, signed) for signed in settle_channel(self.node, part.channel)
                ]
            except ComityError as error:
                problems.append(error)
                now = self.node.clock.now_ms()
                finding = Finding(part.peer, error.code, error.rule, error.hint, now)
                self.node.records.note(part.channel, finding)
        return Taken(
            opened.sender, opened.digest, reception, found, tuple(settled), tuple(problems)
        )

    def _note_received(self, opened: Opened, reception: Reception) -> None:
        """Keep that a pouch was applied, and when its sender was heard; not of one replayed."""
        records = self.node.records
        with records.together():
            if note_received(records, opened):
                for part in reception.channels:
                    records.put_heard(part.channel, part.peer, self.node.clock.now_ms())

    def write_sounding(self, one: KeptSounding) -> bytes:
        """The pouch of one of our soundings: hand it to a road as it is. Rule: POUCH-20.

        Raises: as `write`; nothing is noted, whatever becomes of it (POUCH-22).
        """
        node = self.node
        route = SoundingRoute(node.root, one.peer, node.card, self.card(one.peer).sealing)
        return seal_sounding(one.raw, one.nonce, one.expires, route, self.sealer, node.chance)

    def _take_sounding(self, raw: bytes, kept: Soundings) -> Taken:
        """A sounding, kept in its own place until it expires; nothing else learns of it.

        Raises:
            ComityError: as `open_sounding`; ``sounding/expired``, ``sounding/expires``,
                ``sounding/many``, ``stranger``. Rules: POUCH-22 to POUCH-25.
        """
        opened = open_sounding(raw, self._opener())
        now = self.node.clock.now_ms()
        check_expiry(opened.expires, now, came=True)
        check_shared(self.node, opened.said.channel, opened.sender)
        kept.expire(now)
        kept.keep(KeptSounding(opened.nonce, opened.sender, opened.expires, "came", opened.raw))
        return Taken(opened.sender, pouch_digest(raw), Reception((), ()), (), (), (), sounding=True)

    def answer(self, raw: bytes) -> bytes | None:
        """The pouch that answers one, for a road on which an answer travels back at once.

        Returns:
            None where the sender can't be written to: it has not sent the card of its new keys.

        Raises:
            ComityError: nothing could be applied and the sender can't be told so under seal.
        """
        try:
            sender = self.take(raw).sender
        except RefusedPouchError as refusal:
            sender = refusal.sender
        try:
            return self.write(sender)
        except TrustError:
            return None

    def _seal(self, contents: Contents, root: Digest, card: Card) -> bytes:
        node, sealing = self.node, card.sealing

        def seal(number: int, previous: Digest | None) -> bytes:
            now = node.clock.now_ms()
            route = Route(node.root, root, sealing, number, previous, now)
            return seal_pouch(contents, route, self.sealer, node.signer, node.chance)

        return numbered(node.records, root, seal)

    def _opener(self) -> Opener:
        node = self.node
        return Opener(node.root, self.sealer, self.sealing_ids, self._known, node.verifier)

    def _known(self, root: Digest) -> RootFacts | None:
        for channel in self.node.channels.ids():
            with self.node.channels.hold(channel) as held:
                birth, own = held.channel.birth, held.own
            for party, signed in zip(birth.genesis.parties, birth.roots, strict=True):
                if party.root == root and party.code != own:
                    # No channel is held here: who holds one and waits for another can block all.
                    cards, serial = self._cards(root)
                    return RootFacts(signed.statement.keyset, party.code, serial, tuple(cards))
        return None

    def _cards(self, root: Digest) -> tuple[list[SignedCard], int]:
        """Every card kept of a peer, and the greatest serial of its credentials known."""
        cards: list[SignedCard] = []
        serial = 0
        for channel in self.node.channels.ids():
            with self.node.channels.hold(channel) as held:
                code = peer_code(held, root)
                if code is None:
                    continue
                serials = [one.serial for one in held.channel.credentials(code)]
                raw = self.node.records.card(channel, code)
            if raw is not None:
                signed = _read_card(raw)
                cards.append(signed)
                serials.append(signed.card.credentials.credentials.serial)
            serial = max([serial, *serials])
        return cards, serial
