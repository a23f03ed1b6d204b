# SPDX-License-Identifier: Apache-2.0
"""What every form of a subject shares: whose it is, what it starts from, and the body it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from comity.core.errors import MalformedError
from comity.core.ids import Code, Matter
from comity.desk.forms.fields import ChoiceField, ChoicesField
from comity.subjects import Rooms, write_body
from comity.subjects.reading import Verb
from comity.telling.faults import field_of, told_of
from comity.telling.labels import LABELS
from comity.telling.voice import Voice

__all__ = ["ZONES", "Ground", "SubjectForm", "labelled"]

ZONES: Final = (
    "Asia/Seoul", "Asia/Tokyo", "Asia/Shanghai", "Asia/Singapore", "Australia/Canberra",
    "Europe/Brussels", "Europe/London", "Europe/Paris", "Europe/Vienna", "Europe/Zurich",
    "America/New_York", "Pacific/Honolulu", "UTC",
)  # fmt: skip
"""Zones offered to people; that of the node and those met in the record are added."""


@dataclass(frozen=True, slots=True)
class Ground:
    """On what a form stands.

    Args:
        voice: how to speak to whoever fills it in.
        matter: the item.
        parties: of the dialogue, in the order of the genesis.
        rooms: how the dialogue stands.
        base: the value it starts from: what is proposed or agreed now, or None.
        base_digest: digest of that value's body, or None.
        dialogues: titles by id of the others that the reader may know of, where it matters.
    """

    voice: Voice
    matter: Matter
    parties: tuple[Code, ...]
    rooms: Rooms
    base: Any = None
    base_digest: str | None = None
    dialogues: Mapping[str, str] = field(default_factory=dict)

    @property
    def zones(self) -> tuple[str, ...]:
        """Zones to choose from: the node's own first."""
        own = self.voice.zone or "UTC"
        met = getattr(self.base, "zone", None)
        return tuple(dict.fromkeys(one for one in (own, met, *ZONES) if one))


class SubjectForm(forms.Form):
    """A form for one form of item. Subclasses declare fields and say what they mean.

    Attributes:
        shape: the form of item, as ``meeting/*/date``.
        verb: whether its body is offered or declared.
        heading: what the page is called, a message.
    """

    shape: ClassVar[str]
    verb: ClassVar[Verb] = "offer"
    heading: ClassVar[str]
    parties_of: ClassVar[tuple[str, ...]] = ()
    """Fields that choose among the parties of the dialogue."""
    zone_of: ClassVar[str] = ""
    """The field that chooses a zone, if any."""
    typed_in: ClassVar[Mapping[str, str]] = {}
    """The field in which a member of the body is typed, where they differ in name."""
    rows: ClassVar[str] = ""
    """A message: the button that asks for more empty rows, where the form has some."""
    bracketed: ClassVar[tuple[str, ...]] = ()
    """Fields whose brackets the program makes itself: typed ones are asked about (TEXT-4)."""

    def __init__(
        self,
        data: QueryDict | None,
        ground: Ground,
        initial: Mapping[str, Any] | None = None,
        *,
        again: Any = None,
    ) -> None:
        """A form, bound to what was sent if that is not None.

        Args:
            data: what was sent.
            ground: on what it stands.
            initial: what the fields hold at first, instead of what the ground says.
            again: the value of a draft that is to be changed, instead of either.
        """
        self.ground = ground
        self.draft_value = again
        if again is not None:
            begun = self.continued(again)
        else:
            begun = self.begun() if initial is None else dict(initial)
        super().__init__(data, initial=begun)
        for name in self.parties_of:
            chooses = self.fields[name]
            assert isinstance(chooses, ChoiceField | ChoicesField)
            chooses.choices = {str(code): ground.voice.side(code) for code in ground.parties}
        if self.zone_of:
            field = self.fields[self.zone_of]
            assert isinstance(field, ChoiceField)
            field.choices = {zone: zone for zone in ground.zones}
            self.initial.setdefault(self.zone_of, ground.zones[0])

    def begun(self) -> dict[str, Any]:
        """What the fields hold at first, from the value the form starts from."""
        return self._as_named(self.ground.base)

    def continued(self, value: Any) -> dict[str, Any]:
        """What the fields hold at first where a draft that says this is to be changed."""
        return self._as_named(value)

    def _as_named(self, value: Any) -> dict[str, Any]:
        """The members of a value that have a field of their name."""
        if not isinstance(value, msgspec.Struct):
            return {}
        known = msgspec.structs.asdict(value)
        return {name: known[name] for name in self.base_fields if name in known}

    def body(self) -> Any:
        """The value that the fields make, to be judged by its room; only after `is_valid`."""
        raise NotImplementedError

    def raw_body(self) -> bytes | None:
        """The body as it is signed, if its room takes it; only after `is_valid`.

        None where it does not: then the form says why, at the field where that is known.
        """
        try:
            return write_body(self.ground.matter, self.verb, self.body())
        except MalformedError as error:
            told = {"told": told_of(self.ground.voice.words, error.code, error.hint)}
            name = self._typed_at(field_of(error) or "")
            if name in self.fields:
                self.add_error(name, ValidationError("", "room", told))
            else:
                self.add_error(None, ValidationError("", "whole", told))
            return None

    def _typed_at(self, path: str) -> str:
        """The field in which a member of the body is typed, or one that it is part of."""
        while path not in self.typed_in and "." in path:
            path = path.rpartition(".")[0]
        return self.typed_in.get(path, path)

    def passed(self) -> tuple[str, str] | None:
        """The field of a time that has passed and the time in words; None where none has.

        Only after `is_valid`; it is asked about, not refused.
        """
        return None

    def need(self, name: str) -> None:
        """Ask for a field that is left empty, unless something else is off with it already."""
        if self.told(name) is None and name not in self.errors:
            self.add_error(name, ValidationError("", "required"))

    def ordered(self, first: str, last: str, *, apart: bool = False) -> None:
        """Say so if the second of two days, times or numbers comes before the first.

        `apart`: or if both are the same.
        """
        start, end = self.told(first), self.told(last)
        if start is None or end is None:
            return
        if end < start or (apart and end == start):
            self.add_error(last, ValidationError("", "order"))

    def told(self, name: str) -> Any:
        """A cleaned value, None where it is left empty."""
        return self.cleaned_data.get(name)


def labelled(family: str, *codes: str) -> dict[str, str]:
    """Choices of a family of codes with their messages, all or those named.

    Args:
        family: of `comity.telling.labels.LABELS`.
        codes: in the order to offer them; all where none is named.
    """
    table = LABELS[family]
    return {code: table[code] for code in codes or table}
