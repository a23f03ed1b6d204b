# SPDX-License-Identifier: Apache-2.0
"""A process that writes to a record, and says on its output what was acknowledged to it.

``python -m tests.contract.store.writer race STORE FOLDER NAME COUNT`` signs COUNT entries against
whoever else does. ``… crash STORE`` reads folders on its input and, for each, forks a child that
writes until it is killed. ``… visit STORE FOLDER CHANNEL`` opens the record, adds a channel and
goes.
"""

import os
import sys
import time
from pathlib import Path

from comity.core.errors import LogError
from comity.core.ids import ChannelId, Digest
from comity.ports import Ahead, Records
from comity.store.marks import FolderMarks
from tests.contract.store.samples import CHANNEL, JP, KR, ahead, placed
from tests.contract.store.stores import STORES


def race(store: str, folder: Path, name: str, count: int) -> None:
    """Sign `count` entries of one log, each on the newest head; finish what others wrote ahead."""
    records = STORES[store](folder)
    marks = FolderMarks(folder / "marks")
    _say("ready")
    sys.stdin.readline()
    refused = 0
    for turn in range(count):
        while True:
            pending = records.pending_ahead(CHANNEL)
            if pending is not None:
                _complete(records, marks, pending, name)
            head = records.heads(CHANNEL).get(JP)
            number = 1 if head is None else head.number + 1
            own = ahead(placed(JP, number, head.hashes[0] if head else CHANNEL, f"{name}{turn}"))
            try:
                records.ahead(CHANNEL, own)
            except LogError as error:
                if error.code != "number-taken":
                    raise
                refused += 1
                continue
            _complete(records, marks, own, name)
            break
    _say(f"{refused}")
    records.close()


def _complete(records: Records, marks: FolderMarks, own: Ahead, name: str) -> None:
    try:
        marks.raise_mark(CHANNEL, own.number, own.hash)
    except LogError as error:
        if error.code != "mark-passed" or records.entry(CHANNEL, own.hash) is None:
            raise
        return
    time.sleep(0.001)  # as long as two signatures take
    records.finish(CHANNEL, own.hash, f"signed by the {name}".encode())


def write_on(store: str, folder: Path) -> None:
    """Store entries of both parties until killed: theirs in threes, ours ahead, marked, signed."""
    records = STORES[store](folder)
    marks = FolderMarks(folder / "marks")
    records.open_channel(CHANNEL, b"birth")
    _say("open")
    while True:
        theirs = records.heads(CHANNEL).get(KR)
        number, previous = (0, CHANNEL) if theirs is None else (theirs.number, theirs.hashes[0])
        three = []
        for _ in range(3):
            number += 1
            three.append(placed(KR, number, previous, size=2_000))
            previous = three[-1].hash
        records.append(CHANNEL, three)
        _say(f"stored {three[-1].hash}")
        own = records.pending_ahead(CHANNEL)
        if own is None:
            head = records.heads(CHANNEL).get(JP)
            number, previous = (0, CHANNEL) if head is None else (head.number, head.hashes[0])
            own = ahead(placed(JP, number + 1, previous, size=700))
            records.ahead(CHANNEL, own)
            _say(f"ahead {own.hash}")
        marks.raise_mark(CHANNEL, own.number, own.hash)
        _say(f"marked {own.hash}")
        signature = placed(JP, own.number, own.previous, size=700).signature
        records.finish(CHANNEL, own.hash, signature)
        _say(f"stored {own.hash}")


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def crash(store: str) -> None:
    """Fork a writer for each folder read; say its process id, and the end of it."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                write_on(store, Path(line.strip()))
            finally:
                os._exit(1)
        _say(f"child {child}")
        os.waitpid(child, 0)
        _say("end")


def visit(store: str, folder: Path, channel: str) -> None:
    """Open the record, keep one channel more, and close it again."""
    records = STORES[store](folder)
    records.open_channel(ChannelId(Digest(channel)), b"birth")
    records.close()


if __name__ == "__main__":
    _, what, name, *rest = sys.argv
    if what == "race":
        race(name, Path(rest[0]), rest[1], int(rest[2]))
    elif what == "visit":
        visit(name, Path(rest[0]), rest[1])
    else:
        crash(name)
