# SPDX-License-Identifier: Apache-2.0
"""The largest circle, each side with much to say: its complete set is longer than a body."""

from comity.core.limits import BODY_BYTES_MAX, PARTIES_MAX, REASON_CHARS_MAX
from comity.node import found
from tests.journey.cli.hands import Hand
from tests.unit.node.parties import EXPIRES, seat


def _full_set() -> bytes:
    seats = [seat(f"p{at:02}") for at in range(PARTIES_MAX)]
    inviter, *others = (one.node() for one in seats)
    invitation = found.invite(inviter, seats[0].party.root, [n.party for n in others], EXPIRES)
    reason = "🏛" * REASON_CHARS_MAX
    answers = [
        found.answer(node, one.party.root, invitation, "join", reason)
        for node, one in zip(others, seats[1:], strict=True)
    ]
    return found.gather(inviter, answers)


def test_the_largest_complete_set_is_shown_and_considered(pair: tuple[Hand, Hand]) -> None:
    _, jp = pair
    full = _full_set()
    assert len(full) > BODY_BYTES_MAX
    (jp.desk / "full.json").write_bytes(full)
    assert "p31" in jp.does("found", "show", "full.json").out
    told = jp.types("--yes", "found", "join", "full.json", "--as", "wide")
    assert "BIRTH-10" in told.err  # it was read whole: jp has no part in it
