# SPDX-License-Identifier: Apache-2.0
"""From an empty folder to one's own desk, in a browser and in each language."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from comity.locale import LANGUAGES, Language
from tests.browser.looks import look_at
from tests.browser.serving import COMITY, ended_with, free_port
from tests.browser.visitors import WAIT_MS, Desk, Visitors, sign_in_at
from tests.browser.world import PASSWORD


class Begun(NamedTuple):
    """A program started in an empty folder: its page, and the code that it has printed."""

    desk: Desk
    code: str


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Begun]:
    """`comity serve` where no node is yet."""
    folder = tmp_path_factory.mktemp("first-run")
    # It stands on the page, whose picture is to be the same each time.
    wanted = 8451 if os.environ.get("COMITY_SCREENS") else 0
    place = f"127.0.0.1:{free_port(wanted)}"
    with (
        (folder / "log").open("w", encoding="utf-8") as log,
        ended_with(
            subprocess.Popen(
                [*COMITY, "--json", "--node", "kr", "serve", "--desk", place],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                env={**os.environ, "COMITY_LANG": "en"}, start_new_session=True,
            )
        ) as process,
    ):  # fmt: skip
        yield Begun(Desk("kr", f"http://{place}", PASSWORD), _code(process, folder / "log"))


def _code(process: subprocess.Popen[bytes], log: Path) -> str:
    assert process.stdout is not None
    told = b""
    for line in process.stdout:
        told += line
        try:
            return str(json.loads(told)["code"])
        except ValueError:
            continue
    raise AssertionError(log.read_text("utf-8"))


def _enter(page: Page, code: str) -> None:
    page.goto("/")
    page.locator("[name=code]").fill(code)
    _send(page)


def _read_in(page: Page, language: Language) -> None:
    page.locator(f"button[name=language][value={language}]").click()
    page.wait_for_load_state()


def _send(page: Page) -> None:
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_pages_are_for_everybody(visitors: Visitors, begun: Begun, language: Language) -> None:
    page = visitors.page_as(begun.desk, None, language)
    page.goto("/")
    _read_in(page, language)
    look_at(page, "first-run", language)
    _enter(page, begun.code)
    look_at(page, "first-run-form", language)
    visitors.watch.expect(400)
    _send(page)
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    look_at(page, "first-run-error", language, pictured=False)


def test_a_wrong_code_opens_nothing(visitors: Visitors, begun: Begun) -> None:
    page = visitors.page_as(begun.desk, None)
    visitors.watch.expect(400)
    _enter(page, "0000 0000 0000 0000")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert page.locator("[name=party]").count() == 0


def test_a_node_is_made_and_its_first_officer_signs_in(visitors: Visitors, begun: Begun) -> None:
    page = visitors.page_as(begun.desk, None)
    _enter(page, begun.code)
    for name, text in (
        ("party", "kr"), ("zone", "Asia/Seoul"), ("listen", f"127.0.0.1:{free_port()}"),
        ("passphrase", "first of two phrases"), ("root_passphrase", "second of two phrases"),
        ("admin_post_en", "Information Systems Division"), ("admin_sign_in", "systems"),
        ("admin_password", PASSWORD), ("officer_sign_in", "director"),
        ("officer_post_ko", "외교부 아시아태평양국"), ("officer_password", PASSWORD),
    ):  # fmt: skip
        page.locator(f"[name={name}]").fill(text)
        if page.locator(f"[name={name}_again]").count():
            page.locator(f"[name={name}_again]").fill(text)
    for who in ("admin", "officer"):
        page.locator(f"select[name={who}_language]").select_option("en")
    _send(page)
    for language in LANGUAGES:
        _read_in(page, language)
        look_at(page, "first-run-made", language, pictured=False)
    # Until the desk answers in its place, the page asks again by itself.
    visitors.watch.expect(503)
    page.locator("main a[href='/sign-in']").click()
    expect(page.locator("input[name=sign_in]")).to_be_visible(timeout=3 * WAIT_MS)
    sign_in_at(page, "director", PASSWORD)
    expect(page.locator("h1")).to_be_visible()
    assert page.url.removeprefix(begun.desk.address) == "/"
