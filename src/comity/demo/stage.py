# SPDX-License-Identifier: Apache-2.0
"""The stage: a folder with two nodes, the clock of the story, and the processes that serve."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.assembly.creation import create_node
from comity.assembly.record import assemble
from comity.assembly.world import ScenarioClock
from comity.config import Desk, Plan
from comity.core.errors import ConfigError
from comity.core.ids import Code
from comity.demo.clock import instant
from comity.demo.scenario import SideFacts, side_facts
from comity.demo.sides import Side
from comity.demo.teller import Teller

__all__ = ["BEGINNING", "HOST", "Stage", "check_free", "clear", "mark_as_demo", "set_stage"]

HOST: Final = "127.0.0.1"
BEGINNING: Final = "2023-04-04T09:00"
DESK_PORTS: Final = {Code("kr"): 8451, Code("jp"): 8452}
"""Where the desks answer, if they can."""
_CLOCK: Final = "clock"
_MARK: Final = "comity-demo.txt"
_MARK_TEXT: Final = (
    "A demonstration of Comity made this folder. Its keys protect nothing: their passphrases\n"
    "are printed for everybody to read. It may be deleted at any time.\n"
)


@dataclass(slots=True)
class Stage:
    """Where the story is played.

    Args:
        folder: holds both nodes and all files that pass between them.
        clock: of both nodes.
        kr, jp: the two sides.
        teller: tells what happens, and who sees what.
    """

    folder: Path
    clock: ScenarioClock
    kr: Side
    jp: Side
    teller: Teller

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides, the Korean one on the left."""
        return self.kr, self.jp

    def scene(self, local: str) -> None:
        """It is now that time, and the story says so."""
        self.at(local)
        self.teller.when(local)

    def at(self, local: str) -> None:
        """It is now that time in Seoul and Tokyo."""
        self.clock.put(instant(local))

    def inner(self, *names: str) -> Path:
        """A folder inside the stage, made if needed."""
        path = self.folder.joinpath(*names)
        path.mkdir(parents=True, exist_ok=True)
        return path


def clear(folder: Path) -> None:
    """Nothing is left of an earlier demonstration.

    Raises:
        ConfigError: ``demo/not-a-demo`` if the folder was not made by a demonstration; then
            nothing of it is touched.
    """
    if not folder.exists():
        return
    mark = folder / _MARK
    if folder.is_symlink() or not mark.is_file() or mark.read_text("utf-8") != _MARK_TEXT:
        hint = f"{folder} was not made by a demonstration: nothing was deleted; name another folder"
        raise ConfigError("demo/not-a-demo", "CONFIG-3", hint)
    shutil.rmtree(folder)


def check_free(folder: Path) -> None:
    """Nothing, if a demonstration can be made in the folder.

    Raises:
        ConfigError: ``demo/exists`` if something is in it.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = f"{folder} is not empty: add --fresh to begin anew, or name another folder"
        raise ConfigError("demo/exists", "CONFIG-3", hint)


def mark_as_demo(folder: Path) -> None:
    """The folder says of itself that a demonstration made it, and may be deleted by `clear`."""
    (folder / _MARK).write_text(_MARK_TEXT, "utf-8")


@contextmanager
def set_stage(folder: Path, teller: Teller) -> Iterator[Stage]:
    """A stage with two new nodes, both served; everything ends with the block.

    Raises:
        ConfigError: ``demo/exists`` if something is in the folder.
    """
    check_free(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mark_as_demo(folder)
    clock = ScenarioClock(folder / _CLOCK)
    clock.put(instant(BEGINNING))
    ports = _free_ports(len(side_facts()))
    with ExitStack() as stack:
        made: dict[Code, Side] = {}
        for port, facts in zip(ports, side_facts().values(), strict=True):
            side = _side(folder, facts, port)
            stack.callback(side.close)
            made[facts.code] = side
        # Before any of them is closed all are asked to stop, so that they do so at once.
        for side in made.values():
            stack.callback(side.ask_to_stop)
        for side in made.values():
            side.serve()
        yield Stage(folder, clock, made[Code("kr")], made[Code("jp")], teller)


def _side(folder: Path, facts: SideFacts, port: int) -> Side:
    place = _desk_place(facts.code)
    desk = Desk(f"{HOST}:{place.getsockname()[1]}", facts.zone)
    plan = Plan(facts.code, HOST, port, (f"https://{HOST}:{port}",), desk, f"../{_CLOCK}")
    config, root = create_node(folder / facts.code, plan, facts.passphrase, facts.root_passphrase)
    return Side(facts, assemble(config, facts.passphrase), root, place)


def _desk_place(code: Code) -> socket.socket:
    """The place of a side's desk, held until it is opened.

    The same for a side each time, unless somebody else has it: then any that is free.
    """
    try:
        return socket.create_server((HOST, DESK_PORTS[code]))
    except OSError:
        return socket.create_server((HOST, 0))


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on just now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((HOST, 0))
        return [int(one.getsockname()[1]) for one in sockets]
