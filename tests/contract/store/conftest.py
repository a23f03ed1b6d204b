# SPDX-License-Identifier: Apache-2.0
"""Each test of the contract runs against every store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.ports import Marks, Records
from tests.contract.store.samples import CHANNEL
from tests.contract.store.stores import MARKS, STORES


@pytest.fixture(params=STORES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    """A record without a channel."""
    records = STORES[request.param](tmp_path)
    yield records
    records.close()


@pytest.fixture
def records(empty: Records) -> Records:
    """A record in which CHANNEL is open."""
    assert empty.open_channel(CHANNEL, b"birth")
    return empty


@pytest.fixture(params=MARKS)
def marks(request: pytest.FixtureRequest, tmp_path: Path) -> Marks:
    return MARKS[request.param](tmp_path)
