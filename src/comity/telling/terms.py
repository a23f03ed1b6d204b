# SPDX-License-Identifier: Apache-2.0
"""Terms of reference in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from comity.subjects.fields import Words
from comity.subjects.terms import Terms
from comity.telling.labels import label
from comity.telling.voice import Voice

__all__ = ["tell_terms"]

_S_PER_DAY: Final = 86_400
_S_PER_HOUR: Final = 3_600


def tell_terms(voice: Voice, terms: Terms) -> Iterator[str]:
    """The terms line by line; the page on use last, and only with every language."""
    words = voice.words
    if terms.common_title is not None:
        yield voice.pick(terms.common_title)
    else:
        yield words.gettext("No single agreed name; each side uses its own:")
        for code, title in terms.titles.items():
            yield f"  {voice.side(code)}: {voice.pick(title)}"
    for code, side in terms.sides.items():
        organs = [side.lead] if side.co_lead is None else [side.lead, side.co_lead]
        told = voice.list(voice.pick(organ) for organ in organs)
        yield words.gettext("Organ of {side}: {organs}", side=voice.side(code), organs=told)
    yield words.gettext("Level: {level}", level=label(voice, "level", terms.level))
    yield words.gettext(
        "Mandate: {decision} ({start})",
        decision=voice.pick(terms.mandate.decision),
        start=label(voice, "start", terms.mandate.start),
    )
    if terms.mandate.last_round is not None:
        yield words.gettext("Last round held: {number}", number=terms.mandate.last_round)
    yield from _points(voice, words.gettext("Scope:"), terms.scope)
    yield from _points(voice, words.gettext("Not dealt with here:"), terms.kept_out)
    yield from _points(voice, words.gettext("Without prejudice to:"), terms.without_prejudice)
    yield words.gettext(
        "Legal status: {status}", status=label(voice, "legal", terms.legal_status.kind)
    )
    yield f"  {voice.pick(terms.legal_status.words)}"
    yield words.gettext("Rhythm: {rhythm}", rhythm=voice.pick(terms.rhythm.words))
    yield words.gettext(
        "Languages: negotiated in {negotiating}; authentic: {authentic}",
        negotiating=voice.languages(terms.languages.negotiating),
        authentic=voice.languages(terms.languages.authentic),
    )
    yield words.gettext("Readouts: {rule}", rule=voice.pick(terms.readout.words))
    if terms.response.proposal_s is not None:
        time = _span(voice, terms.response.proposal_s)
        yield words.gettext("Proposals are answered within {time}", time=time)
    if terms.deadlines.agenda_s is not None:
        time = _span(voice, terms.deadlines.agenda_s)
        yield words.gettext("The agenda closes {time} before a meeting", time=time)
    if voice.all_languages:
        for language, page in voice.ordered(terms.understanding):
            yield f"[{language}] {page}"


def _points(voice: Voice, title: str, points: tuple[Words, ...]) -> Iterator[str]:
    if points:
        yield title
        for point in points:
            yield f"  – {voice.pick(point)}"


def _span(voice: Voice, seconds: int) -> str:
    if seconds % _S_PER_DAY == 0:
        return voice.words.ngettext("{count} day", "{count} days", seconds // _S_PER_DAY)
    hours = max(1, round(seconds / _S_PER_HOUR))
    return voice.words.ngettext("{count} hour", "{count} hours", hours)
