# SPDX-License-Identifier: Apache-2.0
"""The single steps that the protocol demands, each measured alone: what floors are made of."""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

from bench.figures import percentile, timed
from bench.parties import free_port
from comity.assembly.record import Assembled
from comity.core import hashing
from comity.core.ids import Digest
from comity.core.signing import HybridVerifier, message
from comity.exchange.chunks import CHUNK_BYTES, open_chunks, payload_key, seal_chunks
from comity.exchange.header import INFO
from comity.exchange.roads.https_client import post_pouch
from comity.exchange.roads.https_server import HttpsRoad, Listening

__all__ = ["Steps", "measure_steps"]

_TIMES = 100


@dataclass(frozen=True, slots=True)
class Steps:
    """Median seconds of each step, and the sums that serve as floors."""

    sign_s: float
    verify_s: float
    wrap_s: float
    unwrap_s: float
    chunk_s: float
    sync_db_s: float
    sync_file_s: float
    road_s: float

    @property
    def sign_entry_s(self) -> float:
        """Signing one entry: written ahead with its body, mark and its folder, signed, stored."""
        return self.sign_s + 2 * self.sync_db_s + 2 * self.sync_file_s

    @property
    def there_s(self) -> float:
        """One entry from A to B's disk.

        A signs entry and manifest, wraps and seals, and syncs the number of its pouch; B unwraps
        and opens, verifies manifest and entry, and syncs what came.
        """
        sealing = self.wrap_s + self.unwrap_s + self.chunk_s
        return self.sign_entry_s + self.sign_s + 2 * self.verify_s + sealing + 2 * self.sync_db_s

    @property
    def there_note(self) -> str:
        """What `there_s` is made of."""
        return "2 signatures, 2 verifications, 1 sealed pouch, 4 database and 2 file syncs; no TLS"

    @property
    def cross_s(self) -> float:
        """One entry from A to B and B's answer back at A.

        A signs entry and manifest, B the manifest of its answer; B verifies entry and manifest,
        A the answer's; each pouch is wrapped, unwrapped, sealed and opened; A syncs the number
        of its pouch, B what came and the number of its answer, A the receipt.
        """
        signatures = 2 * self.sign_s + 3 * self.verify_s
        sealing = 2 * (self.wrap_s + self.unwrap_s + self.chunk_s)
        return self.sign_entry_s + signatures + sealing + 4 * self.sync_db_s

    @property
    def cross_note(self) -> str:
        """What `cross_s` is made of."""
        return (
            "3 signatures, 3 verifications, 2 sealed pouches, 6 database and 2 file syncs; no TLS"
        )


def measure_steps(node: Assembled, folder: Path) -> Steps:
    """The steps on this machine, in this folder, now."""
    keys = node.keys
    assert keys is not None
    assert keys.tls is not None
    digest = hashing.digest(hashing.ENTRY, b"step")
    signature = keys.signing.sign(hashing.ENTRY, digest)
    public = keys.signing.public
    text = message(hashing.ENTRY, public.id, digest)
    verifier = HybridVerifier()
    sealer = node.correspondence.sealer
    sealing = keys.sealing[0].public
    file_key = secrets.token_bytes(32)
    wrapped = sealer.wrap(sealing, INFO, file_key)
    key = payload_key(file_key, digest)
    content = bytes(CHUNK_BYTES)

    def chunk() -> None:
        list(open_chunks(key, memoryview(b"".join(seal_chunks(key, content)))))

    return Steps(
        sign_s=_median(lambda: keys.signing.sign(hashing.ENTRY, digest)),
        verify_s=_median(lambda: verifier.verify(public, text, signature)),
        wrap_s=_median(lambda: sealer.wrap(sealing, INFO, file_key)),
        unwrap_s=_median(lambda: sealer.unwrap(Digest(sealing.id), INFO, wrapped)),
        chunk_s=_median(chunk),
        sync_db_s=_database_sync(folder),
        sync_file_s=_file_sync(folder),
        road_s=_road(keys.tls.certificate_pem, keys.tls.key_pem, keys.tls.digest),
    )


def _median(call: object) -> float:
    assert callable(call)
    return percentile(timed(call, _TIMES).wall_s, 0.5)


def _database_sync(folder: Path) -> float:
    """One row of 500 bytes in a transaction of its own, synchronous=FULL, WAL."""
    connection = sqlite3.connect(folder / "sync.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE row (raw BLOB)")
    row = bytes(500)
    median = _median(lambda: connection.execute("INSERT INTO row VALUES (?)", (row,)))
    connection.close()
    return median


def _file_sync(folder: Path) -> float:
    """A small file written and synced."""

    def write() -> None:
        with (folder / "sync").open("wb") as file:
            file.write(b"mark")
            file.flush()
            os.fsync(file.fileno())

    return _median(write)


def _anybody(_front: bytes, _pouch_bytes: int) -> Digest:
    """Each caller is another peer, so that none calls too often."""
    return Digest(secrets.token_urlsafe(32))


def _road(certificate: str, key: str, digest: str) -> float:
    """A pouch of the least size there and back, nobody opening it: TLS and HTTP alone."""
    port, ready = free_port(), threading.Event()
    raw = secrets.token_bytes(CHUNK_BYTES)
    listening = Listening("127.0.0.1", port, certificate, key)
    road = HttpsRoad(lambda pouch: pouch, _anybody, listening, ready.set)
    thread = threading.Thread(target=road.run)
    thread.start()
    try:
        assert ready.wait(20)
        return _median(lambda: post_pouch(f"https://127.0.0.1:{port}", digest, raw))
    finally:
        road.stop()
        thread.join()
