# SPDX-License-Identifier: Apache-2.0
"""What people may do: a table of roles and powers. An absent cell refuses (HOME-10)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from comity.core.errors import RuleError

__all__ = ["POWERS", "Power", "Role", "checked_roles", "powers_of"]


class Role(StrEnum):
    """What a person is here. Several may be held at once, but `ADMINISTRATOR` only alone."""

    OBSERVER = "observer"
    """Reads the record."""
    DRAFTER = "drafter"
    """Prepares what is to be signed."""
    APPROVER = "approver"
    """Approves what others have prepared, or returns it."""
    SIGNER = "signer"
    """Signs for the party."""
    DUTY_OFFICER = "duty-officer"
    """Reads at any hour, and speaks alone for the party where an incident presses (HOME-50)."""
    ADMINISTRATOR = "administrator"
    """Keeps people, posts and admissions, and sees no content."""


class Power(StrEnum):
    """One thing that a role may allow."""

    READ = "read"
    DRAFT = "draft"
    APPROVE = "approve"
    SIGN = "sign"
    """As with approving, what is not to be signed as it stands may be returned."""
    DUTY = "duty"
    """Gives notice of incidents, acknowledges, logs calls and stands down. Rule: HOME-50."""
    ADMINISTER = "administer"


POWERS: Final[dict[Role, frozenset[Power]]] = {
    Role.OBSERVER: frozenset({Power.READ}),
    Role.DRAFTER: frozenset({Power.READ, Power.DRAFT}),
    Role.APPROVER: frozenset({Power.READ, Power.APPROVE}),
    Role.SIGNER: frozenset({Power.READ, Power.DRAFT, Power.SIGN, Power.DUTY}),
    Role.DUTY_OFFICER: frozenset({Power.READ, Power.DUTY}),
    Role.ADMINISTRATOR: frozenset({Power.ADMINISTER}),
}
"""The table. What does not stand here is refused. Rule: HOME-10."""


def powers_of(roles: Iterable[str]) -> frozenset[Power]:
    """All that these roles allow together; a role that is not known allows nothing."""
    found: frozenset[Power] = frozenset()
    for role in Role:
        if role in set(roles):
            found |= POWERS[role]
    return found


def checked_roles(roles: Iterable[str]) -> tuple[Role, ...]:
    """The roles, each once, in the order of the table.

    Raises:
        RuleError: ``role-unknown``; ``roles-combined`` if an administrator is to be anything
            else too. Rule: HOME-10.
    """
    named = set(roles)
    strange = named - set(Role)
    if strange:
        raise RuleError("role-unknown", "HOME-10", f"no such role: {', '.join(sorted(strange))}")
    if Role.ADMINISTRATOR in named and len(named) > 1:
        raise RuleError(
            "roles-combined", "HOME-10", "an administrator sees no content, so has no other role"
        )
    return tuple(role for role in Role if role in named)
