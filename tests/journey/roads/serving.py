# SPDX-License-Identifier: Apache-2.0
"""A process of a node in a folder: its server, or a desk that signs against all others.

``python -m tests.journey.roads.serving serve FOLDER`` answers pouches until its input ends.
``… sign FOLDER CHANNEL COUNT`` begins to declare and to offer at a line of input and ends at the
next one, then says what it has signed, a line each.
"""

import os
import sys
import threading
from pathlib import Path

from comity.assembly.record import Assembled, assemble
from comity.config import read_config
from comity.core.errors import RuleError
from comity.core.ids import ChannelId, Matter
from comity.core.views import OfferState
from comity.exchange.roads.https_server import HttpsRoad, Listening
from comity.node.sign import Acceptance, Proposal, Signed, Statement, sign_moves
from tests.unit.node.parties import TERMS, wording

PASSPHRASE = "canary passphrase of the working keys"
NOW = 1_680_000_000_000
REPORT = Matter("follow-up/1/report")


class StandingClock:
    """A clock that stands, so that two copies of a node say the same at the same step."""

    def now_ms(self) -> int:
        """Always the same instant."""
        return NOW


def opened(folder: Path) -> Assembled:
    """A new process of the node in a folder, its keys unlocked."""
    return assemble(read_config(folder), PASSPHRASE, StandingClock())


def serve(folder: Path) -> None:
    """Answer under the node's own certificate until the input ends."""
    here = opened(folder)
    assert here.keys is not None
    assert here.keys.tls is not None
    tls = here.keys.tls
    listening = Listening(here.config.host, here.config.port, tls.certificate_pem, tls.key_pem)
    desk = here.correspondence
    road = HttpsRoad(desk.answer, desk.vouch, listening, lambda: say("ready"))
    threading.Thread(target=_stop_with_input, args=(road,), daemon=True).start()
    road.run()
    here.close()


def sign(folder: Path, channel: ChannelId, count: int) -> None:
    """Sign against whoever else does, COUNT times at least and until told to end."""
    here = opened(folder)
    say("ready")
    sys.stdin.readline()
    ended = threading.Event()
    threading.Thread(target=_wait_for_word, args=(ended,), daemon=True).start()
    signed: list[Signed] = []
    turn = 0
    while turn < count or not ended.is_set():
        text = wording(f"{os.getpid()} {turn}")
        signed.append(sign_moves(here.node, channel, [Statement(REPORT, text)]))
        if turn % 4 == 0:
            signed.append(sign_moves(here.node, channel, [Proposal({TERMS: text})]))
        turn += 1
    here.close()
    for one in signed:
        say(f"{one.number} {one.hash}")
    say("end")


def accept_newest(here: Assembled, channel: ChannelId) -> Signed | None:
    """Accept the newest open offer of another party, if there is one that may be accepted."""
    with here.node.channels.hold(channel) as held:
        offers = held.channel.matter(TERMS).offers
    open_ = [
        one.ref
        for one in offers
        if one.state is OfferState.OPEN and here.node.party not in one.accepted
    ]
    try:
        return sign_moves(here.node, channel, [Acceptance(open_[-1])]) if open_ else None
    except RuleError:
        return None  # something newer was agreed meanwhile, or its body is still on its way


def say(line: str) -> None:
    """One line to whoever has started this process."""
    os.write(1, f"{line}\n".encode())


def _wait_for_word(ended: threading.Event) -> None:
    sys.stdin.readline()
    ended.set()


def _stop_with_input(road: HttpsRoad) -> None:
    while sys.stdin.readline():
        pass
    road.stop()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(Path(sys.argv[2]))
    else:
        sign(Path(sys.argv[2]), ChannelId(sys.argv[3]), int(sys.argv[4]))
