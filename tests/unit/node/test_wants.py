# SPDX-License-Identifier: Apache-2.0
"""What a node asks its peers for costs no more for all that never comes, and leaves nobody out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from comity.core.acts import Declare
from comity.core.ids import ChannelId, Code, Digest, b64
from comity.node.contents import REFUSALS_MAX
from comity.node.receive import apply_contents
from comity.node.send import compose
from comity.node.wants import Wants
from comity.ports import ContentKind, Kept, Presence
from comity.store.memory import MemoryRecords
from tests.unit.node.judged import Next, talking
from tests.unit.node.parties import JP, KR, TERMS, US, SeededChance, forged, hand, party

CHANNEL = ChannelId("A" * 43)
SALT = bytes(32)


class Asked(MemoryRecords):
    """A record of one channel that counts the digests it is asked of."""

    def __init__(self) -> None:
        super().__init__()
        self.open_channel(CHANNEL, b"")
        self.asked = 0

    def contents(
        self, channel: ChannelId, kind: ContentKind, digests: Sequence[Digest]
    ) -> Mapping[Digest, Presence]:
        """As `MemoryRecords.contents`."""
        self.asked += len(digests)
        return super().contents(channel, kind, digests)


def _digests(name: str, count: int) -> list[Digest]:
    return [Digest(b64(f"{name} {n}".encode().ljust(32))) for n in range(count)]


def test_what_never_comes_is_asked_of_the_store_once_and_then_a_few_at_a_time() -> None:
    records, wants, chance = Asked(), Wants(CHANNEL), SeededChance("few")
    wants.name("document", _digests("absent", 10_000), KR)
    wants.some(records, chance, REFUSALS_MAX)
    records.asked = 0
    for _ in range(5):
        found = wants.some(records, chance, REFUSALS_MAX)
        assert len(found["document"]) == len(set(found["document"])) == REFUSALS_MAX
    assert records.asked == 5 * REFUSALS_MAX
    assert wants.absent(records, [("document", one) for one in _digests("absent", 3)])
    assert records.asked == 5 * REFUSALS_MAX + 3


def test_every_digest_is_asked_for_in_time() -> None:
    records, wants, chance = Asked(), Wants(CHANNEL), SeededChance("all")
    absent = _digests("absent", 1_000)
    wants.name("body", absent, KR)
    found: set[Digest] = set()
    for _ in range(60):
        found.update(wants.some(records, chance, REFUSALS_MAX)["body"])
    assert found == set(absent)


def test_who_names_much_does_not_keep_anothers_from_being_asked_for() -> None:
    records, wants, chance = Asked(), Wants(CHANNEL), SeededChance("shares")
    many, few = _digests("many", 5_000), _digests("few", 100)
    wants.name("body", [*many, *few], KR)
    wants.name("body", few, US)
    for _ in range(3):
        found = set(wants.some(records, chance, REFUSALS_MAX)["body"])
        assert found >= set(few)
        assert len(found) >= REFUSALS_MAX - len(few)


def test_what_another_process_has_stored_or_destroyed_is_asked_for_no_more() -> None:
    records, wants, chance = Asked(), Wants(CHANNEL), SeededChance("other")
    first, second, third = _digests("absent", 3)
    wants.name("body", [first, second, third], KR)
    assert wants.some(records, chance, 9)["body"] == (first, second, third)
    records.put_content(CHANNEL, "body", first, Kept(SALT, b"{}"))
    records.destroy_content(CHANNEL, "body", second)
    assert wants.absent(records, [("body", first), ("body", third)]) == {("body", third)}
    assert wants.some(records, chance, 9)["body"] == (third,)
    assert tuple(wants.destroyed) == (second,)
    wants.came("body", third)
    assert wants.all(records) == {"body": (), "document": ()}


def test_what_came_before_it_was_asked_for_is_not_lacking() -> None:
    records, wants = Asked(), Wants(CHANNEL)
    wants.name("body", _digests("one", 2), Code("kr"))
    wants.name("body", _digests("one", 2), Code("kr"))
    wants.came("body", _digests("one", 1)[0])
    assert wants.all(records)["body"] == tuple(_digests("one", 2)[1:])
    assert wants.absent(records, [("document", _digests("one", 1)[0])]) == set()


def test_a_receipt_names_some_of_what_is_lacking_and_not_what_the_peer_destroyed() -> None:
    pair = talking()
    next_ = Next(pair)
    digests = sorted(_digests("absent", REFUSALS_MAX + 64))
    acts = tuple(Declare(TERMS, one, tuple(digests[n::64])) for n, one in enumerate(digests[:64]))
    entry = forged(party(KR), pair.channel, next_.number + 1, next_.head, acts=acts)
    hand(pair[JP], party(KR), pair.channel, entry)
    (part,) = compose(pair[JP], pair[KR].root).channels
    assert part.receipt is not None
    assert len(part.receipt.wants_bodies) == 64
    assert len(part.receipt.wants_documents) == REFUSALS_MAX
    contents = compose(pair[KR], pair[JP].root)
    (theirs,) = contents.channels
    assert theirs.receipt is not None
    gone = replace(
        theirs, receipt=msgspec.structs.replace(theirs.receipt, destroyed=(*digests[:64],))
    )
    apply_contents(pair[JP], replace(contents, channels=(gone,)), pair[KR].root)
    (part,) = compose(pair[JP], pair[KR].root).channels
    assert part.receipt is not None
    assert part.receipt.wants_bodies == ()
