# SPDX-License-Identifier: Apache-2.0
"""Terms of reference in full, field by field and in every language, and what a proposal changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeVar

from comity.locale import mark
from comity.subjects.fields import Words
from comity.subjects.terms import Terms
from comity.telling.labels import label
from comity.telling.voice import Voice, sentence

__all__ = ["HEADINGS", "Change", "TermsPart", "Told", "changes_between", "parts_of", "span_told"]

T = TypeVar("T")

_S_PER_DAY: Final = 86_400
_S_PER_HOUR: Final = 3_600
_S_PER_MINUTE: Final = 60
HEADINGS: Final = {
    "names": mark("What each side calls the dialogue"),
    "organs": mark("Lead and co-lead organs"),
    "level": mark("Level"),
    "mandate": mark("Mandate"),
    "scope": mark("Scope"),
    "kept_out": mark("Not dealt with here"),
    "without_prejudice": mark("Without prejudice to"),
    "legal_status": mark("Legal status"),
    "rhythm": mark("Rhythm and host"),
    "languages": mark("Languages"),
    "deadlines": mark("Deadlines around meetings"),
    "readout": mark("Readouts and who may be quoted"),
    "markings": mark("Markings and the highest that may be held"),
    "response": mark("Response times"),
    "contacts": mark("Contact points, by post"),
    "predecessor": mark("Dialogue that this one continues"),
    "understanding": mark("Understanding on use"),
}
_DEADLINES: Final = (
    ("agenda_s", mark("The agenda closes {time} before a meeting.")),
    ("papers_s", mark("Papers and delegation lists are exchanged {time} before a meeting.")),
    ("summary_s", mark("The first draft of the summary is sent within {time} after a meeting.")),
    ("follow_up_s", mark("The owner of a follow-up item reports {time} before it falls due.")),
)
_RESPONSES: Final = (
    ("proposal_s", mark("A proposal is answered within {time}, unless it names a time itself.")),
    ("press_s", mark("A request for press guidance is answered within {time}.")),
    ("acknowledge_s", mark("The notification of an incident is acknowledged within {time}.")),
    ("holding_s", mark("Where the full answer needs longer, a first word comes within {time}.")),
)


class Told(NamedTuple):
    """One thing that is said.

    Args:
        frame: whose or which it is, in the reader's language; empty where that is plain.
        texts: by language, the reader's own first, as they are signed; or one of ours, under none.
    """

    frame: str
    texts: tuple[tuple[str, str], ...]


class TermsPart(NamedTuple):
    """One field of the terms: its name in the body, its heading, and all that it says."""

    key: str
    heading: str
    told: tuple[Told, ...]


class Change(NamedTuple):
    """A field in which two terms differ: what stands only in the one and only in the other.

    What both say of it is left out, so that a changed point of the scope stands by itself.
    """

    key: str
    heading: str
    before: tuple[Told, ...]
    after: tuple[Told, ...]


def parts_of(
    voice: Voice, terms: Terms, dialogues: Mapping[str, str] | None = None
) -> tuple[TermsPart, ...]:
    """Every field of the terms, in the order in which they are read.

    Args:
        voice: of the reader.
        terms: agreed or proposed.
        dialogues: titles by id of the dialogues that the reader may know of: the one that this
            continues is called by its title, if it is among them.
    """
    tellers = {
        "names": _names(voice, terms),
        "organs": _organs(voice, terms),
        "level": (_ours(sentence(label(voice, "level", terms.level))),),
        "mandate": _mandate(voice, terms),
        "scope": map(_all, terms.scope),
        "kept_out": map(_all, terms.kept_out),
        "without_prejudice": map(_all, terms.without_prejudice),
        "legal_status": (
            _ours(sentence(label(voice, "legal", terms.legal_status.kind))),
            _all(terms.legal_status.words),
        ),
        "rhythm": _rhythm(voice, terms),
        "languages": _languages(voice, terms),
        "deadlines": _spans(voice, terms.deadlines, _DEADLINES),
        "readout": _readout(voice, terms),
        "markings": _markings(voice, terms),
        "response": _spans(voice, terms.response, _RESPONSES),
        "contacts": _contacts(voice, terms),
        "predecessor": _predecessor(voice, terms, dialogues or {}),
        "understanding": (_all(terms.understanding),),
    }
    words = voice.words
    return tuple(
        TermsPart(key, words.gettext(HEADINGS[key]), tuple(_own_first(voice, one) for one in told))
        for key, told in tellers.items()
    )


def changes_between(
    voice: Voice, before: Terms, after: Terms, dialogues: Mapping[str, str] | None = None
) -> tuple[Change, ...]:
    """The fields in which the terms differ, as whoever reads them would see it.

    Args:
        voice, dialogues: as of `parts_of`.
        before: in force.
        after: proposed.
    """
    old_parts, new_parts = (parts_of(voice, one, dialogues) for one in (before, after))
    return tuple(
        Change(
            old.key,
            old.heading,
            tuple(one for one in old.told if one not in new.told),
            tuple(one for one in new.told if one not in old.told),
        )
        for old, new in zip(old_parts, new_parts, strict=True)
        if old.told != new.told
    )


def span_told(voice: Voice, seconds: int) -> str:
    """A span in days, hours or minutes, whichever it is a whole number of."""
    words = voice.words
    if seconds % _S_PER_DAY == 0:
        return words.ngettext("{count} day", "{count} days", seconds // _S_PER_DAY)
    if seconds % _S_PER_HOUR == 0:
        return words.ngettext("{count} hour", "{count} hours", seconds // _S_PER_HOUR)
    minutes = max(1, round(seconds / _S_PER_MINUTE))
    return words.ngettext("{count} minute", "{count} minutes", minutes)


def _own_first(voice: Voice, one: Told) -> Told:
    """The same with the reader's own language before the others."""
    return one._replace(texts=tuple(voice.ordered(dict(one.texts))))


def _own_side_first(voice: Voice, told: Mapping[str, T]) -> list[tuple[str, T]]:
    """What is said of each side, the reader's own first: the order of names is each side's own."""
    return sorted(told.items(), key=lambda one: (one[0] != voice.own, one[0]))


def _ours(text: str) -> Told:
    return Told("", (("", text),))


def _all(words: Words) -> Told:
    return Told("", tuple(words.items()))


def _framed(frame: str, words: Words) -> Told:
    """Negotiated words behind a frame of ours."""
    return Told(frame, tuple(words.items()))


def _names(voice: Voice, terms: Terms) -> Iterator[Told]:
    for code, title in _own_side_first(voice, terms.titles):
        yield _framed(sentence(voice.side(code)), title)
    if terms.common_title is None:
        yield _ours(voice.words.gettext("There is no single agreed name; each side uses its own."))
    else:
        yield _framed(voice.words.gettext("Common name"), terms.common_title)


def _organs(voice: Voice, terms: Terms) -> Iterator[Told]:
    words = voice.words
    for code, side in _own_side_first(voice, terms.sides):
        name = sentence(voice.side(code))
        yield _framed(words.gettext("{side}, lead", side=name), side.lead)
        if side.co_lead is not None:
            yield _framed(words.gettext("{side}, co-lead", side=name), side.co_lead)


def _mandate(voice: Voice, terms: Terms) -> Iterator[Told]:
    words, mandate = voice.words, terms.mandate
    yield _all(mandate.decision)
    start = sentence(label(voice, "start", mandate.start))
    yield _ours(f"{voice.day(mandate.date)} · {start}")
    if mandate.last_round is not None:
        yield _ours(words.gettext("Last round held before: {number}", number=mandate.last_round))


def _rhythm(voice: Voice, terms: Terms) -> Iterator[Told]:
    words, rhythm = voice.words, terms.rhythm
    if rhythm.months is not None:
        yield _ours(words.ngettext("Every {count} month", "Every {count} months", rhythm.months))
    yield _all(rhythm.words)
    first = "" if rhythm.hosting.first is None else voice.side(rhythm.hosting.first)
    match rhythm.hosting.rule:
        case "alternate":
            yield _ours(words.gettext("Hosted in turn, first by {side}", side=first))
        case "fixed":
            yield _ours(words.gettext("Hosted always by {side}", side=first))
        case "by-agreement":
            yield _ours(words.gettext("The host is agreed each time"))


def _languages(voice: Voice, terms: Terms) -> Iterator[Told]:
    words, languages = voice.words, terms.languages
    yield _ours(words.gettext("Negotiated in: {list}", list=voice.languages(languages.negotiating)))
    yield _ours(words.gettext("Working languages: {list}", list=voice.languages(languages.working)))
    yield _ours(
        words.gettext("Authentic texts in: {list}", list=voice.languages(languages.authentic))
    )


def _spans(voice: Voice, group: object, told: Iterable[tuple[str, str]]) -> Iterator[Told]:
    for name, frame in told:
        seconds: int | None = getattr(group, name)
        if seconds is not None:
            yield _ours(voice.words.gettext(frame, time=span_told(voice, seconds)))


def _readout(voice: Voice, terms: Terms) -> Iterator[Told]:
    yield _ours(label(voice, "readout-rule", terms.readout.rule))
    yield _ours(label(voice, "attribution", terms.readout.attribution))
    yield _all(terms.readout.words)


def _markings(voice: Voice, terms: Terms) -> Iterator[Told]:
    words = voice.words
    for row in terms.markings.equivalence:
        names = voice.list(
            f"{sentence(voice.side(code))}: {voice.pick(name)}"
            for code, name in _own_side_first(voice, row.names)
        )
        highest = row.level == terms.markings.ceiling
        yield _ours(
            words.gettext("{names} (the highest that may be held here)", names=names)
            if highest
            else names
        )


def _contacts(voice: Voice, terms: Terms) -> Iterator[Told]:
    for one in terms.contacts:
        side, role = sentence(voice.side(one.party)), label(voice, "contact", one.role)
        yield _framed(voice.words.gettext("{side}, {role}", side=side, role=role), one.post)


def _predecessor(voice: Voice, terms: Terms, dialogues: Mapping[str, str]) -> Iterator[Told]:
    if terms.predecessor is not None:
        title = dialogues.get(terms.predecessor)
        named = voice.words.gettext("{title} ({id})", title=title, id=terms.predecessor)
        yield _ours(terms.predecessor if title is None else named)
