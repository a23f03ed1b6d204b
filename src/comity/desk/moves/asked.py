# SPDX-License-Identifier: Apache-2.0
"""What an address or a form field names: a dialogue, an item, a proposal; and what was seen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from comity.core.errors import MalformedError, RuleError
from comity.core.ids import ChannelId, Code, Digest, Matter
from comity.core.ids import matter as checked_matter
from comity.core.views import OfferView
from comity.desk.requests import DeskRequest
from comity.home import door
from comity.workbench.drafting import shape_of

__all__ = ["basis_now", "channel_named", "matter_named", "offer_named", "ref_named", "stated_now"]

_REF: Final = re.compile(r"([a-z0-9-]{2,24})/([1-9][0-9]{0,8})/([0-9]{1,2})", re.ASCII)


def channel_named(request: DeskRequest, text: str) -> ChannelId:
    """The dialogue of an address, if this reader may know of it. Raises as `Reader.check`."""
    channel = ChannelId(Digest(text))
    request.reader.check(channel)
    return channel


def matter_named(text: str) -> Matter:
    """The item of an address. Raises RuleError ``not-found`` where it can be none."""
    try:
        return checked_matter(text)
    except MalformedError as error:
        raise RuleError("not-found", "HOME-11", error.hint) from None


def ref_named(text: str) -> tuple[str, int, int] | None:
    """A proposal as ``kr/3/0``, or None where none is named."""
    match = _REF.fullmatch(text)
    return None if match is None else (match[1], int(match[2]), int(match[3]))


def offer_named(
    request: DeskRequest, channel: ChannelId, party: str, number: int, index: int
) -> OfferView:
    """A proposal as it stands in the record now.

    Raises:
        RuleError: ``not-found`` if no such proposal is held here.
    """
    with request.house.node.channels.hold(channel) as held:
        logs = held.channel.fold.logs
        place = logs.places.get(Code(party))
        for link in () if place is None else logs.numbered(place, number):
            record = held.channel.fold.ledger.record(link, index)
            if record is not None:
                return held.channel.sight.offer(record)
    raise RuleError("not-found", "HOME-11", "no such proposal is held here")


def basis_now(request: DeskRequest, channel: ChannelId, matters: Iterable[Matter]) -> str:
    """What the record says of the items at this moment, as a short digest. Rule: HOME-13."""
    with request.house.node.channels.hold(channel) as held:
        return door.basis_of(request.house.node, held, tuple(matters))


def stated_now(request: DeskRequest, channel: ChannelId, matter: Matter) -> str:
    """As `basis_now` for an own word: also what is agreed and proposed on what it belongs to."""
    around = {matter}
    if shape_of(matter).startswith("meeting/"):
        around.add(Matter(f"meeting/{matter.split('/')[1]}/date"))
    if shape_of(matter).startswith("incident/"):
        name = "/".join(matter.split("/")[:2])
        with request.house.node.channels.hold(channel) as held:
            around.update(held.channel.sight.matters(name))
    if shape_of(matter).startswith(("follow-up/", "measure/", "fact/")):
        around.add(Matter("/".join(matter.split("/")[:2])))
    return basis_now(request, channel, around)
