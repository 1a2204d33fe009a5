"""Test certificates: who speaks to whom (mutual TLS), and the city's seal.

``make(folder)`` writes, in PEM, once:

- ``ca.pem``: what both sides trust; ``server.pem``/``server.key``, ``kiosk.pem``/``kiosk.key``
- ``seal-ca.pem``: anchor of the seal; ``seal.pem``/``seal.key``: the city's seal
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = timedelta(days=825)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, repr=False)
class Holder:
    """Somebody with a key and the certificate for it."""

    key: Key
    certificate: x509.Certificate

    def write(self, folder: Path, name: str) -> None:
        (folder / f"{name}.pem").write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        private = folder / f"{name}.key"
        private.touch(mode=0o600)
        private.write_bytes(
            self.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def make(folder: Path, *, names: Sequence[str] = ("localhost",), nif: str = "P0301400H") -> Path:
    """Everything the sandbox and a kiosk beside it need; leaves what is there."""
    if (folder / "seal.key").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    ca = authority("Test transport CA")
    ca.write(folder, "ca")
    server(ca, names).write(folder, "server")
    kiosk(ca, "kiosk").write(folder, "kiosk")
    seal_ca = authority("Test seal CA")
    seal_ca.write(folder, "seal-ca")
    seal(seal_ca, nif).write(folder, "seal")
    return folder


def authority(name: str) -> Holder:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(common_name=name)
    builder = (
        _builder(subject, subject, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )
    return Holder(key, builder.sign(key, hashes.SHA256()))


def server(ca: Holder, names: Sequence[str], *, life: timedelta = LIFE) -> Holder:
    key = ec.generate_private_key(ec.SECP256R1())
    known: list[x509.GeneralName] = [x509.DNSName(name) for name in names]
    known += [x509.IPAddress(ipaddress.ip_address(address)) for address in ("127.0.0.1", "::1")]
    builder = (
        _builder(_name(common_name=names[0]), ca.certificate.subject, key, life=life)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(known), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    return _signed(builder, key, ca)


def kiosk(ca: Holder, name: str) -> Holder:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _builder(_name(common_name=name), ca.certificate.subject, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    )
    return _signed(builder, key, ca)


def seal(ca: Holder, nif: str, *, life: timedelta = LIFE) -> Holder:
    """A body's seal has its NIF in ``serialNumber`` and in ``organizationIdentifier`` (EN 319 412-1)."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ES"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ayuntamiento de Alicante (prueba)"),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, f"VATES-{nif}"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, nif),
            x509.NameAttribute(NameOID.COMMON_NAME, "Sello electrónico de prueba"),
        ]
    )
    builder = (
        _builder(subject, ca.certificate.subject, key, life=life)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
    )
    return _signed(builder, key, ca)


def _signed(builder: x509.CertificateBuilder, key: Key, ca: Holder) -> Holder:
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.certificate.public_key())  # type: ignore[arg-type]
    return Holder(key, builder.add_extension(issuer, critical=False).sign(ca.key, hashes.SHA256()))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Key, *, life: timedelta = LIFE
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(*, common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )
