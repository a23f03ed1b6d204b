# SPDX-License-Identifier: Apache-2.0
"""Files taken out: who may, and what is written down of it."""

from __future__ import annotations

import hashlib

import pytest

from comity.core.errors import RuleError
from comity.core.ids import Matter, b64
from comity.home import notes, people
from comity.home.models import AuditLine
from comity.home.takeaways import notes_for, taken
from tests.contract.home.ministry import Ministry

RAW = b"CANARY words of the file"


def test_a_file_taken_out_is_a_line_of_the_audit_log(home: Ministry) -> None:
    """HOME-70: who, when, of what, in which form and language, and the digest of its bytes"""
    reader = home.reader("watcher", "observer")
    taken(reader, home.channel, "report-taken", "round-12", RAW, form="pdf", language="ko")
    line = AuditLine.objects.order_by("-n").first()
    assert line is not None
    assert (line.action, line.person, line.channel) == ("report-taken", "watcher", home.channel)
    assert line.subject == "round-12"
    digest = b64(hashlib.sha256(RAW).digest())
    assert line.detail == {"digest": digest, "form": "pdf", "language": "ko"}
    assert "CANARY" not in line.line


@pytest.mark.parametrize("role", ["administrator", "observer"])
def test_nobody_takes_a_file_who_may_not_read_the_dialogue(home: Ministry, role: str) -> None:
    """HOME-70: It is given to those alone who may read the dialogue"""
    if role == "observer":
        reader = home.reader("stranger", role, post="away")
        people.withdraw_admission(reader.person.post, home.channel, 0)
        reader = reader.anew()
    else:
        reader = home.reader("keeper", role)
    before = AuditLine.objects.count()
    with pytest.raises(RuleError):
        taken(reader, home.channel, "report-taken", "round-12", RAW, form="pdf", language="ko")
    with pytest.raises(RuleError):
        notes_for(reader, home.channel, ("meeting/round-12",))
    assert AuditLine.objects.count() == before


def test_notes_that_were_taken_away_are_in_no_briefing_book(home: Ministry) -> None:
    reader = home.reader("writer", "drafter")
    item = Matter("meeting/round-12/agenda/kr-1")
    first = notes.add_note(reader, home.channel, item, "kept")
    gone = notes.add_note(reader, home.channel, item, "gone")
    notes.add_note(reader, home.channel, Matter("text/other"), "elsewhere")
    notes.remove_note(reader, gone.pk, gone.revision)
    found = notes_for(reader, home.channel, ("meeting/round-12",))
    assert [(one.matter, one.text) for one in found] == [(str(item), first.text)]
