# SPDX-License-Identifier: Apache-2.0
"""The codes of errors, found where the program raises them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from comity.telling.labels import LABELS
from tests.house.house import SOURCE, files, tree

CODE = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)?")
RULE = re.compile(r"[A-Z]{3,10}-[0-9]{1,3}")


def _literals(node: ast.expr) -> list[str]:
    """The texts that an expression may be: a literal, or one of two."""
    if isinstance(node, ast.IfExp):
        return [*_literals(node.body), *_literals(node.orelse)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value] if CODE.fullmatch(node.value) else []
    return []


def raised_in(module: ast.Module) -> Iterator[str]:
    """Every code that a module can raise: the first argument of an error, or of a function that
    takes code and rule; and what is called `code` before an error is made of it.
    """
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func)
            rules = [one for one in node.args[1:2] if _is_rule(one)]
            if rules or called.endswith(("Error", "malformed", "_bad", "super().__init__")):
                yield from _literals(node.args[0])
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
            yield from _literals(node.value)


def _is_rule(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and RULE.fullmatch(node.value) is not None
    )


def raised(*, terminal: bool) -> set[str]:
    """Every code that the program raises.

    Args:
        terminal: whether what the commands alone raise counts too.
    """
    found = {
        code
        for path in files(".py", under=SOURCE)
        if terminal or not _of_commands(path)
        for code in raised_in(tree(path))
    }
    # What an act without effect is void for is raised when one is about to sign it (ACT-7).
    return found | set(LABELS["void"])


def _of_commands(path: Path) -> bool:
    return path.relative_to(SOURCE).parts[0] in {"cli", "demo"}
