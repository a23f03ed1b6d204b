# SPDX-License-Identifier: Apache-2.0
"""What makes a page usable for everybody: axe's rules, reflow, languages said, focus seen."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Locator, Page

AXE: Final = Path(__file__).parents[2] / ".tools" / "axe" / "axe.min.js"
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
NARROW: Final = 320
"""CSS pixels: a window of 1280 at 400 %, WCAG 1.4.10."""
TABS_MAX: Final = 120


@cache
def _source() -> str:
    assert AXE.is_file(), f"{AXE} is missing: run tools/browser"
    return AXE.read_text("utf-8")


@cache
def kept_ready() -> str:
    """A script for every page of a context: axe is there at once, and read only if it is asked."""
    return f"window.comityAxe = () => {{{_source()}}}"


def axe(page: Page) -> None:
    """Nothing on the page breaks a rule of WCAG 2.2 A and AA that axe knows, or its good practice.

    Raises:
        AssertionError: names each violation, the element and what axe would have changed.
    """
    # Handed over by the debugging protocol, not by a script element: the page's policy stands.
    if not page.evaluate("window.comityAxe?.(), typeof window.axe === 'object'"):
        page.evaluate(_source())
    found = page.evaluate(
        """tags => axe.run(document, {
            runOnly: {type: "tag", values: tags},
            rules: {"target-size": {enabled: true}},
            resultTypes: ["violations"],
        }).then(found => found.violations)""",
        list(TAGS),
    )
    assert not found, f"{page.url}\n" + "\n".join(_told(one) for one in found)


def _told(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"][:5]:
        lines.append(f"  {' '.join(map(str, node['target']))}: {node['html'][:200]}")
        lines += [f"    {line}" for line in node["failureSummary"].splitlines()[1:]]
    return "\n".join(lines)


def reflows(page: Page) -> None:
    """At 320 pixels nothing makes a reader scroll sideways, tables that scroll in a box apart."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": NARROW, "height": size["height"]})
    wide = page.evaluate(
        """() => {
            const root = document.scrollingElement, room = root.clientWidth;
            if (root.scrollWidth <= room) return [];
            const inBox = one => {
                for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
                    if (getComputedStyle(up).overflowX !== "visible") return true;
                return false;
            };
            return [...document.body.querySelectorAll("*")]
                .filter(one => one.getBoundingClientRect().right > room + 1 && !inBox(one))
                .slice(0, 8)
                .map(one => `${Math.round(one.getBoundingClientRect().right)} px: `
                    + one.outerHTML.slice(0, 160))
                .concat([`the page is ${root.scrollWidth} px wide in a window of ${room}`]);
        }"""
    )
    page.set_viewport_size(size)
    assert not wide, f"{page.url}\n" + "\n".join(wide)


# Each piece of visible text, and of text that is read aloud, with the language it is said to be in.
_PIECES: Final = """() => {
    const pieces = [], said = one => one.closest("[lang]")?.lang ?? "";
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.data.replace(/\\s+/g, " ").trim();
        const holder = walker.currentNode.parentElement;
        if (!text || holder.closest("script, style, template, noscript")) continue;
        if (!holder.checkVisibility({visibilityProperty: true})) continue;
        pieces.push([said(holder), text, !!holder.closest("[translate=no], code, .proof")]);
    }
    for (const name of ["aria-label", "alt", "title", "placeholder"])
        for (const one of document.body.querySelectorAll(`[${name}]`))
            pieces.push([said(one), one.getAttribute(name), false]);
    pieces.push([document.documentElement.lang, document.title, false]);
    return pieces;
}"""


def pieces(page: Page) -> list[tuple[str, str, bool]]:
    """What can be read on the page, in order: language said, text, whether it is a code."""
    return [tuple(piece) for piece in page.evaluate(_PIECES)]


_CHANGED: Final = """element => {
    const now = getComputedStyle(element), before = window.comityUnfocused?.get(element);
    const line = style => [style.outlineStyle, style.outlineWidth, style.outlineColor].join(" ");
    const clear = /(transparent|rgba\\([^)]*, 0\\))/;
    const outlined = now.outlineStyle !== "none" && parseFloat(now.outlineWidth) >= 1
        && !clear.test(now.outlineColor) && (!before || before.line !== line(now));
    const shaded = now.boxShadow !== "none" && (!before || before.shadow !== now.boxShadow);
    return outlined || shaded;
}"""
_REMEMBER: Final = """() => {
    document.activeElement?.blur?.();
    window.comityUnfocused = new WeakMap();
    for (const one of document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, [tabindex]"
    )) {
        const style = getComputedStyle(one);
        window.comityUnfocused.set(one, {
            line: [style.outlineStyle, style.outlineWidth, style.outlineColor].join(" "),
            shadow: style.boxShadow,
        });
    }
}"""
_COVERED: Final = """element => {
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return false;
    const spots = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.2], [0.5, 0.8]];
    return !spots.some(([x, y]) => {
        const top = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
        return top && (element.contains(top) || top.contains(element)
            || [...(element.labels ?? [])].some(label => label.contains(top)));
    });
}"""


def remember_unfocused(page: Page) -> None:
    """The look of all that can have focus is noted while nothing has it; call after each load."""
    page.evaluate(_REMEMBER)


def tab_to(page: Page, target: Locator, tabs_max: int = TABS_MAX) -> None:
    """Press Tab alone until the control has focus; all on the way show that they have it.

    Raises:
        AssertionError: the control isn't reached, or focus on the way can't be seen.
    """
    remember_unfocused(page)
    passed: list[str] = []
    for _ in range(tabs_max):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() == 0:
            passed.append("nothing")
            continue
        passed.append(focused.evaluate("one => one.outerHTML.slice(0, 120)"))
        assert focused.evaluate(_CHANGED), f"focus can't be seen on {passed[-1]}"
        assert not focused.evaluate(_COVERED), f"something covers what has focus: {passed[-1]}"
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by Tab from {passed[0]} … {passed[-1]}")


def press_by_keyboard(page: Page, target: Locator, key: str = "Enter") -> None:
    """Reach a control by Tab alone and press a key on it."""
    tab_to(page, target)
    page.keyboard.press(key)


def type_by_keyboard(page: Page, target: Locator, text: str) -> None:
    """Reach a field by Tab alone and replace what stands in it."""
    tab_to(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
