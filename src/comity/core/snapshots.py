# SPDX-License-Identifier: Apache-2.0
"""A channel's fold as bytes, and back: a cache beside the record, never a second truth.

It spares reading, hashing and judging; what follows from the verdicts is built anew by the steps
that build any fold, so a restored one is the same value. Not a wire format: a node that can't
read a snapshot folds its entries again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from comity.core.acts import Accept, Act, Declare, Offer, OfferRef, Refuse, Unknown
from comity.core.channel import Channel
from comity.core.errors import MalformedError
from comity.core.judging import OfferRecord, Verdict
from comity.core.keysets import Credentials
from comity.core.logs import Link

if TYPE_CHECKING:
    from comity.core.fold import Fold
    from comity.core.genesis import Birth
    from comity.core.signing import Verifier

__all__ = ["restore", "snapshot"]

VERSION: Final = 1


class _Row(msgspec.Struct, frozen=True, array_like=True):
    """One entry: `parent` and links in `seen` and `acts` are places in the list of rows."""

    id: str
    place: int
    number: int
    parent: int | None
    seen: list[tuple[int, int]]
    time: int
    post: str | None
    keys: int
    acts: list[list[Any]]


class _Snapshot(msgspec.Struct, frozen=True, array_like=True):
    version: int
    channel: str
    keys: list[Credentials]
    rows: list[_Row]


def snapshot(channel: Channel) -> bytes:
    """The channel's fold as bytes, the same for the same set of entries."""
    fold = channel.fold
    links = sorted(fold.logs, key=lambda link: (link.weight, link.place, link.number, link.id))
    at = {link: index for index, link in enumerate(links)}
    acts = _acts(fold, at)
    keys: dict[Credentials, int] = {}
    rows = []
    for link in links:
        assert link.keys is not None, "a channel's links carry credentials"
        before = (None,) * len(channel.parties) if link.parent is None else link.parent.frontier
        seen = [
            (place, at[new])
            for place, (old, new) in enumerate(zip(before, link.frontier, strict=True))
            if new is not None and new is not old
        ]
        rows.append(
            _Row(
                link.id,
                link.place,
                link.number,
                None if link.parent is None else at[link.parent],
                seen,
                link.time,
                link.post,
                keys.setdefault(link.keys, len(keys)),
                [act for _, act in sorted(acts.get(link, {}).items())],
            )
        )
    return msgspec.msgpack.encode(_Snapshot(VERSION, channel.id, list(keys), rows))


def restore(birth: Birth, verifier: Verifier, raw: bytes) -> Channel:
    """The channel whose fold a snapshot holds.

    Args:
        birth: of that channel, checked.
        verifier: for the entries to come.
        raw: bytes that this node itself made by `snapshot`, their digest checked.

    Raises:
        MalformedError: ``snapshot`` if it is of another channel, version or form.
    """
    try:
        held = msgspec.msgpack.decode(raw, type=_Snapshot)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _unreadable(str(error)) from None
    channel = Channel(birth, verifier)
    if held.version != VERSION or held.channel != channel.id:
        raise _unreadable("a snapshot of another version or channel")
    ids = [keys.keyset.id for keys in held.keys]
    links: list[Link] = []
    for row in held.rows:
        parent = None if row.parent is None else links[row.parent]
        frontier = list((None,) * len(channel.parties) if parent is None else parent.frontier)
        for place, index in row.seen:
            frontier[place] = links[index]
        same = parent is not None and not row.seen
        link = Link(
            row.place,
            row.number,
            row.id,
            parent,
            parent.frontier if same and parent is not None else tuple(frontier),
            row.time,
        )
        link.keys = held.keys[row.keys]
        link.key_id = ids[row.keys]
        link.post = None if row.post is None else channel.posts.setdefault(row.post, row.post)
        links.append(link)
        verdicts = [
            _verdict(channel.fold, link, links, index, act) for index, act in enumerate(row.acts)
        ]
        channel.fold.store(link, verdicts)
    return channel


def _acts(fold: Fold, at: dict[Link, int]) -> dict[Link, dict[int, list[Any]]]:
    """Every act of every entry by its index, in the short form of a row."""
    acts: dict[Link, dict[int, list[Any]]] = {}
    for link, own in at.items():
        for index, reason in fold.void(link).items():
            acts.setdefault(link, {})[index] = ["v", reason]
        for index, record in fold.ledger.offers_of(link).items():
            acts.setdefault(link, {})[index] = ["o", record.act, record.void]
            name = [own, index]
            for acceptances in record.accepted.values():
                for acceptor, place in acceptances:
                    if acceptor is not link or place != index:
                        acts.setdefault(acceptor, {})[place] = ["a", *name]
            for refuser, place, reason_digest in record.refusals:
                acts.setdefault(refuser, {})[place] = ["r", *name, reason_digest]
    for said in fold.declared.values():
        for link, index, act in said:
            acts.setdefault(link, {})[index] = ["d", act]
    return acts


def _verdict(fold: Fold, link: Link, links: list[Link], index: int, row: list[Any]) -> Verdict:
    """The verdict that a short act stands for."""
    kind = row[0]
    act: Act
    if kind == "v":
        return Verdict(Unknown("", None), row[1])
    if kind == "d":
        declared = msgspec.convert(row[1], Declare)
        return Verdict(declared, None)
    if kind == "o":
        act = msgspec.convert(row[1], Offer)
        rank = fold.ledger.rank(link.place, act.ballot)
        return Verdict(act, row[2], OfferRecord(link, index, act, rank, row[2]))
    target = links[row[1]]
    record = fold.ledger.record(target, row[2])
    ref = OfferRef(fold.logs.codes[target.place], target.number, row[2])
    act = Accept(ref) if kind == "a" else Refuse(ref, row[3])
    return Verdict(act, None, record)


def _unreadable(hint: str) -> MalformedError:
    return MalformedError("snapshot", "AGR-9", hint)
