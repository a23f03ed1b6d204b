# SPDX-License-Identifier: Apache-2.0
"""What a proposal takes from the record rather than from the person who drafts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.core.errors import RuleError
from comity.core.ids import Code, Digest, Matter
from comity.core.views import Sight
from comity.ports import Bodies
from comity.subjects import texts
from comity.subjects.texts import Adoption
from comity.workbench.drafting import completed

__all__ = ["adopting", "base_of", "check_party", "worded"]


def adopting(sight: Sight, bodies: Bodies, matter: str, corrigendum: int = 0) -> Adoption:
    """The value that adopts a text as its paragraphs are agreed now.

    Args:
        sight: the dialogue.
        bodies: its content.
        matter: ``text/*/adoption``.
        corrigendum: its number from 1, or 0 for the text itself.

    Raises:
        RuleError: ``text/incomplete`` where something in the text is not agreed, or it is unknown.
    """
    name = matter.split("/")[1]
    text = next((one for one in texts.view(sight, bodies).details if one.id == name), None)
    if text is None:
        raise RuleError("text/incomplete", "TEXT-6", f"there is no text {name} here")
    return texts.adoption_body(text, corrigendum)


def base_of(sight: Sight, matter: str) -> Digest | None:
    """The body from which a new wording departs: the newest proposal on it, or what is agreed."""
    name = Matter(matter)
    offers = [one for one in sight.matter(name).offers if one.void is None]
    digest = offers[-1].values[name] if offers else None
    return Digest(digest) if isinstance(digest, str) else None


def worded(
    sight: Sight, matter: str, text: Mapping[str, str], form: str | None = None
) -> dict[str, Any]:
    """The value of a paragraph in the languages given, with the wording that it departs from.

    Args:
        sight: the dialogue.
        matter: ``text/*/p/*``.
        text: the wording by language.
        form: heading, paragraph or point; None is a paragraph.
    """
    draft: dict[str, Any] = {"text": dict(text), "base": base_of(sight, matter)}
    if form:
        draft["form"] = form
    made: dict[str, Any] = completed("offer", matter, draft)
    return made


def check_party(parties: Sequence[Code], where: str, code: str | None) -> None:
    """Refuse a side that is no party of the dialogue.

    Args:
        parties: the codes of the dialogue.
        where: the field or option, for the error.
        code: the side; None passes.

    Raises:
        RuleError: ``host-unknown``.
    """
    if code is not None and code not in parties:
        known = ", ".join(parties)
        raise RuleError("host-unknown", "CLI-4", f"{where} {code}; parties: {known}")
