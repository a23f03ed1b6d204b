# SPDX-License-Identifier: Apache-2.0
"""What the page for the duty officer calls things is what stands on the desk, in every language;
and its commands are commands.
"""

import re
from pathlib import Path

import pytest
import typer

from comity.cli.app import build
from comity.locale import LANGUAGES, Language, catalogue

PAGE = (Path(__file__).parents[2] / "docs/how-to/duty-officer.md").read_text("utf-8")
LABELS = sorted(set(re.findall(r"\*\*([^*]+)\*\*", PAGE)))
COMMANDS = re.findall(r"^comity incident ([a-z-]+) security(.*)$", PAGE, re.MULTILINE)


def test_there_are_labels_and_commands() -> None:
    assert {"Report an incident", "Acknowledge", "This is not a drill"} <= set(LABELS)
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("label", LABELS)
def test_a_word_in_bold_is_a_word_of_the_desk(label: str, language: Language) -> None:
    told = catalogue(language, "desk").gettext(label)
    assert told
    assert (told == label) is (language == "en"), "the catalogue does not know it"


@pytest.mark.parametrize(("name", "options"), COMMANDS)
def test_a_command_has_the_options_that_the_page_names(name: str, options: str) -> None:
    group = build(catalogue("en"))
    incident = group.get_command(typer.Context(group), "incident")
    assert isinstance(incident, type(group))
    command = incident.get_command(typer.Context(incident), name)
    assert command is not None
    known = {one for parameter in command.params for one in parameter.opts}
    assert set(re.findall(r"--[a-z]+", options)) <= known
