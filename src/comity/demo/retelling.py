# SPDX-License-Identifier: Apache-2.0
"""The story as the desk retells it: a file in each node's folder, in three languages, with ways to
the pages on which each step can be seen, and what to try next.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from comity.demo.clock import instant
from comity.demo.scenario import ECONOMIC, SECURITY, Dialogue
from comity.demo.sides import Side
from comity.demo.steps import ahead, incident
from comity.demo.tasks import tasks_of
from comity.demo.ways import in_every_language, way_to, ways_of
from comity.desk.story.file import Scene, Story, write_story
from comity.locale import mark

__all__ = ["retell", "story_of"]


class _Told(NamedTuple):
    """One step: when, its title and text, of which dialogue, and the pages that show it."""

    at: str
    title: str
    text: str
    dialogue: Dialogue | None = None
    ways: tuple[tuple[str, dict[str, str]], ...] = ()


_SCENES: Final = (
    _Told(
        "2023-04-04T10:00",
        mark("Key ceremony"),
        mark(
            "Each side runs a node of its own. Both dialogues were founded by signed files; the"
            " officers read 24 words to each other by telephone before anybody joined."
        ),
        ways=(("dialogues", {}),),
    ),
    _Told(
        "2023-04-05T09:30",
        mark("Terms of the security dialogue"),
        mark("The Japanese side proposed terms of reference; the Korean side accepted them."),
        SECURITY,
        (("terms", {}), ("understanding", {}), ("item", {"matter": "terms"})),
    ),
    _Told(
        "2023-04-05T16:00",
        mark("Terms of the economic security dialogue"),
        mark(
            "The Korean side made a counter-proposal on the scope and on what is kept out; the"
            " Japanese side accepted it. Each side keeps its own name of the dialogue."
        ),
        ECONOMIC,
        (("terms", {}), ("understanding", {}), ("item", {"matter": "terms"})),
    ),
    _Told(
        "2023-04-05T16:10",
        mark("Who may sign"),
        mark(
            "Each side has notified which of its posts may sign what; each signature names its"
            " authority."
        ),
        SECURITY,
        (("dialogue", {}), ("record", {})),
    ),
    _Told(
        "2023-04-07T17:00",
        mark("A date for the 12th round"),
        mark(
            "Each side looked into its own calendars. The Korean side proposed four days, of which"
            " the Japanese side accepted 17 April in Seoul and declined the others."
        ),
        SECURITY,
        (
            ("item", {"matter": "meeting/round-12/date"}),
            ("meeting", {"meeting": "round-12"}),
        ),
    ),
    _Told(
        "2023-04-07T17:20",
        mark("What may be said of the dates"),
        mark(
            "Before anything more leaked both sides agreed on press guidance: what either may say,"
            " and what only if asked."
        ),
        ECONOMIC,
        (("press", {}),),
    ),
    _Told(
        "2023-04-10T13:20",
        mark("A day, sounded out informally"),
        mark(
            "Off the record Seoul asked whether 3 May could work, and Tokyo answered. Nothing was"
            " signed, and nothing of it is left to be seen."
        ),
        ECONOMIC,
        (("soundings", {}),),
    ),
    _Told(
        "2023-04-11T10:00",
        mark("A date that slipped past the summit"),
        mark(
            "Within the window hung on the summit in Washington no date was found. The window was"
            " amended by agreement, and 3 May agreed, a public holiday in Japan."
        ),
        ECONOMIC,
        (("item", {"matter": "meeting/round-1/date"}), ("meeting", {"meeting": "round-1"})),
    ),
    _Told(
        "2023-04-13T18:20",
        mark("13 April: a launch"),
        mark(
            "Two notifications crossed, were acknowledged by duty officers and merged by consent;"
            " a warning, the stand-down, and a shared assessment field by field followed."
        ),
        SECURITY,
        (("incident", {"incident": incident.JP_ID}), ("incident", {"incident": incident.DRILL})),
    ),
    _Told(
        "2023-04-17T17:50",
        mark("The 12th round and its summary"),
        mark(
            "The round was held in Seoul. Its summary was negotiated paragraph by paragraph, with"
            " brackets, a crossing and a package, and then adopted as a whole."
        ),
        SECURITY,
        (("meeting", {"meeting": "round-12"}), ("text", {"text": "summary-round-12"})),
    ),
    _Told(
        "2023-04-17T19:00",
        mark("What both sides say of it"),
        mark(
            "Each side's own words were agreed as press guidance, not to be said before 19:00."
            " Then both released them, and said so."
        ),
        SECURITY,
        (("press", {}),),
    ),
    _Told(
        "2023-04-22T09:00",
        mark("Two laws of a third country"),
        mark(
            "Each side released its interests; a figure was computed on both nodes; a joint"
            " position was adopted, said by both embassies together, and answered."
        ),
        ECONOMIC,
        (
            ("measure", {"measure": "ira"}),
            ("measure-sheet", {"measure": "ira"}),
            ("fact", {"fact": "graphite"}),
            ("text", {"text": "position-us-laws"}),
        ),
    ),
    _Told(
        "2023-05-03T19:20",
        mark("The first economic meeting"),
        mark(
            "Held in Seoul on 3 May, with a summary, follow-up items and the next host by"
            " alternation."
        ),
        ECONOMIC,
        (
            ("meeting", {"meeting": "round-1"}),
            ("text", {"text": "summary-round-1"}),
            ("item", {"matter": "follow-up/2"}),
        ),
    ),
    _Told(
        "2023-06-19T14:00",
        mark("The worst day"),
        mark(
            "The line was cut. Acts crossed as transfer files, one lost, one twice, one late; both"
            " records ended the same."
        ),
        ECONOMIC,
        (("item", {"matter": "follow-up/1"}), ("record", {})),
    ),
    _Told(
        ahead.NOW,
        mark("The date of the second economic meeting"),
        mark("The Japanese side has proposed 19 October in Tokyo."),
        ECONOMIC,
        (("item", {"matter": ahead.OPEN[ECONOMIC]}), ("find-dates", {"meeting": "round-2"})),
    ),
    _Told(
        ahead.NOW,
        mark("The date of the 13th round"),
        mark("The Korean side has proposed 28 November in Tokyo."),
        SECURITY,
        (("item", {"matter": ahead.OPEN[SECURITY]}), ("find-dates", {"meeting": "round-13"})),
    ),
    _Told(
        ahead.NOW,
        mark("A paper for the second meeting"),
        mark("The Japanese side has circulated a paper; its file travels beside the record."),
        ECONOMIC,
        (("meeting", {"meeting": "round-2"}),),
    ),
)


def retell(side: Side) -> None:
    """Put the story into the folder of the side's node."""
    write_story(side.assembled.config.folder, story_of(side))


def story_of(side: Side) -> Story:
    """The story as the side's own people are to read it."""
    return Story(tuple(_scene(side, one) for one in _SCENES), tasks_of(side))


def _scene(side: Side, told: _Told) -> Scene:
    channel = None if told.dialogue is None else side.channels[told.dialogue]
    ways = (
        tuple(way_to(*one) for one in told.ways)
        if told.dialogue is None
        else ways_of(side, told.dialogue, *told.ways)
    )
    return Scene(
        in_every_language(told.title), in_every_language(told.text), instant(told.at), channel, ways
    )
