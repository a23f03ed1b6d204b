# SPDX-License-Identifier: Apache-2.0
"""Every rule that is kept has a test that quotes it, and every error names a rule that exists."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

SPEC: Final = Path(__file__).parent
ROOT: Final = SPEC.parent
SOURCE: Final = ROOT / "src" / "comity"
KEEPERS: Final = {"core", "exchange", "home", "keys", "node", "store", "subjects"}
QUOTED: Final = {
    "test_acts", "test_acts_given", "test_agreement", "test_agreement_grows", "test_birth",
    "test_digests", "test_encoding", "test_entries", "test_entries_read", "test_forks",
    "test_hostile", "test_logs",
}  # fmt: skip
"""Files whose tests quote by the letter."""

PENDING: Final[frozenset[str]] = frozenset()
"""Rules without a test yet. This set only shrinks: a rule in it that has a test fails."""

UNWRITTEN: Final[set[str]] = set()
"""Families of ids that errors name and no page has yet. It only shrinks, too."""

_HEAD = re.compile(r"^### ([A-Z]+-[0-9]+) ", re.MULTILINE)
_KEEPER = re.compile(r"([a-z]+)(?: \(([^)]*)\))?")
_MENTION = re.compile(r"\b(?:ACT|AGR|BIRTH|ENC|ENT|EXP|HOME|KEY|LOG|NODE|POUCH)-[0-9]+\b")


class Rule(NamedTuple):
    """A rule of a page."""

    id: str
    page: str
    text: str
    keepers: frozenset[str]


@cache
def rules() -> dict[str, Rule]:
    """All rules of all pages by id."""
    found: dict[str, Rule] = {}
    for page in sorted(SPEC.glob("*.md")):
        parts = _HEAD.split(page.read_text("utf-8"))
        for id_, text in zip(parts[1::2], parts[2::2], strict=True):
            assert id_ not in found, f"{id_} stands twice"
            kept = re.search(r"^Kept by: (.+)$", text, re.MULTILINE)
            assert kept, f"{id_} says nobody who keeps it"
            keepers = {
                folder
                for folder, remark in _KEEPER.findall(kept[1])
                if not remark.startswith("later")
            }
            found[id_] = Rule(id_, page.stem, text, frozenset(keepers & KEEPERS))
    return found


@cache
def known() -> frozenset[str]:
    """The ids of all rules, those of the subjects' and other reference pages included."""
    pages = (ROOT / "docs" / "reference").glob("*.md")
    more = {id_ for page in pages for id_ in _HEAD.findall(page.read_text("utf-8"))}
    return frozenset(rules()) | more


@cache
def docstrings() -> tuple[tuple[str, str, str], ...]:
    """(file, test, docstring) of every test that has one."""
    return tuple(
        (path.relative_to(ROOT).as_posix(), node.name, ast.get_docstring(node) or "")
        for folder in (SPEC, ROOT / "tests")
        for path in sorted(folder.rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    )


def _tested() -> set[str]:
    return {id_ for _, _, said in docstrings() for id_ in _MENTION.findall(said)}


@pytest.mark.parametrize("page", sorted({rule.page for rule in rules().values()}))
def test_every_rule_that_is_kept_has_a_test(page: str) -> None:
    kept = {rule.id for rule in rules().values() if rule.page == page and rule.keepers}
    missing = sorted(kept - _tested() - PENDING)
    assert not missing, f"no test quotes {', '.join(missing)}"


def test_what_is_pending_is_really_without_a_test() -> None:
    assert not PENDING & _tested(), "take these out of PENDING"
    assert rules().keys() >= PENDING
    assert not UNWRITTEN & {id_.partition("-")[0] for id_ in known()}, "take these out too"


def test_tests_speak_of_rules_that_exist() -> None:
    strange = [
        (file, test, id_)
        for file, test, said in docstrings()
        for id_ in _MENTION.findall(said)
        if id_ not in rules()
    ]
    assert not strange


def test_quotations_are_by_the_letter() -> None:
    wrong = []
    for file, test, said in docstrings():
        quoted = re.match(r"([A-Z]+-[0-9]+): (.+)", said, re.DOTALL)
        if not quoted or Path(file).stem not in QUOTED:
            continue
        text = _plain(rules()[quoted[1]].text)
        wrong += [
            f"{file} {test}: {part}"
            for part in map(_plain, quoted[2].split(" … "))
            if part not in text
        ]
    assert not wrong, "\n".join(wrong)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _constants(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.relative_to(SOURCE).as_posix()
)
def test_every_rule_that_code_names_exists(path: Path) -> None:
    """Raised errors and docstrings alike name rules by their ids."""
    strange = [
        f"{line}: {id_}"
        for line, text in _constants(path)
        for id_ in _MENTION.findall(text)
        if id_ not in rules()
    ]
    assert not strange


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.relative_to(SOURCE).as_posix()
)
def test_every_error_names_a_rule(path: Path) -> None:
    nameless = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id not in {
            "ComityError", "ConfigError", "LogError", "MalformedError", "RuleError", "TrustError",
            "UnavailableError",
        }:  # fmt: skip
            continue
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        rule = node.args[1] if len(node.args) > 1 else named.get("rule")
        if isinstance(rule, ast.Constant):
            family = str(rule.value).partition("-")[0]
            if rule.value not in known() and family not in UNWRITTEN:
                nameless.append(f"{node.lineno}: {rule.value!r}")
        elif rule is None and not any(isinstance(arg, ast.Starred) for arg in node.args):
            nameless.append(f"{node.lineno}: no rule")
    assert not nameless
