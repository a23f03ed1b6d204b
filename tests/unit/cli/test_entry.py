# SPDX-License-Identifier: Apache-2.0
"""The way in: options wherever they stand, help in three languages, nothing heavy in vain."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from typer import rich_utils

from comity.cli.app import build
from comity.cli.entry import _hoist, _told, run
from comity.cli.frame import examples
from comity.locale import LANGUAGES, Language, catalogue
from tests.house.house import ROOT
from tools.command_reference import PAGE, page


def _paths(command: Any, *above: str) -> Iterator[list[str]]:
    """Every command below one, by its words."""
    for name, inner in sorted(getattr(command, "commands", {}).items()):
        yield [*above, name]
        yield from _paths(inner, *above, name)


COMMANDS = list(_paths(build(catalogue("en"))))


def test_there_are_commands_to_be_tried() -> None:
    assert len(COMMANDS) > 50
    assert {"init", "people audit", "incident notify"} <= {" ".join(one) for one in COMMANDS}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_teaches_itself_in_every_language(
    command: list[str], language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--help", "--lang", language]) == 0
    told = capsys.readouterr().out
    words = catalogue(language)
    assert words.gettext("Usage: ") in told
    assert words.gettext("Show this page and exit.") in told
    english = {"Show this page and exit.", "Arguments", "Commands", "Examples:", "Options"}
    assert language == "en" or not {one for one in english if one in told}


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_help_is_cut_in_a_terminal(
    language: Language,
    width: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(rich_utils, "MAX_WIDTH", width)
    words = catalogue(language)
    whole: Any = build(words)
    for path in COMMANDS:
        command = whole
        for name in path:
            command = command.commands[name]
        assert run([*path, "--help", "--lang", language]) == 0
        told = _bare(capsys.readouterr().out)
        cut = [param.help for param in command.params if _bare(param.help) not in told]
        assert cut == []


def _bare(text: str) -> str:
    """The text without the blanks and lines that a narrow terminal puts into it."""
    return re.sub(r"[\s│]", "", text)


@pytest.mark.parametrize("arguments", [[], ["found"], ["pouch"]])
def test_a_command_that_needs_another_shows_what_there_is(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 0
    assert "--help" in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "arguments",
    [
        ["shwo"],
        ["show", "--bogus"],
        ["offer"],
        ["found", "join", "x.json"],
        ["found", "invite", "jp", "--days", "many"],
        ["found", "invite", "jp", "--days", "0"],
        ["--node"],
    ],
    ids=" ".join,
)
def test_a_slip_of_the_pen_is_named_and_help_is_pointed_to(
    arguments: list[str], language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--lang", language, *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "--help" in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("encoding", ["cp949", "cp932", "ascii"])
def test_a_terminal_that_lacks_a_letter_still_shows_the_rest(encoding: str) -> None:
    script = "import sys; from comity.cli.entry import main; sys.argv[1:] = %r; main()"
    for words in (["--help", "--lang", "ko"], ["show", "--node", "–·é"]):
        ended = subprocess.run(
            [sys.executable, "-c", script % words], check=False, capture_output=True, cwd=ROOT,
            env={"PYTHONIOENCODING": encoding, "PATH": ""},
        )  # fmt: skip
        assert b"Traceback" not in ended.stderr
        assert ended.stdout or ended.stderr


def test_the_page_of_commands_is_that_of_the_code() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `make catalogues`"


def test_options_of_every_command_are_understood_wherever_they_stand() -> None:
    line = ["show", "--json", "economic", "--node=kr", "--lang", "ko", "--", "--yes"]
    hoisted, rest = _hoist(line)
    assert hoisted == ["--json", "--node=kr", "--lang", "ko"]
    assert rest == ["show", "economic", "--", "--yes"]
    assert _told(hoisted, "--lang") == "ko"
    assert _told(["--lang=ja", "--lang", "ko"], "--lang") == "ko"
    assert _told(["--lang=ja"], "--lang") == "ja"
    assert _told([], "--lang") is None


def test_examples_are_commands_that_exist() -> None:
    told = [line for line in page().splitlines() if line.startswith("comity ")]
    known = {" ".join(command) for command in COMMANDS}
    for line in told:
        _, rest = _hoist(line.split()[1:])
        assert rest[0] in known


def test_the_lines_of_an_example_keep_their_gaps() -> None:
    text = examples("comity show", "comity log x", after="The end.")
    assert text == "Examples:\n\n  comity show\n\n  comity log x\n\nThe end."


@pytest.mark.parametrize(
    ("command", "absent"),
    [
        ("conformance /dev/null", {"typer", "rich", "granian", "comity.node", "comity.subjects"}),
        ("show --help", {"granian", "mnemonic", "babel", "comity.store.sqlite"}),
        ("verify --help", {"granian", "comity.store.sqlite", "comity.demo"}),
    ],
)
def test_a_command_loads_what_it_needs(command: str, absent: set[str]) -> None:
    script = (
        "import sys; from comity.cli.entry import run; "
        f"run({command.split()!r}); print(' '.join(sys.modules), file=sys.stderr)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT
    ).stderr.split()
    assert absent & set(loaded) == set()
