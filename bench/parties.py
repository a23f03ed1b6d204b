# SPDX-License-Identifier: Apache-2.0
"""Two real nodes in folders with one channel between them, as a bench needs them."""

from __future__ import annotations

import socket
from contextlib import closing
from pathlib import Path

from comity.assembly.creation import create_node
from comity.assembly.record import Assembled, assemble
from comity.config import Plan
from comity.core.ids import ChannelId, Code
from comity.node import found

__all__ = ["PASSPHRASE", "free_port", "make_pair"]

PASSPHRASE = "a passphrase of the bench"
_EXPIRES = 2**52


def free_port() -> int:
    """A port that nobody listens on now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_pair(folder: Path) -> tuple[Assembled, Assembled, ChannelId]:
    """Nodes ``jp`` and ``kr`` in two folders, both joined to one channel."""
    made = []
    for code in ("jp", "kr"):
        port = free_port()
        address = f"https://127.0.0.1:{port}"
        plan = Plan(Code(code), "127.0.0.1", port, (address,))
        config, _ = create_node(folder / code, plan, PASSPHRASE, PASSPHRASE)
        made.append(assemble(config, PASSPHRASE))
    jp, kr = made
    invitation = found.invite(jp.node, jp.root, [Code("kr")], _EXPIRES)
    answer = found.answer(kr.node, kr.root, invitation, "join")
    full = found.gather(jp.node, [answer])
    considered = found.consider(jp.node, full)
    found.join(jp.node, considered)
    found.join(kr.node, found.consider(kr.node, full))
    return jp, kr, considered.channel
