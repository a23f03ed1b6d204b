# SPDX-License-Identifier: Apache-2.0
"""Who may see what: the one filter in front of every view of the record, for desk and CLI alike.

What does not exist and what a reader may not know of are answered alike (HOME-11).
"""

from __future__ import annotations

from typing import Final

from comity.core.errors import RuleError
from comity.core.ids import ChannelId
from comity.home.admissions import channels_of
from comity.home.asking import asked_in
from comity.home.models import Draft, DraftState, Person, Visit
from comity.home.roles import Power
from comity.node.installation import Node
from comity.node.read import Views
from comity.subjects import Rooms

__all__ = ["LIVE", "Reader", "not_found"]

LIVE: Final = (DraftState.OPEN, DraftState.APPROVED, DraftState.RETURNED, DraftState.SIGNING)
"""States of a draft with which something is still to be done."""
_DRAFTS: Final = frozenset({Power.DRAFT, Power.APPROVE, Power.SIGN})


class Reader:
    """A person at this node. One for each request: it reads admissions once.

    Attributes:
        person: who reads.
        node: whose record is read.
        views: how its channels stand, shared by all readers.
        approvals: how many approvals by others the node's settings ask for everywhere, 0 or 1;
            `asks` says whether one is asked for in a channel.
        duty: whether what is drafted and signed is an urgent word on an incident, which a duty
            officer signs alone, and nothing else (HOME-50).
    """

    def __init__(
        self,
        person: Person,
        node: Node,
        views: Views | None = None,
        *,
        approvals: int,
        duty: bool = False,
    ) -> None:
        self.person = person
        self.node = node
        self.views = Views(node) if views is None else views
        self.approvals = approvals
        self.duty = duty
        powers = person.powers if person.active else frozenset()
        if duty:
            powers &= {Power.READ, Power.DUTY}
            if Power.DUTY in powers:
                powers |= {Power.DRAFT, Power.SIGN}
        self._powers = powers
        self._channels: tuple[ChannelId, ...] | None = None
        self._asked: frozenset[str] | None = None

    def anew(self) -> Reader:
        """The same person as the dossier knows him now, for whatever is about to be changed.

        Raises:
            RuleError: ``not-allowed`` if he is no longer active. Rule: HOME-10.
        """
        person = Person.objects.select_related("post").filter(pk=self.person.pk, active=True)
        found = person.first()
        if found is None:
            raise _not_allowed()
        return Reader(found, self.node, self.views, approvals=self.approvals, duty=self.duty)

    def on_duty(self) -> Reader:
        """The same person for an urgent word on an incident: no approval is asked for, and
        whatever else is drafted or signed is refused. Rule: HOME-50.
        """
        return Reader(self.person, self.node, self.views, approvals=0, duty=True)

    # --- what the person may do ---

    def may(self, power: Power) -> bool:
        """Whether the person's roles allow it. Rule: HOME-10."""
        return power in self._powers

    def need(self, power: Power) -> None:
        """Nothing, if the person's roles allow it.

        Raises:
            RuleError: ``not-allowed``. Rule: HOME-10.
        """
        if not self.may(power):
            raise _not_allowed()

    def asks(self, channel: str) -> bool:
        """Whether another person approves there before anything is signed. Rule: HOME-2."""
        if self.duty or self.approvals:
            return bool(self.approvals)
        if self._asked is None:
            self._asked = asked_in()
        return channel in self._asked

    @property
    def sees_drafts(self) -> bool:
        """Whether drafts are anything to this person: to write, to approve or to sign them."""
        return not self._powers.isdisjoint(_DRAFTS)

    # --- what the person may know of ---

    def channels(self) -> tuple[ChannelId, ...]:
        """The channels to which the person's post, or its organ, is admitted, in order of opening.

        None for whoever may not read, as an administrator. Rule: HOME-11.
        """
        if self._channels is None:
            admitted: set[str] = set()
            if self.may(Power.READ):
                admitted.update(channels_of(self.person.post_id))
            self._channels = tuple(one for one in self.node.channels.ids() if one in admitted)
        return self._channels

    def check(self, channel: str) -> ChannelId:
        """The channel, if the person may know of it.

        Args:
            channel: any text; what is no channel's id is answered like a channel unknown.

        Raises:
            RuleError: ``not-found``, alike for what is not there. Rule: HOME-11.
        """
        known = ChannelId(channel)
        if known not in self.channels():
            raise not_found()
        return known

    def rooms(self, channel: ChannelId) -> Rooms:
        """Every room of a channel. Raises RuleError ``not-found`` as `check`."""
        return self.views.rooms(self.check(channel))

    # --- what waits, and what is new ---

    def waiting_count(self) -> int:
        """How many drafts wait for this very person: to sign, to approve, or to mend."""
        if not self.sees_drafts:
            return 0
        rows = Draft.objects.filter(channel__in=self.channels(), state__in=LIVE)
        return sum(self.awaited(one) for one in rows.only("state", "author", "channel"))

    def awaited(self, draft: Draft) -> bool:
        """Whether a draft waits for this very person: to sign, to approve, or to mend."""
        return self.decides(draft) or self.mends(draft)

    def decides(self, draft: Draft) -> bool:
        """Whether a draft waits for this very person to sign it, or to approve it."""
        match draft.state:
            case DraftState.OPEN if self.asks(draft.channel):
                return self.may(Power.APPROVE) and draft.author_id != self.person.pk
            case DraftState.OPEN | DraftState.APPROVED | DraftState.SIGNING:
                return self.may(Power.SIGN)
        return False

    def mends(self, draft: Draft) -> bool:
        """Whether a draft was returned to this very person to be changed."""
        own = draft.author_id == self.person.pk
        return draft.state == DraftState.RETURNED and own and self.may(Power.DRAFT)

    def visited(self, channel: ChannelId) -> int:
        """The place of the record up to which the person has seen it; 0 before the first visit."""
        found = Visit.objects.filter(person=self.person, channel=channel).first()
        return 0 if found is None else int(found.place)

    def visit(self, channel: ChannelId, place: int) -> None:
        """Remember that the person has seen the record up to that place."""
        Visit.objects.update_or_create(
            person=self.person,
            channel=self.check(channel),
            defaults={"place": place, "at_ms": self.node.clock.now_ms()},
        )


def not_found() -> RuleError:
    """One answer for what is not there and for what this reader may not know of."""
    return RuleError("not-found", "HOME-11", "there is no such thing here")


def _not_allowed() -> RuleError:
    return RuleError("not-allowed", "HOME-10", "none of this person's roles allows that")
