# SPDX-License-Identifier: Apache-2.0
"""Charts, drawn offline from a published grammar (Vega-Lite) to SVG.

A chart holds no number that does not stand in the table beside it. Words come from whoever asks;
nothing is loaded from anywhere, and what is drawn holds no script and no style of its own.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

import vl_convert

__all__ = ["Bar", "Bars", "bars_spec", "draw", "draw_png"]

KEPT_MAX: Final = 64
"""Drawings kept; each is some ten kilobytes."""
WIDTH: Final = 460
STEP: Final = 26
_INK: Final = "#14202b"
_QUIET: Final = "#4a5a68"
_RULE: Final = "#c9d1d9"
_EACH: Final = "#6f8ba3"
_TOGETHER: Final = "#14507c"
_FONT: Final = "Noto Sans, Noto Sans CJK KR, Noto Sans CJK JP, sans-serif"
_STYLE: Final = re.compile(r"\sstyle=\"[^\"]*\"")


class Bar(NamedTuple):
    """One bar: whose, its share from 0 to 100, the value as it is written, and whether it is that
    of all together.
    """

    who: str
    share: float
    told: str
    together: bool


class Bars(NamedTuple):
    """Bars under one heading."""

    heading: str
    bars: tuple[Bar, ...]


def bars_spec(groups: tuple[Bars, ...], axis: str) -> dict[str, Any]:
    """The grammar of horizontal bars, group below group.

    Args:
        groups: in the order to be drawn.
        axis: what the axis counts, in the reader's language.
    """
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "config": {
            "font": _FONT,
            "view": {"stroke": None},
            "axis": {"labelColor": _INK, "titleColor": _QUIET, "gridColor": _RULE,
                     "labelFontSize": 13, "titleFontSize": 12, "domain": False, "ticks": False},
            "title": {"color": _INK, "fontSize": 14, "anchor": "start", "fontWeight": "bold"},
        },
        "spacing": 18,
        "vconcat": [_group(one, axis, last=one is groups[-1]) for one in groups],
    }  # fmt: skip


def _group(group: Bars, axis: str, *, last: bool) -> dict[str, Any]:
    values = [
        {"who": one.who, "share": one.share, "told": one.told, "together": one.together}
        for one in group.bars
    ]
    names = [one.who for one in group.bars]
    place = {"field": "who", "type": "nominal", "sort": names, "title": None,
             "axis": {"labelLimit": 260, "labelPadding": 8, "grid": False}}  # fmt: skip
    length = {"field": "share", "type": "quantitative", "title": axis if last else None,
              "scale": {"domain": [0, 100]}, "axis": {"labels": last, "tickCount": 5}}  # fmt: skip
    colour = {"condition": {"test": "datum.together", "value": _TOGETHER}, "value": _EACH}
    return {
        "title": group.heading,
        "width": WIDTH,
        "height": {"step": STEP},
        "data": {"values": values},
        "encoding": {"y": place, "x": length},
        "layer": [
            {"mark": {"type": "bar", "height": 16}, "encoding": {"color": colour}},
            {"mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 13, "color": _INK},
             "encoding": {"text": {"field": "told"}}},
        ],
    }  # fmt: skip


def draw(spec: dict[str, Any]) -> bytes:
    """The drawing as SVG in UTF-8, the same for the same grammar."""
    return _drawn(json.dumps(spec, ensure_ascii=False, sort_keys=True))


def draw_png(spec: dict[str, Any]) -> bytes:
    """The drawing as PNG, twice as fine as a screen, for a file; the same for the same grammar."""
    raw: bytes = vl_convert.vegalite_to_png(spec, scale=2, allowed_base_urls=[])
    return raw


@lru_cache(maxsize=KEPT_MAX)
def _drawn(spec: str) -> bytes:
    svg: str = vl_convert.vegalite_to_svg(json.loads(spec), allowed_base_urls=[])
    return _STYLE.sub("", svg).encode()
