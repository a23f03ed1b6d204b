# SPDX-License-Identifier: Apache-2.0
"""A slow or hostile sender holds up nobody: only whole requests take a thread."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from comity.site import front
from comity.site.front import BODY_BYTES_MAX, PAPER_BYTES_MAX, Front

Start = Callable[[str, list[tuple[str, str]]], None]


def _echo(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    start("200 OK", [("X-Path", environ["PATH_INFO"]), ("X-From", environ["REMOTE_ADDR"])])
    return [environ["REQUEST_METHOD"].encode(), b" ", body]


def _scope(method: str = "POST", path: str = "/sign-in") -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"next=%2F",
        "http_version": "1.1",
        "headers": [(b"host", b"127.0.0.1")],
        "client": ("192.0.2.1", 5),
        "server": ("127.0.0.1", 8451),
    }


class _Caller:
    """Sends the parts it has, then waits for ever, as a slow sender does."""

    def __init__(self, *parts: bytes, whole: bool = True) -> None:
        self._parts = list(parts)
        self._whole = whole
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.content = b""

    async def receive(self) -> dict[str, Any]:
        if not self._parts:
            if not self._whole:
                await asyncio.Event().wait()
            return {"type": "http.request", "body": b"", "more_body": False}
        part = self._parts.pop(0)
        more = bool(self._parts) or not self._whole
        return {"type": "http.request", "body": part, "more_body": more}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.content += message["body"]


def test_a_whole_request_is_answered_by_the_application() -> None:
    caller = _Caller(b"sign_in=", b"kr-dg")
    asyncio.run(Front(_echo, 2)(_scope(), caller.receive, caller.send))

    assert (caller.status, caller.content) == (200, b"POST sign_in=kr-dg")
    assert caller.headers[b"x-path"] == b"/sign-in"
    assert caller.headers[b"x-from"] == b"192.0.2.1"


def test_a_head_is_answered_without_content() -> None:
    caller = _Caller()
    asyncio.run(Front(_echo, 1)(_scope("HEAD"), caller.receive, caller.send))
    assert (caller.status, caller.content) == (200, b"")


def test_slow_senders_hold_up_nobody() -> None:
    async def play() -> _Caller:
        app = Front(_echo, 2)
        slow = [_Caller(b"12", whole=False) for _ in range(40)]
        waiting = [asyncio.create_task(app(_scope(), one.receive, one.send)) for one in slow]
        await asyncio.sleep(0)
        quick = _Caller()
        async with asyncio.timeout(10):
            await app(_scope("GET"), quick.receive, quick.send)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert app._buffered == 0
        return quick

    assert asyncio.run(play()).status == 200


def test_the_form_of_a_paper_alone_takes_a_whole_document() -> None:
    def status(path: str, *parts: bytes) -> int:
        caller = _Caller(*parts)
        app = Front(_echo, 1)
        asyncio.run(app(_scope(path=path), caller.receive, caller.send))
        return caller.status

    large, paper = b"x" * (BODY_BYTES_MAX + 1), "/dialogues/abc/meetings/round-1/paper"
    assert status(paper, large) == 200
    assert status("/sign-in", large) == 413
    assert status(f"{paper}/more", large) == 413
    assert status(paper, b"x" * PAPER_BYTES_MAX, b"x") == 413


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (_Caller(b"12", whole=False), 408),
        (_Caller(b"x" * BODY_BYTES_MAX, b"x"), 413),
    ],
)
def test_what_is_too_slow_or_too_large_is_said_in_words(
    caller: _Caller, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "BODY_S_MAX", 0.05)
    app = Front(_echo, 1)
    asyncio.run(app(_scope(), caller.receive, caller.send))
    assert caller.status == status
    assert b"Nothing was done" in caller.content
    assert app._buffered == 0


def test_all_bodies_together_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "BUFFER_BYTES_MAX", 10)
    caller = _Caller(b"x" * 11)
    asyncio.run(Front(_echo, 1)(_scope(), caller.receive, caller.send))
    assert caller.status == 503
