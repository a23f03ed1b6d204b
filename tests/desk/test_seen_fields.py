# SPDX-License-Identifier: Apache-2.0
"""Every field of what is signed is told on the page that signs it, whatever fields there are."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, Final, NamedTuple, get_args

import pytest

from comity.core.encoding import encode
from comity.core.ids import Digest, Matter
from comity.core.views import ActRef
from comity.home import door
from comity.node.moves import Acceptance, Move, Proposal, Refusal, Statement
from comity.node.sign import attach
from comity.subjects import write_body
from tests.desk.capitals import DAY_MS, JP, NOW, Capitals, Visitor
from tests.desk.sending import sheet_of
from tests.desk.staff import ITEM, open_draft, proposal_of, reader_of
from tests.unit.subjects.samples import DATE

UNTIL: Final = NOW + 86_400_000
RAW: Final = write_body(ITEM, "offer", DATE)
REPORT: Final = Matter("follow-up/7/report")
FILE: Final = Matter("document/file-1")
PAPER: Final = Matter("meeting/2023-1/paper")


class Ground(NamedTuple):
    """What a move may name: a proposal of Japan, and documents that are here."""

    offer: ActRef
    other: ActRef
    paper: Digest
    described: Digest

    @property
    def file(self) -> bytes:
        """The description of a document."""
        return encode(
            {
                "name": "map.pdf", "media_type": "application/pdf", "size": 10,
                "digest": self.described, "marking": None, "language": None,
            }
        )  # fmt: skip

    @property
    def circulated(self) -> bytes:
        """The document as a paper of a meeting."""
        paper = {"title": {"en": "Note on sea lanes"}, "document": self.described, "language": "en"}
        return write_body(PAPER, "declare", paper)

    @property
    def proposal(self) -> Proposal:
        """Of a date."""
        return Proposal({ITEM: RAW})

    @property
    def report(self) -> Statement:
        """Of a follow-up item."""
        return Statement(
            REPORT, write_body(REPORT, "declare", {"state": "done", "text": {"en": "Sent"}})
        )


class Case(NamedTuple):
    """A move of which only the field is of interest, and the words that tell it."""

    made: Callable[[Ground], Move]
    told: str


CASES: Final[dict[tuple[type[Any], str], Case]] = {
    (Proposal, "values"): Case(lambda on: on.proposal, "Seoul"),
    (Proposal, "documents"): Case(
        lambda on: replace(on.proposal, documents=(on.paper,)), "Document with the digest {paper}"
    ),
    (Proposal, "until"): Case(
        lambda on: replace(on.proposal, until=UNTIL),
        "The proposal stands until Tue 11 Apr 2023, 09:31 (Asia/Seoul)",
    ),
    (Proposal, "silence"): Case(
        lambda on: replace(on.proposal, until=UNTIL, silence=True),
        "Silence procedure: adopted if no side objects by Tue 11 Apr 2023, 09:31 (Asia/Seoul)",
    ),
    (Statement, "matter"): Case(lambda on: on.report, "follow-up item 7"),
    (Statement, "body"): Case(
        lambda _: Statement(REPORT, encode({"state": "done", "text": {"en": "All is sent"}})),
        "All is sent",
    ),
    (Statement, "documents"): Case(
        lambda on: Statement(FILE, on.file, (on.described,)),
        "Document: map.pdf (application/pdf, 10 bytes)",
    ),
    (Statement, "also"): Case(
        lambda on: Statement(FILE, on.file, (on.described,), ((PAPER, on.circulated),)),
        "Note on sea lanes",
    ),
    (Proposal, "others"): Case(
        lambda on: replace(
            on.proposal,
            others=({ITEM: write_body(ITEM, "offer", {**DATE, "place": {"en": "Jeju"}})},),
        ),
        "Jeju",
    ),
    (Acceptance, "offer"): Case(lambda on: Acceptance(on.offer), "Busan"),
    (Acceptance, "instead_of"): Case(
        lambda on: Acceptance(on.offer, (on.other,)), "Declined with it: Wed 19 Apr 2023"
    ),
    (Refusal, "offer"): Case(lambda on: Refusal(on.offer), "Busan"),
    (Refusal, "reason"): Case(lambda on: Refusal(on.offer, encode({"en": "Too late"})), "Too late"),
}
FIELDS: Final = [(move, one.name) for move in get_args(Move) for one in fields(move)]


@pytest.fixture
def ground(capitals: Capitals) -> Ground:
    """What the moves name."""
    paper = attach(capitals.kr, capitals.channel, b"a document")
    described = attach(capitals.kr, capitals.channel, b"ten bytes.")
    later = {"start": DATE["start"] + 2 * DAY_MS, "end": DATE["end"] + 2 * DAY_MS}
    first, second = ({**DATE, "place": {"en": "Busan"}}, {**DATE, **later})
    bodies = [{ITEM: write_body(ITEM, "offer", one)} for one in (first, second)]
    ref, other = capitals.sign(JP, Proposal(bodies[0], others=(bodies[1],)))
    capitals.exchange()
    return Ground(ref, other, paper, described)


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_every_field_is_told(
    capitals: Capitals, officer: Visitor, ground: Ground, kind: type[Any], field: str
) -> None:
    """DESK-3: "The page of the draft shows what would be signed, in every language that it
    holds". A field that has no case here is one of which nobody has thought.
    """
    case = CASES[kind, field]
    draft = door.draft(reader_of(capitals, officer), capitals.channel, case.made(ground))
    words = open_draft(officer, draft).words
    assert case.told.format(paper=ground.paper) in words


def test_what_silence_adopts_is_not_said_to_lapse(capitals: Capitals, officer: Visitor) -> None:
    move = Proposal({ITEM: RAW}, until=UNTIL, silence=True)
    draft = door.draft(reader_of(capitals, officer), capitals.channel, move)
    assert "lapses" not in open_draft(officer, draft).words


def test_an_answer_is_given_knowing_of_silence_and_documents(
    capitals: Capitals, officer: Visitor
) -> None:
    document = attach(capitals.jp, capitals.channel, b"a document")
    capitals.sign(JP, Proposal({ITEM: RAW}, (document,), UNTIL, silence=True))
    capitals.exchange()
    with capitals.kr.channels.hold(capitals.channel) as held:
        ref = held.channel.matter(ITEM).offers[0].ref
    channel = capitals.channel
    draft = door.draft(reader_of(capitals, officer), channel, Acceptance(ref))
    named: dict[str, Any] = {"party": ref.party, "number": ref.number, "index": ref.index}
    for sheet in (
        open_draft(officer, draft),
        sheet_of(officer.get("answer", channel=channel, **named)),
        sheet_of(officer.get("item", channel=channel, matter=ITEM)),
    ):
        assert "Silence procedure: adopted if no side objects by" in sheet.words
        assert f"Document with the digest {document}" in sheet.words


# --- what pages are called, and what a link preselects ---


def test_a_draft_is_called_by_the_title_of_its_item(capitals: Capitals, officer: Visitor) -> None:
    draft = proposal_of(capitals, officer)
    capitals.offer(JP, {ITEM: DATE})
    capitals.exchange()
    for sheet in (open_draft(officer, draft), sheet_of(officer.get("dispatch"))):
        assert "12th round: date" in sheet.words
        assert "meeting jp-1" not in sheet.words


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_a_link_may_say_which_answer_is_meant(
    capitals: Capitals, officer: Visitor, ground: Ground, answer: str
) -> None:
    ref = ground.offer
    named: dict[str, Any] = {"party": ref.party, "number": ref.number, "index": ref.index}
    page = officer.get("answer", f"?answer={answer}", channel=capitals.channel, **named)
    assert sheet_of(page).form.fields["answer"] == [answer]


# --- items of no known form ---


@pytest.mark.parametrize("matter", ["follow-up", "follow-up/x/y/z", "text", "meeting", "terms/x"])
def test_an_item_of_no_known_form_breaks_no_page(
    capitals: Capitals, officer: Visitor, matter: str
) -> None:
    capitals.agree({ITEM: DATE})
    capitals.sign(JP, Proposal({Matter(matter): encode({"a": 1})}))
    capitals.exchange()
    channel = capitals.channel
    for name in ("propose", "dialogue", "record"):
        assert officer.get(name, channel=channel).status_code == 200
    assert officer.get("today").status_code == 200
    assert officer.get("item", channel=channel, matter=matter).status_code == 200
