# SPDX-License-Identifier: Apache-2.0
"""The form of a sounding, and of the answer to one: a few words, until when, to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from comity.desk.forms.fields import ChoiceField, WordsField
from comity.locale import mark
from comity.node.soundings import WORDS_CHARS_MAX
from comity.telling.soundings import STANCES
from comity.telling.voice import Voice

__all__ = ["DAY_MS", "AnswerForm", "SoundingForm"]

DAY_MS: Final = 86_400_000
_DAYS: Final = {
    "1": mark("tomorrow"),
    "3": mark("in three days"),
    "7": mark("in a week"),
    "14": mark("in two weeks"),
}


class SoundingForm(forms.Form):
    """What is sounded out.

    Args:
        data: what was sent, or None.
        voice: of whoever writes.
        sides: codes of those it may be for; one alone is not asked about.
        said: whether something is said beside the words: a value.
    """

    words = WordsField(mark("In a few words"), lines=True, required=False)
    days = ChoiceField(mark("It expires"), _DAYS, select=True)
    to = ChoiceField(mark("To"), required=False)

    def __init__(
        self, data: QueryDict | None, voice: Voice, sides: tuple[str, ...], *, said: bool
    ) -> None:
        super().__init__(data, initial={"days": "3"})
        self.sides, self.said = sides, said
        words, to = self.fields["words"], self.fields["to"]
        assert isinstance(words, WordsField)
        assert isinstance(to, ChoiceField)
        words.chars_max = WORDS_CHARS_MAX
        if len(sides) == 1:
            del self.fields["to"]
        else:
            to.choices, to.required = {one: voice.side(one) for one in sides}, True

    def clean(self) -> dict[str, Any]:
        """What was typed, if it says something."""
        if not self.said and not self._told() and "words" not in self.errors:
            self.add_error("words", ValidationError("", "required"))
        return self.cleaned_data

    def _told(self) -> bool:
        return bool(self.cleaned_data.get("words") or self.cleaned_data.get("stance"))

    @property
    def side(self) -> str:
        """For whom it is."""
        return self.sides[0] if len(self.sides) == 1 else str(self.cleaned_data["to"])

    @property
    def lasts_ms(self) -> int:
        """How long it lasts."""
        return int(self.cleaned_data["days"]) * DAY_MS

    @property
    def stance(self) -> str | None:
        """In one word; only of an answer."""
        found: Mapping[str, Any] = self.cleaned_data
        return found.get("stance")


class AnswerForm(SoundingForm):
    """An answer: could work, difficult, or words; or both."""

    stance_chosen = ChoiceField(mark("Our answer"), STANCES, required=False)

    field_order = ("stance_chosen", "words", "days", "to")

    def _told(self) -> bool:
        return bool(self.cleaned_data.get("words") or self.cleaned_data.get("stance_chosen"))

    @property
    def stance(self) -> str | None:
        """In one word, or None."""
        found: str | None = self.cleaned_data.get("stance_chosen")
        return found
