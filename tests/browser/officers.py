# SPDX-License-Identifier: Apache-2.0
"""What officers do at their desks, step by step, with a pointer or by the keyboard alone."""

from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

from tests.browser.access import tab_to
from tests.browser.visitors import Desk

EVERY_MS = 250
TIMES_MAX = 80
"""Looks at a page without scripts before the other side's news should have come."""
OPTIONS_MAX = 12


class Hand(Protocol):
    """How somebody works a page."""

    def press(self, target: Locator) -> None:
        """Press a button or follow a link."""

    def fill(self, target: Locator, text: str) -> None:
        """Replace what stands in a field."""

    def choose(self, target: Locator) -> None:
        """Choose one of several that are all shown."""

    def pick(self, target: Locator, value: str) -> None:
        """Pick a value from a list that opens."""


@dataclass(frozen=True)
class Pointer:
    """By mouse or finger."""

    page: Page

    def press(self, target: Locator) -> None:
        """Click, and wait for what comes."""
        target.click()
        self.page.wait_for_load_state()

    def fill(self, target: Locator, text: str) -> None:
        """Click into the field and type."""
        target.fill(text)

    def choose(self, target: Locator) -> None:
        """Click it."""
        target.check()

    def pick(self, target: Locator, value: str) -> None:
        """Pick it."""
        target.select_option(value)


@dataclass(frozen=True)
class Keys:
    """By Tab, arrows, Enter, space and letters alone; focus can be seen all the way."""

    page: Page

    def press(self, target: Locator) -> None:
        """Go there and press Enter."""
        tab_to(self.page, target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, target: Locator, text: str) -> None:
        """Go there, mark all and type over it."""
        tab_to(self.page, target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, target: Locator) -> None:
        """Go to the group and move within it by the arrows."""
        name = target.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        checked = self.page.locator(f"input[type=radio][name='{name}']:checked")
        tab_to(self.page, checked if checked.count() else group.first)
        for _ in range(OPTIONS_MAX):
            if target.evaluate("one => one === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def pick(self, target: Locator, value: str) -> None:
        """Go there and type the name of the value."""
        tab_to(self.page, target)
        self.page.keyboard.type(value)
        expect(target).to_have_value(value)


@dataclass(frozen=True)
class Officer:
    """Somebody at a desk, with a page open.

    Args:
        page: the officer's browser.
        desk: whose.
        channel: the dialogue worked in.
        hand: how the officer works the page.
        scripts: whether the browser runs scripts; without, the officer loads pages again.
    """

    page: Page
    desk: Desk
    channel: str
    hand: Hand
    scripts: bool = True

    def opens(self, path: str) -> None:
        """A page of the dialogue."""
        self.page.goto(f"/dialogues/{self.channel}/{path}")

    def reads(self, matter: str) -> None:
        """The item, as soon as the dialogue's page tells of it."""
        self.opens("")
        self.sees(self.page.locator(f"main a[href*='/items/{matter}']"))
        self.opens(f"items/{matter}")

    def saves(self) -> str:
        """The path of the draft that the form in the middle of the page was made into."""
        self.hand.press(self.page.locator("main form.form button[type=submit]").first)
        path = self.page.url.removeprefix(self.desk.address)
        assert path.startswith("/dispatch/"), self.page.locator("main").inner_text()
        return path

    def drafts_date(self, matter: str, day: int) -> str:
        """The draft of a proposal for that day of November 2023, 10:00 to 12:30 in Seoul."""
        self.opens(f"propose/{matter}?form=date")
        for name, text in (
            ("day_day", f"{day}"), ("day_month", "11"), ("day_year", "2023"),
            ("start", "10:00"), ("end", "12:30"), ("place_en", "Seoul"),
            ("place_ko", "서울"), ("place_ja", "ソウル"), ("round", "3"),
        ):  # fmt: skip
            self.hand.fill(self.page.locator(f"[name={name}]"), text)
        self.hand.pick(self.page.locator("select[name=zone]"), "Asia/Seoul")
        return self.saves()

    def counters(self, matter: str, day: int) -> str:
        """The draft of a counter-proposal for another day, begun from the other side's proposal."""
        self.opens(f"items/{matter}")
        self.hand.press(self.page.locator("main a[href*='/answer/']").first)
        self.hand.press(self.page.locator("main a[href*='/propose/']").first)
        self.hand.fill(self.page.locator("[name=day_day]"), f"{day}")
        return self.saves()

    def accepts(self, matter: str) -> str:
        """The draft of an acceptance of what awaits this side."""
        self.opens(f"items/{matter}")
        self.hand.press(self.page.locator("main a[href*='/answer/']").first)
        self.hand.choose(self.page.locator("[name=answer][value=accept]"))
        return self.saves()

    def signs(self, draft: str) -> None:
        """A draft that is found under "for approval and dispatch", with the password again."""
        self.page.goto("/dispatch/")
        self.hand.press(self.page.locator(f"main a[href='{draft}']").first)
        self.hand.fill(self.page.locator("[name=password]"), self.desk.password)
        self.hand.press(self.page.locator("button[name=step][value=sign]"))
        expect(self.page.locator(".govuk-notification-banner--success")).to_be_visible()

    def sees(self, wanted: Locator, *, patiently: bool = False) -> None:
        """What is to appear on the open page: by itself, or without scripts by loading again.

        Patiently, the officer only looks on; else turns to the page again and again, upon which an
        open page asks for news at once.
        """
        if self.scripts and patiently:
            expect(wanted.first).to_be_visible()
            return
        for _ in range(TIMES_MAX):
            if wanted.count():
                return
            self.page.wait_for_timeout(EVERY_MS)
            if self.scripts:
                self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            else:
                self.page.reload()
        raise AssertionError(f"{wanted} did not come to {self.page.url}")

    def proof(self, entry: str) -> str:
        """The digest of an entry, as the page with its proof says it."""
        self.opens(f"record/{entry}/")
        return self.page.locator("details.proof dd.mono").first.text_content() or ""
