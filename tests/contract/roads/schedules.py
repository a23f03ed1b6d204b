# SPDX-License-Identifier: Apache-2.0
"""Random schedules: people act, pouches go by any road and meet its troubles.

A schedule is a list of (what, at): `at` chooses whatever there is to choose from.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from comity.core.errors import RuleError, TrustError
from comity.core.ids import ChannelId
from comity.core.views import ActRef, OfferState
from comity.exchange.roads.file import FileCarrier, pouches_in, read_pouch
from comity.exchange.roads.memory import MemoryRoad, Troubles
from comity.node.settle import GATHER_MS, settle_channel
from comity.node.sign import (
    Acceptance,
    Move,
    Proposal,
    Refusal,
    Statement,
    attach,
    sign_moves,
)
from tests.contract.roads.correspondents import Correspondent, Sent, Table, Ways, fall_silent
from tests.unit.node.parties import OTHER, TERMS, view, wording

ROUGH = Troubles(loss=0.25, repetition=0.3, reordering=0.6)
MATTERS = (TERMS, OTHER)
PEOPLE = ("offer", "two at once", "annex", "accept", "accept", "refuse", "declare")
NODES = ("restart", "settle", "a minute later")
MEMORY = ("put", "put", "arrive", "arrive")
FILES = ("write", "write", "copy", "copy", "lose", "read", "read", "read to the end", "astray")
ANSWERED = ("post", "post without answer")
SCHEDULES = st.lists(
    st.tuples(
        st.sampled_from((*PEOPLE, *NODES, *MEMORY, *FILES, *ANSWERED)), st.integers(0, 1_000)
    ),
    min_size=15,  # or most would be too short to get into trouble
    max_size=60,
)
ABSENT = {"position", "refused", "body-absent"}
"""Why people may not do what a schedule asks of them: the law, or a body still on its way."""


def few(count: int) -> settings:
    """That many examples in a quick run, and more in a deep one by the same measure."""
    return settings(max_examples=max(1, settings().max_examples * count // 50))


@contextmanager
def some_folder() -> Iterator[Path]:
    """A folder for one example, in memory where the system allows it: what is at stake is not
    whether a disk keeps its word.
    """
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - made inside
    with TemporaryDirectory(dir=place) as name:
        yield Path(name)


class Roads:
    """All roads between the sides of a table, with what is on its way on them."""

    def __init__(self, made: Table, ways: Ways, folder: Path, seed: int) -> None:
        self.made = made
        self.ways = ways
        self.folder = folder
        self.canaries: dict[ChannelId, str] = {}
        self.memory = MemoryRoad(seed, ROUGH)
        self.sent: dict[bytes, Sent] = {}
        for code in made.sides:
            (folder / "to" / code).mkdir(parents=True)
            (folder / "at" / code).mkdir(parents=True)

    def run(self, schedule: list[tuple[str, int]]) -> None:
        """Let it all happen, in this order."""
        steps: dict[str, Callable[[int], None]] = {
            "restart": lambda at: self._side(at).restart(),
            "settle": self._settle,
            "a minute later": self._minute,
            "put": self._put,
            "arrive": self._arrive,
            "write": self._write,
            "copy": self._copy,
            "lose": self._lose,
            "read": lambda at: self._read(at, astray=False),
            "read to the end": self._read_all,
            "astray": lambda at: self._read(at, astray=True),
            "post": lambda at: self._post(at, heard=True),
            "post without answer": lambda at: self._post(at, heard=False),
        }
        for what, at in schedule:
            if what in steps:
                steps[what](at)
            else:
                self._act(what, at)

    def clear(self) -> None:
        """All that is still on its way arrives, late, twice, and in no order."""
        for code, side in self.made.sides.items():
            while (raw := self.memory.take(code)) is not None:
                side.take(self.sent[raw])
        for path in sorted((self.folder / "to").glob("*/*.pouch")):
            shutil.copy(path, self.folder / "at" / path.parent.name)
        for at in range(len(self.made.sides)):
            self._read_all(at)

    def _side(self, at: int) -> Correspondent:
        return list(self.made.sides.values())[at % len(self.made.sides)]

    def _pen(self, at: int) -> Sent:
        sender, receiver = self.ways[at % len(self.ways)]
        sent = self.made[sender].write(self.made[receiver])
        self.sent[sent.raw] = sent
        return sent

    # --- in memory: lost, repeated, out of order by themselves ---

    def _put(self, at: int) -> None:
        sent = self._pen(at)
        self.memory.put(sent.receiver, sent.raw)

    def _arrive(self, at: int) -> None:
        side = self._side(at)
        raw = self.memory.take(side.code)
        if raw is not None:
            side.take(self.sent[raw])

    # --- by file: each step is somebody's hand ---

    def _write(self, at: int) -> None:
        sent = self._pen(at)
        FileCarrier(self.folder / "to" / sent.receiver).carry(sent.raw)

    def _copy(self, at: int) -> None:
        code = self._side(at).code
        files = pouches_in(self.folder / "to" / code)
        if files:
            shutil.copy(files[at % len(files)], self.folder / "at" / code)

    def _lose(self, at: int) -> None:
        files = pouches_in(self.folder / "to" / self._side(at).code)
        if files:
            files[at % len(files)].unlink()

    def _read(self, at: int, *, astray: bool) -> None:
        """One file is read, and stays where it is; or the file of another party."""
        side = self._side(at)
        files = pouches_in(self.folder / "at" / (self._side(at + 1) if astray else side).code)
        if files and astray:
            with pytest.raises(TrustError) as caught:
                side.desk.take(read_pouch(files[at % len(files)]))
            assert caught.value.code == "sealed"
        elif files:
            side.take(self.sent[read_pouch(files[at % len(files)])])

    def _read_all(self, at: int) -> None:
        side = self._side(at)
        for path in pouches_in(self.folder / "at" / side.code):
            side.take(self.sent[read_pouch(path)])

    # --- answered at once, as over HTTPS ---

    def _post(self, at: int, *, heard: bool) -> None:
        sent = self._pen(at)
        sender, receiver = self.made[sent.sender], self.made[sent.receiver]
        receiver.take(sent)
        back = receiver.write(sender)
        self.sent[back.raw] = back
        if heard:
            sender.take(back)

    # --- people and nodes ---

    def _minute(self, at: int) -> None:
        self._side(at).seat.clock.now += GATHER_MS

    def _channel(self, at: int) -> tuple[Correspondent, ChannelId] | None:
        side = self._side(at)
        channels = [one for one, codes in self.made.circles.items() if side.code in codes]
        return (side, channels[at // 7 % len(channels)]) if channels else None

    def _settle(self, at: int) -> None:
        chosen = self._channel(at)
        if chosen is not None:
            settle_channel(chosen[0].node, chosen[1])

    def _act(self, what: str, at: int) -> None:
        """What people of some party do, if it may be done."""
        chosen = self._channel(at)
        if chosen is None:
            return
        side, channel = chosen
        try:
            moves = self._moves(side, channel, what, at)
            if moves:
                sign_moves(side.node, channel, moves)
        except RuleError as error:
            if error.code not in ABSENT:
                raise

    def _moves(self, side: Correspondent, channel: ChannelId, what: str, at: int) -> list[Move]:
        node, matter = side.node, MATTERS[at % 2]
        text = f"{self.canaries.get(channel, '')} {side.code} {at}"
        body = wording(text)
        open_ = _open(side, channel, at, unaccepted=what == "accept")
        match what:
            case "offer":
                return [Proposal({matter: body})]
            case "two at once":
                return [Proposal({MATTERS[0]: body, MATTERS[1]: body}), Statement(matter, body)]
            case "annex":
                document = attach(node, channel, f"%PDF {text}".encode() * 50)
                return [Proposal({matter: body}, (document,))]
            case "accept" if open_ is not None:
                return [Acceptance(open_)]
            case "refuse" if open_ is not None:
                return [Refusal(open_, body)]
            case "declare":
                document = attach(node, channel, f"note {text}".encode())
                return [Statement(matter, body, (document,))]
        return []


def _open(side: Correspondent, channel: ChannelId, at: int, *, unaccepted: bool) -> ActRef | None:
    """An open offer as this side holds it, often the newest; of those it has not yet accepted."""
    offers = [
        one
        for matter in MATTERS
        for one in view(side.node, channel, matter).offers
        if one.state is OfferState.OPEN and not (unaccepted and side.code in one.accepted)
    ]
    if not offers:
        return None
    newest = max(offers, key=lambda one: one.rank)
    return (newest if at % 3 else offers[at % len(offers)]).ref


def agree(made: Table, ways: Ways, channel: ChannelId) -> None:
    """In the end the parties agree on something, and each node has said that it holds it all."""
    first, *others = made.circles[channel]
    offer = sign_moves(made[first].node, channel, [Proposal({MATTERS[0]: wording("the end")})])
    fall_silent(made, ways)
    for code in others:
        sign_moves(made[code].node, channel, [Acceptance(offer.acts[0])])
    fall_silent(made, ways)
    for code in made.circles[channel]:
        assert view(made[code].node, channel, MATTERS[0]).confirmed[-1].ref == offer.acts[0]
