# SPDX-License-Identifier: Apache-2.0
"""Two nodes compare their records by one digest."""

from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core.encoding import encode
from comity.core.hashing import digest
from comity.core.ids import Code
from comity.core.signing import HybridVerifier
from comity.node.audit import verify_export
from comity.node.compare import RECORD, digest_of, record_digest
from comity.node.export import export_record
from comity.node.sign import sign_moves
from tests.unit.node.parties import JP, KR, circle


@settings(max_examples=10)
@given(signers=st.lists(st.sampled_from([JP, KR]), min_size=1, max_size=6))
def test_equal_digests_mean_equal_entries(signers: list[Code]) -> None:
    """EXP-5: Equal digests mean equal entries, whatever the order of arrival"""
    ring = circle()
    ring.meet()
    for signer in signers:
        sign_moves(ring[signer], ring.channel, ())
        assert record_digest(ring[JP], ring.channel) != record_digest(ring[KR], ring.channel)
        ring.pass_on(signer, KR if signer == JP else JP)
        assert record_digest(ring[JP], ring.channel) == record_digest(ring[KR], ring.channel)


def test_the_digest_is_made_of_the_channel_and_the_hashes_ascending() -> None:
    ring = circle()
    ring.meet()
    with ring[JP].channels.hold(ring.channel) as held:
        hashes = sorted(link.id for link in held.channel.fold.logs)
    raw = encode({"channel": ring.channel, "entries": hashes})
    assert record_digest(ring[JP], ring.channel) == digest(RECORD, raw)


def test_an_export_without_bodies_has_the_same_digest() -> None:
    ring = circle()
    ring.meet()
    lines = export_record(ring[KR], ring.channel, contents=False)
    verified = verify_export(lines, {}, HybridVerifier())
    assert digest_of(verified.channel) == record_digest(ring[JP], ring.channel)
