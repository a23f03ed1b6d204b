# SPDX-License-Identifier: Apache-2.0
"""Whether a post may sign what is drafted, by what our own side has notified.

HOME-19: "Nothing is signed by a post that has no authority for it, once its side has notified any".
"""

from typing import Any

import pytest

from comity.core.errors import RuleError
from comity.core.ids import Matter
from comity.home import door, duty
from comity.home.models import Draft
from comity.home.people import post_name
from comity.home.reading import Reader
from comity.node.moves import Acceptance, Statement
from comity.node.sign import Signed
from comity.subjects import write_body
from tests.contract.home.ministry import PASSWORD, Ministry, proposal
from tests.unit.node.parties import START
from tests.unit.subjects.samples_incidents import ALL as INCIDENTS


def _authority(home: Ministry, slug: str, *may: str, **changes: Any) -> Statement:
    label = post_name(home.post(slug), home.node.party)
    value = {
        "post": {"ko": label}, "may": list(may), "since": START, "until": None,
        "zone": "Asia/Seoul", "full_powers": None, **changes,
    }  # fmt: skip
    matter = Matter(f"authority/{slug}")
    return Statement(matter, write_body(matter, "declare", value))


def _sign(reader: Reader, draft: Draft) -> Signed:
    return door.sign(reader, draft.id, door.seen_of(reader, draft), PASSWORD)


def _notify(home: Ministry, reader: Reader, slug: str, *may: str, **changes: Any) -> None:
    _sign(reader, door.draft(reader, home.channel, _authority(home, slug, *may, **changes)))


def test_nothing_is_asked_before_anything_is_notified(home: Ministry) -> None:
    signer = home.reader("lee", "signer")
    assert _sign(signer, door.draft(signer, home.channel, proposal())).number == 2


def test_a_post_signs_what_its_authority_covers_and_nothing_else(home: Ministry) -> None:
    signer, other = home.reader("lee", "signer"), home.reader("kim", "signer", post="other")
    _notify(home, signer, "desk", "sign-terms", "speak-on-incidents")
    draft = door.draft(signer, home.channel, proposal())  # a paragraph of a text
    with pytest.raises(RuleError, match=r"authority-missing.*HOME-19.*initial/negotiate") as caught:
        _sign(signer, draft)
    assert "nobody just now" in caught.value.hint
    assert door.open_draft(signer, draft.id).state == "open", "the draft is kept"
    with pytest.raises(RuleError, match="authority-missing"):
        _sign(other, door.draft(other, home.channel, Acceptance(home.proposed())))
    _notify(home, signer, "other", "initial")
    with pytest.raises(RuleError, match="held by authority/other"):
        _sign(signer, draft)
    assert _sign(other, draft).number > 0


@pytest.mark.parametrize("shift", [{"since": START + 60_000}, {"until": START}])
def test_an_authority_counts_at_the_time_of_the_nodes_clock(
    home: Ministry, shift: dict[str, int]
) -> None:
    """HOME-19: "at that moment, by the clock of the node"."""
    signer = home.reader("lee", "signer")
    _notify(home, signer, "desk", "negotiate", **{"since": START - 1, **shift})
    assert home.node.clock.now_ms() == START
    draft = door.draft(signer, home.channel, proposal())
    with pytest.raises(RuleError, match="authority-missing"):
        _sign(signer, draft)


def test_what_was_taken_back_counts_no_longer_and_can_be_notified_again(home: Ministry) -> None:
    signer = home.reader("lee", "signer")
    _notify(home, signer, "desk", "negotiate")
    _notify(home, signer, "desk")
    draft = door.draft(signer, home.channel, proposal())
    with pytest.raises(RuleError, match="authority-missing"):
        _sign(signer, draft)
    _notify(home, signer, "desk", "negotiate")
    assert _sign(signer, draft).number > 0


def test_whoever_is_on_duty_speaks_with_authority_too(home: Ministry) -> None:
    signer = home.reader("lee", "signer")
    officer = home.reader("park", "duty-officer", post="watch")
    _notify(home, signer, "desk", "negotiate")
    matter, _, notice = INCIDENTS["notice"]
    raw = write_body(matter, "declare", notice)

    def speak() -> Signed:
        seen = duty.seen_now(officer, home.channel, matter.split("/")[1])
        return duty.sign_alone(
            officer, home.channel, Matter(matter), raw, password=PASSWORD, seen=seen
        )

    with pytest.raises(RuleError, match="authority-missing"):
        speak()
    _notify(home, signer, "watch", "speak-on-incidents")
    assert speak().number > 0
