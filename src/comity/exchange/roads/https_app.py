# SPDX-License-Identifier: Apache-2.0
"""What the HTTPS road answers: a pouch for a pouch, and nothing to anybody else.

A stranger learns that a node is here and no more: no reason is given for a refusal. A slow
caller holds a place in memory, never a thread; threads do only what is whole.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from comity.core.errors import ComityError, UnavailableError
from comity.exchange.pouch import POUCH_BYTES_MAX
from comity.exchange.roads.https_words import HEALTH_PATH, POUCH_PATH, POUCH_TYPE

__all__ = ["Handle", "PouchApp"]

Handle: TypeAlias = Callable[[bytes], bytes | None]
"""Takes a pouch as it came, gives the pouch that answers it, or None. It may be called from
several threads at once, and may raise any error of Comity."""

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

HELD_BYTES_MAX: Final = 4 * POUCH_BYTES_MAX
"""Bytes of all pouches that are arriving or being handled; one more is told to wait."""
THREADS: Final = 4
"""Threads that handle pouches at once."""
HANDLED_MAX: Final = 64
"""Pouches being handled or waiting for a thread; one more is told to wait."""
SILENCE_S_MAX: Final = 20
"""Seconds without a byte of a body that is not whole."""
WHOLE_S_MAX: Final = 900
"""Seconds for a whole body: 64 MiB over 0.6 Mbit/s."""
RETRY_AFTER_S: Final = 5

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
        stopping: of the running loop; once done, whoever is still sending is told to try later.
    """

    handle: Handle
    stopping: asyncio.Future[None]
    _threads: asyncio.Semaphore = field(
        init=False, default_factory=lambda: asyncio.Semaphore(THREADS)
    )
    _held: int = field(init=False, default=0)
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
        stated = headers.get(b"content-length", b"0")
        if not stated.isdigit() or int(stated[:20]) > POUCH_BYTES_MAX:
            raise _Refusal(413)
        raw = bytearray()
        try:
            async with asyncio.timeout(WHOLE_S_MAX):
                await self._read(receive, raw)
            return await self._handle_in_thread(bytes(raw))
        except TimeoutError:
            raise _Refusal(408) from None
        finally:
            self._held -= len(raw)

    async def _read(self, receive: Receive, raw: bytearray) -> None:
        """The body into `raw`, counted among all that is held while it comes."""
        more = True
        while more:
            message = await self._next(receive)
            if message["type"] != "http.request":
                raise _GoneError
            chunk = message.get("body", b"")
            more = message.get("more_body", False)
            if len(raw) + len(chunk) > POUCH_BYTES_MAX:
                raise _Refusal(413)
            if self._held + len(chunk) > HELD_BYTES_MAX:
                raise _busy()
            raw += chunk
            self._held += len(chunk)

    async def _next(self, receive: Receive) -> Message:
        """The next message of the caller, unless it is silent for too long or we stop."""
        coming = asyncio.ensure_future(receive())
        try:
            await asyncio.wait(
                (coming, self.stopping),
                timeout=SILENCE_S_MAX,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if coming.done():
                return coming.result()
        finally:
            coming.cancel()
        raise _busy() if self.stopping.done() else _Refusal(408)

    async def _handle_in_thread(self, raw: bytes) -> bytes | None:
        if self._handled == HANDLED_MAX:
            raise _busy()
        self._handled += 1
        try:
            async with self._threads:
                return await _in_thread(self.handle, raw)
        except UnavailableError as error:
            raise _busy(error.retry_after_s) from None
        except ComityError as error:
            # The reason is for our own people; whoever sent this may be anybody.
            _LOG.info("pouch refused: %s", error)
            raise _Refusal(400) from None
        except Exception:  # noqa: BLE001 - a bug of ours must not stop the server
            _LOG.exception("a pouch could not be handled")
            raise _Refusal(500) from None
        finally:
            self._handled -= 1


async def _in_thread(handle: Handle, raw: bytes) -> bytes | None:
    """What `handle` gives or raises, called in a thread that does not hold up the end of the
    process: what it leaves undone a crash might have left undone too.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bytes | None] = loop.create_future()

    def finish(answer: bytes | None, error: Exception | None) -> None:
        if done.done():
            return  # nobody waits any more
        if error is None:
            done.set_result(answer)
        else:
            done.set_exception(error)

    def work() -> None:
        answer, failed = None, None
        try:
            answer = handle(raw)
        except Exception as error:  # noqa: BLE001 - raised again where it is awaited
            failed = error
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(finish, answer, failed)

    threading.Thread(target=work, name="pouch", daemon=True).start()
    return await done


async def _respond(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b""
) -> None:
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode("ascii"))]  # noqa: PLR2004 - no content, no length
    await send({"type": "http.response.start", "status": status, "headers": headers + length})
    await send({"type": "http.response.body", "body": body})
