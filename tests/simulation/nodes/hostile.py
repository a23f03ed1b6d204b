# SPDX-License-Identifier: Apache-2.0
"""What a hostile party does with its keys, or with stolen ones: entries no node would sign.

Each attack gives the entries that it sends, built on what the party itself holds. What becomes of
them is the receiver's affair.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from comity.core import hashing
from comity.core.acts import KEYS, Accept, Act, Declare, Offer, OfferRef, Refuse, Unknown
from comity.core.encoding import decode, encode
from comity.core.entries import Entry, SignedEntry, encode_entry, entry_hash, read_entry
from comity.core.ids import ChannelId, Code, Digest, Matter, b64
from comity.core.limits import BODY_BYTES_MAX, ENTRY_BYTES_MAX
from comity.core.logs import Link, Logs
from comity.core.signing import Signature
from tests.simulation.nodes.people import MATTERS
from tests.simulation.nodes.sides import Side

__all__ = ["ENTRY_ATTACKS", "Forger"]

Seen = dict[Code, tuple[int, Digest]]


@dataclass
class Forger:
    """Signs whatever it likes in a channel, in the name of a party whose key it has.

    Args:
        side: whose node shows it what there is.
        channel: where.
        chance: draws.
        key: of whom: the side itself, or somebody whose key was stolen.
    """

    side: Side
    channel: ChannelId
    chance: Random
    key: Side

    @property
    def logs(self) -> Logs:
        """All that the side holds."""
        with self.side.node.channels.hold(self.channel) as held:
            return held.channel.fold.logs

    @property
    def place(self) -> int:
        """Of the party in whose name it signs."""
        return self.logs.places[self.key.code]

    def tip(self) -> Link:
        """A newest entry of that party."""
        return self.chance.choice(self.logs.heads(self.place))

    def some(self) -> Link:
        """Any entry of that party."""
        tip = self.tip()
        return self.logs.ancestor(tip, self.chance.randint(1, tip.number))

    def seen(self, below: Link | None) -> Seen:
        """All news above a frontier, as far as one chain holds it."""
        logs = self.logs
        news: Seen = {}
        for place, code in enumerate(logs.codes):
            heads = logs.heads(place)
            known = None if below is None else below.frontier[place]
            if (
                place != self.place
                and len(heads) == 1
                and (
                    known is None
                    or (heads[0].number > known.number and logs.on_chain(known, heads[0]))
                )
            ):
                news[Code(code)] = (heads[0].number, Digest(heads[0].id))
        return news

    def after(
        self,
        before: Link | None,
        *acts: Act,
        seen: Seen | None = None,
        number: int | None = None,
        previous: str | None = None,
        time: int | None = None,
        key: Digest | None = None,
        party: Code | None = None,
        channel: ChannelId | None = None,
    ) -> SignedEntry:
        """An entry that follows another, but for what is said otherwise."""
        above = 0 if before is None else before.time
        raw = encode_entry(
            Entry(
                channel or self.channel,
                party or self.key.code,
                (1 if before is None else before.number + 1) if number is None else number,
                Digest(previous or (self.channel if before is None else before.id)),
                self.seen(before) if seen is None else seen,
                max(above, self.side.time.now) if time is None else time,
                key or self.key.identity.keyset(self.key.serial).id,
                None,
                None,
                acts,
            )
        )
        return self.signed(raw)

    def row(self, before: Link, each: Sequence[tuple[Act, ...]]) -> list[SignedEntry]:
        """Entries that follow one another, each with its acts."""
        found: list[SignedEntry] = []
        for acts in each:
            entry = self.after(before, *acts, seen={})
            found.append(entry)
            before = self.following(before, entry)
        return found

    def following(self, before: Link, entry: SignedEntry) -> Link:
        """Where an entry stands that follows another and is not stored here."""
        read = read_entry(entry.raw)
        frontier = list(before.frontier)
        for code, (_, digest) in read.seen.items():
            frontier[self.logs.places[code]] = self.logs.link(digest)
        return Link(before.place, read.number, entry.hash, before, tuple(frontier), read.time)

    def signed(self, raw: bytes) -> SignedEntry:
        """Any bytes, signed."""
        sign = self.key.identity.sign
        return SignedEntry(raw, sign(self.key.serial, hashing.ENTRY, entry_hash(raw)))

    def digest(self) -> Digest:
        """Of something nobody has."""
        return Digest(b64(self.chance.randbytes(32)))

    def offer(self, ballot: int | None = None, *, silence: bool = False) -> Offer:
        """An offer of a body that nobody has."""
        matter = self.chance.choice(MATTERS)
        due = self.ballot(matter) if ballot is None else ballot
        return Offer(due, {matter: self.digest()}, silence=silence)

    def ballot(self, *matters: Matter) -> int:
        """The one that is due for whoever has seen all that is here."""
        with self.side.node.channels.hold(self.channel) as held:
            made = [one for name in matters for one in held.channel.fold.offered.get(name, ())]
        return 1 + max((one.act.ballot for one in made if one.void is None), default=0)

    def answers(self) -> list[OfferRef]:
        """Every offer here, in a fixed order."""
        found: list[OfferRef] = []
        for raw in self.side.raws(self.channel, 0):
            entry = read_entry(raw)
            for index, one in enumerate(entry.acts):
                if isinstance(one, Offer):
                    found.append(OfferRef(entry.party, entry.number, index))
        return found


Attack = Callable[[Forger], Sequence[SignedEntry]]


def _acts(made: Forger) -> tuple[Act, ...]:
    """Something that may be agreed on a branch, or nothing."""
    answers = made.answers()
    if answers and made.chance.random() < 0.5:
        return (Accept(answers[-1] if made.chance.random() < 0.6 else made.chance.choice(answers)),)
    return (made.offer(),) if made.chance.random() < 0.6 else ()


def fork(made: Forger) -> list[SignedEntry]:
    """Another entry of a number that is taken."""
    link = made.some()
    seen: Seen | None = None if made.chance.random() < 0.7 else {}
    if link.parent is None:
        return []
    return [made.after(link.parent, *_acts(made), seen=seen)]


def build_on_branch(made: Forger) -> list[SignedEntry]:
    """The next entry on one of the branches."""
    return [made.after(made.tip(), *_acts(made))]


def build_on_two(made: Forger) -> list[SignedEntry]:
    """An entry whose past would hold two branches: of its own log, or of somebody else's."""
    logs, own = made.logs, made.place
    for tip in logs.heads(own):
        for place, code in enumerate(logs.codes):
            for other in logs.heads(place) if place != own else ():
                known, ours = tip.frontier[place], other.frontier[own]
                above = known is None or other.number > known.number
                joins = known is None or logs.on_chain(known, other)
                if above and (not joins or (ours is not None and not logs.on_chain(ours, tip))):
                    return [made.after(tip, seen={Code(code): (other.number, Digest(other.id))})]
    return []


def other_channel(made: Forger) -> list[SignedEntry]:
    """It names another channel than the one in whose chain it stands."""
    return [made.after(made.tip(), *_acts(made), channel=ChannelId(made.digest()))]


def gap(made: Forger) -> list[SignedEntry]:
    """An entry that follows one which nobody has."""
    return [made.after(made.tip(), number=made.tip().number + 3, previous=made.digest())]


def number_zero(made: Forger) -> list[SignedEntry]:
    """A number that is none, or that does not go with its beginning."""
    if made.chance.random() < 0.5:
        return [made.after(None, number=0)]
    return [made.after(made.tip(), previous=made.channel)]


def wrong_previous(made: Forger) -> list[SignedEntry]:
    """An entry that follows one of another party, or of another number."""
    return [made.after(made.tip(), number=made.tip().number + 2, previous=made.tip().id)]


def time_back(made: Forger) -> list[SignedEntry]:
    """A time before that of the entry before."""
    return [made.after(made.tip(), time=0)]


def seen_back(made: Forger) -> list[SignedEntry]:
    """It names as news what its log had seen before, or nothing at all."""
    tip = made.tip()
    logs = made.logs
    for place, link in enumerate(tip.frontier):
        if link is not None and place != made.place:
            older = logs.ancestor(link, made.chance.randint(1, link.number))
            return [
                made.after(tip, seen={Code(logs.codes[place]): (older.number, Digest(older.id))})
            ]
    return []


def seen_mismatch(made: Forger) -> list[SignedEntry]:
    """It names an entry by another number than its own."""
    tip = made.tip()
    seen = made.seen(tip)
    for code, (number, digest) in seen.items():
        seen[code] = (number + 1, digest)
        return [made.after(tip, seen=seen)]
    return []


def seen_behind(made: Forger) -> list[SignedEntry]:
    """It names an entry and less than that entry has seen."""
    tip = made.tip()
    seen = made.seen(tip)
    logs = made.logs
    for code, (_, digest) in seen.items():
        link = logs.link(digest)
        assert link is not None
        for place, below in enumerate(link.frontier):
            other = Code(logs.codes[place])
            known = tip.frontier[place]
            if below is None or place == made.place or other == code or other not in seen:
                continue
            if known is None or known.number < below.number:
                return [made.after(tip, seen={code: seen[code]})]
    return []


def stranger(made: Forger) -> list[SignedEntry]:
    """A party that the channel does not have."""
    if made.chance.random() < 0.5:
        return [made.after(made.tip(), party=Code("zz"))]
    return [made.after(made.tip(), seen={Code("zz"): (1, made.digest())})]


def no_credentials(made: Forger) -> list[SignedEntry]:
    """An entry 1 that declares no key."""
    return [made.after(None, seen={})]


def strange_key(made: Forger) -> list[SignedEntry]:
    """A key that no credentials name."""
    return [made.after(made.tip(), key=made.digest())]


def bad_signature(made: Forger) -> list[SignedEntry]:
    """A half of another signature, or no signature at all."""
    good = made.after(made.tip(), *_acts(made))
    other = made.after(made.tip(), time=made.side.time.now + 1).signature
    halves = (
        Signature(good.signature.ed25519, other.ml_dsa_65),
        Signature(other.ed25519, good.signature.ml_dsa_65),
        Signature(other.ed25519, other.ml_dsa_65),
    )
    return [SignedEntry(good.raw, made.chance.choice(halves))]


def huge(made: Forger) -> list[SignedEntry]:
    """An entry beyond its limit."""
    return [made.after(made.tip(), Unknown("x", "y" * ENTRY_BYTES_MAX))]


def malformed(made: Forger) -> list[SignedEntry]:
    """Bytes that are no entry: cut, in another form, of another type or grammar."""
    raw = made.after(made.tip(), made.offer()).raw
    number = b'"number":%d' % (made.tip().number + 1)
    documents = b'["' + b"E" * 43 + b'","' + b"A" * 43 + b'"]'
    wrong = (
        raw[: made.chance.randrange(len(raw))],
        raw.replace(b'{"acts"', b'{ "acts"'),
        raw.replace(number, b'"number":1.5'),
        raw.replace(number, b'"number":-1'),
        raw.replace(number, b'"number":"1"'),
        raw.replace(b'"text/', b'"TEXT/'),
        raw.replace(b'"documents":[]', b'"documents":' + documents, 1),
        raw.replace(b'"silence":false', b'"silence":0'),
        raw.replace(b'"post":null', b'"post":"\xff"'),
        raw.replace(b'"post":null', b'"post":"a\xe2\x80\xaeb"'),
        raw.replace(b'"approval":null,', b""),
    )
    return [made.signed(made.chance.choice(wrong))]


def too_many(made: Forger) -> list[SignedEntry]:
    """More acts than an entry has, or a body of the law that is none."""
    if made.chance.random() < 0.5:
        return [made.after(made.tip(), *([made.offer()] * 65))]
    return [made.after(made.tip(), Declare(Matter("channel/leave"), {"reason": 1}))]


def unknown_words(made: Forger) -> list[SignedEntry]:
    """Verbs and matters that nobody knows: kept, passed on, and without effect."""
    verb: Act = Unknown("propose", {"anything": [1, "two", None]})
    matter = Declare(Matter("of/another/version"), made.digest())
    law = Declare(Matter("channel/of-another-version"), {"any": "thing"})
    return [made.after(made.tip(), made.chance.choice((verb, matter, law)))]


def void_offer(made: Forger) -> list[SignedEntry]:
    """A ballot that is not due, or no values, or silence without an end."""
    wrong = (
        made.offer(made.ballot(*MATTERS) + 5),
        made.offer(2**53 - 1),
        Offer(1, {}),
        made.offer(silence=True),
    )
    return [made.after(made.tip(), made.chance.choice(wrong))]


def void_answer(made: Forger) -> list[SignedEntry]:
    """An answer to no offer, to one that is void, withdrawn, or passed over."""
    tip = made.tip()
    if made.chance.random() < 0.3:
        ref = OfferRef(made.key.code, tip.number + 1, 0)
        return made.row(tip, [(made.offer(2**53 - 1),), (Accept(ref),), (Refuse(ref),)])
    refs = [OfferRef(made.key.code, 9_000, 0), OfferRef(Code("zz"), 1, 0), *made.answers()]
    ref = made.chance.choice(refs)
    verb: Act = Accept(ref) if made.chance.random() < 0.8 else Refuse(ref)
    return [made.after(tip, verb)]


def credentials_again(made: Forger) -> list[SignedEntry]:
    """Credentials that do not rise: void, and the key stays."""
    old = made.key.identity.credentials(1)
    body = decode(encode(old), BODY_BYTES_MAX)
    return [made.after(made.tip(), Declare(KEYS, body))]


def flood(made: Forger) -> list[SignedEntry]:
    """Many entries of its own, each good."""
    return made.row(made.tip(), [()] * made.chance.randint(30, 60))


ENTRY_ATTACKS: Final[dict[str, Attack]] = {
    one.__name__: one
    for one in (
        fork, build_on_branch, build_on_two, other_channel, gap, number_zero, wrong_previous,
        time_back, seen_back, seen_mismatch, seen_behind, stranger, no_credentials, strange_key,
        bad_signature, huge, malformed, too_many, unknown_words, void_offer, void_answer,
        credentials_again, flood,
    )
}  # fmt: skip
"""Each by its name."""
