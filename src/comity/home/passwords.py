# SPDX-License-Identifier: Apache-2.0
"""What a new password must be (HOME-12). Django's validators judge; the codes are ours."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from comity.core.errors import RuleError
from comity.home.models import Person

__all__ = ["PASSWORD_CHARS_MAX", "PASSWORD_CHARS_MIN", "check_new"]

PASSWORD_CHARS_MIN: Final = 12
"""Code points: beyond what is guessed; length counts, not a mixture of signs."""
PASSWORD_CHARS_MAX: Final = 1_024
"""Code points: hashing more would be work for whoever sends it."""


def check_new(password: str, sign_in: str) -> None:
    """Nothing, if that may be the password of whoever signs in under that name.

    Raises:
        RuleError: ``password/short``, ``password/long``, ``password/common``, ``password/same``.

    Rule: HOME-12.
    """
    if len(password) < PASSWORD_CHARS_MIN:
        raise RuleError("password/short", "HOME-12", f"at least {PASSWORD_CHARS_MIN} characters")
    if len(password) > PASSWORD_CHARS_MAX:
        raise RuleError("password/long", "HOME-12", f"at most {PASSWORD_CHARS_MAX} characters")
    try:
        UserAttributeSimilarityValidator(("sign_in",)).validate(password, Person(sign_in=sign_in))
    except ValidationError:
        raise RuleError("password/same", "HOME-12", "it is too like the sign-in name") from None
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        raise RuleError("password/common", "HOME-12", "it stands on lists of passwords") from None
