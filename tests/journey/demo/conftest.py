# SPDX-License-Identifier: Apache-2.0
"""The story is played once; every test of its outcome looks at the same two nodes."""

from collections.abc import Iterator
from io import StringIO
from typing import NamedTuple

import pytest

from comity.demo.stage import Stage, set_stage
from comity.demo.story import play
from comity.demo.teller import Teller


class Played(NamedTuple):
    """A stage after the story: what was told, and the exit code."""

    stage: Stage
    told: str
    code: int


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    out = StringIO()
    with set_stage(tmp_path_factory.mktemp("demo") / "nodes", Teller(out, "en")) as stage:
        code = play(stage)
        yield Played(stage, out.getvalue(), code)
