# SPDX-License-Identifier: Apache-2.0
"""Root statements and credentials: right ones hold, and each way of turning wrong is refused."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.encoding import encode, read
from comity.core.errors import ComityError, MalformedError, TrustError
from comity.core.ids import Digest
from comity.core.keysets import (
    Credentials,
    RootStatement,
    SignedCredentials,
    SignedRoot,
    check_credentials,
    check_credentials_form,
    check_root,
)
from comity.core.signing import HybridVerifier, Signature
from comity.keys.roots import sign_root
from tests.unit.keys.drawing import OTHER, PARTY, flip, side, spoilt

SIDE = side()
ROOT = SIDE.root.current.public
SIGNED_ROOT = sign_root(SIDE.root)
VERIFIER = HybridVerifier()
REFUSED = (TrustError, MalformedError)


def _vouch(**changes: object) -> SignedCredentials:
    """Credentials with other fields, truly signed by the root."""
    credentials = msgspec.structs.replace(SIDE.credentials.credentials, **changes)
    digest = hashing.digest(hashing.CREDENTIALS, encode(credentials))
    return SignedCredentials(
        credentials=credentials,
        signature=SIDE.root.current.sign(hashing.CREDENTIALS, digest),
    )


def test_a_root_proves_its_keys() -> None:
    assert check_root(SIGNED_ROOT, VERIFIER) == SIDE.root.fingerprint


def test_the_fingerprint_is_the_digest_of_the_statement() -> None:
    raw = encode(SIGNED_ROOT.statement)
    assert SIGNED_ROOT.statement.fingerprint == hashing.digest(hashing.ROOT, raw)
    assert msgspec.json.decode(raw) == {
        "keyset": msgspec.to_builtins(ROOT),
        "next": SIDE.root.next.keyset_id,
    }


@pytest.mark.parametrize("change", spoilt(SIGNED_ROOT.signature))
def test_a_root_with_a_spoilt_signature_is_refused(change: str) -> None:
    bad = spoilt(SIGNED_ROOT.signature)[change]
    with pytest.raises(REFUSED):
        check_root(msgspec.structs.replace(SIGNED_ROOT, signature=bad), VERIFIER)


@pytest.mark.parametrize("next_", ["", "A" * 42, "A" * 42 + "B", "A" * 44])
def test_a_root_whose_next_is_no_digest_is_refused(next_: str) -> None:
    statement = RootStatement(keyset=ROOT, next=Digest(next_))
    signature = SIDE.root.current.sign(hashing.ROOT, statement.fingerprint)
    with pytest.raises(MalformedError, match="grammar"):
        check_root(SignedRoot(statement=statement, signature=signature), VERIFIER)


def test_a_root_signed_by_another_is_refused() -> None:
    signature = side(OTHER, 2).root.current.sign(hashing.ROOT, SIDE.root.fingerprint)
    with pytest.raises(TrustError) as caught:
        check_root(msgspec.structs.replace(SIGNED_ROOT, signature=signature), VERIFIER)
    assert caught.value.code == "root"


@given(data=st.data())
def test_a_root_statement_with_any_byte_turned_is_refused(data: st.DataObject) -> None:
    raw = encode(SIGNED_ROOT)
    bad = flip(raw, data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(0, 7)))
    with pytest.raises(ComityError):
        check_root(read(bad, SignedRoot, 65_536), VERIFIER)


def test_good_credentials_hold() -> None:
    found = check_credentials(SIDE.credentials, PARTY, ROOT, VERIFIER)
    assert found == SIDE.credentials.credentials


@pytest.mark.parametrize("change", spoilt(SIDE.credentials.signature))
def test_credentials_with_a_spoilt_signature_are_refused(change: str) -> None:
    bad = spoilt(SIDE.credentials.signature)[change]
    with pytest.raises(REFUSED):
        check_credentials(
            msgspec.structs.replace(SIDE.credentials, signature=bad), PARTY, ROOT, VERIFIER
        )


@given(data=st.data())
def test_credentials_with_any_byte_turned_are_refused(data: st.DataObject) -> None:
    raw = encode(SIDE.credentials)
    bad = flip(raw, data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(0, 7)))
    with pytest.raises(ComityError):
        check_credentials(read(bad, SignedCredentials, 65_536), PARTY, ROOT, VERIFIER)


def test_credentials_of_another_party_are_refused() -> None:
    with pytest.raises(TrustError, match="another party"):
        check_credentials(_vouch(party=OTHER), PARTY, ROOT, VERIFIER)


def test_credentials_of_another_root_are_refused() -> None:
    with pytest.raises(TrustError, match="signature"):
        check_credentials(SIDE.credentials, PARTY, side(OTHER, 2).root.current.public, VERIFIER)


def test_credentials_of_the_next_root_are_refused() -> None:
    with pytest.raises(TrustError, match="signature"):
        check_credentials(SIDE.credentials, PARTY, SIDE.root.next.public, VERIFIER)


@pytest.mark.parametrize("serial", [0, -1, 2**53])
def test_a_serial_out_of_range_is_refused(serial: int) -> None:
    with pytest.raises(MalformedError, match="KEY-6"):
        check_credentials(_vouch(serial=serial), PARTY, ROOT, VERIFIER)


@pytest.mark.parametrize("serial", [1, 2, 2**53 - 1])
def test_a_serial_within_range_holds(serial: int) -> None:
    assert check_credentials(_vouch(serial=serial), PARTY, ROOT, VERIFIER).serial == serial


@pytest.mark.parametrize(("first", "last"), [(0, -1), (-1, 1), (0, 2**53), (2**53, 1)])
def test_dates_out_of_range_are_refused(first: int, last: int) -> None:
    with pytest.raises(MalformedError, match="negative"):
        check_credentials(_vouch(not_before=first, not_after=last), PARTY, ROOT, VERIFIER)


@pytest.mark.parametrize(("first", "last"), [(0, 0), (2, 1), (0, 2**53 - 1)])
def test_dates_within_range_are_not_judged(first: int, last: int) -> None:
    check_credentials(_vouch(not_before=first, not_after=last), PARTY, ROOT, VERIFIER)


@pytest.mark.parametrize("change", ["profile", "ed25519", "ml_dsa_65"])
def test_the_form_is_judged_without_the_root(change: str) -> None:
    check_credentials_form(SIDE.credentials)
    keyset = msgspec.structs.replace(SIDE.working.public, **{change: "x"})
    with pytest.raises(MalformedError, match="grammar"):
        check_credentials_form(_vouch(keyset=keyset))
    short = Signature(ed25519="", ml_dsa_65=SIDE.credentials.signature.ml_dsa_65)
    with pytest.raises(MalformedError, match="grammar"):
        check_credentials_form(msgspec.structs.replace(SIDE.credentials, signature=short))
    # What only the root can say is not form.
    check_credentials_form(_vouch(party=OTHER))


def test_a_root_with_inadmissible_keys_is_refused() -> None:
    keyset = msgspec.structs.replace(ROOT, ed25519="A" * 43)
    statement = msgspec.structs.replace(SIGNED_ROOT.statement, keyset=keyset)
    with pytest.raises(TrustError, match="KEY-12"):
        check_root(msgspec.structs.replace(SIGNED_ROOT, statement=statement), VERIFIER)


def test_credentials_for_a_bad_keyset_are_refused_though_signed() -> None:
    keyset = msgspec.structs.replace(SIDE.working.public, ed25519="A" * 43)
    with pytest.raises(TrustError, match="KEY-12"):
        check_credentials(_vouch(keyset=keyset), PARTY, ROOT, VERIFIER)


@pytest.mark.parametrize("field", Credentials.__struct_fields__)
def test_a_field_changed_after_signing_is_refused(field: str) -> None:
    foreign = side(OTHER, 2).credentials.credentials
    value = getattr(foreign, field)
    if value == getattr(SIDE.credentials.credentials, field):
        value += 1
    changed = msgspec.structs.replace(SIDE.credentials.credentials, **{field: value})
    with pytest.raises(TrustError):
        check_credentials(
            msgspec.structs.replace(SIDE.credentials, credentials=changed), PARTY, ROOT, VERIFIER
        )
