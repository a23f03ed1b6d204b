# SPDX-License-Identifier: Apache-2.0
"""What may be said in public: two keys, an allow-list of one field, and a line in the audit log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from comity.core.errors import RuleError
from comity.core.ids import Matter
from comity.home import audit, people
from comity.home.models_press import Release
from comity.home.reading import Reader
from comity.home.release import give_out, guided, releases_of
from comity.node.moves import Acceptance, Proposal
from comity.node.public import BACK_MS_MAX
from comity.node.sign import sign_moves
from comity.subjects import write_body
from comity.subjects.press import Sayable
from tests.contract.home.ministry import Ministry
from tests.unit.node.parties import JP, KR, START, SetClock

NAME = Matter("press/date")
HOUR_MS = 3_600_000
CANARY = "canary of the other fields"
WORDS = {"ko": "일정은 협의 중이며, 정해진 바 없다.", "en": "Dates are under discussion."}
GUIDANCE: dict[str, Any] = {
    "subject": "meeting/2023-1",
    "common": None,
    "lines": {"kr": WORDS, "jp": {"ja": f"日程は調整中である。{CANARY}"}},
    "if_asked": {"en": CANARY},
    "not_before": START + HOUR_MS,
    "zone": "Asia/Seoul",
    "status": "on",
}


def _agree(home: Ministry, *, accepted: bool = True, **changed: object) -> None:
    raw = write_body(NAME, "offer", {**GUIDANCE, **changed})
    (ref,) = sign_moves(home.pair[JP], home.channel, [Proposal({NAME: raw})]).acts
    home.pair.meet()
    if accepted:
        sign_moves(home.pair[KR], home.channel, [Acceptance(ref)])
        home.pair.settle()


def _clock(home: Ministry) -> SetClock:
    clock = home.node.clock
    assert isinstance(clock, SetClock)
    return clock


def _refused(reader: Reader, home: Ministry, language: str = "ko", name: str = "date") -> str:
    before = audit.newest(1)[0].n
    with pytest.raises(RuleError) as caught:
        give_out(reader, home.channel, name, language)
    assert audit.newest(1)[0].n == before
    assert not Release.objects.exists()
    return caught.value.code


def test_the_words_are_given_out_once_both_keys_are_turned(home: Ministry) -> None:
    """HOME-30: the words agreed for this side, and nothing else; who, when and in which language
    stands in the audit log.
    """
    reader = home.reader("kim", "drafter")
    _agree(home)
    assert _refused(reader, home) == "release/not-before"
    _clock(home).now = START + HOUR_MS
    found = give_out(reader, home.channel, "date", "ko")
    assert (found.name, found.text) == ("date-ko.txt", f"{WORDS['ko']}\n")
    assert CANARY not in repr(found)
    (line,) = audit.newest(1)
    assert (line.action, line.subject, line.person) == ("released", "date", "kim")
    assert (line.at_ms, line.channel) == (START + HOUR_MS, home.channel)
    assert line.detail["language"] == "ko"
    assert WORDS["ko"] not in line.line
    (kept,) = releases_of(reader, home.channel)
    assert (kept.guidance, kept.language, kept.digest) == ("date", "ko", line.detail["digest"])
    assert audit.check() == ()


def test_it_is_written_down_with_it_or_not_given_out(
    home: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HOME-30: stands in the audit log in the same transaction."""
    reader = home.reader("kim", "drafter")
    _agree(home, not_before=None, zone=None)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit, "note", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        give_out(reader, home.channel, "date", "ko")
    assert not Release.objects.exists()


@pytest.mark.parametrize(("shift", "told"), [(-1, Sayable.NOT_BEFORE), (0, Sayable.NOW)])
def test_the_second_key_turns_at_its_very_moment(home: Ministry, shift: int, told: Sayable) -> None:
    """HOME-30: and its own clock has passed the agreed time."""
    reader = home.reader("kim", "observer")
    _agree(home)
    _clock(home).now = START + HOUR_MS + shift
    assert [one.sayable for one in guided(reader, home.channel)] == [told]


def test_what_is_only_proposed_or_gives_no_words_is_not_given_out(home: Ministry) -> None:
    """HOME-30, PRESS-5: else nothing."""
    reader = home.reader("kim", "drafter")
    _agree(home, accepted=False, not_before=None, zone=None)
    assert _refused(reader, home) == "release/not-agreed"
    for changed, code in (
        ({"lines": {}}, "release/if-asked"),
        ({"lines": {"jp": WORDS}, "if_asked": None}, "release/no-words"),
        ({"status": "off"}, "release/taken-back"),
    ):
        _agree(home, not_before=None, zone=None, **changed)
        assert _refused(reader, home) == code
    _agree(home, not_before=None, zone=None)
    assert _refused(reader, home, "fr") == "release/no-words"
    assert _refused(reader, home, name="other") == "not-found"
    assert _refused(home.reader("lee", "observer"), home) == "not-allowed"


def test_whoever_is_not_admitted_finds_nothing(home: Ministry) -> None:
    """HOME-11: What a person may not know of is answered as if it were not there."""
    _agree(home, not_before=None, zone=None)
    reader = home.reader("kim", "drafter")
    outside = _outsider(home)
    assert _refused(outside, home) == "not-found"
    for asked in (guided, releases_of):
        with pytest.raises(RuleError) as caught:
            asked(outside, home.channel)
        assert caught.value.code == "not-found"
    assert give_out(reader, home.channel, "date", "en").text == f"{WORDS['en']}\n"


def _outsider(home: Ministry) -> Reader:
    """Somebody whose post is admitted nowhere."""
    post = people.add_post("outside", {"en": "Elsewhere"}, None, START)
    person = people.add_person("outside", post, ["drafter"], "a password for a test", START)
    return Reader(person, home.node, approvals=0)


def test_a_clock_that_went_back_opens_nothing(home: Ministry) -> None:
    """HOME-30: If the node's clock stands before what it has shown, nothing is given out."""
    reader = home.reader("kim", "drafter")
    _agree(home, not_before=None, zone=None)
    clock = _clock(home)
    audit.note(clock.now + HOUR_MS, "signed-in", reader.person)
    assert _refused(reader, home) == "clock-back"
    clock.now += HOUR_MS - BACK_MS_MAX
    assert give_out(reader, home.channel, "date", "ko").text


def test_an_own_entry_of_later_shows_a_clock_that_went_back(home: Ministry) -> None:
    """HOME-30: before what it has shown in the audit log or in its own entries."""
    reader = home.reader("kim", "drafter")
    clock = _clock(home)
    clock.now = START + HOUR_MS
    _agree(home, not_before=None, zone=None)
    clock.now = START
    assert _refused(reader, home) == "clock-back"


def test_in_a_halted_dialogue_only_what_is_confirmed_counts(home: Ministry) -> None:
    """HOME-30, PRESS-5: While a record is halted only what is confirmed counts."""
    _agree(home, not_before=None, zone=None)
    reader = home.reader("kim", "drafter")
    (one,) = guided(reader, home.channel)
    assert one.view.sayable("kr", START, halted=True) is Sayable.NOW
    later = replace(one.view, sure=None)
    assert later.sayable("kr", START, halted=True) is Sayable.NOTHING
