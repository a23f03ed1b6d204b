# SPDX-License-Identifier: Apache-2.0
"""From signing at A to stored and folded at B over HTTPS; entries signed and appended."""

from __future__ import annotations

import multiprocessing
import os
import time
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

from bench.figures import Figure, percentile
from bench.parties import PASSPHRASE, make_pair
from bench.steps import Steps, measure_steps
from comity.assembly.record import Assembled, assemble
from comity.config import read_config
from comity.core.encoding import encode
from comity.core.ids import ChannelId, Matter
from comity.exchange.roads.https_client import HttpsCarrier
from comity.exchange.roads.https_server import HttpsRoad, Listening
from comity.node.sign import Statement, sign_moves

__all__ = ["measure_exchange", "measure_signing"]

_MATTER = Matter("follow-up/1/report")


def _serve(folder: Path, ready: Event, stored: Queue[float]) -> None:
    """Node B in a process of its own, answering until it is ended.

    `stored` is given the time when what a pouch brought is on B's disk and in its fold.
    """
    node = assemble(read_config(folder), PASSPHRASE)

    def answer(raw: bytes) -> bytes:
        taken = node.correspondence.take(raw)
        stored.put(time.perf_counter())
        return node.correspondence.write(taken.sender)

    assert node.keys is not None
    assert node.keys.tls is not None
    listening = Listening(
        node.config.host, node.config.port, node.keys.tls.certificate_pem, node.keys.tls.key_pem
    )
    HttpsRoad(answer, node.correspondence.vouch, listening, ready.set).run()


def _cpu_s(pid: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return ticks / int(os.sysconf("SC_CLK_TCK"))


def _say(node: Assembled, channel: ChannelId, count: int) -> None:
    body = encode({"text": f"state of affairs {count:06}", "state": "under-way"})
    sign_moves(node.node, channel, (Statement(_MATTER, body),), post="Director")


def measure_signing(folder: Path, times: int) -> list[Figure]:
    """Entries signed and appended per second by one process, each durable."""
    jp, kr, channel = make_pair(folder)
    steps = measure_steps(jp, folder)
    begun = time.perf_counter()
    for count in range(times):
        _say(jp, channel, count)
    rate = times / (time.perf_counter() - begun)
    jp.close()
    kr.close()
    floor = 1 / steps.sign_entry_s
    note = "1 signature, 2 database syncs, 2 file syncs"
    return [Figure("entries signed and appended", rate, "entries/s", floor, None, note)]


def measure_exchange(folder: Path, times: int) -> list[Figure]:
    """Time and CPU of one entry from A to B, A waiting for B's answer each time."""
    jp, kr, channel = make_pair(folder)
    steps = measure_steps(jp, folder)
    kr.close()
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    stored: Queue[float] = context.Queue()
    process = context.Process(target=_serve, args=(kr.config.folder, ready, stored))
    process.start()
    assert ready.wait(30)
    assert process.pid is not None
    root = next(iter(jp.correspondence.peers()))
    card = jp.correspondence.card(root)
    assert card.tls is not None
    road = HttpsCarrier(card.addresses, card.tls)
    try:

        def cross(count: int) -> tuple[float, float]:
            begun = time.perf_counter()
            _say(jp, channel, count)
            answer = road.carry(jp.correspondence.write(root))
            assert answer is not None
            jp.correspondence.take(answer)
            return stored.get() - begun, time.perf_counter() - begun

        for count in range(5):
            cross(count)
        there, back = [], []
        cpu_a, cpu_b = time.process_time(), _cpu_s(process.pid)
        for count in range(times):
            arrived, answered = cross(count)
            there.append(arrived)
            back.append(answered)
        cpu_a = (time.process_time() - cpu_a) / times
        cpu_b = (_cpu_s(process.pid) - cpu_b) / times
    finally:
        road.close()
        process.terminate()
        process.join(5)
        jp.close()
    return _figures(there, back, (cpu_a, cpu_b), steps)


def _figures(
    there: list[float], back: list[float], cpu: tuple[float, float], steps: Steps
) -> list[Figure]:
    floor, whole = steps.there_s * 1_000, steps.cross_s * 1_000
    p50, p99 = percentile(there, 0.5) * 1_000, percentile(there, 0.99) * 1_000
    answered = percentile(back, 0.5) * 1_000
    return [
        Figure("A to B over HTTPS, p50", p50, "ms", floor, 2, steps.there_note),
        Figure("A to B over HTTPS, p99", p99, "ms", floor, None, steps.there_note),
        Figure("A to B and B's receipt at A, p50", answered, "ms", whole, None, steps.cross_note),
        Figure("CPU of A for one entry, receipt included", cpu[0] * 1_000, "ms", None, None, ""),
        Figure("CPU of B for one entry, receipt included", cpu[1] * 1_000, "ms", None, None, ""),
    ]
