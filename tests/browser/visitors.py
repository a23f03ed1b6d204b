# SPDX-License-Identifier: Apache-2.0
"""People at desks: each in a browser context of their own, signed in once and remembered."""

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from playwright.sync_api import Browser, BrowserContext, Page

from comity.locale import Language
from tests.browser.access import kept_ready
from tests.browser.pictures import WIDTHS
from tests.browser.watching import Watch

HEIGHT = 900
WAIT_MS = 15_000
"""How long an answer may take on a busy machine before a test fails."""

_Key: TypeAlias = tuple[str, str, str, bool]


@dataclass(frozen=True)
class Desk:
    """Where a node's people work.

    Args:
        party: the code of the side.
        address: of the desk, without a slash at the end.
        password: of everybody there.
    """

    party: str
    address: str
    password: str


@dataclass
class Visitors:
    """Opens pages as people see them, and closes them again.

    Args:
        browser: that runs them.
        watch: hears what goes wrong in any of them.
        cookies: of those who have signed in, by desk and sign-in name; kept between files of tests.
    """

    browser: Browser
    watch: Watch
    cookies: dict[tuple[str, str], Any]
    _contexts: dict[_Key, BrowserContext] = field(default_factory=dict)
    _idle: dict[_Key, list[Page]] = field(default_factory=dict)
    _busy: list[tuple[_Key, Page]] = field(default_factory=list)

    def page_as(
        self,
        desk: Desk,
        person: str | None,
        language: Language = "en",
        width: str = "desk",
        *,
        javascript: bool = True,
    ) -> Page:
        """A page at a desk, nothing opened in it yet.

        Args:
            desk: whose.
            person: a role such as ``signer``, signed in; None for somebody at the door.
            language: which the person has chosen.
            width: ``desk`` or ``phone``.
            javascript: whether the browser runs scripts.
        """
        name = "" if person is None else f"{person}-{language}"
        key = (desk.party, name, language, javascript)
        if key not in self._contexts:
            self._contexts[key] = self.context(desk, name or None, language, javascript=javascript)
        idle = self._idle.setdefault(key, [])
        page = idle.pop() if idle else self._contexts[key].new_page()
        page.set_viewport_size({"width": WIDTHS[width], "height": HEIGHT})
        self._busy.append((key, page))
        return page

    def context(
        self, desk: Desk, sign_in: str | None, language: Language, *, javascript: bool = True
    ) -> BrowserContext:
        """A browser context of its own, signed in if a name is given."""
        state = None if sign_in is None else self._signed_in(desk, sign_in)
        context = self.browser.new_context(
            base_url=desk.address,
            locale=language,
            java_script_enabled=javascript,
            storage_state=state,
            reduced_motion="reduce",
            ignore_https_errors=True,
        )
        context.set_default_timeout(WAIT_MS)
        if javascript:
            context.add_init_script(kept_ready())
        self.watch.follow(context)
        return context

    def _signed_in(self, desk: Desk, sign_in: str) -> Any:
        key = (desk.address, sign_in)
        if key not in self.cookies:
            context = self.browser.new_context(base_url=desk.address, ignore_https_errors=True)
            _sign_in_unseen(context, desk, sign_in)
            self.cookies[key] = context.storage_state()
            context.close()
        return self.cookies[key]

    def leave(self) -> None:
        """Leave the pages of this test empty for the next one: a new one takes longer."""
        while self._busy:
            key, page = self._busy.pop()
            page.goto("about:blank")
            self._idle[key].append(page)

    def close(self) -> None:
        """Close all."""
        self._busy.clear()
        self._idle.clear()
        while self._contexts:
            self._contexts.popitem()[1].close()


def _sign_in_unseen(context: BrowserContext, desk: Desk, sign_in: str) -> None:
    """As `sign_in_at`, without showing the pages on the way."""
    shown = context.request.get("/sign-in").text()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)
    assert token, shown
    fields = {"csrfmiddlewaretoken": token[1], "sign_in": sign_in, "password": desk.password}
    answer = context.request.post(
        "/sign-in", form=fields, headers={"Referer": desk.address}, max_redirects=0
    )
    assert answer.status == 302, answer.text()


def sign_in_at(page: Page, sign_in: str, password: str) -> None:
    """Fill in the form at the door, from wherever the page is sent to it.

    Raises:
        AssertionError: the door stays shut.
    """
    form = page.locator("form[action$='/sign-in']")
    if form.count() == 0:
        page.goto("/sign-in")
    form.locator("[name=sign_in]").fill(sign_in)
    form.locator("[name=password]").fill(password)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()
    assert form.count() == 0, page.locator("main").inner_text()
