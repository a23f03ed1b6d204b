# SPDX-License-Identifier: Apache-2.0
"""What the HTTPS road answers: a pouch for a pouch, and nothing to anybody else.

A stranger learns that a node is here and no more: no reason is given for a refusal. A slow
caller holds a place in memory, never a thread; threads do only what is whole. Until the beginning
of a pouch shows its sender, a caller is given little room and little time (POUCH-10).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from comity.core.errors import ComityError, UnavailableError
from comity.core.ids import Digest
from comity.exchange.pouch import FRONT_BYTES_MAX, POUCH_BYTES_MAX
from comity.exchange.roads.https_rooms import RETRY_AFTER_S, Guest, Rooms
from comity.exchange.roads.https_threads import WorkThreads
from comity.exchange.roads.https_words import HEALTH_PATH, POUCH_PATH, POUCH_TYPE

__all__ = ["Handle", "PouchApp", "Vouch"]

Handle: TypeAlias = Callable[[bytes], bytes | None]
"""Takes a pouch as it came, gives the pouch that answers it, or None. It may be called from
several threads at once, and may raise any error of Comity."""

Vouch: TypeAlias = Callable[[bytes, int], Digest]
"""Takes the beginning of a pouch and the length of the whole, gives the root fingerprint of its
verified sender. It may be called from several threads at once, and may raise any error of Comity:
then nothing more is read."""

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
T = TypeVar("T")

THREADS: Final = 4
"""Threads that handle pouches at once."""
HANDLED_MAX: Final = 64
"""Pouches being handled or waiting for a thread; one more is told to wait."""
SILENCE_S_MAX: Final = 20
"""Seconds without a byte of a body that is not whole."""
FRONT_S_MAX: Final = 20
"""Seconds until the beginning of a pouch, at most 200,769 bytes, shows who has sent it."""
WHOLE_S_MAX: Final = 900
"""Seconds for a whole body: 64 MiB over 0.6 Mbit/s."""

_LOG: Final = logging.getLogger("comity.exchange")


class _Refusal(Exception):  # noqa: N818 - a turn of the conversation, not a fault of ours
    """What is answered instead of a pouch."""

    def __init__(self, status: int, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers


class _GoneError(Exception):
    """The caller has gone."""


def _busy(retry_after_s: int = RETRY_AFTER_S) -> _Refusal:
    return _Refusal(503, (b"retry-after", str(retry_after_s).encode("ascii")))


@dataclass(slots=True)
class PouchApp:
    """An ASGI application of one endpoint, `POST /pouch`, and `GET /health`. Rule: POUCH-13.

    Args:
        handle: opens, applies and answers.
        vouch: tells who sends, from the beginning of a pouch.
        stopping: of the running loop; once done, whoever is still sending is told to try later.
    """

    handle: Handle
    vouch: Vouch
    stopping: asyncio.Future[None]
    _threads: asyncio.Semaphore = field(
        init=False, default_factory=lambda: asyncio.Semaphore(THREADS)
    )
    _workers: WorkThreads = field(init=False, default_factory=lambda: WorkThreads(2 * THREADS))
    _vouching: asyncio.Semaphore = field(
        init=False, default_factory=lambda: asyncio.Semaphore(THREADS)
    )
    _rooms: Rooms = field(init=False, default_factory=Rooms)
    _handled: int = field(init=False, default=0)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; nothing but pouches carries content."""
        if scope["type"] != "http":
            return
        try:
            answer = await self._answer(scope, receive)
        except _GoneError:
            return
        except _Refusal as refusal:
            await _respond(send, refusal.status, list(refusal.headers))
            return
        if answer is None:
            await _respond(send, 204, [])
        else:
            await _respond(send, 200, [(b"content-type", POUCH_TYPE.encode("ascii"))], answer)

    def end(self) -> None:
        """Let the threads end; no request comes any more."""
        self._workers.end()

    async def _answer(self, scope: Message, receive: Receive) -> bytes | None:
        method, path = scope["method"], scope["path"]
        if path == HEALTH_PATH:
            if method not in {"GET", "HEAD"}:
                raise _Refusal(405, (b"allow", b"GET"))
            return None
        if path != POUCH_PATH:
            raise _Refusal(404)
        if method != "POST":
            raise _Refusal(405, (b"allow", b"POST"))
        headers = {name.lower(): value for name, value in scope["headers"]}
        if headers.get(b"content-type") != POUCH_TYPE.encode("ascii"):
            raise _Refusal(415)
        stated = headers.get(b"content-length")
        if stated is None:
            raise _Refusal(411)
        if not stated.isdigit() or int(stated[:20]) > POUCH_BYTES_MAX:
            raise _Refusal(413)
        return await self._take(receive, int(stated))

    async def _take(self, receive: Receive, size: int) -> bytes | None:
        """The answer to a pouch, read no further than its sender is known to be a peer."""
        gone = asyncio.get_running_loop().create_future()
        guest = Guest(lambda: _set(gone))
        body = _Body(receive, guest, (self.stopping, gone))
        self._rooms.enter(guest)
        try:
            async with asyncio.timeout(FRONT_S_MAX):
                await body.read(self._rooms, FRONT_BYTES_MAX)
            self._rooms.stay(guest)
            front = bytes(body.raw[:FRONT_BYTES_MAX])
            sender = await self._judged(self._vouching, lambda: self.vouch(front, size))
            self._rooms.know(guest, sender)
            async with asyncio.timeout(WHOLE_S_MAX):
                await body.read(self._rooms, POUCH_BYTES_MAX)
            return await self._handle(bytes(body.raw))
        except TimeoutError:
            raise _Refusal(408) from None
        except UnavailableError as error:
            raise _busy(error.retry_after_s) from None
        finally:
            self._rooms.leave(guest)

    async def _handle(self, raw: bytes) -> bytes | None:
        if self._handled == HANDLED_MAX:
            raise _busy()
        self._handled += 1
        try:
            return await self._judged(self._threads, lambda: self.handle(raw))
        finally:
            self._handled -= 1

    async def _judged(self, threads: asyncio.Semaphore, work: Callable[[], T]) -> T:
        """What the work gives, done in a thread; a refusal of it tells the caller no reason."""
        try:
            async with threads:
                return await self._workers.do(work)
        except UnavailableError as error:
            raise _busy(error.retry_after_s) from None
        except ComityError as error:
            # The reason is for our own people; whoever sent this may be anybody.
            _LOG.info("pouch refused: %s", error)
            raise _Refusal(400) from None
        except Exception:  # noqa: BLE001 - a bug of ours must not stop the server
            _LOG.exception("a pouch could not be handled")
            raise _Refusal(500) from None


@dataclass(slots=True)
class _Body:
    """A body as far as it has come.

    Args:
        receive: gives its next part.
        guest: whose it is.
        ends: once one of them is done, the caller is told to try later.
    """

    receive: Receive
    guest: Guest
    ends: tuple[asyncio.Future[None], ...]
    raw: bytearray = field(init=False, default_factory=bytearray)
    whole: bool = field(init=False, default=False)

    async def read(self, rooms: Rooms, bytes_min: int) -> None:
        """Read on until so many bytes are here, or all."""
        while not self.whole and len(self.raw) < bytes_min:
            message = await self._next()
            if message["type"] != "http.request":
                raise _GoneError
            chunk = message.get("body", b"")
            self.whole = not message.get("more_body", False)
            if len(self.raw) + len(chunk) > POUCH_BYTES_MAX:
                raise _Refusal(413)
            rooms.hold(self.guest, len(chunk))
            self.raw += chunk

    async def _next(self) -> Message:
        """The next message of the caller, unless it is silent for too long or has to go."""
        coming = asyncio.ensure_future(self.receive())
        try:
            either: list[asyncio.Future[Any]] = [coming, *self.ends]
            await asyncio.wait(either, timeout=SILENCE_S_MAX, return_when=asyncio.FIRST_COMPLETED)
            if any(one.done() for one in self.ends):
                raise _busy()
            if coming.done():
                return coming.result()
        finally:
            coming.cancel()
        raise _Refusal(408)


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


async def _respond(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b""
) -> None:
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode("ascii"))]  # noqa: PLR2004 - no content, no length
    await send({"type": "http.response.start", "status": status, "headers": headers + length})
    await send({"type": "http.response.body", "body": body})
