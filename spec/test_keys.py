# SPDX-License-Identifier: Apache-2.0
"""The rules of keys.md, each kept by a property."""

import hashlib
import random
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import hashing
from comity.core.encoding import encode, read
from comity.core.errors import ComityError, MalformedError, TrustError, UnavailableError
from comity.core.ids import Code, b64, unb64
from comity.core.keysets import (
    Keyset,
    SealingKeys,
    admit,
    admit_sealing,
    check_credentials,
    check_root,
)
from comity.core.signing import HybridVerifier, Signature, message
from comity.keys.cards import SignedCard, check_card, issue_card, newest_card
from comity.keys.keyfile import Cost, open_secrets
from comity.keys.keyring import read_root, write_root
from comity.keys.keysets import SigningKeys, make_sealing_secrets, make_signing_keys
from comity.keys.roots import (
    issue_credentials,
    make_root,
    next_serial,
    sign_root,
    succeed_root,
)
from comity.keys.selftest import run_self_test
from comity.keys.signer import LockedSigner, UnlockedSigner
from comity.keys.words import LANGUAGES, parse, word_list, words_of
from comity.node.reuse import Use, reuses

SEED = st.binary(min_size=32, max_size=32)
LABEL = st.sampled_from(hashing.LABELS)
PARTY = Code("norland")
VERIFIER = HybridVerifier()
few = settings(max_examples=20)


class SeededChance:
    """Chance that gives the same bytes for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def take(self, size: int) -> bytes:
        """That many bytes of the seed's sequence."""
        return self._random.randbytes(size)


CHANCE = SeededChance(0)
ROOT = make_root(CHANCE)
WORKING = make_signing_keys(CHANCE)
SEALING = make_sealing_secrets(CHANCE)
CREDENTIALS = issue_credentials(ROOT, PARTY, 1, WORKING.public, 0, 1)
CARD = issue_card(
    UnlockedSigner(WORKING),
    ROOT.current.public,
    CREDENTIALS,
    SEALING.public,
    ("https://comity.norland.example",),
    None,
    1,
)


def _altered(raw: bytes, data: st.DataObject) -> bytes:
    """The bytes with one bit turned, drawn."""
    place, bit = data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(0, 7))
    return raw[:place] + bytes((raw[place] ^ 1 << bit,)) + raw[place + 1 :]


@few
@given(one=SEED, two=SEED)
def test_keyset_and_its_id(one: bytes, two: bytes) -> None:
    """KEY-1: the keyset's id is digest("comity/1 keyset", its canonical bytes)."""
    keyset = SigningKeys(one, two).public
    raw = encode(keyset)
    assert read(raw, Keyset, 65_536) == keyset
    assert msgspec.json.decode(raw).keys() == {"ed25519", "ml-dsa-65", "profile"}
    assert keyset.id == hashing.digest(b"comity/1 keyset", raw)
    with pytest.raises(MalformedError, match="grammar"):
        admit(msgspec.structs.replace(keyset, profile="comity-2"))


@few
@given(seed=st.integers())
def test_sealing_keys_and_their_id(seed: int) -> None:
    """KEY-2: sealing keys; id: digest("comity/1 sealing", canonical bytes)."""
    keys = make_sealing_secrets(SeededChance(seed)).public
    raw = encode(keys)
    assert read(raw, SealingKeys, 65_536) == keys
    assert msgspec.json.decode(raw).keys() == {"ml-kem-768", "profile", "x25519"}
    assert keys.id == hashing.digest(b"comity/1 sealing", raw)
    admit_sealing(keys)


@pytest.mark.parametrize("keys", [ROOT.current, ROOT.next])
def test_no_keyset_serves_two_purposes(keys: SigningKeys) -> None:
    """KEY-3: no keyset serves as root and as working keyset."""
    with pytest.raises(TrustError, match="KEY-3"):
        issue_credentials(ROOT, PARTY, 2, keys.public, 0, 1)


@few
@given(data=st.data())
def test_root_statement(data: st.DataObject) -> None:
    """KEY-4: the statement is signed by its own keyset; its digest is the fingerprint."""
    signed = sign_root(ROOT)
    assert check_root(signed, VERIFIER) == hashing.digest(
        b"comity/1 root", encode(signed.statement)
    )
    assert signed.statement.next == ROOT.next.public.id
    with pytest.raises(ComityError):
        check_root(read(_altered(encode(signed), data), type(signed), 65_536), VERIFIER)
    stolen = msgspec.structs.replace(
        signed, signature=WORKING.sign(hashing.ROOT, signed.statement.fingerprint)
    )
    with pytest.raises(TrustError) as caught:
        check_root(stolen, VERIFIER)
    assert caught.value.code == "root"


def test_root_is_handed_over_to_the_one_named() -> None:
    """KEY-5: a root may be replaced by the keyset that `next` names."""
    after = succeed_root(ROOT, SeededChance(5))
    assert after.statement.keyset.id == ROOT.statement.next


@few
@given(data=st.data(), serial=st.integers(1, 2**53 - 1))
def test_credentials(data: st.DataObject, serial: int) -> None:
    """KEY-6: credentials are signed by the party's root keyset."""
    signed = issue_credentials(ROOT, PARTY, serial, WORKING.public, 0, 1)
    root = ROOT.current.public
    assert check_credentials(signed, PARTY, root, VERIFIER).serial == serial
    bad = _altered(encode(signed), data)
    with pytest.raises(ComityError):
        check_credentials(read(bad, type(signed), 65_536), PARTY, root, VERIFIER)
    with pytest.raises(TrustError):
        check_credentials(signed, Code("sudland"), root, VERIFIER)
    with pytest.raises(TrustError):
        check_credentials(signed, PARTY, ROOT.next.public, VERIFIER)


@given(serials=st.lists(st.integers(1, 2**53 - 2)))
def test_serials_only_rise(serials: list[int]) -> None:
    """KEY-7: a serial is greater than all given for that root before."""
    issued = [msgspec.structs.replace(CREDENTIALS.credentials, serial=serial) for serial in serials]
    assert all(next_serial(issued) > serial for serial in serials)


@few
@given(first=st.integers(0, 2**53 - 1), last=st.integers(0, 2**53 - 1))
def test_dates_warn(first: int, last: int) -> None:
    """KEY-8: not_before and not_after are for warnings; nothing is judged by them."""
    credentials = msgspec.structs.replace(CREDENTIALS.credentials, not_before=first, not_after=last)
    digest = hashing.digest(hashing.CREDENTIALS, encode(credentials))
    signed = msgspec.structs.replace(
        CREDENTIALS,
        credentials=credentials,
        signature=ROOT.current.sign(hashing.CREDENTIALS, digest),
    )
    check_credentials(signed, PARTY, ROOT.current.public, VERIFIER)


@few
@given(data=st.data())
def test_card(data: st.DataObject) -> None:
    """KEY-9: a card is signed under label `comity/1 card` by the keyset in its credentials."""
    raw, root = encode(CARD), ROOT.current.public
    assert check_card(read(raw, SignedCard, 65_536), PARTY, root, VERIFIER) == CARD.card
    with pytest.raises(ComityError):
        check_card(read(_altered(raw, data), SignedCard, 65_536), PARTY, root, VERIFIER)


def _signed_card(**changes: object) -> SignedCard:
    card = msgspec.structs.replace(CARD.card, **changes)
    return SignedCard(card=card, signature=WORKING.sign(hashing.CARD, card.digest))


@pytest.mark.parametrize("addresses", [("",), ("x" * 600,), tuple("abcdefghi"), ("x\u202e",)])
def test_card_addresses(addresses: tuple[str, ...]) -> None:
    """KEY-9: addresses: at most 8, each of limited length."""
    with pytest.raises(MalformedError):
        check_card(_signed_card(addresses=addresses), PARTY, ROOT.current.public, VERIFIER)
    check_card(_signed_card(addresses=("x" * 500,) * 8), PARTY, ROOT.current.public, VERIFIER)


@pytest.mark.parametrize("serial", [0, -1, 2**53])
def test_card_serial(serial: int) -> None:
    """KEY-9: `serial` of a card is an integer ≥ 1."""
    with pytest.raises(MalformedError, match="serial"):
        check_card(_signed_card(serial=serial), PARTY, ROOT.current.public, VERIFIER)
    check_card(_signed_card(serial=2**53 - 1), PARTY, ROOT.current.public, VERIFIER)


@given(serials=st.lists(st.integers(1, 50), min_size=1, unique=True))
def test_greatest_serial_counts(serials: list[int]) -> None:
    """KEY-9: of two cards of a party the one with the greater serial counts."""
    cards = [msgspec.structs.replace(CARD.card, serial=serial) for serial in serials]
    found = newest_card(cards)
    assert found is not None
    assert found.serial == max(serials)


def test_cards_under_older_credentials() -> None:
    """KEY-10: a card signed under older credentials than the newest known is refused."""
    newer = issue_credentials(ROOT, PARTY, 2, WORKING.public, 0, 1)
    old = msgspec.structs.replace(CARD.card, serial=9)
    new = msgspec.structs.replace(CARD.card, credentials=newer)
    assert newest_card([old, new]) == new
    assert newest_card([old], credentials_serial_min=2) is None


@few
@given(label=LABEL, raw=st.binary(), data=st.data())
def test_two_halves(label: bytes, raw: bytes, data: st.DataObject) -> None:
    """KEY-11: every signature has both halves and both must verify."""
    digest = hashing.digest(label, raw)
    text = message(label, WORKING.keyset_id, digest)
    one = WORKING.sign(label, digest)
    again = WORKING.sign(label, digest)
    assert one != again  # ML-DSA signing is hedged
    VERIFIER.verify(WORKING.public, text, one)
    VERIFIER.verify(WORKING.public, text, again)
    ed25519 = b64(_altered(unb64(one.ed25519, 64), data))
    ml_dsa_65 = b64(_altered(unb64(one.ml_dsa_65, 3309), data))
    for bad in (
        Signature(ed25519=ed25519, ml_dsa_65=one.ml_dsa_65),
        Signature(ed25519=one.ed25519, ml_dsa_65=ml_dsa_65),
        Signature(ed25519="", ml_dsa_65=one.ml_dsa_65),
        Signature(ed25519=one.ed25519, ml_dsa_65=""),
        Signature(ed25519=one.ml_dsa_65, ml_dsa_65=one.ed25519),
    ):
        with pytest.raises((TrustError, MalformedError)):
            VERIFIER.verify(WORKING.public, text, bad)


@few
@given(labels=st.lists(LABEL, min_size=2, max_size=2, unique=True))
def test_no_signature_serves_twice(labels: list[bytes]) -> None:
    """ENC-17: what is signed begins with its label, so it can't pass as another thing."""
    digest = hashing.digest(labels[0], b"{}")
    signature = WORKING.sign(labels[0], digest)
    with pytest.raises(TrustError):
        VERIFIER.verify(WORKING.public, message(labels[1], WORKING.keyset_id, digest), signature)


SCREENED = (
    0,
    1,
    2**255 - 20,
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
)


@pytest.mark.parametrize("y", [*SCREENED, *range(2**255 - 19, 2**255)])
@pytest.mark.parametrize("top", [0, 1 << 255])
def test_admission(y: int, top: int) -> None:
    """KEY-12: y < 2^255 - 19, and y is none of these."""
    raw = (y | top).to_bytes(32, "little")
    with pytest.raises(TrustError, match="KEY-12"):
        admit(msgspec.structs.replace(WORKING.public, ed25519=b64(raw)))


@given(raw=st.binary(min_size=1952, max_size=1952))
def test_any_ml_dsa_key_is_admissible(raw: bytes) -> None:
    """KEY-12: ML-DSA-65: any 1952 bytes."""
    admit(msgspec.structs.replace(WORKING.public, ml_dsa_65=b64(raw)))


@given(place=st.integers(0, 383), value=st.integers(3329, 4095))
def test_modulus_check(place: int, value: int) -> None:
    """KEY-12: ML-KEM-768 keys that fail the modulus check of FIPS 203 are refused."""
    raw = bytearray(unb64(SEALING.public.ml_kem_768, 1184))
    raw[3 * place : 3 * place + 2] = value.to_bytes(2, "little")
    with pytest.raises(TrustError, match="KEY-12"):
        admit_sealing(msgspec.structs.replace(SEALING.public, ml_kem_768=b64(bytes(raw))))


def test_reuse_is_an_alarm() -> None:
    """KEY-13: a component seen before, of another party or for another use, is shown."""
    other = make_root(SeededChance(6)).fingerprint
    own = Use(ROOT.fingerprint, "working", WORKING.public)
    assert not reuses([own, own])
    assert len(reuses([own, Use(other, "working", WORKING.public)])) == 2
    assert len(reuses([own, Use(ROOT.fingerprint, "root", WORKING.public)])) == 2


@few
@given(raw=SEED)
def test_words(raw: bytes) -> None:
    """KEY-14: 24 numbers of 11 bits: the 256 bits followed by 8 bits of their SHA-256."""
    bits = "".join(f"{byte:08b}" for byte in raw + hashlib.sha256(raw).digest()[:1])
    numbers = [int(bits[at : at + 11], 2) for at in range(0, 264, 11)]
    for language in LANGUAGES:
        told = words_of(raw, language)
        listed = [unicodedata.normalize("NFC", word) for word in word_list(language)]
        assert list(told) == [listed[number] for number in numbers]
        assert parse(told, language) == raw


def test_words_of_zeros() -> None:
    """KEY-14: 32 zero bytes: in English "abandon" 23 times and "art"."""
    assert words_of(bytes(32), "en") == ("abandon",) * 23 + ("art",)


@few
@given(data=st.data())
def test_key_files(data: st.DataObject) -> None:
    """KEY-15: a secret keyset at rest is sealed under a passphrase, for its owner alone."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "root.key"
        cheap = Cost(memory_kib=8, passes=1, lanes=1)
        write_root(path, ROOT, "a walk by the lake", CHANCE, cheap)
        assert path.stat().st_mode & 0o777 == 0o600
        assert read_root(path, "a walk by the lake") == ROOT
        with pytest.raises(TrustError):
            read_root(path, "a walk by the sea")
        raw = path.read_bytes()
    with pytest.raises(ComityError):
        open_secrets(_altered(raw, data), "root", "a walk by the lake")
    assert Cost() == Cost(memory_kib=64 * 1024, passes=3, lanes=4)


def test_self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """KEY-16: each algorithm must pass one good and refuse one bad vector."""
    run_self_test()
    monkeypatch.setattr(HybridVerifier, "verify", lambda *_: None)
    with pytest.raises(TrustError, match="self-test"):
        run_self_test()


@given(label=LABEL)
def test_locked_keys(label: bytes) -> None:
    """HOME-7: while the keys are locked a node signs nothing."""
    with pytest.raises(UnavailableError, match="keys-locked"):
        LockedSigner(WORKING.keyset_id).sign(label, hashing.digest(label, b"{}"))
