# SPDX-License-Identifier: Apache-2.0
"""The self-test passes on a sound library, and closes the door on any that is not."""

import hashlib
import subprocess
import sys
import time

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey

from comity.core.errors import TrustError
from comity.core.ids import unb64
from comity.core.keysets import Keyset
from comity.core.signing import HybridVerifier, Signature
from comity.keys import selftest, vectors
from comity.keys.selftest import run_self_test

BINARY = sorted(
    name
    for name, value in vars(vectors).items()
    if name.isupper() and isinstance(value, str | bytes)
)


def test_a_sound_library_passes_soon() -> None:
    run_self_test()
    started = time.perf_counter()
    run_self_test()
    assert time.perf_counter() - started < 0.3


@pytest.mark.parametrize("name", BINARY)
def test_each_vector_is_needed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value = getattr(vectors, name)
    # Another first digit or letter, which every form of writing here knows.
    other = (b"0" if isinstance(value, bytes) else "0"), (b"1" if isinstance(value, bytes) else "1")
    changed = (other[1] if value[:1] == other[0] else other[0]) + value[1:]
    monkeypatch.setattr(vectors, name, changed)
    with pytest.raises(TrustError, match="self-test"):
        run_self_test()


def test_words_that_are_not_the_published_ones_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(vectors.WORDS_OF_ZEROS, "ko", ("가격", "가격"))
    with pytest.raises(TrustError, match="word lists"):
        run_self_test()


class _Yes:
    """A key that says yes to everything."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def verify(self, *_: object) -> None:
        return

    def public_bytes_raw(self) -> bytes:
        return self._raw


def test_an_ed25519_that_says_yes_to_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stub:
        from_public_bytes = staticmethod(_Yes)

    monkeypatch.setattr(selftest, "Ed25519PublicKey", Stub)
    with pytest.raises(TrustError, match="Ed25519"):
        run_self_test()


def test_an_ml_dsa_that_says_yes_to_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    real = MLDSA65PrivateKey

    class Stub:
        def __init__(self, seed: bytes) -> None:
            self._public = _Yes(real.from_seed_bytes(seed).public_key().public_bytes_raw())

        @classmethod
        def from_seed_bytes(cls, seed: bytes) -> "Stub":
            return cls(seed)

        def public_key(self) -> _Yes:
            return self._public

    monkeypatch.setattr(selftest, "MLDSA65PrivateKey", Stub)
    with pytest.raises(TrustError, match="ML-DSA-65"):
        run_self_test()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_verifier_with_one_answer_is_refused(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def verify(*_: object) -> None:
        if answer == "no":
            raise TrustError("signature", "KEY-5", "no")

    monkeypatch.setattr(HybridVerifier, "verify", verify)
    with pytest.raises(TrustError, match="hybrid signature"):
        run_self_test()


def test_a_verifier_that_looks_at_one_half_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def verify(_: object, keyset: Keyset, text: bytes, signature: Signature) -> None:
        public = Ed25519PublicKey.from_public_bytes(unb64(keyset.ed25519, 32))
        try:
            public.verify(unb64(signature.ed25519, 64), text)
        except InvalidSignature:
            raise TrustError("signature", "KEY-5", "no") from None

    monkeypatch.setattr(HybridVerifier, "verify", verify)
    with pytest.raises(TrustError, match="hybrid signature"):
        run_self_test()


def test_a_cipher_that_does_not_check_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stub:
        def __init__(self, _: bytes) -> None:
            pass

        def encrypt(self, *_: bytes) -> bytes:
            return bytes.fromhex(vectors.CHACHA_SEALED)

        def decrypt(self, *_: bytes) -> bytes:
            return vectors.CHACHA_TEXT

    monkeypatch.setattr(selftest, "ChaCha20Poly1305", Stub)
    with pytest.raises(TrustError, match="ChaCha20-Poly1305"):
        run_self_test()


def test_a_derivation_that_ignores_the_passphrase_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Stub:
        def __init__(self, **_: object) -> None:
            pass

        def derive(self, _: bytes) -> bytes:
            return bytes.fromhex(vectors.ARGON2ID_KEY)

    monkeypatch.setattr(selftest, "Argon2id", Stub)
    with pytest.raises(TrustError, match="Argon2id"):
        run_self_test()


def test_a_hash_with_one_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    fixed = hashlib.sha256(vectors.SHA256_TEXT)
    monkeypatch.setattr(hashlib, "sha256", lambda _: fixed)
    with pytest.raises(TrustError, match="SHA-256"):
        run_self_test()


def test_an_hpke_that_is_absent_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> None:
        raise NotImplementedError

    monkeypatch.setattr(selftest, "hpke_suite", absent)
    with pytest.raises(TrustError, match="HPKE: NotImplementedError"):
        run_self_test()


def test_importing_it_runs_nothing() -> None:
    code = (
        "import hashlib; real = hashlib.sha256; calls = []\n"
        "hashlib.sha256 = lambda *a, **k: calls.append(a) or real(*a, **k)\n"
        "import comity.keys.selftest, comity.keys.words; assert not calls"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
