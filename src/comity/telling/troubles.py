# SPDX-License-Identifier: Apache-2.0
"""What people must know before they rely on the record: halted dialogues, withdrawals not yet
acknowledged, acts without effect, findings; and how the line to each side is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from comity.core.cards import CARD_BYTES_MAX, SignedCard
from comity.core.encoding import read
from comity.core.ids import Digest
from comity.core.views import OfferState
from comity.telling.faults import told_of
from comity.telling.labels import label
from comity.telling.matters import matter_titles
from comity.telling.names import offer_ref
from comity.telling.plights import Plight, plight
from comity.telling.voice import Voice, sentence

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId, Code
    from comity.core.judging import OfferRecord
    from comity.node.installation import Held
    from comity.ports import Finding

__all__ = [
    "CARRIED_QUIET_MS",
    "QUIET_MS",
    "findings_of",
    "halted",
    "is_quiet",
    "tell_line",
    "tell_troubles",
    "unacknowledged",
]

QUIET_MS: Final = 24 * 3_600_000
"""How long nothing may come from a side whose node can be reached before that is told: both nodes
call each other far more often, even where nothing is new."""
CARRIED_QUIET_MS: Final = 7 * QUIET_MS
"""The same of a side to which files are carried."""

FINDINGS_SHOWN: int = 5


def halted(voice: Voice) -> str:
    """The sentence over a record that holds a fork."""
    return voice.words.gettext(
        "Halted pending verification: the record holds conflicting entries of one side. Nothing "
        "can be signed here; what is confirmed stays in force."
    )


def is_quiet(heard_ms: int | None, now_ms: int, *, reachable: bool) -> bool:
    """Whether nothing has come from a side for longer than is usual on its line.

    Args:
        heard_ms: when the last transfer was taken in, None where that is not known.
        now_ms: by the clock of this node.
        reachable: whether the card of the side names an address; else files are carried.
    """
    limit = QUIET_MS if reachable else CARRIED_QUIET_MS
    return heard_ms is not None and now_ms - heard_ms > limit


def tell_troubles(voice: Voice, here: Assembled, channel: ChannelId) -> Iterator[str]:
    """Everything that is off in a dialogue; nothing where all is well."""
    words = voice.words
    with here.node.channels.hold(channel) as held:
        forks = held.channel.forks()
        open_ends = unacknowledged(held)
        void = _void(held)
        silent = [code for code in held.channel.parties if held.channel.heads()[code] == ()]
    if forks:
        yield halted(voice)
        for code, number, _ in forks:
            side = sentence(voice.side(code))
            yield words.gettext(
                "{side}: two different entries No. {number}. Ask them which one they stand by.",
                side=side,
                number=number,
            )
    if silent:
        yield words.gettext(
            "Not joined yet, as far as received: {sides}", sides=voice.sides(silent)
        )
    for ref, items, author, waiting in open_ends:
        titles = matter_titles(voice, items)
        if author == voice.own:
            told = words.gettext(
                "Our proposal {ref} on {items} is withdrawn, not yet acknowledged by {sides}; "
                "they may still bind our side.",
                ref=ref,
                items=titles,
                sides=voice.sides(waiting),
            )
        else:
            told = words.gettext(
                "Proposal {ref} on {items} is declined or withdrawn, not yet acknowledged by "
                "{sides}; an acceptance may still cross.",
                ref=ref,
                items=titles,
                sides=voice.sides(waiting),
            )
        yield told
    for code, number, reason in void:
        yield words.gettext(
            "An act of {side} (entry {number}) has no effect: {why}.",
            side=voice.side(code),
            number=number,
            why=label(voice, "void", reason),
        )
    for finding in findings_of(here, channel, FINDINGS_SHOWN):
        yield words.gettext(
            "Finding, {time}, {peer}: {what} ({rule})",
            time=voice.instant(finding.time),
            peer=voice.side(finding.peer),
            what=told_of(voice.words, finding.code, finding.hint),
            rule=finding.rule,
        )


def findings_of(here: Assembled, channel: ChannelId, limit: int) -> list[Finding]:
    """The newest findings about a dialogue and about whole transfers of its sides, newest first.

    `peer` is the code of a side in each.
    """
    from comity.node.refuse import pouch_findings

    with here.node.channels.hold(channel) as held:
        codes = {str(one.root): one.code for one in held.channel.birth.genesis.parties}
    found = list(here.node.records.findings(channel, limit))
    found += [
        replace(one, peer=codes[one.peer]) for one in pouch_findings(here.node) if one.peer in codes
    ]
    return sorted(found, key=lambda one: one.time, reverse=True)[:limit]


def unacknowledged(held: Held) -> list[tuple[str, list[str], str, list[str]]]:
    """Refused proposals that some side could still accept, because its log does not show that it
    has received the refusal: (name, items, author, sides).
    """
    channel = held.channel
    found: dict[tuple[str, int], OfferRecord] = {}
    for records in channel.fold.offered.values():
        for record in records:
            view = channel.sight.offer(record)
            if view.state is OfferState.REFUSED:
                found[record.link.id, record.index] = record
    ends: list[tuple[str, list[str], str, list[str]]] = []
    for record in found.values():
        view = channel.sight.offer(record)
        refusers = {refusal.ref.party for refusal in view.refusals}
        waiting: list[str] = []
        for place, code in enumerate(channel.parties):
            if code in view.accepted or code in refusers or code == held.own:
                continue
            heads = channel.fold.logs.heads(place)
            acknowledged = any(channel.fold.ledger.refused_by(record, head) for head in heads)
            if not acknowledged:
                waiting.append(code)
        missing = [code for code in channel.parties if code not in view.accepted]
        # It binds only if every side that has not accepted still can.
        if waiting and set(missing) <= set(waiting):
            items: list[str] = sorted(view.values)
            ends.append((offer_ref(view), items, view.ref.party, waiting))
    return ends


def _void(held: Held) -> list[tuple[Code, int, str]]:
    fold = held.channel.fold
    return [
        (held.channel.parties[link.place], link.number, reason)
        for link in sorted(fold.logs, key=lambda one: (one.weight, one.place, one.number, one.id))
        for _, reason in sorted(fold.void(link).items())
    ]


def tell_line(voice: Voice, here: Assembled, channel: ChannelId) -> Iterator[str]:
    """For each other side: what it holds by its last receipt, when it was last heard, and what we
    lack.
    """
    from comity.node.send import lacking, last_receipt

    words = voice.words
    with here.node.channels.hold(channel) as held:
        parties = {
            party.code: party.root
            for party in held.channel.birth.genesis.parties
            if party.code != held.own
        }
        for code, root in parties.items():
            side = sentence(voice.side(code))
            receipt = last_receipt(here.node, channel, code)
            received = here.node.records.received(Digest(root))
            if receipt is None:
                yield words.gettext(
                    "{side}: no receipt yet; nothing has come from there.", side=side
                )
                continue
            behind = len(lacking(held.channel.fold.logs, receipt, held.channel.parties))
            number = 0 if received is None else received.number
            if behind:
                told = words.ngettext(
                    "{side}: by its last receipt (transfer {number}) it lacks {count} entry.",
                    "{side}: by its last receipt (transfer {number}) it lacks {count} entries.",
                    behind,
                    side=side,
                    number=number,
                )
            else:
                told = words.gettext(
                    "{side}: holds all that we hold, by its last receipt (transfer {number}).",
                    side=side,
                    number=number,
                )
            yield told
            yield from _tell_heard(voice, here, channel, code)
            if receipt.refused:
                yield words.ngettext(
                    "{side} has refused {count} entry; the findings name the rule.",
                    "{side} has refused {count} entries; the findings name the rule.",
                    len(receipt.refused),
                    side=side,
                )
        lacking_here = held.lacking(here.node.records)
        count = sum(len(one) for one in lacking_here.values())
        if count:
            yield words.ngettext(
                "{count} body or document has not come yet.",
                "{count} bodies or documents have not come yet.",
                count,
            )


def _tell_heard(voice: Voice, here: Assembled, channel: ChannelId, code: Code) -> Iterator[str]:
    """When a side was last heard, and that it has been quiet for long; nothing if not known."""
    heard = here.node.records.heard(channel, code)
    if heard is None:
        return
    side, time = voice.side(code), voice.instant(heard)
    yield voice.words.gettext("{side}: last heard {time}.", side=sentence(side), time=time)
    card = here.node.records.card(channel, code)
    reachable = card is not None and bool(read(card, SignedCard, CARD_BYTES_MAX).card.addresses)
    if is_quiet(heard, here.node.clock.now_ms(), reachable=reachable):
        told = plight(voice, Plight.NOT_HEARD, side=side, since=time)
        yield f"{told.text} {told.next}"
