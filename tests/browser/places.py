# SPDX-License-Identifier: Apache-2.0
"""Every page of the desk: who opens it, where it is, what is done there before it is looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page

from comity.demo.steps.incident import DRILL, JP_ID
from tests.browser.serving import TwoNodes
from tests.browser.visitors import Desk

AWAITING: Final = {"kr": "meeting/round-2/date", "jp": "follow-up/3"}
"""An item on which a proposal awaits each side's answer."""


@dataclass(frozen=True)
class Visit:
    """One page being opened: in the browser of somebody at one of the desks."""

    page: Page
    desk: Desk
    nodes: TwoNodes

    def open(self, path: str) -> None:
        """Open an address of the desk."""
        self.page.goto(path)

    def economic(self, path: str = "") -> None:
        """Open a page of the economic dialogue."""
        self.open(f"/dialogues/{self.nodes.economic}/{path}")

    def security(self, path: str = "") -> None:
        """Open a page of the security dialogue."""
        self.open(f"/dialogues/{self.nodes.security}/{path}")

    def send(self) -> None:
        """Send the one form in the middle of the page."""
        self.page.locator("main form.form button[type=submit]").first.click()
        self.page.wait_for_load_state()

    def follow(self, part: str) -> None:
        """Follow the first link in the middle of the page whose address holds this."""
        self.page.locator(f"main a[href*='{part}']").first.click()
        self.page.wait_for_load_state()


@dataclass(frozen=True)
class Place:
    """A page of the desk.

    Args:
        name: as its pictures are named.
        person: the role of whoever opens it; None for somebody at the door.
        reach: leads there.
        status: of its answer.
        pictured: whether docs/screens shows it; not where another page looks the same.
        printed: whether a picture of it on paper is taken too.
    """

    name: str
    person: str | None
    reach: Callable[[Visit], None]
    status: int = 200
    pictured: bool = True
    printed: bool = False


def _answer(visit: Visit) -> None:
    visit.economic(f"items/{AWAITING[visit.desk.party]}")
    visit.follow("/answer/")


def _answer_unsaid(visit: Visit) -> None:
    _answer(visit)
    visit.send()


def _date_unclear(visit: Visit) -> None:
    visit.economic("propose/meeting/round-2/date?form=date")
    visit.page.locator("[name=day_day]").fill("31")
    visit.page.locator("[name=day_month]").fill("2")
    visit.page.locator("[name=start]").fill("ten")
    visit.page.locator("[name=end]").fill("")
    visit.send()


def _calendar_nothing(visit: Visit) -> None:
    visit.open("/calendar/")
    visit.page.locator("button[name=step][value=bring]").click()
    visit.page.wait_for_load_state()


def _paper_nothing(visit: Visit) -> None:
    visit.economic("meetings/round-2/paper")
    visit.send()


def _dates_found(visit: Visit) -> None:
    visit.economic("meetings/round-2/dates/")
    if not visit.page.locator("[name=people]:checked").count():
        visit.page.locator("[name=people]").first.check()
    visit.page.locator("button[name=step][value=search]").click()
    visit.page.wait_for_load_state()


def _dates_none(visit: Visit) -> None:
    visit.economic("meetings/round-2/dates/")
    if not visit.page.locator("[name=people]:checked").count():
        visit.page.locator("[name=people]").first.check()
    for name, text in (
        ("first_day_day", "3"), ("first_day_month", "11"), ("first_day_year", "2023"),
        ("last_day_day", "3"), ("last_day_month", "11"), ("last_day_year", "2023"),
    ):  # fmt: skip
        visit.page.locator(f"[name={name}]").fill(text)
    visit.page.locator("button[name=step][value=search]").click()
    visit.page.wait_for_load_state()


def _dates_unclear(visit: Visit) -> None:
    visit.economic("meetings/round-2/dates/")
    visit.page.locator("[name=minutes]").fill("ten")
    visit.page.locator("button[name=step][value=search]").click()
    visit.page.wait_for_load_state()


def _dated(visit: Visit) -> None:
    visit.economic("propose/meeting/round-2/date?form=date")
    for name, text in (
        ("day_day", "20"), ("day_month", "10"), ("day_year", "2023"), ("start", "10:00"),
        ("end", "12:30"),
    ):  # fmt: skip
        visit.page.locator(f"[name={name}]").fill(text)


def _draft(visit: Visit) -> None:
    _dated(visit)
    visit.send()


def _draft_unsigned(visit: Visit) -> None:
    _draft(visit)
    visit.page.locator("button[name=step][value=sign]").click()
    visit.page.wait_for_load_state()


def _withdraw(visit: Visit) -> None:
    visit.open("/people/")
    visit.follow("/people/admissions/")


def _deactivate(visit: Visit) -> None:
    visit.open("/people/")
    visit.page.locator("main td a[href^='/people/']").last.click()
    visit.page.wait_for_load_state()
    visit.follow("/deactivate")


def _sign_in_unknown(visit: Visit) -> None:
    visit.open("/sign-in")
    visit.page.locator("[name=sign_in]").fill("nobody")
    visit.page.locator("[name=password]").fill("not the password")
    visit.page.locator("main form button[type=submit]").first.click()
    visit.page.wait_for_load_state()


def _compute_nothing(visit: Visit) -> None:
    visit.economic("facts/new-1/compute/")
    visit.send()


def _report_nothing(visit: Visit) -> None:
    visit.open("/incidents/report/")
    visit.page.locator("main form.form .next-step button[type=submit]").click()
    visit.page.wait_for_load_state()


def _entry(visit: Visit) -> None:
    visit.economic("record/jp/24/")


def _readout(visit: Visit) -> None:
    visit.economic("state/meeting/round-1/readout")
    visit.page.locator("[name=text_en]").fill("They said “we agree”.")
    visit.send()


def _sound_from_proposal(visit: Visit) -> None:
    _dated(visit)
    visit.page.locator("button[name=step][value=sound]").click()
    visit.page.wait_for_load_state()


def _sounded(visit: Visit) -> None:
    visit.economic("soundings/new?about=meeting/round-2/date")
    words = visit.page.locator(f"[name=words_{visit.page.locator('html').get_attribute('lang')}]")
    words.fill("26 October?")
    visit.send()


def _economic(path: str) -> Callable[[Visit], None]:
    return lambda visit: visit.economic(path)


def _security(path: str) -> Callable[[Visit], None]:
    return lambda visit: visit.security(path)


def _at(path: str) -> Callable[[Visit], None]:
    return lambda visit: visit.open(path)


PLACES: Final = (
    Place("sign-in", None, _at("/sign-in")),
    Place("sign-in-error", None, _sign_in_unknown, status=400, pictured=False),
    Place("today", "signer", _at("/")),
    Place("today-nothing", "outsider", _at("/"), pictured=False),
    Place("today-administrator", "administrator", _at("/"), pictured=False),
    Place("dialogues", "observer", _at("/dialogues/")),
    Place("dialogue", "signer", _economic(""), printed=True),
    Place("dialogue-security", "observer", _security(""), pictured=False),
    Place("meeting", "signer", _economic("meetings/round-2/")),
    Place("meeting-held", "observer", _economic("meetings/round-1/")),
    Place("paper", "drafter", _economic("meetings/round-2/paper")),
    Place("paper-error", "drafter", _paper_nothing, status=400, pictured=False),
    Place("carry-over", "drafter", _economic("meetings/round-2/carry-over"), pictured=False),
    Place("propose-call", "drafter", _economic("propose/meeting/kr-9/date?form=call")),
    Place("text", "signer", _economic("texts/summary-round-2/"), printed=True),
    Place("text-adopted", "observer", _economic("texts/summary-round-1/")),
    Place("item", "signer", _economic("items/text/summary-round-2/p/k2")),
    Place("item-date", "observer", _security("items/meeting/round-13/date"), pictured=False),
    Place("item-terms", "observer", _economic("items/terms"), pictured=False),
    Place("propose", "drafter", _economic("propose/")),
    Place("propose-date", "drafter", _economic("propose/meeting/round-2/date?form=date")),
    Place("propose-date-error", "drafter", _date_unclear, status=400),
    Place(
        "propose-window",
        "drafter",
        _economic("propose/meeting/round-3/date?form=window"),
        pictured=False,
    ),
    Place("calendar", "signer", _at("/calendar/")),
    Place("calendar-error", "signer", _calendar_nothing, status=400, pictured=False),
    Place("find-dates", "drafter", _economic("meetings/round-2/dates/"), pictured=False),
    Place("find-dates-found", "drafter", _dates_found),
    Place("find-dates-none", "drafter", _dates_none),
    Place("find-dates-error", "drafter", _dates_unclear, status=400, pictured=False),
    Place("propose-window", "drafter", _economic("propose/meeting/round-2/date?form=window")),
    Place("propose-agenda", "drafter", _economic("propose/meeting/round-2/agenda/batteries")),
    Place("propose-anchor", "drafter", _economic("propose/anchor/summit-autumn")),
    Place("propose-text", "drafter", _economic("propose/text/statement-1")),
    Place("propose-paragraph", "drafter", _economic("propose/text/summary-round-2/p/k2")),
    Place("propose-adoption", "drafter", _economic("propose/text/summary-round-2/adoption")),
    Place("propose-follow-up", "drafter", _economic("propose/follow-up/5")),
    Place("propose-terms", "drafter", _economic("propose/terms")),
    Place("answer", "signer", _answer),
    Place("answer-error", "signer", _answer_unsaid, status=400, pictured=False),
    Place("state-delegation", "drafter", _economic("state/meeting/round-2/delegation")),
    Place(
        "state-attendance", "drafter", _economic("state/meeting/round-2/attendance"), pictured=False
    ),
    Place("state-readout", "drafter", _economic("state/meeting/round-2/readout")),
    Place("state-report", "drafter", _economic("state/follow-up/3/report")),
    Place("state-view", "drafter", _economic("state/follow-up/3/view"), pictured=False),
    Place("terms", "signer", _economic("terms/")),
    Place("understanding", "observer", _economic("terms/understanding/"), printed=True),
    Place("state-authority", "drafter", _economic("state/authority/economic-desk")),
    Place("measure", "signer", _economic("measures/ira/")),
    Place("measure-sheet", "observer", _economic("measures/ira/sheet/"), printed=True),
    Place("fact", "signer", _economic("facts/gallium-germanium/")),
    Place("fact-stated", "observer", _economic("facts/equipment/"), pictured=False),
    Place("fact-compute", "drafter", _economic("facts/new-1/compute/")),
    Place("fact-compute-error", "drafter", _compute_nothing, status=400, pictured=False),
    Place("propose-measure", "drafter", _economic("propose/measure/gallium")),
    Place("propose-plan", "drafter", _economic("propose/measure/ira/plan"), pictured=False),
    Place("propose-fact", "drafter", _economic("propose/fact/new-2"), pictured=False),
    Place("state-interests", "drafter", _economic("state/measure/ira/interests"), pictured=False),
    Place("state-delivery", "drafter", _economic("state/measure/ira/delivery"), pictured=False),
    Place("state-reply", "drafter", _economic("state/measure/ira/reply"), pictured=False),
    Place("note-new", "drafter", _economic("notes/measure/ira")),
    Place("incidents", "observer", _security("incidents/")),
    Place("incident", "signer", _security(f"incidents/{JP_ID}/"), printed=True),
    Place("incident-drill", "signer", _security(f"incidents/{DRILL}/")),
    Place("incident-report", "signer", _at("/incidents/report/")),
    Place("incident-report-error", "signer", _report_nothing, status=400, pictured=False),
    Place("incident-update", "signer", _security(f"incidents/{JP_ID}/update/"), pictured=False),
    Place("incident-call", "signer", _security(f"incidents/{JP_ID}/call/"), pictured=False),
    Place("incident-end", "signer", _security(f"incidents/{JP_ID}/stand-down/"), pictured=False),
    Place("incident-facts", "drafter", _security(f"state/incident/{JP_ID}/facts")),
    Place("incident-assessment", "drafter", _security(f"propose/incident/{JP_ID}/assessment")),
    Place("press", "signer", _economic("press/")),
    Place("press-security", "observer", _security("press/"), pictured=False),
    Place("propose-press", "drafter", _economic("propose/press/kr-9?about=meeting/round-2")),
    Place("state-released", "drafter", _economic("state/press/kr-1/released"), pictured=False),
    Place("draft-readout", "signer", _readout),
    Place("sound", "signer", _sound_from_proposal),
    Place("soundings", "signer", _sounded),
    Place("dispatch", "signer", _at("/dispatch/")),
    Place("draft", "signer", _draft),
    Place("draft-drafter", "drafter", _draft, pictured=False),
    Place("draft-error", "signer", _draft_unsigned, status=400),
    Place("record", "observer", _economic("record/")),
    Place("entry", "observer", _entry),
    Place("people", "administrator", _at("/people/")),
    Place("people-withdraw", "administrator", _withdraw, pictured=False),
    Place("people-deactivate", "administrator", _deactivate, pictured=False),
    Place("account", "signer", _at("/account")),
    Place("design", "observer", _at("/design")),
    Place("story", "observer", _at("/story")),
    Place("not-found", "observer", _at("/dialogues/none/"), status=404),
    Place("not-admitted", "outsider", _economic(""), status=404, pictured=False),
)
