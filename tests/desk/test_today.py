# SPDX-License-Identifier: Apache-2.0
"""Today answers what is agreed, what is undecided, whose move, and by when; then what is new."""

import pytest

from comity.core.ids import Matter
from comity.desk.line import INTERRUPTED_MS
from comity.desk.today.since import LINES_MAX
from comity.desk.today.today import ROWS_MAX
from comity.home import door
from comity.home.models import Visit
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.node.contents import Contents
from comity.node.receive import apply_contents
from comity.node.send import compose
from comity.node.sign import Proposal
from comity.subjects import write_body
from tests.desk.capitals import DAY_MS, HOUR_MS, JP, KR, NOW, Capitals, Visitor
from tests.desk.forking import accepted_in_vain, forked_by_japan
from tests.unit.subjects.samples import ALL, DATE

DAY = "meeting/round-12/date"
QUIET = {"Comity-Quiet": "1"}


def _wording(text: str) -> dict[str, object]:
    return {"base": None, "form": "paragraph", "text": {"en": text}}


def _follow_up(title: str, due: int | None = None) -> dict[str, object]:
    _, _, value = ALL["follow-up"]
    zone = None if due is None else "Asia/Seoul"
    return {**value, "title": {"en": title}, "owners": ["kr"], "due": due, "zone": zone}


def test_an_empty_desk_says_what_will_stand_there(capitals: Capitals) -> None:
    officer = capitals.visitor(capitals.person("officer", Role.SIGNER))
    told = officer.words("today")
    assert told.startswith("Today Mon 10 Apr 2023 · Nothing awaits our side.")
    assert "When another side proposes something, it stands here" in told


def test_who_is_admitted_nowhere_is_told_whom_to_ask(capitals: Capitals) -> None:
    nobody = capitals.visitor(capitals.person("new", Role.SIGNER, post="new", channels=[]))
    assert "No dialogue is open to your post yet" in nobody.words("today")
    assert "No dialogue is open to your post yet" in nobody.words("dialogues")


def test_administrators_are_led_to_their_own_page(capitals: Capitals) -> None:
    keeper = capitals.visitor(capitals.person("keeper", Role.ADMINISTRATOR))
    answer = keeper.get("today")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/people/")


def test_the_second_line_counts_what_is_due_and_names_the_day(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.agree({"meeting/round-12/date": DATE})
    capitals.offer(JP, {"follow-up/1": _follow_up("One")}, until=NOW + 2 * DAY_MS)
    capitals.offer(JP, {"follow-up/3": _follow_up("Three")}, until=NOW + 4 * DAY_MS)
    capitals.offer(JP, {"follow-up/5": _follow_up("Five")}, until=NOW + 40 * DAY_MS)
    capitals.exchange()

    told = officer.words("today")

    assert "2 items need our reply by Fri 14 Apr." in told
    assert "Next meeting: 12th round, Mon 17 Apr (in 7 days)." in told
    capitals.clock.now += 3 * DAY_MS
    assert "1 reply is overdue. 1 item needs our reply by Fri 14 Apr." in officer.words("today")


def test_what_awaits_us_comes_in_the_order_of_its_dates(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.offer(JP, {"follow-up/5": _follow_up("Undated")})
    capitals.offer(JP, {"follow-up/3": _follow_up("Later")}, until=NOW + 4 * DAY_MS)
    capitals.offer(JP, {"follow-up/1": _follow_up("Sooner")}, until=NOW + DAY_MS)
    capitals.exchange()

    told = officer.words("today")

    table = told[told.index("For our action") :]
    assert table.index("Sooner") < table.index("Later") < table.index("Undated")
    assert "Tue 11 Apr (tomorrow, 09:31)" in table


def test_ours_leads_to_the_answer_and_theirs_waits(capitals: Capitals, officer: Visitor) -> None:
    ref = capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    capitals.offer(KR, {"follow-up/2": _follow_up("Ours")})

    page = officer.read("today")

    assert f"/answer/{ref.party}/{ref.number}/{ref.index}/" in page
    told = officer.words("today")
    assert told.index("12th round: date") < told.index("Awaiting the Japanese side")
    assert told.index("Awaiting the Japanese side") < told.index("Our side proposes: Ours")


def test_who_may_not_draft_gets_no_button(capitals: Capitals) -> None:
    capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    observer = capitals.visitor(capitals.person("observer", Role.OBSERVER))
    page = observer.read("today")
    assert "12th round: date" in page
    assert "/answer/" not in page


def test_long_lists_are_folded_with_a_count_and_shown_when_asked(
    capitals: Capitals, officer: Visitor
) -> None:
    for number in range(1, ROWS_MAX + 3):
        capitals.offer(JP, {f"follow-up/{2 * number}": _follow_up(f"Item {number:03}")})
    capitals.exchange()

    folded, whole = officer.words("today"), officer.words("today", "?all=ours")

    assert "and 2 more: show all" in folded
    assert f"Item {ROWS_MAX + 2:03}" not in folded.split("New since")[0].split("Lately")[0]
    assert f"Item {ROWS_MAX + 2:03}" in whole
    assert "and 2 more" not in whole


def test_a_package_is_one_row_and_paragraphs_of_one_text_are_one(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.offer(JP, {DAY: DATE, "follow-up/1": _follow_up("Together")})
    matter, _, header = ALL["header"]
    capitals.agree({matter: header})
    name = matter.split("/")[1]
    for key in ("k1", "k2", "k3"):
        capitals.offer(JP, {f"text/{name}/p/{key}": _wording(key)})
    capitals.exchange()

    told = officer.words("today")

    assert told.count("The Japanese side proposes a package of 2 items.") == 1
    assert told.count("3 paragraphs are open.") == 1


def test_what_was_agreed_last_says_how_firm_it_is(capitals: Capitals, officer: Visitor) -> None:
    ref = capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    capitals.accept(KR, ref)
    pending = officer.words("today")
    assert "Lately agreed" in pending
    assert "agreed, confirmation pending" in pending
    capitals.settle()
    told = officer.words("today")
    assert "confirmation pending" not in told
    assert "confirmed" in told[told.index("Lately agreed") :]


# --- drafts at home ---


def test_drafts_that_await_this_person_stand_on_internal_ground(capitals: Capitals) -> None:
    drafter = capitals.person("drafter", Role.DRAFTER)
    signer = capitals.visitor(capitals.person("signer", Role.SIGNER))
    observer = capitals.visitor(capitals.person("observer", Role.OBSERVER))
    reader = Reader(drafter, capitals.kr, approvals=0)
    move = Proposal({Matter(DAY): write_body(DAY, "offer", DATE)})
    made = door.draft(reader, capitals.channel, move)

    page = signer.read("today")
    assert "Internal, not shared" in page
    assert f"/dispatch/{made.id}/" in page
    assert "1 draft awaits you." in page
    assert str(made.id) not in observer.read("today")
    assert "awaits you" not in capitals.visitor(drafter).words("today")

    door.send_back(signer_reader(capitals), made.id, "Another day, please.")
    assert str(made.id) not in signer.read("today")
    assert str(made.id) in capitals.visitor(drafter).read("today")


def signer_reader(capitals: Capitals) -> Reader:
    person = capitals.post().people.get(sign_in="signer")
    return Reader(person, capitals.kr, approvals=0)


# --- new since the last visit ---


def _news(told: str) -> str:
    for heading in ("New since your last visit", "Lately in the record"):
        if heading in told:
            return told[told.index(heading) :]
    raise AssertionError(told)


def test_the_first_visit_shows_what_was_last(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    told = officer.words("today")
    assert "Lately in the record" in told
    assert "The Japanese side proposed: Mon 17 Apr 2023" in _news(told)


def test_the_first_visit_shows_no_more_than_six_newest_first(
    capitals: Capitals, officer: Visitor
) -> None:
    for number in range(1, 9):
        capitals.clock.now += 60_000
        capitals.offer(JP, {f"follow-up/{number}": _follow_up(f"Task-{number}")})
    capitals.exchange()
    told = _news(officer.words("today"))
    places = [told.find(f"Task-{number}") for number in range(8, 2, -1)]
    assert places == sorted(places)
    assert min(places) >= 0
    assert "Task-1" not in told
    assert "Task-2" not in told


def test_news_stays_news_until_the_session_ends(capitals: Capitals, officer: Visitor) -> None:
    person = capitals.post().people.get(sign_in="officer")
    officer.read("today")
    capitals.offer(JP, {DAY: DATE})
    capitals.exchange()

    second = capitals.visitor(person)
    for _ in range(2):  # loading it again loses nothing
        assert "The Japanese side proposed: Mon 17 Apr 2023" in _news(second.words("today"))
    capitals.offer(JP, {"follow-up/1": _follow_up("Fresh")})
    capitals.exchange()
    assert "Fresh" in _news(second.words("today"))
    assert "Mon 17 Apr 2023" in _news(second.words("today"))

    third = capitals.visitor(person)
    assert "Nothing new." in _news(third.words("today"))


def test_a_page_that_asks_by_itself_is_no_visit(capitals: Capitals, officer: Visitor) -> None:
    person = capitals.post().people.get(sign_in="officer")
    officer.read("today")
    place = Visit.objects.get(person=person).place
    capitals.offer(JP, {DAY: DATE})
    capitals.exchange()

    officer.open("/", **QUIET)
    assert Visit.objects.get(person=person).place == place
    assert "Mon 17 Apr 2023" in _news(capitals.visitor(person).words("today"))

    officer.read("today")
    assert Visit.objects.get(person=person).place > place


def test_who_only_acknowledges_makes_no_news(capitals: Capitals, officer: Visitor) -> None:
    officer.read("today")
    person = capitals.post().people.get(sign_in="officer")
    ref = capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    capitals.accept(KR, ref)
    capitals.settle()

    told = _news(capitals.visitor(person).words("today"))

    assert "acknowledged what it had received" not in told
    assert "Our side accepted the proposal of the Japanese side" in told
    assert "confirmed 12th round: date" in told or "12th round: date confirmed" in told


def test_a_long_absence_is_folded(capitals: Capitals, officer: Visitor) -> None:
    person = capitals.post().people.get(sign_in="officer")
    officer.read("today")
    for number in range(1, LINES_MAX + 4):
        capitals.offer(JP, {f"follow-up/{2 * number}": _follow_up(f"Item {number}")})
    capitals.exchange()
    again = capitals.visitor(person)
    assert "and 3 more: show all" in _news(again.words("today"))
    assert "more: show all" not in _news(again.words("today", "?all=news"))


def test_a_dialogue_that_is_new_to_the_reader_is_news_as_a_whole(
    capitals: Capitals, officer: Visitor
) -> None:
    person = capitals.post().people.get(sign_in="officer")
    officer.read("today")
    capitals.found()
    capitals.person("other", Role.OBSERVER)  # admits the post to every dialogue
    told = _news(capitals.visitor(person).words("today"))
    assert "The Japanese side joined the dialogue." in told


# --- what is wrong comes first ---


def test_a_halted_dialogue_is_told_first_and_asks_for_nothing(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.offer(JP, {DAY: DATE})
    forked_by_japan(capitals)

    told = officer.words("today")

    assert told.index("Halted pending verification") < told.index("For our action")
    assert "signed by the Japanese side have arrived" in told
    assert "Nothing awaits our side." in told


def test_a_line_that_is_down_is_told_with_what_waits(capitals: Capitals, officer: Visitor) -> None:
    assert "It has acknowledged all that we hold." in officer.words("today")
    capitals.offer(KR, {DAY: DATE})
    waiting = officer.words("today")
    assert "1 entry waits to be delivered, the oldest of Mon 10 Apr 2023, 09:31" in waiting
    assert "The connection is interrupted" not in waiting

    capitals.clock.now += INTERRUPTED_MS
    down = officer.words("today")
    assert down.index("The connection is interrupted") < down.index("For our action")
    assert "has not been reached since Mon 10 Apr 2023, 09:31" in down

    capitals.exchange()
    assert "The connection is interrupted" not in officer.words("today")


def test_content_that_has_not_come_is_told(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {DAY: DATE})
    sent = compose(capitals.jp, capitals.kr.root)
    bare = tuple(type(part)(part.channel, part.entries, (), part.receipt) for part in sent.channels)
    apply_contents(capitals.kr, Contents(sent.card, bare), capitals.jp.root)

    page = officer.read("today")
    assert "1 text or document has not come yet" in page
    assert "/answer/" not in page  # what can't be read can't be accepted

    apply_contents(capitals.kr, sent, capitals.jp.root)
    assert "has not come yet" not in officer.read("today")


def test_an_act_without_effect_is_explained_once(capitals: Capitals, officer: Visitor) -> None:
    person = capitals.post().people.get(sign_in="officer")
    ref = capitals.offer(KR, {DAY: DATE})
    capitals.refuse(KR, ref)
    officer.read("today")
    number = accepted_in_vain(capitals, ref)

    told = capitals.visitor(person).words("today")

    assert told.index("An act without effect") < told.index("For our action")
    assert f"on 12th round: date (entry No. {number}) has no effect, because" in told
    assert "An act without effect" not in capitals.visitor(person).words("today")


@pytest.mark.parametrize(("language", "word"), [("ko", "오늘"), ("ja", "本日")])
def test_it_speaks_the_language_of_its_reader(capitals: Capitals, language: str, word: str) -> None:
    capitals.offer(JP, {DAY: DATE}, until=NOW + HOUR_MS)
    capitals.exchange()
    visitor = capitals.visitor(capitals.person("one", Role.SIGNER, language=language))
    page = visitor.read("today")
    assert f'<html lang="{language}">' in page
    assert f"<h1>{word}</h1>" in page
