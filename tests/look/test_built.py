# SPDX-License-Identifier: Apache-2.0
"""What is served was built from what stands in look/, and is small. No node is needed to see it."""

import gzip
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.look.stage import ROOT, STATIC

LOOK = ROOT / "look"
KIND = {".scss", ".mjs", ".js", ".svg", ".txt", ".json"}
STYLE_BYTES_MAX = 20_000
FONT_BYTES_MAX = 80_000


def _recorded() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((STATIC / "look.json").read_text("utf-8"))
    return found


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def test_the_sources_are_those_that_were_built() -> None:
    now = {path.name: _digest(path) for path in LOOK.iterdir() if path.suffix in KIND}
    assert now == _recorded()["sources"], "run: make look"


def test_what_is_served_is_what_was_built() -> None:
    served = {
        path.relative_to(STATIC).as_posix(): _digest(path)
        for path in STATIC.rglob("*")
        if path.is_file() and path.name != "look.json"
    }
    assert served == _recorded()["results"], "run: make look"


def test_compressed_copies_hold_the_same_and_no_time_of_day() -> None:
    for name in ("desk.css", "desk.js"):
        packed = (STATIC / f"{name}.gz").read_bytes()
        assert gzip.decompress(packed) == (STATIC / name).read_bytes()
        assert packed[4:8] == b"\0\0\0\0"


def test_versions_are_pinned_and_those_recorded() -> None:
    wanted = json.loads((LOOK / "package.json").read_text("utf-8"))["devDependencies"]
    assert all(version.replace(".", "").isdigit() for version in wanted.values())
    recorded = _recorded()
    assert recorded["govuk-frontend"] == wanted["govuk-frontend"]
    assert recorded["sass"] == wanted["sass"]
    version = f'--govuk-frontend-version: "{wanted["govuk-frontend"]}"'
    assert version in (STATIC / "desk.css").read_text("utf-8")


def test_style_and_fonts_are_small() -> None:
    assert (STATIC / "desk.css.gz").stat().st_size < STYLE_BYTES_MAX
    fonts = sum(path.stat().st_size for path in (STATIC / "fonts").iterdir())
    assert fonts < FONT_BYTES_MAX


def test_the_style_asks_for_nothing_that_is_not_served_here() -> None:
    style = (STATIC / "desk.css").read_text("utf-8")
    asked = {part.partition(")")[0].strip("\"'") for part in style.split("url(")[1:]}
    assert asked == {f"fonts/{path.name}" for path in (STATIC / "fonts").iterdir()}
    assert "@import" not in style


def test_the_crown_is_nowhere() -> None:
    # Font, crest and crown belong to the Crown and are no part of the licence.
    style = (STATIC / "desk.css").read_text("utf-8").lower()
    assert not [word for word in ("crown", "crest", "gds transport") if word in style]


def test_every_foreign_part_has_its_notice() -> None:
    notices = {path.name: path.read_text("utf-8") for path in (STATIC / "licences").iterdir()}
    assert set(notices) == {"govuk-frontend.txt", "source-sans-3.txt", "source-serif-4.txt"}
    assert "MIT License" in notices["govuk-frontend.txt"]
    assert all(
        "SIL OPEN FONT LICENSE" in notices[f"source-{one}.txt"] for one in ("sans-3", "serif-4")
    )
