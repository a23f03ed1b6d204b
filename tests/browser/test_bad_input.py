# SPDX-License-Identifier: Apache-2.0
"""What goes wrong between a page and its form: said plainly, and what was typed is kept."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from comity.locale import Language
from tests.browser.officers import Officer, Pointer
from tests.browser.serving import TwoNodes
from tests.browser.visitors import Visitors, sign_in_at

REASON = "보류 중인 사유 °"


@pytest.fixture
def kr(visitors: Visitors, two_nodes: TwoNodes) -> Officer:
    """A Korean signer, reading Korean."""
    page = visitors.page_as(two_nodes.kr, "signer", "ko")
    return Officer(page, two_nodes.kr, two_nodes.security, Pointer(page))


@pytest.fixture
def jp(visitors: Visitors, two_nodes: TwoNodes) -> Officer:
    """A Japanese signer, reading Japanese."""
    page = visitors.page_as(two_nodes.jp, "signer", "ja")
    return Officer(page, two_nodes.jp, two_nodes.security, Pointer(page))


@pytest.fixture
def guest(visitors: Visitors, two_nodes: TwoNodes) -> Iterator[Officer]:
    """A Korean signer in a browser that nobody else uses."""
    context = visitors.context(two_nodes.kr, "signer-en", "en")
    page = context.new_page()
    yield Officer(page, two_nodes.kr, two_nodes.security, Pointer(page))
    context.close()


def _second_page(visitors: Visitors, of: Officer) -> Officer:
    language: Language = "ko" if of.desk.party == "kr" else "ja"
    page = visitors.page_as(of.desk, "signer", language)
    return Officer(page, of.desk, of.channel, Pointer(page))


def _withdraws(officer: Officer, matter: str) -> str:
    officer.opens(f"items/{matter}")
    officer.hand.press(officer.page.locator("main a[href*='/answer/']").first)
    return officer.saves()


def test_withdrawn_while_the_answer_was_being_written(
    visitors: Visitors, kr: Officer, jp: Officer
) -> None:
    matter = "meeting/withdrawn-1/date"
    jp.signs(jp.drafts_date(matter, 20))
    kr.reads(matter)
    kr.hand.press(kr.page.locator("main a[href*='/answer/jp/']").first)
    kr.hand.choose(kr.page.locator("[name=answer][value=decline]"))
    kr.page.locator("[name=reason]").fill(REASON)
    jp.signs(_withdraws(jp, matter))
    other = _second_page(visitors, kr)
    other.opens(f"items/{matter}")
    other.sees(other.page.locator("main .tag--lapsed"))
    visitors.watch.expect(409)
    kr.hand.press(kr.page.locator("main form.form button[type=submit]").first)
    main = kr.page.locator("main")
    expect(main.locator(".plight").first).to_be_visible()
    expect(main).to_contain_text("철회")
    expect(main.locator("[name=reason]")).to_have_value(REASON)
    assert "/answer/" in kr.page.url


def test_a_counter_proposal_to_what_was_withdrawn_keeps_what_was_typed(
    visitors: Visitors, kr: Officer, jp: Officer
) -> None:
    matter = "meeting/withdrawn-2/date"
    jp.signs(jp.drafts_date(matter, 21))
    kr.reads(matter)
    kr.hand.press(kr.page.locator("main a[href*='/answer/jp/']").first)
    kr.hand.press(kr.page.locator("main a[href*='/propose/']").first)
    kr.page.locator("[name=day_day]").fill("28")
    jp.signs(_withdraws(jp, matter))
    other = _second_page(visitors, kr)
    other.opens(f"items/{matter}")
    other.sees(other.page.locator("main .tag--lapsed"))
    visitors.watch.expect(409)
    kr.hand.press(kr.page.locator("main form.form button[type=submit]").first)
    expect(kr.page.locator("main .plight").first).to_be_visible()
    assert kr.page.locator("[name=day_day]").input_value() == "28"
    # Sent again, knowing what stands now, it is taken.
    assert kr.saves()


def test_changed_between_preview_and_signature(
    visitors: Visitors, kr: Officer, jp: Officer
) -> None:
    matter = "meeting/withdrawn-3/date"
    jp.signs(jp.drafts_date(matter, 22))
    kr.reads(matter)
    kr.accepts(matter)
    jp.signs(_withdraws(jp, matter))
    other = _second_page(visitors, kr)
    other.opens(f"items/{matter}")
    other.sees(other.page.locator("main .tag--lapsed"))
    visitors.watch.expect(409)
    kr.page.locator("[name=password]").fill(kr.desk.password)
    kr.hand.press(kr.page.locator("button[name=step][value=sign]"))
    expect(kr.page.locator("main .plight").first).to_be_visible()
    expect(kr.page.locator(".govuk-notification-banner--success")).to_have_count(0)


def _entries(officer: Officer) -> int:
    """How many entries of our own side the record page counts."""
    officer.opens("record/")
    own = f"/record/{officer.desk.party}/"
    numbers: list[int] = officer.page.locator(f"main a[href*='{own}']").evaluate_all(
        "all => all.map(one => Number(one.getAttribute('href').split('/').filter(Boolean).pop()))"
    )
    return max(numbers)


def test_signed_twice_is_signed_once(visitors: Visitors, kr: Officer) -> None:
    draft = kr.drafts_date("meeting/twice-1/date", 23)
    before = _entries(_second_page(visitors, kr))
    kr.page.goto(draft)
    kr.page.locator("[name=password]").fill(kr.desk.password)
    kr.page.locator("button[name=step][value=sign]").dblclick()
    expect(kr.page.locator(".govuk-notification-banner").first).to_be_visible()
    kr.page.wait_for_load_state()
    assert _entries(_second_page(visitors, kr)) == before + 1


def test_going_back_and_signing_again_signs_nothing(visitors: Visitors, kr: Officer) -> None:
    draft = kr.drafts_date("meeting/twice-2/date", 24)
    other = _second_page(visitors, kr)
    other.page.goto(draft)
    kr.signs(draft)
    before = _entries(_second_page(visitors, kr))
    other.page.locator("[name=password]").fill(kr.desk.password)
    other.hand.press(other.page.locator("button[name=step][value=sign]"))
    expect(other.page.locator("main")).to_contain_text("이미 서명")
    assert _entries(_second_page(visitors, kr)) == before


def test_a_draft_saved_twice_is_one_draft(kr: Officer) -> None:
    kr.page.goto("/dispatch/")
    drafts = kr.page.locator("main a[href*='/dispatch/']")
    before = drafts.count()
    kr.opens("propose/meeting/twice-3/date?form=date")
    for name, text in (
        ("day_day", "25"), ("day_month", "11"), ("day_year", "2023"), ("start", "10:00"),
        ("end", "11:00"), ("round", "4"),
    ):  # fmt: skip
        kr.page.locator(f"[name={name}]").fill(text)
    kr.page.locator("main form.form button[type=submit]").first.dblclick()
    expect(kr.page.locator("section.preview")).to_be_visible()
    kr.page.goto("/dispatch/")
    assert drafts.count() == before + 1


def test_a_session_that_ended_while_somebody_typed_loses_nothing(guest: Officer) -> None:
    guest.opens("propose/meeting/ended-1/date?form=date")
    guest.page.locator("[name=day_day]").fill("26")
    guest.page.locator("[name=place_ko]").fill("서울, 외교부 청사 17층")
    _end_session(guest.page)
    guest.hand.press(guest.page.locator("main form.form button[type=submit]").first)
    _again(guest.page, guest.desk.password)
    assert guest.page.locator("[name=day_day]").input_value() == "26"
    assert guest.page.locator("[name=place_ko]").input_value() == "서울, 외교부 청사 17층"


def _end_session(page: Page) -> None:
    """As the desk ends one that nobody uses: the browser's forms are still its own."""
    page.context.clear_cookies(name=re.compile(r"-\d+$"))


def _again(page: Page, password: str) -> None:
    """Sign in where one is asked to, and come back to where one was."""
    expect(page.locator("input[name=sign_in]")).to_be_visible()
    sign_in_at(page, "signer-en", password)
    expect(page.locator("main form.form")).to_be_visible()


def test_an_open_page_says_that_its_session_has_ended(visitors: Visitors, guest: Officer) -> None:
    guest.opens("")
    visitors.watch.expect(401)
    _end_session(guest.page)
    told = guest.page.locator("#news a")
    expect(told).to_be_visible()
    guest.hand.press(told)
    expect(guest.page.locator("input[name=sign_in]")).to_be_visible()


def test_a_form_from_before_one_signed_in_again_is_not_taken(
    visitors: Visitors, guest: Officer
) -> None:
    guest.opens("propose/meeting/ended-2/date?form=date")
    guest.page.locator("[name=day_day]").fill("26")
    _end_session(guest.page)
    other = guest.page.context.new_page()
    sign_in_at(other, "signer-en", guest.desk.password)
    visitors.watch.expect(403)
    guest.hand.press(guest.page.locator("main form.form button[type=submit]").first)
    expect(guest.page.locator("h1")).to_contain_text("no longer valid")
    guest.page.go_back()
    expect(guest.page.locator("[name=day_day]")).to_have_value("26")
