# SPDX-License-Identifier: Apache-2.0
"""Charts: what is drawn is what was given, the same each time, and nothing that acts."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from comity.workbench.charts import Bar, Bars, bars_spec, draw

SPEC = bars_spec(
    (
        Bars(
            "대중국 의존도 <b>&\"'",
            (
                Bar("우리측", 94.55, "94.55 %", together=False),
                Bar("合計", 0.0, "0.00 %", together=True),
            ),
        ),
        Bars("Share", (Bar("</svg><script>x()</script>", 100.0, "100.00 %", together=False),)),
    ),
    "%",
)


def test_every_word_and_number_is_in_the_drawing() -> None:
    drawn = draw(SPEC).decode()
    texts = {"".join(one.itertext()) for one in fromstring(drawn).iter()}  # noqa: S314 - our own
    for told in ("94.55 %", "0.00 %", "100.00 %", "우리측", "合計", "대중국 의존도 <b>&\"'", "%"):
        assert told in texts, told


def test_the_same_grammar_is_the_same_drawing() -> None:
    assert draw(SPEC) == draw(dict(SPEC))


@pytest.mark.parametrize(
    "banned", ["<script", "style=", "href=", "<image", "<foreignObject", "@import"]
)
def test_nothing_in_it_acts_or_loads(banned: str) -> None:
    """DESK-70: without script or style."""
    assert banned not in draw(SPEC).decode()
