# SPDX-License-Identifier: Apache-2.0
"""Help pages in the reader's language: the commands are written in English and marked; their
texts are looked up once the language is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import typer
from rich.text import Text
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from comity.locale import Catalogue, mark

__all__ = ["Page", "Pages", "examples", "translate"]

_USAGE: Final = mark("Usage: ")
_HELP: Final = mark("Show this page and exit.")
_FRAME: Final = {
    "ARGUMENTS_PANEL_TITLE": mark("Arguments"),
    "OPTIONS_PANEL_TITLE": mark("Options"),
    "COMMANDS_PANEL_TITLE": mark("Commands"),
    "DEFAULT_STRING": mark("[default: {}]"),
    "ENVVAR_STRING": mark("[env var: {}]"),
    "REQUIRED_LONG_STRING": mark("[required]"),
}
"""The words that typer itself puts around a page, by the names of its constants."""


_GAP: Final = "\n\n"
_INDENT: Final = "  "
_EXAMPLES: Final = mark("Examples:")


def examples(*lines: str, title: str = _EXAMPLES, after: str | None = None) -> str:
    """The end of a page: commands to copy, the same in every language.

    Args:
        lines: one command each.
        title: stands over them, marked.
        after: a paragraph below them, marked, or None.
    """
    tail = [] if after is None else [after]
    return _GAP.join([title, *(_INDENT + line for line in lines), *tail])


class Page(TyperCommand):
    """A command whose usage line begins with a word of the reader's language."""

    usage_word: str = "Usage: "

    def get_usage(self, ctx: Any) -> str:
        """The usage line."""
        return super().get_usage(ctx).replace("Usage: ", self.usage_word, 1)


class Pages(TyperGroup):
    """A group of commands, likewise."""

    usage_word: str = "Usage: "

    def get_usage(self, ctx: Any) -> str:
        """The usage line."""
        return super().get_usage(ctx).replace("Usage: ", self.usage_word, 1)


class _Folded:
    """The help of an option as one text that is folded where it is too wide.

    It takes the place of typer's columns, which cut a text without spaces, as Japanese is.
    """

    def __init__(self, parts: Sequence[Text]) -> None:
        self._text = Text(" ", overflow="fold").join(parts)
        self._text.overflow = "fold"

    def __rich__(self) -> Text:
        return self._text


def translate(app: typer.Typer, words: Catalogue) -> TyperGroup:
    """The commands of the app, with every text of their help in that language."""
    for constant, message in _FRAME.items():
        setattr(rich_utils, constant, words.gettext(message))
    vars(rich_utils)["Columns"] = _Folded
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    _translate(group, words)
    return group


def _translate(command: Any, words: Catalogue) -> None:
    command.usage_word = words.gettext(_USAGE)
    for field in ("help", "short_help"):
        text = getattr(command, field, None)
        if text:
            setattr(command, field, words.gettext(text))
    if command.epilog:
        paragraphs = command.epilog.split(_GAP)
        command.epilog = _GAP.join(
            one if one.startswith(_INDENT) else words.gettext(one) for one in paragraphs
        )
    context = typer.Context(command)
    for param in command.get_params(context):
        text = getattr(param, "help", None)
        if text:
            message = _HELP if "--help" in param.opts else text
            param.help = words.gettext(message)
        panel = getattr(param, "rich_help_panel", None)
        if panel:
            param.rich_help_panel = words.gettext(panel)
    for inner in getattr(command, "commands", {}).values():
        _translate(inner, words)
        panel = getattr(inner, "rich_help_panel", None)
        if isinstance(panel, str):
            inner.rich_help_panel = words.gettext(panel)
