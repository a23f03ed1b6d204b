# SPDX-License-Identifier: Apache-2.0
"""How an incident stands, as frozen values: its messages, what each side has done, its progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from comity.core.ids import Code
from comity.core.views import ActRef
from comity.subjects.incidents.bodies import (
    CLASSES,
    Ack,
    Assessment,
    Call,
    Kind,
    Merge,
    Mode,
    Notice,
    Ref,
    Response,
    Review,
)
from comity.subjects.incidents.values import Fact
from comity.subjects.standing import Said, Standing
from comity.subjects.statements import Statement

__all__ = ["AckSeen", "IncidentView", "Message", "Progress", "Row", "ref_of"]


def ref_of(act: ActRef) -> Ref:
    """The name of a message, as an acknowledgement gives it."""
    return (act.party, act.number, act.index)


class Progress(StrEnum):
    """How far an incident has come. Rule: INC-15."""

    UNNOTIFIED = "unnotified"
    """Something is said of it, but no notice of it can be read here."""
    NOTIFIED = "notified"
    """A notice is in the record; not every message is acknowledged."""
    ACKNOWLEDGED = "acknowledged"
    """Every other side has acknowledged the newest message of each notifier."""
    ASSESSING = "assessing"
    """A side has released facts."""
    PROPOSED = "proposed"
    """A shared assessment is proposed, or facts that an agreed one used have changed since."""
    AGREED = "agreed"
    """A shared assessment is agreed."""
    RESPONDED = "responded"
    """It is agreed how the sides conclude it."""
    IN_REVIEW = "in-review"
    """A review is proposed."""
    CLOSED = "closed"
    """The review is agreed."""


@dataclass(frozen=True, slots=True)
class Message:
    """A notice, an update or an end, as one side has sent it: what is to be acknowledged.

    Attributes:
        said: the declaration with its body, which may be unreadable or not here.
        incident: the id under which it was sent.
        version: 1 for a side's first message, counted up.
        current: whether it is the newest message of that side that counts.
        counts: whether its author has given a notice of the incident and it can be read (INC-9).
        ahead: whether it speaks of what had not happened when it says it was sent (INC-18).
        limit_s: seconds within which it is to be acknowledged.
    """

    said: Said[Any]
    incident: str
    version: int
    current: bool
    counts: bool
    ahead: bool
    limit_s: int

    @property
    def kind(self) -> str:
        """``notice``, ``update`` or ``stand-down``."""
        return self.said.declaration.matter.split("/")[2]

    @property
    def ref(self) -> Ref:
        """Its name, as an acknowledgement gives it."""
        return ref_of(self.said.declaration.ref)

    @property
    def due(self) -> int:
        """When it is to be acknowledged, in UTC milliseconds, counted from when it was sent."""
        return self.said.declaration.time + self.limit_s * 1000


@dataclass(frozen=True, slots=True)
class AckSeen:
    """An acknowledgement. `fault` says why it doesn't count: ``unknown``, ``own``, ``twice`` or
    ``unreadable``; `old` that its message has been replaced since. Rule: INC-5.
    """

    said: Said[Ack]
    message: Message | None
    fault: str | None

    @property
    def old(self) -> bool:
        """Whether the message that it names is no longer the newest."""
        return self.message is not None and not self.message.current


@dataclass(frozen=True, slots=True)
class Row:
    """What one side has done.

    `awaits` are the messages that it has not acknowledged yet; `facts` the fields it has released
    last; `end` how it has ended the incident, as a notifier, else None; `ends` all the different
    ends that it has declared, in order: more than one contradict each other (INC-9).
    """

    party: Code
    notifier: bool
    awaits: tuple[Message, ...]
    acks: tuple[AckSeen, ...]
    facts: Mapping[str, Fact]
    end: str | None
    ends: tuple[str, ...]

    @property
    def two_voices(self) -> bool:
        """Whether the side has ended it in different words."""
        return len(self.ends) > 1


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident.

    Attributes:
        id, mode: its id, and what the id says.
        notice: the first notice that can be read here, or None; `kind` and `severity` are its.
        merged: ids of incidents that are agreed to be this one; their messages stand here too.
        merged_into: the incident that this one is agreed to be, or None.
        maybe_same: ids that notices name, or that another side's notice of the same kind within
            ten minutes bears, and that are not merged.
        rows: what each side has done, in the order of the genesis.
        messages: of all sides, by the time they say.
        calls: logged by either side, by the time they say.
        merge, assessment, response, review: what is proposed and agreed.
        progress: how far it has come.
        end: how it ended, once every notifier has said the same; ``merged`` where it is; or None.
        stale: fields of the agreed assessment whose facts have changed since (INC-13).
        suspended: whether a live incident of class A suspends this drill (INC-17).
    """

    id: str
    mode: Mode
    notice: Notice | None
    merged: tuple[str, ...]
    merged_into: str | None
    maybe_same: tuple[str, ...]
    rows: tuple[Row, ...]
    messages: tuple[Message, ...]
    calls: tuple[Said[Call], ...]
    merge: Standing[Merge, Statement]
    assessment: Standing[Assessment, Statement]
    response: Standing[Response, Statement]
    review: Standing[Review, Statement]
    progress: Progress
    end: str | None
    stale: tuple[str, ...]
    suspended: bool = False

    @property
    def kind(self) -> Kind | None:
        """What has happened, as the first notice says."""
        return None if self.notice is None else self.notice.kind

    @property
    def severity(self) -> str:
        """Its class, ``a`` to ``d``; the most urgent as long as no notice can be read. INC-3."""
        return "a" if self.notice is None else CLASSES[self.notice.kind]

    @property
    def concluded(self) -> str | None:
        """How the sides have agreed to conclude it, a form of `Response`, or None."""
        found = self.response.value
        return None if found is None else found.form

    @property
    def active(self) -> bool:
        """Whether it goes on: not ended by all its notifiers, not merged, not concluded."""
        return self.end is None and self.concluded is None and self.progress != Progress.CLOSED

    @property
    def two_voices(self) -> tuple[Code, ...]:
        """The sides that have ended it in different words. Rule: INC-9."""
        return tuple(row.party for row in self.rows if row.two_voices)

    def row(self, party: str) -> Row:
        """The row of a party of the channel."""
        return next(row for row in self.rows if row.party == party)
