# SPDX-License-Identifier: Apache-2.0
"""Exchange with one side until nothing more is to be sent, and what became of it in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from comity.telling.faults import told_of
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.core.errors import ComityError
    from comity.core.ids import Digest
    from comity.exchange.correspondence import Taken
    from comity.ports import Carrier, KeptSounding

__all__ = [
    "Exchanged",
    "deliver_soundings",
    "exchange",
    "lacks",
    "settle_all",
    "tell_taken",
    "waiting",
]

ROUNDS_MAX: Final = 64
"""Rounds of one exchange: 4,096 entries each; what is left goes with the next."""


@dataclass(slots=True)
class Exchanged:
    """What an exchange has done: entries the other side lacked before and after, and what came."""

    lacked: int = 0
    lacks: int = 0
    rounds: int = 0
    taken: list[Taken] = field(default_factory=list)

    @property
    def stored(self) -> int:
        """Entries that came and were new here."""
        return sum(len(part.stored) for one in self.taken for part in one.reception.channels)

    @property
    def settled(self) -> int:
        """Entries that this node signed by itself in answer."""
        return sum(len(one.settled) for one in self.taken)


def exchange(
    here: Assembled, root: Digest, watch: Callable[[Exchanged], None] | None = None
) -> Exchanged:
    """An exchange over HTTPS with one side, until neither has anything new for the other.

    Args:
        here: the node, keys unlocked.
        root: the fingerprint of the other side's root.
        watch: told after each round.

    Raises:
        ComityError: as the road, and as `Correspondence.take`; what came before is kept.
    """
    from comity.exchange.roads.https_client import HttpsCarrier

    card = here.correspondence.last_card(root)
    if card.tls is None or not card.addresses:
        from comity.core.errors import UnavailableError

        raise UnavailableError(
            "road/unreachable", "POUCH-13", f"the card of {card.party} names no address"
        )
    done = Exchanged(lacked=lacks(here, root))
    done.lacks = done.lacked
    with HttpsCarrier(card.addresses, card.tls) as carrier:
        while done.rounds < ROUNDS_MAX:
            before = done.lacks
            news = _round(here, root, carrier, done)
            if watch is not None:
                watch(done)
            # What the other side does not take, it will not take in the next round either.
            if not news and (done.lacks == 0 or done.lacks >= before > 0):
                break
        deliver_soundings(here, root, carrier)
    return done


def waiting(here: Assembled, root: Digest) -> tuple[KeptSounding, ...]:
    """Our soundings to a side that are not delivered yet and have not expired. Rule: POUCH-23."""
    now = here.node.clock.now_ms()
    return tuple(
        one
        for one in here.soundings.all()
        if one.peer == root and one.state == "waiting" and one.expires > now
    )


def deliver_soundings(here: Assembled, root: Digest, carrier: Carrier) -> None:
    """Our soundings to a side go over the same road; nothing of them is told or counted."""
    for one in waiting(here, root):
        answer = carrier.carry(here.correspondence.write_sounding(one))
        here.soundings.sent(one.nonce)
        if answer is not None:
            here.correspondence.take(answer)


def _round(here: Assembled, root: Digest, carrier: Carrier, done: Exchanged) -> bool:
    """One transfer each way. Returns whether it brought anything that asks for another round."""
    introduced = here.correspondence.introduces(root)
    answer = carrier.carry(here.correspondence.write(root))
    done.rounds += 1
    news = False
    if answer is not None:
        taken = here.correspondence.take(answer)
        done.taken.append(taken)
        news = bool(taken.settled) or any(
            part.stored or part.contents for part in taken.reception.channels
        )
        # Now its card is here, and more than ours can be sent.
        news = news or (introduced and not here.correspondence.introduces(root))
    done.lacks = lacks(here, root)
    return news


def lacks(here: Assembled, root: Digest) -> int:
    """How many entries a side lacks by its last receipts, in all dialogues shared with it."""
    from comity.node.receive import peer_code
    from comity.node.send import lacked

    count = 0
    for channel in here.node.channels.ids():
        with here.node.channels.hold(channel) as held:
            peer = peer_code(held, root)
            if peer is None:
                continue
            count += len(lacked(here.node, held, peer))
    return count


def settle_all(voice: Voice, here: Assembled) -> Iterator[str]:
    """Do in every dialogue what a node does by itself; what it could not sign, in words."""
    from comity.core.errors import ComityError
    from comity.node.settle import settle_channel

    for channel in here.node.channels.ids():
        try:
            settle_channel(here.node, channel)
        except ComityError as error:
            yield _unsigned(voice, error)


def tell_taken(voice: Voice, taken: Taken) -> Iterator[str]:
    """What became of one transfer: what is missing, refused, unknown; what its number tells."""
    words = voice.words
    if taken.sounding:
        yield words.gettext("An informal sounding has come: see “comity soundings”.")
    for remark in taken.remarks:
        yield label(voice, "remark", remark.code)
    for part in taken.reception.channels:
        side = sentence(voice.side(part.peer))
        if part.missing:
            yield words.ngettext(
                "{side}: {count} entry that others build on is missing; it will be asked for.",
                "{side}: {count} entries that others build on are missing; they will be asked for.",
                len(part.missing),
                side=side,
            )
        for refused in part.refused:
            what = told_of(words, refused.code, refused.code)
            yield words.gettext(
                "{side}: an entry was refused: {what} ({rule})", side=side, what=what,
                rule=refused.rule,
            )  # fmt: skip
    if taken.reception.unknown:
        yield words.ngettext(
            "{count} dialogue in it is not open here yet; join it, then exchange again.",
            "{count} dialogues in it are not open here yet; join them, then exchange again.",
            len(taken.reception.unknown),
        )
    for problem in taken.problems:
        yield _unsigned(voice, problem)


def _unsigned(voice: Voice, problem: ComityError) -> str:
    what = told_of(voice.words, problem.code, problem.hint)
    return str(
        voice.words.gettext(
            "This node could not sign its answer: {what} ({rule})", what=what, rule=problem.rule
        )
    )
