# SPDX-License-Identifier: Apache-2.0
"""How each incident of a channel stands, computed from each party's own acts alone.

Nobody's row is moved by another: what a party has said stands in its own row, and the state of
the incident follows from the rows. No clock is read; who shows it compares times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from comity.core.ids import Code, Matter
from comity.core.views import ActRef, Sight
from comity.ports import Bodies
from comity.subjects.incidents.bodies import (
    CLASSES,
    LIMITS_S,
    Assessment,
    End,
    Facts,
    Notice,
    mode_of,
)
from comity.subjects.incidents.checks import OFFERED, ROUTES, is_ahead, route_for
from comity.subjects.incidents.sameness import perhaps_same, roots_of
from comity.subjects.incidents.states import (
    AckSeen,
    IncidentView,
    Message,
    Progress,
    Row,
)
from comity.subjects.incidents.values import FIELDS, Differ, Fact, Omitted
from comity.subjects.reading import Look
from comity.subjects.standing import RoomView, Said, Standing, standing_of, standings_of
from comity.subjects.terms import reply_s, terms_in_force
from comity.subjects.terms.bodies import Terms

__all__ = ["limit_s", "unreleased", "view"]

_MESSAGES: Final = ("notice", "update", "stand-down")


def limit_s(severity: str, terms: Terms | None) -> int:
    """Seconds within which a message is acknowledged: by the terms in force, except in class C;
    else by the class. Rule: INC-16.
    """
    agreed = None if terms is None else terms.response.acknowledge_s
    return LIMITS_S[severity] if agreed is None or severity == "c" else agreed


def unreleased(value: Assessment, facts: Mapping[Code, Mapping[str, Fact]]) -> tuple[str, ...]:
    """Fields that an assessment cites though no side has released them, or in which it has a side
    say what that side has not. Rule: INC-12.
    """
    return tuple(
        name for name in FIELDS if name in value.fields and not _released(value, name, facts)
    )


def view(sight: Sight, bodies: Bodies) -> RoomView[IncidentView]:
    """Every incident of a channel, sorted by id. Never raises on a body. Rule: SUBJ-8."""
    look = Look(sight, bodies)
    matters = look.matters("incident")
    known = dict.fromkeys(one for one in matters if any(route.covers(one) for route in ROUTES))
    seen = _Seen(look, tuple(dict.fromkeys(one.split("/")[1] for one in known)))
    details = [seen.incident(name) for name in seen.names]
    urgent = any(one.mode == "live" and one.severity == "a" and one.active for one in details)
    same = perhaps_same(details)
    found = tuple(
        replace(
            one,
            maybe_same=same.get(one.id, ()),
            suspended=urgent and one.mode != "live" and one.active,
        )
        for one in details
    )
    standings = [seen.standing(matter) for matter in known]
    moves = {f"incident/{one.id}/notice": _moves(one) for one in found if one.merged_into is None}
    moved = [
        replace(one, moves=moves[one.matter][0], by=moves[one.matter][1])
        if one.matter in moves
        else one
        for one in standings
    ]
    others = [one for one in matters if one not in known]
    return RoomView("incidents", (*moved, *standings_of(look, others, ROUTES)), found)


class _Seen:
    """One look at all incidents: each standing taken up once, and which are one event."""

    def __init__(self, look: Look, names: tuple[str, ...]) -> None:
        self.names = names
        self._look = look
        self._terms = terms_in_force(look)
        self._kept: dict[str, Standing[Any, Any]] = {}
        into = {name: self.standing(f"incident/{name}/merge").value for name in names}
        known = set(names)
        self._roots = roots_of(
            {name: one.into for name, one in into.items() if one is not None and one.into in known}
        )
        self._merged: dict[str, list[str]] = {}
        for name in names:
            if name in self._roots:
                self._merged.setdefault(self._roots[name], []).append(name)

    def standing(self, matter: str) -> Standing[Any, Any]:
        """How one matter of an incident stands."""
        if matter not in self._kept:
            self._kept[matter] = standing_of(
                self._look, Matter(matter), route_for(matter), reply_s(self._terms)
            )
        return self._kept[matter]

    def _said(self, group: Iterable[str], last: str) -> Iterator[tuple[str, Said[Any]]]:
        for name in group:
            for said in self.standing(f"incident/{name}/{last}").said:
                yield name, said

    def incident(self, name: str) -> IncidentView:
        """One incident, with all that is said of those that are agreed to be it."""
        merged = tuple(self._merged.get(name, ()))
        into = self._roots.get(name)
        group = (name, *merged)
        notices = [said for _, said in self._said(group, "notice") if said.body.value is not None]
        notice: Notice | None = None
        if notices:
            notice = min(notices, key=_time).body.value
        severity = "a" if notice is None else CLASSES[notice.kind]
        notifiers = {said.party for said in notices}
        messages = self._messages(group, notifiers, limit_s(severity, self._terms))
        rows = self._rows(group, notifiers, messages)
        standings = {last: self.standing(f"incident/{name}/{last}") for last in OFFERED}
        stale = self._stale(group, standings["assessment"])
        return IncidentView(
            id=name,
            mode=mode_of(name),
            notice=notice,
            merged=merged,
            merged_into=into,
            maybe_same=(),
            rows=rows,
            messages=messages,
            calls=tuple(sorted((said for _, said in self._said(group, "call")), key=_time)),
            merge=standings["merge"],
            assessment=standings["assessment"],
            response=standings["response"],
            review=standings["review"],
            progress=_progress(rows, standings, notified=notice is not None, stale=bool(stale)),
            end="merged" if into is not None else _end(rows),
            stale=stale,
        )

    def _messages(
        self, group: Iterable[str], notifiers: set[Code], limit: int
    ) -> tuple[Message, ...]:
        """All messages; each side's are numbered in the order of its log."""
        found = [(name, said) for last in _MESSAGES for name, said in self._said(group, last)]
        found.sort(key=lambda one: _place(one[1].declaration.ref))
        versions: dict[Code, int] = {}
        made = []
        for name, said in found:
            value = said.body.value
            versions[said.party] = versions.get(said.party, 0) + 1
            made.append(
                Message(
                    said=said,
                    incident=name,
                    version=versions[said.party],
                    current=False,
                    counts=value is not None and said.party in notifiers,
                    ahead=is_ahead(value, said.declaration.time),
                    limit_s=limit,
                )
            )
        newest = {one.said.party: one.ref for one in made if one.counts}
        made = [replace(one, current=newest.get(one.said.party) == one.ref) for one in made]
        return tuple(sorted(made, key=lambda one: _time(one.said)))

    def _rows(
        self, group: tuple[str, ...], notifiers: set[Code], messages: tuple[Message, ...]
    ) -> tuple[Row, ...]:
        acks = _acks([said for _, said in self._said(group, "ack")], messages)
        facts = self.facts(group)
        rows = []
        for party in self._look.parties:
            own = tuple(one for one in acks if one.said.party == party)
            heard = {one.message.ref for one in own if one.message and one.fault is None}
            said = [one for one in messages if one.counts and one.said.party == party]
            said.sort(key=lambda one: one.version)
            ends = [one.said.body.value.end for one in said if isinstance(one.said.body.value, End)]
            rows.append(
                Row(
                    party=party,
                    notifier=party in notifiers,
                    awaits=tuple(
                        one
                        for one in messages
                        if one.current and one.said.party != party and one.ref not in heard
                    ),
                    acks=own,
                    facts=facts.get(party, {}),
                    end=ends[-1] if ends else None,
                    ends=tuple(dict.fromkeys(ends)),
                )
            )
        return tuple(rows)

    def facts(
        self, group: Iterable[str], until: Mapping[Code, ActRef] | None = None
    ) -> dict[Code, Mapping[str, Fact]]:
        """The facts that each side has released last; or last before an act of its own."""
        found: dict[Code, Mapping[str, Fact]] = {}
        said = [one for _, one in self._said(group, "facts")]
        for one in sorted(said, key=lambda one: _place(one.declaration.ref)):
            early = until is None or (
                one.party in until and _place(one.declaration.ref) < _place(until[one.party])
            )
            if early and isinstance(one.body.value, Facts):
                found[one.party] = one.body.value.facts
        return found

    def _stale(self, group: Iterable[str], standing: Standing[Assessment, Any]) -> tuple[str, ...]:
        """Fields of the agreed assessment that a side has released anew since it accepted it."""
        group = tuple(group)
        value = standing.value
        if standing.agreed is None or value is None:
            return ()
        now, then = self.facts(group), self.facts(group, standing.agreed.offer.accepted)
        return tuple(
            field
            for field, shared in value.fields.items()
            if not isinstance(shared, Omitted)
            and any(
                facts.get(field) != then.get(party, {}).get(field) for party, facts in now.items()
            )
        )


def _acks(said: Iterable[Said[Any]], messages: Iterable[Message]) -> list[AckSeen]:
    """The acknowledgements in the order of each side's log, with why some don't count."""
    by_ref = {one.ref: one for one in messages}
    done: set[tuple[Code, tuple[str, int, int]]] = set()
    found = []
    for one in sorted(said, key=lambda one: _place(one.declaration.ref)):
        value = one.body.value
        message = None if value is None else by_ref.get(value.message)
        fault: str | None = None
        if value is None:
            fault = "unreadable"
        elif message is None or not message.counts:
            fault = "unknown"
        elif message.said.party == one.party:
            fault = "own"
        elif (one.party, message.ref) in done:
            fault = "twice"
        else:
            done.add((one.party, message.ref))
        found.append(AckSeen(one, message, fault))
    return found


def _progress(
    rows: Iterable[Row],
    standings: Mapping[str, Standing[Any, Any]],
    *,
    notified: bool,
    stale: bool,
) -> Progress:
    """How far it has come: the furthest of what the rows and the record say. Rule: INC-15."""
    rows = tuple(rows)
    assessment = standings["assessment"]
    steps = (
        (standings["review"].value is not None, Progress.CLOSED),
        (bool(standings["review"].open), Progress.IN_REVIEW),
        (standings["response"].value is not None, Progress.RESPONDED),
        (assessment.value is not None and not stale, Progress.AGREED),
        (bool(assessment.open) or stale, Progress.PROPOSED),
        (any(row.facts for row in rows), Progress.ASSESSING),
        (notified and not any(row.awaits for row in rows), Progress.ACKNOWLEDGED),
        (notified, Progress.NOTIFIED),
    )
    return next((step for reached, step in steps if reached), Progress.UNNOTIFIED)


def _end(rows: Iterable[Row]) -> str | None:
    """The end that every notifier has declared, if none of them contradicts itself. INC-9."""
    notifiers = [row for row in rows if row.notifier]
    ends = {row.end for row in notifiers}
    if len(ends) != 1 or any(row.two_voices for row in notifiers):
        return None
    return ends.pop()


def _moves(one: IncidentView) -> tuple[tuple[Code, ...], int | None]:
    """Who has to acknowledge something, and by when. Rule: INC-16."""
    waiting = [row for row in one.rows if row.awaits]
    due = [message.due for row in waiting for message in row.awaits]
    return tuple(row.party for row in waiting), min(due, default=None)


def _released(value: Assessment, name: str, facts: Mapping[Code, Mapping[str, Fact]]) -> bool:
    """Whether a field of an assessment rests on what sides have released."""
    shared = value.fields[name]
    if isinstance(shared, Omitted):
        return True
    if isinstance(shared, Differ):
        return all(
            name in facts.get(Code(code), {}) and facts[Code(code)][name].value == position
            for code, position in shared.positions.items()
        )
    return any(name in fields for fields in facts.values())


def _place(ref: ActRef) -> tuple[int, int]:
    """Where an act stands in the log of its side."""
    return (ref.number, ref.index)


def _time(said: Said[Any]) -> tuple[int, ActRef]:
    return (said.declaration.time, said.declaration.ref)
