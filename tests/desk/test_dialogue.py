# SPDX-License-Identifier: Apache-2.0
"""The dialogues that a reader may see, and one of them: what is open, agreed, and what it is."""

import pytest

from comity.core.ids import Matter
from comity.home import door
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.node.compare import record_digest
from comity.node.sign import Proposal
from comity.subjects import write_body
from tests.desk.capitals import DAY_MS, JP, KR, NOW, Capitals, Visitor, plain
from tests.desk.forking import forked_by_japan
from tests.unit.subjects.samples import ALL, DATE, terms

DAY = "meeting/round-12/date"


def _page(capitals: Capitals, officer: Visitor, query: str = "") -> str:
    return officer.words("dialogue", query, channel=capitals.channel)


def _follow_up(title: str, due: int | None = None) -> dict[str, object]:
    _, _, value = ALL["follow-up"]
    zone = None if due is None else "Asia/Seoul"
    return {**value, "title": {"en": title}, "owners": ["kr"], "due": due, "zone": zone}


def test_a_dialogue_without_terms_is_named_by_whom_it_is_with(
    capitals: Capitals, officer: Visitor
) -> None:
    told = officer.words("dialogues")
    assert "Dialogue with the Japanese side" in told
    assert "Nothing is open." in told
    page = _page(capitals, officer)
    assert "No terms of reference yet." in page
    assert "Nothing is agreed yet." in page


def test_the_terms_are_summed_up_with_each_sides_own_name(
    capitals: Capitals, officer: Visitor
) -> None:
    value = terms()
    capitals.offer(JP, {"terms": value})
    capitals.exchange()
    proposed = _page(capitals, officer)
    assert "As proposed; not agreed yet." in proposed

    capitals.agree({"terms": value})
    page = officer.read("dialogue", channel=capitals.channel)
    told = plain(page)

    assert f"<h1>{value['titles']['kr']['en']}</h1>" in page
    assert "As proposed" not in told
    assert "Legal status Not legally binding" in told
    assert f"Not dealt with here {value['kept_out'][0]['en']}" in told
    assert f"Without prejudice to {value['without_prejudice'][0]['en']}" in told
    for side in ("kr", "jp"):
        for language, name in value["titles"][side].items():
            assert f'<span lang="{language}">{name}</span>' in page
    assert "Marking of this dialogue" in page


def test_open_items_come_by_their_dates_with_the_next_step(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.offer(JP, {"follow-up/1": _follow_up("Later")}, until=NOW + 9 * DAY_MS)
    capitals.offer(JP, {DAY: DATE}, until=NOW + DAY_MS)
    capitals.exchange()
    told = _page(capitals, officer)
    assert "2 items are for our action." in told
    assert told.index("12th round: date") < told.index("Later")
    assert "Answer" in told
    assert "Propose something" in told


def test_who_may_not_draft_can_propose_nothing(capitals: Capitals) -> None:
    observer = capitals.visitor(capitals.person("observer", Role.OBSERVER))
    assert "/propose/" not in observer.read("dialogue", channel=capitals.channel)


def test_meetings_stand_next_first_and_past_ones_apart(
    capitals: Capitals, officer: Visitor
) -> None:
    past = {**DATE, "start": NOW - 9 * DAY_MS, "end": NOW - 9 * DAY_MS + 1, "title": {"en": "Past"}}
    far = {**DATE, "start": NOW + 90 * DAY_MS, "end": NOW + 90 * DAY_MS + 1, "title": {"en": "Far"}}
    capitals.agree({"meeting/a/date": far})
    capitals.agree({"meeting/b/date": DATE})
    capitals.agree({"meeting/c/date": past})

    told = _page(capitals, officer)
    table = told[told.index("Meetings") :]

    assert table.index("12th round") < table.index("Far") < table.index("1 earlier meeting")
    assert table.index("1 earlier meeting") < table.index("Past")
    assert "Next meeting 12th round" in told
    assert "12th round Mon 17 Apr (in 7 days)" in officer.words("dialogues")


def test_follow_ups_tell_report_view_and_what_is_overdue(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.agree({"follow-up/1": _follow_up("Contact points", NOW - DAY_MS)})
    capitals.state(KR, "follow-up/1/report", {"state": "done", "text": {"en": "Sent."}})
    capitals.exchange()
    capitals.state(JP, "follow-up/1/view", {"state": "differs", "text": {"en": "One is missing."}})
    capitals.exchange()

    told = _page(capitals, officer)

    assert "Sun 9 Apr (overdue)" in told
    assert "Our side: done: Sent." in told
    assert "The Japanese side: takes a different view: One is missing." in told


def test_texts_say_how_many_paragraphs_are_outstanding(
    capitals: Capitals, officer: Visitor
) -> None:
    matter, _, header = ALL["header"]
    capitals.agree({matter: header})
    told = _page(capitals, officer)
    count = len(header["order"])
    assert f"{header['title']['en']} joint press release" in told or header["title"]["en"] in told
    assert f"{count} paragraphs" in told


def test_documents_and_anchors_are_listed(capitals: Capitals, officer: Visitor) -> None:
    matter, _, document = ALL["document"]
    capitals.state(JP, matter, document)
    name, _, anchor = ALL["anchor"]
    capitals.offer(JP, {name: anchor})
    capitals.exchange()
    page = officer.read("dialogue", channel=capitals.channel)
    assert f"<bdi>{document['name']}</bdi>" in page or f">{document['name']}</span></bdi>" in page
    told = plain(page)
    assert f"{document['name']} The Japanese side · Mon 10 Apr 2023" in told
    assert "not received yet" in told
    assert f"Anchors for dates {anchor['title']['en']}" in told


def test_only_what_stands_now_is_listed_as_agreed(capitals: Capitals, officer: Visitor) -> None:
    capitals.agree({DAY: DATE})
    later = {**DATE, "start": DATE["start"] + DAY_MS, "end": DATE["end"] + DAY_MS}
    capitals.agree({DAY: later})
    told = _page(capitals, officer)
    agreed = told[told.index("What is agreed") :].split("Next meeting")[0]
    assert "Tue 18 Apr 2023" in agreed
    assert "Mon 17 Apr 2023" not in agreed


def test_the_proof_is_the_digest_that_the_other_side_reads_too(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.agree({DAY: DATE})
    digest = record_digest(capitals.jp, capitals.channel)
    assert digest in officer.read("dialogue", channel=capitals.channel)


def test_drafts_of_it_stand_on_internal_ground(capitals: Capitals, officer: Visitor) -> None:
    person = capitals.post().people.get(sign_in="officer")
    move = Proposal({Matter(DAY): write_body(DAY, "offer", DATE)})
    made = door.draft(Reader(person, capitals.kr, approvals=0), capitals.channel, move)
    page = officer.read("dialogue", channel=capitals.channel)
    assert f"/dispatch/{made.id}/" in page[page.index("Internal, not shared") :]


def test_a_halted_dialogue_says_so_and_offers_nothing(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {DAY: DATE})
    forked_by_japan(capitals)
    page = officer.read("dialogue", channel=capitals.channel)
    assert "Halted pending verification" in page
    assert "/propose/" not in page
    assert "/answer/" not in page
    assert "halted pending verification" in officer.words("dialogues")


def test_a_withdrawal_that_may_still_be_crossed_is_told(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(KR, {DAY: DATE})
    capitals.exchange()
    capitals.refuse(KR, ref)
    told = _page(capitals, officer)
    assert "Our proposal on 12th round: date is withdrawn. Until the Japanese side have" in told
    capitals.clock.now += DAY_MS
    capitals.settle()
    assert "Not acknowledged yet" not in _page(capitals, officer)


def test_long_lists_are_folded(capitals: Capitals, officer: Visitor) -> None:
    for number in range(1, 23):
        capitals.offer(JP, {f"follow-up/{2 * number}": _follow_up(f"Item {number:03}")})
    capitals.exchange()
    assert "and 2 more: show all" in _page(capitals, officer)
    assert "Item 022" in _page(capitals, officer, "?all=open")


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_it_is_named_as_our_own_side_names_it_in_the_readers_language(
    capitals: Capitals, language: str
) -> None:
    value = terms()
    capitals.agree({"terms": value})
    visitor = capitals.visitor(capitals.person("one", Role.OBSERVER, language=language))
    page = visitor.read("dialogue", channel=capitals.channel)
    assert f"<h1>{value['titles']['kr'][language]}</h1>" in page
