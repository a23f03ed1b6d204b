# SPDX-License-Identifier: Apache-2.0
"""A process of JP's node that signs in a record shared with others, and says what it has signed.

``python -m tests.contract.node.signing race FOLDER CHANNEL COUNT`` signs COUNT offers, settling
in between. ``… crash`` reads a channel and folders on its input and, for each, forks a child that
signs until it is killed.
"""

import os
import sys
from pathlib import Path

from comity.core.ids import ChannelId
from comity.node.installation import Node
from comity.node.settle import settle_channel
from comity.store.marks import FolderMarks
from comity.store.sqlite import SqliteRecords
from tests.unit.node.parties import JP, Seat, offer, party


def opened(folder: Path) -> Node:
    """A new process of JP's node on the stores in a folder."""
    records = SqliteRecords(folder / "record.db")
    seat = Seat(party(JP), records, FolderMarks(folder / "marks"), processes=os.getpid())
    return seat.node()


def race(folder: Path, channel: ChannelId, count: int) -> None:
    """Sign against whoever else does."""
    node = opened(folder)
    _say("ready")
    sys.stdin.readline()
    for turn in range(count):
        signed = offer(node, channel, f"{os.getpid()} {turn}")
        settle_channel(node, channel)
        _say(f"{signed.number} {signed.hash}")
    node.records.close()


def crash() -> None:
    """Fork a signer for each line; say its process id, and the end of it."""
    party(JP)  # its keys are made once, before any child
    for line in sys.stdin:
        channel, folder = line.split()
        child = os.fork()
        if not child:
            try:
                node = opened(Path(folder))
                while True:
                    signed = offer(node, ChannelId(channel), "on and on")
                    _say(f"{signed.number} {signed.hash}")
            finally:
                os._exit(1)
        _say(f"child {child}")
        os.waitpid(child, 0)
        _say("end")


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    if sys.argv[1] == "race":
        race(Path(sys.argv[2]), ChannelId(sys.argv[3]), int(sys.argv[4]))
    else:
        crash()
