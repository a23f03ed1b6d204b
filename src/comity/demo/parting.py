# SPDX-License-Identifier: Apache-2.0
"""After the story: both nodes go on serving, and the reader is told what to try."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Final

from comity.demo.saying import say
from comity.demo.stage import Stage
from comity.locale import mark

__all__ = ["COMMANDS", "name_channels", "part"]

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


def name_channels(stage: Stage) -> None:
    """Both sides' people call the dialogues ``security`` and ``economic``."""
    for side in stage.sides:
        names = json.dumps(side.channels, indent=2) + "\n"
        side.assembled.config.names.write_text(names, "utf-8")


def places(stage: Stage) -> Mapping[str, str]:
    """What fills the braces of `COMMANDS`."""
    return {
        "folder": os.path.relpath(stage.folder),
        "kr": stage.kr.root,
        "jp": stage.jp.root,
    }


def part(stage: Stage) -> None:
    """Say what to try, and serve until interrupted."""
    told = stage.teller
    stage.clock.free()
    told.step(mark("Your turn"))
    for side in stage.sides:
        path = stage.folder / f"{side.code}.passphrase"
        path.write_text(side.facts.passphrase + "\n", "utf-8")
        side.serve()
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
                folder=os.path.relpath(side.assembled.config.folder),
                secret=side.facts.passphrase,
            )
            for side in stage.sides
        ]
    )
    told.tell(mark("Try these in another terminal, in this order:"))
    filled = places(stage)
    told.quote([say("{command}", command=one.format(**filled)) for one in COMMANDS])
    for side in stage.sides:
        side.wait()
