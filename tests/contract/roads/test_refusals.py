# SPDX-License-Identifier: Apache-2.0
"""Bad entries among good ones in a real pouch: refused by name, none of it kept, all else goes on.

LOG-10, LOG-12, POUCH-7, POUCH-9.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from comity.core.entries import SignedEntry
from comity.core.ids import Code, Digest
from comity.node.contents import RefusedEntry
from tests.contract.roads.correspondents import fall_silent
from tests.contract.roads.lying import Liar, liar, turned, with_body
from tests.contract.roads.test_any_mix import TRIANGLE
from tests.unit.node.parties import JP, KR, START, US, heads, offer, party, signed_of, value

UNHEARD = Digest("B" * 42 + "A")
NAMED = b'{"canary":"named by a refused entry"}'

BAD: dict[str, tuple[str, str, Callable[[Liar], SignedEntry]]] = {
    "of a stranger": ("stranger", "LOG-1", lambda w: w.entry(code=Code("zz"))),
    "that sees a stranger": (
        "stranger",
        "LOG-9",
        lambda w: w.entry(seen={Code("zz"): (1, w.head)}),
    ),
    "for another channel": ("channel", "LOG-1", lambda w: w.entry(channel=w.other)),
    "in another's name": ("previous", "LOG-2", lambda w: w.entry(code=JP)),
    "after another's entry": ("previous", "LOG-2", lambda w: w.entry(previous=w.jp[0][1])),
    "with a number left out": ("previous", "LOG-2", lambda w: w.entry(number=w.number + 2)),
    "of time gone back": ("time-back", "LOG-3", lambda w: w.entry(time=START - 1)),
    "seen gone back": ("seen-back", "LOG-7", lambda w: w.entry(seen={JP: w.jp[0]})),
    "seen stayed behind": ("seen-behind", "LOG-8", lambda w: w.entry(seen={US: w.us[1]})),
    "seen by another number": (
        "seen-mismatch",
        "LOG-11",
        lambda w: w.entry(seen={JP: (9, w.jp[2][1])}),
    ),
    "under other keys": ("key", "ENT-12", lambda w: w.entry(key=party(JP).working.keyset_id)),
    "Ed25519 altered": ("signature", "KEY-11", lambda w: turned(w.entry(post="e"), "ed25519")),
    "ML-DSA altered": ("signature", "KEY-11", lambda w: turned(w.entry(post="m"), "ml_dsa_65")),
    "signature of another entry": (
        "signature",
        "KEY-11",
        lambda w: msgspec.structs.replace(
            w.entry(post="own"), signature=w.entry(post="other").signature
        ),
    ),
}


def _stored(world: Liar, *entries: SignedEntry) -> list[bool]:
    records = world.made[JP].node.records
    return [records.entry(world.channel, one.hash) is not None for one in entries]


def _in_files(folder: Path, text: bytes) -> bool:
    return any(text in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_bad_entries_among_good_ones_are_refused_by_name_and_the_good_ones_stay(
    tmp_path: Path,
) -> None:
    world = liar(tmp_path)
    bad = {what: make(world) for what, (_, _, make) in BAD.items()}
    named, body = with_body(world, NAMED, time=START - 2)
    good = world.entry(post="good", seen={JP: world.jp[2], US: world.us[1]})
    later = world.entry(good, post="later")
    early = world.entry(world.entry(later, post="kept back"), post="early")
    unheard = world.entry(later, seen={US: (9, UNHEARD)})
    records = world.made[JP].node.records
    place = records.place(world.channel)
    raw = world.pouch(
        *list(bad.values())[:7], good, *list(bad.values())[7:], early, named, later, unheard,
        contents=(body,),
    )  # fmt: skip

    taken = world.made[JP].desk.take(raw)

    due = {RefusedEntry(bad[what].hash, code, rule) for what, (code, rule, _) in BAD.items()}
    due.add(RefusedEntry(named.hash, "time-back", "LOG-3"))
    (part,) = taken.reception.channels
    assert set(part.refused) == due
    assert part.stored == (good.hash, later.hash)
    assert {absent[2] for absent in part.missing} == {UNHEARD, _previous(early)}
    # Nothing of what was refused or came too early is kept, not even what it alone names.
    assert records.place(world.channel) == place + 2
    assert not any(_stored(world, *bad.values(), named, early, unheard))
    assert records.content(world.channel, "body", body.digest) == "absent"
    assert not _in_files(tmp_path / JP, b"canary")
    # People are shown each fault with its rule, and whose it is.
    found = [(f.peer, f.code, f.rule) for f in records.findings(world.channel, 99)]
    assert sorted(found) == sorted((KR, one.code, one.rule) for one in due)
    # The liar is told under seal, until it is cured.
    for _ in range(2):
        told = world.told()
        assert set(told.refused) == due
        assert {absent[2] for absent in told.missing} == {UNHEARD, _previous(early)}
    # The node serves on: what was missing comes, and what was early with it.
    kept_back = world.entry(later, post="kept back")
    (part,) = world.made[JP].desk.take(world.pouch(kept_back, early)).reception.channels
    assert part.stored == (kept_back.hash, early.hash)
    assert world.told().missing == ()
    assert value(world.made[JP].seat.node(), world.channel) == value(
        world.made[JP].node, world.channel
    )


def _previous(signed: SignedEntry) -> Digest:
    return Digest(msgspec.json.decode(signed.raw)["previous"])


@pytest.mark.parametrize("what", BAD)
def test_a_bad_entry_by_itself_changes_nothing_of_the_record(what: str) -> None:
    code, rule, make = BAD[what]
    world = liar()
    bad = make(world)
    before = {key: value(world.made[JP].node, key) for key in (world.channel, world.other)}
    (part,) = world.made[JP].desk.take(world.pouch(bad)).reception.channels
    assert part.refused == (RefusedEntry(bad.hash, code, rule),)
    assert (part.stored, part.missing) == ((), ())
    assert {key: value(world.made[JP].node, key) for key in before} == before
    assert world.told().refused == part.refused
    # US, who is honest, is not told of it, and gets nothing of it passed on.
    seen_by_us = world.made[US].open(world.made[JP].write(world.made[US]).raw).contents.channels
    assert all(one.receipt is None or one.receipt.refused == () for one in seen_by_us)
    assert not [e for one in seen_by_us for e in one.entries if e.hash == bad.hash]


def test_whoever_passes_a_bad_entry_on_is_the_one_who_is_told() -> None:
    """KR alters what US signed and hands it to JP before US does."""
    world = liar()
    offer(world.made[US].node, world.channel, "newest")
    ((_, head),) = heads(world.made[US].node, world.channel)[US]
    good = signed_of(world.made[US].node, world.channel, head)
    altered = turned(good, "ed25519")
    assert altered.hash == good.hash
    (part,) = world.made[JP].desk.take(world.pouch(altered)).reception.channels
    assert [one.code for one in part.refused] == ["signature"]
    assert [one.hash for one in world.told().refused] == [good.hash]
    # From US itself, who was told nothing of it, the same entry is taken.
    taken = world.made[JP].take(world.made[US].write(world.made[JP]))
    assert [one.stored for one in taken.reception.channels] == [(head,)]
    assert world.told().refused == ()


def test_after_a_lie_the_honest_rest_still_ends_in_the_same_record() -> None:
    world = liar()
    world.made[JP].desk.take(world.pouch(*(make(world) for _, _, make in BAD.values())))
    for code in (JP, US, KR):
        offer(world.made[code].node, world.channel, f"after the lie, by {code}")
    ways = [(s, r) for s, r in TRIANGLE if {s, r} != {JP, KR}]
    fall_silent(world.made, tuple(ways))
    values = {value(world.made[code].node, world.channel) for code in (JP, KR, US)}
    assert len(values) == 1
    assert_same_but_faults(world)


def assert_same_but_faults(world: Liar) -> None:
    """The faults were noted at JP alone; the records of the others are free of them."""
    assert world.made[US].node.records.findings(world.channel, 9) == ()
    assert len(world.made[JP].node.records.findings(world.channel, 99)) == len(BAD)
