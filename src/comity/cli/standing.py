# SPDX-License-Identifier: Apache-2.0
"""How dialogues stand, in words: the overview, one dialogue, one item.

Every page answers in the same order: what is undecided, for whose action and by when; what is
agreed; how each meeting, text and follow-up item stands; what went wrong; how the line is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from comity.cli.standing_rooms import tell_rooms
from comity.core.errors import RuleError
from comity.node.compare import record_digest
from comity.subjects import Rooms, view
from comity.subjects.reading import BodyState
from comity.subjects.standing import Proposal, Standing
from comity.subjects.statements import Statement, ad_referendum
from comity.telling.bodies import gist, tell_body
from comity.telling.matters import matter_title
from comity.telling.names import Names, offer_ref
from comity.telling.troubles import halted, tell_line, tell_troubles
from comity.telling.voice import Voice, sentence
from comity.workbench.drafting import shape_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId

__all__ = ["below", "rooms_of", "tell_dialogue", "tell_item", "tell_overview"]


def rooms_of(here: Assembled, channel: ChannelId) -> Rooms:
    """The view of every room on a dialogue."""
    with here.node.channels.hold(channel) as held:
        return view(held.channel.sight, here.node.records.bodies(channel))


def below(rooms: Rooms, item: str) -> tuple[Standing[Any, Any], ...]:
    """The items that are the one named, or lie below its path; each once.

    Raises:
        RuleError: ``item-unknown`` if nothing in the record is about it.
    """
    found = {
        one.matter: one
        for one in rooms.standings
        if (one.matter == item or one.matter.startswith(item + "/")) and _touched(one)
    }
    if not found:
        known = ", ".join(sorted(one.matter for one in rooms.standings if _touched(one)))
        raise RuleError("item-unknown", "CLI-4", f"{item!r}; in the record: {known or 'nothing'}")
    return tuple(found.values())


def _touched(one: Standing[Any, Any]) -> bool:
    return bool(one.agreed or one.open or one.closed or one.said)


# --- all dialogues ---


def tell_overview(voice: Voice, here: Assembled, names: Names) -> Iterator[RenderableType]:
    """A few lines for each dialogue."""
    words = voice.words
    channels = here.node.channels.ids()
    if not channels:
        yield words.gettext("No dialogue yet.")
        yield words.gettext(
            "Begin one with “comity found invite CODE”, or answer an invitation with "
            "“comity found answer FILE”."
        )
        return
    for place, channel in enumerate(channels):
        if place:
            yield ""
        rooms = rooms_of(here, channel)
        yield _title(voice, here, names, channel, rooms)
        with here.node.channels.hold(channel) as held:
            frozen = held.channel.frozen
        if frozen:
            yield f"  {halted(voice)}"
        moves = [one for one in rooms.standings if one.moves]
        for one in moves:
            yield f"  {_whose(voice, one)}: {matter_title(voice, one.matter)}"
        if not moves:
            yield "  " + words.gettext("Nothing is open.")
        yield from (f"  {line}" for line in tell_line(voice, here, channel))


def _title(voice: Voice, here: Assembled, names: Names, channel: ChannelId, rooms: Rooms) -> str:
    terms = rooms.terms.details[0].terms
    called = ""
    if terms is not None:
        titles = terms.titles.get(here.config.party) or terms.common_title
        called = "" if titles is None else f" · {voice.pick(titles)}"
    with here.node.channels.hold(channel) as held:
        others = voice.sides(code for code in held.channel.parties if code != voice.own)
    told = voice.words.gettext("with {sides}", sides=others)
    return f"{names.of(channel)}{called} · {told}"


def _whose(voice: Voice, one: Standing[Any, Any]) -> str:
    """Whose action is awaited, and by when."""
    words = voice.words
    if voice.own in one.moves:
        told = words.gettext("For our action")
    else:
        told = words.gettext("Awaiting {sides}", sides=voice.sides(one.moves))
    if one.by is None:
        return told
    return words.gettext("{whose}, by {time}", whose=told, time=voice.by(one.by))


# --- one dialogue ---


def tell_dialogue(
    voice: Voice, here: Assembled, names: Names, channel: ChannelId
) -> Iterator[RenderableType]:
    """Everything that stands open or agreed in a dialogue."""
    words = voice.words
    rooms = rooms_of(here, channel)
    yield _title(voice, here, names, channel, rooms)
    yield from tell_troubles(voice, here, channel)
    live = _once((proposal, one) for one in rooms.standings for proposal in one.open)
    yield from _section(words.gettext("Undecided"))
    if live:
        for proposal, one in live:
            yield from _tell_proposal(voice, proposal, one)
    bare = [one for one in rooms.standings if one.moves and not one.open]
    if not live and not bare:
        yield "  " + words.gettext("Nothing is open. “comity offer” proposes something.")
    for one in bare:
        yield f"  {_whose(voice, one)}: {matter_title(voice, one.matter)}"
    agreed = [one for one in rooms.standings if one.agreed is not None]
    yield from _section(words.gettext("Agreed"))
    if agreed:
        yield _agreed_table(voice, agreed, _adopted(rooms))
    else:
        yield "  " + words.gettext("Nothing is agreed yet.")
    for title, lines in tell_rooms(voice, rooms):
        yield from _section(title)
        yield from (f"  {line}" for line in lines)
    yield from _section(words.gettext("Line"))
    yield from (f"  {line}" for line in tell_line(voice, here, channel))
    digest = record_digest(here.node, channel)
    yield "  " + words.gettext(
        "Digest of this record: {digest}. Where a side reads the same, it holds the same entries.",
        digest=digest,
    )


def _adopted(rooms: Rooms) -> frozenset[str]:
    """The names of the texts that are adopted as a whole."""
    return frozenset(text.id for text in rooms.texts.details if text.adopted)


def _agreed_table(
    voice: Voice, agreed: Sequence[Standing[Any, Any]], adopted: frozenset[str]
) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, pad_edge=True, padding=(0, 2, 0, 1))
    table.add_column(overflow="fold", ratio=3)
    table.add_column(overflow="fold", ratio=5)
    table.add_column(overflow="fold", ratio=3)
    for one in agreed:
        assert one.agreed is not None
        table.add_row(
            Text(sentence(matter_title(voice, one.matter))),
            Text(gist(voice, one.agreed.body)),
            Text(_firmness(voice, one, adopted)),
        )
    return table


def _firmness(voice: Voice, one: Standing[Any, Any], adopted: frozenset[str]) -> str:
    """Agreed or confirmed, and what is in force until the newest is confirmed."""
    words = voice.words
    assert one.agreed is not None
    if shape_of(one.matter) == "text/*/p/*":
        if one.matter.split("/")[1] in adopted:
            return words.gettext("part of the adopted text")
        return words.gettext("provisionally agreed, until the text is adopted")
    if one.agreed.confirmed:
        return words.gettext("agreed and confirmed")
    if one.confirmed is not None:
        return words.gettext("agreed, confirmation pending; the former value stands until then")
    return words.gettext("agreed, confirmation pending")


def _tell_proposal(voice: Voice, proposal: Proposal[Any], one: Standing[Any, Any]) -> Iterator[str]:
    words = voice.words
    ref = offer_ref(proposal.offer)
    author = voice.side(proposal.author)
    if proposal.package:
        items = voice.list(matter_title(voice, matter) for matter in proposal.package)
        title = words.gettext("Package {ref} of {side}: {items}", ref=ref, side=author, items=items)
    else:
        item = matter_title(voice, one.matter)
        title = words.gettext("Proposal {ref} of {side}: {item}", ref=ref, side=author, item=item)
    yield f"  {title}"
    if not proposal.package:
        yield from (f"    {line}" for line in tell_body(voice, proposal.body)[:3])
    if proposal.awaited:
        whose = words.gettext("Awaiting {sides}", sides=voice.sides(proposal.awaited))
        if voice.own in proposal.awaited:
            whose = words.gettext("For our action")
        if proposal.by is not None:
            whose = words.gettext("{whose}, by {time}", whose=whose, time=voice.by(proposal.by))
        if proposal.offer.silence:
            whose = words.gettext("{whose} (silence procedure)", whose=whose)
        yield f"    {whose}"
    for code in ad_referendum(one, proposal):
        yield "    " + words.gettext(
            "{side}: agreed ad referendum, capital to confirm", side=sentence(voice.side(code))
        )
    if voice.own in proposal.awaited:
        yield "    " + words.gettext("“comity accept … {ref}” or “comity refuse … {ref}”", ref=ref)


def _once(
    pairs: Iterator[tuple[Proposal[Any], Standing[Any, Any]]],
) -> list[tuple[Proposal[Any], Standing[Any, Any]]]:
    """Each proposal once, however many items it is about."""
    found: dict[object, tuple[Proposal[Any], Standing[Any, Any]]] = {}
    for proposal, one in pairs:
        found.setdefault(proposal.offer.ref, (proposal, one))
    return list(found.values())


def _section(title: str) -> Iterator[RenderableType]:
    from rich.text import Text

    yield ""
    yield Text(title, style="bold")


# --- one item ---


def tell_item(
    voice: Voice, here: Assembled, channel: ChannelId, item: str
) -> Iterator[RenderableType]:
    """One item with its content and history, or all items below a path."""
    from comity.telling.labels import label
    from comity.telling.story import reason_of

    words = voice.words
    rooms = rooms_of(here, channel)
    for place, one in enumerate(below(rooms, item)):
        if place:
            yield ""
        yield f"{sentence(matter_title(voice, one.matter))} ({one.matter})"
        if one.agreed is not None:
            firmness = sentence(_firmness(voice, one, _adopted(rooms)))
            yield f"  {firmness} ({offer_ref(one.agreed.offer)}):"
            yield from (f"    {line}" for line in tell_body(voice, one.agreed.body))
        elif one.open or one.closed:
            yield "  " + words.gettext("Not agreed.")
        for proposal in one.open:
            yield from _tell_full(voice, proposal, one)
        for proposal in one.closed:
            state = label(voice, "proposal", proposal.state.value)
            yield "  " + words.gettext(
                "Proposal {ref} of {side}: {state}",
                ref=offer_ref(proposal.offer),
                side=voice.side(proposal.author),
                state=state,
            )
            for refusal in proposal.offer.refusals:
                reason = reason_of(voice, here.node, channel, refusal.reason)
                if reason is not None:
                    yield "    " + words.gettext("Reason: {reason}", reason=reason)
            if proposal.body.state is not BodyState.ABSENT:
                yield f"    {tell_body(voice, proposal.body)[0]}"
        for said in one.said:
            lines = tell_body(voice, said.body)
            stated = isinstance(said.body.value, Statement)
            yield "  " + words.gettext(
                "{side}, {time}: {what}",
                side=sentence(voice.side(said.party)),
                time=voice.instant(said.declaration.time),
                what=lines[0] if lines else matter_title(voice, one.matter),
            )
            yield from (f"    {line}" for line in lines[1:])
            del stated


def _tell_full(voice: Voice, proposal: Proposal[Any], one: Standing[Any, Any]) -> Iterator[str]:
    lines = list(_tell_proposal(voice, proposal, one))
    content = tell_body(voice, proposal.body)
    shown = 0 if proposal.package else min(3, len(content))
    yield lines[0]
    yield from (f"    {line}" for line in content)
    yield from lines[1 + shown :]
