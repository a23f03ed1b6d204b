# SPDX-License-Identifier: Apache-2.0
"""The pages: links lead somewhere, decisions are whole, dependencies have their reason."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.house import ROOT, SOURCE, files, name

PAGES = files(".md")
DECISIONS = [path for path in files(".md", under=ROOT / "docs" / "adr") if path.name[0].isdigit()]
SECTIONS = ("Context", "Options", "Decision", "Consequences")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        target, _, anchor = link.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        path = (page.parent / target).resolve() if target else page
        if not path.exists() or (anchor and anchor not in _anchors(path)):
            dead.append(link)
    assert not dead


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", DECISIONS, ids=name)
def test_decision_is_whole(page: Path) -> None:
    text = page.read_text("utf-8")
    assert re.match(r"# \d{4}\. .+\n\nStatus: (accepted|replaced by \[\d{4}\])", text)
    assert tuple(re.findall(r"^## (.+)$", text, flags=re.MULTILINE)) == SECTIONS
    options = text.partition("## Options")[2].partition("## ")[0]
    assert options.count("Not taken") >= 2, "a decision keeps the options it did not take"


def test_decisions_are_numbered_and_listed() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    index = (ROOT / "docs" / "adr" / "README.md").read_text("utf-8")
    assert [page.name for page in DECISIONS if f"({page.name})" not in index] == []


def test_every_dependency_has_its_reason_and_no_other_is_named() -> None:
    declared = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["dev"],
        "uv",
    ]
    names = {re.split(r"[<>=!~\[; ]", one)[0] for one in declared}
    section = ARCHITECTURE.partition("## Dependencies")[2]
    reasons = {
        cells[0]: cells[1]
        for cells in re.findall(r"^\| ([a-z][a-z0-9-]*) \| (.+) \|$", section, re.MULTILINE)
    }
    assert set(reasons) == names
    assert all(len(reason) > 12 for reason in reasons.values())


def test_a_newcomer_finds_every_room() -> None:
    rooms = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in SOURCE.iterdir()
        if path.name not in {"__pycache__", "__init__.py", "__main__.py", "py.typed"}
    }
    folders = ARCHITECTURE.partition("## Folders")[2].partition("## Directions")[0]
    assert {
        room for room in rooms if not re.search(rf"(^  |`){room}", folders, re.MULTILINE)
    } == set()


def test_the_licence_is_the_licence() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert PROJECT["project"]["license"] == "Apache-2.0"


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "## [Unreleased]" in text
    assert "### Protocol" in text
    kinds = set(re.findall(r"^### (.+)$", text, flags=re.MULTILINE))
    usual = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Protocol"}
    assert kinds <= usual


def test_every_lint_rule_left_out_has_its_reason() -> None:
    lint = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.ruff.lint]")[2]
    ignored = lint.partition("ignore = [")[2].partition("\n]")[0].strip().splitlines()
    assert [line for line in ignored if not re.search(r'",\s+# \w', line)] == []


def test_types_are_checked_wherever_there_is_code() -> None:
    code = {path.relative_to(ROOT).parts[0] for path in files(".py")}
    assert code - set(PROJECT["tool"]["mypy"]["files"]) == set()
