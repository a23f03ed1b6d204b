# SPDX-License-Identifier: Apache-2.0
"""Rules that stand in tables: each number once, in order, quoted by a test; and nobody names one
that is not there.
"""

import re
from functools import cache

import pytest

from tests.house.house import ROOT, SOURCE, files

TABLES = {"DESK": "docs/reference/desk.md", "PAPER": "docs/reference/papers.md"}
HOME = (ROOT / "spec" / "home.md").read_text("utf-8")


def _numbers(family: str) -> list[int]:
    page = (ROOT / TABLES[family]).read_text("utf-8")
    return [int(one) for one in re.findall(rf"^(?:\| |### ){family}-(\d+) ", page, re.MULTILINE)]


def _mentioned(family: str, text: str) -> list[str]:
    """Named as `DESK-4`, or in the name of a test as `test_paper_4_…`."""
    found = re.findall(rf"\b(?:{family}-|test_{family.lower()}_)(\d+)(?![0-9])", text)
    return [str(one) for one in found]


@cache
def _named(family: str, *folders: str) -> dict[int, str]:
    """The numbers that files name, each with one that does."""
    return {
        int(number): path.relative_to(ROOT).as_posix()
        for folder in folders
        for ending in (".py", ".html", ".md")
        for path in files(ending, under=ROOT / folder)
        for number in _mentioned(family, path.read_text("utf-8"))
    }


@pytest.mark.parametrize("family", TABLES)
def test_each_number_stands_once_and_in_order(family: str) -> None:
    numbers = _numbers(family)
    assert len(numbers) > 5
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("family", TABLES)
def test_each_rule_is_quoted_by_a_test(family: str) -> None:
    quoted = _named(family, "tests", "spec")
    assert [one for one in _numbers(family) if one not in quoted] == []


@pytest.mark.parametrize("family", TABLES)
def test_nobody_names_a_rule_that_is_not_there(family: str) -> None:
    source = SOURCE.relative_to(ROOT).as_posix()
    named = _named(family, "tests", "spec", "docs", source)
    assert {one: named[one] for one in named.keys() - set(_numbers(family))} == {}


def test_the_rules_of_home_stand_in_order() -> None:
    numbers = [int(one) for one in re.findall(r"^### HOME-(\d+) ", HOME, re.MULTILINE)]
    assert numbers == sorted(set(numbers))
