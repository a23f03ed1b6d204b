# SPDX-License-Identifier: Apache-2.0
"""``python -m comity.demo.staffing FOLDER``: the demonstration's people, in one node's dossier.

A process of its own: it knows one dossier, and the story's process knows none.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from comity.assembly.ministry import open_home
from comity.assembly.record import assemble
from comity.assembly.world import ScenarioClock
from comity.config import Config, read_config
from comity.core.ids import ChannelId, Matter
from comity.demo.dates import calendar_of
from comity.demo.meeting_files import write_meeting_files
from comity.demo.people import staff
from comity.demo.scenario import ECONOMIC, SECURITY, Dialogue, item, side_facts
from comity.demo.steps.incident import JP_ID
from comity.demo.steps.measures import LAWS

__all__ = ["fill"]


def fill(folder: Path) -> None:
    """Everybody can sign in, and knows of the dialogues of their office and of no others.

    Args:
        folder: of the node, with the names of its dialogues.
    """
    config = read_config(folder)
    assert config.demo_clock is not None, "these passwords are no secret"
    open_home(config)
    from comity.home import organs, people

    now = ScenarioClock(config.demo_clock).now_ms()
    channels = json.loads(config.names.read_text("utf-8"))
    side = staff()[config.party]
    bodies = {slug: organs.add_organ(slug, body.names, now) for slug, body in side.organs.items()}
    for slug, body in side.organs.items():
        for dialogue in body.dialogues:
            people.admit(bodies[slug], channels[dialogue], now)
    for one in side.people:
        post = people.add_post(one.post, one.names, bodies[one.organ], now)
        people.add_person(one.sign_in, post, one.roles, side.password, now)
        for dialogue in one.dialogues:
            people.admit(post, channels[dialogue], now)
    _write_notes(config, channels[ECONOMIC])
    _withhold(config, channels[SECURITY])
    _bring_calendars(config, channels)
    _take_files(config, channels)


def _take_files(config: Config, channels: Mapping[Dialogue, ChannelId]) -> None:
    """The meeting files that the reader of the story finds beside the nodes."""
    here = assemble(config, None)
    try:
        write_meeting_files(config, here, channels)
    finally:
        here.close()


def _bring_calendars(config: Config, channels: Mapping[Dialogue, ChannelId]) -> None:
    """The invented calendars of both heads of delegation, who are required at their meetings."""
    from comity.home import calendars
    from comity.home.people import find_person
    from comity.home.reading import Reader

    here = assemble(config, None)
    try:
        for dialogue, channel in channels.items():
            head = staff()[config.party].who("signer", dialogue)
            reader = Reader(find_person(head.sign_in), here.node, approvals=config.approvals)
            raw = calendar_of(config.party, dialogue)
            calendars.import_calendar(reader, head.post, raw, config.zone)
            for meeting in reader.rooms(channel).meetings.details:
                calendars.set_required(reader, channel, meeting.id, [head.post])
    finally:
        here.close()


def _withhold(config: Config, channel: ChannelId) -> None:
    """What the side's radar has seen of the launch, kept at home by whoever is on duty."""
    from comity.home.people import find_person
    from comity.home.reading import Reader
    from comity.home.withheld import keep_private

    officer = staff()[config.party].who("duty-officer", SECURITY)
    language = side_facts()[config.party].language
    told = item("incident", f"radar-{config.party}").value
    here = assemble(config, None)
    try:
        reader = Reader(find_person(officer.sign_in), here.node, approvals=config.approvals)
        keep_private(reader, channel, JP_ID, told["label"][language], told["text"][language])
    finally:
        here.close()


def _write_notes(config: Config, channel: ChannelId) -> None:
    """The side's internal note on the first of the two laws, by whoever signs there."""
    from comity.home import notes
    from comity.home.people import find_person
    from comity.home.reading import Reader

    signer = staff()[config.party].who("signer", ECONOMIC)
    here = assemble(config, None)
    try:
        reader = Reader(find_person(signer.sign_in), here.node, approvals=config.approvals)
        told = item("measures", f"home-note-{config.party}").value
        matter = Matter(f"measure/{LAWS[0]}")
        notes.add_note(reader, channel, matter, told[side_facts()[config.party].language])
    finally:
        here.close()


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
