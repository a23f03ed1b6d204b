# SPDX-License-Identifier: Apache-2.0
"""A small ministry, made once in a process of its own, which every test here looks at."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from comity.assembly.record import Assembled, assemble
from comity.config import read_config
from comity.core.ids import ChannelId
from comity.node.installation import Held
from comity.subjects import Rooms, view

ONLY = ("minerals-aa", "fisheries-bb", "visa-cc", "cyber-cc", "shipping-bb", "economic-jp")
"""One dialogue of each kind of trouble, and one that exists."""
MAKE = """
import sys
from pathlib import Path
from comity.demo.ministry import make_ministry
make_ministry(Path(sys.argv[1]), only=sys.argv[2].split(","))
"""


@dataclass(frozen=True)
class Small:
    """The ministry as it lies in its folder, opened without its keys."""

    folder: Path
    assembled: Assembled
    channels: dict[str, ChannelId]

    @property
    def home(self) -> Path:
        """The file of the dossier."""
        return self.assembled.config.home

    def rooms(self, name: str) -> Rooms:
        """How a dialogue stands."""
        channel, node = self.channels[name], self.assembled.node
        with node.channels.hold(channel) as held:
            return view(held.channel.sight, node.records.bodies(channel))

    def held(self, name: str) -> Held:
        """The fold of a dialogue; nobody else uses it here."""
        with self.assembled.node.channels.hold(self.channels[name]) as held:
            return held


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    folder = tmp_path_factory.mktemp("ministry") / "made"
    subprocess.run([sys.executable, "-c", MAKE, str(folder), ",".join(ONLY)], check=True)
    assembled = assemble(read_config(folder / "kr"), None)
    channels = json.loads(assembled.config.names.read_text("utf-8"))
    yield Small(folder, assembled, channels)
    assembled.close()
