# SPDX-License-Identifier: Apache-2.0
"""The line to each other side: what waits to be delivered there, and what has come from there.

Told from the dialogues that the reader may see, and from nothing else: not even the number of a
transfer, since others share it (HOME-11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from comity.core.cards import CARD_BYTES_MAX, SignedCard
from comity.core.encoding import read
from comity.core.ids import ChannelId, Code, Digest
from comity.core.limits import BODY_BYTES_MAX
from comity.node.contents import Owed, Receipt
from comity.node.installation import Held, Node
from comity.node.send import lacking
from comity.telling.plights import Plight, Told, plight
from comity.telling.troubles import is_quiet
from comity.telling.voice import Voice, sentence

__all__ = [
    "INTERRUPTED_MS",
    "Line",
    "Peer",
    "PeerLine",
    "line_of",
    "peers_in",
    "peers_of",
    "tell_lines",
    "together",
]

INTERRUPTED_MS: Final = 15 * 60_000
"""How long an entry may wait for a side that can be reached before the line counts as down."""

Line = Literal["up", "late", "down", "none"]


class Peer(NamedTuple):
    """What is known of the line to one side.

    Args:
        code: of the side.
        waiting: entries that it lacks by its last receipts.
        oldest_ms: of the oldest of these, None where none waits.
        heard: whether it has ever sent a receipt.
        newest_ms: the time that its newest entry claims, None before it has joined.
        taken_ms: when its last transfer was taken in by our clock, None where that is not known.
        reachable: whether its card names an address; else files are carried.
        early: entries on the way that others received before them build on.
    """

    code: Code
    waiting: int
    oldest_ms: int | None
    heard: bool
    newest_ms: int | None
    taken_ms: int | None
    reachable: bool
    early: int


class PeerLine(NamedTuple):
    """The line to one side in words: its state, a word for it, a sentence; what is wrong."""

    side: str
    state: Line
    word: str
    text: str
    plights: tuple[Told, ...]


def peers_of(node: Node, channels: Iterable[ChannelId]) -> tuple[Peer, ...]:
    """Every other side of these dialogues, in the order of first meeting."""
    found: list[tuple[Digest, Peer]] = []
    for channel in channels:
        with node.channels.hold(channel) as held:
            found += peers_in(node, held)
    return together(found)


def peers_in(node: Node, held: Held) -> Iterator[tuple[Digest, Peer]]:
    """Every other side of one dialogue, by its root; call it while the dialogue is held."""
    for party in held.channel.birth.genesis.parties:
        if party.code != held.own:
            yield party.root, _peer(node, held, party.code)


def together(found: Iterable[tuple[Digest, Peer]]) -> tuple[Peer, ...]:
    """What several dialogues say, side by side taken together."""
    peers: dict[Digest, Peer] = {}
    for root, one in found:
        known = peers.get(root)
        peers[root] = one if known is None else _joined(known, one)
    return tuple(peers.values())


def line_of(peer: Peer, now_ms: int) -> Line:
    """The state of the line to a side at an instant."""
    if not peer.heard:
        return "none"
    if not peer.waiting or peer.oldest_ms is None:
        return "up"
    if peer.reachable and now_ms - peer.oldest_ms >= INTERRUPTED_MS:
        return "down"
    return "late"


def tell_lines(voice: Voice, peers: Iterable[Peer], now_ms: int) -> tuple[PeerLine, ...]:
    """The line to each of these sides in words."""
    return tuple(_told(voice, peer, now_ms) for peer in peers)


def _told(voice: Voice, peer: Peer, now_ms: int) -> PeerLine:
    words, side = voice.words, voice.side(peer.code)
    state = line_of(peer, now_ms)
    plights = []
    waiting = words.ngettext(
        "{count} entry waits to be delivered, the oldest of {time}.",
        "{count} entries wait to be delivered, the oldest of {time}.",
        peer.waiting,
        time="" if peer.oldest_ms is None else voice.instant(peer.oldest_ms),
    )
    text = waiting
    match state:
        case "none":
            word = words.gettext("not yet used")
            text = words.gettext("Nothing has come from there yet.")
        case "up":
            word = words.gettext("nothing waiting")
            text = words.gettext("It has acknowledged all that we hold.")
        case "late":
            word = words.gettext("waiting")
            if not peer.reachable:
                text = words.gettext("{text} Transfers go by file.", text=text)
        case _:
            word = words.gettext("interrupted")
            assert peer.oldest_ms is not None
            since = voice.instant(peer.oldest_ms)
            plights.append(
                plight(voice, Plight.LINE_DOWN, side=side, since=since, waiting=peer.waiting)
            )
    if peer.newest_ms is not None:
        time = voice.instant(peer.newest_ms)
        text = words.gettext("{text} Newest entry from there: {time}.", text=text, time=time)
    if peer.taken_ms is not None:
        time = voice.instant(peer.taken_ms)
        text = words.gettext("{text} Last heard: {time}.", text=text, time=time)
        if state != "down" and is_quiet(peer.taken_ms, now_ms, reachable=peer.reachable):
            plights.append(plight(voice, Plight.NOT_HEARD, side=side, since=time))
    if peer.early:
        plights.append(plight(voice, Plight.EARLY_ENTRIES, side=side, count=peer.early))
    return PeerLine(sentence(side), state, word, text, tuple(plights))


def _peer(node: Node, held: Held, code: Code) -> Peer:
    channel, logs = held.channel.id, held.channel.fold.logs
    raw = node.records.receipt(channel, code)
    receipt = None if raw is None else _receipt(raw)
    links = [] if receipt is None else lacking(logs, receipt, held.channel.parties)
    tips = logs.heads(logs.places[code])
    owed = node.records.owed(channel, code)
    missing = () if owed is None else _owed(owed).missing
    card = node.records.card(channel, code)
    return Peer(
        code=code,
        waiting=len(links),
        oldest_ms=min((one.time for one in links), default=None),
        heard=receipt is not None,
        newest_ms=max((one.time for one in tips), default=None),
        taken_ms=node.records.heard(channel, code),
        reachable=card is not None and bool(_card(card).card.addresses),
        early=sum(1 for absent in missing if absent[2] not in held.channel),
    )


def _joined(one: Peer, other: Peer) -> Peer:
    """What two dialogues say of the line to one side."""
    times = [ms for ms in (one.oldest_ms, other.oldest_ms) if ms is not None]
    newest = [ms for ms in (one.newest_ms, other.newest_ms) if ms is not None]
    taken = [ms for ms in (one.taken_ms, other.taken_ms) if ms is not None]
    return Peer(
        code=one.code,
        waiting=one.waiting + other.waiting,
        oldest_ms=min(times, default=None),
        heard=one.heard or other.heard,
        newest_ms=max(newest, default=None),
        taken_ms=max(taken, default=None),
        reachable=one.reachable or other.reachable,
        early=one.early + other.early,
    )


@lru_cache(maxsize=1_024)
def _receipt(raw: bytes) -> Receipt:
    return read(raw, Receipt, BODY_BYTES_MAX)


@lru_cache(maxsize=1_024)
def _owed(raw: bytes) -> Owed:
    return read(raw, Owed, BODY_BYTES_MAX)


@lru_cache(maxsize=256)
def _card(raw: bytes) -> SignedCard:
    return read(raw, SignedCard, CARD_BYTES_MAX)
