# SPDX-License-Identifier: Apache-2.0
"""At the end of the story: the meeting files of a side, as its own people would take them out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from comity.core.errors import ConfigError
from comity.core.ids import ChannelId, Matter
from comity.demo.people import staff
from comity.demo.scenario import ECONOMIC, SECURITY, Dialogue, item, side_facts
from comity.locale import Language, catalogue
from comity.telling.papers.material import Noted
from comity.telling.papers.meeting_file import Kind, meeting_paper, noted_on
from comity.telling.voice import Voice
from comity.workbench.papers.files import Form, written

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.config import Config
    from comity.home.reading import Reader

__all__ = ["FOLDER", "write_meeting_files"]

FOLDER: Final = "meeting-files"
"""Beside the folders of the nodes."""
_BRIEFED: Final = "round-2"
_REPORTED: Final = "round-12"
_FILES: Final[tuple[tuple[Dialogue, str, Kind], ...]] = (
    (ECONOMIC, _BRIEFED, "briefing"),
    (SECURITY, _REPORTED, "report"),
)


def write_meeting_files(
    config: Config, here: Assembled, channels: Mapping[Dialogue, ChannelId]
) -> tuple[Path, ...]:
    """A briefing book and a report in each form, in the side's own language; the names of all.

    Its talking points are noted first, on the meeting to come. Where the fonts of PDF are not on
    this machine, Word files are all there is.
    """
    from comity.home import notes
    from comity.home.people import find_person
    from comity.home.reading import Reader

    language: Language = side_facts()[config.party].language
    folder = config.folder.parent / FOLDER
    folder.mkdir(exist_ok=True)
    made = []
    for dialogue, meeting, kind in _FILES:
        person = find_person(staff()[config.party].who("signer", dialogue).sign_in)
        reader = Reader(person, here.node, approvals=config.approvals)
        channel = channels[dialogue]
        if kind == "briefing":
            points = item("economic", f"talking-points-{config.party}").value[language]
            notes.add_note(reader, channel, Matter(f"meeting/{meeting}"), points)
        for form in ("docx", "pdf"):
            raw = _written(config, reader, channel, meeting, kind, form, language)
            if raw is not None:
                path = folder / f"{config.party}-{kind}-{language}.{form}"
                path.write_bytes(raw)
                made.append(path)
    return tuple(made)


def _written(
    config: Config,
    reader: Reader,
    channel: ChannelId,
    meeting: str,
    kind: Kind,
    form: Form,
    language: Language,
    /,
) -> bytes | None:
    """One file, taken out by that reader; None without the fonts for it."""
    from comity.home.takeaways import notes_for, taken

    rooms, node = reader.rooms(channel), reader.node
    voice = Voice(catalogue(language), config.party, node.clock.now_ms(), zone=config.zone)
    notes = tuple(
        Noted(one.matter, one.text, voice.pick(one.post), one.time)
        for one in notes_for(reader, channel, noted_on(rooms, meeting))
    )
    paper = meeting_paper(voice, node, channel, rooms, meeting, kind, notes)
    assert paper is not None, "the meetings of the story are recorded"
    try:
        raw = written(paper, form)
    except ConfigError as error:
        if error.code != "paper-fonts":
            raise
        return None
    taken(reader, channel, f"{kind}-taken", meeting, raw, form=form, language=language)
    return raw
