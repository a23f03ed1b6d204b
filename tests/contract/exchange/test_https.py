# SPDX-License-Identifier: Apache-2.0
"""The HTTPS road between two real processes: TLS 1.3, pinned certificates, limits, no reasons."""

import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from comity.core.errors import (
    ComityError,
    ConfigError,
    MalformedError,
    TrustError,
    UnavailableError,
)
from comity.exchange.pouch import FRONT_BYTES_MAX, POUCH_BYTES_MAX
from comity.exchange.roads.https_client import HttpsCarrier, parse_address, post_pouch
from comity.exchange.roads.https_server import HttpsRoad, Listening
from comity.keys.tls import NodeCertificate, make_certificate
from tests.contract.exchange.answering import anybody
from tests.unit.exchange.sides import NOT_AFTER, NOT_BEFORE, SeededChance

ANSWERING = Path(__file__).with_name("answering.py")
STOP_S_MAX = 3


def _certificate(seed: int) -> NodeCertificate:
    return make_certificate(SeededChance(seed), "127.0.0.1", NOT_BEFORE, NOT_AFTER)


OURS = _certificate(1)
ANOTHER = _certificate(2)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as claim:
        claim.bind(("127.0.0.1", 0))
        port: int = claim.getsockname()[1]
        return port


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def post(self, pouch: bytes) -> bytes | None:
        return post_pouch(self.address, OURS.digest, pouch)


def _start(folder: Path) -> Running:
    certificate, key, port = folder / "certificate", folder / "key", free_port()
    certificate.write_text(OURS.certificate_pem, "ascii")
    key.write_text(OURS.key_pem, "ascii")
    process = subprocess.Popen(
        [sys.executable, str(ANSWERING), str(port), str(certificate), str(key)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return Running(process, port)


def _stop(running: Running) -> float:
    """Seconds until the server has ended on SIGTERM."""
    began = time.monotonic()
    running.process.terminate()
    assert running.process.wait(20) == 0
    assert running.process.stdout is not None
    running.process.stdout.close()
    return time.monotonic() - began


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all tests of this file."""
    running = _start(tmp_path_factory.mktemp("server"))
    yield running
    _stop(running)


def _context(**versions: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    for name, version in versions.items():
        setattr(context, name, version)
    return context


def _connect(server: Running) -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", server.port), 10)
    return _context().wrap_socket(plain)


def _answer(server: Running, request: bytes) -> bytes:
    """All that the server says to a request before it closes."""
    with _connect(server) as connection:
        connection.sendall(request)
        said = b""
        while chunk := connection.recv(65_536):
            said += chunk
        return said


def test_a_pouch_is_answered_by_a_pouch(server: Running) -> None:
    assert server.post(b"abc") == b"cba"
    assert server.post(b"nothing to say") is None


def test_a_great_pouch_comes_through_whole(server: Running) -> None:
    pouch = bytes(range(256)) * 200_000
    assert server.post(pouch) == pouch[::-1]


Talk: TypeAlias = Callable[[ssl.SSLSocket], None]


@contextmanager
def _impostor(
    folder: Path, certificate: NodeCertificate, talk: Talk, **versions: ssl.TLSVersion
) -> Iterator[str]:
    """The address of a server that is no node of ours: it talks as told to one caller."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    for name, version in versions.items():
        setattr(context, name, version)
    (folder / "c").write_text(certificate.certificate_pem, "ascii")
    (folder / "k").write_text(certificate.key_pem, "ascii")
    context.load_cert_chain(folder / "c", folder / "k")

    def listen() -> None:
        plain, _ = listener.accept()
        with suppress(OSError), plain, context.wrap_socket(plain, server_side=True) as connection:
            talk(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=listen)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(10)
        assert not thread.is_alive()


def test_another_certificate_is_refused_before_a_byte_is_sent(tmp_path: Path) -> None:
    heard = bytearray()

    def listen(connection: ssl.SSLSocket) -> None:
        while chunk := connection.recv(65_536):
            heard.extend(chunk)

    with _impostor(tmp_path, ANOTHER, listen) as address, pytest.raises(TrustError) as caught:
        post_pouch(address, OURS.digest, b"secret")
    assert caught.value.code == "road/certificate"
    assert not heard


def test_a_client_below_tls_1_3_is_refused(server: Running) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 10) as plain:
        context = _context(maximum_version=ssl.TLSVersion.TLSv1_2)
        with pytest.raises(ssl.SSLError, match="protocol version"):
            context.wrap_socket(plain)


def test_a_server_below_tls_1_3_is_refused(tmp_path: Path) -> None:
    old = ssl.TLSVersion.TLSv1_2
    with (
        _impostor(tmp_path, OURS, lambda _: None, maximum_version=old) as address,
        pytest.raises(UnavailableError) as caught,
    ):
        post_pouch(address, OURS.digest, b"x")
    assert caught.value.code == "road/unreachable"


@pytest.mark.parametrize("length", [POUCH_BYTES_MAX + 1, 10**18, 10**4000])
def test_a_body_beyond_the_limit_is_refused_unread(server: Running, length: int) -> None:
    began = time.monotonic()
    said = _answer(server, _head(f"content-length: {length}"))
    assert said.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400"))
    assert time.monotonic() - began < 5


def test_a_body_of_untold_length_is_refused_unread(server: Running) -> None:
    said = _answer(server, _head("transfer-encoding: chunked") + b"3\r\nabc\r\n0\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 411")


def test_a_stranger_is_refused_when_the_beginning_has_come(server: Running) -> None:
    with _connect(server) as connection:
        connection.sendall(_head(f"content-length: {POUCH_BYTES_MAX}"))
        connection.sendall(b"stranger".ljust(FRONT_BYTES_MAX, b"."))
        assert connection.recv(65_536).startswith(b"HTTP/1.1 400")


def test_strangers_who_never_end_keep_no_peer_out(server: Running) -> None:
    """They send much and stop before they can be judged: more of them than there is room for."""
    strangers = [_connect(server) for _ in range(100)]
    try:
        for connection in strangers:
            with suppress(OSError):  # the first have had to give way
                connection.sendall(_head(f"content-length: {POUCH_BYTES_MAX}"))
                connection.sendall(bytes(FRONT_BYTES_MAX - 1_000))
        began = time.monotonic()
        for _ in range(3):
            assert server.post(bytes(150_000)) == bytes(150_000)
        assert time.monotonic() - began < 5
    finally:
        for connection in strangers:
            connection.close()


def _head(*lines: str, first: str = "POST /pouch HTTP/1.1") -> bytes:
    """The head of a request after which the server closes, so that its whole answer is read."""
    kind = "content-type: application/octet-stream"
    all_lines = (first, "host: x", "connection: close", kind, *lines, "", "")
    return "\r\n".join(all_lines).encode("ascii")


@pytest.mark.parametrize(
    ("first", "status"),
    [
        ("GET / HTTP/1.1", b"404"),
        ("GET /pouch HTTP/1.1", b"405"),
        ("PUT /pouch HTTP/1.1", b"405"),
        ("POST /pouch/ HTTP/1.1", b"404"),
        ("POST /health HTTP/1.1", b"405"),
        ("GET /health HTTP/1.1", b"204"),
        ("GET /../etc/passwd HTTP/1.1", b"404"),
    ],
)
def test_nothing_else_is_answered(server: Running, first: str, status: bytes) -> None:
    said = _answer(server, _head("content-length: 0", first=first))
    assert said.startswith(b"HTTP/1.1 " + status)
    assert said.endswith(b"\r\n\r\n"), "no content"


def test_another_type_of_content_is_refused(server: Running) -> None:
    request = _head("content-length: 0").replace(b"application/octet-stream", b"text/plain")
    assert _answer(server, request).startswith(b"HTTP/1.1 415")


def test_a_refused_pouch_gets_no_reason(server: Running) -> None:
    said = _answer(server, _head("content-length: 6") + b"refuse")
    assert said.startswith(b"HTTP/1.1 400")
    assert b"reason" not in said
    assert said.endswith(b"\r\n\r\n"), "no content"


@pytest.mark.parametrize(
    ("pouch", "code", "retry_after_s"),
    [(b"refuse", "road/refused", 60), (b"wait", "road/busy", 17), (b"bug", "road/refused", 60)],
)
def test_the_caller_is_told_when_to_try_again(
    server: Running, pouch: bytes, code: str, retry_after_s: int
) -> None:
    with pytest.raises(UnavailableError) as caught:
        server.post(pouch)
    assert (caught.value.code, caught.value.retry_after_s) == (code, retry_after_s)
    assert server.post(b"abc") == b"cba", "the server goes on"


def test_an_answer_beyond_the_limit_is_not_read(server: Running) -> None:
    with pytest.raises(MalformedError) as caught:
        server.post(b"flood")
    assert caught.value.code == "pouch/size"


def test_slow_callers_hold_up_nobody(server: Running) -> None:
    slow = [_connect(server) for _ in range(40)]
    try:
        for place, connection in enumerate(slow):
            connection.sendall(_head("content-length: 1000") + b"abc" if place % 2 else b"PO")
        began = time.monotonic()
        assert server.post(b"abc") == b"cba"
        assert time.monotonic() - began < 5
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nx: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_peer_that_trickles_is_cut_off(tmp_path: Path, start: bytes) -> None:
    done = threading.Event()

    def trickle(connection: ssl.SSLSocket) -> None:
        connection.sendall(start)
        while not done.wait(0.05):
            connection.sendall(b"y")

    began = time.monotonic()
    with _impostor(tmp_path, OURS, trickle) as address:
        with pytest.raises((UnavailableError, MalformedError)):
            post_pouch(address, OURS.digest, b"x", 0.5)
        done.set()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\nx", "road/answer"),
        (b"HTTP/1.1 302 Found\r\nlocation: https://x/\r\n\r\n", "road/refused"),
        (b"nonsense", "road/unreachable"),
        (
            (
                b"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\n"
                b"content-length: 9\r\n\r\nx"
            ),
            "road/unreachable",
        ),
    ],
)
def test_an_answer_that_is_no_pouch_is_refused(tmp_path: Path, answer: bytes, code: str) -> None:
    def say(connection: ssl.SSLSocket) -> None:
        heard = b""
        while not heard.endswith(b"\r\n\r\nx"):
            heard += connection.recv(65_536)
        connection.sendall(answer)

    with _impostor(tmp_path, OURS, say) as address, pytest.raises(ComityError) as caught:
        post_pouch(address, OURS.digest, b"x")
    assert caught.value.code == code


def test_a_node_that_is_not_there_is_unreachable_and_the_next_address_is_tried(
    server: Running,
) -> None:
    nowhere = f"https://127.0.0.1:{free_port()}"
    with pytest.raises(UnavailableError) as caught:
        HttpsCarrier((nowhere,), OURS.digest).carry(b"abc")
    assert caught.value.code == "road/unreachable"
    with HttpsCarrier((nowhere, server.address), OURS.digest) as carrier:
        assert carrier.carry(b"abc") == b"cba"
    with pytest.raises(UnavailableError):
        HttpsCarrier((), OURS.digest).carry(b"abc")


def test_a_carrier_keeps_its_line_and_makes_another_when_the_peer_has_hung_up(
    server: Running,
) -> None:
    with HttpsCarrier((server.address,), OURS.digest) as carrier:
        assert carrier.carry(b"abc") == b"cba"
        line = carrier._line
        assert line is not None
        assert carrier.carry(b"def") == b"fed"
        assert carrier._line is line
        line._secure.shutdown(socket.SHUT_RDWR)
        assert carrier.carry(b"ghi") == b"ihg"
        assert carrier._line is not line


def test_the_server_stops_within_three_seconds_though_a_caller_lingers(tmp_path: Path) -> None:
    running = _start(tmp_path)
    lingering = [_connect(running) for _ in range(3)]
    lingering[0].sendall(_head("content-length: 10") + b"half")
    lingering[1].sendall(_head("content-length: 8") + b"sleep 30")
    time.sleep(0.2)  # let both arrive
    try:
        assert _stop(running) < STOP_S_MAX
    finally:
        for connection in lingering:
            connection.close()


def test_a_place_that_is_taken_is_told(server: Running) -> None:
    listening = Listening("127.0.0.1", server.port, OURS.certificate_pem, OURS.key_pem)
    with pytest.raises(ConfigError) as caught:
        HttpsRoad(lambda _: None, anybody, listening).run()
    assert caught.value.code == "road/listen"


def test_a_key_of_another_certificate_is_told() -> None:
    listening = Listening("127.0.0.1", free_port(), OURS.certificate_pem, ANOTHER.key_pem)
    with pytest.raises(ConfigError) as caught:
        HttpsRoad(lambda _: None, anybody, listening).run()
    assert caught.value.code == "road/certificate"


def test_a_server_in_a_thread_stops_when_told() -> None:
    ready = threading.Event()
    listening = Listening("127.0.0.1", free_port(), OURS.certificate_pem, OURS.key_pem)
    road = HttpsRoad(lambda raw: raw, anybody, listening, ready.set)
    thread = threading.Thread(target=road.run)
    thread.start()
    assert ready.wait(10)
    address = f"https://127.0.0.1:{listening.port}"
    assert post_pouch(address, OURS.digest, b"abc") == b"abc"
    road.stop()
    thread.join(STOP_S_MAX)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    "address",
    [
        "http://norland.example",
        "https://",
        "https://user@norland.example",
        "https://norland.example/path",
        "https://norland.example?x",
        "https://norland.example#x",
        "https://norland.example:0",
        "https://norland.example:65536",
        "https://norland.example:x",
        "https://[::1",
        "https://nor land.example",
        "https://노을.example",
        "norland.example",
        "",
    ],
)
def test_an_address_of_another_form_is_refused(address: str) -> None:
    with pytest.raises(MalformedError) as caught:
        parse_address(address)
    assert caught.value.code == "road/address"


def test_an_address_names_host_and_port() -> None:
    assert parse_address("https://norland.example").port == 443
    assert parse_address("https://[::1]:8443/").host == "::1"
