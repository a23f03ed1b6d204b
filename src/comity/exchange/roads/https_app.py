# SPDX-License-Identifier: Apache-2.0
"""What the HTTPS road answers: a pouch for a pouch, and nothing to anybody else.

A stranger learns that a node is here and no more: no reason is given for a refusal. A slow
caller holds a place in memory, never a thread; threads do only what is whole.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import Executor
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
HANDLED_MAX: Final = 64
"""Pouches waiting for a thread; one more is told to wait."""
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
        threads: where `handle` is called.
    """

    handle: Handle
    threads: Executor
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
            async with asyncio.timeout(SILENCE_S_MAX):
                message = await receive()
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

    async def _handle_in_thread(self, raw: bytes) -> bytes | None:
        if self._handled == HANDLED_MAX:
            raise _busy()
        self._handled += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.threads, self.handle, raw)
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


async def _respond(
    send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b""
) -> None:
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode("ascii"))]  # noqa: PLR2004 - no content, no length
    await send({"type": "http.response.start", "status": status, "headers": headers + length})
    await send({"type": "http.response.body", "body": body})
