# SPDX-License-Identifier: Apache-2.0
"""Hears every byte that two served nodes say to each other, inside the TLS of their line.

Each node is reached through a tap that has its certificate and key: so the tap sees what the node
itself sees, sealed transfers, and hands all of it on unchanged.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from comity.assembly.record import assemble
from comity.config import read_config
from comity.exchange.roads.https_words import ALPN
from tests.journey.cli.hands import PASSPHRASE
from tests.journey.scenario.capitals import Capitals
from tests.journey.scenario.steps import Party

_CHUNK = 65_536
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class Tap:
    """Stands before one node.

    Args:
        party: whose node.
        place: where others reach it.

    Attributes:
        heard: every message there with its answer, as HTTP.
    """

    def __init__(self, party: Party, place: str) -> None:
        self.party: Party = party
        self.heard: list[tuple[bytes, bytes]] = []
        host, _, port = place.rpartition(":")
        self._listener = socket.create_server((host, int(port)))
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def open(self, capitals: Capitals, folder: Path) -> None:
        """Hand on to the node, which listens by now, or soon."""
        config = read_config(capitals.hands[self.party].node)
        here = assemble(config, PASSPHRASE)
        assert here.keys is not None
        assert here.keys.tls is not None
        pem = folder / f"{self.party}.pem"
        pem.write_text(here.keys.tls.key_pem + here.keys.tls.certificate_pem, "ascii")
        here.close()
        caller = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        caller.load_cert_chain(pem)
        caller.set_alpn_protocols([ALPN])
        callee = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        callee.check_hostname = False
        callee.verify_mode = ssl.CERT_NONE
        callee.set_alpn_protocols([ALPN])
        pem.unlink()
        self._start(self._accept, caller, callee, capitals.listens[self.party])

    def close(self) -> None:
        """Hear no more."""
        for one in (self._listener, *self._sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            with suppress(OSError):
                one.close()
        for thread in self._threads:
            thread.join(10)

    def transfers(self, other: Party) -> Iterator[tuple[Party, bytes]]:
        """Every transfer that was asked here or answered, with its receiver."""
        for asked, answered in self.heard:
            for receiver, said in ((self.party, asked), (other, answered)):
                body = said.partition(b"\r\n\r\n")[2]
                if body:
                    yield receiver, body

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]  # any of ours
        self._threads.append(thread)
        thread.start()

    def _accept(self, caller: ssl.SSLContext, callee: ssl.SSLContext, place: str) -> None:
        host, _, port = place.rpartition(":")
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection((host, int(port)))
            except OSError:  # the node does not listen yet: the caller tries again
                near.close()
                continue
            self._start(self._serve, caller, callee, near, far)

    def _serve(
        self, caller: ssl.SSLContext, callee: ssl.SSLContext, near: socket.socket,
        far: socket.socket,
    ) -> None:  # fmt: skip
        try:
            inside = caller.wrap_socket(near, server_side=True)
            outside = callee.wrap_socket(far)
        except OSError:  # a caller that only looked whether somebody listens
            near.close()
            far.close()
            return
        self._sockets += [inside, outside]
        # One after the other, in one thread: a TLS connection bears no two at once.
        with suppress(OSError), inside, outside:
            while asked := _message(inside):
                outside.sendall(asked)
                answered = _message(outside)
                if not answered:  # the node has closed a line that was idle: so does the tap
                    break
                self.heard.append((asked, answered))
                inside.sendall(answered)


def _message(source: ssl.SSLSocket) -> bytes:
    """The next HTTP message of a stated length; nothing once the other end has closed."""
    said = b""
    while (length := _whole(said)) is None or len(said) < length:
        chunk = source.recv(_CHUNK)
        if not chunk:
            return b""
        said += chunk
    return said


def _whole(said: bytes) -> int | None:
    """How long a message is, once its head is here."""
    head, end, _ = said.partition(b"\r\n\r\n")
    if not end:
        return None
    assert b"chunked" not in head.lower()
    found = _LENGTH.search(head)
    return len(head) + len(end) + (int(found[1]) if found else 0)
