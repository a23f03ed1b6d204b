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

__all__ = ["MODULE", "Officer", "Staff", "staff"]

MODULE: Final = "comity.demo.staffing"
"""Puts these people into the dossier of one node, in a process of its own."""


class Officer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who can sign in.

    Args:
        sign_in: the name to type.
        post: short name of the office, one for each person here.
        names: of the office, by language.
        organ: the body it belongs to, as the side itself writes it.
        roles: what the person may do.
        dialogues: of which the office may know.
    """

    sign_in: str
    post: str
    names: Words
    organ: str
    roles: tuple[str, ...]
    dialogues: tuple[Dialogue, ...]


class Staff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One side's people, and the password of each of them: it is no secret."""

    password: str
    people: tuple[Officer, ...]

    def who(self, role: str, dialogue: Dialogue) -> Officer:
        """The first of them who has the role and may know of the dialogue."""
        return next(one for one in self.people if role in one.roles and dialogue in one.dialogues)


@cache
def staff() -> dict[Code, Staff]:
    """The people of both sides by its code."""
    raw = files("comity.demo").joinpath("data", "people.json").read_bytes()
    return {
        Code(code): one for code, one in msgspec.json.decode(raw, type=dict[str, Staff]).items()
    }
