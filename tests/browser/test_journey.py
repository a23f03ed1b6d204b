# SPDX-License-Identifier: Apache-2.0
"""Four people at two desks agree on a date: in each language, without scripts, by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from comity.locale import LANGUAGES, Language
from tests.browser.officers import Hand, Keys, Officer, Pointer
from tests.browser.serving import TwoNodes
from tests.browser.visitors import Visitors


class Table:
    """A drafter and a signer of each side, all at once, each in a browser of their own."""

    def __init__(
        self,
        visitors: Visitors,
        nodes: TwoNodes,
        languages: tuple[Language, Language],
        hand: Callable[[Page], Hand] = Pointer,
        *,
        scripts: bool = True,
    ) -> None:
        self.made: list[Officer] = []
        for desk, language in zip((nodes.kr, nodes.jp), languages, strict=True):
            for person in ("drafter", "signer"):
                page = visitors.page_as(desk, person, language, javascript=scripts)
                self.made.append(Officer(page, desk, nodes.security, hand(page), scripts))
        self.kr_drafter, self.kr_signer, self.jp_drafter, self.jp_signer = self.made


def _agree(table: Table, matter: str, *, patiently: bool = False) -> None:
    kr_drafter, kr_signer = table.kr_drafter, table.kr_signer
    jp_drafter, jp_signer = table.jp_drafter, table.jp_signer
    # The dialogue is open at both desks while it happens.
    jp_signer.opens("")
    kr_signer.signs(kr_drafter.drafts_date(matter, 15))
    jp_signer.sees(jp_signer.page.locator(f"main a[href*='/items/{matter}']"), patiently=patiently)
    jp_signer.signs(jp_drafter.counters(matter, 16))
    kr_signer.opens(f"items/{matter}")
    kr_signer.sees(kr_signer.page.locator("main a[href*='/answer/jp/']"))
    kr_signer.signs(kr_drafter.accepts(matter))
    entry = kr_signer.page.locator("main a[href*='/record/kr/']").first
    number = (entry.get_attribute("href") or "").rstrip("/").rpartition("/")[2]
    for officer in (kr_signer, jp_signer):
        officer.opens(f"items/{matter}")
        officer.sees(officer.page.locator("main .tag--confirmed"))
    digests = {one.proof(f"kr/{number}") for one in (kr_signer, jp_signer)}
    assert len(digests) == 1
    assert len(digests.pop()) == 43


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_is_agreed_at_both_desks(
    visitors: Visitors, two_nodes: TwoNodes, language: Language
) -> None:
    table = Table(visitors, two_nodes, (language, language))
    _agree(table, f"meeting/trial-{language}/date", patiently=language == "en")


def test_a_date_is_agreed_without_scripts(visitors: Visitors, two_nodes: TwoNodes) -> None:
    table = Table(visitors, two_nodes, ("ko", "ja"), scripts=False)
    _agree(table, "meeting/trial-plain/date")


def test_a_date_is_agreed_by_keyboard_alone(visitors: Visitors, two_nodes: TwoNodes) -> None:
    _agree(Table(visitors, two_nodes, ("en", "ja"), Keys), "meeting/trial-keys/date")
