# SPDX-License-Identifier: Apache-2.0
"""Write docs/reference/cli.md out of the commands' own help, so that it never differs from it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comity.cli.app import build
from comity.cli.fault_words import FAULTS
from comity.locale import catalogue

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"

_INTRODUCTION = """\
# The command line

Made from the commands' own help by `make catalogues`; `comity COMMAND --help` says the same in
English, Korean and Japanese.

The options of every command (`--node`, `--lang`, `--json`, `--yes`, `--post`, `--passphrase-file`,
`--root-passphrase-file`) are understood wherever they stand on the line. With `--json` a command
prints one JSON value, and an error is one JSON object on standard error.

Times are ISO 8601 with their zone, as `2023-05-03T10:00+09:00`, or without it where `--zone` says
which is meant. In body files, `start`, `end`, `due` and `not_before` may be written so; what is
empty may be left out. The forms of items and bodies stand in [subjects.md](subjects.md).

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | refused: by a rule, or because something can't be trusted |
| 2 | not understood, or a file or setting is not as it must be |
| 3 | not possible now; try later |
| 4 | `verify`: consistent in itself; a side's root was not named, so its signers are unchecked |
"""

_RULES = {
    "CLI-1": "A passphrase comes from `--passphrase-file`, the environment or a prompt; it is "
    "never given on the command line, printed or logged.",
    "CLI-2": "What will be signed is shown, and a person says yes, or has said so beforehand by "
    "`--yes`. That the others read the same words, only a person or `--words-compared` says.",
    "CLI-3": "A time names its zone.",
    "CLI-4": "A dialogue is named by its local name or the beginning of its id, an item by its "
    "path, a side by its code or root fingerprint.",
    "CLI-5": "A proposal is named side/number/place.",
    "CLI-6": "A file that is there is never written over; a file appears whole or not at all.",
    "CLI-7": "A draft is JSON without repeated keys, or TOML.",
    "CLI-8": "Content comes from a file or from the options of its item; an option that does not "
    "belong to the item is refused.",
    "CLI-9": "A reason has 1 to 2,000 characters.",
    "CLI-10": "A root is given as code=fingerprint.",
    "CLI-11": "What would have no effect is not signed: nobody refuses what is agreed, or what is "
    "declined or withdrawn already.",
    "CONFIG-1": "`node.toml` holds the party, where it listens, its addresses, the record's file.",
    "CONFIG-2": "The files of the node are there and can be read.",
    "CONFIG-3": "A node is made in an empty folder.",
}
"""The rules that the commands themselves keep; those of the record stand in spec/."""


def page() -> str:
    """The whole page."""
    commands = _commands(build(catalogue("en")), "comity")
    parts = [_INTRODUCTION, *commands, *_rules(), *_faults()]
    return "\n".join(parts)


def _commands(command: Any, path: str) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    yield _section(command, path)
    for name, one in inner.items():
        yield from _commands(one, f"{path} {name}")


def _section(command: Any, path: str) -> str:
    lines = [f"## {path}", "", _prose(command.help or ""), ""]
    rows = [_row(param) for param in command.params if not getattr(param, "hidden", False)]
    if rows:
        lines += ["| parameter | meaning |", "|---|---|", *rows, ""]
    if command.epilog:
        title, *rest = command.epilog.split("\n\n")
        commands = [line.strip() for line in rest if line.startswith("  ")]
        lines += [title, "", "```", *commands, "```", ""]
        lines += [line for line in rest if not line.startswith("  ")]
    return "\n".join(lines).rstrip() + "\n"


def _row(param: Any) -> str:
    names = ", ".join(f"`{name}`" for name in param.opts if name.startswith("-"))
    value = param.metavar or ""
    if not names:
        names = f"`{value or param.name}`"
    elif value:
        names += f" {value}"
    variable = f" Variable: `{param.envvar}`." if getattr(param, "envvar", None) else ""
    text = _prose(param.help or "").replace("|", "\\|")
    return f"| {names.replace('|', '&#124;')} | {text}{variable} |"


def _prose(text: str) -> str:
    return re.sub(r"[ ]+", " ", text)


def _rules() -> Iterator[str]:
    yield "## Rules of the command line\n"
    yield "The rules of the record stand in [spec/](../../spec/README.md), those of bodies in"
    yield "[subjects.md](subjects.md). These are of the commands alone:\n"
    yield "| rule | text |\n|---|---|"
    for rule, text in _RULES.items():
        yield f"| {rule} | {text} |"
    yield ""


def _faults() -> Iterator[str]:
    yield "## Errors\n"
    yield "| code | what happened | what to do next |\n|---|---|---|"
    for code, (what, then) in sorted(FAULTS.items()):
        yield f"| `{code}` | {what} | {then} |"
    yield ""


def main(*, check: bool) -> int:
    """Write the page, or only say that it differs. Returns the exit code."""
    wanted = page()
    if PAGE.exists() and PAGE.read_text("utf-8") == wanted:
        return 0
    sys.stderr.write("docs/reference/cli.md\n")
    if not check:
        PAGE.write_text(wanted, "utf-8")
    return 1 if check else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
