# SPDX-License-Identifier: Apache-2.0
"""The process that serves one node of the demonstration: HTTPS under the certificate on its card.

``python -m comity.demo.serving FOLDER CLOCK`` reads the passphrase from the first line of its
input and ends when the input ends: it never outlives the demonstration.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from comity.assembly.record import assemble
from comity.assembly.world import ScenarioClock
from comity.config import read_config
from comity.demo.sides import READY
from comity.exchange.roads.https_server import HttpsRoad, Listening

__all__ = ["serve"]


def serve(folder: Path, clock: Path) -> None:
    """Answer pouches for the node of a folder until told to stop.

    Raises:
        ConfigError: the node can't be read, or its place is taken.
        TrustError: ``passphrase``.
    """
    passphrase = sys.stdin.readline().rstrip("\n")
    assembled = assemble(read_config(folder), passphrase, ScenarioClock(clock))
    assert assembled.keys is not None
    assert assembled.keys.tls is not None
    config, tls = assembled.config, assembled.keys.tls
    listening = Listening(config.host, config.port, tls.certificate_pem, tls.key_pem)
    correspondence = assembled.correspondence
    road = HttpsRoad(correspondence.answer, correspondence.vouch, listening, _say_ready)
    threading.Thread(target=_stop_with_input, args=(road,), daemon=True).start()
    try:
        road.run()
    finally:
        assembled.close()


def _say_ready() -> None:
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()


def _stop_with_input(road: HttpsRoad) -> None:
    while sys.stdin.readline():
        pass
    road.stop()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), Path(sys.argv[2]))
