# SPDX-License-Identifier: Apache-2.0
"""The start-up self-test: every algorithm must accept a good vector and refuse a bad one.

A node runs it before it touches a key or a pouch, and does not start if anything here fails:
a library that says yes to everything would be worse than none. It takes well under 300 ms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from comity.core import hashing
from comity.core.encoding import encode
from comity.core.errors import MalformedError, TrustError
from comity.core.ids import unb64
from comity.core.keysets import ML_KEM_768_BYTES, X25519_BYTES
from comity.core.signing import HybridVerifier, Signature, message
from comity.keys import vectors
from comity.keys.keysets import SealingSecrets, SigningKeys, hpke_public, hpke_suite
from comity.keys.words import LANGUAGES, parse, words_of


def run_self_test() -> None:
    """Nothing, if every algorithm gives the published answers.

    Raises:
        TrustError: ``self-test``, naming the algorithm; whatever went wrong. Rule: KEY-16.
    """
    for name, check in _CHECKS:
        try:
            holds = check()
        except Exception as error:
            raise _failed(name, type(error).__name__) from error
        if not holds:
            raise _failed(name, "a wrong answer")


def _sha256() -> bool:
    good = hashlib.sha256(vectors.SHA256_TEXT).hexdigest() == vectors.SHA256_DIGEST
    bad = hashlib.sha256(vectors.SHA256_TEXT + b"d").hexdigest() == vectors.SHA256_DIGEST
    return good and not bad


def _ed25519() -> bool:
    signature, text = _raw(vectors.ED25519_SIGNATURE), _raw(vectors.ED25519_MESSAGE)
    public = Ed25519PublicKey.from_public_bytes(_raw(vectors.ED25519_PUBLIC))
    public.verify(signature, text)
    made = Ed25519PrivateKey.from_private_bytes(_raw(vectors.ED25519_SEED)).sign(text)
    return (
        made == signature
        and _refuses(lambda: public.verify(signature, text + b"!"), InvalidSignature)
        and _refuses(lambda: public.verify(_altered(signature), text), InvalidSignature)
    )


def _ml_dsa_65() -> bool:
    signature, text = vectors.unfold(vectors.ML_DSA_65_SIGNATURE), _raw(vectors.ML_DSA_65_MESSAGE)
    context = _raw(vectors.ML_DSA_65_CONTEXT)
    public = MLDSA65PrivateKey.from_seed_bytes(_raw(vectors.ML_DSA_65_SEED)).public_key()
    public.verify(signature, text, context)
    refused = (InvalidSignature, ValueError)
    found = hashlib.sha256(public.public_bytes_raw()).hexdigest()
    return (
        found == vectors.ML_DSA_65_PUBLIC_SHA256
        and _refuses(lambda: public.verify(signature, text), refused)
        and _refuses(lambda: public.verify(_altered(signature), text, context), refused)
    )


def _hybrid() -> bool:
    """Both halves, as entries are signed; each spoilt alone must be enough to refuse."""
    keys = SigningKeys(_raw(vectors.ED25519_SEED), _raw(vectors.ML_DSA_65_SEED))
    digest = hashing.digest(hashing.ENTRY, encode("self-test"))
    text = message(hashing.ENTRY, keys.keyset_id, digest)
    one, two = keys.sign(hashing.ENTRY, digest), keys.sign(hashing.CARD, digest)
    verifier = HybridVerifier()
    verifier.verify(keys.public, text, one)
    spoilt = (
        Signature(ed25519=one.ed25519, ml_dsa_65=two.ml_dsa_65),
        Signature(ed25519=two.ed25519, ml_dsa_65=one.ml_dsa_65),
    )
    return all(
        _refuses(partial(verifier.verify, keys.public, text, bad), TrustError) for bad in spoilt
    )


def _hpke() -> bool:
    secrets = SealingSecrets(
        x25519_seed=_raw(vectors.HPKE_X25519_SEED),
        ml_kem_768_seed=_raw(vectors.HPKE_ML_KEM_768_SEED),
    )
    public = unb64(secrets.public.ml_kem_768, ML_KEM_768_BYTES)
    public += unb64(secrets.public.x25519, X25519_BYTES)
    suite, info = hpke_suite(), _raw(vectors.HPKE_INFO)
    sealed = vectors.unfold(vectors.HPKE_SEALED)
    fresh = suite.encrypt(vectors.HPKE_TEXT, hpke_public(secrets.public), info)
    return (
        hashlib.sha256(public).hexdigest() == vectors.HPKE_PUBLIC_SHA256
        and suite.decrypt(sealed, secrets.hpke, info) == vectors.HPKE_TEXT
        and suite.decrypt(fresh, secrets.hpke, info) == vectors.HPKE_TEXT
        and fresh != sealed
        and _refuses(lambda: suite.decrypt(_altered(sealed), secrets.hpke, info), InvalidTag)
        and _refuses(lambda: suite.decrypt(sealed, secrets.hpke, info + b"!"), InvalidTag)
    )


def _chacha20_poly1305() -> bool:
    cipher = ChaCha20Poly1305(_raw(vectors.CHACHA_KEY))
    nonce, head = _raw(vectors.CHACHA_NONCE), _raw(vectors.CHACHA_HEAD)
    sealed = _raw(vectors.CHACHA_SEALED)
    return (
        cipher.encrypt(nonce, vectors.CHACHA_TEXT, head) == sealed
        and cipher.decrypt(nonce, sealed, head) == vectors.CHACHA_TEXT
        and _refuses(lambda: cipher.decrypt(nonce, _altered(sealed), head), InvalidTag)
        and _refuses(lambda: cipher.decrypt(nonce, sealed, head + b"!"), InvalidTag)
    )


def _argon2id() -> bool:
    def derive(passphrase: bytes) -> str:
        kdf = Argon2id(
            salt=b"\x02" * 16,
            length=32,
            iterations=3,
            lanes=4,
            memory_cost=32,
            ad=b"\x04" * 12,
            secret=b"\x03" * 8,
        )
        return kdf.derive(passphrase).hex()

    good, bad = derive(b"\x01" * 32), derive(b"\x01" * 31 + b"\x02")
    return good == vectors.ARGON2ID_KEY != bad


def _word_lists() -> bool:
    zeros = bytes(32)
    for language in LANGUAGES:
        told = words_of(zeros, language)
        first, last = vectors.WORDS_OF_ZEROS[language]
        if told != (first,) * 23 + (last,) or parse(told, language) != zeros:
            return False
        if not _refuses(partial(parse, told[::-1], language)):
            return False
    return True


def _refuses(
    attempt: Callable[[], object],
    expected: type[Exception] | tuple[type[Exception], ...] = MalformedError,
) -> bool:
    try:
        attempt()
    except expected:
        return True
    return False


def _raw(text: str) -> bytes:
    return bytes.fromhex(text)


def _altered(raw: bytes) -> bytes:
    """The same bytes but for the lowest bit of the middle one."""
    middle = len(raw) // 2
    return raw[:middle] + bytes((raw[middle] ^ 1,)) + raw[middle + 1 :]


def _failed(name: str, found: str) -> TrustError:
    return TrustError("self-test", "KEY-16", f"{name}: {found}; nothing is started")


_CHECKS: Final[tuple[tuple[str, Callable[[], bool]], ...]] = (
    ("SHA-256", _sha256),
    ("Ed25519", _ed25519),
    ("ML-DSA-65", _ml_dsa_65),
    ("hybrid signature", _hybrid),
    ("HPKE", _hpke),
    ("ChaCha20-Poly1305", _chacha20_poly1305),
    ("Argon2id", _argon2id),
    ("word lists", _word_lists),
)
