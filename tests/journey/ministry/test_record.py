# SPDX-License-Identifier: Apache-2.0
"""The ministry's record: it verifies, it holds enough, and every state that pages show is there."""

import re
from io import BytesIO

import pytest

from comity.core.acts import LEAVE
from comity.core.errors import ComityError
from comity.core.signing import HybridVerifier
from comity.demo.ministry.counting import Counts, count
from comity.demo.ministry.plan import NOW_MS, REAL, dialogues, phrases, topics
from comity.node.archive import bounded
from comity.node.audit import verify_export
from comity.node.compare import digest_of, record_digest
from comity.node.export import export_record
from comity.subjects.texts import Header
from tests.journey.ministry.conftest import ONLY, Small

HANGUL = re.compile(r"[가-힣]")
KANA = re.compile(r"[ぁ-んァ-ン]")


def _total(small: Small) -> Counts:
    total = Counts()
    for channel in small.channels.values():
        total.add(count(small.assembled.node, channel))
    return total


@pytest.mark.parametrize("name", ONLY)
def test_every_record_verifies_by_the_roots_of_its_parties_alone(small: Small, name: str) -> None:
    node, channel = small.assembled.node, small.channels[name]
    roots = {party.code: party.root for party in small.held(name).channel.birth.genesis.parties}
    raw = b"".join(export_record(node, channel))

    verified = verify_export(bounded(BytesIO(raw)), roots, HybridVerifier())

    assert digest_of(verified.channel) == record_digest(node, channel)
    turned = raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:]
    with pytest.raises(ComityError):
        verify_export(bounded(BytesIO(turned)), roots, HybridVerifier())


def test_there_is_something_in_every_room_of_a_dialogue(small: Small) -> None:
    total = _total(small)
    assert set(total.items) == {
        "terms", "anchors", "meetings", "agenda", "texts", "documents", "followups",
    }  # fmt: skip
    assert total.items.total() > 80 * len(ONLY)
    assert min(total.acts[verb] for verb in ("offer", "accept", "refuse", "declare")) > 10


@pytest.mark.parametrize(
    "state",
    [
        "confirmed",
        "agreed, confirmation pending",
        "open",
        "crossed or overtaken",
        "declined",
        "withdrawn",
        "for our action",
        "awaiting others",
        "void",
        "halted",
        "not received",
        "unreadable",
        "text adopted",
        "text negotiated",
        "meeting recorded",
        "meeting dated",
        "follow-up closed",
        "follow-up open",
    ],
)
def test_every_state_that_pages_show_is_there(small: Small, state: str) -> None:
    assert _total(small).states[state] > 0


def test_each_trouble_befalls_the_dialogue_it_is_planned_for(small: Small) -> None:
    special = {one.id: one.special for one in dialogues()}
    halted = {name for name in ONLY if small.held(name).channel.frozen}
    assert halted == {name for name in ONLY if special[name] == "fork"}
    lacking = {
        name
        for name in ONLY
        if count(small.assembled.node, small.channels[name]).states["not received"]
    }
    assert lacking == {name for name in ONLY if special[name] == "absent"}
    left = {name for name in ONLY if small.held(name).channel.fold.declared.get(LEAVE)}
    assert left == {name for name in ONLY if special[name] == "left"}


def test_deadlines_lie_around_now(small: Small) -> None:
    assert small.assembled.node.clock.now_ms() == NOW_MS
    due = [one.by - NOW_MS for name in ONLY for one in small.rooms(name).standings if one.by]
    day = 86_400_000
    assert [one for one in due if -10 * day < one < 0]
    assert [one for one in due if 0 < one < 5 * day]


def test_nothing_is_signed_after_now(small: Small) -> None:
    for name in ONLY:
        times = [link.time for link in small.held(name).channel.fold.logs]
        assert len(times) > 50
        assert max(times) <= NOW_MS


def test_what_is_invented_says_so(small: Small) -> None:
    for plan in (one for one in dialogues() if one.id in ONLY):
        (terms,) = small.rooms(plan.id).terms.details
        assert terms.terms is not None
        assert phrases().invented in terms.terms.without_prejudice
        for title in terms.terms.titles.values():
            assert plan.others == (REAL,) or all("°" in text for text in title.values())
        headers = [
            text.header.value
            for text in small.rooms(plan.id).texts.details
            if isinstance(text.header.value, Header)
        ]
        assert headers
        if plan.others == (REAL,):
            assert all("°" in text for one in headers for text in one.title.values())


def test_titles_are_as_long_as_those_of_real_dialogues(small: Small) -> None:
    terms = [small.rooms(name).terms.details[0].terms for name in ONLY]
    titles = [one.titles["kr"] for one in terms if one is not None]
    for language in ("ko", "ja"):
        assert max(len(title[language]) for title in titles) >= 90


def test_each_sentence_is_written_in_its_own_language() -> None:
    sentences = [*phrases().agenda, *phrases().standing, *phrases().scope, phrases().invented]
    sentences += [one for pair in phrases().paragraphs for one in (pair.base, pair.other)]
    sentences += [one for topic in topics().values() for one in (topic.long, topic.ours)]
    for words in sentences:
        assert set(words) == {"en", "ko", "ja"}
        assert words["en"].replace("°", "").isascii()
        assert HANGUL.search(words["ko"])
        assert not KANA.search(words["ko"])
        assert not HANGUL.search(words["ja"])
