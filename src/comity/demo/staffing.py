# SPDX-License-Identifier: Apache-2.0
"""``python -m comity.demo.staffing FOLDER``: the demonstration's people, in one node's dossier.

A process of its own: it knows one dossier, and the story's process knows none.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from comity.assembly.ministry import open_home
from comity.assembly.world import ScenarioClock
from comity.config import read_config
from comity.demo.people import staff

__all__ = ["fill"]


def fill(folder: Path) -> None:
    """Everybody can sign in, and knows of the dialogues of their office and of no others.

    Args:
        folder: of the node, with the names of its dialogues.
    """
    config = read_config(folder)
    assert config.demo_clock is not None, "these passwords are no secret"
    open_home(config)
    from comity.home import people

    now = ScenarioClock(config.demo_clock).now_ms()
    channels = json.loads(config.names.read_text("utf-8"))
    side = staff()[config.party]
    for one in side.people:
        post = people.add_post(one.post, one.names, one.organ, now)
        people.add_person(one.sign_in, post, one.roles, side.password, now)
        for dialogue in one.dialogues:
            people.admit(post, channels[dialogue], now)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
