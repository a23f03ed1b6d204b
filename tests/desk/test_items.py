# SPDX-License-Identifier: Apache-2.0
"""The page of an item: agreed, open, stated, and how it came to this; whatever the item is."""

import re

import pytest

from comity.core.encoding import encode
from comity.core.ids import Matter
from comity.home import door
from comity.home.reading import Reader
from comity.home.roles import Role
from comity.node.contents import Contents
from comity.node.receive import apply_contents
from comity.node.send import compose
from comity.node.sign import Proposal, Statement, sign_moves
from comity.subjects import write_body
from tests.desk.capitals import DAY_MS, HOUR_MS, JP, KR, NOW, Capitals, Visitor, plain
from tests.desk.forking import accepted_in_vain, forked_by_japan
from tests.unit.subjects.samples import ALL, DATE

DAY = "meeting/round-12/date"
LATER = {**DATE, "start": DATE["start"] + HOUR_MS, "end": DATE["end"] + HOUR_MS}
PARAGRAPH = "text/summary/p/k1"


def _wording(**text: str) -> dict[str, object]:
    return {"base": None, "form": "paragraph", "text": text}


def _read(visitor: Visitor, matter: str) -> str:
    return plain(visitor.item(matter))


def test_an_item_of_which_the_record_says_nothing_is_not_there(
    capitals: Capitals, officer: Visitor
) -> None:
    for matter in (DAY, "strange", "terms/", "UPPER"):
        answer = officer.get("item", channel=capitals.channel, matter=matter)
        assert answer.status_code == 404, matter


def test_an_open_proposal_is_shown_in_full_with_what_can_be_done(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(JP, {DAY: DATE}, until=NOW + 2 * DAY_MS)
    capitals.exchange()

    page = officer.item(DAY)
    told = plain(page)

    assert "<h1>12th round: date</h1>" in page
    assert "for our action The Japanese side proposes: Mon 17 Apr 2023" in told
    assert "Wed 12 Apr (in 2 days)" in told
    assert "Proposal of the Japanese side" in told
    assert "アジア大洋州局長" in told
    assert f"/answer/jp/{ref.number}/0/" in page
    assert f"/propose/{DAY}?base=jp/{ref.number}/0" in page


def test_every_language_that_was_signed_is_shown_and_marked(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.offer(JP, {PARAGRAPH: _wording(en="Both sides met.", ko="양측은 만났다.")})
    capitals.offer(JP, {DAY: DATE})
    capitals.exchange()

    page = officer.item(PARAGRAPH)
    assert re.search(r'<div [^>]*lang="ko">양측은 만났다.</div>', page)
    assert re.search(r'<div [^>]*lang="en">Both sides met.</div>', page)
    assert page.index('lang="en">Both') < page.index('lang="ko">양측은')
    korean = capitals.visitor(capitals.person("korean", Role.OBSERVER, language="ko"))
    page = korean.item(PARAGRAPH)  # the reader's own language stands first
    assert page.index('lang="ko">양측은') < page.index('lang="en">Both')
    date = officer.item(DAY)
    assert re.search(r'(?s)<div lang="ja">.*第12回会合.*</div>', date)
    assert "ソウル" in date


def test_our_own_proposal_can_be_withdrawn_and_not_answered(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(KR, {DAY: DATE})
    told, page = _read(officer, DAY), officer.item(DAY)
    assert "awaiting the Japanese side" in told
    assert "Withdraw our proposal" in told
    assert f"/answer/kr/{ref.number}/0/" in page
    assert "?base=" not in page


def test_who_may_not_draft_reads_and_does_nothing(capitals: Capitals) -> None:
    capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    page = capitals.visitor(capitals.person("observer", Role.OBSERVER)).item(DAY)
    assert "Mon 17 Apr 2023" in page
    for word in ("/answer/", "/propose/", "/state/"):
        assert word not in page


def test_agreed_and_not_confirmed_says_whose_signature_is_missing(
    capitals: Capitals, officer: Visitor
) -> None:
    ref = capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    capitals.accept(KR, ref)

    told = _read(officer, DAY)
    assert "agreed, confirmation pending" in told
    assert "That signature is still missing from: the Japanese side." in told

    capitals.settle()
    told = _read(officer, DAY)
    assert "confirmed Nothing is open on it." in told
    assert "confirmation pending" not in told
    assert "What is agreed" in told


def test_what_is_in_force_until_then_stands_beside_it(capitals: Capitals, officer: Visitor) -> None:
    capitals.agree({DAY: DATE})
    ref = capitals.offer(JP, {DAY: LATER})
    capitals.exchange()
    capitals.accept(KR, ref)
    told = _read(officer, DAY)
    assert told.index("13:00–15:00") < told.index("In force until that is confirmed")
    assert told.index("In force until that is confirmed") < told.rindex("12:00–14:00 (Asia/Seoul)")


def test_crossed_proposals_are_explained(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {DAY: DATE})
    capitals.offer(KR, {DAY: LATER})
    capitals.exchange()

    told = _read(officer, DAY)

    assert "Two proposals crossed on the way" in told
    assert "each made a proposal before the other's had arrived" in told


def test_a_counter_proposal_did_not_cross(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    capitals.offer(KR, {DAY: LATER})
    capitals.exchange()
    assert "crossed on the way" not in _read(officer, DAY)


def test_the_story_tells_what_was_declined_and_why(capitals: Capitals, officer: Visitor) -> None:
    first = capitals.offer(JP, {DAY: DATE})
    capitals.exchange()
    capitals.refuse(KR, first, encode({"en": "Our head of delegation travels."}))
    capitals.exchange()
    second = capitals.offer(JP, {DAY: LATER})
    capitals.exchange()
    capitals.refuse(JP, second)
    capitals.exchange()

    told = _read(officer, DAY)
    story = told[told.index("How it came to this") :]

    assert story.index("The Japanese side proposed") < story.index("not in a position to accept")
    assert "Reason: Our head of delegation travels." in story
    assert "The Japanese side withdrew its proposal" in story
    assert "declined" in story
    assert "withdrawn" in told


def test_acts_without_effect_say_why(capitals: Capitals, officer: Visitor) -> None:
    ref = capitals.offer(KR, {DAY: DATE})
    capitals.refuse(KR, ref)
    accepted_in_vain(capitals, ref)
    told = _read(officer, DAY)
    assert "No effect, because the proposal had been declined or withdrawn by then" in told


def test_a_package_names_what_it_was_agreed_with(capitals: Capitals, officer: Visitor) -> None:
    matter, _, value = ALL["follow-up"]
    capitals.agree({DAY: DATE, matter: value})
    told = _read(officer, DAY)
    assert "Agreed as a package, together with: " + value["title"]["en"] in told


def test_statements_stand_with_their_words(capitals: Capitals, officer: Visitor) -> None:
    capitals.agree({DAY: DATE})
    said = {"form": "reservation", "offer": None, "text": {"en": "Subject to parliament."}}
    capitals.sign(JP, Statement(Matter(DAY), write_body(DAY, "declare", said)))
    capitals.exchange()
    page = officer.item(DAY)
    told = plain(page)
    assert "Stated by one side" in told
    assert "reservation: Subject to parliament." in told
    assert f"/state/{DAY}" in page


def test_drafts_on_it_stand_on_internal_ground(capitals: Capitals, officer: Visitor) -> None:
    capitals.agree({DAY: DATE})
    person = capitals.post().people.get(sign_in="officer")
    move = Proposal({Matter(DAY): write_body(DAY, "offer", LATER)})
    made = door.draft(Reader(person, capitals.kr, approvals=0), capitals.channel, move)
    page = officer.item(DAY)
    ground = page[page.index("Internal, not shared") :]
    assert f"/dispatch/{made.id}/" in ground
    observer = capitals.visitor(capitals.person("observer", Role.OBSERVER))
    assert "Internal, not shared" not in observer.item(DAY)


def test_drafts_on_the_same_item_of_another_dialogue_are_not_there(capitals: Capitals) -> None:
    capitals.agree({DAY: DATE})
    other = capitals.found()
    person = capitals.person("officer", Role.SIGNER)
    move = Proposal({Matter(DAY): write_body(DAY, "offer", LATER)})
    made = door.draft(Reader(person, capitals.kr, approvals=0), other, move)
    visitor = capitals.visitor(person)
    assert str(made.id) not in visitor.item(DAY)
    assert str(made.id) not in visitor.read("dialogue", channel=capitals.channel)
    assert str(made.id) in visitor.read("dialogue", channel=other)


def test_the_proof_names_entries_and_digests(capitals: Capitals, officer: Visitor) -> None:
    ref = capitals.agree({DAY: DATE})
    page = officer.item(DAY)
    proof = page[page.index("Proof") :]
    assert ref.hash in proof
    assert f"Proposal jp/{ref.number}/0" in plain(proof)
    with capitals.kr.channels.hold(capitals.channel) as held:
        digest = held.channel.matter(Matter(DAY)).offers[0].values[Matter(DAY)]
    assert str(digest) in proof


def test_a_halted_dialogue_lets_nothing_be_done(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {DAY: DATE})
    forked_by_japan(capitals)
    page = officer.item(DAY)
    assert "Halted pending verification" in page
    assert "/answer/" not in page
    assert "/state/" not in page


def test_content_that_has_not_come_is_said_and_can_not_be_accepted(
    capitals: Capitals, officer: Visitor
) -> None:
    capitals.offer(JP, {DAY: DATE})
    sent = compose(capitals.jp, capitals.kr.root)
    bare = tuple(type(part)(part.channel, part.entries, (), part.receipt) for part in sent.channels)
    apply_contents(capitals.kr, Contents(sent.card, bare), capitals.jp.root)
    told = _read(officer, DAY)
    assert "content not received yet" in told
    assert "It can't be accepted from here" in told


def test_an_item_of_an_unknown_kind_is_shown_as_such(capitals: Capitals, officer: Visitor) -> None:
    matter = Matter("weather/tokyo/tomorrow")
    sign_moves(capitals.jp, capitals.channel, [Proposal({matter: encode({"sun": True})})])
    capitals.exchange()

    page = officer.item(matter)

    assert "Item weather/tokyo/tomorrow" in plain(page)
    assert "cannot be read here" in plain(page)
    assert '{"sun"' not in page
    assert "/propose/" not in page


def test_a_declared_item_awaits_nobody(capitals: Capitals, officer: Visitor) -> None:
    capitals.agree({DAY: DATE})
    matter = "meeting/round-12/delegation"
    _, _, value = ALL["delegation"]
    capitals.state(JP, matter, value)
    capitals.exchange()
    told = _read(officer, matter)
    assert "12th round: delegation" in told
    assert "Stated by one side alone; it needs nobody's consent." in told


@pytest.mark.parametrize("name", ["anchor", "item", "header", "follow-up"])
def test_items_bear_their_own_titles(capitals: Capitals, officer: Visitor, name: str) -> None:
    matter, _, value = ALL[name]
    capitals.offer(JP, {matter: value})
    capitals.exchange()
    title = value["title"]["en"]
    page = officer.item(matter)
    assert re.search(rf"<h1>{re.escape(title)}(: outline)?</h1>", page)


def test_markup_in_a_body_is_text(capitals: Capitals, officer: Visitor) -> None:
    capitals.offer(JP, {PARAGRAPH: _wording(en="<script>alert(1)</script> & {{ 7*7 }}")})
    capitals.exchange()
    for page in (
        officer.item(PARAGRAPH),
        officer.read("today"),
        officer.read("record", channel=capitals.channel),
        officer.read("dialogue", channel=capitals.channel),
    ):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7*7 }}" in page
