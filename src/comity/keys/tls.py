# SPDX-License-Identifier: Apache-2.0
"""The node's own certificate for HTTPS, pinned by its digest on the party's card.

No authority vouches for it and no date ends it: the card does both. ECDSA on P-256 with SHA-256
is chosen because OpenSSL, rustls and the gateways in front of them all accept it; TLS is cover,
the pouch is the protection.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from comity.core.errors import ConfigError
from comity.core.ids import b64
from comity.ports import Chance

_P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SCALAR_BYTES: Final = 48
"""Drawn for a key of 32 bytes: the surplus makes the bias of the remainder negligible."""
_SERIAL_BYTES: Final = 19
_HOST_CHARS_MAX: Final = 253


@dataclass(frozen=True, slots=True)
class NodeCertificate:
    """A self-signed certificate and its private key, both PEM. Rule: POUCH-13.

    Args:
        certificate_pem: one certificate.
        key_pem: PKCS #8, not encrypted: it never leaves the key file in this form but to the
            server's own memory or a file only the server reads.
    """

    certificate_pem: str
    key_pem: str = field(repr=False)

    @property
    def digest(self) -> str:
        """What the card carries: SHA-256 of the DER form as base64url. Rule: POUCH-13."""
        certificate = x509.load_pem_x509_certificate(self.certificate_pem.encode("ascii"))
        return certificate_digest(certificate.public_bytes(serialization.Encoding.DER))


def certificate_digest(der: bytes) -> str:
    """SHA-256 of a certificate's DER bytes as 43 characters of base64url. Rule: POUCH-13."""
    return b64(hashlib.sha256(der).digest())


def make_certificate(
    chance: Chance, host: str, not_before_ms: int, not_after_ms: int
) -> NodeCertificate:
    """A new certificate over a new ECDSA P-256 key.

    Args:
        chance: gives the key and the serial number.
        host: ASCII name or IP address under which the node answers, ≤ 253 characters; written
            into the certificate because some clients insist, judged by no Comity node.
        not_before_ms: UTC ms since 1970; whole seconds count.
        not_after_ms: UTC ms since 1970, after ``not_before_ms``.

    Raises:
        ConfigError: ``tls-host`` or ``tls-dates``. Rule: POUCH-13.
    """
    if not 0 <= not_before_ms < not_after_ms:
        raise ConfigError("tls-dates", "POUCH-13", "a certificate ends after it begins")
    scalar = int.from_bytes(chance.take(_SCALAR_BYTES), "big") % (_P256_ORDER - 1) + 1
    key = ec.derive_private_key(scalar, ec.SECP256R1())
    # The name is the same on all nodes: the certificate need not tell whose it is.
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "comity node")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(chance.take(_SERIAL_BYTES), "big") | 1)
        .not_valid_before(_instant(not_before_ms))
        .not_valid_after(_instant(not_after_ms))
        .add_extension(x509.SubjectAlternativeName([_general_name(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return NodeCertificate(
        certificate_pem=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
        key_pem=key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode("ascii"),
    )


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC)


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        pass  # a name, then
    labels = host.split(".")
    plain = all(
        label and label.isascii() and label.replace("-", "").replace("_", "").isalnum()
        for label in labels
    )
    if not plain or len(host) > _HOST_CHARS_MAX:
        raise ConfigError("tls-host", "POUCH-13", "a host is an ASCII name or an IP address")
    return x509.DNSName(host)
