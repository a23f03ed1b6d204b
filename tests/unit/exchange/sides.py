# SPDX-License-Identifier: Apache-2.0
"""What the tests of the exchange share: two parties with keys, and pouches between them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import msgspec

from comity.core import hashing
from comity.core.cards import Card, SignedCard
from comity.core.encoding import encode
from comity.core.entries import SignedEntry
from comity.core.ids import ChannelId, Code, Digest, b64
from comity.core.keysets import SignedCredentials
from comity.core.signing import HybridVerifier, Signature
from comity.exchange.chunks import CHUNK_BYTES, open_chunks, payload_key, seal_chunks
from comity.exchange.header import INFO, encode_header, read_header
from comity.exchange.manifest import Manifest, SignedManifest
from comity.exchange.pouch import Opener, RootFacts, Route, seal_pouch
from comity.keys.keysets import (
    SealingSecrets,
    SigningKeys,
    make_sealing_secrets,
    make_signing_keys,
)
from comity.keys.roots import RootSecrets, issue_credentials, make_root
from comity.keys.sealer import UnlockedSealer
from comity.keys.signer import UnlockedSigner
from comity.node.contents import ChannelContents, Content, Contents, Receipt, RefusedEntry
from comity.ports import ContentKind, Kept

NOT_BEFORE, NOT_AFTER = 1_700_000_000_000, 1_800_000_000_000
TIME = 1_750_000_000_000


class SeededChance:
    """Chance that gives the same bytes for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def take(self, size: int) -> bytes:
        """That many bytes of the seed's sequence."""
        return self._random.randbytes(size)


@dataclass(frozen=True)
class Side:
    """One party: its root, its node's keys, and its card."""

    code: Code
    root: RootSecrets
    working: SigningKeys
    sealing: SealingSecrets
    credentials: SignedCredentials
    card: SignedCard

    @property
    def sealer(self) -> UnlockedSealer:
        """Wraps and unwraps with this side's sealing secrets."""
        return UnlockedSealer((self.sealing,))

    @property
    def facts(self) -> RootFacts:
        """What the others know of this side."""
        serial = self.credentials.credentials.serial
        return RootFacts(self.root.current.public, self.code, serial)


@cache
def side(code: str, seed: int, serial: int = 1) -> Side:
    """A party with everything signed; another serial gives other working keys, same root."""
    chance = SeededChance(seed)
    root, sealing = make_root(chance), make_sealing_secrets(chance)
    working = make_signing_keys(SeededChance(seed * 1_000 + serial))
    credentials = issue_credentials(root, Code(code), serial, working.public, NOT_BEFORE, NOT_AFTER)
    card = Card(
        credentials=credentials,
        sealing=sealing.public,
        addresses=(f"https://comity.{code}.example:8443",),
        tls=b64(bytes(range(32))),
        serial=serial,
    )
    signed = SignedCard(card=card, signature=working.sign(hashing.CARD, card.digest))
    return Side(Code(code), root, working, sealing, credentials, signed)


def north() -> Side:
    """The side that seals."""
    return side("norland", 1)


def south() -> Side:
    """The side that opens."""
    return side("sudland", 2)


def west() -> Side:
    """A third side."""
    return side("westland", 3)


def route(sender: Side, receiver: Side, number: int = 1, previous: Digest | None = None) -> Route:
    """The route of one pouch."""
    return Route(
        sender.root.fingerprint,
        receiver.root.fingerprint,
        receiver.sealing.public,
        number,
        previous,
        TIME,
    )


def opener(receiver: Side, *known: Side) -> Opener:
    """What the receiver opens with, if it knows these sides."""
    facts = {one.root.fingerprint: one.facts for one in known}
    ids = (receiver.sealing.public.id,)
    return Opener(receiver.root.fingerprint, receiver.sealer, ids, facts.get, HybridVerifier())


def seal(
    contents: Contents,
    sender: Side | None = None,
    receiver: Side | None = None,
    change: Callable[[Route], Route] = lambda same: same,
    chunks_min: int = 1,
) -> bytes:
    """A pouch from north to south, unless told otherwise."""
    sender, receiver = sender or north(), receiver or south()
    return seal_pouch(
        contents,
        change(route(sender, receiver)),
        sender.sealer,
        UnlockedSigner(sender.working),
        SeededChance(7),
        chunks_min,
    )


def channel(seed: int = 1) -> ChannelId:
    """A channel id out of a seed."""
    return ChannelId(digest(seed))


def digest(seed: int) -> Digest:
    """A digest out of a seed."""
    return hashing.digest(hashing.GENESIS, str(seed).encode())


def content(kind: ContentKind, raw: bytes, salt: bytes = b"s" * 32) -> Content:
    """Content with its salted digest."""
    label = hashing.BODY if kind == "body" else hashing.DOCUMENT
    return Content(kind, hashing.salted(label, salt, raw), Kept(salt, raw))


def entry(raw: bytes) -> SignedEntry:
    """Bytes that pass for a signed entry on the road, where nobody judges them."""
    return SignedEntry(raw, Signature(ed25519=b64(bytes(64)), ml_dsa_65=b64(bytes(3309))))


def full() -> Contents:
    """Contents with something of everything."""
    receipt = Receipt(
        holds={Code("norland"): ((3, digest(3)),), Code("sudland"): ((1, digest(1)),)},
        missing=((Code("sudland"), 2, digest(2)),),
        refused=(RefusedEntry(digest(4), "seen-back", "LOG-6"),),
        wants_bodies=(digest(5),),
        wants_documents=(digest(6),),
        destroyed=(digest(7),),
    )
    return Contents(
        north().card,
        (
            ChannelContents(
                channel(1),
                (entry(b'{"acts":[]}'), entry(b'{"acts":[1]}')),
                (content("document", b"%PDF"), content("body", b"{}"), content("body", b"")),
                receipt,
            ),
            ChannelContents(channel(2)),
        ),
        ((digest(8), "pouch/chunk"),),
    )


def bare() -> Contents:
    """Contents with nothing but the card."""
    return Contents(north().card)


def sized(count: int) -> Contents:
    """Contents whose items are one document of that many bytes."""
    raw = random.Random(count).randbytes(count)
    return replace(
        bare(), channels=(ChannelContents(channel(1), contents=(content("document", raw),)),)
    )


def resealed(
    manifest: bytes, items: bytes, receiver: Side, padding: bytes = b"\0", header: bytes = b""
) -> bytes:
    """A pouch around parts of one's own choice, as whoever knows the format can make it."""
    file_key = bytes(32)
    header = header or encode_header(receiver.sealer.wrap(receiver.sealing.public, INFO, file_key))
    text = b"".join(
        (len(manifest).to_bytes(4, "big"), manifest, len(items).to_bytes(4, "big"), items)
    )
    chunks = -(-len(text) // CHUNK_BYTES)
    key = payload_key(file_key, hashing.digest(hashing.HEADER, header))
    return header + b"".join(seal_chunks(key, text.ljust(chunks * CHUNK_BYTES, padding)))


def made(
    body: bytes = b"",
    sender_side: Side | None = None,
    padding: bytes = b"\0",
    forged: tuple[Manifest, Signature] | None = None,
    **changes: Any,
) -> bytes:
    """A pouch to south around items of one's own choice, its manifest changed before signing.

    With `forged` the manifest is that one, but for the header, under that signature.
    """
    sender, receiver = sender_side or north(), south()
    header = encode_header(receiver.sealer.wrap(receiver.sealing.public, INFO, bytes(32)))
    digest_of_header = hashing.digest(hashing.HEADER, header)
    manifest = Manifest(
        card=sender.card,
        header=digest_of_header,
        items=hashing.digest(hashing.ITEMS, body),
        kind="record",
        number=1,
        previous=None,
        receiver=receiver.root.fingerprint,
        sender=sender.root.fingerprint,
        time=TIME,
    )
    manifest = msgspec.structs.replace(manifest, **changes)
    signed = SignedManifest(
        manifest=manifest, signature=sender.working.sign(hashing.MANIFEST, manifest.digest)
    )
    if forged is not None:
        manifest = msgspec.structs.replace(forged[0], header=digest_of_header)
        signed = SignedManifest(manifest=manifest, signature=forged[1])
    return resealed(encode(signed), body, receiver, padding, header)


def taken_out(raw: bytes, receiver: Side) -> tuple[bytes, bytes]:
    """The signed manifest and the items of a pouch, as its receiver can take them out."""
    opening = read_header(raw)
    file_key = receiver.sealer.unwrap(receiver.sealing.public.id, INFO, opening.wrapped)
    key = payload_key(file_key, opening.digest)
    text = b"".join(open_chunks(key, memoryview(raw)[opening.size :]))
    end = 4 + int.from_bytes(text[:4], "big")
    return text[4:end], text[end + 4 : end + 4 + int.from_bytes(text[end : end + 4], "big")]
