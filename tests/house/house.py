# SPDX-License-Identifier: Apache-2.0
"""What the house tests read: the files of the repository and their syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "comity"
Public: TypeAlias = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

_OF_TOOLS = {
    ".git",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".tools",
    ".venv",
    "__pycache__",
    "demo-nodes",
    "dist",
    "node_modules",
    "results",
}


def files(*suffixes: str, under: Path = ROOT) -> list[Path]:
    """Files of the repository with one of these suffixes (all if none is given), in order."""
    return sorted(_walk(under, suffixes))


def _walk(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Path]:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir():
            if path.name not in _OF_TOOLS:
                yield from _walk(path, suffixes)
        elif not suffixes or path.suffix in suffixes:
            yield path


def name(path: Path) -> str:
    """The path as written from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text("utf-8"), filename=name(path))


def public(path: Path) -> Iterator[tuple[str, Public]]:
    """Public classes, functions and methods of a Python file, with dotted names."""
    yield from _public(tree(path), "")


def _public(node: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, Public]]:
    for child in node.body:
        if isinstance(child, Public) and not child.name.startswith("_"):
            yield prefix + child.name, child
            if isinstance(child, ast.ClassDef):
                yield from _public(child, f"{prefix}{child.name}.")
