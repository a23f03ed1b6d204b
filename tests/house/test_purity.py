# SPDX-License-Identifier: Apache-2.0
"""core and subjects: values in, values out. What the import contracts and ruff can't see."""

import ast
import sys
from pathlib import Path

import pytest

from tests.house.house import SOURCE, files, name, tree

ROOMS = ("core", "subjects")
PURE = [path for room in ROOMS for path in files(".py", under=SOURCE / room)]
DOORS = [path for path in files(".py", under=SOURCE) if path.name == "__init__.py"]
# The standard library's own pure parts come from the contract; these are all others allowed.
LIBRARIES = {"msgspec", "cryptography", "comity"}
AT_THE_DOOR = {"__future__", "collections", "comity", "typing"}
# What can be agreed: one room each, which may know `terms` and the shared modules, no other room.
SUBJECTS = {
    "agenda",
    "anchors",
    "authority",
    "documents",
    "facts",
    "followups",
    "incidents",
    "measures",
    "meetings",
    "press",
    "texts",
}
# Called by a bare name or as the last part of a dotted one.
REACHING = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
READING_THE_CLOCK = {"now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter"}
DRAWING = {"generate", "urandom", "token_bytes", "getrandom"}


@pytest.mark.parametrize("path", PURE, ids=name)
def test_pure_rooms_import_little(path: Path) -> None:
    imported = {module.partition(".")[0] for module in _imports(tree(path))}
    assert imported <= LIBRARIES | sys.stdlib_module_names


@pytest.mark.parametrize("path", PURE, ids=name)
def test_pure_rooms_do_nothing_but_compute(path: Path) -> None:
    assert not _reaching(tree(path))


@pytest.mark.parametrize(
    "line",
    [
        "open('x')",
        "print(1)",
        "datetime.now(UTC)",
        "datetime.date.today()",
        "time.time()",
        "Ed25519PrivateKey.generate()",
    ],
)
def test_reaching_for_the_world_is_seen(line: str) -> None:
    assert _reaching(ast.parse(line))


def test_opening_a_file_from_core_is_refused_as_it_runs() -> None:
    code = compile("open(path)", str(SOURCE / "core" / "imagined.py"), "exec")
    with pytest.raises(AssertionError, match="pure room"):
        exec(code, {"path": __file__})  # noqa: S102 - the very thing to refuse


@pytest.mark.parametrize("path", DOORS, ids=name)
def test_a_rooms_door_opens_on_rooms_only(path: Path) -> None:
    # Contracts on `room.**` do not see the door itself, so nothing foreign comes in by it.
    foreign = {
        module for module in _imports(tree(path)) if module.partition(".")[0] not in AT_THE_DOOR
    }
    assert not foreign


@pytest.mark.parametrize("path", PURE, ids=name)
def test_no_subject_knows_another(path: Path) -> None:
    place = path.relative_to(SOURCE).with_suffix("").parts
    if place[0] != "subjects" or place[1] == "__init__":
        return
    known = {
        module.split(".")[2]
        for module in _imports(tree(path))
        if module.startswith("comity.subjects.")
    }
    assert (known & SUBJECTS) - {place[1]} == set()


def _imports(module: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _reaching(module: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        last = called.rpartition(".")[2]
        bare = isinstance(node.func, ast.Name)
        if (bare and last in REACHING) or (not bare and last in READING_THE_CLOCK | DRAWING):
            found.append(f"line {node.lineno}: {called}")
    return found
