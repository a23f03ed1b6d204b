# SPDX-License-Identifier: Apache-2.0
"""A person of the dossier at the command line: sees what is his to know, signs through the door.

Loaded only once the dossier holds people; nothing else of the CLI knows Django.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from comity.assembly.ministry import open_home
from comity.core.acts import LEAVE
from comity.core.encoding import encode
from comity.core.errors import RuleError
from comity.core.ids import Matter
from comity.node.installation import Held, Node, OpenChannels
from comity.node.sign import Move, Signed, Statement

if TYPE_CHECKING:
    from comity.assembly.record import Assembled
    from comity.core.ids import ChannelId
    from comity.home.reading import Reader

__all__ = ["KeptAsDraft", "Officer"]


class KeptAsDraft(Exception):  # noqa: N818 - an outcome, not an error
    """What was to be signed is saved as a draft: its id, for somebody who may sign."""

    def __init__(self, draft: str) -> None:
        """Of that draft."""
        super().__init__(draft)
        self.draft = draft


@dataclass(slots=True)
class Officer:
    """Whoever acts.

    Attributes:
        reader: the person, at the whole node.
        password: shown when this began, and at each signature.
        here: the node as the person may see it.
        shown: for each dialogue what the record said when it was first looked at, by item.
    """

    reader: Reader
    password: str
    here: Assembled
    shown: dict[ChannelId, dict[Matter, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, here: Assembled, sign_in: str, password: str) -> Officer:
        """The person whose name and password these are. Rule: HOME-12.

        Raises:
            RuleError: ``sign-in-wrong``, alike for an unknown name.
        """
        open_home(here.config)
        from comity.home import audit, people
        from comity.home.reading import Reader

        now = here.node.clock.now_ms()
        person = people.check_password(sign_in, password)
        if person is None:
            # What is typed for a name may be a password: only one that somebody has is kept.
            known = sign_in if people.is_known(sign_in) else ""
            audit.note(now, "password-wrong", subject=known)
            raise RuleError("sign-in-wrong", "HOME-12", "name and password do not fit")
        reader = Reader(person, here.node, approvals=here.config.approvals)
        officer = cls(reader, password, here)
        seen = replace(here.node, channels=_Admitted(officer, here.node.channels))
        officer.here = replace(here, node=seen)
        return officer

    def close(self) -> None:
        """Let go of the dossier's file."""
        from django.db import connections

        connections.close_all()

    @property
    def post(self) -> str:
        """The name of the person's post, as an entry carries it."""
        from comity.home.people import post_name

        return post_name(self.reader.person.post, self.here.config.party)

    @property
    def signs(self) -> bool:
        """Whether the person may sign; nothing is said of whether others approve first."""
        from comity.home.roles import Power

        return self.reader.may(Power.SIGN)

    def anew(self) -> Reader:
        """The person, with admissions read anew."""
        from comity.home.reading import Reader

        known = self.reader
        return Reader(known.person, known.node, known.views, approvals=known.approvals)

    # --- signing ---

    def sign(self, channel: ChannelId, move: Move) -> Signed:
        """Drafted and signed at once. What can't be signed stays at the desk, as a draft.

        Raises:
            KeptAsDraft: it is drafted, since this person may draft but not sign.
            ComityError: as `comity.home.door.draft` and `comity.home.door.sign`; so
                ``changed-while-reading`` where the record has moved since it was shown (HOME-13).
        """
        from comity.home import door

        reader = self.anew()
        draft = door.draft(reader, channel, move)
        before = self.shown.get(channel, {})
        with reader.node.channels.hold(channel) as held:
            matters = tuple(Matter(one) for one in draft.matters)
            if any(before.get(one, _EMPTY) != _basis(reader.node, held, one) for one in matters):
                raise RuleError("changed-while-reading", "HOME-13", "it changed since it was shown")
            seen = door.seen_of(reader, draft)
        if not self.signs:
            raise KeptAsDraft(str(draft.id))
        return door.sign(reader, draft.id, seen, self.password)

    def seen_of_incident(self, channel: ChannelId, name: str) -> str:
        """What the record says of an incident now. Rule: HOME-13."""
        from comity.home import duty

        return duty.seen_now(self.anew(), channel, name)

    def speak(self, channel: ChannelId, matter: Matter, raw: bytes, seen: str) -> Signed:
        """An urgent word on an incident, signed alone. Raises: as `comity.home.duty.sign_alone`."""
        from comity.home import duty

        return duty.sign_alone(self.anew(), channel, matter, raw, password=self.password, seen=seen)

    def leave(self, channel: ChannelId, reason: str) -> Signed:
        """Leaving, likewise. Rule: HOME-8."""
        return self.sign(channel, Statement(LEAVE, encode({"reason": reason})))

    def look(self, held: Held) -> None:
        """Remember what the record says now, before anybody decides on it."""
        channel = held.channel.id
        if channel not in self.shown:
            matters = (*held.channel.sight.matters(""), LEAVE)
            self.shown[channel] = {one: _basis(self.reader.node, held, one) for one in matters}

    # --- founding ---

    def check_founding(self, channel: ChannelId | None = None) -> None:
        """Raises: as `comity.home.founding.check`."""
        from comity.home import founding

        founding.check(self.reader, channel)

    def begin_founding(self, action: str, subject: str, channel: ChannelId | None) -> None:
        """Raises: as `comity.home.founding.begin`."""
        from comity.home import founding

        founding.begin(self.reader, action, self.password, subject=subject, channel=channel)


_EMPTY = ""
"""What the record says of an item that it does not know."""


def _basis(node: Node, held: Held, matter: Matter) -> str:
    from comity.home.basis import basis_of

    view = held.channel.sight.matter(matter)
    known = matter == LEAVE or view.offers or view.declared
    return basis_of(node, held, (matter,)) if known else _EMPTY


class _Admitted(OpenChannels):
    """The channels of a node to which whoever acts is admitted; the others are not there."""

    def __init__(self, officer: Officer, whole: OpenChannels) -> None:
        self._officer = officer
        self._whole = whole

    def ids(self) -> tuple[ChannelId, ...]:
        """Those admitted to, in the order of their opening. Rule: HOME-11."""
        return self._officer.anew().channels()

    @contextmanager
    def hold(self, channel: ChannelId) -> Iterator[Held]:
        """As of the whole node. Raises RuleError ``not-found`` for every other."""
        self._officer.anew().check(channel)
        with self._whole.hold(channel) as held:
            if not self._officer.here.node.signer.locked:
                self._officer.look(held)
            yield held

    def forget(self, channel: ChannelId) -> None:
        """As of the whole node."""
        self._whole.forget(channel)

    def catch_up(self, held: Held) -> None:
        """As of the whole node."""
        self._whole.catch_up(held)
