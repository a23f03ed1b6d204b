# SPDX-License-Identifier: Apache-2.0
"""The form of a key file: secrets under a passphrase, as four lines of ASCII.

``comity-key-file 1``, a canonical JSON header, the sealed secrets in base64url, and the SHA-256
of all before it, which tells a damaged file from a wrong passphrase. Argon2id makes the key;
ChaCha20-Poly1305 seals, with the first two lines as associated data. Nothing here reads a disk.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from comity.core.encoding import encode, read
from comity.core.errors import ConfigError, MalformedError, TrustError
from comity.core.ids import b64, unb64
from comity.ports import Chance

Kind = Literal["root", "working"]

VERSION: Final = 1
FILE_BYTES_MAX: Final = 65_536
"""Bytes of a key file; a working file with 16 sealing secrets and a certificate takes 8,000."""
PASSPHRASE_CHARS_MIN: Final = 8
PASSPHRASE_CHARS_MAX: Final = 1_024
"""Code points, asked for when a file is made."""
MEMORY_KIB_MAX: Final = 262_144
PASSES_MAX: Final = 16
LANES_MAX: Final = 16
"""The most that a header may demand of this machine: 256 MiB and some seconds."""

_SALT_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_TAG_BYTES: Final = 16
_CHECK_BYTES: Final = 32
_LINES: Final = 4
_FIRST_LINE: Final = re.compile(rb"comity-key-file ([1-9][0-9]{0,5})")


class Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one guess of the passphrase costs (Argon2id, RFC 9106). Rule: KEY-15.

    The lanes are RFC 9106's own for 64 MiB and three passes. They are part of the derivation:
    a machine with fewer cores computes the same key, only later.
    """

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 4


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    argon2id: Cost
    cipher: Literal["chacha20-poly1305"]
    kind: Kind
    nonce: str
    salt: str


def seal_secrets(kind: Kind, plain: bytes, passphrase: str, chance: Chance, cost: Cost) -> bytes:
    """The bytes of a key file.

    Args:
        kind: what the secrets are.
        plain: canonical bytes of the secrets.
        passphrase: 8 to 1,024 code points; composed (NFC) before use, so that keyboards agree.
        chance: gives salt and nonce.
        cost: of a guess.

    Raises:
        ConfigError: ``passphrase-length``.
        MalformedError: ``key-file/cost`` beyond what a reader accepts. Rule: KEY-15.
    """
    check_passphrase(passphrase)
    _check_cost(cost)
    salt, nonce = chance.take(_SALT_BYTES), chance.take(_NONCE_BYTES)
    header = _Header(
        argon2id=cost, cipher="chacha20-poly1305", kind=kind, nonce=b64(nonce), salt=b64(salt)
    )
    head = b"comity-key-file %d\n%b\n" % (VERSION, encode(header))
    sealed = ChaCha20Poly1305(file_key(passphrase, salt, cost)).encrypt(nonce, plain, head)
    checked = head + b64(sealed).encode("ascii") + b"\n"
    raw = checked + b64(hashlib.sha256(checked).digest()).encode("ascii") + b"\n"
    assert len(raw) <= FILE_BYTES_MAX, "secrets larger than a key file may be"
    return raw


def check_passphrase(passphrase: str) -> None:
    """Nothing, if a new key file may be sealed under the passphrase.

    Raises:
        ConfigError: ``passphrase-length``. Rule: KEY-15.
    """
    if not PASSPHRASE_CHARS_MIN <= len(passphrase) <= PASSPHRASE_CHARS_MAX:
        raise ConfigError(
            "passphrase-length",
            "KEY-15",
            f"a passphrase has {PASSPHRASE_CHARS_MIN} to {PASSPHRASE_CHARS_MAX} characters",
        )


def open_secrets(raw: bytes, kind: Kind, passphrase: str) -> bytes:
    """The secrets of a key file.

    Args:
        raw: untrusted.
        kind: which kind is wanted.
        passphrase: as typed.

    Raises:
        TrustError: ``passphrase`` if it is another one (or the file was forged to look whole).
        MalformedError, ConfigError: as `kind_of`; ``key-file/cost`` if the header demands more
            than the limits, before any work is done.
        ConfigError: ``key-file/kind`` if it holds another kind of keys. Rule: KEY-15.
    """
    head, header, sealed = _parse(raw)
    if header.kind != kind:
        raise ConfigError(
            "key-file/kind", "KEY-15", f"the file holds {header.kind} keys; {kind} keys are wanted"
        )
    _check_cost(header.argon2id)
    nonce = unb64(header.nonce, _NONCE_BYTES)
    key = file_key(passphrase, unb64(header.salt, _SALT_BYTES), header.argon2id)
    try:
        return ChaCha20Poly1305(key).decrypt(nonce, sealed, head)
    except InvalidTag:
        raise TrustError(
            "passphrase", "KEY-15", "the key file does not open with this passphrase"
        ) from None


def kind_of(raw: bytes) -> Kind:
    """Which keys a key file holds, read without its passphrase and therefore not yet proved.

    Raises:
        ConfigError: ``key-file/version`` if a newer Comity wrote it.
        MalformedError: ``key-file/foreign`` if it is no key file; ``key-file/damaged`` if a byte
            is missing, added or changed; ``encoding/…`` on a header of another form. Rule: KEY-15.
    """
    return _parse(raw)[1].kind


def _parse(raw: bytes) -> tuple[bytes, _Header, bytes]:
    """The first two lines as they stand, the header, and the sealed secrets."""
    lines = raw[: FILE_BYTES_MAX + 1].split(b"\n")
    first = _FIRST_LINE.fullmatch(lines[0])
    if first is None:
        raise MalformedError("key-file/foreign", "KEY-15", "not a key file of Comity")
    if int(first[1]) > VERSION:
        raise ConfigError(
            "key-file/version", "KEY-15", f"written by a newer Comity (version {int(first[1])})"
        )
    if len(raw) > FILE_BYTES_MAX or len(lines) != _LINES + 1 or lines[-1]:
        raise _damaged()
    checked = raw[: raw.rindex(b"\n", 0, -1) + 1]
    try:
        expected = unb64(lines[3].decode("ascii"), _CHECK_BYTES)
        body = lines[2].decode("ascii")
        sealed = unb64(body, len(body) * 3 // 4)
    except (UnicodeDecodeError, MalformedError):
        raise _damaged() from None
    if hashlib.sha256(checked).digest() != expected or len(sealed) < _TAG_BYTES:
        raise _damaged()
    header = read(lines[1], _Header, FILE_BYTES_MAX)
    return lines[0] + b"\n" + lines[1] + b"\n", header, sealed


def _check_cost(cost: Cost) -> None:
    lanes_fit = 1 <= cost.lanes <= LANES_MAX
    memory_fits = 8 * cost.lanes <= cost.memory_kib <= MEMORY_KIB_MAX
    if not lanes_fit or not memory_fits or not 1 <= cost.passes <= PASSES_MAX:
        raise MalformedError(
            "key-file/cost",
            "KEY-15",
            f"at most {MEMORY_KIB_MAX} KiB, {PASSES_MAX} passes and {LANES_MAX} lanes; at least"
            " 8 KiB for each lane",
        )


def file_key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The 32 bytes that a passphrase gives under a salt of 32 bytes. Rule: KEY-15.

    Raises:
        MalformedError: ``key-file/cost`` beyond the limits, before any work is done.
    """
    _check_cost(cost)
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    kdf = Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive(typed)


def _damaged() -> MalformedError:
    return MalformedError(
        "key-file/damaged", "KEY-15", "the key file is cut, altered or has something added"
    )
