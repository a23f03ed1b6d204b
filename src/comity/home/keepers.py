# SPDX-License-Identifier: Apache-2.0
"""Who may change posts, organs, people and admissions: whoever keeps people (HOME-10)."""

from __future__ import annotations

from comity.core.errors import RuleError
from comity.home.models import Person
from comity.home.roles import Power, Role

__all__ = ["check_keeper"]


def check_keeper(by: Person | None, whom: Person | None = None) -> None:
    """Nothing, if this person may change accounts, and this one.

    Args:
        by: None is the operator of this machine.
        whom: whose account is changed, if it is one's.

    Raises:
        RuleError: ``not-allowed``; ``own-account``. Rule: HOME-10.
    """
    if by is None:
        return
    if not by.active or Power.ADMINISTER not in by.powers:
        raise RuleError("not-allowed", "HOME-10", f"only an {Role.ADMINISTRATOR} changes accounts")
    if whom is not None and whom.pk == by.pk:
        raise RuleError("own-account", "HOME-10", "nobody changes his own roles or standing")
