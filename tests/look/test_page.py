# SPDX-License-Identifier: Apache-2.0
"""The page of all components in a browser: for everybody, on any width, on paper."""

import re
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from comity.locale import LANGUAGES, Language
from tests.browser.access import axe, reflows
from tests.look.conftest import Stage
from tests.look.stage import ADDRESS, TEMPLATES, page

TARGET_PX_MIN: Final = 24
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?! src=)", re.IGNORECASE)


def _design(visit: Page, stage: Stage, language: Language = "en", **values: object) -> None:
    stage.pages["/design"] = page("design/page.html", language, **values)
    visit.goto(f"{ADDRESS}/design")


@pytest.mark.parametrize("width", [1360, 390])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_component_is_for_everybody(
    visit: Page, stage: Stage, language: Language, width: int
) -> None:
    visit.set_viewport_size({"width": width, "height": 900})
    _design(visit, stage, language)
    axe(visit)
    reflows(visit)


def test_words_may_be_set_wider(visit: Page, stage: Stage) -> None:
    # WCAG 1.4.12, text spacing: a reader's own style sheet hides nothing.
    visit.set_viewport_size({"width": 390, "height": 900})
    _design(visit, stage, "ko")
    visit.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
                word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    reflows(visit)
    cut = visit.evaluate(
        """() => [...document.querySelectorAll(".tag, .govuk-button, .party, .head__button")]
            .filter(one => one.scrollWidth > one.clientWidth + 1)
            .map(one => one.outerHTML.slice(0, 120))"""
    )
    assert cut == []


def test_what_can_be_pressed_is_large_enough(visit: Page, stage: Stage) -> None:
    _design(visit, stage)
    small = visit.evaluate(
        """least => [...document.querySelectorAll(
            "button, [role=button], summary, select, input:not([type=hidden]), .navigation a")]
            .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 100)])
            .filter(([box]) => box.width > 0 && (box.width < least || box.height < least))
            .map(([box, html]) => `${box.width} x ${box.height}: ${html}`)""",
        TARGET_PX_MIN,
    )
    assert small == []


@pytest.mark.parametrize(
    "place",
    [
        ".navigation a >> nth=0",
        ".head__mark",
        ".head__button >> nth=0",
        ".page__crumbs a",
        "button.govuk-button >> nth=0",
        "a.govuk-button >> nth=0",
        "summary >> nth=0",
        "input.govuk-input >> nth=0",
        "select",
        "textarea >> nth=0",
        "pre",
    ],
)
def test_focus_is_yellow_and_ink(visit: Page, stage: Stage, place: str) -> None:
    # With forced colours both vanish; then the outline, transparent before, is drawn.
    _design(visit, stage)
    visit.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    visit.keyboard.press("Tab")  # From now on what has focus got it by the keyboard.
    look = visit.locator(place).first
    look.focus()
    found = look.evaluate(
        """one => {
            const now = getComputedStyle(one);
            return [now.backgroundColor, now.boxShadow, now.outlineColor, now.borderColor].join(" ")
                + (now.outlineStyle === "none" ? " no outline" : "");
        }"""
    )
    assert "rgb(255, 221, 0)" in found
    assert "rgb(27, 36, 48)" in found
    assert "no outline" not in found


@pytest.mark.parametrize("kind", ["radios", "checkboxes"])
def test_focus_is_seen_beside_what_is_drawn(visit: Page, stage: Stage, kind: str) -> None:
    _design(visit, stage)
    visit.keyboard.press("Tab")
    first = visit.locator(f".govuk-{kind}__input").first
    first.focus()
    shadow = first.evaluate("one => getComputedStyle(one.nextElementSibling, '::before').boxShadow")
    assert "rgb(255, 221, 0)" in shadow


def test_languages_are_set_in_their_own_letters(visit: Page, stage: Stage) -> None:
    _design(visit, stage)
    face = "one => getComputedStyle(one).fontFamily.split(',').slice(0, 2).join()"
    faces = {
        language: visit.locator(f".words[lang={language}]").first.evaluate(face)
        for language in LANGUAGES
    }
    assert faces == {
        "en": '"Comity Serif", Georgia',
        "ko": '"Comity Serif Letters", "Noto Serif KR"',
        "ja": '"Comity Serif Letters", "Noto Serif JP"',
    }
    assert visit.locator("h1").evaluate(face) == '"Comity Serif", Georgia'
    assert visit.locator(".card p[lang=en]").first.evaluate(face) == '"Comity Sans", system-ui'
    breaking = "one => getComputedStyle(one).wordBreak"
    assert visit.locator(".words[lang=ko]").first.evaluate(breaking) == "keep-all"
    assert visit.locator(".words[lang=ja]").first.evaluate(
        "one => getComputedStyle(one).lineBreak"
    ) == ("strict")


def test_on_a_phone_columns_and_tables_become_blocks(visit: Page, stage: Stage) -> None:
    visit.set_viewport_size({"width": 320, "height": 900})
    _design(visit, stage)
    cells = visit.locator(".paragraph").first.locator(".columns__cell")
    boxes = [cells.nth(at).bounding_box() for at in range(3)]
    lefts = {box["x"] for box in boxes if box}
    tops = [box["y"] for box in boxes if box]
    assert len(lefts) == 1
    assert tops == sorted(set(tops))
    expect(cells.nth(1).locator(".columns__language")).to_be_visible()
    row = visit.locator(".rows tbody tr").first
    label = row.locator("td").first.evaluate("one => getComputedStyle(one, '::before').content")
    assert label == '"What awaits us"'


def test_paper_carries_the_marking_and_nothing_to_press(visit: Page, stage: Stage) -> None:
    _design(visit, stage)
    visit.emulate_media(media="print")
    for place in (".navigation", ".head form", ".govuk-button", ".govuk-skip-link", ".news"):
        for one in visit.locator(place).all():
            assert not one.is_visible(), place
    for place, display in ((".running >> nth=0", "header"), (".running--foot", "footer")):
        running = visit.locator(place)
        expect(running).to_contain_text("대외비")
        # The groups of a table's head and foot are what is set again on each sheet.
        assert running.evaluate("one => getComputedStyle(one).display") == f"table-{display}-group"
        assert running.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
    inks = visit.evaluate(
        """() => [...new Set([...document.querySelectorAll(".card *, .sub, .tag, .plight *")]
            .filter(one => one.checkVisibility()).map(one => getComputedStyle(one).color))]"""
    )
    assert set(inks) <= {"rgb(0, 0, 0)", "rgb(51, 51, 51)"}


def test_nothing_moves(visit: Page, stage: Stage) -> None:
    _design(visit, stage)
    moving = visit.evaluate(
        """() => [...document.querySelectorAll("*")].filter(one => {
            const now = getComputedStyle(one);
            return now.animationName !== "none" || parseFloat(now.transitionDuration) > 0;
        }).map(one => one.className)"""
    )
    assert moving == []


def test_without_a_person_the_frame_stays(visit: Page, stage: Stage) -> None:
    bare = {"person": None, "nav": (), "marking": None, "keys_locked": False}
    _design(visit, stage, "en", demonstration=False, **bare)
    assert visit.locator("nav.navigation, #news, .demonstration, .keys-locked").count() == 0
    expect(visit.locator(".head .head__button")).to_have_count(len(LANGUAGES))
    axe(visit)


def test_who_hears_the_page_hears_no_sign(visit: Page, stage: Stage) -> None:
    _design(visit, stage)
    expect(visit.locator(".tag").first).to_have_text("agreed, confirmation pending")
    assert visit.locator(".tag svg:not([aria-hidden=true])").count() == 0
    bracket = visit.locator(".words[lang=en] .bracket").first
    said = bracket.evaluate("one => one.innerText.replace(/\\s+/g, ' ').trim()")
    assert said.startswith("bracketed text proposed by KR:")
    assert said.endswith("end of bracketed text")


@pytest.mark.parametrize(
    "template", sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
)
def test_no_template_speaks_inline(template: str) -> None:
    # The policy of every page refuses inline code and inline styles.
    found = INLINE.findall((TEMPLATES / template).read_text("utf-8"))
    assert found == []
