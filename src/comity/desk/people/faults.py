# SPDX-License-Identifier: Apache-2.0
"""What is off in a form of the administrator, at the field that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from django.http import QueryDict

from comity.core.errors import ComityError
from comity.desk.forms.faults import encoding_told
from comity.home.people import LANGUAGES
from comity.telling.faults import told_of, what_next
from comity.telling.voice import Voice

__all__ = ["NOTHING", "Faults", "at_once", "faults_of"]

_FIELDS: Final[Mapping[str, str]] = {
    "person-exists": "sign_in",
    "sign-in-name": "sign_in",
    "slug": "slug",
    "post-exists": "slug",
    "post-name": "name",
    "post-unknown": "post",
    "organ-exists": "slug",
    "organ-name": "name",
    "organ-unknown": "organ",
    "role-unknown": "roles",
    "roles-combined": "roles",
}
"""Field by code."""


class Faults(NamedTuple):
    """What is off: the form it was in, what is said by field, and the summary with its links."""

    step: str
    fields: Mapping[str, str]
    summary: tuple[tuple[str, str | None], ...]

    def __bool__(self) -> bool:
        return bool(self.summary)


NOTHING: Final = Faults("", {}, ())


def at_once(voice: Voice, steps: Iterable[str], sent: QueryDict) -> Faults:
    """What is off with what was sent before anything is tried.

    Args:
        voice: of the reader.
        steps: those that the page has.
        sent: the form.
    """
    words, step = voice.words, sent.get("step", "")
    if step not in steps:
        told = words.gettext("The page was sent without saying what is to be done. Use a button.")
        return Faults("", {}, ((told, None),))
    for name, label in (
        *((f"name_{code}", words.gettext("Name")) for code in LANGUAGES),
        ("password", words.gettext("Password")),
    ):
        told = encoding_told(voice, sent.get(name, ""), label)
        if told:
            field = name.partition("_")[0]
            return Faults(step, {field: told}, ((told, f"#{step}_{field}"),))
    if step in ("person", "roles") and not sent.getlist("roles"):
        told = words.gettext("Choose at least one role")
        return Faults(step, {"roles": told}, ((told, f"#{step}_roles"),))
    return NOTHING


def faults_of(voice: Voice, step: str, error: ComityError) -> Faults:
    """The faults of a form from what hindered it.

    Args:
        voice: of the reader.
        step: the form that was sent.
        error: what hindered.
    """
    told = told_of(voice.words, error.code, error.hint)
    after = what_next(voice.words, error.code)
    name = _FIELDS.get(error.code, "")
    if error.code.startswith("password/"):
        name = "password"
    whole = " ".join(one for one in (told, after) if one)
    if not name:
        return Faults(step, {}, ((whole, None),))
    return Faults(step, {name: whole}, ((told, f"#{step}_{name}"),))
