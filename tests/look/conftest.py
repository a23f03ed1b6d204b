# SPDX-License-Identifier: Apache-2.0
"""A browser that finds the desk's templates and static files without any server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.chromium import launched
from tests.look.stage import ADDRESS, STATIC

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)


class Stage:
    """What a browser is answered; a test puts pages and answers into it.

    Attributes:
        pages: HTML by path.
        answers: of the news, the next one first: status and tag. The last one stays.
        asked: what was asked, in order: path and the tag that came along.
    """

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.answers: list[tuple[int, str]] = [(304, '"0"')]
        self.asked: list[tuple[str, str]] = []

    def answer(self, route: Route) -> None:
        """Answer one request of the browser."""
        path = route.request.url.removeprefix(ADDRESS).partition("#")[0]
        file = STATIC / path.removeprefix("/static/")
        if path.startswith("/static/") and file.is_file():
            route.fulfill(path=file)
            return
        self.asked.append((path, route.request.headers.get("if-none-match", "")))
        if path == "/news":
            status, tag = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            route.fulfill(status=status, headers={"ETag": tag}, body="")
        elif path in self.pages:
            headers = {
                "Content-Security-Policy": POLICY,
                "Content-Type": "text/html; charset=utf-8",
            }
            route.fulfill(headers=headers, body=self.pages[path])
        else:
            route.fulfill(status=404)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with launched() as browser:
        yield browser


@pytest.fixture
def stage() -> Stage:
    """What the browser is answered."""
    return Stage()


@pytest.fixture
def visit(browser: Browser, stage: Stage) -> Iterator[Page]:
    """A page before anything is opened in it; afterwards no script may have failed in it."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    troubles: list[str] = []
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    context.on(
        "console",
        lambda said: (
            troubles.append(said.text)
            if said.type == "error" and "Failed to load resource" not in said.text
            else None
        ),
    )
    context.route(f"{ADDRESS}/**", stage.answer)
    yield context.new_page()
    context.close()
    assert troubles == []
