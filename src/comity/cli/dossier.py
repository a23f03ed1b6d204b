# SPDX-License-Identifier: Apache-2.0
"""The dossier of a node at the terminal, for its operator: opened, and what was done told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from comity.cli.session import Session
from comity.core.errors import MalformedError

if TYPE_CHECKING:
    from comity.assembly.record import Assembled

__all__ = ["done", "names_in", "open_dossier"]


@contextmanager
def open_dossier(context: typer.Context) -> Iterator[tuple[Session, Assembled, int]]:
    """The session, the node with its dossier open, and the time by its clock."""
    from comity.assembly.ministry import open_home

    session: Session = context.obj
    with session.machine() as here:
        open_home(here.config)
        from django.db import connections

        try:
            yield session, here, here.node.clock.now_ms()
        finally:
            connections.close_all()


def names_in(code: str, rule: str, given: list[str]) -> dict[str, str]:
    """Names by language from ``en=TEXT``, each as it was typed. Raises MalformedError `code`."""
    names = {}
    for one in given:
        language, equals, text = one.partition("=")
        if not equals:
            raise MalformedError(code, rule, f"--name {one}: as en=TEXT")
        names[language] = text
    return names


def done(session: Session, **subject: str) -> None:
    """Say that it is done; give what it was done to."""
    session.give(subject)
    session.say(session.words.gettext("Done; it is in the audit log."))
