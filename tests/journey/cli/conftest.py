# SPDX-License-Identifier: Apache-2.0
"""Nodes made once, and a fresh copy of both for every journey."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journey.cli.hands import Hand, found, make_nodes


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Hand, Hand]:
    """Two nodes that share the dialogue `economic`, with terms proposed by kr and received."""
    kr, jp = make_nodes(tmp_path_factory.mktemp("made"))
    found(kr, jp)
    kr.signs("offer", "economic", "terms", "--preset", "economic-security")
    kr.brings(jp, "terms.pouch")
    return kr, jp


@pytest.fixture
def pair(made: tuple[Hand, Hand], tmp_path: Path) -> tuple[Hand, Hand]:
    """A copy of both nodes, to be changed at will."""
    copies = []
    for hand in made:
        desk = tmp_path / hand.desk.name
        shutil.copytree(hand.desk, desk)
        for left in (*desk.glob("*.json"), *desk.glob("*.pouch")):
            left.unlink()
        copies.append(replace(hand, desk=desk))
    return copies[0], copies[1]
