# SPDX-License-Identifier: Apache-2.0
"""Making roots and vouching with them."""

import msgspec
import pytest

from comity.core.errors import MalformedError, TrustError
from comity.core.ids import Code
from comity.core.keysets import check_credentials, check_root
from comity.core.signing import HybridVerifier
from comity.keys.roots import issue_credentials, make_root, sign_root, succeed_root
from tests.unit.keys.drawing import NOT_AFTER, NOT_BEFORE, PARTY, SeededChance, side

ROOT, KEYSET = side().root, side().working.public


def test_a_root_names_the_next_whose_keys_are_kept() -> None:
    assert ROOT.statement.next == ROOT.next.public.id
    assert ROOT.statement.keyset == ROOT.current.public
    assert ROOT.fingerprint == ROOT.statement.fingerprint


def test_a_signed_root_is_accepted() -> None:
    assert check_root(sign_root(ROOT), HybridVerifier()) == ROOT.fingerprint


def test_the_next_root_is_the_one_that_was_named() -> None:
    after = succeed_root(ROOT, SeededChance(9))
    assert after.statement.keyset.id == ROOT.statement.next
    assert after.statement.next not in {ROOT.current.keyset_id, ROOT.next.keyset_id}
    assert after.fingerprint != ROOT.fingerprint


def test_two_roots_have_nothing_in_common() -> None:
    one, two = make_root(SeededChance(1)), make_root(SeededChance(2))
    assert one.fingerprint != two.fingerprint
    assert one.statement.next != two.statement.next


def test_issued_credentials_are_accepted() -> None:
    signed = issue_credentials(ROOT, PARTY, 7, KEYSET, NOT_BEFORE, NOT_AFTER)
    found = check_credentials(signed, PARTY, ROOT.current.public, HybridVerifier())
    assert (found.party, found.serial, found.keyset) == (PARTY, 7, KEYSET)
    assert (found.not_before, found.not_after) == (NOT_BEFORE, NOT_AFTER)


@pytest.mark.parametrize(
    ("party", "serial", "first", "last"),
    [
        ("N", 1, 0, 1),
        ("nor land", 1, 0, 1),
        ("norland", 0, 0, 1),
        ("norland", 2**53, 0, 1),
        ("norland", 1, 2, 1),
        ("norland", 1, -1, 1),
        ("norland", 1, 0, 2**53),
    ],
)
def test_credentials_that_a_peer_would_refuse_are_not_issued(
    party: str, serial: int, first: int, last: int
) -> None:
    with pytest.raises(MalformedError):
        issue_credentials(ROOT, Code(party), serial, KEYSET, first, last)


def test_a_root_does_not_vouch_for_bad_keys() -> None:
    bad = msgspec.structs.replace(KEYSET, ed25519="A" * 43)
    with pytest.raises(TrustError, match="KEY-7"):
        issue_credentials(ROOT, PARTY, 1, bad, NOT_BEFORE, NOT_AFTER)
