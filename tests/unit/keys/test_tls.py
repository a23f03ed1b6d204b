# SPDX-License-Identifier: Apache-2.0
"""The node's certificate: made, pinned, and served by TLS 1.3."""

import hashlib
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from comity.core.errors import ConfigError
from comity.core.ids import b64, unb64
from comity.keys.tls import NodeCertificate, certificate_digest, make_certificate
from tests.unit.keys.drawing import NOT_AFTER, NOT_BEFORE, SeededChance


def _make(seed: int = 1, host: str = "comity.norland.example") -> NodeCertificate:
    return make_certificate(SeededChance(seed), host, NOT_BEFORE, NOT_AFTER)


MADE = _make()


def _read(made: NodeCertificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(made.certificate_pem.encode())


def test_the_digest_is_of_the_der_form() -> None:
    der = ssl.PEM_cert_to_DER_cert(MADE.certificate_pem)
    assert unb64(MADE.digest, 32) == hashlib.sha256(der).digest()
    assert certificate_digest(der) == MADE.digest
    assert certificate_digest(der + b"\x00") != MADE.digest


def test_a_certificate_is_self_signed_on_p256_and_tells_no_party() -> None:
    certificate = _read(MADE)
    certificate.verify_directly_issued_by(certificate)
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    assert certificate.subject.rfc4514_string() == "CN=comity node"
    assert certificate.not_valid_before_utc.timestamp() * 1000 == NOT_BEFORE
    assert certificate.not_valid_after_utc.timestamp() * 1000 == NOT_AFTER


def test_the_same_chance_gives_the_same_key_and_other_chance_another() -> None:
    assert _make().key_pem == MADE.key_pem
    assert _make(2).key_pem != MADE.key_pem
    assert _make(2).digest != MADE.digest


def test_the_key_is_pkcs8_and_not_shown() -> None:
    assert MADE.key_pem.startswith("-----BEGIN PRIVATE KEY-----")
    assert MADE.key_pem not in repr(MADE)
    assert "PRIVATE" not in repr(MADE)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "localhost", "a.b-c.example"])
def test_names_and_addresses_are_written_into_it(host: str) -> None:
    found = _read(_make(host=host)).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert str(found.value).count(host) == 1


@pytest.mark.parametrize("host", ["", "a..b", "노르란드.kr", "a b", "a/b", ".", "a." * 127 + "ab"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ConfigError, match="tls-host"):
        _make(host=host)


@pytest.mark.parametrize(("first", "last"), [(1000, 1000), (2000, 1000), (-1, 1000)])
def test_dates_the_wrong_way_round_are_refused(first: int, last: int) -> None:
    with pytest.raises(ConfigError, match="tls-dates"):
        make_certificate(SeededChance(1), "localhost", first, last)


def test_it_serves_tls_1_3_and_is_known_by_its_digest(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text(MADE.certificate_pem)
    (tmp_path / "key.pem").write_text(MADE.key_pem)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.check_hostname = False
    asking.verify_mode = ssl.CERT_NONE
    for context in (serving, asking):
        context.minimum_version = ssl.TLSVersion.TLSv1_3
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = asking.wrap_bio(to_client, to_server)
    server = serving.wrap_bio(to_server, to_client, server_side=True)
    for end in (client, server, client, server):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
    assert client.version() == "TLSv1.3"
    der = client.getpeercert(binary_form=True)
    assert der is not None
    assert b64(hashlib.sha256(der).digest()) == MADE.digest
