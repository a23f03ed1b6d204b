# SPDX-License-Identifier: Apache-2.0
"""Two nodes in folders, made and founded as in the product, and their processes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from comity.assembly.creation import create_node
from comity.assembly.record import Assembled
from comity.config import Plan
from comity.core.ids import ChannelId, Code
from comity.exchange.correspondence import Taken
from comity.exchange.roads.https_client import HttpsCarrier
from comity.node import found
from tests.contract.exchange.test_https import free_port
from tests.journey.roads.serving import NOW, PASSPHRASE, opened

ROOT = Path(__file__).parents[3]
ROOT_PASSPHRASE = "canary passphrase of the root keys"
JP, KR = Code("jp"), Code("kr")


@dataclass(frozen=True)
class Pair:
    """Two parties' nodes, opened in this process, with one channel between them."""

    folder: Path
    jp: Assembled
    kr: Assembled
    channel: ChannelId

    def close(self) -> None:
        """Let go of both records."""
        self.jp.close()
        self.kr.close()


def create_pair(folder: Path) -> ChannelId:
    """Nodes ``jp`` and ``kr`` in two folders, both joined to one channel, entries 1 unexchanged."""
    for code in (JP, KR):
        port = free_port()
        address = f"https://127.0.0.1:{port}"
        plan = Plan(code, "127.0.0.1", port, (address,))
        create_node(folder / code, plan, PASSPHRASE, ROOT_PASSPHRASE)
    jp, kr = opened(folder / JP), opened(folder / KR)
    invitation = found.invite(jp.node, jp.root, [KR], NOW * 2)
    full = found.gather(jp.node, [found.answer(kr.node, kr.root, invitation, "join")])
    channel = found.consider(jp.node, full).channel
    for one in (jp, kr):
        found.join(one.node, found.consider(one.node, full))
        one.close()
    return channel


def open_pair(folder: Path, channel: ChannelId) -> Pair:
    """Both nodes of a folder, opened in this process."""
    return Pair(folder, opened(folder / JP), opened(folder / KR), channel)


@contextmanager
def process(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process of `serving.py` that has said that it is ready."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.journey.roads.serving", *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as started:
        try:
            assert line(started) == "ready"
            yield started
            assert started.stdin is not None
            started.stdin.close()
            assert started.wait(30) == 0
        finally:
            started.kill()


def line(started: subprocess.Popen[str]) -> str:
    """The next line that a process says."""
    assert started.stdout is not None
    said = started.stdout.readline()
    assert said, "the process ended with an error"
    return said.strip()


def call(here: Assembled, there: Assembled, carrier: HttpsCarrier) -> tuple[bytes, bytes, Taken]:
    """One exchange over HTTPS as it passes: the pouch, its answer, and what became of that."""
    raw = here.correspondence.write(there.node.root)
    answer = carrier.carry(raw)
    assert answer is not None
    return raw, answer, here.correspondence.take(answer)


def line_to(here: Assembled, there: Assembled) -> HttpsCarrier:
    """A road to the address and under the certificate that the peer's card names."""
    card = here.correspondence.card(there.node.root)
    assert card.tls is not None
    return HttpsCarrier(card.addresses, card.tls)
