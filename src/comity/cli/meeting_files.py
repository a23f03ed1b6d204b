# SPDX-License-Identifier: Apache-2.0
"""A meeting file at the terminal: with the internal notes of whoever acts, where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from comity.cli.standing import rooms_of
from comity.core.errors import RuleError
from comity.locale import LANGUAGES, Language, catalogue
from comity.telling.papers.material import Noted
from comity.telling.papers.meeting_file import KINDS, Kind, meeting_paper, noted_on
from comity.telling.voice import Voice
from comity.workbench.papers.files import FORMS, Form, written

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.cli.session import Session
    from comity.core.ids import ChannelId

__all__ = ["meeting_file_of"]


def meeting_file_of(
    session: Session,
    here: Assembled,
    channel: ChannelId,
    meeting: str,
    kind: str,
    form: str,
    language: str,
) -> bytes:
    """The file; once there are people, a line of the audit log says who took it. Rule: HOME-70.

    Raises:
        RuleError: ``item-unknown`` without such a meeting; ``choice-unknown`` on a kind, form or
            language that there is none of; ``report-early``.
        ConfigError, MalformedError: as `written`.
    """
    for told, known in ((kind, KINDS), (form, FORMS), (language, LANGUAGES)):
        if told not in known:
            raise RuleError("choice-unknown", "CLI-8", f"{told}: one of {', '.join(known)}")
    rooms, reader = rooms_of(here, channel), session.reader
    words = catalogue(cast("Language", language))
    voice = Voice(words, here.config.party, here.node.clock.now_ms(), zone=here.config.zone)
    notes: tuple[Noted, ...] = ()
    if reader is not None and kind == "briefing":
        from comity.home.takeaways import notes_for

        notes = tuple(
            Noted(one.matter, one.text, voice.pick(one.post), one.time)
            for one in notes_for(reader, channel, noted_on(rooms, meeting))
        )
    paper = meeting_paper(voice, here.node, channel, rooms, meeting, cast("Kind", kind), notes)
    if paper is None:
        known_ids = ", ".join(one.id for one in rooms.meetings.details)
        raise RuleError("item-unknown", "CLI-4", f"{meeting!r}; meetings: {known_ids or 'none'}")
    raw = written(paper, cast("Form", form))
    if reader is not None:
        from comity.home.takeaways import taken

        taken(reader, channel, f"{kind}-taken", meeting, raw, form=form, language=language)
    return raw
