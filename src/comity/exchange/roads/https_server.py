# SPDX-License-Identifier: Apache-2.0
"""HTTPS as a road, the side that answers: TLS 1.3 under the node's own certificate.

One process: the sockets and TLS are granian's, in native threads; pouches are handled in a few
threads of Python. A supervisor starts it again if it ends.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.server.embed import Server

from comity.core.errors import ConfigError
from comity.exchange.roads.https_app import Handle, PouchApp, Vouch

__all__ = ["HttpsRoad", "Listening"]

CONNECTIONS_MAX: Final = 512
"""Connections at once; each holds a descriptor and little memory."""
HEADER_MS_MAX: Final = 5_000
"""Milliseconds until the head of a request is whole."""
START_S_MAX: Final = 10
STOP_S_MAX: Final = 1
"""Seconds that requests in work are given when the server stops, and then its threads."""

_PROBE_S: Final = 0.02
_THREADS_FOLDER: Final = Path("/proc/self/task")
_MEMORY_FOLDER: Final = Path("/dev/shm")  # noqa: S108 - a private folder is made inside


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to answer, and under which certificate.

    Args:
        host: an IP address of this machine, or 0.0.0.0.
        port: 1 to 65,535.
        certificate_pem: one self-signed certificate; its digest stands on our card.
        key_pem: its private key, PKCS #8, not encrypted.
    """

    host: str
    port: int
    certificate_pem: str
    key_pem: str = field(repr=False)


@dataclass(slots=True)
class HttpsRoad:
    """The server of one node. `run` answers until `stop`, or SIGTERM or SIGINT. Rule: POUCH-13.

    Args:
        handle: called for each pouch that came whole, from several threads.
        vouch: called before, with the beginning of the pouch: who sends it.
        listening: where.
        on_ready: called once when the server answers.
    """

    handle: Handle
    vouch: Vouch
    listening: Listening
    on_ready: Callable[[], None] | None = None
    _loop: asyncio.AbstractEventLoop | None = field(init=False, default=None)
    _stopped: threading.Event = field(init=False, default_factory=threading.Event)
    _stopping: asyncio.Future[None] | None = field(init=False, default=None)

    def run(self) -> None:
        """Answer until told to stop; then requests in work have a second to end.

        Raises:
            ConfigError: ``road/listen`` if the place is taken or can't be had, or
                ``road/certificate`` if certificate and key do not belong together.
        """
        _claim(self.listening)
        before = _native_threads()
        try:
            asyncio.run(self._serve())
        finally:
            _wait_for_native(before)

    def stop(self) -> None:
        """Let `run` return; may be called from any thread, and more than once."""
        self._stopped.set()
        if self._loop is not None and self._stopping is not None:
            with suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(_set, self._stopping)

    async def _serve(self) -> None:
        self._loop = loop = asyncio.get_running_loop()
        self._stopping = stopping = loop.create_future()
        self._heed_signals(loop)
        if self._stopped.is_set():
            return
        app = PouchApp(self.handle, self.vouch, stopping)
        with _key_files(self.listening) as (certificate, key):
            server = _server(app, self.listening, certificate, key)
            serving = asyncio.create_task(server.serve())
            try:
                await self._wait_until_ready(serving)
            except BaseException:
                await _end(server, serving)
                raise
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
        await _end(server, serving)
        app.end()
        if not self._stopped.is_set():
            raise ConfigError("road/listen", "POUCH-13", "the server has ended by itself")

    async def _wait_until_ready(self, serving: asyncio.Task[None]) -> None:
        """Return when a handshake succeeds: by then the key has been read from its file."""
        async with asyncio.timeout(START_S_MAX):
            while not await _answers(self.listening):
                if serving.done():
                    await serving
                    raise ConfigError("road/listen", "POUCH-13", "the server did not start")
                await asyncio.sleep(_PROBE_S)
        if self.on_ready is not None:
            self.on_ready()

    def _heed_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self.stop)


def _native_threads() -> set[int]:
    """The threads of this process that Python has not started; none where they can't be seen."""
    try:
        every = {int(one.name) for one in _THREADS_FOLDER.iterdir()}
    except OSError:
        return set()
    return every - {one.native_id for one in threading.enumerate() if one.native_id is not None}


def _wait_for_native(before: set[int]) -> None:
    """Return when the server's own threads have ended, or don't end.

    They let go of Python's values last of all; one that did so while the interpreter ends would
    abort the process.
    """
    until = time.monotonic() + STOP_S_MAX
    while _native_threads() - before and time.monotonic() < until:
        time.sleep(_PROBE_S)


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


async def _end(server: Server, serving: asyncio.Task[None]) -> None:
    """Let requests in work end, but not for long."""
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait((serving,), timeout=STOP_S_MAX)
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


def _server(app: PouchApp, listening: Listening, certificate: Path, key: Path) -> Server:
    try:
        return Server(
            app,
            address=listening.host,
            port=listening.port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            websockets=False,
            backlog=CONNECTIONS_MAX,
            backpressure=CONNECTIONS_MAX,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_MS_MAX, keep_alive=True),
            log_enabled=False,
            ssl_cert=certificate,
            ssl_key=key,
            ssl_protocol_min=SSLProtocols.tls13,
        )
    except ssl.SSLError as error:
        raise ConfigError(
            "road/certificate", "POUCH-13", f"certificate and key do not serve: {error.reason}"
        ) from None


@contextmanager
def _key_files(listening: Listening) -> Iterator[tuple[Path, Path]]:
    """Certificate and key as files only we can read, in memory where the system allows it.

    The server takes them as files and reads them once; they are gone when it answers.
    """
    parent = _MEMORY_FOLDER if os.access(_MEMORY_FOLDER, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="comity-", dir=parent))
    try:
        certificate, key = folder / "certificate.pem", folder / "key.pem"
        certificate.write_text(listening.certificate_pem, "ascii")
        key.touch(0o600)
        key.write_text(listening.key_pem, "ascii")
        yield certificate, key
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _claim(listening: Listening) -> None:
    """Nothing, if the place is free: the server itself would share it with another process."""
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as claim:
            claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            claim.bind((listening.host, listening.port))
    except OSError as error:
        raise ConfigError(
            "road/listen",
            "POUCH-13",
            f"{listening.host}:{listening.port}: {error.strerror or error}",
        ) from None


async def _answers(listening: Listening) -> bool:
    """Whether a TLS handshake with ourselves succeeds."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listening.host, listening.host)  # noqa: S104
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        _, writer = await asyncio.open_connection(host, listening.port, ssl=context)
    except OSError:
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True
