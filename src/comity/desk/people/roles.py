# SPDX-License-Identifier: Apache-2.0
"""The words for roles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from comity.home.models import Person
from comity.home.roles import Role
from comity.locale import mark
from comity.telling.voice import Voice

__all__ = ["ROLES", "role_names"]

ROLES: Final = {
    Role.OBSERVER: mark("observer"),
    Role.DRAFTER: mark("drafter"),
    Role.APPROVER: mark("approver"),
    Role.SIGNER: mark("signer"),
    Role.DUTY_OFFICER: mark("duty officer"),
    Role.ADMINISTRATOR: mark("administrator"),
}
"""What each role is called."""


def role_names(voice: Voice, person: Person) -> Iterator[str]:
    """The roles of a person in the reader's language, in the order of the table."""
    return (voice.words.gettext(ROLES[role]) for role in ROLES if role in person.roles)
