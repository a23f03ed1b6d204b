# SPDX-License-Identifier: Apache-2.0
"""13 April as both nodes hold it after the story: the same on both, and the radar on neither."""

import subprocess
import sys

import pytest

from comity.core.ids import Code
from comity.demo.clock import instant
from comity.demo.parting import hand_over
from comity.demo.people import MODULE
from comity.demo.scenario import SECURITY, body
from comity.demo.sides import Side
from comity.demo.steps.incident import JP_ID, KR_ID
from comity.subjects.incidents import IncidentView, Progress
from tests.journey.demo.conftest import Played


@pytest.fixture(params=["kr", "jp"])
def side(request: pytest.FixtureRequest, played: Played) -> Side:
    return next(one for one in played.stage.sides if one.code == request.param)


def _incident(side: Side, name: str = JP_ID) -> IncidentView:
    return next(one for one in side.rooms(SECURITY).incidents.details if one.id == name)


def test_two_notices_that_crossed_are_one_incident_by_consent(side: Side) -> None:
    one, other = _incident(side), _incident(side, KR_ID)
    assert (one.merged, other.merged_into, other.end) == ((KR_ID,), JP_ID, "merged")
    assert [row.notifier for row in one.rows] == [True, True]
    notices = [m.said.declaration.time for m in one.messages if m.kind == "notice"]
    assert notices == [instant("2023-04-13T07:29"), instant("2023-04-13T07:31")]


def test_every_message_was_acknowledged_within_the_limit(side: Side) -> None:
    one = _incident(side)
    assert not any(row.awaits for row in one.rows)
    acks = [ack for row in one.rows for ack in row.acks]
    assert len(acks) == len(one.messages) == 5
    for ack in acks:
        assert ack.fault is None
        assert ack.message is not None
        assert ack.message.said.declaration.time < ack.said.declaration.time <= ack.message.due
        assert "당직관" in str(ack.said.declaration.post) or "当直官" in str(
            ack.said.declaration.post
        )
    assert sorted(said.party for said in one.calls) == ["jp", "kr"]


def test_it_stood_down_and_was_assessed_together(side: Side) -> None:
    one = _incident(side)
    assert (one.end, one.two_voices, one.active) == ("stand-down", (), False)
    assert (one.progress, one.concluded) == (Progress.RESPONDED, "parallel-texts")
    assert one.assessment.value is not None
    states = {name: type(one).__name__ for name, one in one.assessment.value.fields.items()}
    assert states == {
        "time": "Range", "class": "Agreed", "count": "Agreed", "distance": "Agreed",
        "landing": "Agreed",
    }  # fmt: skip
    assert one.stale == ()


def test_what_a_radar_has_seen_is_on_its_own_node_alone(played: Played) -> None:
    """HOME-51: Nothing of it is in a body, no digest, no length, not that it exists."""
    hand_over(played.stage)
    for one in played.stage.sides:
        folder = str(one.assembled.config.folder)
        subprocess.run([sys.executable, "-m", MODULE, folder], check=True)
    texts = {
        code: [text.encode() for text in body("incident", f"radar-{code}")["text"].values()]
        for code in (Code("kr"), Code("jp"))
    }
    found = set()
    for path in played.stage.folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            found |= {
                (code, path.relative_to(played.stage.folder).parts[0], path.name)
                for code, told in texts.items()
                for text in told
                if text in raw
            }
    assert {(code, where) for code, where, _ in found} == {("kr", "kr"), ("jp", "jp")}
    assert {name.partition("-")[0] for _, _, name in found} == {"home.db"}
