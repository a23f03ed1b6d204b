# SPDX-License-Identifier: Apache-2.0
"""The habits of STYLE.md that no linter knows."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.house import ROOT, SOURCE, files, name, public, tree

LINES_MAX = 400
HEADER = "# SPDX-License-Identifier: Apache-2.0"
NAMELESS = {"base", "common", "helpers", "manager", "misc", "utils"}
PYTHON = files(".py")
PRODUCT = files(".py", under=SOURCE)


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_file_fits_a_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LINES_MAX, "split the room"


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_file_begins_with_its_licence(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert HEADER in lines[:2], f"first line: {HEADER}"


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_no_star_import(path: Path) -> None:
    stars = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and any(a.name == "*" for a in node.names)
    ]
    assert not stars


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_what_is_public_says_what_it_does(path: Path) -> None:
    silent = [full for full, node in public(path) if not _said(node)]
    if ast.get_docstring(tree(path)) is None:
        silent.append("the module itself")
    assert not silent, f"docstring missing: {', '.join(silent)}"


def _said(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    if ast.get_docstring(node) is not None:
        return True
    # An overload or an override says what the first one says.
    marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
    return bool(marks & {"overload", "override", "setter"})


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_no_function_bears_its_modules_name(path: Path) -> None:
    # It would shadow the module at the package's door and break the import contracts.
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert path.stem not in {n.name for n in tree(path).body if isinstance(n, functions)}


def test_every_module_has_a_name_that_says_something() -> None:
    assert not [name(path) for path in PRODUCT if path.stem in NAMELESS]


@pytest.mark.parametrize("path", PRODUCT, ids=name)
def test_no_work_at_import_time_reaches_the_world(path: Path) -> None:
    opened = [
        node.lineno
        for statement in tree(path).body
        if not isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2]
        in {"open", "read_text", "read_bytes", "connect", "getenv"}
    ]
    assert not opened


def test_the_package_door_is_light() -> None:
    # `comity verify` on a small machine pays for what it uses.
    loaded = subprocess.run(
        [sys.executable, "-c", "import comity, sys; print(' '.join(sys.modules))"],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    ).stdout.split()
    assert not {"granian", "typer", "rich", "django", "cryptography"} & set(loaded)


# Written as classes so that this file does not name what it looks for.
FOREIGN = re.compile(
    r"/w[o]rk/|\.l[i]brary/|\bsub[a]gents?\b|\bL[L]M\b|language m[o]dels?\b"
    r"|\b(?:AI|coding|the|this) assist[a]nts?\b",
    re.IGNORECASE,
)


def test_the_repository_speaks_of_the_product_alone() -> None:
    found = []
    for path in files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if FOREIGN.search(line):
                found.append(f"{name(path)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)
