# SPDX-License-Identifier: Apache-2.0
"""A server that was told to stop leaves nothing behind that could abort its process."""

import threading
from dataclasses import replace
from pathlib import Path

from comity.exchange.roads.https_client import HttpsCarrier
from comity.exchange.roads.https_server import HttpsRoad, Listening, _native_threads
from tests.contract.exchange.test_https import OURS, free_port
from tests.contract.roads.lying import Liar, liar
from tests.unit.node.parties import JP, KR

TIMES = 8


def _serve_once(world: Liar, listening: Listening) -> set[int]:
    """The threads of the server that are still there when `run` has returned."""
    ready = threading.Event()
    left: list[set[int]] = []
    desk = world.made[JP].desk
    server = HttpsRoad(desk.answer, desk.vouch, listening, ready.set)

    def run() -> None:
        before = _native_threads()
        server.run()
        left.append(_native_threads() - before)

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(10)
    with HttpsCarrier((f"https://127.0.0.1:{listening.port}",), OURS.digest) as carrier:
        for _ in range(3):
            assert carrier.carry(world.made[KR].write(world.made[JP]).raw) is not None
    server.stop()
    thread.join(10)
    (found,) = left
    return found


def test_no_thread_of_the_server_outlives_its_run(tmp_path: Path) -> None:
    # One that still let go of values while the interpreter ended made the process abort.
    world = liar(tmp_path)
    listening = Listening("127.0.0.1", 1, OURS.certificate_pem, OURS.key_pem)
    left = [_serve_once(world, replace(listening, port=free_port())) for _ in range(TIMES)]
    assert left == [set()] * TIMES
    for side in world.made.sides.values():
        side.node.records.close()
