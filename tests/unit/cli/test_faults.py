# SPDX-License-Identifier: Apache-2.0
"""Every error says what happened, which rule, and what to do next, in three languages."""

import ast
import re
from collections.abc import Iterator

import pytest

from comity.cli.fault_words import FAULTS
from comity.cli.faults import exit_code, explain, told_of
from comity.cli.labels import LABELS
from comity.core.errors import (
    ComityError,
    ConfigError,
    LogError,
    MalformedError,
    MissingError,
    RuleError,
    TrustError,
    UnavailableError,
)
from comity.locale import LANGUAGES, Language, catalogue
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


def _raised(module: ast.Module) -> Iterator[str]:
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


def _codes() -> set[str]:
    found = {code for path in files(".py", under=SOURCE) for code in _raised(tree(path))}
    # What an act without effect is void for is raised when one is about to sign it (ACT-7).
    return found | set(LABELS["void"])


def test_every_code_that_is_raised_has_its_words() -> None:
    assert _codes() - set(FAULTS) == set()


def test_no_words_are_kept_for_codes_that_nothing_raises() -> None:
    assert set(FAULTS) - _codes() == set()


def test_a_code_without_words_would_be_seen() -> None:
    code = 'raise RuleError("never-seen", "ACT-1", "x")\ncode = "a/b" if x else "c"'
    assert set(_raised(ast.parse(code))) == {"never-seen", "a/b", "c"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_sentences_of_every_code_are_in_the_catalogue(language: Language) -> None:
    words = catalogue(language)
    for what, then in FAULTS.values():
        for sentence in (what, then):
            told = words.gettext(sentence)
            assert told
            assert language == "en" or told != sentence


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuleError("refused", "ACT-13", "x"), 1),
        (LogError("restored", "HOME-6", "x"), 1),
        (TrustError("signature", "ENC-17", "x"), 1),
        (MissingError((("jp", 1, "A"),)), 1),
        (MalformedError("time", "CLI-3", "x"), 2),
        (ConfigError("config/absent", "CONFIG-1", "x"), 2),
        (UnavailableError("road/busy", "POUCH-13", "x"), 3),
    ],
)
def test_the_exit_code_tells_whether_to_correct_or_to_wait(error: ComityError, code: int) -> None:
    assert exit_code(error) == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_names_what_which_rule_and_what_next(
    language: Language, capsys: pytest.CaptureFixture[str]
) -> None:
    words = catalogue(language)
    error = MalformedError("body/zone", "SUBJ-4", "zone: a zone such as Asia/Seoul, or UTC")
    assert explain(error, words) == 2
    told = capsys.readouterr().err
    assert told.startswith(words.gettext("A time zone is not understood."))
    assert words.gettext("Field: {field}", field="zone") in told
    assert "SUBJ-4" in told
    assert words.gettext("Write Asia/Seoul or the like.") in told


def test_a_code_of_a_later_version_falls_back_on_the_hint(
    capsys: pytest.CaptureFixture[str],
) -> None:
    explain(RuleError("from-the-future", "NODE-99", "a sentence for engineers"), catalogue("ko"))
    told = capsys.readouterr().err
    assert told.startswith("a sentence for engineers")
    assert "NODE-99" in told
    assert told_of(catalogue("ja"), "from-the-future", "as it says") == "as it says"


def test_what_is_not_possible_now_says_when_to_try_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    explain(UnavailableError("road/busy", "POUCH-13", "x", 7), catalogue("en"))
    assert "7 seconds" in capsys.readouterr().err


def test_a_program_reads_the_error_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    explain(RuleError("refused", "ACT-13", "x"), catalogue("ko"), as_json=True)
    assert capsys.readouterr().err == '{"error": "refused", "rule": "ACT-13", "hint": "x"}\n'
