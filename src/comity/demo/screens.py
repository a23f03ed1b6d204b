# SPDX-License-Identifier: Apache-2.0
"""What an officer reads: lines made from the views of the officer's own node, never from the plot.

"Our side" is whose node it is, so one state reads differently on the left and on the right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from comity.core.ids import Code
from comity.demo.saying import Moment, Say, say
from comity.demo.scenario import Dialogue
from comity.demo.sides import Side
from comity.locale import mark
from comity.subjects import agenda, followups, meetings, texts
from comity.subjects.standing import Proposal, ProposalState, Standing
from comity.subjects.statements import ad_referendum

__all__ = [
    "NAMES",
    "adopted",
    "adoption_of",
    "agenda_lines",
    "brackets",
    "crossed",
    "follow_up_lines",
    "matter",
    "meeting_line",
    "meeting_of",
    "other_code",
    "outstanding",
    "text_of",
]

Words = Mapping[str, str]

NAMES: Final = {Code("kr"): mark("the Korean side"), Code("jp"): mark("the Japanese side")}
_AUTHORS: Final = {Code("kr"): mark("Korean side"), Code("jp"): mark("Japanese side")}
_NOTHING: Final = mark("{what}: nothing is proposed")
_CONFIRMED: Final = mark("{what}: confirmed; signatures exchanged")
_AGREED: Final = mark("{what}: agreed, confirmation pending")
_FOR_US: Final = mark("{what}: proposal by {side}. For our action, reply by {by}")
_FOR_US_OPEN: Final = mark("{what}: proposal by {side}. For our action")
_FOR_THEM: Final = mark("{what}: our proposal. Awaiting {side}, reply by {by}")
_FOR_THEM_OPEN: Final = mark("{what}: our proposal. Awaiting {side}")
_AD_REF_OURS: Final = mark("{what}: agreed ad referendum by us; our capital to confirm")
_AD_REF_THEIRS: Final = mark("{what}: agreed ad referendum by {side}; their capital to confirm")
_CROSSED_OURS: Final = mark(
    "{what}: our proposal crossed that of {side} and cannot be accepted as it stands; it may"
    " be put again"
)
_CROSSED_THEIRS: Final = mark(
    "{what}: the proposal by {side} crossed ours and cannot be accepted as it stands"
)
_WITHDRAWN_PENDING: Final = mark(
    "{what}: withdrawn by us, not yet acknowledged by {side}; they may still bind us"
)
_WITHDRAWN: Final = mark("{what}: withdrawn by us; acknowledged by {side}")
_WITHDRAWN_THEIRS: Final = mark("{what}: withdrawn by {side}")
_UNCHOSEN: Final = mark("{what}: another date was chosen")
_DECLINED: Final = mark("{what}: {side} is not in a position to accept")
_DECLINED_OURS: Final = mark("{what}: we are not in a position to accept")


def matter(side: Side, dialogue: Dialogue, name: str, what: Words | Say) -> Say:
    """How one matter stands, as this side's officer reads it.

    Args:
        side: whose node is asked.
        dialogue: in which of the two.
        name: the matter; it need not exist yet.
        what: what people call it.
    """
    standings = side.rooms(dialogue).standings
    standing = next((one for one in standings if one.matter == name), None)
    if standing is None:
        return say(_NOTHING, what=what)
    return _standing(side, dialogue, standing, what)


def _standing(side: Side, dialogue: Dialogue, standing: Standing[Any, Any], what: Any) -> Say:
    other = say(NAMES[other_code(side.code)])
    if standing.open:
        return _open(side, standing, standing.open[-1], what, other)
    agreed = standing.agreed
    newest = standing.closed[-1] if standing.closed else None
    # What fell away because another of the same entry was chosen says nothing of the matter.
    if agreed is not None and newest is not None:
        newest = None if newest.offer.ref.hash == agreed.offer.ref.hash else newest
    if newest is not None and (agreed is None or newest.offer.rank > agreed.offer.rank):
        return _closed(side, dialogue, newest, what, other)
    if agreed is None:
        return say(_NOTHING, what=what)
    return say(_CONFIRMED if agreed.confirmed else _AGREED, what=what)


def _open(
    side: Side, standing: Standing[Any, Any], proposal: Proposal[Any], what: Any, other: Say
) -> Say:
    ours = proposal.author == side.code
    at_table = ad_referendum(standing, proposal)
    if at_table:
        return say(_AD_REF_THEIRS if ours else _AD_REF_OURS, what=what, side=other)
    if proposal.by is None:
        return say(_FOR_THEM_OPEN if ours else _FOR_US_OPEN, what=what, side=other)
    by = Moment(proposal.by)
    return say(_FOR_THEM if ours else _FOR_US, what=what, side=other, by=by)


def _closed(side: Side, dialogue: Dialogue, proposal: Proposal[Any], what: Any, other: Say) -> Say:
    ours = proposal.author == side.code
    if proposal.state is ProposalState.OVERTAKEN:
        return say(_CROSSED_OURS if ours else _CROSSED_THEIRS, what=what, side=other)
    if proposal.state is ProposalState.UNCHOSEN:
        return say(_UNCHOSEN, what=what)
    if proposal.state is ProposalState.WITHDRAWN:
        if not ours:
            return say(_WITHDRAWN_THEIRS, what=what, side=other)
        known = side.acknowledged(dialogue, proposal.offer.ref)
        return say(_WITHDRAWN if known else _WITHDRAWN_PENDING, what=what, side=other)
    return say(_DECLINED if ours else _DECLINED_OURS, what=what, side=other)


def other_code(code: Code) -> Code:
    """The code of the other side."""
    return next(one for one in NAMES if one != code)


def crossed(side: Side, dialogue: Dialogue, name: str, what: Words | Say) -> list[Say]:
    """Every proposal on a matter, newest last: what crossed on the way is seen side by side."""
    standing = side.standing(dialogue, name)
    other = say(NAMES[other_code(side.code)])
    lines = [_closed(side, dialogue, one, what, other) for one in standing.closed]
    return lines + [_open(side, standing, one, what, other) for one in standing.open]


# --- texts ------------------------------------------------------------------------------------

_BRACKET: Final = mark("{key}. [{side}: {text}]")
_CLEAN: Final = mark("{key}. {text} (provisionally agreed)")
_OUTSTANDING: Final = mark("Text: {count} paragraphs in brackets")
_NO_BRACKETS: Final = mark("Text: clean; nothing is agreed until everything is agreed")
_ADOPTED: Final = mark("{what}: adopted; signatures exchanged")
_ADOPTED_PENDING: Final = mark("{what}: adopted, confirmation pending")
_DIGEST: Final = mark("Digest of the {language} version: {digest}")
_LANGUAGES: Final = {"en": mark("English"), "ja": mark("Japanese"), "ko": mark("Korean")}


def text_of(side: Side, dialogue: Dialogue, name: str) -> texts.TextView:
    """One text as seen from a side's own node."""
    return next(one for one in side.rooms(dialogue).texts.details if one.id == name)


def brackets(side: Side, dialogue: Dialogue, name: str, *keys: str) -> list[Say]:
    """Paragraphs as negotiators know them: clean, or each side's wording in its brackets."""
    text = text_of(side, dialogue, name)
    by_key = {one.matter.split("/")[3]: one for one in text.paragraphs}
    lines: list[Say] = []
    for key in keys or tuple(by_key):
        standing = by_key[key]
        if standing.value is not None and not standing.open:
            lines.append(say(_CLEAN, key=_number(key), text=standing.value.text))
            continue
        newest = {
            proposal.author: proposal.body.value
            for proposal in (*standing.closed, *standing.open)
            if proposal.body.value is not None and proposal.state is not ProposalState.WITHDRAWN
        }
        for code, wording in sorted(newest.items()):
            author = say(_AUTHORS[code])
            lines.append(say(_BRACKET, key=_number(key), side=author, text=wording.text))
    return lines


def outstanding(side: Side, dialogue: Dialogue, name: str) -> Say:
    """How many paragraphs are not agreed; negotiators read that number as progress."""
    count = len(text_of(side, dialogue, name).outstanding)
    return say(_OUTSTANDING, count=count) if count else say(_NO_BRACKETS)


def adopted(side: Side, dialogue: Dialogue, name: str) -> list[Say]:
    """Whether a text is adopted, with the digest of each language version."""
    text = text_of(side, dialogue, name)
    assert text.header.value is not None
    what = text.header.value.title
    if not text.adopted:
        return [matter(side, dialogue, f"text/{name}/adoption", say(mark("Adoption of the text")))]
    head = say(_ADOPTED if text.confirmed else _ADOPTED_PENDING, what=what)
    adoption = text.adoption.value
    assert adoption is not None
    return [
        head,
        *(
            say(_DIGEST, language=say(_LANGUAGES[code]), digest=digest)
            for code, digest in sorted(adoption.digests.items())
        ),
    ]


def adoption_of(side: Side, dialogue: Dialogue, name: str) -> texts.Adoption:
    """What is to be offered for adoption: the digests of the whole as this side's node has it."""
    return texts.adoption_body(text_of(side, dialogue, name))


def _number(key: str) -> str:
    return key.removeprefix("k")


# --- meetings, agenda, follow-up items ----------------------------------------------------------

_MEETING: Final = {
    meetings.MeetingState.CALLED: mark("{what}: called; no date fixed"),
    meetings.MeetingState.DATED: mark("{what}: {start}, {place}"),
    meetings.MeetingState.HELD: mark("{what}: held on {start}, {place}"),
    meetings.MeetingState.RECORDED: mark("{what}: held on {start}, {place}, and recorded"),
}
_ITEM: Final = {
    agenda.ItemState.RAISED: mark("Agenda: {what} (raised)"),
    agenda.ItemState.AGREED: mark("Agenda: {what} (supported by both sides)"),
    agenda.ItemState.WITHDRAWN: mark("Agenda: {what} (withdrawn)"),
}
_FOLLOW_UP: Final = {
    followups.FollowUpState.PROPOSED: mark("Follow-up item {number}, {what}: proposed"),
    followups.FollowUpState.OPEN: mark("Follow-up item {number}, {what}: open, due {due}"),
    followups.FollowUpState.REPORTED_DONE: mark(
        "Follow-up item {number}, {what}: reported done by its owner; the other side's view is due"
    ),
    followups.FollowUpState.CLOSED: mark("Follow-up item {number}, {what}: closed by agreement"),
}


def meeting_of(side: Side, dialogue: Dialogue, name: str) -> meetings.MeetingView:
    """One meeting as seen from a side's own node."""
    return next(one for one in side.rooms(dialogue).meetings.details if one.id == name)


def meeting_line(side: Side, dialogue: Dialogue, name: str, what: Words) -> Say:
    """How far a meeting has come, in one line."""
    seen = meeting_of(side, dialogue, name)
    when = seen.when
    if isinstance(when, meetings.MeetingDate):
        return say(_MEETING[seen.state], what=what, start=Moment(when.start), place=when.place)
    return say(_MEETING[meetings.MeetingState.CALLED], what=what)


def agenda_lines(side: Side, dialogue: Dialogue, name: str) -> list[Say]:
    """The agenda of a meeting, and when it closes."""
    seen = next(one for one in side.rooms(dialogue).agenda.details if one.meeting == name)
    lines = []
    for item in seen.items:
        matter_view = item.standing
        proposals = (*matter_view.closed, *matter_view.open)
        value = item.item or proposals[-1].body.value
        assert value is not None
        lines.append(say(_ITEM[item.state], what=value.title))
    if seen.closes is not None:
        lines.append(say(mark("The agenda closes: {by}"), by=Moment(seen.closes)))
    return lines


def follow_up_lines(side: Side, dialogue: Dialogue) -> list[Say]:
    """Every follow-up item: who reports what, and what the other side thinks of it."""
    lines = []
    for one in side.rooms(dialogue).followups.details:
        value = one.item or one.standing.open[-1].body.value
        assert value is not None
        due = Moment(value.due) if value.due is not None else ""
        lines.append(say(_FOLLOW_UP[one.state], number=one.number, what=value.title, due=due))
        for report in one.reports[-1:]:
            assert report.body.value is not None
            lines.append(
                say(
                    mark("Report by {side}: {text}"),
                    side=say(NAMES[report.party]),
                    text=report.body.value.text,
                )
            )
        for opinion in one.opinions[-1:]:
            assert opinion.body.value is not None
            text = opinion.body.value.text or say(mark("concurs"))
            lines.append(
                say(mark("View of {side}: {text}"), side=say(NAMES[opinion.party]), text=text)
            )
    return lines
