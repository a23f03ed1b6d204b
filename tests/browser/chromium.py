# SPDX-License-Identifier: Apache-2.0
"""Starts Debian's Chromium; a browser of Playwright's own is never downloaded."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium, gone with the block.

    Raises:
        AssertionError: there is none; never a skip, which would hide that nothing was tested.
    """
    name = os.environ.get("COMITY_CHROMIUM", "chromium")
    program = shutil.which(name)
    assert program, f"no {name} here: run tools/browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--font-render-hinting=none", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()
