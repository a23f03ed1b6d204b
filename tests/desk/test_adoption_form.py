# SPDX-License-Identifier: Apache-2.0
"""The form of an adoption says what is not agreed yet, in the reader's own words."""

import pytest
from django.http import QueryDict

from comity.core.ids import Matter
from comity.desk.forms.registry import form_for
from comity.desk.forms.shown import shown_form
from comity.desk.forms.subject import Ground
from comity.locale import catalogue
from comity.subjects import view
from comity.telling.voice import Voice
from tests.unit.subjects.samples import HEADER, WORDING
from tests.unit.subjects.table import Table

WHOLE = Matter("text/t/adoption")


def _faults(table: Table) -> list[str]:
    voice = Voice(catalogue("en", "desk"), "kr", now_ms=0, zone="Asia/Seoul")
    made = form_for(WHOLE, "offer", "", None)
    assert made is not None
    form = made(QueryDict("corrigendum="), Ground(voice, WHOLE, table.parties, view(table, table)))
    return [told for told, _ in shown_form(voice, form).faults]


@pytest.mark.parametrize("outline", [None, "offered"])
def test_without_an_agreed_outline_nothing_can_be_adopted(outline: str | None) -> None:
    table = Table()
    if outline is not None:
        table.offer("kr", {"text/t": HEADER})
    assert _faults(table) == ["The text can't be adopted yet: its outline is not agreed"]


def test_paragraphs_that_are_not_agreed_are_named_by_language() -> None:
    table = Table()
    table.agree({"text/t": HEADER})
    table.agree(
        {
            "text/t/p/k1": {**WORDING, "base": None, "text": {"ko": "하나", "ja": "一"}},
            "text/t/p/k2": {**WORDING, "base": None, "text": {"ko": "둘"}},
        }
    )
    assert _faults(table) == ["The text can't be adopted yet. Paragraphs not agreed: k2 (ja)"]


def test_a_clean_text_can_be_adopted() -> None:
    table = Table()
    table.agree({"text/t": HEADER})
    for key in ("k1", "k2"):
        body = {**WORDING, "base": None, "text": {"ko": "하나", "ja": "一"}}
        table.agree({f"text/t/p/{key}": body})
    assert _faults(table) == []
