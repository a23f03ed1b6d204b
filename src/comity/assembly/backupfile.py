# SPDX-License-Identifier: Apache-2.0
"""The form of a backup: two readable lines, then chunks sealed under a passphrase (HOME-80).

Argon2id makes the file key, as for key files; the chunks are those of a pouch (STREAM, as in age),
under a key that serves this header alone. A chunk cut off, moved, doubled or altered does not open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.core.encoding import encode, read
from comity.core.errors import ConfigError, MalformedError, TrustError
from comity.core.ids import Code, Digest, b64, unb64
from comity.exchange.chunks import CHUNK_BYTES, SEALED_CHUNK_BYTES, chunk_nonce
from comity.keys.keyfile import Cost, file_key
from comity.ports import Chance

__all__ = ["VERSION", "BackupHead", "new_head", "opened", "read_head", "sealed"]

VERSION: Final = 1
HEAD_BYTES_MAX: Final = 4_096
"""Bytes of both lines together."""
_SALT_BYTES: Final = 32
_KEY_BYTES: Final = 32
_FIRST_LINE: Final = re.compile(rb"comity-backup ([1-9][0-9]{0,5})\n")
_INFO: Final = b"comity/1 backup"


class BackupHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup says of itself without its passphrase; the seal covers it.

    `root` is the fingerprint of the node's root, `time` UTC ms by its clock.
    """

    argon2id: Cost
    party: Code
    root: Digest
    salt: str
    time: int


def sealed(pieces: Iterable[bytes], passphrase: str, head: BackupHead) -> Iterator[bytes]:
    """The bytes of a backup, piece by piece; without the last nothing of it opens.

    Args:
        pieces: what it holds.
        passphrase: as typed.
        head: with a salt that serves this file alone.
    """
    lines = b"comity-backup %d\n%b\n" % (VERSION, encode(head))
    cipher = ChaCha20Poly1305(_key(lines, head, passphrase))
    yield lines
    waiting, place = bytearray(), 0
    for piece in pieces:
        waiting += piece
        while len(waiting) > CHUNK_BYTES:
            yield cipher.encrypt(chunk_nonce(place, last=False), bytes(waiting[:CHUNK_BYTES]), None)
            del waiting[:CHUNK_BYTES]
            place += 1
    yield cipher.encrypt(chunk_nonce(place, last=True), bytes(waiting), None)


def new_head(party: Code, root: Digest, time: int, chance: Chance, cost: Cost) -> BackupHead:
    """The head of a new backup, with a salt of its own."""
    return BackupHead(cost, party, root, b64(chance.take(_SALT_BYTES)), time)


def read_head(file: BinaryIO) -> tuple[bytes, BackupHead]:
    """Both lines of a backup as they stand, and what they say: not proved yet.

    Raises:
        MalformedError: ``backup/foreign`` if it is no backup; ``backup/damaged``.
        ConfigError: ``backup/version`` if a newer Comity wrote it. Rule: HOME-81.
    """
    line = file.readline(HEAD_BYTES_MAX)
    first = _FIRST_LINE.fullmatch(line)
    if first is None:
        raise MalformedError("backup/foreign", "HOME-81", "not a backup of Comity")
    if int(first[1]) > VERSION:
        raise ConfigError(
            "backup/version", "HOME-81", f"written by a newer Comity (version {int(first[1])})"
        )
    second = file.readline(HEAD_BYTES_MAX)
    try:
        head = read(second.removesuffix(b"\n"), BackupHead, HEAD_BYTES_MAX)
    except MalformedError:
        raise _damaged() from None
    return line + second, head


def opened(file: BinaryIO, lines: bytes, head: BackupHead, passphrase: str) -> Iterator[bytes]:
    """The chunks of a backup behind its head; only when the last has come is it whole.

    Raises:
        TrustError: ``backup/passphrase`` if the first chunk does not open.
        MalformedError: ``backup/damaged`` if a later one does not, or the end is missing;
            ``key-file/cost`` if the head demands more than the limits. Rule: HOME-81.
    """
    cipher = ChaCha20Poly1305(_key(lines, head, passphrase))
    place, chunk = 0, file.read(SEALED_CHUNK_BYTES)
    while True:
        following = file.read(SEALED_CHUNK_BYTES)
        try:
            text = cipher.decrypt(chunk_nonce(place, last=not following), chunk, None)
        except InvalidTag:
            if place or _opens(cipher, chunk, last=bool(following)):
                raise _damaged() from None
            raise TrustError(
                "backup/passphrase", "HOME-81", "it does not open with this passphrase"
            ) from None
        yield text
        if not following:
            return
        place, chunk = place + 1, following


def _opens(cipher: ChaCha20Poly1305, chunk: bytes, *, last: bool) -> bool:
    """Whether a first chunk opens, only not as the last one, or not as one that others follow."""
    try:
        cipher.decrypt(chunk_nonce(0, last=last), chunk, None)
    except InvalidTag:
        return False
    return True


def _key(lines: bytes, head: BackupHead, passphrase: str) -> bytes:
    """The key of the chunks: it serves these very lines alone."""
    made = file_key(passphrase, unb64(head.salt, _SALT_BYTES), head.argon2id)
    return HKDF(SHA256(), _KEY_BYTES, salt=lines, info=_INFO).derive(made)


def _damaged() -> MalformedError:
    return MalformedError(
        "backup/damaged", "HOME-81", "the backup is cut, altered or has something added"
    )
