# SPDX-License-Identifier: Apache-2.0
"""The page of a meeting: its date as it is negotiated, its agenda, what each side says of it."""

import html
import re
from typing import Any

import pytest

from comity.core.encoding import encode
from comity.desk.house import install
from comity.home.roles import Role
from tests.desk.capitals import DAY_MS, HOUR_MS, JP, KR, NOW, Capitals, Visitor
from tests.desk.forking import forked_by_japan
from tests.unit.subjects.samples import ALL

M = "round-12"
DATE = f"meeting/{M}/date"
START = NOW - 31 * 60_000 + 30 * 60_000 + 7 * DAY_MS  # Mon 17 April 2023, 09:30 in Seoul
TITLE = {"en": "12th round", "ko": "제12차 회의", "ja": "第12回会合"}


def _date(start: int = START, **changes: Any) -> dict[str, Any]:
    return {
        "form": "date",
        "kind": "round",
        "round": 12,
        "title": TITLE,
        "start": start,
        "end": start + 3 * HOUR_MS,
        "zone": "Asia/Seoul",
        "place": {"en": "Seoul", "ko": "서울", "ja": "ソウル"},
        "host": "kr",
        **changes,
    }


def _window(**changes: Any) -> dict[str, Any]:
    value = _date() | {
        "form": "window",
        "first_day": "2023-04-17",
        "last_day": "2023-04-25",
        "hung": None,
    }
    del value["start"], value["end"]
    return value | changes


def _item(title: str, **changes: Any) -> dict[str, Any]:
    return {
        "title": {"en": title},
        "kind": "new",
        "carried_from": None,
        "lead": "jp",
        "minutes": 20,
        "previous": [],
        "outcome": None,
        "status": "on",
        **changes,
    }


def _posts(head: str) -> dict[str, Any]:
    return {"head": {"en": head}, "members": [{"en": f"Deputy of the {head}"}]}


def _page(visitor: Visitor) -> str:
    return visitor.read("meeting", channel=visitor.capitals.channel, meeting=M)


def _words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def _main(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def _acts(page: str) -> str:
    """The main part without what stays at home: files to take away and internal notes."""
    at_home = r'(?s)<form [^>]*action="[^"]*/file".*?</form>|<a [^>]*/notes/.*?</a>'
    return re.sub(at_home, "", _main(page))


def _card(page: str, heading: str) -> str:
    return page.partition(f"<h2>{heading}</h2>")[2].partition("<h2>")[0]


def _next(page: str) -> str:
    return _words(_card(page, "What comes next"))


def _dated(capitals: Capitals) -> None:
    capitals.agree({DATE: _date()})


def test_a_proposed_date_is_for_our_action_and_can_be_answered(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(JP, {DATE: _date()}, until=NOW + 2 * DAY_MS)
    capitals.exchange()
    page = _page(officer)
    words = _words(page)
    assert "Called, no date fixed." in words
    assert "The date proposed by the Japanese side awaits our answer." in _next(page)
    answer = f"/dialogues/{capitals.channel}/answer/jp/{ref.number}/0/"
    assert f'href="{answer}"' in _card(page, "What comes next")
    date = _card(page, "Date and place")
    assert f'href="{answer}?answer=accept"' in date
    assert f'href="{answer}?answer=decline"' in date
    assert f"propose/{DATE}?base=jp/{ref.number}/0" in date
    assert "for our action" in _words(date)
    assert "Mon 17 Apr 2023, 09:30–12:30 (Asia/Seoul) (in 7 days)" in _words(date)
    assert "Seoul" in _words(date)
    assert "Wed 12 Apr (in 2 days)" in _words(date)


def test_the_same_time_is_told_in_a_zone_that_is_not_level(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.offer(JP, {DATE: _date(zone="America/New_York")})
    capitals.exchange()
    words = _words(_card(_page(officer), "Date and place"))
    assert "Sun 16 Apr 2023, 20:30–23:30 (America/New_York)" in words
    assert "Mon 17 Apr 2023, 09:30–12:30 (Asia/Seoul)" in words


def test_the_same_time_is_not_told_twice_where_clocks_are_level(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.offer(JP, {DATE: _date(zone="Asia/Tokyo")})
    capitals.exchange()
    words = _words(_card(_page(officer), "Date and place")).partition("How it came to this")[0]
    assert words.count("09:30–12:30") == 1
    assert "(Asia/Tokyo)" in words


def test_a_date_of_ours_awaits_the_other_side_and_can_be_withdrawn(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(KR, {DATE: _date()})
    page = _page(officer)
    assert "The proposed date awaits an answer of the Japanese side." in _next(page)
    date = _card(page, "Date and place")
    assert f"/answer/kr/{ref.number}/0/" in date
    assert "Withdraw our proposal" in _words(date)
    assert "?answer=accept" not in date


def test_whoever_only_reads_has_nothing_to_press(capitals: Capitals) -> None:
    capitals.offer(JP, {DATE: _date(), f"meeting/{M}/agenda/a": _item("Batteries")})
    capitals.exchange()
    observer = capitals.visitor(capitals.person("observer", Role.OBSERVER))
    page = _acts(_page(observer))
    assert "awaits our answer" in page
    for told in ("govuk-button", "/answer/", "/propose/", "/state/"):
        assert told not in page, told


def test_in_a_halted_dialogue_nothing_can_be_done(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {DATE: _date(), f"meeting/{M}/agenda/a": _item("Batteries")})
    forked_by_japan(capitals)
    page = _acts(_page(officer))
    assert "Halted pending verification" in page
    assert "17 Apr 2023" in page
    for told in ("govuk-button", "/answer/", "/propose/", "/state/"):
        assert told not in page, told


def test_a_window_hung_on_an_anchor_is_told_in_days(capitals: Capitals, officer: Visitor) -> None:
    hung = {"anchor": "summit", "first": -9, "last": -1}
    anchor = {
        "title": {"en": "Summit in Washington"},
        "kind": "summit",
        "first_day": "2023-04-26",
        "last_day": "2023-04-26",
        "zone": "Asia/Seoul",
        "place": None,
    }
    window = _window(first_day=None, last_day=None, hung=hung)
    capitals.agree({"anchor/summit": anchor, DATE: window})
    page = _page(officer)
    words = _words(_card(page, "Date and place"))
    assert "between Mon 17 Apr 2023 and Tue 25 Apr 2023 (Asia/Seoul)" in words
    assert "Hangs on Summit in Washington from day −9 to day −1" in words
    assert "a date within them is to be proposed" in _next(page)
    assert f"propose/{DATE}?form=date" in _card(page, "What comes next")


def test_a_window_on_an_unknown_anchor_has_no_days(capitals: Capitals, officer: Visitor) -> None:
    hung = {"anchor": "summit", "first": -9, "last": -1}
    capitals.agree({DATE: _window(first_day=None, last_day=None, hung=hung)})
    assert "no days yet: the anchor is not agreed" in _words(_page(officer))


def test_a_date_that_is_agreed_and_not_confirmed_says_so(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(JP, {DATE: _date()})
    capitals.exchange()
    capitals.accept(KR, ref)
    words = _words(_page(officer))
    assert "Agreed, confirmation pending" in words
    assert "Date fixed: Mon 17 Apr 2023, 09:30–12:30 (Asia/Seoul), in 7 days." in words
    capitals.settle()
    words = _words(_page(officer))
    assert "confirmation pending" not in words.partition("How it came to this")[0]


def test_the_negotiation_of_the_date_is_told_as_a_story(
    capitals: Capitals, officer: Visitor
) -> None:
    first = capitals.offer(JP, {DATE: _date()})
    capitals.exchange()
    capitals.refuse(KR, first, encode({"en": "It is a holiday."}))
    capitals.offer(KR, {DATE: _date(START + DAY_MS)})
    capitals.exchange()
    story = _words(_page(officer)).partition("How it came to this")[2]
    assert "The Japanese side proposed" in story
    assert "It is a holiday." in story
    assert "Tue 18 Apr" in story


def test_the_agenda_says_who_raised_and_supported_each_item(
    capitals: Capitals, officer: Visitor
) -> None:
    _dated(capitals)
    capitals.agree({f"meeting/{M}/agenda/batteries": _item("Batteries")})
    raised = capitals.offer(JP, {f"meeting/{M}/agenda/chips": _item("Chips", lead=None)})
    ours = capitals.offer(KR, {f"meeting/{M}/agenda/kr-1": _item("Energy", minutes=None)})
    capitals.exchange()
    page = _page(officer)
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", _card(page, "Agenda"), re.DOTALL)
    told = {_words(one).split()[0]: (_words(one), one) for one in rows}
    words, _ = told["Batteries"]
    assert "JP the Japanese side Supported by KR our side on the agenda" in words
    assert "20 minutes" in words
    words, row = told["Chips"]
    assert "for our action" in words
    assert f"/answer/jp/{raised.number}/0/?answer=accept" in row
    assert f"/answer/jp/{raised.number}/0/?answer=decline" in row
    words, row = told["Energy"]
    assert "awaiting the Japanese side" in words
    assert f"/answer/kr/{ours.number}/0/" in row
    assert "?answer" not in row
    assert "1 item of the agenda awaits our answer." in _next(page)
    assert f"propose/meeting/{M}/agenda/kr-2" in page


def test_an_item_raised_late_and_the_closing_of_the_agenda_are_told(
    capitals: Capitals, officer: Visitor
) -> None:
    _, _, terms = ALL["terms"]
    capitals.agree({"terms": terms})
    ahead = terms["deadlines"]["agenda_s"]
    capitals.agree({DATE: _date(NOW + ahead * 1000 + HOUR_MS)})
    assert "The agenda closes on" in _words(_page(officer))
    capitals.clock.now = NOW + 2 * HOUR_MS
    capitals.offer(JP, {f"meeting/{M}/agenda/late": _item("Late")})
    capitals.exchange()
    words = _words(_page(officer))
    assert "The agenda closed on" in words
    assert "raised after the agenda closed" in words
    assert "Time foreseen for what is agreed" not in words


def test_delegations_stand_side_by_side_ours_first(capitals: Capitals, officer: Visitor) -> None:
    _dated(capitals)
    page = _page(officer)
    assert "Our delegation has not been notified yet." in _next(page)
    assert f"/state/meeting/{M}/delegation" in _card(page, "What comes next")
    capitals.state(KR, f"meeting/{M}/delegation", _posts("Director-General"))
    assert "The delegation of the Japanese side has not been notified yet." in _next(_page(officer))
    capitals.state(JP, f"meeting/{M}/delegation", _posts("Minister"))
    capitals.exchange()
    capitals.state(JP, f"meeting/{M}/delegation", _posts("Vice-Minister"))
    capitals.exchange()
    page = _page(officer)
    words = _words(_card(page, "Delegations"))
    ours, theirs = words.index("Our side"), words.index("The Japanese side")
    assert ours < theirs
    assert "Director-General" in words[ours:theirs]
    assert "Vice-Minister" in words[theirs:]
    assert "replaces 1 earlier statement" in words[theirs:]
    assert "All that the record asks for before the meeting is there." in _next(page)


def test_what_comes_after_the_meeting_is_asked_for_in_turn(
    capitals: Capitals, officer: Visitor
) -> None:
    _dated(capitals)
    assert "Attendance" not in _main(_page(officer))
    capitals.clock.now = START + 4 * HOUR_MS
    page = _page(officer)
    assert "Each side states whether it was held" in _next(page)
    assert f"/state/meeting/{M}/attendance" in _card(page, "What comes next")
    attendance = {"start": START, "end": START + HOUR_MS, "present": [{"en": "Minister"}]}
    capitals.state(KR, f"meeting/{M}/attendance", attendance)
    page = _page(officer)
    assert "Our readout has not been given yet." in _next(page)
    assert "Held: Mon 17 Apr 2023" in _words(page)
    readout = {"text": {"en": "The sides met.", "ko": "양측은 만났다."}, "not_before": None}
    capitals.state(KR, f"meeting/{M}/readout", readout)
    assert "The Japanese side: attendance not stated yet." in _next(_page(officer))
    capitals.state(JP, f"meeting/{M}/attendance", attendance)
    capitals.exchange()
    assert "The Japanese side: readout not given yet." in _next(_page(officer))
    later = {"text": {"ja": "双方は会った。"}, "not_before": START + 9 * DAY_MS}
    capitals.state(JP, f"meeting/{M}/readout", later)
    capitals.exchange()
    page = _page(officer)
    assert "Nothing is missing in the record of it." in _next(page)
    readouts = _card(page, "Readouts")
    assert '<p class="words lines" lang="en">The sides met.</p>' in readouts
    assert '<p class="words lines" lang="ko">양측은 만났다.</p>' in readouts
    assert '<p class="words lines" lang="ja">双方は会った。</p>' in readouts
    assert "Not to be released before Wed 26 Apr 2023" in _words(readouts)


def test_texts_and_follow_up_items_of_the_meeting_are_named(
    capitals: Capitals, officer: Visitor
) -> None:
    _dated(capitals)
    _, _, header = ALL["header"]
    _, _, item = ALL["follow-up"]
    capitals.agree({"text/summary": {**header, "title": {"en": "Summary"}, "meeting": M}})
    capitals.agree({"text/other": {**header, "title": {"en": "Elsewhere"}, "meeting": None}})
    capitals.agree({"follow-up/1": {**item, "title": {"en": "Send it"}, "source": f"meeting/{M}"}})
    capitals.agree({"follow-up/2": {**item, "title": {"en": "Read it"}, "source": "text/summary"}})
    capitals.agree({"follow-up/3": {**item, "title": {"en": "Leave it"}, "source": None}})
    words = _words(_page(officer).partition("<aside")[2])
    for told in ("Summary", "Send it", "Read it"):
        assert told in words, told
    for told in ("Elsewhere", "Leave it"):
        assert told not in words, told


def test_papers_say_whether_they_are_here(capitals: Capitals, officer: Visitor) -> None:
    _dated(capitals)
    paper = {"title": {"en": "Non-paper on batteries"}, "document": "A" * 43, "language": "en"}
    capitals.state(JP, f"meeting/{M}/paper", paper)
    capitals.exchange()
    words = _words(_card(_page(officer), "Papers"))
    assert "Non-paper on batteries JP the Japanese side" in words
    assert "not received yet" in words


def test_what_the_other_side_wrote_is_shown_and_never_run(
    capitals: Capitals, officer: Visitor
) -> None:
    evil = {"en": "<script>alert(1)</script>"}
    capitals.agree({DATE: _date(title=evil, place=evil)})
    capitals.offer(JP, {f"meeting/{M}/agenda/a": _item("", outcome=evil) | {"title": evil}})
    capitals.state(JP, f"meeting/{M}/delegation", {"head": evil, "members": [evil]})
    capitals.exchange()
    page = _page(officer)
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5
    assert "style=" not in page


def test_drafts_on_the_meeting_stand_on_their_own_ground(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.offer(JP, {DATE: _date()})
    capitals.exchange()
    assert "Drafts on this meeting" not in _page(officer)
    answer = re.search(r'href="([^"]*/answer/[^"?]*)', _page(officer))
    assert answer is not None
    form = officer.open(answer[1]).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', form)
    assert seen is not None
    sent = {"seen": seen[1], "answer": "accept", "reason": ""}
    assert officer.client.post(answer[1], sent, secure=True).status_code == 302
    page = _page(officer)
    assert "Internal, not shared" in page
    assert "Drafts on this meeting" in page


def test_with_locked_keys_one_can_still_draft(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {DATE: _date()})
    capitals.exchange()
    assembled = capitals.house.assembled
    capitals.house = install(
        type(assembled)(
            assembled.config, assembled.root, assembled.node, assembled.correspondence, None
        )
    )
    assert "?answer=accept" in _page(officer)


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_the_page_speaks_the_readers_language(capitals: Capitals, language: str) -> None:
    capitals.offer(JP, {DATE: _date()})
    capitals.offer(JP, {f"meeting/{M}/agenda/a": _item("배터리")})
    capitals.exchange()
    visitor = capitals.visitor(capitals.person(language, Role.SIGNER, language=language))
    words = _words(_main(_page(visitor)))
    for told in ("Date", "proposed", "Agenda", "awaits", "Delegation", "side", "Answer", "None"):
        assert told not in words, told


def test_nobody_learns_of_a_meeting_who_may_not(capitals: Capitals, officer: Visitor) -> None:
    _dated(capitals)
    outsider = capitals.visitor(capitals.person("outsider", Role.SIGNER, post="away", channels=[]))
    places = {"channel": capitals.channel, "meeting": M}
    assert outsider.get("meeting", **places).status_code == 404
    assert officer.get("meeting", channel=capitals.channel, meeting="none").status_code == 404
    assert officer.get("meeting", **places).status_code == 200


def _steps(page: str) -> list[str]:
    return [_words(one) for one in re.findall(r"<li class=.steps__item.*?</li>", page, re.DOTALL)]


def test_a_meeting_is_not_under_way_before_its_time(capitals: Capitals, officer: Visitor) -> None:
    """What is fixed for a later day is not held now."""
    capitals.offer(JP, {DATE: _date()})
    capitals.exchange()
    assert _steps(_page(officer))[:2] == ["Called done", "Date fixed now"]
    _dated(capitals)
    ahead = ["Called done", "Date fixed done", "Held not yet", "Readouts given not yet"]
    assert _steps(_page(officer)) == ahead
    capitals.clock.now = START + HOUR_MS
    assert _steps(_page(officer))[2] == "Held now"
