# SPDX-License-Identifier: Apache-2.0
"""Reuse of keys: met a second time where they do not belong. Shown to people, never a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from comity.core.acts import KEYS
from comity.core.cards import CARD_BYTES_MAX, SignedCard
from comity.core.encoding import convert, encode, read
from comity.core.errors import TrustError
from comity.core.ids import ChannelId, Code, Digest
from comity.core.keysets import Keyset, SealingKeys, SignedCredentials
from comity.node.installation import Node
from comity.ports import FINDINGS_MAX, HINT_CHARS_MAX, Finding

__all__ = ["Purpose", "Reuse", "Use", "components", "note_reuses", "reuses"]

Purpose = Literal["root", "working", "sealing"]


@dataclass(frozen=True, slots=True)
class Use:
    """Who used keys for what: a party is known by the fingerprint of its root. Rule: KEY-13."""

    root: Digest
    purpose: Purpose
    keys: Keyset | SealingKeys


@dataclass(frozen=True, slots=True)
class Reuse:
    """One public key in two hands or for two purposes. Rule: KEY-13."""

    component: str
    first: Use
    again: Use


def components(keys: Keyset | SealingKeys) -> tuple[str, str]:
    """The public keys of which the keys consist, as they are written on record."""
    if isinstance(keys, Keyset):
        return keys.ed25519, keys.ml_dsa_65
    return keys.x25519, keys.ml_kem_768


def reuses(uses: Iterable[Use]) -> tuple[Reuse, ...]:
    """Every component seen before of another party or for another purpose, in order. KEY-13.

    The same keys of the same party for the same purpose, in whatever channel, are no reuse.

    Args:
        uses: all uses known, oldest first, of any founding or channel.
    """
    first: dict[str, Use] = {}
    found: list[Reuse] = []
    for use in uses:
        for component in components(use.keys):
            earlier = first.setdefault(component, use)
            if (earlier.root, earlier.purpose) != (use.root, use.purpose):
                found.append(Reuse(component, earlier, use))
    return tuple(found)


def note_reuses(node: Node) -> None:
    """Make every reuse of keys in this node's channels a finding, once. Rule: KEY-13.

    To be called where new keys have come in: after a founding, and after a card that was new.
    """
    met: list[tuple[ChannelId, Code, Use]] = []
    for channel in node.channels.ids():
        met += ((channel, code, use) for code, use in _uses(node, channel))
    places = {id(use): (channel, code) for channel, code, use in met}
    for reuse in reuses(use for _, _, use in met):
        channel, code = places[id(reuse.again)]
        first = f"{reuse.first.purpose} of {places[id(reuse.first)][1]} ({reuse.first.root})"
        hint = f"{reuse.again.purpose} key of {code} was met before as {first}: {reuse.component}"
        error = TrustError("key-reuse", "KEY-13", hint[:HINT_CHARS_MAX])
        if error.hint not in {one.hint for one in node.records.findings(channel, FINDINGS_MAX)}:
            found = Finding(code, error.code, error.rule, error.hint, node.clock.now_ms())
            node.records.note(channel, found)


def _uses(node: Node, channel: ChannelId) -> Iterator[tuple[Code, Use]]:
    """Every use of keys that a channel shows: roots, credentials in logs, and cards."""
    with node.channels.hold(channel) as held:
        birth = held.channel.birth
        declared = [
            (held.channel.parties[link.place], convert(act.body, SignedCredentials).credentials)
            for link, _, act in held.channel.fold.declared.get(KEYS, ())
        ]
    roots = {party.code: party.root for party in birth.genesis.parties}
    for party, signed in zip(birth.genesis.parties, birth.roots, strict=True):
        yield party.code, Use(party.root, "root", signed.statement.keyset)
    for code, credentials in declared:
        yield code, Use(roots[code], "working", credentials.keyset)
    for code, root in roots.items():
        raw = encode(node.card) if root == node.root else node.records.card(channel, code)
        if raw is not None:
            card = read(raw, SignedCard, CARD_BYTES_MAX).card
            yield code, Use(root, "working", card.keyset)
            yield code, Use(root, "sealing", card.sealing)
