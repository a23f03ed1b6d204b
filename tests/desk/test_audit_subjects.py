# SPDX-License-Identifier: Apache-2.0
"""What lines of the audit log are about: by kind and day, never a bare id, and never a content."""

from __future__ import annotations

from uuid import uuid4

import pytest

from comity.core.ids import Matter
from comity.home import audit, door, notes
from comity.home.roles import Role
from comity.home.takeaways import taken
from comity.locale import LANGUAGES
from comity.node.moves import Proposal
from comity.subjects import write_body
from tests.desk.capitals import DAY_MS, NOW, Capitals
from tests.desk.staff import reader_of, visitor_at
from tests.unit.subjects.samples import DATE

ITEM = Matter("meeting/jp-1/date")
DIGEST = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v"
KINDS = {
    "en": ("draft of Mon 10 Apr 2023", "internal note of Mon 10 Apr 2023", "content of an entry"),
    "ko": ("2023년 4월 10일(월) 초안", "2023년 4월 10일(월) 내부 메모", "기록 사항의 내용"),
    "ja": ("2023年4月10日（月）の案", "2023年4月10日（月）の部内メモ", "記録事項の内容"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_named_by_its_kind_and_day(capitals: Capitals, language: str) -> None:
    """DESK-84: says its kind and day, never its words."""
    capitals.post()
    writer = reader_of(capitals, visitor_at(capitals, "writer", Role.SIGNER))
    draft = door.draft(writer, capitals.channel, Proposal({ITEM: write_body(ITEM, "offer", DATE)}))
    note = notes.add_note(writer, capitals.channel, ITEM, "CANARY")
    taken(writer, capitals.channel, "content-taken", DIGEST, b"x", form="json", language="")
    capitals.clock.now += 3 * DAY_MS
    door.discard(writer, draft.pk)
    keeper = capitals.visitor(
        capitals.person("keeper", Role.ADMINISTRATOR, post="office", language=language)
    )
    told = keeper.words("audit")
    first, second, third = KINDS[language]
    assert told.count(f"{first} ({str(draft.pk)[:8]}…)") == 2
    assert f"{second} ({str(note.pk)[:8]}…)" in told
    assert f"{third} ({DIGEST[:8]}…)" in told
    for bare in (str(draft.pk), str(note.pk), DIGEST, "CANARY", "12th round"):
        assert bare not in told


def test_what_is_no_longer_there_is_named_by_its_kind(capitals: Capitals) -> None:
    capitals.post()
    keeper = visitor_at(capitals, "keeper", Role.ADMINISTRATOR, post="office")
    gone = str(uuid4())
    audit.note(NOW, "drafted", None, subject=gone)
    audit.note(NOW, "note-added", None, subject=gone)
    audit.note(NOW, "organ-added", None, subject="foreign")
    told = keeper.words("audit")
    assert f"draft ({gone[:8]}…)" in told
    assert f"internal note ({gone[:8]}…)" in told
    assert "foreign" in told
