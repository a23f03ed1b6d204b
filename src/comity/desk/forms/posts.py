# SPDX-License-Identifier: Apache-2.0
"""The field for several posts, one a line."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ValidationError

from comity.desk.forms.fields import LineField
from comity.subjects.fields import LINE_CHARS_MAX

__all__ = ["PostsField"]

POSTS_CHARS_MAX: Final = 20_000


class PostsField(LineField):
    """Posts, one a line; None where it is left empty. Each fits on a line of the record."""

    def __init__(self, label: str, *, hint: str = "") -> None:
        super().__init__(label, hint=hint, required=False, lines=True, chars_max=POSTS_CHARS_MAX)

    def to_python(self, value: Any) -> str | None:
        """The lines as they were typed."""
        text = super().to_python(value)
        for line, post in enumerate((text or "").split("\n"), 1):
            if len(post.strip()) > LINE_CHARS_MAX or "\t" in post.strip():
                raise ValidationError("", "post", {"line": line, "most": LINE_CHARS_MAX})
        return text
