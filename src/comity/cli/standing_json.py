# SPDX-License-Identifier: Apache-2.0
"""How dialogues stand, for programs: the views of the rooms as JSON, nothing translated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from comity.cli.standing import below, rooms_of
from comity.core.encoding import decode
from comity.core.errors import RuleError
from comity.core.ids import Digest, Matter
from comity.core.limits import BODY_BYTES_MAX
from comity.node.compare import record_digest
from comity.ports import Kept
from comity.telling.names import Names, offer_ref
from comity.telling.troubles import findings_of, unacknowledged

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId
    from comity.subjects.standing import Proposal, Standing

FINDINGS_GIVEN: int = 100

__all__ = ["dialogue_json", "item_body", "overview_json"]


def overview_json(here: Assembled, names: Names) -> list[dict[str, Any]]:
    """Every dialogue, with what is open in it."""
    return [_head(here, names, channel) for channel in here.node.channels.ids()]


def dialogue_json(
    here: Assembled, names: Names, channel: ChannelId, item: str | None = None
) -> dict[str, Any]:
    """A dialogue with every item of it, or those at and below a path.

    Raises:
        RuleError: ``item-unknown``.
    """
    rooms = rooms_of(here, channel)
    found = rooms.standings if item is None else below(rooms, item)
    with here.node.channels.hold(channel) as held:
        ends = unacknowledged(held)
        forks, party = held.channel.forks(), str(held.own)
    shown = {**_head(here, names, channel), "items": [_standing(one) for one in found]}
    if item is None:
        shown["states"] = {
            "meetings": {one.id: one.state.value for one in rooms.meetings.details},
            "agenda": {
                f"{one.meeting}/{entry.id}": entry.state.value
                for one in rooms.agenda.details
                for entry in one.items
            },
            "texts": {one.id: one.state.value for one in rooms.texts.details},
            "press": {
                one.id: one.sayable(party, here.node.clock.now_ms(), halted=bool(forks)).value
                for one in rooms.press.details
            },
            "incidents": {one.id: one.progress.value for one in rooms.incidents.details},
            "measures": {one.id: one.state.value for one in rooms.measures.details},
            "facts": {one.id: one.state.value for one in rooms.facts.details},
            "follow-ups": {str(one.number): one.state.value for one in rooms.followups.details},
        }
        shown["unacknowledged"] = [
            {"proposal": ref, "items": items, "author": author, "awaited": waiting}
            for ref, items, author, waiting in ends
        ]
        shown["digest"] = record_digest(here.node, channel)
        shown["forks"] = [[code, number, list(hashes)] for code, number, hashes in forks]
        shown["findings"] = msgspec.to_builtins(findings_of(here, channel, FINDINGS_GIVEN))
    return shown


def item_body(here: Assembled, channel: ChannelId, item: str) -> Any:
    """The content of an item as JSON: of the newest open proposal, else what is agreed.

    Raises:
        RuleError: ``item-unknown``; ``body-absent`` where its content is not here.
    """
    name = Matter(item)
    one = next((one for one in below(rooms_of(here, channel), item) if one.matter == name), None)
    offers = [] if one is None else [proposal.offer for proposal in one.open]
    if one is not None and not offers and one.agreed is not None:
        offers = [one.agreed.offer]
    if not offers:
        raise RuleError("item-unknown", "CLI-4", f"{item}: nothing is proposed or agreed")
    kept = here.node.records.content(channel, "body", Digest(str(offers[-1].values[name])))
    if not isinstance(kept, Kept):
        raise RuleError("body-absent", "NODE-7", f"{item}: its content is not here")
    return decode(kept.raw, BODY_BYTES_MAX)


def _head(here: Assembled, names: Names, channel: ChannelId) -> dict[str, Any]:
    rooms = rooms_of(here, channel)
    with here.node.channels.hold(channel) as held:
        parties = list(held.channel.parties)
        frozen = held.channel.frozen
        entries = len(held.channel)
    heard = {one: here.node.records.heard(channel, one) for one in parties}
    return {
        "channel": channel,
        "name": names.of(channel),
        "parties": parties,
        "own": here.config.party,
        "halted": frozen,
        "entries": entries,
        "heard": {one: time for one, time in heard.items() if one != here.config.party},
        "moves": [
            {"item": one.matter, "sides": list(one.moves), "by": one.by}
            for one in rooms.standings
            if one.moves
        ],
    }


def _standing(one: Standing[Any, Any]) -> dict[str, Any]:
    return {
        "item": one.matter,
        "agreed": None
        if one.agreed is None
        else {
            "proposal": offer_ref(one.agreed.offer),
            "confirmed": one.agreed.confirmed,
            "body": msgspec.to_builtins(one.agreed.body),
        },
        "confirmed": None if one.confirmed is None else offer_ref(one.confirmed.offer),
        "open": [_proposal(proposal) for proposal in one.open],
        "closed": [_proposal(proposal) for proposal in one.closed],
        "said": [
            {
                "party": said.party,
                "time": said.declaration.time,
                "post": said.declaration.post,
                "body": msgspec.to_builtins(said.body),
            }
            for said in one.said
        ],
        "moves": list(one.moves),
        "by": one.by,
    }


def _proposal(proposal: Proposal[Any]) -> dict[str, Any]:
    return {
        "proposal": offer_ref(proposal.offer),
        "author": proposal.author,
        "state": proposal.state.value,
        "items": sorted(proposal.offer.values),
        "awaited": list(proposal.awaited),
        "by": proposal.by,
        "body": msgspec.to_builtins(proposal.body),
    }
