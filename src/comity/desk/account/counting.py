# SPDX-License-Identifier: Apache-2.0
"""Tells django-axes how failures at the door count. Nothing of a request is written down."""

from __future__ import annotations

from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from django.http import HttpRequest

from comity.home import attempts
from comity.home.models import Person

__all__ = ["Counting"]

_NAME = "sign_in"


class Counting(AbstractAxesHandler, AxesBaseHandler):  # type: ignore[misc]  # without types
    """By name and address, and by name alone with a higher limit (`comity.home.attempts`)."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        """Whether nobody signs in under that name from there."""
        return attempts.locked(_name_of(credentials), request.axes_ip_address)

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """How many there were, as far as axes asks: enough, or none."""
        return attempts.FAILURES_MAX if self.is_locked(request, credentials) else 0

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **_kwargs: Any
    ) -> None:
        """Count it, unless the name was locked already."""
        del sender
        if request is None or request.axes_locked_out:
            return
        name, address = _name_of(credentials), request.axes_ip_address
        attempts.fail(name, address)
        request.axes_locked_out = attempts.locked(name, address)

    def user_logged_in(self, sender: Any, request: Any, user: Person, **_kwargs: Any) -> None:
        """What failed there before counts no more."""
        del sender
        attempts.succeed(user.sign_in, request.axes_ip_address)

    def user_logged_out(
        self, sender: Any, request: HttpRequest, user: Person | None, **_kwargs: Any
    ) -> None:
        """Nothing is written down of it here."""

    def post_save_access_attempt(self, instance: Any, **_kwargs: Any) -> None:
        """Nothing follows from a row."""

    def post_delete_access_attempt(self, instance: Any, **_kwargs: Any) -> None:
        """Nothing follows from a row that is gone."""


def _name_of(credentials: dict[str, Any] | None) -> str:
    return str((credentials or {}).get(_NAME, ""))
