# SPDX-License-Identifier: Apache-2.0
"""Both nodes served as an operator serves them, with taps before them, until the block ends."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.browser.serving import COMITY, ended_with
from tests.journey.cli.hands import PASSPHRASE
from tests.journey.scenario.capitals import PARTIES, Capitals, founded, free_places
from tests.journey.scenario.steps import Party
from tests.journey.scenario.tapping import Tap
from tests.journey.scenario.watching import SEEN_S_MAX, Watcher, watching


@dataclass(frozen=True)
class Served:
    """Two served nodes.

    Args:
        capitals: where they are.
        watcher: looks on.
        taps: hear the line.
        folder: outside both capitals, with what the programs wrote of their own accord.
    """

    capitals: Capitals
    watcher: Watcher
    taps: Mapping[Party, Tap]
    folder: Path

    def transfers(self) -> list[tuple[Party, bytes]]:
        """Everything that has passed, with its receiver."""
        kr, jp = self.taps["kr"], self.taps["jp"]
        return [*kr.transfers("jp"), *jp.transfers("kr")]

    def logs(self) -> dict[str, bytes]:
        """What the programs wrote of their own accord."""
        return {path.name: path.read_bytes() for path in self.folder.glob("*.log")}


@contextmanager
def served(folder: Path, parts: Sequence[str] = ()) -> Iterator[Served]:
    """Two new nodes, founded and served.

    Args:
        folder: an empty one.
        parts: of the program, where not all are to run.
    """
    with ExitStack() as stack:
        places = dict(zip(PARTIES, free_places(len(PARTIES)), strict=True))
        taps = {party: Tap(party, place) for party, place in places.items()}
        for tap in taps.values():
            stack.callback(tap.close)
        capitals = stack.enter_context(founded(folder, places))
        watcher = stack.enter_context(watching(capitals))
        for party, tap in taps.items():
            tap.open(capitals, folder)
            stack.enter_context(_serving(capitals, party, folder, parts))
        if not parts:
            for place in capitals.desks.values():
                watcher.wait(partial(_answers, place))
        yield Served(capitals, watcher, taps, folder)


@contextmanager
def _serving(
    capitals: Capitals, party: Party, folder: Path, parts: Sequence[str]
) -> Iterator[None]:
    hand = capitals.hands[party]
    only = [argument for part in parts for argument in ("--only", part)]
    with (
        (folder / f"{party}.log").open("wb") as log,
        ended_with(
            subprocess.Popen(
                [*COMITY, "--node", party, "serve", "--every", "1", *only],
                cwd=hand.desk, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, "COMITY_LANG": "en", "COMITY_PASSPHRASE": PASSPHRASE},
                start_new_session=True,
            )
        ),
    ):  # fmt: skip
        yield


def _answers(place: str) -> bool:
    """Whether a desk answers a real request."""
    try:
        with closing(HTTPConnection(place, timeout=SEEN_S_MAX)) as connection:
            connection.request("GET", "/sign-in")
            return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
