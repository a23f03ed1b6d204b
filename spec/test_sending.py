# SPDX-License-Identifier: Apache-2.0
"""What is sent and what is kept (POUCH-8, HOME-9), by properties over real nodes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core.entries import read_entry
from comity.core.ids import Digest
from comity.node.send import compose
from comity.ports import Kept
from tests.unit.node.parties import JP, KR, TERMS, Circle, circle, offer, view, wording

few = settings(max_examples=15)


def _bodies(ring: Circle) -> list[Digest]:
    return [Digest(one.values[TERMS]) for one in view(ring[JP], ring.channel).offers]


@few
@given(st.lists(st.integers(0, 3), min_size=1, max_size=4))
def test_from_the_last_receipt_a_node_knows_what_the_other_lacks(texts: list[int]) -> None:
    """POUCH-8: From the last receipt a node knows what the other lacks and sends that, parents
    first, with the bodies and documents it holds.
    """
    ring = circle()
    ring.meet()
    first = [offer(ring[JP], ring.channel, text).number for text in texts]
    (part,) = compose(ring[JP], ring[KR].root).channels
    sent = [read_entry(one.raw) for one in part.entries]
    assert [entry.number for entry in sent if entry.party == JP] == first
    assert [content.kept.raw for content in part.contents] == [wording(text) for text in texts]
    ring.pass_on(JP, KR)
    (again,) = compose(ring[JP], ring[KR].root).channels
    assert again.entries == part.entries, "nothing counts as sent before a receipt names it"
    ring.pass_on(KR, JP)
    (after,) = compose(ring[JP], ring[KR].root).channels
    assert (after.entries, after.contents) == ((), ())


@few
@given(st.data())
def test_what_was_destroyed_by_rule_is_remembered_by_its_digest(data: st.DataObject) -> None:
    """HOME-9: Bodies and documents may be destroyed at home by rule; entries never. What was
    destroyed is remembered by its digest (POUCH-11).
    """
    ring = circle()
    count = data.draw(st.integers(1, 3))
    for text in range(count):
        offer(ring[JP], ring.channel, text)
    ring.settle()
    bodies = _bodies(ring)
    gone = data.draw(st.sampled_from(bodies))
    entries = ring[KR].records.place(ring.channel)
    ring[KR].records.destroy_content(ring.channel, "body", gone)
    ring.restart(KR)
    ring.meet()
    kept = {one: ring[KR].records.content(ring.channel, "body", one) for one in bodies}
    assert kept.pop(gone) == "destroyed"
    assert all(isinstance(one, Kept) for one in kept.values())
    assert ring[KR].records.place(ring.channel) == entries
    again = Kept(bytes(32), b"{}")
    assert not ring[KR].records.put_content(ring.channel, "body", gone, again)
