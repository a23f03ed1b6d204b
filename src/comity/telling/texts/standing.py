# SPDX-License-Identifier: Apache-2.0
"""How far a text has come, in a sentence."""

from __future__ import annotations

from comity.subjects.texts import TextState, TextView
from comity.telling.voice import Voice

__all__ = ["standing_told"]


def standing_told(voice: Voice, text: TextView) -> str:
    """How far the text has come, in a sentence."""
    words = voice.words
    match text.state:
        case TextState.DRAFT:
            return words.gettext("The outline is under negotiation.")
        case TextState.NEGOTIATED:
            return words.gettext("Under negotiation.")
        case TextState.CLEAN:
            return words.gettext("Clean, not yet adopted.")
        case TextState.DIFFERS:
            return words.gettext("Adopted, but the paragraphs agreed now differ.")
        case TextState.ADOPTED if text.confirmed:
            return words.gettext("Adopted and confirmed.")
        case _:
            return words.gettext("Adopted, confirmation pending.")
