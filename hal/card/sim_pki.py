"""A test PKI that looks like the DNIe's, made at run time and kept in a directory for the next time.

Every subject is marked ``PRUEBAS SIN VALIDEZ``, which a production kiosk refuses as an anchor. Keys
are slow to make, so they are cached; whoever opens the same directory has the same PKI.
"""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import (
    AuthorityInformationAccessOID,
    ExtendedKeyUsageOID,
    NameOID,
    ObjectIdentifier,
)

TEST_ORGANISATION = "PRUEBAS SIN VALIDEZ"
AUTHENTICATION_POLICY = "2.16.724.1.2.2.2.4"
SIGNATURE_POLICY = "2.16.724.1.2.2.2.3"
OCSP_URL = "http://ocsp.pruebas.invalid"
_YEAR = timedelta(days=365)
_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


@dataclass(frozen=True, repr=False)
class Person:
    nif: str
    given: str
    surname1: str
    surname2: str = ""

    @property
    def surnames(self) -> str:
        return f"{self.surname1} {self.surname2}".strip()


@dataclass(frozen=True, repr=False)
class Issued:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True, repr=False)
class Citizen:
    person: Person
    authentication: Issued
    signature: Issued


class Pki:
    """The citizens' hierarchy. ``root_file`` and ``intermediate_file`` are PEM, for a configuration."""

    def __init__(self, directory: Path, ocsp_url: str = OCSP_URL) -> None:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.directory = directory
        self.ocsp_url = ocsp_url

    @cached_property
    def root(self) -> Issued:
        return self._issue("root", _name("AC RAIZ DNIE PRUEBAS"), None, _authority(1), _now() + 20 * _YEAR)

    @cached_property
    def intermediate(self) -> Issued:
        return self._issue(
            "intermediate", _name("AC DNIE PRUEBAS 001"), self.root, _authority(0), _now() + 10 * _YEAR
        )

    @cached_property
    def responder(self) -> Issued:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
        extensions = [(usage, False), (x509.OCSPNoCheck(), False), (_usage("digital_signature"), True)]
        return self._issue("ocsp", _name("OCSP DNIE PRUEBAS"), self.intermediate, extensions)

    @property
    def root_file(self) -> Path:
        return self._file("root", self.root)

    @property
    def intermediate_file(self) -> Path:
        return self._file("intermediate", self.intermediate)

    def citizen(self, person: Person, *, expired: bool = False) -> Citizen:
        return Citizen(
            person,
            self._personal(person, "AUTENTICACIÓN", "digital_signature", AUTHENTICATION_POLICY, expired),
            self._personal(person, "FIRMA", "content_commitment", SIGNATURE_POLICY, expired),
        )

    def key(self, name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
        """The same for the same name, for whoever opens this directory."""
        path = self.directory / f"{name}.key"
        if not path.exists():
            # RSA-1024 is what the real component hierarchy has; nothing else here is that small.
            made = rsa.generate_private_key(65537, bits)
            keep(path, _private_bytes(made))
        loaded = serialization.load_der_private_key(
            path.read_bytes(), None, unsafe_skip_rsa_key_validation=True
        )
        assert isinstance(loaded, rsa.RSAPrivateKey)
        return loaded

    def _personal(self, person: Person, purpose: str, usage: str, policy: str, expired: bool) -> Issued:
        """Like the real ones: NIF without prefix, ``SURNAMES, NAME (PURPOSE)``, no CRL distribution point."""
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "ES"),
                x509.NameAttribute(NameOID.SERIAL_NUMBER, person.nif),
                x509.NameAttribute(NameOID.SURNAME, person.surname1),
                x509.NameAttribute(NameOID.GIVEN_NAME, person.given),
                x509.NameAttribute(NameOID.COMMON_NAME, f"{person.surnames}, {person.given} ({purpose})"),
            ]
        )
        responder = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(self.ocsp_url)
        )
        extensions: list[tuple[x509.ExtensionType, bool]] = [
            (x509.BasicConstraints(False, None), True),
            (_usage(usage), True),
            (x509.CertificatePolicies([x509.PolicyInformation(ObjectIdentifier(policy), None)]), False),
            (x509.AuthorityInformationAccess([responder]), False),
        ]
        facts = repr((person.nif, person.surnames, person.given, self.ocsp_url))
        who = hashlib.sha256(facts.encode()).hexdigest()[:16]  # no name in a file's name
        name = f"{who}-{usage}{'-expired' if expired else ''}"
        until = _now() - timedelta(days=2) if expired else None
        return self._issue(name, subject, self.intermediate, extensions, until)

    def _issue(
        self,
        name: str,
        subject: x509.Name,
        issuer: Issued | None,
        extensions: Sequence[tuple[x509.ExtensionType, bool]],
        until: datetime | None = None,
    ) -> Issued:
        key = self.key(name)
        path = self.directory / f"{name}.der"
        if not path.exists():
            made = _certificate(subject, key, issuer, extensions, until or _now() + 2 * _YEAR)
            keep(path, made.public_bytes(serialization.Encoding.DER))
        return Issued(x509.load_der_x509_certificate(path.read_bytes()), key)

    def _file(self, name: str, issued: Issued) -> Path:
        path = self.directory / f"{name}.pem"
        if not path.exists():
            keep(path, issued.certificate.public_bytes(serialization.Encoding.PEM))
        return path


def keep(path: Path, data: bytes) -> None:
    """Whole or not at all, and whoever is first wins: two processes may open the directory at once."""
    temporary = path.with_name(f"{path.name}.{os.urandom(4).hex()}")
    temporary.write_bytes(data)
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _certificate(
    subject: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: Issued | None,
    extensions: Sequence[tuple[x509.ExtensionType, bool]],
    until: datetime,
) -> x509.Certificate:
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_now() - 5 * _YEAR)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(signer, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ES"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, TEST_ORGANISATION),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "DNIE"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _authority(length: int) -> list[tuple[x509.ExtensionType, bool]]:
    return [(x509.BasicConstraints(True, length), True), (_usage("key_cert_sign", "crl_sign"), True)]


def _usage(*wanted: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in wanted for name in _USAGES})


def _private_bytes(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
