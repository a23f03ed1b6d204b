# SPDX-License-Identifier: Apache-2.0
"""Every error says what happened, which rule, and what to do next, in three languages."""

import pytest

from comity.cli.fault_words import FAULTS
from comity.cli.faults import exit_code, explain
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
from tests.unit.telling.raised import raised


def test_every_code_that_is_raised_has_its_words() -> None:
    assert raised(terminal=True) - set(FAULTS) == set()


def test_a_terminal_has_no_words_of_its_own_for_what_nothing_raises() -> None:
    assert set(FAULTS) - raised(terminal=True) == set()


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


def test_what_is_not_possible_now_says_when_to_try_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    explain(UnavailableError("road/busy", "POUCH-13", "x", 7), catalogue("en"))
    assert "7 seconds" in capsys.readouterr().err


def test_a_program_reads_the_error_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    explain(RuleError("refused", "ACT-13", "x"), catalogue("ko"), as_json=True)
    assert capsys.readouterr().err == '{"error": "refused", "rule": "ACT-13", "hint": "x"}\n'
