# SPDX-License-Identifier: Apache-2.0
"""The instruments themselves: each finds what was planted for it, and is quiet otherwise."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.access import axe, reflows, tab_to
from tests.browser.languages import english_left, unmarked
from tests.browser.pictures import COLOURS, screens
from tests.browser.visitors import Desk, Visitors

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'"
)
STYLE = """
body { margin: 0; font: 16px sans-serif; color: #111; background: #fff; }
a:focus, button:focus { outline: 3px solid #b00; }
.faint { color: #ccc; } .wide { width: 600px; } .box { overflow-x: auto; }
.tiny { display: inline-block; width: 8px; height: 8px; padding: 0; border: 0; }
.unseen:focus { outline: none; }
.lid { position: fixed; inset: 0 0 auto 0; height: 80px; background: #eee; }
"""
GOOD = (
    "<h1>Today</h1><p>Two proposals await the Japanese side.</p>"
    "<p><a href='/other'>Other</a></p><p><button>Answer</button></p>"
)
BODIES = {
    "good": GOOD,
    "faint": GOOD + "<p class=faint>You can hardly read this.</p>",
    "unlabelled": GOOD + "<input name=date>",
    "tiny": GOOD
    + "<button class=tiny aria-label=A></button><button class=tiny aria-label=B></button>",
    "wide": GOOD + "<p class=wide>Wider than a narrow window.</p>",
    "boxed": GOOD + "<div class=box tabindex=0><p class=wide>It scrolls in a box.</p></div>",
    "unseen": "<h1>Today</h1><a class=unseen href='/other'>Other</a> <button>Answer</button>",
    "covered": "<div class=lid></div><a href='/other'>Other</a><button>Answer</button>",
    "styled": GOOD + "<p style='color: red'>Inline.</p>",
    "scripted": GOOD + "<script>document.title = 'run'</script>",
    "broken": GOOD + "<script src='/static/broken.js'></script>",
    "missing": GOOD + "<img alt='' src='/static/none.png'>",
    "mixed": "<h1>오늘</h1><p>Awaiting the Japanese side</p>",
    "unmarked": "<h1>Today</h1><p>한국어 <span lang=ja>日本語です</span></p>",
}
PAGE = (
    "<!doctype html><html lang={language}><head><meta charset=utf-8>"
    "<meta name=viewport content='width=device-width, initial-scale=1'><title>{title}</title>"
    "<link rel=stylesheet href='/static/style.css'></head>"
    "<body><main>{body}</main></body></html>"
)


class _Trial(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = self.path.strip("/")
        language = "ko" if name == "mixed" else "en"
        title = "오늘" if name == "mixed" else "Today"
        known = {
            "static/style.css": ("text/css", STYLE),
            "static/broken.js": ("text/javascript", "throw new Error('planted')"),
        }
        kind, text = known.get(name, ("text/html", ""))
        if not text and name in BODIES:
            text = PAGE.format(language=language, title=title, body=BODIES[name])
        self.send_response(200 if text else 404)
        raw = (text or "There is no such page.").encode()
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Nothing: the test tells what went wrong."""


@pytest.fixture(scope="module")
def trial() -> Iterator[Desk]:
    """A site of planted faults under a policy as strict as the desk's."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Trial) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield Desk("kr", f"http://127.0.0.1:{server.server_port}", "")
        server.shutdown()
        thread.join()


@pytest.fixture
def page(visitors: Visitors, trial: Desk) -> Page:
    """A page at that site."""
    return visitors.page_as(trial, None)


def test_a_good_page_passes_them_all(page: Page) -> None:
    page.goto("/good")
    axe(page)
    reflows(page)
    tab_to(page, page.get_by_role("button", name="Answer"))
    assert (english_left(page), unmarked(page)) == ([], [])


@pytest.mark.parametrize(
    ("name", "rule"),
    [("faint", "color-contrast"), ("unlabelled", "label"), ("tiny", "target-size")],
)
def test_axe_finds_what_was_planted_under_a_strict_policy(page: Page, name: str, rule: str) -> None:
    page.goto(f"/{name}")
    with pytest.raises(AssertionError, match=rf"(?s)/{name}\n.*{rule} \("):
        axe(page)


def test_a_page_wider_than_a_narrow_window_is_found(page: Page) -> None:
    page.goto("/boxed")
    reflows(page)
    page.goto("/wide")
    with pytest.raises(AssertionError, match="600 px: <p class"):
        reflows(page)


def test_focus_that_cannot_be_seen_is_found(page: Page) -> None:
    page.goto("/unseen")
    with pytest.raises(AssertionError, match="can't be seen on <a class"):
        tab_to(page, page.get_by_role("button"))
    page.goto("/covered")
    with pytest.raises(AssertionError, match="covers what has focus: <a href"):
        tab_to(page, page.get_by_role("button"))


def test_a_control_that_tab_does_not_reach_is_found(page: Page) -> None:
    page.goto("/good")
    with pytest.raises(AssertionError, match="not reached by Tab"):
        tab_to(page, page.get_by_role("heading"), tabs_max=12)


def test_english_on_a_korean_page_is_found_and_korean_on_an_english_one(page: Page) -> None:
    page.goto("/mixed")
    assert english_left(page) == ["Awaiting the Japanese side"]
    page.goto("/unmarked")
    assert unmarked(page) == ["한국어 (said to be en)"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("styled", "Content Security Policy"),
        ("scripted", "Content Security Policy"),
        ("broken", "planted"),
        ("missing", "404: GET"),
    ],
)
def test_what_a_browser_complains_of_is_heard(
    visitors: Visitors, page: Page, name: str, told: str
) -> None:
    page.goto(f"/{name}")
    page.evaluate("1")  # what was said before this has been heard after it
    troubles = visitors.watch.settle()
    assert any(told in one for one in troubles), troubles
    assert page.title() == "Today"


def test_an_expected_answer_is_no_trouble(visitors: Visitors, page: Page) -> None:
    visitors.watch.expect(404)
    page.goto("/absent")


def test_a_page_without_scripts_is_asked_all_the_same(visitors: Visitors, trial: Desk) -> None:
    page = visitors.page_as(trial, None, javascript=False)
    page.goto("/good")
    tab_to(page, page.get_by_role("button", name="Answer"))
    reflows(page)


def test_a_picture_is_small_and_made_only_when_asked_for(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.goto("/good")
    monkeypatch.delenv("COMITY_SCREENS", raising=False)
    assert screens(page, "trial", "en", "desk") is None
    monkeypatch.setenv("COMITY_SCREENS", str(tmp_path))
    path = screens(page, "trial", "en", "desk")
    assert path == tmp_path / "trial-en-desk.png"
    with Image.open(path) as picture:
        assert picture.width == 1360
        assert len(picture.getcolors(COLOURS) or []) > 1
