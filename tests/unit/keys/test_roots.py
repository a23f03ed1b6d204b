# SPDX-License-Identifier: Apache-2.0
"""Making roots and vouching with them."""

import msgspec
import pytest

from comity.core.errors import MalformedError, TrustError
from comity.core.ids import Code
from comity.core.keysets import Keyset, check_credentials, check_root
from comity.core.signing import HybridVerifier
from comity.keys.roots import issue_credentials, make_root, next_serial, sign_root, succeed_root
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


@pytest.mark.parametrize("own", [ROOT.current.public, ROOT.next.public])
@pytest.mark.parametrize("half", ["ed25519", "ml_dsa_65"])
def test_a_roots_own_keys_do_not_work(own: Keyset, half: str) -> None:
    keyset = msgspec.structs.replace(KEYSET, **{half: getattr(own, half)})
    with pytest.raises(TrustError, match="KEY-3"):
        issue_credentials(ROOT, PARTY, 1, keyset, NOT_BEFORE, NOT_AFTER)


def test_the_next_serial_is_above_all_issued() -> None:
    issued = [
        issue_credentials(ROOT, PARTY, serial, KEYSET, NOT_BEFORE, NOT_AFTER).credentials
        for serial in (4, 9, 2)
    ]
    assert next_serial(issued) == 10
    assert next_serial([]) == 1


def test_a_root_does_not_vouch_for_bad_keys() -> None:
    bad = msgspec.structs.replace(KEYSET, ed25519="A" * 43)
    with pytest.raises(TrustError, match="KEY-12"):
        issue_credentials(ROOT, PARTY, 1, bad, NOT_BEFORE, NOT_AFTER)
