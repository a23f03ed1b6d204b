# SPDX-License-Identifier: Apache-2.0
"""What befalls single dialogues: a fork, a party that leaves, content that lacks, acts in vain."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import msgspec

from comity.core import hashing
from comity.core.acts import Accept, Act, OfferRef
from comity.core.encoding import encode
from comity.core.entries import Entry, SignedEntry, encode_entry, entry_hash
from comity.core.ids import Digest, Matter
from comity.core.views import ActRef
from comity.demo.ministry.opening import amended, terms_of
from comity.demo.ministry.plan import DAY_MS, NOW_MS, phrases
from comity.demo.ministry.rounds import Round
from comity.demo.ministry.seats import Seat, same_seat
from comity.demo.ministry.table import Table, Thread, offered, said
from comity.demo.ministry.wording import fill
from comity.node.leave import leave_channel
from comity.node.moves import Acceptance, Move, Proposal, Refusal
from comity.node.receive import apply_contents
from comity.node.send import compose
from comity.node.sign import sign_moves
from comity.ports import Placed
from comity.store.marks import MemoryMarks
from comity.store.memory import MemoryRecords
from comity.subjects import view
from comity.subjects.documents import Document
from comity.subjects.followups import FollowUp
from comity.subjects.texts import Header

__all__ = ["closing_words", "trouble"]

HOUR_MS: Final = 3_600_000
_PAGE: Final = 1_000_000
_FORK_MS: Final = NOW_MS - 20 * HOUR_MS
_LEFT_MS: Final = NOW_MS - 38 * DAY_MS


def trouble(table: Table, rounds: tuple[Round, ...]) -> Thread | None:
    """What befalls this dialogue by the plan, if anything."""
    match table.plan.special:
        case "fork":
            return _fork(table)
        case "left":
            return _left(table)
        case "absent":
            return _absent(table, rounds[-1])
        case "stray":
            return _stray(table)
        case "newer":
            return _newer(table)
        case "silence":
            return _silent(table)
        case "amendment":
            return _amendment(table)
        case _:
            return None


def _task(table: Table, owner: str, place: int) -> tuple[str, FollowUp]:
    """One more follow-up item, and its matter."""
    table.follow_ups += 1
    title = fill(phrases().follow_ups[place % 8], object=table.object(place))
    item = FollowUp(title, (owner,), None, None, None, None, "open", None)
    return f"follow-up/{table.follow_ups}", item


def _fork(table: Table) -> Thread:
    """A counterpart is put back from a backup beside the machine that runs.

    Both sign an entry of one number. Our node sees both, says so, and signs nothing more there.
    """
    seat = table.seats[1]
    yield _FORK_MS
    twin = _put_back(table, seat)
    for one, place in ((seat, 3), (twin, 5)):
        matter, item = _task(table, seat.code, place)
        sign_moves(one.node, table.channel, [offered({matter: item})])
    table.carry()
    table.ours.correspondence.take(twin.correspondence.write(table.ours.node.root))
    table.carry()
    table.closed = True


def _put_back(table: Table, seat: Seat) -> Seat:
    """The same party on another machine, with its record of this dialogue as it is now."""
    channel, records, marks = table.channel, MemoryRecords(), MemoryMarks()
    before = seat.node.records
    birth = before.birth(channel)
    assert birth is not None
    records.open_channel(channel, birth)
    records.append(channel, [placed for _, placed in before.since(channel, 0, _PAGE)])
    code = table.ours.code
    card = before.card(channel, code)
    assert card is not None
    records.put_card(channel, code, table.ours.node.card.card.serial, card)
    head = records.heads(channel)[seat.code]
    marks.raise_mark(channel, head.number, head.hashes[0])
    return same_seat(seat, records, marks)


def _left(table: Table) -> Thread:
    """The counterpart leaves, and withdraws what it has open."""
    seat = table.seats[1]
    yield _LEFT_MS
    leave_channel(seat.node, table.channel, phrases().leaving[seat.language])
    table.carry()
    table.closed = True


def _absent(table: Table, one: Round) -> Thread:
    """Proposals and a document arrive by their names alone; then the line goes down."""
    seat = table.seats[1]
    assert seat.down_ms is not None
    yield seat.down_ms - 5 * 60_000
    matter, item = _task(table, table.ours.code, 4)
    title = phrases().agenda[1]
    raw = "\n".join(phrases().paper_lines).encode()
    digest = table.attach(seat, raw)
    file = Document("annex.txt", "text/plain", len(raw), digest, "official", "en")
    table.sign(
        seat,
        offered({matter: item}),
        said("document/annex", file, digest),
        offered({f"{matter.replace('follow-up/', 'text/annex-')}": _header(one, title)}),
    )
    contents = compose(seat.node, table.ours.node.root)
    bare = tuple(
        replace(part, contents=()) if part.channel == table.channel else part
        for part in contents.channels
    )
    apply_contents(table.ours.node, replace(contents, channels=bare), seat.node.root)
    seat.down_ms = table.clock.ms
    table.dirty = False


def _header(one: Round, title: dict[str, str]) -> object:
    return Header(
        title=fill(title, object=one.table.object(1)),
        kind="non-paper",
        legal_status="not-legally-binding",
        languages={"en": "official"},
        prevailing=None,
        order=("k1",),
        meeting=one.id,
    )


def _stray(table: Table) -> Thread:
    """A counterpart's other software accepts what its own side has declined: without effect."""
    seat = table.seats[1]
    for days, place in ((200, 1), (75, 2)):
        yield NOW_MS - days * DAY_MS
        matter, item = _task(table, seat.code, place)
        (ref,) = table.sign(table.ours, offered({matter: item}))
        yield NOW_MS - (days - 2) * DAY_MS
        table.sign(seat, table.decline(ref, place))
        yield NOW_MS - (days - 3) * DAY_MS
        _sign_unasked(table, seat, (Accept(OfferRef(ref.party, ref.number, ref.index)),))


def _sign_unasked(table: Table, seat: Seat, acts: tuple[Act, ...]) -> None:
    """An entry that our own software would not sign, since its acts have no effect."""
    node, channel = seat.node, table.channel
    with node.channels.hold(channel) as held:
        head = held.channel.head(held.own)
        assert head is not None
        entry = Entry(
            channel=channel,
            party=held.own,
            number=head.number + 1,
            previous=Digest(head.id),
            seen=held.channel.news(held.own),
            time=max(node.clock.now_ms(), head.time),
            key=node.signer.keyset_id,
            post=None,
            approval=None,
            acts=acts,
        )
        raw = encode_entry(entry)
        digest = entry_hash(raw)
        node.marks.raise_mark(channel, entry.number, digest)
        signature = node.signer.sign(hashing.ENTRY, digest)
        held.note(held.channel.admit(SignedEntry(raw, signature)))
        placed = Placed(held.own, entry.number, entry.previous, digest, raw, encode(signature))
        node.records.append(channel, [placed])
    table.dirty = True


def _newer(table: Table) -> Thread:
    """A counterpart with a newer version proposes what this one can't read."""
    seat = table.seats[1]
    yield NOW_MS - 3 * DAY_MS
    matter, item = _task(table, seat.code, 7)
    newer = {**msgspec.to_builtins(item), "priority": "high"}
    table.sign(seat, Proposal({Matter(matter): encode(newer)}))


def _silent(table: Table) -> Thread:
    """A proposal under the silence procedure, which expires in two days."""
    seat = table.seats[1]
    yield NOW_MS - 3 * DAY_MS
    matter, item = _task(table, seat.code, 6)
    values = offered({matter: item}).values
    table.sign(seat, Proposal(values, until=NOW_MS + 2 * DAY_MS, silence=True))


def _amendment(table: Table) -> Thread:
    """The other side would like one more point in the scope of the terms in force."""
    yield NOW_MS - 4 * DAY_MS
    table.sign(table.seats[1], offered({"terms": amended(terms_of(table), table, 4)}))


def closing_words(table: Table) -> Thread:
    """Shortly before now, while the line is down: one acceptance, or one own proposal withdrawn.

    It is signed here and known here alone: its confirmation, or its acknowledgement, is pending.
    """
    rng = table.chance("closing")
    ours = table.ours
    yield NOW_MS - rng.randint(5, 50) * 60_000
    with ours.node.channels.hold(table.channel) as held:
        rooms = view(held.channel.sight, ours.node.records.bodies(table.channel))
    awaiting: list[ActRef] = []
    own: list[ActRef] = []
    for standing in rooms.standings:
        for one in standing.open:
            if one.body.value is None or one.offer.silence or one.package:
                continue
            if one.author == ours.code:
                own.append(one.offer.ref)
            elif ours.code in one.awaited:
                awaiting.append(one.offer.ref)
    moves: list[Move] = []
    if awaiting and rng.random() < 0.7:  # noqa: PLR2004 - most dialogues
        moves += [Acceptance(ref) for ref in rng.sample(awaiting, min(2, len(awaiting) // 3 + 1))]
    if own and rng.random() < 0.3:  # noqa: PLR2004 - every third dialogue
        moves.append(Refusal(rng.choice(own)))
    if moves:
        table.sign(ours, *moves)
