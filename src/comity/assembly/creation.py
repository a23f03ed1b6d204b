# SPDX-License-Identifier: Apache-2.0
"""Create a node in an empty folder: settings, keys, card, an empty record."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from comity.assembly.world import SystemChance, SystemClock
from comity.config import FILE_NAME, Config, Plan, read_config, write_config
from comity.core.encoding import encode
from comity.core.errors import ConfigError
from comity.core.ids import Digest
from comity.keys.cards import issue_card
from comity.keys.keyfile import check_passphrase
from comity.keys.keyring import WorkingKeys, write_root, write_working
from comity.keys.keysets import make_sealing_secrets, make_signing_keys
from comity.keys.roots import issue_credentials, make_root, sign_root
from comity.keys.selftest import run_self_test
from comity.keys.signer import UnlockedSigner
from comity.keys.tls import make_certificate
from comity.store.sqlite import SqliteRecords

__all__ = ["create_node", "furnish", "new_folder"]

CREDENTIALS_DAYS: Final = 366
"""How long new credentials are said to last; only warnings hang on it (KEY-8)."""
CERTIFICATE_DAYS: Final = 3_660
"""TLS is cover and its certificate is pinned by the card, so it is long-lived."""
_DAY_MS: Final = 86_400_000


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder to work in, which bears the name only once the block has ended well.

    Whatever happens inside, nothing half made stays and nothing of it is taken for a node.

    Args:
        folder: absent or empty.

    Raises:
        ConfigError: ``init/not-empty`` if something is in the folder: nothing is changed then.
    """
    folder = folder.absolute()
    _check_empty(folder)
    draft = _workplace(folder)
    draft.mkdir(mode=0o700, parents=True)
    try:
        yield draft
        _check_empty(folder, draft)
        _give_name(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _check_empty(folder: Path, draft: Path | None = None) -> None:
    if folder.is_dir() and not set(folder.iterdir()) - {draft}:
        return
    if folder.exists():
        raise ConfigError("init/not-empty", "CONFIG-3", f"{folder} is not empty: nothing changed")


def _workplace(folder: Path) -> Path:
    """Beside the folder; inside where nothing may be made beside it, as on a mounted disk."""
    inside = folder.is_dir() and not os.access(folder.parent, os.W_OK)
    return (folder if inside else folder.parent) / f".{folder.name}.{os.getpid()}.new"


def _give_name(draft: Path, folder: Path) -> None:
    try:
        draft.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        # A folder that can't be replaced, as a mounted one: its settings, which make it a node,
        # come last.
        for path in sorted(draft.iterdir(), key=lambda one: one.name == FILE_NAME):
            path.rename(folder / path.name)


def create_node(
    folder: Path, plan: Plan, passphrase: str, root_passphrase: str
) -> tuple[Config, Digest]:
    """The settings of a new node and the fingerprint of its root; all of it is on disk.

    Args:
        folder: absent or empty.
        plan: its party, where it listens, how peers reach it, and its desk.
        passphrase: of the working keys, 8 to 1,024 code points.
        root_passphrase: of the root keys, likewise; better another one.

    Raises:
        ConfigError: ``passphrase-length``, ``init/not-empty`` if something is in the folder:
            nothing is changed then; as the writers of files.
    """
    run_self_test()
    check_passphrase(passphrase)
    check_passphrase(root_passphrase)
    with new_folder(folder) as draft:
        fingerprint = furnish(draft, plan, passphrase, root_passphrase)
    return read_config(folder), fingerprint


def furnish(folder: Path, plan: Plan, passphrase: str, root_passphrase: str) -> Digest:
    """The fingerprint of the root of a node that is now in the folder, which was empty.

    As `create_node`, for whoever has more to put into a `new_folder` before it is given its name.
    """
    chance, now = SystemChance(), SystemClock().now_ms()
    root = make_root(chance)
    names = [urlsplit(one).hostname or plan.host for one in plan.addresses] or [plan.host]
    certificate = make_certificate(
        chance, names[0], now - _DAY_MS, now + CERTIFICATE_DAYS * _DAY_MS
    )
    keys = WorkingKeys(make_signing_keys(chance), (make_sealing_secrets(chance),), certificate)
    statement = sign_root(root)
    credentials = issue_credentials(
        root, plan.party, 1, keys.signing.public, now, now + CREDENTIALS_DAYS * _DAY_MS
    )
    card = issue_card(
        UnlockedSigner(keys.signing),
        statement.statement.keyset,
        credentials,
        keys.sealing[0].public,
        list(plan.addresses),
        certificate.digest,
        1,
    )
    config = write_config(folder, plan)
    for inner in (config.working_key.parent, config.marks):
        inner.mkdir(mode=0o700)
    write_root(config.root_key, root, root_passphrase, chance)
    write_working(config.working_key, keys, passphrase, chance)
    config.root_statement.write_bytes(encode(statement))
    config.card.write_bytes(encode(card))
    SqliteRecords(config.record).close()
    return root.fingerprint
