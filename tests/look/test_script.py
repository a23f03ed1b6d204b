# SPDX-License-Identifier: Apache-2.0
"""What desk.js does with news: it shows them, or says that there are some, and disturbs nobody."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.look.conftest import Stage
from tests.look.stage import ADDRESS, STATIC, called, every_page

LINES_MAX = 150
PAGE = """{% extends "layout.html" %}
{% block title %}{{ words }}{% endblock %}
{% block heading %}{{ words }}{% endblock %}
{% block main %}
<p>{{ words }}</p><a id="there" href="#there">there</a><details><summary>more</summary>x</details>
<form method="post" action="#main">
<input type="hidden" name="csrfmiddlewaretoken" value="{{ token }}">
<label>a <input name="a"></label>
{% if password %}{% from "parts/password_input.html" import password_input %}
{{ password_input("secret", "Password") }}{% endif %}
</form>
{% endblock %}"""


def _page(words: str, *, drawn: int = 1, password: bool = False) -> str:
    return called(PAGE, {**every_page("en"), "words": words, "token": drawn, "password": password})


def _open(visit: Page, stage: Stage, *answers: tuple[int, str]) -> None:
    stage.pages["/"] = _page("before")
    stage.answers = list(answers)
    visit.clock.install()
    visit.goto(f"{ADDRESS}/")
    _turned(visit, 1)


def _turned(visit: Page, times: int) -> None:
    """Wait until the page has asked so often, and awaits the next time."""
    expect(visit.locator("#news")).to_have_attribute("data-turns", str(times))


def _turn(visit: Page, *, after_ms: int = 5_000) -> None:
    """Let the time of one question pass and wait for what follows from its answer."""
    before = int(visit.locator("#news").get_attribute("data-turns") or 0)
    visit.clock.run_for(after_ms)
    _turned(visit, before + 1)


def _news(stage: Stage) -> list[str]:
    return [tag for path, tag in stage.asked if path == "/news"]


def test_news_are_shown_where_nobody_is_at_work(visit: Page, stage: Stage) -> None:
    _open(visit, stage, (200, '"1"'), (304, '"1"'), (200, '"2"'))
    visit.locator("details").evaluate("one => one.open = true")
    visit.locator("#there").focus()
    stage.pages["/"] = _page("after")
    _turn(visit)
    _turn(visit)
    expect(visit.locator("main p")).to_have_text("after")
    expect(visit.locator("#news")).to_have_text("This page has been brought up to date.")
    expect(visit.locator("#there")).to_be_focused()
    assert visit.locator("details").get_attribute("open") is not None
    assert visit.title().startswith("after")
    assert _news(stage)[:3] == ["", '"1"', '"1"']


def test_nothing_is_put_over_what_somebody_types(visit: Page, stage: Stage) -> None:
    _open(visit, stage, (200, '"1"'), (200, '"2"'))
    visit.get_by_role("textbox", name="a").fill("typed")
    visit.locator("#there").focus()
    stage.pages["/"] = _page("after")
    _turn(visit)
    link = visit.locator("#news").get_by_role("link", name="Show it")
    expect(link).to_be_visible()
    expect(visit.locator("#news")).to_contain_text("There is news on this page.")
    expect(visit.locator("main p")).to_have_text("before")
    assert visit.get_by_role("textbox", name="a").input_value() == "typed"
    link.click()
    expect(visit.locator("main p")).to_have_text("after")


def test_a_token_that_differs_is_no_news(visit: Page, stage: Stage) -> None:
    _open(visit, stage, (200, '"1"'), (200, '"2"'))
    visit.locator("main p").evaluate("one => one.dataset.kept = 'yes'")
    stage.pages["/"] = _page("before", drawn=2)
    _turn(visit)
    expect(visit.locator("main p")).to_have_attribute("data-kept", "yes")
    expect(visit.locator("#news")).to_be_empty()


@pytest.mark.parametrize("status", [401, 403])
def test_whoever_is_signed_out_is_told_and_asks_no_more(
    visit: Page, stage: Stage, status: int
) -> None:
    _open(visit, stage, (200, '"1"'), (status, ""))
    visit.clock.run_for(5_000)
    expect(visit.locator("#news")).to_contain_text("You are signed out.")
    expect(visit.get_by_role("link", name="Sign in again")).to_be_visible()
    asked = len(stage.asked)
    visit.clock.run_for(300_000)
    assert len(stage.asked) == asked


def test_a_desk_that_does_not_answer_is_asked_less_and_less(visit: Page, stage: Stage) -> None:
    _open(visit, stage, (200, '"1"'), *[(503, "")] * 6, (304, '"1"'))
    _turn(visit)
    waits = [10_000, 20_000, 40_000, 60_000, 60_000]
    for wait in waits:
        asked = len(_news(stage))
        visit.clock.run_for(wait - 1_000)
        assert len(_news(stage)) == asked
        _turn(visit, after_ms=1_000)


def test_a_page_that_nobody_sees_does_not_ask(visit: Page, stage: Stage) -> None:
    _open(visit, stage, (200, '"1"'), (304, '"1"'))
    hide = (
        "value => { Object.defineProperty(document, 'hidden', {value, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange')); }"
    )
    visit.evaluate(hide, arg=True)
    asked = len(stage.asked)
    visit.clock.run_for(60_000)
    assert len(stage.asked) == asked
    with visit.expect_response(f"{ADDRESS}/news"):
        visit.evaluate(hide, arg=False)


def test_a_password_can_be_shown_and_is_sent_hidden(visit: Page, stage: Stage) -> None:
    stage.pages["/"] = _page("before", password=True)
    visit.goto(f"{ADDRESS}/")
    field = visit.get_by_label("Password", exact=True)
    field.fill("secret")
    visit.get_by_role("button", name="Show password").click()
    expect(field).to_have_attribute("type", "text")
    expect(visit.get_by_role("button", name="Hide password")).to_have_text("Hide")
    field.evaluate("one => one.form.dispatchEvent(new Event('submit'))")
    expect(field).to_have_attribute("type", "password")


def test_a_link_like_a_button_answers_to_the_space_bar(visit: Page, stage: Stage) -> None:
    button = '<a href="#pressed" role="button">press</a>'
    stage.pages["/"] = _page("before").replace("<details>", f"{button}<details>")
    visit.goto(f"{ADDRESS}/")
    visit.get_by_role("button", name="press").focus()
    visit.keyboard.press("Space")
    visit.wait_for_url(f"{ADDRESS}/#pressed")


def test_the_script_stays_small() -> None:
    lines = (STATIC / "desk.js").read_text("utf-8").splitlines()
    assert len(lines) <= LINES_MAX
    assert json.loads((STATIC / "look.json").read_text("utf-8"))["sources"]["desk.js"]
