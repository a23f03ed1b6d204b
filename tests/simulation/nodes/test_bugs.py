# SPDX-License-Identifier: Apache-2.0
"""Planted bugs, one a rule: each is a patch that still applies, and each is found."""

import re
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from tests.simulation.nodes.hunting import BUGS, ROOT, apply, hunt

BUGS_MIN = 25
_HEAD = re.compile(r"Rule: ([A-Z]+-\d+)\nSeed: (\d+)\n(.+)\n\n")


def _head(patch: Path) -> re.Match[str]:
    found = _HEAD.match(patch.read_text("utf-8"))
    assert found is not None, (
        "a patch begins with its rule, a seed that finds it, and what is wrong"
    )
    return found


def test_there_are_enough_and_each_breaks_a_rule_of_the_protocol() -> None:
    rules = {
        rule
        for page in (ROOT / "spec").glob("*.md")
        for rule in re.findall(r"^### ([A-Z]+-\d+)", page.read_text("utf-8"), re.MULTILINE)
    }
    broken = {_head(patch)[1] for patch in BUGS}
    assert broken <= rules
    assert len(broken) >= BUGS_MIN


@pytest.mark.parametrize("patch", BUGS, ids=lambda patch: patch.stem)
def test_it_is_found(patch: Path) -> None:
    """From the seed on that found it first: where the program has changed it may take longer."""
    assert hunt(patch, int(_head(patch)[2])) is not None


def test_a_patch_that_does_not_apply_is_told(tmp_path: Path) -> None:
    patch = tmp_path / "stale.patch"
    patch.write_text(BUGS[0].read_text("utf-8").replace("-        if any", "-        if all"))
    (tmp_path / "copy").mkdir()
    with pytest.raises(CalledProcessError):
        apply(patch, tmp_path / "copy")
