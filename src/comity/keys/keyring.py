# SPDX-License-Identifier: Apache-2.0
"""Key files on disk: the root's, kept offline, and the node's working keys.

A file is written once, whole or not at all, readable by its owner alone, and never written over:
other keys or another passphrase make another file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from comity.core.encoding import encode, read
from comity.core.errors import ConfigError, MalformedError
from comity.core.ids import b64, unb64
from comity.keys.keyfile import (
    FILE_BYTES_MAX,
    Cost,
    Kind,
    kind_of,
    open_secrets,
    seal_secrets,
)
from comity.keys.keysets import (
    ML_KEM_768_SEED_BYTES,
    SEED_BYTES,
    SealingSecrets,
    SigningKeys,
)
from comity.keys.roots import RootSecrets
from comity.keys.tls import NodeCertificate
from comity.ports import Chance

SEALING_MAX: Final = 16
"""Sealing secrets a working file may hold: a year of monthly ones, and some in hand."""


@dataclass(frozen=True, slots=True)
class WorkingKeys:
    """All secrets of a running node. Rule: KEY-15.

    Args:
        signing: the working keyset.
        sealing: 1 to 16, the newest first: pouches still on their way may be sealed to an older.
        tls: the node's certificate with its key, or None if the node answers no HTTPS itself.
    """

    signing: SigningKeys
    sealing: tuple[SealingSecrets, ...]
    tls: NodeCertificate | None = None


class _Signing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ed25519: str
    ml_dsa_65: str


class _Sealing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    x25519: str
    ml_kem_768: str


class _Tls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    certificate: str
    key: str


class _Root(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    current: _Signing
    next: _Signing


class _Working(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    signing: _Signing
    sealing: tuple[_Sealing, ...]
    tls: _Tls | None


def write_root(
    path: Path, root: RootSecrets, passphrase: str, chance: Chance, cost: Cost | None = None
) -> None:
    """A new root key file, on disk for good when this returns.

    Args:
        path: must not exist; its folder must.
        root: the present and the next root.
        passphrase: 8 to 1,024 code points.
        chance: gives salt and nonce.
        cost: of a guess; None is 64 MiB, 3 passes, 4 lanes.

    Raises:
        ConfigError: ``key-file/exists``, ``key-file/unwritable``, ``passphrase-length``.
            Rule: KEY-15.
    """
    plain = encode(_Root(current=_signing(root.current), next=_signing(root.next)))
    _write_new(path, seal_secrets("root", plain, passphrase, chance, cost or Cost()))


def read_root(path: Path, passphrase: str) -> RootSecrets:
    """The root keys of a file.

    Raises:
        TrustError: ``passphrase`` if it is another one.
        ConfigError: ``key-file/absent``, ``key-file/unreadable``, ``key-file/kind``,
            ``key-file/version``.
        MalformedError: ``key-file/…`` as `open_secrets`. Rule: KEY-15.
    """
    kept = read(_open(path, "root", passphrase), _Root, FILE_BYTES_MAX)
    return RootSecrets(current=_signing_keys(kept.current), next=_signing_keys(kept.next))


def write_working(
    path: Path, keys: WorkingKeys, passphrase: str, chance: Chance, cost: Cost | None = None
) -> None:
    """A new working key file, on disk for good when this returns. As `write_root`."""
    _check_count(len(keys.sealing))
    tls = None
    if keys.tls is not None:
        tls = _Tls(certificate=keys.tls.certificate_pem, key=keys.tls.key_pem)
    plain = encode(
        _Working(
            signing=_signing(keys.signing),
            sealing=tuple(
                _Sealing(x25519=b64(one.x25519_seed), ml_kem_768=b64(one.ml_kem_768_seed))
                for one in keys.sealing
            ),
            tls=tls,
        )
    )
    _write_new(path, seal_secrets("working", plain, passphrase, chance, cost or Cost()))


def read_working(path: Path, passphrase: str) -> WorkingKeys:
    """The working keys of a file. Raises as `read_root`."""
    kept = read(_open(path, "working", passphrase), _Working, FILE_BYTES_MAX)
    _check_count(len(kept.sealing))
    tls = None
    if kept.tls is not None:
        tls = NodeCertificate(certificate_pem=kept.tls.certificate, key_pem=kept.tls.key)
    return WorkingKeys(
        signing=_signing_keys(kept.signing),
        sealing=tuple(
            SealingSecrets(
                x25519_seed=unb64(one.x25519, SEED_BYTES),
                ml_kem_768_seed=unb64(one.ml_kem_768, ML_KEM_768_SEED_BYTES),
            )
            for one in kept.sealing
        ),
        tls=tls,
    )


def kind_at(path: Path) -> Kind:
    """Which keys the file holds, without its passphrase. Raises as `read_root`."""
    return kind_of(_read(path))


def is_private(path: Path) -> bool:
    """Whether nobody but its owner may read or write the file, for the doctor to report.

    Raises:
        ConfigError: ``key-file/absent``.
    """
    try:
        return not path.stat().st_mode & 0o077
    except OSError:
        raise _absent(path) from None


def _open(path: Path, kind: Kind, passphrase: str) -> bytes:
    return open_secrets(_read(path), kind, passphrase)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_BYTES_MAX + 1)
    except FileNotFoundError:
        raise _absent(path) from None
    except OSError as error:
        raise ConfigError("key-file/unreadable", "KEY-15", f"{path}: {error.strerror}") from None


def _write_new(path: Path, raw: bytes) -> None:
    """Make the file appear under its name only when its bytes are on the disk."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            _give_name(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except FileExistsError:
        raise ConfigError(
            "key-file/exists", "KEY-15", f"{path} exists; a key file is never written over"
        ) from None
    except OSError as error:
        raise ConfigError("key-file/unwritable", "KEY-15", f"{path}: {error.strerror}") from None


def _give_name(draft: Path, path: Path) -> None:
    """Link rather than rename: a link never replaces what stands there."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:
        # Memory sticks often know no links. The name is claimed first, then the draft moved
        # over our own empty claim.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
        draft.replace(path)


def _signing(keys: SigningKeys) -> _Signing:
    return _Signing(ed25519=b64(keys.ed25519_seed), ml_dsa_65=b64(keys.ml_dsa_65_seed))


def _signing_keys(kept: _Signing) -> SigningKeys:
    return SigningKeys(
        ed25519_seed=unb64(kept.ed25519, SEED_BYTES),
        ml_dsa_65_seed=unb64(kept.ml_dsa_65, SEED_BYTES),
    )


def _check_count(count: int) -> None:
    if not 1 <= count <= SEALING_MAX:
        raise MalformedError(
            "key-file/sealing", "KEY-15", f"{count} sealing secrets; 1 to {SEALING_MAX} are kept"
        )


def _absent(path: Path) -> ConfigError:
    return ConfigError("key-file/absent", "KEY-15", f"no key file at {path}")
