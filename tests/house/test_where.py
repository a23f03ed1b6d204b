# SPDX-License-Identifier: Apache-2.0
"""The table of where everything is: pages, commands and steps that it names exist, and nothing that
can be agreed is left out of it.
"""

import re
from functools import cache
from typing import Any, NamedTuple

import pytest

from comity.cli.app import build
from comity.locale import catalogue
from comity.subjects import ROUTES
from tests.house.house import ROOT, SOURCE, files

PAGE = ROOT / "docs" / "reference" / "where.md"
OWN = {
    "account", "answer", "audit", "body", "deactivate", "design", "language", "news",
    "own-password", "person", "sign-in", "sign-out", "story", "withdraw", "withdraw-organ",
}  # fmt: skip
"""Addresses that the table need not name: of whoever is signed in, and of a demonstration."""


class Row(NamedTuple):
    """One subject."""

    subject: str
    pages: tuple[str, ...]
    commands: tuple[str, ...]
    steps: tuple[str, ...]
    docs: tuple[str, ...]


def _quoted(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def _rows() -> tuple[Row, ...]:
    found = []
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "subject":
            subject, pages, commands, steps, docs = cells
            links = tuple(re.findall(r"\]\(([^)]+)\)", docs))
            found.append(Row(subject, _quoted(pages), _quoted(commands), _quoted(steps), links))
    return tuple(found)


ROWS = _rows()


@cache
def _addresses() -> frozenset[str]:
    """The names of all addresses of the desk."""
    return frozenset(
        name
        for path in files(".py", under=SOURCE / "desk")
        if path.name == "urls.py"
        for name in re.findall(r'name="([a-z-]+)"', path.read_text("utf-8"))
    )


@cache
def _commands() -> frozenset[str]:
    found: set[str] = set()

    def walk(command: Any, path: str) -> None:
        inner = getattr(command, "commands", None)
        if inner is None:
            found.add(path)
        for name, one in (inner or {}).items():
            walk(one, f"{path} {name}")

    walk(build(catalogue("en")), "comity")
    return frozenset(found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_what_a_row_names_is_there(row: Row) -> None:
    for cells in row[1:]:
        assert cells, "a row is whole"
    assert set(row.pages) - _addresses() == set()
    assert set(row.commands) - _commands() == set()
    steps = SOURCE / "demo" / "steps"
    assert {one for one in row.steps if not (steps / f"{one}.py").exists()} == set()


def test_everything_that_can_be_agreed_or_said_has_its_row() -> None:
    roots = {route.shape[0] for route in ROUTES}
    named = {one.partition("/")[0] for row in ROWS for one in _quoted(row.subject)}
    assert len(roots) > 8
    assert roots <= named


def test_every_page_of_the_desk_has_its_row() -> None:
    named = {name for row in ROWS for name in row.pages}
    assert _addresses() - named - OWN == set()


def test_every_step_of_the_demonstration_has_its_row() -> None:
    steps = {path.stem for path in (SOURCE / "demo" / "steps").glob("*.py")} - {"__init__"}
    assert steps - {step for row in ROWS for step in row.steps} == set()
