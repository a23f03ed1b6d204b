# SPDX-License-Identifier: Apache-2.0
"""The people of the demonstration as data: posts, never names; who may know of which dialogue."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from comity.core.ids import Code
from comity.demo.scenario import Dialogue
from comity.subjects.fields import Words

__all__ = ["MODULE", "Body", "Officer", "Staff", "staff"]

MODULE: Final = "comity.demo.staffing"
"""Puts these people into the dossier of one node, in a process of its own."""


class Officer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who can sign in.

    Args:
        sign_in: the name to type.
        post: short name of the office, one for each person here.
        names: of the office, by language.
        organ: short name of the body it belongs to.
        roles: what the person may do.
        dialogues: of which the office may know beside those of its organ.
    """

    sign_in: str
    post: str
    names: Words
    organ: str
    roles: tuple[str, ...]
    dialogues: tuple[Dialogue, ...]


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An organ: its names by language, and the dialogues of which all its posts may know."""

    names: Words
    dialogues: tuple[Dialogue, ...]


class Staff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One side's organs and people, and the password of each of them: it is no secret."""

    password: str
    organs: dict[str, Body]
    people: tuple[Officer, ...]

    def who(self, role: str, dialogue: Dialogue) -> Officer:
        """The first of them who has the role and may know of the dialogue."""
        return next(one for one in self.people if role in one.roles and dialogue in self.known(one))

    def known(self, one: Officer) -> tuple[Dialogue, ...]:
        """The dialogues of which an officer may know: those of the organ, then of the post."""
        return (*self.organs[one.organ].dialogues, *one.dialogues)


@cache
def staff() -> dict[Code, Staff]:
    """The people of both sides by its code."""
    raw = files("comity.demo").joinpath("data", "people.json").read_bytes()
    return {
        Code(code): one for code, one in msgspec.json.decode(raw, type=dict[str, Staff]).items()
    }
