# SPDX-License-Identifier: Apache-2.0
"""A list of points as people type it: one point a line, in the same order in each language.

A line that begins with a blank goes on with the point above it; an empty line keeps the place of
a point that does not stand in that language.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import Final

from django.core.exceptions import ValidationError

from comity.desk.forms.fields import WordsField, checked_text
from comity.subjects.fields import COUNT_MAX, Words

__all__ = ["PointsField", "as_lines", "as_points"]

_GOES_ON: Final = "  "
"""What stands before each further line of a point."""
_BLANKS: Final = (" ", "\t", "\u3000")


class PointsField(WordsField):
    """Points as lines, a text a language; None where there are none.

    Args:
        label, hint: messages.
        point_chars: most characters of one point in one language.
        required: whether one point at least is needed.
    """

    def __init__(
        self, label: str, point_chars: int, *, hint: str = "", required: bool = True
    ) -> None:
        # Each point is measured by itself, with the place told; the whole only bounds the work.
        whole = COUNT_MAX * (point_chars + 1) * 2
        super().__init__(label, hint=hint, required=required, lines=True, chars_max=whole)
        self.point_chars = point_chars

    def checked(self, text: str, language: str) -> str:
        """The lines of one language, those in front kept: they hold places.

        Raises:
            ValidationError: as `checked_text`; ``post`` on a point that is too long, ``many`` on
                too many points.
        """
        found = checked_text(text.rstrip(), self.chars_max, lines=True, language=language)
        points = _points(found)
        if len(points) > COUNT_MAX:
            params = {"most": COUNT_MAX, "now": len(points), "language": language}
            raise ValidationError("", "many", params)
        for number, point in enumerate(points, 1):
            if len(point) > self.point_chars:
                params = {"line": number, "most": self.point_chars, "language": language}
                raise ValidationError("", "post", params)
        return found


def as_lines(points: tuple[Words, ...]) -> Words:
    """Points as one text a language, a line each; empty lines keep the places apart."""
    codes = dict.fromkeys(code for point in points for code in point)
    lines = {code: "\n".join(_line(point.get(code, "")) for point in points) for code in codes}
    return {code: text.rstrip() for code, text in lines.items()}


def as_points(lines: Words | None) -> tuple[Words, ...]:
    """The points of every language side by side."""
    split = {code: _points(text) for code, text in (lines or {}).items()}
    rows = zip_longest(*split.values(), fillvalue="")
    points = ({code: text for code, text in zip(split, row, strict=True) if text} for row in rows)
    return tuple(point for point in points if point)


def _line(point: str) -> str:
    return f"\n{_GOES_ON}".join(point.strip().split("\n"))


def _points(text: str) -> list[str]:
    """The points of one language."""
    found: list[list[str]] = []
    for line in text.split("\n"):
        if line.startswith(_BLANKS) and found and found[-1] != [""]:
            found[-1].append(line.strip())
        else:
            found.append([line.strip()])
    return ["\n".join(lines).strip() for lines in found]
