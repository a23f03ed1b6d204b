# SPDX-License-Identifier: Apache-2.0
"""A node's HTTPS server as a process of its own: answers each pouch by its bytes reversed.

Started as `python answering.py PORT CERTIFICATE KEY`; prints "ready" when it answers. A few
pouches are answered otherwise, so that every answer can be seen from outside.
"""

import sys
import time
from pathlib import Path

from comity.core.errors import MalformedError, UnavailableError
from comity.core.ids import Digest
from comity.exchange.pouch import POUCH_BYTES_MAX
from comity.exchange.roads.https_server import HttpsRoad, Listening


def anybody(front: bytes, pouch_bytes: int) -> Digest:
    """Whoever calls is a peer, the same one, unless it says otherwise."""
    del pouch_bytes
    if front.startswith(b"stranger"):
        raise MalformedError("pouch/header", "POUCH-3", "nobody outside may read this")
    return Digest("A" * 43)


def handle(raw: bytes) -> bytes | None:
    """The answer to a pouch, by its first word."""
    word, _, rest = raw.partition(b" ")
    if word == b"nothing":
        return None
    if word == b"refuse":
        raise MalformedError("pouch/secret-reason", "POUCH-3", "nobody outside may read this")
    if word == b"wait":
        raise UnavailableError("keys-locked", "HOME-7", "locked", 17)
    if word == b"bug":
        raise AssertionError
    if word == b"sleep":
        time.sleep(float(rest))
    if word == b"flood":
        return bytes(POUCH_BYTES_MAX + 1)
    return raw[::-1]


if __name__ == "__main__":
    certificate, key = (Path(name).read_text("ascii") for name in sys.argv[2:4])
    listening = Listening("127.0.0.1", int(sys.argv[1]), certificate, key)
    HttpsRoad(handle, anybody, listening, lambda: print("ready", flush=True)).run()  # noqa: T201
