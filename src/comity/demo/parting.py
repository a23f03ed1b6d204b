# SPDX-License-Identifier: Apache-2.0
"""After the story: both nodes go on serving, and the reader is told what to try."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Final

from comity.demo.saying import say
from comity.demo.stage import Stage
from comity.locale import mark

__all__ = ["COMMANDS", "commands", "hand_over", "part"]

COMMANDS: Final = (
    "comity --node {folder}/kr show",
    "comity --node {folder}/jp --lang ja show economic",
    "comity --node {folder}/kr log security",
    (
        "comity --node {folder}/kr --passphrase-file {folder}/kr.passphrase --yes"
        " offer economic meeting/round-2/date --start 2023-10-19T10:00 --end 2023-10-19T12:30"
        " --zone Asia/Tokyo --place Tokyo --host jp --round 2"
    ),
    "comity --node {folder}/kr --passphrase-file {folder}/kr.passphrase sync",
    "comity --node {folder}/jp show economic",
    "comity verify {folder}/exports/kr-economic.comity --root kr={kr} --root jp={jp}",
)
"""What the reader can try, in this order; the braces are filled in when they are shown."""


def hand_over(stage: Stage) -> None:
    """The nodes can be used by their commands: dialogues have names, passphrases lie in files."""
    for side in stage.sides:
        names = json.dumps(side.channels, indent=2) + "\n"
        side.assembled.config.names.write_text(names, "utf-8")
        path = stage.folder / f"{side.code}.passphrase"
        path.write_text(f"{side.facts.passphrase}\n", "utf-8")


def commands(stage: Stage) -> tuple[str, ...]:
    """The `COMMANDS` with their braces filled in."""
    folder, kr, jp = _near(stage.folder), stage.kr.root, stage.jp.root
    found = shutil.which("comity")
    program = "comity" if found else _near(Path(sys.executable).parent / "comity")
    return tuple(
        one.replace("comity", program, 1).format(folder=folder, kr=kr, jp=jp) for one in COMMANDS
    )


def _near(path: Path) -> str:
    """The path as short as it can be written from here."""
    path, here = path.absolute(), Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def part(stage: Stage) -> None:
    """Say what to try, and serve until interrupted."""
    told = stage.teller
    told.step(mark("Your turn"))
    for side in stage.sides:
        side.serve()
    stage.kr.send()
    told.tell(mark("The line is restored; a first exchange finds nothing new on either side."))
    stage.clock.free()
    told.tell(
        mark(
            "Both nodes go on serving until you press Ctrl-C, from now on by the clock of this"
            " machine. They are demonstration nodes: their passphrases are no secret."
        )
    )
    message = mark("Node {code}: {address}, folder {folder}, passphrase (demonstration): {secret}")
    told.quote(
        [
            say(
                message,
                code=side.code,
                address=side.assembled.config.addresses[0],
                folder=_near(stage.folder / side.code),
                secret=side.facts.passphrase,
            )
            for side in stage.sides
        ]
    )
    told.tell(mark("Try these in another terminal, in this order:"))
    told.quote([say("{command}", command=one) for one in commands(stage)])
    for side in stage.sides:
        side.wait()
