# SPDX-License-Identifier: Apache-2.0
"""What the browser tests share: one browser, two nodes with people, and ears for trouble.

Each process that runs any of them has its own nodes and browser; neighbours run in one process
(`--dist worksteal`), so that mostly there is one of each. Playwright keeps an event loop running in
its thread, which Django and asyncio elsewhere would stumble over; so the browser lives no longer
than a file of tests, and nothing of a node runs in this process.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import launched
from tests.browser.serving import TwoNodes, two_served
from tests.browser.visitors import WAIT_MS, Visitors
from tests.browser.watching import Watch


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def two_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoNodes]:
    """Both sides, served, with people and something of every kind in their dialogues."""
    with two_served(tmp_path_factory.mktemp("browser")) as nodes:
        yield nodes


@pytest.fixture(scope="session")
def cookies() -> dict[tuple[str, str], Any]:
    """Who has signed in so far."""
    return {}


@pytest.fixture(scope="module")
def watch() -> Watch:
    """Hears what browsers complain of."""
    return Watch()


@pytest.fixture(scope="module")
def contexts(
    browser: Browser, watch: Watch, cookies: dict[tuple[str, str], Any]
) -> Iterator[Visitors]:
    """Everybody's browser contexts, for a file of tests."""
    expect.set_options(timeout=WAIT_MS)
    visitors = Visitors(browser, watch, cookies)
    yield visitors
    visitors.close()


@pytest.fixture
def visitors(contexts: Visitors) -> Iterator[Visitors]:
    """Opens pages for people; afterwards nothing may have gone wrong in any of them."""
    contexts.watch.settle()
    yield contexts
    troubles = contexts.watch.settle()
    contexts.leave()
    assert troubles == []
