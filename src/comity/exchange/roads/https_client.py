# SPDX-License-Identifier: Apache-2.0
"""HTTPS as a road, the side that calls: one pouch posted, one pouch or nothing as answer.

The peer is known by the digest of its certificate, which its card names; no authority is asked,
and not a byte of the request leaves before the certificate was compared (POUCH-13).
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import urlsplit

from comity.core.errors import MalformedError, TrustError, UnavailableError
from comity.core.ids import b64
from comity.exchange.pouch import POUCH_BYTES_MAX
from comity.exchange.roads.https_words import ALPN, POUCH_PATH, POUCH_TYPE

__all__ = ["HttpsCarrier", "Place", "parse_address", "post_pouch"]

CONNECT_S_MAX: Final = 10
"""Seconds until a connection stands and the certificate was shown."""
SILENCE_S_MAX: Final = 60
"""Seconds without a byte: the peer may be opening and storing a great pouch."""
WHOLE_S_MAX: Final = 900
"""Seconds for a whole exchange: 64 MiB each way over 1.2 Mbit/s."""
RETRY_AFTER_S: Final = 60
RETRY_AFTER_S_MAX: Final = 3_600

_SECONDS: Final = re.compile("[0-9]{1,5}", re.ASCII)
_READ_BYTES: Final = 65_536
_PORT: Final = 443
_OK: Final = 200
_NO_ANSWER: Final = 204
_BUSY: Final = (429, 503)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node answers: a host name or IP address, and a port."""

    host: str
    port: int


@dataclass(slots=True)
class HttpsCarrier:
    """A `comity.ports.Carrier` by HTTPS to the addresses of a peer's card, best first.

    It keeps its connection for the next pouch as long as the peer does, and makes another when
    the peer has closed it. Use it in one thread, and `close` it, or use it as a context.

    Args:
        addresses: as on the card, at most 8.
        tls: SHA-256 of the certificate's DER form as base64url, as on the card.
    """

    addresses: tuple[str, ...]
    tls: str
    _line: _Line | None = field(init=False, default=None, repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def carry(self, pouch: bytes) -> bytes | None:
        """The pouch that answers, from the first address where the peer can be reached.

        Raises:
            UnavailableError: ``road/unreachable``, ``road/busy``, ``road/refused``.
            TrustError: ``road/certificate``; the next address is tried all the same.
            MalformedError: ``road/address``, ``road/answer``, ``pouch/size``. Rule: POUCH-13.
        """
        if self._line is not None:
            try:
                return self._exchange(self._line, pouch)
            except UnavailableError as error:
                # The peer may have closed it meanwhile; a pouch that came twice does no harm.
                if error.code != "road/unreachable":
                    raise
        failed: TrustError | UnavailableError | MalformedError = UnavailableError(
            "road/unreachable", "POUCH-13", "the peer's card names no address", RETRY_AFTER_S
        )
        for address in self.addresses:
            try:
                return self._exchange(_open(parse_address(address), self.tls), pouch)
            except (TrustError, UnavailableError, MalformedError) as error:
                failed = error
        raise failed

    def close(self) -> None:
        """Let go of the connection; a later `carry` makes another."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _exchange(self, line: _Line, pouch: bytes) -> bytes | None:
        self._line = line
        try:
            answer = line.exchange(pouch)
        except BaseException:
            self.close()
            raise
        if line.over:
            self.close()
        return answer


def parse_address(address: str) -> Place:
    """The place that an address of the form ``https://host[:port][/]`` names.

    Args:
        address: untrusted, from a card.

    Raises:
        MalformedError: ``road/address`` on any other form. Rule: POUCH-13.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _address() from None
    host = parts.hostname or ""
    plain = host.isascii() and host.isprintable() and " " not in host
    surplus = parts.query or parts.fragment or "@" in parts.netloc or parts.path not in {"", "/"}
    if parts.scheme != "https" or not host or not plain or surplus or port == 0:
        raise _address()
    return Place(host, _PORT if port is None else port)


def post_pouch(
    address: str, tls: str, pouch: bytes, whole_s_max: float = WHOLE_S_MAX
) -> bytes | None:
    """The pouch that answers ours, untrusted, or None where the peer has none for us.

    Args:
        address: of the peer's card, ``https://host[:port]``.
        tls: SHA-256 of the DER form of the certificate that must be shown, as base64url.
        pouch: at most 64 MiB.
        whole_s_max: seconds for everything, whatever the peer does.

    Raises:
        UnavailableError: ``road/unreachable``; ``road/busy`` with the peer's own word on when to
            try again; ``road/refused`` on any other status.
        TrustError: ``road/certificate`` before a byte of the request is sent.
        MalformedError: ``road/address``; ``road/answer``; ``pouch/size``. Rule: POUCH-13.
    """
    line = _open(parse_address(address), tls)
    try:
        return line.exchange(pouch, whole_s_max)
    finally:
        line.close()


def _open(place: Place, tls: str) -> _Line:
    """A connection to the holder of the certificate.

    Raises:
        UnavailableError: ``road/unreachable``.
        TrustError: ``road/certificate``.
    """
    try:
        plain = socket.create_connection((place.host, place.port), CONNECT_S_MAX)
    except OSError as error:
        raise _unreachable(place, error) from None
    # The body shall not wait until the head of the request was acknowledged.
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    secure = _context().wrap_socket(
        plain, do_handshake_on_connect=False, server_hostname=place.host
    )
    try:
        with _in_time(secure, CONNECT_S_MAX):
            secure.do_handshake()
        _compare(secure, tls)
    except OSError as error:
        secure.close()
        raise _unreachable(place, error) from None
    except TrustError:
        secure.close()
        raise
    secure.settimeout(SILENCE_S_MAX)
    return _Line(place, secure)


class _Line:
    """One connection on which pouches are exchanged one after the other."""

    def __init__(self, place: Place, secure: ssl.SSLSocket) -> None:
        self.over = False
        self._place = place
        self._secure = secure
        self._speaker = http.client.HTTPConnection(place.host, place.port)
        self._speaker.auto_open = 0
        self._speaker.sock = secure

    def exchange(self, pouch: bytes, whole_s_max: float = WHOLE_S_MAX) -> bytes | None:
        """The pouch that answers ours. Raises as `post_pouch`."""
        assert len(pouch) <= POUCH_BYTES_MAX
        try:
            with _in_time(self._secure, whole_s_max):
                return self._ask(pouch)
        except (OSError, http.client.HTTPException) as error:
            raise _unreachable(self._place, error) from None

    def close(self) -> None:
        """End the connection."""
        self._speaker.close()
        self._secure.close()

    def _ask(self, pouch: bytes) -> bytes | None:
        headers = {"Content-Type": POUCH_TYPE, "Accept": POUCH_TYPE}
        # Refused while we were sending: the answer says why, if it came through.
        with suppress(BrokenPipeError, ConnectionResetError):
            self._speaker.request("POST", POUCH_PATH, pouch, headers)
        with self._speaker.getresponse() as response:
            self.over = response.will_close
            if response.status == _NO_ANSWER:
                return None
            if response.status != _OK:
                raise _refused(response)
            if response.headers.get_content_type() != POUCH_TYPE:
                raise MalformedError("road/answer", "POUCH-13", "the answer is not a pouch")
            return _read(response)


@contextmanager
def _in_time(connection: socket.socket, whole_s_max: float) -> Iterator[None]:
    """The connection is cut when the time is over, whatever the peer does meanwhile."""
    over = threading.Timer(whole_s_max, _cut, (connection,))
    over.daemon = True
    over.start()
    try:
        yield
    finally:
        over.cancel()


def _unreachable(place: Place, error: Exception) -> UnavailableError:
    hint = f"{place.host}:{place.port}: {type(error).__name__}"
    return UnavailableError("road/unreachable", "POUCH-13", hint, RETRY_AFTER_S)


def _context() -> ssl.SSLContext:
    """TLS 1.3 only; who answers is judged by the certificate's digest alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols([ALPN])
    return context


def _compare(connection: ssl.SSLSocket, tls: str) -> None:
    der = connection.getpeercert(binary_form=True) or b""
    if not hmac.compare_digest(b64(hashlib.sha256(der).digest()), tls):
        raise TrustError(
            "road/certificate", "POUCH-13", "another certificate than the peer's card names"
        )


def _read(response: http.client.HTTPResponse) -> bytes:
    """The body, at most one pouch of it."""
    stated = response.length
    if stated is not None and stated > POUCH_BYTES_MAX:
        raise _too_long()
    raw = bytearray()
    while chunk := response.read(_READ_BYTES):
        raw += chunk
        if len(raw) > POUCH_BYTES_MAX:
            raise _too_long()
    if stated is not None and len(raw) != stated:
        raise http.client.IncompleteRead(bytes(raw), stated - len(raw))
    return bytes(raw)


def _refused(response: http.client.HTTPResponse) -> UnavailableError:
    told = response.headers.get("Retry-After", "")
    wait_s = int(told) if _SECONDS.fullmatch(told) else RETRY_AFTER_S
    code = "road/busy" if response.status in _BUSY else "road/refused"
    hint = f"the peer's node answered {response.status}"
    return UnavailableError(code, "POUCH-13", hint, min(wait_s, RETRY_AFTER_S_MAX))


def _cut(connection: socket.socket) -> None:
    """End a connection that is being used in another thread."""
    with suppress(OSError):  # closed already
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _address() -> MalformedError:
    return MalformedError("road/address", "POUCH-13", "an address is https://host[:port]")


def _too_long() -> MalformedError:
    return MalformedError("pouch/size", "POUCH-10", "the answer is longer than a pouch can be")
