"""The other half of the test PKI: the chips' component hierarchy, and terminals that the chips accept.

Two generations, as the real ones: cards before July 2020 and after. RSA-1024 and SHA-1, as the real
ones are.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.x509.oid import NameOID

from hal.card import cvc, terminal
from hal.card.iso9796 import RsaPrivate
from hal.card.sim_pki import TEST_ORGANISATION, Pki, keep

_BITS = 1024
_AUTHORITY_OID = bytes.fromhex("2B240304020201")
_TERMINAL_OID = bytes.fromhex("2B2403040202")


@dataclass(frozen=True, repr=False)
class Chip:
    """What a chip is born with: its key, and the two certificates that vouch for it (DER)."""

    key: RsaPrivate
    authority: bytes
    certificate: bytes


@dataclass(frozen=True)
class Components:
    pki: Pki
    generation: int = 2  # 1 before July 2020

    def chip(self, serial: bytes, *, genuine: bool = True, cloned: bool = False) -> Chip:
        """Not genuine: all right, but signed by somebody else's root. Cloned: another key in it."""
        root_name = self._named("root") if genuine else self._named("forged-root")
        authority_name = self._named("authority") if genuine else self._named("forged-authority")
        authority = self._certificate(authority_name, authority_name, root_name, b"")
        key_name = self._named("chip")  # one key for all chips saves time; the certificate has the serial
        certificate = self._certificate(f"{authority_name}-{serial.hex()}", key_name, authority_name, serial)
        inside = self._named("clone") if cloned else key_name
        return Chip(raw(self._key(inside)), authority, certificate)

    def terminals(self) -> terminal.Generation:
        root, authority = raw(self._key(self._named("root"))), raw(self._key(self._named("cvc")))
        car = _reference(self.generation, 0)
        own_chr = bytes(4) + _reference(self.generation, 1)
        holder = cvc.Holder(car, own_chr, _role(0x01), authority.public)
        authority_cvc = cvc.issue(holder, root, _AUTHORITY_OID)
        return terminal.generation(
            str(self.generation),
            root.public,
            authority_cvc.encoded,
            self._terminal("user", terminal.USER_ROLE, own_chr[-8:], authority),
            self._terminal("pin", terminal.PIN_ROLE, own_chr[-8:], authority),
        )

    def _terminal(self, name: str, role: int, car: bytes, authority: RsaPrivate) -> tuple[bytes, int]:
        key = raw(self._key(self._named(name)))
        holder = cvc.Holder(car, bytes(4) + _reference(self.generation, role), _role(role), key.public)
        return cvc.issue(holder, authority, _TERMINAL_OID).encoded, key.d

    def _certificate(self, name: str, key_name: str, issuer_name: str, serial: bytes) -> bytes:
        path = self.pki.directory / f"{name}.der"
        if not path.exists():
            built = (
                x509.CertificateBuilder()
                .subject_name(self._subject(serial.hex().upper() or "AUTORIDAD"))
                .issuer_name(self._subject("RAIZ"))
                .public_key(self._key(key_name).public_key())
                .serial_number(x509.random_serial_number())
                .not_valid_before(datetime.now(UTC) - timedelta(days=365))
                .not_valid_after(datetime.now(UTC) + timedelta(days=3650))
                .sign(self._key(issuer_name), hashes.SHA256())
            )
            keep(path, _with_sha1(built, self._key(issuer_name)))
        return path.read_bytes()

    def _subject(self, common: str) -> x509.Name:
        unit = "AC RAIZ COMPONENTES" if self.generation == 1 else "AC RAIZ COMPONENTES 2"
        attributes = (
            (NameOID.COUNTRY_NAME, "ES"),
            (NameOID.ORGANIZATION_NAME, TEST_ORGANISATION),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, unit),
            (NameOID.COMMON_NAME, common),
        )
        return x509.Name([x509.NameAttribute(oid, value) for oid, value in attributes])

    def _key(self, name: str) -> rsa.RSAPrivateKey:
        return self.pki.key(name, _BITS)

    def _named(self, what: str) -> str:
        return f"component{self.generation}-{what}"


def terminal_profile(pki: Pki) -> terminal.TerminalProfile:
    return terminal.TerminalProfile((Components(pki, 1).terminals(), Components(pki, 2).terminals()))


def terminal_profile_file(pki: Pki) -> Path:
    """The file a kiosk of the bench is configured with."""
    path = pki.directory / "terminal.toml"
    if not path.exists():
        terminal.save(terminal_profile(pki), path)
    return path


def _with_sha1(built: x509.Certificate, issuer: rsa.RSAPrivateKey) -> bytes:
    """Signed again the old way, which ``cryptography`` builds no more."""
    certificate = asn1.Certificate.load(built.public_bytes(serialization.Encoding.DER))
    algorithm = {"algorithm": "sha1_rsa"}
    certificate["tbs_certificate"]["signature"] = algorithm
    certificate["signature_algorithm"] = algorithm
    signed = certificate["tbs_certificate"].dump(force=True)
    certificate["signature_value"] = issuer.sign(signed, PKCS1v15(), hashes.SHA1())
    encoded: bytes = certificate.dump(force=True)
    return encoded


def raw(key: rsa.RSAPrivateKey) -> RsaPrivate:
    numbers = key.private_numbers()
    return RsaPrivate(numbers.public_numbers.n, numbers.public_numbers.e, numbers.d)


def _reference(generation: int, number: int) -> bytes:
    return b"TEST" + bytes([0, generation, 0, number])


def _role(role: int) -> bytes:
    return b"\xa0\0\0TST" + bytes([role])
