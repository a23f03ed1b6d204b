# SPDX-License-Identifier: Apache-2.0
"""What stands before the desk: a request takes one of its few threads only when it is whole.

However slowly strangers send, they hold up an event loop's memory for some seconds and nobody's
work; what is too large, too slow or too much at once is answered here, in plain words.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any, Final, TypeAlias

from asgiref.wsgi import WsgiToAsgiInstance

from comity.exchange.roads.https_threads import WorkThreads

__all__ = ["BODY_BYTES_MAX", "BODY_S_MAX", "BUFFER_BYTES_MAX", "PAPER_BYTES_MAX", "Front"]

BODY_BYTES_MAX: Final = 3 * 1024 * 1024
"""Bytes of one request's body: a little more than Django takes, so that its page says so."""
PAPER_BYTES_MAX: Final = 17 * 1024 * 1024
"""The same of the one form that brings a paper: a document of 16 MiB, and what is said of it."""
PAPER: Final = re.compile(r"/dialogues/[^/]+/meetings/[^/]+/paper")
"""The address of that form."""
BODY_S_MAX: Final = 15
"""Seconds until a body is whole."""
BUFFER_BYTES_MAX: Final = 48 * 1024 * 1024
"""Bytes of all bodies that are on their way at once."""

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_Answer: TypeAlias = tuple[int, list[tuple[bytes, bytes]], bytes]

_PLAIN: Final = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]


class _RefusedError(Exception):
    """A request that is not handed on: its status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class Front:
    """An ASGI application in front of a WSGI one.

    Args:
        application: what answers, in threads.
        threads: how many requests are answered at once.
    """

    application: Application
    threads: int
    _work: WorkThreads = field(init=False)
    _buffered: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._work = WorkThreads(self.threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        body = bytearray()
        try:
            try:
                bound = PAPER_BYTES_MAX if PAPER.fullmatch(scope["path"]) else BODY_BYTES_MAX
                await self._gather(receive, body, bound)
            except _RefusedError as refused:
                answer: _Answer = (refused.status, _PLAIN, _SAID[refused.status])
            else:
                answer = await self._work.do(partial(self._answer, scope, bytes(body)))
        finally:
            self._buffered -= len(body)
        status, headers, content = answer
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _gather(self, receive: Receive, body: bytearray, bound: int) -> None:
        """Every part of the body, within its bounds; `bound` is of its bytes."""
        try:
            async with asyncio.timeout(BODY_S_MAX):
                more = True
                while more:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise _RefusedError(400)
                    part = message.get("body", b"")
                    if self._buffered + len(part) > BUFFER_BYTES_MAX:
                        raise _RefusedError(503)
                    body += part
                    self._buffered += len(part)
                    if len(body) > bound:
                        raise _RefusedError(413)
                    more = message.get("more_body", False)
        except TimeoutError:
            raise _RefusedError(408) from None

    def _answer(self, scope: Scope, body: bytes) -> _Answer:
        """The application's answer, in a thread of its own."""
        bridge = WsgiToAsgiInstance(self.application)  # type: ignore[no-untyped-call]  # untyped
        bridge.scope = scope
        environ: dict[str, Any] = bridge.build_environ(  # type: ignore[no-untyped-call]  # as above
            scope, BytesIO(body)
        )
        environ["CONTENT_LENGTH"] = str(len(body))
        begun: list[tuple[int, list[tuple[bytes, bytes]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> None:
            told = [(name.lower().encode("latin-1"), value.encode("latin-1"))
                    for name, value in headers]  # fmt: skip
            begun[:] = [(int(status.partition(" ")[0]), told)]

        made = self.application(environ, start)
        try:
            content = b"".join(made)
        finally:
            close = getattr(made, "close", None)
            if close is not None:
                close()
        ((code, told),) = begun
        return code, told, b"" if scope["method"] == "HEAD" else content


_SAID: Final = {
    400: b"The request was cut off. Nothing was done.\n",
    408: b"The request took too long to arrive. Nothing was done; send it once more.\n",
    413: b"The request is larger than the desk takes. Nothing was done.\n",
    503: b"Too much is arriving at once. Nothing was done; try again in a minute.\n",
}
"""What is said to who sends no whole request, by status."""
