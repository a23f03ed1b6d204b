# SPDX-License-Identifier: Apache-2.0
"""Two capitals: a node each, by the scenario's clock, two dialogues, and four organs' officers.

All of it is made by the commands that an operator types.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from comity.assembly.world import ScenarioClock
from comity.demo.clock import instant
from tests.journey.cli.hands import Hand, Told
from tests.journey.cli.typist import Typist, typist
from tests.journey.scenario.steps import DIALOGUES, OFFICERS, Officer, Party
from tests.journey.scenario.story import BEGINNING

PARTIES: Final[tuple[Party, ...]] = ("kr", "jp")
SHOWN: Final = 800
"""Characters of an answer that are shown where a command fails."""
_ZONES: Final[dict[Party, str]] = {"kr": "Asia/Seoul", "jp": "Asia/Tokyo"}


@dataclass(frozen=True)
class Capitals:
    """Both sides, and whoever types there.

    Args:
        folder: holds both and the clock.
        hands: the operators at their nodes.
        clock: of both nodes.
        keys: types at both nodes.
        desks: places of the desks.
        listens: places at which the nodes answer each other.
        said: everything that commands have told at each side.
    """

    folder: Path
    hands: dict[Party, Hand]
    clock: ScenarioClock
    keys: Typist
    desks: dict[Party, str]
    listens: dict[Party, str]
    said: dict[Party, list[str]] = field(default_factory=lambda: {"kr": [], "jp": []})

    def types(self, who: Officer, *arguments: str) -> Told:
        """The answer of a command of an officer that must succeed, yes said beforehand."""
        hand = self.hands[who.party]
        told = self.keys.types(hand, "--yes", *arguments, person=who.name)
        return self._kept(who.party, arguments, told)

    def reads(self, who: Officer, *arguments: str) -> str:
        """What a command shows to an officer who reads something that is not for the others."""
        told = self.keys.types(self.hands[who.party], *arguments, person=who.name)
        assert told.code == 0, told.err
        return told.out

    def operates(self, party: Party, *arguments: str) -> Told:
        """The answer of a command for which nobody needs to be named."""
        told = self.keys.types(self.hands[party], "--yes", *arguments)
        return self._kept(party, arguments, told)

    def _kept(self, party: Party, arguments: tuple[str, ...], told: Told) -> Told:
        self.said[party] += [told.out, told.err]
        assert told.code == 0, f"{party}: {arguments}\n{told.out[-SHOWN:]}\n{told.err}"
        return told


@contextmanager
def founded(folder: Path, addresses: dict[Party, str] | None = None) -> Iterator[Capitals]:
    """Two nodes in new folders that share both dialogues; whoever types is gone with the block.

    Args:
        folder: an empty one.
        addresses: where others reach the nodes, if not where they listen.
    """
    clock = ScenarioClock(folder / "clock")
    clock.put(instant(BEGINNING))
    places = free_places(2 * len(PARTIES))
    listens = dict(zip(PARTIES, places, strict=False))
    desks = dict(zip(PARTIES, places[len(PARTIES) :], strict=True))
    with typist() as keys:
        hands = {party: Hand(party, folder / f"{party}-capital") for party in PARTIES}
        made = Capitals(folder, hands, clock, keys, desks, listens)
        for party, hand in hands.items():
            hand.desk.mkdir()
            address = (addresses or listens)[party]
            hand.does("init", party, "--listen", listens[party], "--address", f"https://{address}")
            set_node(hand, desks[party], _ZONES[party])
        _found(made)
        yield made


def free_places(count: int) -> list[str]:
    """Places of this machine at which nobody answers just now."""
    with ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [f"127.0.0.1:{one.getsockname()[1]}" for one in found]


def set_node(hand: Hand, desk: str, zone: str) -> None:
    """The node goes by the scenario's clock, and its desk has a place."""
    path = hand.node / "node.toml"
    before, table, after = path.read_text("utf-8").partition("[desk]\n")
    assert table
    after = re.sub(r"(?m)^(listen|zone) = .*\n", "", after)
    after = f'listen = "{desk}"\nzone = "{zone}"\n{after}\n[demo]\nclock = "../../clock"\n'
    path.write_text(f"{before}[desk]\n{after}", "utf-8")


def _found(made: Capitals) -> None:
    """Two dialogues, then the people: whoever is there first needs no name."""
    kr, jp = made.hands["kr"], made.hands["jp"]
    for dialogue in DIALOGUES:
        made.operates("kr", "found", "invite", "jp", "-o", f"{dialogue}-1.json")
        kr.hands(f"{dialogue}-1.json", jp)
        made.operates("jp", "found", "answer", f"{dialogue}-1.json", "-o", f"{dialogue}-2.json")
        jp.hands(f"{dialogue}-2.json", kr)
        made.operates("kr", "found", "gather", f"{dialogue}-2.json", "-o", f"{dialogue}-3.json")
        kr.hands(f"{dialogue}-3.json", jp)
        for party in made.hands:
            made.operates(party, "found", "join", f"{dialogue}-3.json", "--as", dialogue,
                          "--words-compared")  # fmt: skip
    for one in OFFICERS:
        names = [f"--name={language}={text}" for language, text in one.names.items()]
        people = (
            ("add-organ", one.organ, f"--name=en={one.organ}"),
            ("add-post", one.name, "--organ", one.organ, *names),
            ("add", one.name, "--at", one.name, "--language", one.language,
             "--role", "drafter", "--role", "signer", "--role", "duty-officer"),
            ("admit-organ", one.organ, one.dialogue),
        )  # fmt: skip
        for arguments in people:
            made.operates(one.party, "people", *arguments)
