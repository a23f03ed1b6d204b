# SPDX-License-Identifier: Apache-2.0
"""What the tests of pages share: two nodes, one desk, and people at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.home.roles import Role
from tests.desk.capitals import Capitals, Visitor, capitals_in


@pytest.fixture
def capitals(tmp_path: Path, db: None) -> Iterator[Capitals]:
    """Both nodes with one dialogue; the desk shows the Korean one."""
    del db
    made = capitals_in(tmp_path)
    made.found()
    yield made
    for node in made.nodes.values():
        node.records.close()


@pytest.fixture
def officer(capitals: Capitals) -> Visitor:
    """Somebody who may do all that an officer can, in every dialogue there is."""
    return capitals.visitor(capitals.person("officer", Role.SIGNER, Role.APPROVER))
