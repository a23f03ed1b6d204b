# SPDX-License-Identifier: Apache-2.0
"""The hard moments of a negotiation between nodes: what happened, what it means, what to do next.

Each is written once, so that every page and the terminal say the same of it. Nothing here is an
alarm: only what is halted keeps anybody from signing, and the sentences say what still works.
"""

from __future__ import annotations

import string
from enum import StrEnum
from typing import Final, NamedTuple

from comity.locale import mark
from comity.telling.voice import Voice

__all__ = ["PLIGHTS", "Plight", "Told", "places_of", "plight"]


class Plight(StrEnum):
    """What a reader may have to understand before going on."""

    CROSSED = "crossed"
    WITHDRAWN_WHILE_READING = "withdrawn-while-reading"
    AGREED_NOT_CONFIRMED = "agreed-not-confirmed"
    HALTED = "halted"
    LINE_DOWN = "line-down"
    EARLY_ENTRIES = "early-entries"
    WITHOUT_EFFECT = "without-effect"
    KEYS_LOCKED = "keys-locked"
    CHANGED_WHILE_READING = "changed-while-reading"
    SENT_TWICE = "sent-twice"
    NOT_HEARD = "not-heard"


class Told(NamedTuple):
    """A plight in the reader's language: a heading, a paragraph, and what to do next."""

    title: str
    text: str
    next: str


PLIGHTS: Final[dict[Plight, Told]] = {
    # {higher}, {lower}: the sides whose proposals crossed; {what}: that of higher rank
    Plight.CROSSED: Told(
        mark("Two proposals crossed on the way"),
        mark(
            "On {item}, {higher} and {lower} each made a proposal before the other's had arrived. "
            "Each side counts as having accepted its own. Only one of the two can still be agreed: "
            "the proposal of {higher}, because it has the higher rank. The rank is computed from "
            "the record alone, by a rule under which precedence takes turns, and not from who was "
            "quicker; every node computes the same. The proposal reads: {what}"
        ),
        mark(
            "It is now for {lower} to accept that proposal, to answer that it is not in a position "
            "to accept it, or to make a counter-proposal. If {higher} would rather have the other "
            "values, it can propose them itself."
        ),
    ),
    Plight.WITHDRAWN_WHILE_READING: Told(
        mark("Withdrawn while you were reading"),
        mark(
            "The withdrawal by {side} of its proposal on {item} arrived at {time}, while this page "
            "was open. The proposal can no longer be accepted. Nothing was signed here, and our "
            "side is bound to nothing by it."
        ),
        mark(
            "Look how the item stands now. If our side wants the values that were withdrawn, "
            "it can propose them itself."
        ),
    ),
    # {sides}: whose signature is missing
    Plight.AGREED_NOT_CONFIRMED: Told(
        mark("Agreed, confirmation pending"),
        mark(
            "All sides have accepted {item}: it is agreed, and no side can take its acceptance "
            "back. It is confirmed when every side has also signed that it holds the acceptances "
            "of all. That signature is still missing from: {sides}. What was confirmed before "
            "stays in force until then."
        ),
        mark(
            "There is nothing to do. The nodes give these signatures by themselves with the next "
            "exchange."
        ),
    ),
    # {number}: of the entry of which there are two
    Plight.HALTED: Told(
        mark("Halted pending verification: conflicting records from one side"),
        mark(
            "Two different entries No. {number} signed by {side} have arrived. A restored backup "
            "can cause this, and so can keys in other hands; the record alone does not say which. "
            "Nothing more can be signed in this dialogue: every node that holds both entries stops "
            "in the same way. All that is confirmed stays in force and can be read, and both "
            "entries are kept as evidence."
        ),
        mark(
            "Speak to {side} by a way you trust: ask which of the two entries it stands by, and "
            "whether its keys are safe. To go on negotiating, the sides found a new dialogue."
        ),
    ),
    # {waiting}: how many entries of ours the other side has not acknowledged, a number
    Plight.LINE_DOWN: Told(
        mark("The connection is interrupted"),
        mark(
            "The node of {side} has not been reached since {since}. Entries of ours that wait to "
            "be sent: {waiting}. Nothing is lost. Everything here can be read, drafted, approved "
            "and signed as before; it goes out by itself as soon as the connection is back. What "
            "{side} signs meanwhile arrives here then."
        ),
        mark(
            "Where it is urgent, carry a transfer file by hand, or tell {side} by another way that "
            "something waits."
        ),
    ),
    Plight.EARLY_ENTRIES: Told(
        mark("Entries arrived before those they build on"),
        mark(
            "Entries of {side} have arrived that build on others which are still on the way: "
            "{count}. They have no effect here until those others have come. Our receipt says what "
            "is missing, and the other nodes send it again by themselves."
        ),
        mark(
            "There is nothing to do. If it stays so after the next exchanges, let the operators of "
            "both sides compare."
        ),
    ),
    # {number}: of the entry; {why}: a label of the family ``void``
    Plight.WITHOUT_EFFECT: Told(
        mark("An act without effect"),
        mark(
            "An act of {side} on {item} (entry No. {number}) has no effect, because {why}. It was "
            "signed in good order and stays in the record, but it changes nothing: the item "
            "stands as it stood before. Every side's node comes to the same result."
        ),
        mark(
            "Whoever still wants what the act was meant to do can do it again, starting from how "
            "the item stands now."
        ),
    ),
    Plight.KEYS_LOCKED: Told(
        mark("The signing keys are locked"),
        mark(
            "This node has been started without its signing keys. Everything can be read, drafted "
            "and approved. Nothing can be signed, and nothing is exchanged with the other sides "
            "until the keys are unlocked. Drafts are kept."
        ),
        mark("Ask the operator of the node to unlock the keys with their passphrase."),
    ),
    Plight.CHANGED_WHILE_READING: Told(
        mark("Something changed while you were reading"),
        mark(
            "Since this page was opened, new entries on {item} have arrived, or a colleague has "
            "changed the draft. Nothing was signed: a signature is given only on what its signer "
            "has seen."
        ),
        mark("Read how the item stands now, then sign, change or discard the draft."),
    ),
    Plight.SENT_TWICE: Told(
        mark("Already signed"),
        mark(
            "This draft on {item} was signed at {time}, as entry No. {number}. The page was sent a "
            "second time; nothing was signed again, and the other sides receive it once."
        ),
        mark("There is nothing to do."),
    ),
    Plight.NOT_HEARD: Told(
        mark("Nothing heard from the other side"),
        mark(
            "Nothing has arrived from {side} since {since}. This says only that nothing has "
            "arrived: there may be nothing to send, or its node may not be connected. What is "
            "shown of {side} is as it was then."
        ),
        mark("Where an answer is due, ask {side} by another way whether our entries have arrived."),
    ),
}
"""By plight: heading, paragraph, what to do next, with their places."""


def places_of(code: Plight) -> frozenset[str]:
    """The places that the sentences of a plight have."""
    parts = (part for text in PLIGHTS[code] for part in string.Formatter().parse(text))
    return frozenset(name for _, name, _, _ in parts if name is not None)


def plight(voice: Voice, code: Plight, **places: str | int) -> Told:
    """A plight in the reader's language.

    Args:
        voice: who reads.
        code: which plight.
        places: exactly those of `places_of`: sides as `Voice.side` calls them (``side``,
            ``higher``, ``lower``, ``sides``), ``item`` as `matter_title` does, times as
            `Voice.instant` tells them (``time``, ``since``), counts and numbers as such.

    Raises:
        ValueError: if a place is missing or too many.
    """
    if places_of(code) != set(places):
        raise ValueError(f"{code.value} has the places {sorted(places_of(code))}")
    title, text, then = (voice.words.gettext(part, **places) for part in PLIGHTS[code])
    return Told(title, text, then)
