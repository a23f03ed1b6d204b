# SPDX-License-Identifier: Apache-2.0
"""What items are called: ``meeting/2023-1/date`` is the date of a meeting to a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from comity.locale import mark
from comity.subjects.incidents import mode_of
from comity.telling.labels_incidents import with_mode
from comity.telling.voice import Voice

__all__ = ["matter_title", "matter_titles"]

_TITLES: Final = (
    (("terms",), mark("the terms of reference")),
    (("anchor", "{0}"), mark("the anchor {0}")),
    (("meeting", "{0}"), mark("meeting {0}")),
    (("meeting", "{0}", "date"), mark("the date of meeting {0}")),
    (("meeting", "{0}", "agenda", "{1}"), mark("agenda item {1} of meeting {0}")),
    (("meeting", "{0}", "delegation"), mark("the delegation to meeting {0}")),
    (("meeting", "{0}", "paper"), mark("a paper for meeting {0}")),
    (("meeting", "{0}", "attendance"), mark("the attendance of meeting {0}")),
    (("meeting", "{0}", "readout"), mark("the readout of meeting {0}")),
    (("text", "{0}"), mark("the outline of text {0}")),
    (("text", "{0}", "p", "{1}"), mark("paragraph {1} of text {0}")),
    (("text", "{0}", "adoption"), mark("the adoption of text {0}")),
    (("document", "{0}"), mark("document {0}")),
    (("follow-up", "{0}"), mark("follow-up item {0}")),
    (("follow-up", "{0}", "report"), mark("a report on follow-up item {0}")),
    (("follow-up", "{0}", "view"), mark("a view on follow-up item {0}")),
    (("press", "{0}"), mark("press guidance {0}")),
    (("press", "{0}", "released"), mark("the release of press guidance {0}")),
    (("measure", "{0}"), mark("measure {0}")),
    (("measure", "{0}", "plan"), mark("the plan on measure {0}")),
    (("measure", "{0}", "interests"), mark("released interests in measure {0}")),
    (("measure", "{0}", "delivery"), mark("a delivery on measure {0}")),
    (("measure", "{0}", "reply"), mark("a reply on measure {0}")),
    (("fact", "{0}"), mark("fact {0}")),
    (("fact", "{0}", "check"), mark("the check of fact {0}")),
    (("incident", "{0}", "notice"), mark("the notification of incident {0}")),
    (("incident", "{0}", "update"), mark("an update on incident {0}")),
    (("incident", "{0}", "ack"), mark("the acknowledgement of incident {0}")),
    (("incident", "{0}", "call"), mark("a call on incident {0}")),
    (("incident", "{0}", "facts"), mark("released facts of incident {0}")),
    (("incident", "{0}", "stand-down"), mark("the end of incident {0}")),
    (("incident", "{0}", "merge"), mark("what incident {0} is the same as")),
    (("incident", "{0}", "assessment"), mark("the shared assessment of incident {0}")),
    (("incident", "{0}", "response"), mark("the conclusion of incident {0}")),
    (("incident", "{0}", "review"), mark("the review of incident {0}")),
    (("authority", "{0}"), mark("the authority of the post {0}")),
    (("channel", "keys"), mark("its signing keys")),
    (("channel", "leave"), mark("leaving the dialogue")),
    (("channel", "fork"), mark("conflicting records from one side")),
)
"""The forms of items; ``{0}`` and ``{1}`` are the names in their paths."""


def matter_title(voice: Voice, matter: str) -> str:
    """What the item is called; its path where it is of no known form."""
    segments = matter.split("/")
    for shape, title in _TITLES:
        if len(shape) != len(segments):
            continue
        names: list[str] = []
        for wanted, found in zip(shape, segments, strict=True):
            if wanted.startswith("{"):
                names.append(found)
            elif wanted != found:
                break
        else:
            told = voice.words.gettext(title).format(*names)
            return with_mode(voice, mode_of(names[0]), told) if shape[0] == "incident" else told
    return voice.words.gettext("item {matter}", matter=matter)


def matter_titles(voice: Voice, matters: Iterable[str]) -> str:
    """Several items in a row; as a package where there is more than one."""
    titles = [matter_title(voice, matter) for matter in matters]
    if len(titles) == 1:
        return titles[0]
    return voice.words.gettext("a package: {items}", items=voice.list(titles))
