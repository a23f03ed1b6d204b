# SPDX-License-Identifier: Apache-2.0
"""Every error has words that any reader can follow, at a terminal or at the desk."""

import ast
import re

import pytest

from comity.locale import LANGUAGES, Language, catalogue
from comity.telling.fault_words import FAULTS
from comity.telling.faults import told_of, what_next
from tests.house.house import SOURCE, files, tree
from tests.unit.telling.raised import raised, raised_in

COMMAND = re.compile(r"comity [a-z]|(?<![\w-])--?[a-z]|COMITY_|“--")


def test_every_code_that_is_raised_below_the_commands_has_its_words() -> None:
    assert raised(terminal=False) - set(FAULTS) == set()


def test_no_words_are_kept_for_codes_that_nothing_raises() -> None:
    assert set(FAULTS) - raised(terminal=True) == set()


def test_a_code_without_words_would_be_seen() -> None:
    code = 'raise RuleError("never-seen", "ACT-1", "x")\ncode = "a/b" if x else "c"'
    assert set(raised_in(ast.parse(code))) == {"never-seen", "a/b", "c"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_sentences_of_every_code_are_in_the_catalogue(language: Language) -> None:
    words = catalogue(language)
    for what, then in FAULTS.values():
        for sentence in (what, then):
            told = words.gettext(sentence)
            assert told
            assert language == "en" or told != sentence


def _messages(module: ast.Module) -> list[str]:
    """What a module says to people: texts given to the catalogue, or marked for it."""
    return [
        argument.value
        for call in ast.walk(module)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(("mark", "gettext"))
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def test_nobody_at_a_desk_is_told_to_type_a_command() -> None:
    told = [
        text for path in files(".py", under=SOURCE / "telling") for text in _messages(tree(path))
    ]
    assert len(told) > 300
    assert [text for text in told if COMMAND.search(text)] == []


def test_a_command_would_be_seen() -> None:
    module = ast.parse('mark("See “comity show”.")\nwords.gettext("Add --zone or -o.")')
    assert [bool(COMMAND.search(text)) for text in _messages(module)] == [True, True]


def test_a_code_of_a_later_version_falls_back_on_the_hint() -> None:
    assert told_of(catalogue("ja"), "from-the-future", "as it says") == "as it says"
    assert what_next(catalogue("ja"), "from-the-future") == ""
