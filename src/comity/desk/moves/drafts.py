# SPDX-License-Identifier: Apache-2.0
"""A form and the drafts around it: the one that it changes, those on the same item, the one that
it becomes.

A form that is sent twice makes one draft, and nobody makes a second one on an item without having
been told of the first. Rule: DESK-12.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from comity.core.ids import ChannelId, Matter
from comity.desk.requests import DeskRequest
from comity.home import door, drafts
from comity.home.models import Draft, DraftState
from comity.node.moves import Move, Proposal, Statement
from comity.subjects import read_body

__all__ = ["INTO", "KNOWN", "Around", "Hindrance", "proposed_in", "stated_in"]

KNOWN: Final = "known"
"""Name of the field that says of which drafts, in which revision, a page has told."""
INTO: Final = "into"
"""Name of the button that puts a form into a draft that is there."""
_OPEN: Final = (DraftState.OPEN, DraftState.APPROVED, DraftState.RETURNED)
_GONE: Final = {
    DraftState.SIGNED: "draft-signed",
    DraftState.DISCARDED: "draft-discarded",
    DraftState.SIGNING: "draft-signing",
}
"""States in which a draft is not changed, with the code that says so (HOME-14)."""

Like = Callable[[Move], bool]


class Hindrance(NamedTuple):
    """Why a form that is in order was not saved.

    Args:
        record: the record on the item has moved since the form was made.
        revised: a colleague has changed the draft that the form was to change.
        gone: that draft is signed, discarded, or being signed: the code that says so.
        near: there is a draft on the item of which the page had not told.
    """

    record: bool = False
    revised: bool = False
    gone: str = ""
    near: bool = False

    def __bool__(self) -> bool:
        return any(self)


class Around:
    """The drafts around one form.

    Attributes:
        draft: the one that the form changes, or None.
        gone: why the one that was named can't be changed any more, a code, or empty.
        near: all that are open on the same item, oldest first, that one left out.
    """

    def __init__(
        self, request: DeskRequest, channel: ChannelId, asked: QueryDict, like: Like
    ) -> None:
        """Of a request for a form, or of one that sends it.

        Args:
            request: of whom.
            channel: admitted to the reader.
            asked: what was sent, or the address's query: ``draft`` or ``into`` name a draft.
            like: whether a move is about the same as the form.

        Raises:
            RuleError: ``not-found`` for a draft that this reader may not open, or none.
        """
        self._request, self._channel, self._asked = request, channel, asked
        found = [one for one in door.waiting(request.reader) if one.channel == channel]
        alike = [one for one in found if one.state in _OPEN and like(drafts.unpack(one.move))]
        named = _uuid(asked.get(INTO) or asked.get("draft", ""))
        self.draft = None if named is None else door.open_draft(request.reader, named)
        if self.draft is not None and (
            self.draft.channel != channel or not like(drafts.unpack(self.draft.move))
        ):
            self.draft = None
        self.gone = "" if self.draft is None else _GONE.get(DraftState(self.draft.state), "")
        if self.gone:
            self.draft = None
        self.near = tuple(one for one in alike if self.draft is None or one.pk != self.draft.pk)

    @property
    def mine(self) -> tuple[Draft, ...]:
        """Those of `near` that the reader has written."""
        return tuple(one for one in self.near if one.author_id == self._request.reader.person.pk)

    @property
    def known(self) -> str:
        """What a page says it has told: every own draft on the item, and the one it changes."""
        told = (*self.mine, *(() if self.draft is None else (self.draft,)))
        return " ".join(f"{one.pk}.{one.revision}" for one in told)

    def save(self, move: Move, *, fresh: bool) -> Draft | Hindrance:
        """The draft that the form has become, or why it has not; sent twice it is the same one.

        Args:
            move: what the form says.
            fresh: whether the record on the item is as it was when the form was made.

        Raises:
            RuleError, MalformedError: as `door.draft`.
        """
        if self.gone:
            return Hindrance(gone=self.gone)
        move = self._carried(move)
        with transaction.atomic():  # nobody writes between the look and the draft
            twin = self._twin(move)
            if twin is not None:
                return twin
            hindrance = self._hindrance(fresh=fresh)
            if hindrance:
                return hindrance
            reader = self._request.reader
            if self.draft is None:
                return door.draft(reader, self._channel, move)
            return door.revise(reader, self.draft.pk, move)

    def _twin(self, move: Move) -> Draft | None:
        """The reader's own draft that says this already and waits to be approved or signed.

        Where the form changes a draft it is that one, if its content is unchanged.
        """
        twin = door.twin_of(self._request.reader, self._channel, move)
        same = twin is not None and (self.draft is None or self.draft.pk == twin.pk)
        return twin if same else None

    def _hindrance(self, *, fresh: bool) -> Hindrance:
        told = dict(one.rpartition(".")[::2] for one in self._asked.get(KNOWN, "").split())
        if self.draft is not None:
            current = door.open_draft(self._request.reader, self.draft.pk)
            revised = told.get(str(current.pk)) != str(current.revision)
            return Hindrance(record=not fresh, revised=revised)
        unknown = any(str(one.pk) not in told for one in self.mine)
        return Hindrance(record=not fresh, near=unknown)

    def _carried(self, move: Move) -> Move:
        """The move with what the form does not show of the one that it replaces."""
        before = None if self.draft is None else drafts.unpack(self.draft.move)
        if isinstance(before, Proposal) and isinstance(move, Proposal):
            return replace(move, documents=before.documents, silence=before.silence)
        if isinstance(before, Statement) and isinstance(move, Statement):
            return replace(move, documents=before.documents)
        return move


def proposed_in(draft: Draft, item: Matter) -> tuple[Any, int | None]:
    """The value that a draft proposes for an item, and until when; (None, None) if it does not."""
    move = drafts.unpack(draft.move)
    if not isinstance(move, Proposal) or item not in move.values:
        return None, None
    return read_body(item, "offer", move.values[item]), move.until


def stated_in(draft: Draft, item: Matter) -> Any:
    """The value that a draft states on an item, or None if it does not."""
    move = drafts.unpack(draft.move)
    if not isinstance(move, Statement) or move.matter != item:
        return None
    return read_body(item, "declare", move.body)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
