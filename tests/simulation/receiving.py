# SPDX-License-Identifier: Apache-2.0
"""What core and the reader answer to real entries, good and spoilt, one after another."""

from random import Random

import msgspec

from comity.core.acts import KEYS, Declare
from comity.core.channel import Channel
from comity.core.encoding import encode
from comity.core.entries import Entry, SignedEntry, encode_entry
from comity.core.errors import ComityError, MissingError
from comity.core.ids import Code, Digest
from comity.core.keysets import Credentials
from spec.reader_logs import Log
from tests.simulation.standins import digest_of, keyset, sign, verifies, vouch, working
from tests.simulation.worlds import Made, World, sealed


def log_of(world: World) -> Log:
    """The reader's empty record of a world's channel."""
    roots = {
        str(code): msgspec.to_builtins(root)
        for code, root in zip(world.codes, world.birth.roots, strict=True)
    }
    return Log(encode(world.birth.genesis), roots, verifies)


def core_answer(channel: Channel, signed: SignedEntry) -> str:
    """``stored``, ``missing`` or the refusal code."""
    try:
        channel.admit(signed)
    except MissingError:
        return "missing"
    except ComityError as error:
        return error.code
    return "stored"


def reader_answer(log: Log, signed: SignedEntry) -> str:
    """The same from the reader."""
    return log.receive(signed.raw, msgspec.to_builtins(signed.signature))


def core_state(channel: Channel) -> dict[str, object]:
    """What follows in the form of AGR-19, entries named by their hashes."""
    fold = channel.fold
    names = sorted(fold.offered)
    return {
        "refused": [],
        "forks": [[link.id for link in group] for group in fold.logs.forks()],
        "void": [
            [link.id, index, reason]
            for link in fold.logs
            for index, reason in sorted(fold.void(link).items())
        ],
        "agreed": {n: [[r.link.id, r.index] for r in fold.agreed.get(n, ())] for n in names},
        "confirmed": {n: [[r.link.id, r.index] for r in fold.confirmed.get(n, ())] for n in names},
    }


def spoil(chance: Random, world: World, made: Made) -> SignedEntry:
    """The entry with something wrong, signed anew under the keyset it names."""
    entry = made.entry
    some = chance.choice(list(world.made.values()))
    other = chance.choice(world.codes)
    changes: dict[str, object] = chance.choice(
        [
            {"channel": digest_of("another channel")},
            {"party": Code("nobody")},
            {"party": other},
            {"number": entry.number + chance.choice([-1, 1, 5])},
            {"previous": some.hash},
            {"previous": digest_of("nothing")},
            {"previous": Digest(world.id)},
            {"time": max(0, entry.time - chance.choice([1, 1000, 5000]))},
            {"time": entry.time + 9000},
            {"key": working(entry.party, chance.randint(1, 4)).id},
            {"seen": {}},
            {"seen": dict(list(entry.seen.items())[1:])},
            {"seen": {some.entry.party: (some.entry.number, some.hash)}},
            {"seen": {**entry.seen, some.entry.party: (some.entry.number, some.hash)}},
            {"seen": {**entry.seen, other: (chance.randint(0, 6), some.hash)}},
            {"seen": {**entry.seen, other: (1, digest_of("nothing"))}},
            {"acts": entry.acts[1:]},
            {"acts": (_odd_keys(chance, world, entry), *entry.acts[1:])},
            {"acts": (*entry.acts, _odd_keys(chance, world, entry))},
            {"number": 0},
        ]
    )
    wrong = msgspec.structs.replace(entry, **changes)
    if chance.random() < 0.1:
        return SignedEntry(encode_entry(entry), sign(keyset("thief"), b"stolen"))
    serial = chance.choice([made.serial, made.serial, made.serial, 1, 2])
    return sealed(wrong, serial)


def _odd_keys(chance: Random, world: World, entry: Entry) -> Declare:
    """A declaration of credentials of which most do not hold."""
    code = chance.choice([entry.party, *world.codes])
    serial = chance.randint(1, 4)
    keys = working(entry.party, serial)
    if chance.random() < 0.2:
        keys = msgspec.structs.replace(keys, ed25519="A" * 43)  # of small order
    from_whom = chance.choice([entry.party, entry.party, *world.codes])
    signed = vouch(from_whom, Credentials(code, serial, keys, 0, 9))
    return Declare(KEYS, msgspec.to_builtins(signed))
