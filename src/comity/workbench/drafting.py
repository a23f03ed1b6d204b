# SPDX-License-Identifier: Apache-2.0
"""From what people write to the body that is signed.

People write times as ISO 8601 with a zone and leave out what is empty; here times become
milliseconds and what is left out is filled in. The room that owns the item judges the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from comity.core.errors import MalformedError
from comity.subjects.reading import Verb
from comity.workbench.times import parse_instant

__all__ = ["completed", "shape_of", "words_from"]

TIME_FIELDS: Final = ("start", "end", "due", "not_before", "at")
"""Fields of bodies that hold an instant."""

_LEFT_OUT: Final[dict[tuple[Verb, str], dict[str, Any]]] = {
    ("offer", "anchor/*"): {"kind": "other", "place": None},
    ("offer", "meeting/*/date"): {
        "kind": "round",
        "round": None,
        "title": None,
        "place": None,
        "host": None,
    },
    ("offer", "meeting/*/agenda/*"): {
        "kind": "new",
        "carried_from": None,
        "lead": None,
        "minutes": None,
        "previous": [],
        "outcome": None,
        "status": "on",
    },
    ("offer", "text/*"): {
        "legal_status": "not-legally-binding",
        "prevailing": None,
        "meeting": None,
    },
    ("offer", "text/*/p/*"): {"form": "paragraph", "base": None},
    ("offer", "text/*/adoption"): {"corrigendum": 0},
    ("offer", "follow-up/*"): {
        "post": None,
        "due": None,
        "zone": None,
        "source": None,
        "status": "open",
        "outcome": None,
    },
    ("offer", "press/*"): {
        "subject": None,
        "common": None,
        "lines": {},
        "if_asked": None,
        "not_before": None,
        "zone": None,
        "status": "on",
    },
    ("declare", "meeting/*/delegation"): {"members": []},
    ("declare", "meeting/*/attendance"): {"present": []},
    ("declare", "meeting/*/readout"): {"not_before": None},
    ("declare", "document/*"): {"marking": None, "language": None},
    ("declare", "follow-up/*/view"): {"text": None},
    ("declare", "press/*/released"): {"manner": "stated", "where": None},
}
"""What may be left out of a draft, by verb and form of item, and what it means then."""

_WINDOW: Final = {"first_day": None, "last_day": None, "hung": None}


def completed(verb: Verb, matter: str, draft: Any) -> Any:
    """The draft with its times as milliseconds and what it leaves out filled in.

    Args:
        verb: how it will be said.
        matter: what it is for.
        draft: as a person wrote it.

    Raises:
        MalformedError: ``time`` on a time that is none.
    """
    if not isinstance(draft, dict):
        return draft
    shape = shape_of(matter)
    filled = {**_LEFT_OUT.get((verb, shape), {}), **draft}
    if shape == "meeting/*/date":
        is_window = "start" not in draft
        window = "window-in-words" if {"said", "near"} & set(draft) else "window"
        filled = {"form": window if is_window else "date", **filled}
        if filled["form"] == "window":
            filled = {**_WINDOW, **filled}
        elif filled["form"] == "window-in-words":
            filled = {**_WINDOW, "said": None, "near": None, **filled}
    if verb == "declare" and "form" in draft:  # a statement on an item that is agreed
        filled = {"offer": None, "text": None, **draft}
        if isinstance(filled["offer"], str):
            filled["offer"] = _reference(filled["offer"])
    zone = filled.get("zone")
    for field in TIME_FIELDS:
        value = filled.get(field)
        if isinstance(value, str):
            filled[field] = parse_instant(value, field, zone if isinstance(zone, str) else None)
    return filled


def shape_of(matter: str) -> str:
    """The form of an item: its path with names turned into stars."""
    segments = matter.split("/")
    return "/".join("*" if place % 2 else segment for place, segment in enumerate(segments))


def words_from(
    by_language: Mapping[str, str | None], titles: Sequence[str] = (), language: str = "en"
) -> dict[str, str] | None:
    """A language map out of options, or None where none was given.

    Args:
        by_language: texts by language; None where the option was not given.
        titles: texts as ``ko=…``, or without a code in the reader's language.
        language: the reader's.
    """
    words = {code: text for code, text in by_language.items() if text is not None}
    for title in titles:
        code, equals, text = title.partition("=")
        if equals and 2 <= len(code) <= 7 and code.replace("-", "").isalpha():  # noqa: PLR2004
            words[code] = text
        else:
            words[language] = title
    return words or None


def _reference(text: str) -> list[Any]:
    """A proposal's name as the three values that a statement holds."""
    parts = text.split("/")
    if len(parts) != 3 or not (parts[1].isdigit() and parts[2].isdigit()):  # noqa: PLR2004
        raise MalformedError("proposal-name", "CLI-5", f"offer: {text!r}, as jp/3/0")
    return [parts[0], int(parts[1]), int(parts[2])]
