# SPDX-License-Identifier: Apache-2.0
"""A channel as held here: which entries are admitted, and what follows from them.

The one door of the law for receivers and signers alike. It checks everything that bytes can
show (LOG-12), folds what is admitted, and answers with frozen views. No I/O: who calls it
stores the bytes first or after, as its own rules say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from comity.core import hashing
from comity.core.acts import KEYS, Act, Declare
from comity.core.encoding import convert
from comity.core.entries import Entry, SignedEntry, entry_hash, read_entry
from comity.core.errors import ComityError, RuleError
from comity.core.fold import Fold
from comity.core.ids import Digest
from comity.core.keysets import Credentials, SignedCredentials, check_credentials
from comity.core.logs import Link
from comity.core.sighting import ChannelSight
from comity.core.signing import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from comity.core.genesis import Birth
    from comity.core.ids import ChannelId, Code, Matter
    from comity.core.judging import Verdict
    from comity.core.signing import Signature, Verifier
    from comity.core.views import MatterView

__all__ = ["Admitted", "Channel", "Checked"]


class Checked(msgspec.Struct, frozen=True, gc=False):
    """An entry that may be stored, its signature apart: where it stands and what it does."""

    hash: Digest
    entry: Entry
    link: Link
    verdicts: tuple[Verdict, ...]
    keys: Credentials


class Admitted(msgspec.Struct, frozen=True, gc=False):
    """What became of an entry that is now part of the record.

    `new` is False if it was here before. `void` maps the index of each act without effect to
    the reason. `fork` is True if it is a second entry of its party and number.
    """

    hash: Digest
    entry: Entry
    new: bool
    void: dict[int, str]
    fork: bool


class Channel:
    """The incremental fold of one channel: one more entry costs no replay."""

    def __init__(self, birth: Birth, verifier: Verifier) -> None:
        """A channel that holds no entry yet.

        Args:
            birth: checked, from ``genesis.read_birth``.
            verifier: judges signatures; a stand-in in simulations.
        """
        self.birth = birth
        self.id: ChannelId = birth.genesis.channel
        self.parties: tuple[Code, ...] = birth.genesis.codes
        self.fold = Fold(self.parties, self.id)
        self._verifier = verifier
        self._roots = {
            code: root.statement.keyset
            for code, root in zip(self.parties, birth.roots, strict=True)
        }
        self.posts: dict[str, str] = {}
        self._sight = ChannelSight(self.fold)

    def __len__(self) -> int:
        return len(self.fold.logs)

    def __contains__(self, hash_: object) -> bool:
        return isinstance(hash_, str) and hash_ in self.fold.logs

    @property
    def frozen(self) -> bool:
        """True if the record holds a fork. Rule: LOG-16."""
        return self.fold.logs.has_forks

    @property
    def sight(self) -> ChannelSight:
        """The views of matters, offers and declarations."""
        return self._sight

    def matter(self, name: Matter) -> MatterView:
        """The view of one matter; empty where no act names it."""
        return self._sight.matter(name)

    def heads(self) -> dict[Code, tuple[tuple[int, Digest], ...]]:
        """For each party (number, hash) of the tips of its log; several only under a fork."""
        return {
            code: tuple((link.number, Digest(link.id)) for link in self.fold.logs.heads(place))
            for place, code in enumerate(self.parties)
        }

    def forks(self) -> tuple[tuple[Code, int, tuple[Digest, ...]], ...]:
        """(party, number, hashes) of each fork, in the order of parties and numbers. LOG-13."""
        return tuple(
            (
                self.parties[group[0].place],
                group[0].number,
                tuple(Digest(link.id) for link in group),
            )
            for group in self.fold.logs.forks()
        )

    def credentials(self, party: Code) -> tuple[Credentials, ...]:
        """The credentials in force at each tip of a party's log; () before it has joined."""
        tips = self.fold.logs.heads(self.fold.logs.places[party])
        return tuple(tip.keys for tip in tips if tip.keys is not None)

    def head(self, party: Code) -> Link | None:
        """The tip of a party's log, None if it is empty.

        Raises:
            RuleError: ``fork`` if the log has two tips. Rule: LOG-16.
        """
        tips = self.fold.logs.heads(self.fold.logs.places[party])
        if len(tips) > 1:
            raise RuleError("fork", "LOG-16", f"the log of {party} is forked here")
        return tips[0] if tips else None

    def news(self, party: Code) -> dict[Code, tuple[int, Digest]]:
        """What the next entry of a party writes as `seen` to see all that is held. LOG-6.

        Raises:
            RuleError: ``fork`` while the record holds one. Rule: LOG-16.
        """
        own = self.head(party)
        news: dict[Code, tuple[int, Digest]] = {}
        for place, code in enumerate(self.parties):
            tip = None if code == party else self.head(code)
            known = None if own is None else own.frontier[place]
            if tip is not None and tip is not known:
                news[code] = (tip.number, Digest(tip.id))
        return news

    def check(self, raw: bytes) -> Checked:
        """The entry, if it may be stored; its signature is not looked at.

        Args:
            raw: untrusted bytes of one entry.

        Raises:
            MalformedError, RuleError: the refusal, final. Rule: LOG-12, LOG-20.
            MissingError: what it builds on is not here. Rule: LOG-10.
        """
        return self._check(read_entry(raw), entry_hash(raw))

    def foresee(self, raw: bytes, aside: dict[str, Link]) -> Checked:
        """As `check`, if some branches that were left out (LOG-15) were here.

        Args:
            raw: untrusted bytes of one entry.
            aside: the links of those branches by hash, from `check` or from here.

        Returns:
            What is good for `vouch` and not for `enter`: its acts are not judged.

        Raises: as `check`.
        """
        return self._check(read_entry(raw), entry_hash(raw), aside)

    def _check(self, entry: Entry, digest: Digest, aside: dict[str, Link] | None = None) -> Checked:
        if entry.channel != self.id:
            raise RuleError("channel", "LOG-1", "an entry of another channel")
        link = self.fold.logs.check(
            entry.party, entry.number, entry.previous, entry.seen, entry.time, digest, aside
        )
        keys, bad = self._credentials(entry, link.keys)
        if keys is None or (entry.number == 1 and not _joins(entry.acts, bad)):
            raise RuleError("credentials", "LOG-18", "entry 1 begins with valid credentials")
        if keys is not link.keys:
            link.keys = keys
            link.key_id = keys.keyset.id
        link.post = entry.post
        if entry.key != link.key_id:
            raise RuleError("key", "ENT-12", "not signed under the newest credentials of its log")
        if aside is not None:
            return Checked(digest, entry, link, (), keys)
        return Checked(digest, entry, link, self.fold.judge(link, entry.acts, bad), keys)

    def admit(self, signed: SignedEntry) -> Admitted:
        """The entry, now part of the fold, its signature verified.

        Raises:
            MalformedError, RuleError, TrustError: the refusal, final. Rule: LOG-12, LOG-20.
            MissingError: what it builds on is not here. Rule: LOG-10.
        """
        digest = entry_hash(signed.raw)
        if digest in self.fold.logs:
            return self._known(signed.raw, digest)
        return self.enter(self._check(read_entry(signed.raw), digest), signed.signature)

    def enter(self, checked: Checked, signature: Signature) -> Admitted:
        """The checked entry, now part of the fold, its signature verified.

        Args:
            checked: from `check`, with nothing admitted in between.
            signature: untrusted.

        Raises:
            MalformedError, TrustError: ``grammar`` or ``signature``. Rule: ENC-17, ENT-12.
        """
        self.vouch(checked, signature)
        return self._store(checked)

    def vouch(self, checked: Checked, signature: Signature) -> None:
        """Nothing, if the signature of an entry from `check` or `foresee` verifies.

        Raises: as `enter`.
        """
        text = message(hashing.ENTRY, checked.entry.key, checked.hash)
        self._verifier.verify(checked.keys.keyset, text, signature)

    def verify(self, signed: SignedEntry) -> None:
        """Nothing, if the signature of an entry that the fold holds verifies. Rule: ENT-13.

        Raises:
            RuleError: ``unknown-entry`` if the fold does not hold it.
            MalformedError, TrustError: ``grammar`` or ``signature``.
        """
        digest = signed.hash
        link = self.fold.logs.link(digest)
        if link is None or link.keys is None:
            raise RuleError("unknown-entry", "ENT-13", "no such entry is held")
        keyset = link.keys.keyset
        self._verifier.verify(keyset, message(hashing.ENTRY, keyset.id, digest), signed.signature)

    def replay(self, raw: bytes) -> Admitted:
        """As `admit`, without the signature: for entries that this node has verified and stored.

        Raises: as `check`.
        """
        digest = entry_hash(raw)
        if digest in self.fold.logs:
            return self._known(raw, digest)
        return self._store(self._check(read_entry(raw), digest))

    def _known(self, raw: bytes, digest: Digest) -> Admitted:
        link = self.fold.logs.link(digest)
        assert link is not None
        return Admitted(
            digest, read_entry(raw), new=False, void=dict(self.fold.void(link)), fork=False
        )

    def _store(self, checked: Checked) -> Admitted:
        post = checked.link.post
        if post is not None:  # one text for all entries of an office, once one is stored
            checked.link.post = self.posts.setdefault(post, post)
        fork = self.fold.store(checked.link, checked.verdicts)
        void = self.fold.void(checked.link)
        return Admitted(checked.hash, checked.entry, new=True, void=dict(void), fork=fork)

    def next_ballot(self, party: Code, matters: Sequence[Matter]) -> int:
        """The one ballot that an offer by a party on these matters carries, if its next entry
        sees all that is held. Rule: ACT-9.
        """
        heads = tuple(self.head(code) for code in self.parties)
        place = self.fold.logs.places[party]
        own = heads[place]
        number = 1 if own is None else own.number + 1
        link = Link(place, number, "", own, heads, 0)
        return 1 + self.fold.ledger.ballot(link, tuple(matters))

    def _credentials(
        self, entry: Entry, keys: Credentials | None
    ) -> tuple[Credentials | None, frozenset[int]]:
        """The credentials in force after an entry, and its declarations that do not hold."""
        bad: set[int] = set()
        for index, act in enumerate(entry.acts):
            if not isinstance(act, Declare) or act.matter != KEYS:
                continue
            signed = convert(act.body, SignedCredentials)
            try:
                found = check_credentials(
                    signed, entry.party, self._roots[entry.party], self._verifier
                )
            except ComityError:
                bad.add(index)  # void `credentials`: kept with its reason (ACT-17)
                continue
            if keys is not None and found.serial <= keys.serial:
                bad.add(index)
                continue
            keys = found
        return keys, frozenset(bad)


def _joins(acts: Sequence[Act], bad: frozenset[int]) -> bool:
    """True if the first act is a valid declaration of credentials. Rule: LOG-18."""
    first = acts[0] if acts else None
    return isinstance(first, Declare) and first.matter == KEYS and 0 not in bad
