# SPDX-License-Identifier: Apache-2.0
"""The scenario at desks: officers of four organs fill in forms, read what would be signed, sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.visitors import WAIT_MS, sign_in_at
from tests.browser.watching import Watch
from tests.journey.cli.typist import PASSWORD
from tests.journey.scenario.capitals import Capitals
from tests.journey.scenario.steps import (
    Accept,
    Acknowledge,
    Adopt,
    Calendar,
    Check,
    Figure,
    Hear,
    Note,
    Offer,
    Officer,
    Party,
    PrivateFact,
    Report,
    Say,
    Sound,
    StandDown,
    spelled,
)
from tests.journey.scenario.watching import Watcher

_KINDS: Final = """names => names.map(name => {
  const one = document.querySelector(`main [name="${name}"]`);
  return one === null ? null : one.type;
})"""
"""What kind of input stands behind each name."""
_FORM: Final = "main form.form"
_SIGNED: Final = ".govuk-notification-banner--success"


@dataclass
class AtDesk:
    """Officers at their desks, each in a browser of their own.

    Args:
        capitals: where they are.
        watcher: knows when both hold the same.
        browser: of all.
        watch: hears what the browsers complain of.
    """

    capitals: Capitals
    watcher: Watcher
    browser: Browser
    watch: Watch
    _pages: dict[str, Page] = field(default_factory=dict)

    # --- steps ---------------------------------------------------------------------------------

    def offers(self, step: Offer) -> None:
        """By the form of the item; a counter-proposal by way of the proposal that it answers."""
        page = self._page(step.who)
        if step.counters:
            self._answers(step.who, step.matter)
            _press(page.locator("main a[href*='/propose/']").first)
        else:
            query = f"?{step.query}" if step.query else ""
            self._opens(step.who, f"propose/{step.matter}{query}")
        self._saved_and_signed(step.who, step.typed)

    def adopts(self, step: Adopt) -> None:
        """By the form, which has nothing to be filled in."""
        self._opens(step.who, f"propose/text/{step.text}/adoption")
        self._saved_and_signed(step.who, {})

    def accepts(self, step: Accept) -> None:
        """By the page of the proposal."""
        self._answers(step.who, step.matter)
        self._saved_and_signed(step.who, {"answer": "accept"})

    def says(self, step: Say) -> None:
        """By the form of the item."""
        self._opens(step.who, f"state/{step.matter}")
        self._saved_and_signed(step.who, step.typed)

    def reports(self, step: Report) -> None:
        """On one page, signed at once."""
        page = self._page(step.who)
        page.goto("/incidents/report/")
        self._fills(page, step.typed)
        self._speaks(page, step.incident)

    def acknowledges(self, step: Acknowledge) -> None:
        """On the page of the incident, where it is the next step."""
        page = self._opens(step.who, f"incidents/{step.incident}/")
        form = page.locator("#next form")
        form.locator("[name=password]").fill(PASSWORD)
        _press(form.locator("button[type=submit]"))
        expect(page.locator(_SIGNED)).to_be_visible()

    def stands_down(self, step: StandDown) -> None:
        """By the short form."""
        page = self._opens(step.who, f"incidents/{step.incident}/stand-down/")
        self._fills(page, {"end": "stand-down"})
        self._speaks(page, step.incident)

    def computes(self, step: Figure) -> None:
        """From a table that is brought."""
        page = self._opens(step.who, f"facts/{step.fact}/compute/")
        table = {"name": "table.csv", "mimeType": "text/csv", "buffer": step.table}
        page.locator("[name=table]").set_input_files(table)  # type: ignore[arg-type]  # a payload
        code, name = step.third
        self._saved_and_signed(step.who, {
            **spelled("title", {"en": step.title}), **spelled("third", {"en": name}),
            "third_code": code, "products": step.product, "year": str(step.year),
            **spelled("source_title", {"en": step.source}),
            **spelled("publisher", {"en": step.publisher}),
        })  # fmt: skip

    def checks(self, step: Check) -> None:
        """That the same came out stands chosen already."""
        page = self._opens(step.who, f"state/fact/{step.fact}/check")
        expect(page.locator("[name=result][value=reproduced]")).to_be_checked()
        self._saved_and_signed(step.who, {})

    def notes(self, step: Note) -> None:
        """On internal ground."""
        page = self._opens(step.who, f"notes/{step.matter}")
        self._fills(page, {"text": step.text})
        _press(page.locator("#note button[type=submit]").first)
        expect(page.locator("main .internal").get_by_text(step.text).first).to_be_visible()

    def keeps(self, step: PrivateFact) -> None:
        """On the page of the incident, on internal ground."""
        page = self._opens(step.who, f"incidents/{step.incident}/")
        form = page.locator("#private")
        form.locator("[name=label]").fill(step.label)
        form.locator("[name=text]").fill(step.text)
        _press(form.locator("button[type=submit]"))
        expect(page.locator("#internal").get_by_text(step.text).first).to_be_visible()

    def brings(self, step: Calendar) -> None:
        """A file."""
        page = self._page(step.who)
        page.goto("/calendar/")
        page.locator("select[name=post]").select_option(step.who.name)
        file = {"name": "office.ics", "mimeType": "text/calendar", "buffer": step.raw}
        page.locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]  # a payload
        _press(page.locator("button[name=step][value=bring]"))
        expect(page.locator(_SIGNED)).to_be_visible()

    def sounds(self, step: Sound) -> None:
        """On the page for it; it is sent as it stands."""
        page = self._opens(step.who, f"soundings/new?about={step.matter}")
        self._fills(page, {**spelled("words", step.words), "days": str(step.days)})
        _press(page.locator("#sound button[type=submit]"))
        assert page.url.endswith("?sent"), page.locator("main").inner_text()

    def hears(self, step: Hear) -> None:
        """On the page that lists them, looked at until it is there."""
        page = self._page(step.who)
        # Whoever has answered in one word is heard by the link that answers in turn.
        wanted = page.locator("section.sounding")
        if not step.told.isascii():
            wanted = wanted.filter(has_text=step.told)
        wanted = wanted.filter(has=page.locator("a[href*='answers=']"))

        def there() -> bool:
            self._opens(step.who, "soundings/")
            return wanted.count() > 0

        self.watcher.wait(there)
        if step.stance:
            _press(wanted.locator("a[href*='answers=']").first)
            self._fills(page, {"stance_chosen": step.stance, "days": str(step.days)})
            _press(page.locator("#sound button[type=submit]"))
            assert page.url.endswith("?sent"), page.locator("main").inner_text()

    def tell(self, party: Party) -> None:  # noqa: ARG002 - the nodes know whose it is
        """The nodes exchange by themselves."""
        self.watcher.wait(self.watcher.same)

    def settle(self) -> None:
        """And confirm by themselves."""
        self.watcher.wait(self.watcher.settled)

    # --- pages ---------------------------------------------------------------------------------

    def _page(self, who: Officer) -> Page:
        """The officer's page; whoever has none yet signs in at the door."""
        if who.name not in self._pages:
            context = self.browser.new_context(
                base_url=f"http://{self.capitals.desks[who.party]}", locale=who.language,
                reduced_motion="reduce",
            )  # fmt: skip
            context.set_default_timeout(WAIT_MS)
            self.watch.follow(context)
            page = context.new_page()
            sign_in_at(page, who.name, PASSWORD)
            self._pages[who.name] = page
        return self._pages[who.name]

    def _opens(self, who: Officer, path: str) -> Page:
        page = self._page(who)
        channel = self.watcher.channels[who.dialogue]
        page.goto(f"/dialogues/{channel}/{path}", wait_until="domcontentloaded")
        return page

    def _answers(self, who: Officer, matter: str) -> None:
        """The page of the proposal that awaits an answer, by way of the item."""
        page = self._opens(who, f"items/{matter}")
        other = "jp" if who.party == "kr" else "kr"
        _press(page.locator(f"main a[href*='/answer/{other}/']").first)

    def _saved_and_signed(self, who: Officer, typed: Mapping[str, str]) -> None:
        """The form in the middle of the page becomes a draft, which is read and signed."""
        page = self._page(who)
        self._fills(page, typed)
        _press(page.locator(f"{_FORM} button[type=submit]").first)
        assert "/dispatch/" in page.url, page.locator("main").inner_text()
        expect(page.locator("main .preview")).to_be_visible()
        page.locator("#sign [name=password]").fill(PASSWORD)
        _press(page.locator("#sign button[name=step][value=sign]"))
        expect(page.locator(_SIGNED)).to_be_visible()

    def _speaks(self, page: Page, incident: str) -> None:
        """A short form is signed as it stands, and is no drill."""
        form = page.locator(_FORM)
        form.locator("input[type=checkbox]").check()
        form.locator("[name=password]").fill(PASSWORD)
        _press(form.locator("button[type=submit]").first)
        assert f"/incidents/{incident}/" in page.url, page.locator("main").inner_text()
        expect(page.locator(_SIGNED)).to_be_visible()

    def _fills(self, page: Page, typed: Mapping[str, str]) -> None:
        """What is typed, chosen or picked, by what stands there."""
        kinds: list[Any] = page.evaluate(_KINDS, list(typed))
        for (name, text), kind in zip(typed.items(), kinds, strict=True):
            assert kind is not None, f"{name} at {page.url}"
            where = page.locator(f"main [name='{name}']")
            match kind:
                case "radio" | "checkbox":
                    _shown(page.locator(f"main [name='{name}'][value='{text}']")).check()
                case "select-one":
                    _shown(where).select_option(text)
                case _:
                    _shown(where).fill(text)


def _press(target: Locator) -> None:
    """Press it and wait for what comes."""
    target.click()
    target.page.wait_for_load_state("domcontentloaded")


def _shown(target: Locator) -> Locator:
    """The input, what folds it away opened as a person would."""
    if not target.is_visible():
        details = target.locator("xpath=ancestor::details[not(@open)]")
        if details.count():
            details.locator("summary").first.click()
    return target
