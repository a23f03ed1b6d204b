# SPDX-License-Identifier: Apache-2.0
"""Writes vectors/signatures, with real keys; make_log_vectors.py writes those of logs with them.

The seeds stand here, so anybody may make the same keys; ML-DSA signatures differ each time. The
bytes to sign come from the reader, never from the product.

    python -m spec.make_signature_vectors
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey

from spec.reader import Json, b64, digest, encode, message, unb64
from spec.run_vectors import VECTORS


class Signer:
    """A keyset with its secrets, made from a name."""

    def __init__(self, name: str) -> None:
        self._ed = Ed25519PrivateKey.from_private_bytes(
            hashlib.sha256(f"{name} ed".encode()).digest()
        )
        self._ml = MLDSA65PrivateKey.from_seed_bytes(hashlib.sha256(f"{name} ml".encode()).digest())
        self.keyset = {
            "ed25519": b64(self._ed.public_key().public_bytes_raw()),
            "ml-dsa-65": b64(self._ml.public_key().public_bytes_raw()),
            "profile": "comity-1",
        }
        self.id = digest("comity/1 keyset", encode(self.keyset))

    def sign(self, data: bytes) -> dict[str, str]:
        """Both halves over the bytes."""
        return {"ed25519": b64(self._ed.sign(data)), "ml-dsa-65": b64(self._ml.sign(data))}

    def signed(self, label: str, thing: Json) -> dict[str, str]:
        """The signature of a thing under its label."""
        return self.sign(message(label, self.id, digest(label, encode(thing))))


def verify(keyset: Json, data: bytes, signature: Json) -> bool:
    """True if both halves verify."""
    try:
        ed = Ed25519PublicKey.from_public_bytes(unb64(keyset["ed25519"], 32))
        ed.verify(unb64(signature["ed25519"], 64), data)
        ml = MLDSA65PublicKey.from_public_bytes(unb64(keyset["ml-dsa-65"], 1952))
        ml.verify(unb64(signature["ml-dsa-65"], 3309), data)
    except (InvalidSignature, ValueError):
        return False
    return True


def write(path: str, value: Json) -> None:
    """Writes one file under vectors."""
    target = VECTORS / f"{path}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(value, indent=1, ensure_ascii=True) + "\n", "utf-8")


def write_signatures() -> None:
    """One file for each way in which a signature can be good or bad."""
    one, two = Signer("one"), Signer("two")
    thing, other = digest("comity/1 body", b"a"), digest("comity/1 body", b"b")
    data = message("comity/1 entry", one.id, thing)
    good, again, others = one.sign(data), one.sign(data), two.sign(data)

    def put(name: str, why: str, signature: Json, **more: Any) -> None:
        vector = {"rule": "ENC-17", "why": why, "keyset": one.keyset, "message": data.hex()}
        verifies = name.startswith("good")
        write(
            f"signatures/{name}", {**vector, **more, "signature": signature, "verifies": verifies}
        )

    def slot(**slots: str) -> Json:
        return {**good, **{name.replace("_", "-"): value for name, value in slots.items()}}

    put("good", "both halves verify", good)
    put("good-again", "a second ML-DSA signature of the same message differs and is as good", again)
    for name, size in (("ed25519", 64), ("ml-dsa-65", 3309)):
        under = name.replace("-", "_")
        put(f"stripped-{name}", "one half is gone", {k: v for k, v in good.items() if k != name})
        put(f"null-{name}", "one half is null", {**good, name: None})
        put(f"empty-{name}", "one half is empty", {**good, name: ""})
        put(f"zeroed-{name}", "one half is zero bytes", {**good, name: b64(bytes(size))})
        put(f"other-{name}", "one half is by another keyset", slot(**{under: others[name]}))
        raw = bytearray(unb64(good[name], size))
        raw[size // 2] ^= 1
        put(f"bit-{name}", "one bit of one half is flipped", {**good, name: b64(bytes(raw))})
        put(f"short-{name}", "one byte too few", {**good, name: b64(unb64(good[name], size)[:-1])})
    swapped = {"ed25519": good["ml-dsa-65"], "ml-dsa-65": good["ed25519"]}
    put("swapped", "the halves stand in each other's place", swapped)
    put("extra-slot", "a third half", {**good, "rsa": good["ed25519"]})
    put("twice-ed25519", "one half twice", {**good, "ml-dsa-65": good["ed25519"]})
    put("other-keyset", "signed by another keyset altogether", others)
    label = message("comity/1 credentials", one.id, thing).hex()
    put("other-label", "a signature of an entry is none of credentials", good, message=label)
    put(
        "other-thing",
        "over another digest",
        good,
        message=message("comity/1 entry", one.id, other).hex(),
    )
    put(
        "other-keyset-id",
        "over another keyset's id",
        good,
        message=message("comity/1 entry", two.id, thing).hex(),
    )
    put("long-message", "one byte more", good, message=(data + b"\0").hex())


if __name__ == "__main__":
    write_signatures()
