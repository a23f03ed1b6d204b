# SPDX-License-Identifier: Apache-2.0
"""Every pair of colours that meet on a page has the contrast of WCAG 2.2 AA, by computation."""

import re

import pytest

from tests.look.stage import ROOT, STATIC

TEXT_MIN = 4.5
SHAPE_MIN = 3.0
GROUNDS = ("paper", "ground", "internal-ground")
KINDS = ("agreed", "ours", "theirs", "alarm", "lapsed", "internal")
TEXT = [
    *((ink, ground) for ink in ("ink", "quiet", "link", "link-deep") for ground in GROUNDS),
    *((kind, f"{kind}-ground") for kind in KINDS),
    *((kind, "paper") for kind in KINDS),
    *((ink, f"{kind}-ground") for kind in KINDS for ink in ("ink", "link", "link-deep")),
    *(("alarm", ground) for ground in GROUNDS),
    *(("brand", ground) for ground in ("paper", "ours-ground")),
    *(("brand-deep", ground) for ground in ("paper", "ours-ground")),
    *(("paper", dark) for dark in ("brand", "brand-deep", "agreed", "alarm", "link")),
    ("quiet", "lapsed-ground"),
    ("ink", "notice-ground"),
    ("ink", "drill-ground"),
    *((ink, "sounding-ground") for ink in ("ink", "quiet", "link", "link-deep", "sounding")),
    ("drill", "drill-ground"),
    ("ink", "focus"),
]
SHAPES = [
    *(("ink", ground) for ground in GROUNDS),  # fields, and the ring of what has focus
    *(("edge", ground) for ground in GROUNDS),
    *((kind, ground) for kind in KINDS for ground in GROUNDS),  # the edges of tags
    ("paper", "brand"),  # the language that is chosen
    ("focus", "brand"),  # what has focus in the head
    ("internal", "internal-ground"),
    ("brand", "paper"),
]


def _tokens() -> dict[str, str]:
    source = (ROOT / "look" / "_tokens.scss").read_text("utf-8")
    return dict(re.findall(r'^  "([a-z-]+)": (#[0-9a-f]{6}),$', source, flags=re.MULTILINE))


TOKENS = _tokens()


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), sorted(set(TEXT)))
def test_text_can_be_read(ink: str, ground: str) -> None:
    assert _contrast(TOKENS[ink], TOKENS[ground]) >= TEXT_MIN


@pytest.mark.parametrize(("shape", "ground"), sorted(set(SHAPES)))
def test_shapes_can_be_seen(shape: str, ground: str) -> None:
    assert _contrast(TOKENS[shape], TOKENS[ground]) >= SHAPE_MIN


def test_every_colour_meets_another_here() -> None:
    # Two lines only part; nothing is told by them.
    parting = {"line", "internal-line", "notice-line"}
    met = {name for pair in [*TEXT, *SHAPES] for name in pair}
    assert set(TOKENS) - met == parting


def test_tokens_are_served_and_used() -> None:
    style = (STATIC / "desk.css").read_text("utf-8")
    assert [name for name, colour in TOKENS.items() if f"--{name}: {colour}" not in style] == []
    assert [name for name in TOKENS if f"var(--{name})" not in style] == []


def test_no_colour_stands_outside_the_tokens() -> None:
    strays = {
        f"{path.name}: {line.strip()}"
        for path in (ROOT / "look").glob("*.scss")
        if path.name not in {"_tokens.scss", "_print.scss"}
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"#[0-9a-f]{3,8}\b(?!\{)", line)
    }
    assert strays == set()
