# SPDX-License-Identifier: Apache-2.0
"""Forms of a fact: a statement with its source, and what our own node has made of a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from comity.core.views import ActRef
from comity.desk.forms.fields import ChoiceField, DayField, LineField, WordsField
from comity.desk.forms.subject import SubjectForm
from comity.locale import mark
from comity.subjects.facts import Check, Fact, Source
from comity.subjects.fields import NAME_CHARS_MAX
from comity.workbench.figures import Verdict

__all__ = ["CheckForm", "FactForm", "Figured"]


class Figured(NamedTuple):
    """A proposed figure, and what came of computing it again here."""

    offer: ActRef
    verdict: Verdict


class FactForm(SubjectForm):
    """A statement with its source. A figure from a table has a page of its own."""

    shape = "fact/*"
    heading = mark("Propose a fact with its source")
    typed_in: ClassVar[Mapping[str, str]] = {"source": "source_title"}
    title = WordsField(mark("What the fact is about"))
    statement = WordsField(mark("What it says"), lines=True)
    source_title = WordsField(mark("Source: title, with its version"))
    publisher = WordsField(mark("Source: published by"))
    source_day = DayField(mark("Source: published on"), required=False)
    place = LineField(mark("Source: address or number"), required=False)
    licence = LineField(mark("Source: licence"), required=False, chars_max=NAME_CHARS_MAX)

    def begun(self) -> dict[str, Any]:
        """From the fact before."""
        return self.continued(self.ground.base)

    def continued(self, value: Any) -> dict[str, Any]:
        """From the fact of the draft."""
        if not isinstance(value, Fact):
            return {}
        source = value.source
        found = {
            "title": value.title, "statement": value.statement, "source_title": source.title,
            "publisher": source.publisher, "source_day": source.day, "place": source.place,
            "licence": source.licence,
        }  # fmt: skip
        return {name: one for name, one in found.items() if one is not None}

    def body(self) -> Fact:
        """The fact."""
        source = Source(
            self.told("source_title"), self.told("publisher"), self.told("source_day"),
            self.told("place"), self.told("licence"), None,
        )  # fmt: skip
        return Fact(self.told("title"), self.told("statement"), source, None)


class CheckForm(SubjectForm):
    """What our own node has made of the figure that another side proposes."""

    shape = "fact/*/check"
    verb = "declare"
    heading = mark("State our check of the figure")
    typed_in: ClassVar[Mapping[str, str]] = {"offer": "result"}
    result = ChoiceField(
        mark("What our check says"),
        hint=mark("That it was reproduced can be said only where the same values came out here."),
    )
    text = WordsField(mark("In words"), required=False, lines=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As every form; only what is true of the figure can be chosen (FIG-8)."""
        super().__init__(*args, **kwargs)
        figured, field, voice = self.ground.base, self.fields["result"], self.ground.voice
        assert isinstance(field, ChoiceField)
        if not isinstance(figured, Figured):
            return
        words = voice.words
        if figured.verdict.reproduced:
            field.choices["reproduced"] = words.gettext("The same values came out on our own node")
        side = voice.side(figured.offer.party)
        field.choices |= {
            "on-the-word-of": words.gettext(
                "Not reproduced here; we take the word of {side}", side=side
            ),
            "differs": words.gettext("Other values came out, or we doubt it"),
        }
        if not self.initial.get("result") and figured.verdict.reproduced:
            self.initial["result"] = "reproduced"

    def begun(self) -> dict[str, Any]:
        """Nothing: a check is a new word."""
        return {}

    def clean(self) -> dict[str, Any]:
        """What was typed, if a doubt has words."""
        if self.told("result") == "differs":
            self.need("text")
        return self.cleaned_data

    def body(self) -> Check:
        """The check, of exactly the proposal that was shown."""
        figured = self.ground.base
        assert isinstance(figured, Figured), "without a figure there is nothing to choose"
        ref = (figured.offer.party, figured.offer.number, figured.offer.index)
        return Check(ref, self.told("result"), self.told("text"))
