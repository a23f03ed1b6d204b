# SPDX-License-Identifier: Apache-2.0
"""How hostile parties get their work to others: pouches of their own making, whole or damaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from comity.core import hashing
from comity.core.acts import Accept
from comity.core.encoding import encode, read
from comity.core.entries import SignedEntry
from comity.core.ids import ChannelId, Code, Digest, b64
from comity.core.limits import BODY_BYTES_MAX
from comity.core.signing import Signature
from comity.exchange.pouch import Route, seal_pouch
from comity.node import found
from comity.node.contents import ChannelContents, Content, Contents, Receipt, RefusedEntry
from comity.node.foundingset import Invitation, SignedInvitation
from comity.ports import Kept
from tests.simulation.nodes.hostile import ENTRY_ATTACKS, Forger
from tests.simulation.nodes.sides import Side
from tests.unit.node.parties import EXPIRES

if TYPE_CHECKING:
    from tests.simulation.nodes.day import Day

__all__ = ["Enemies"]


class Enemies:
    """The hostile parties of a day."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.chance = day.chance

    def strike(self) -> None:
        """One attack by one of them."""
        day, chance = self.day, self.chance
        side = day.sides[chance.choice(sorted(day.hostile))]
        channel = day.channel_of(side)
        victims = [day.sides[code] for code in day.circles[channel] if code != side.code]
        victim = chance.choice(victims)
        if side.locked or not side.records.heads(channel).get(side.code):
            return
        if chance.random() < 0.65:
            self._entries(side, victim, channel)
            return
        name = chance.choice(sorted(_OTHERS))
        _OTHERS[name](self, side, victim, channel)
        day.tally[f"attack: {name}"] += 1

    def _entries(self, side: Side, victim: Side, channel: ChannelId) -> None:
        """Entries in its own name, or in that of somebody whose key it has stolen."""
        day, chance = self.day, self.chance
        key = side
        if chance.random() < 0.02:
            robbed = [day.sides[code] for code in day.circles[channel] if code not in day.hostile]
            wanted = [one for one in robbed if side.records.heads(channel).get(one.code)]
            # One party stays whose log is its own alone: else nothing could be promised.
            spared = len(day.honest & set(day.circles[channel])) > 1
            if wanted and spared and all(self._safe(one) for one in wanted):
                key = chance.choice(wanted)
                day.robbed.add(key.code)
                day.tally["fault: stolen key"] += 1
        robbed_here = [code for code in sorted(day.robbed) if code in day.circles[channel]]
        if key is side and robbed_here and chance.random() < 0.2:
            key = day.sides[chance.choice(robbed_here)]
            if not side.records.heads(channel).get(key.code):
                key = side
        name = chance.choice(sorted(ENTRY_ATTACKS))
        if chance.random() < 0.06:
            name = chance.choice(("fork", "build_on_branch", "build_on_two"))
        forger = Forger(side, channel, chance, key)
        entries = ENTRY_ATTACKS[name](forger)
        if not entries:
            return
        day.tally[f"attack: {name}"] += 1
        self._send(side, victim, ChannelContents(channel, tuple(entries)))

    def _safe(self, side: Side) -> bool:
        """Whether every channel of a side has another party whose log is its own alone."""
        return all(
            len(self.day.honest & set(codes)) > 1
            for codes in self.day.circles.values()
            if side.code in codes
        )

    def _seal(self, side: Side, receiver: Side, *parts: ChannelContents) -> bytes | None:
        card = side.identity.card(side.serial)
        contents = Contents(card, parts)

        def seal() -> bytes:
            return side.desk._seal(contents, receiver.root, side.desk.last_card(receiver.root))

        return self.day.audited(side, seal, "pouch")

    def _send(self, side: Side, victim: Side, *parts: ChannelContents) -> None:
        raw = self._seal(side, victim, *parts)
        if raw is not None:
            self.day.send(side.code, victim.code, raw)

    # --- what is not an entry -------------------------------------------------------------------

    def _replay(self, side: Side, victim: Side, channel: ChannelId) -> None:
        """Entries of one channel, sent as those of another."""
        for other, codes in self.day.circles.items():
            if other != channel and side.code in codes:
                self._send(side, victim, ChannelContents(channel, tuple(self._some(side, other))))

    def _two_faces(self, side: Side, victim: Side, channel: ChannelId) -> None:
        """An acceptance of one number, signed twice: each side is shown another."""
        forger = Forger(side, channel, self.chance, side)
        answers = forger.answers()
        tip = forger.tip()
        others = [
            code for code in self.day.circles[channel] if code not in {side.code, victim.code}
        ]
        if not answers or not others:
            return
        for receiver in (victim, self.day.sides[self.chance.choice(others)]):
            time = self.day.time.now + self.chance.randrange(1_000)
            entry = forger.after(tip, Accept(answers[-1]), time=max(tip.time, time))
            follows = forger.following(tip, entry)
            both = (entry, forger.after(follows)) if self.chance.random() < 0.5 else (entry,)
            self._send(side, receiver, ChannelContents(channel, both))

    def _some(self, side: Side, channel: ChannelId) -> Sequence[SignedEntry]:
        return [
            SignedEntry(placed.raw, read(placed.signature, Signature, BODY_BYTES_MAX))
            for _, placed in side.records.since(channel, 0, 5)
        ]

    def _other_rules(self, side: Side, victim: Side, _: ChannelId) -> None:
        """An invitation to a channel whose rules nobody knows yet."""
        own = side.identity
        invitation = Invitation(
            card=own.card(side.serial), expires=EXPIRES, others=(victim.code,), predecessor=None,
            random=b64(self.chance.randbytes(32)), root=own.root, rules=2,
        )  # fmt: skip
        signature = own.sign(side.serial, hashing.INVITATION, invitation.digest)
        raw = encode(SignedInvitation(invitation, signature))
        self.day.audited(
            victim, lambda: found.answer(victim.node, victim.identity.root, raw, "join"), "signer"
        )

    def _false_content(self, side: Side, victim: Side, channel: ChannelId) -> None:
        """Content under digests that are not its own, and content that nobody asked for."""
        wanted = [Digest(b64(self.chance.randbytes(32)))]
        with victim.node.channels.hold(channel) as held:
            for kind, digests in held.lacking(victim.records).items():
                wanted += digests if kind == "body" else ()
        contents = [Content("body", one, Kept(bytes(32), b'{"a":1}')) for one in wanted]
        self._send(side, victim, ChannelContents(channel, (), tuple(contents)))

    def _false_receipt(self, side: Side, victim: Side, channel: ChannelId) -> None:
        """It holds what nobody signed, refuses what is good, and wants what there is not."""
        noise = [Digest(b64(self.chance.randbytes(32))) for _ in range(3)]
        heads = victim.records.heads(channel)
        number = self.chance.randint(1, 40)
        receipt = Receipt(
            holds={victim.code: ((number, noise[0]),)},
            missing=((victim.code, number, noise[1]),),
            refused=tuple(
                RefusedEntry(head.hashes[0], "signature", "LOG-12")
                for head in heads.values()
                if self.chance.random() < 0.5
            ),
            wants_bodies=(noise[1],),
            wants_documents=(noise[2],),
        )
        self._send(side, victim, ChannelContents(channel, (), (), receipt))

    def _flipped(self, side: Side, victim: Side, _: ChannelId) -> None:
        """One bit of a good pouch is another."""
        raw = self._seal(side, victim)
        if raw is not None:
            spoilt = bytearray(raw)
            place = self.chance.choice((self.chance.randrange(60), self.chance.randrange(len(raw))))
            spoilt[place] ^= 1 << self.chance.randrange(8)
            self._spoil(side, victim, bytes(spoilt))

    def _cut(self, side: Side, victim: Side, _: ChannelId) -> None:
        """Only the beginning of a good pouch comes."""
        raw = self._seal(side, victim)
        if raw is not None:
            self._spoil(side, victim, raw[: self.chance.randrange(len(raw))])

    def _noise(self, side: Side, victim: Side, _: ChannelId) -> None:
        """Bytes that are no pouch, some dozens of them."""
        for size in self.chance.choices((0, 10, 5_000), k=self.chance.randint(1, 12)):
            self._spoil(side, victim, self.chance.randbytes(size))

    def _sealed_again(self, side: Side, victim: Side, _: ChannelId) -> None:
        """What is signed for one, sealed to another."""
        others = [one for one in self.day.others(side) if one is not victim]
        receiver = others[0].root if others else Digest(b64(self.chance.randbytes(32)))
        raw = self.day.audited(side, lambda: self._route(side, receiver, victim), "pouch")
        if raw is not None:
            self._spoil(side, victim, raw)

    def _stranger(self, side: Side, victim: Side, _: ChannelId) -> None:
        """A pouch of a party with whom no channel is shared."""
        stranger = Side(side.cryptography.identity(Code("zz")), side.cryptography, self.day.time, 0)
        self._spoil(side, victim, self._route(stranger, victim.root, victim))

    def _spoil(self, side: Side, victim: Side, raw: bytes) -> None:
        """Send what nobody may take in."""
        self.day.spoilt.add(raw)
        self.day.send(side.code, victim.code, raw)

    def _route(self, sender: Side, receiver: Digest, victim: Side) -> bytes:
        node = sender.node
        route = Route(sender.root, receiver, victim.identity.sealing, 1, None, self.day.time.now)
        contents = Contents(sender.identity.card(sender.serial))
        return seal_pouch(contents, route, sender.identity.sealer, node.signer, node.chance)


_OTHERS: Final[dict[str, Callable[[Enemies, Side, Side, ChannelId], None]]] = {
    "replay": Enemies._replay, "two faces": Enemies._two_faces, "other rules": Enemies._other_rules,
    "false content": Enemies._false_content, "false receipt": Enemies._false_receipt,
    "pouch flipped": Enemies._flipped, "pouch cut": Enemies._cut, "pouch of noise": Enemies._noise,
    "pouch sealed again": Enemies._sealed_again, "pouch of a stranger": Enemies._stranger,
}  # fmt: skip
