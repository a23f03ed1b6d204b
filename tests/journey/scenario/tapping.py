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
from dataclasses import dataclass, field
from pathlib import Path

from comity.assembly.record import assemble
from comity.config import read_config
from comity.exchange.roads.https_words import ALPN
from tests.journey.cli.hands import PASSPHRASE
from tests.journey.scenario.capitals import Capitals
from tests.journey.scenario.steps import Party

_CHUNK = 65_536
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@dataclass
class Line:
    """One connection: what the caller said, and what was answered."""

    asked: bytearray = field(default_factory=bytearray)
    answered: bytearray = field(default_factory=bytearray)


class Tap:
    """Stands before one node.

    Args:
        party: whose node.
        place: where others reach it.
    """

    def __init__(self, party: Party, place: str) -> None:
        self.party: Party = party
        self.lines: list[Line] = []
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
        for line in self.lines:
            for receiver, said in ((self.party, line.asked), (other, line.answered)):
                yield from ((receiver, body) for body in _bodies(bytes(said)) if body)

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
        line = Line()
        self.lines.append(line)
        self._sockets += [inside, outside]
        self._start(_pass_on, inside, outside, line.asked)
        self._start(_pass_on, outside, inside, line.answered)


def _pass_on(source: ssl.SSLSocket, target: ssl.SSLSocket, said: bytearray) -> None:
    with suppress(OSError):
        while chunk := source.recv(_CHUNK):
            said += chunk
            target.sendall(chunk)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def _bodies(said: bytes) -> Iterator[bytes]:
    """The bodies of the HTTP messages of one direction, each of a stated length."""
    while said:
        head, end, rest = said.partition(b"\r\n\r\n")
        assert end, "no message is cut off"
        found = _LENGTH.search(b"\r\n" + head)
        length = int(found[1]) if found else 0
        assert b"chunked" not in head.lower()
        assert len(rest) >= length, "no message is cut off"
        yield rest[:length]
        said = rest[length:]
