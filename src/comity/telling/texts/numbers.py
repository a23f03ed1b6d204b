# SPDX-License-Identifier: Apache-2.0
"""What stands before each paragraph of a text: made from its place, never stored. Rule: TEXT-3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from comity.subjects.standing import Standing
from comity.subjects.texts import TextView, Wording
from comity.telling.texts.wording import stood_on

__all__ = ["form_of", "numbers_of", "whole_number_of"]

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


def numbers_of(text: TextView) -> Mapping[str, str]:
    """What is written before each paragraph, by key: made from its place, never stored.

    Headings have no number; points below a paragraph have letters; a paragraph outside of the
    order is called by its key.
    """
    found: dict[str, str] = {}
    number = point = 0
    for one in text.paragraphs:
        key, form = one.matter.split("/")[3], form_of(one)
        if key in text.outside:
            found[key] = key
        elif form == "heading":
            found[key] = ""
            point = 0
        elif form == "point":
            point += 1
            found[key] = f"({_LETTERS[point - 1] if point <= len(_LETTERS) else point})"
        else:
            number, point = number + 1, 0
            found[key] = str(number)
    return found


def whole_number_of(text: TextView, key: str) -> str:
    """How one speaks of a paragraph away from its text: a point with the paragraph above it, as
    ``2 (a)``; a heading, and one outside of the order, by its key.
    """
    above, numbers = "", numbers_of(text)
    for one, number in numbers.items():
        if one == key:
            return f"{above} {number}".strip() if number.startswith("(") else number or key
        if number.isdigit():
            above = number
    return key


def form_of(standing: Standing[Wording, Any]) -> str:
    """As what a paragraph is set: as agreed, else as proposed last."""
    if standing.value is not None:
        return standing.value.form
    ordered = sorted(stood_on(standing), key=lambda pair: pair[0].offer.rank)
    values = [one.body.value for one, _ in ordered if one.body.value is not None]
    return values[-1].form if values else "paragraph"
