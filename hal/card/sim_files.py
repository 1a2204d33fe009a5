"""The files of an emulated DNIe, laid out as on the real card: ids, labels, compression and zero padding."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from hal.card.sim_component import Chip
from hal.card.sim_pki import Citizen
from hal.card.tlv import tlv

MASTER, PKCS15, KEYS, CITIZEN = 0x3F00, 0x5015, 0x3F11, 0x6061
AUTHENTICATION_KEY, SIGNATURE_KEY = 0x0101, 0x0102
_DIRECTORY_SIZE = 2100  # bytes; CDF and PrKDF are padded to it
_PLAIN, _SECRET, _COMPRESSED = 0x01, 0x15, 0x24  # file types, in the description


@dataclass(frozen=True, repr=False)
class File:
    data: bytes
    needs_pin: bool = False
    kind: int = _PLAIN


Path = tuple[int, ...]
Files = Mapping[Path, File]


def files(version: int, chip: Chip, citizen: Citizen, issuer: bytes, idesp: str) -> Files:
    """By path from the master file. On version 2 certificates need the PIN; later they are free."""
    label = f"{idesp}20160830144606".encode()
    personal = version < 3
    certificates = (citizen.authentication.der, citizen.signature.der, issuer)
    packed = {
        (MASTER, CITIZEN, 0x7001 + n): File(_packed(der), personal and n < 2, _COMPRESSED)
        for n, der in enumerate(certificates)
    }
    return packed | {
        (MASTER, 0x0000): File(b"", kind=_SECRET),
        (MASTER, KEYS, AUTHENTICATION_KEY): File(b"", kind=_SECRET),
        (MASTER, KEYS, SIGNATURE_KEY): File(b"", kind=_SECRET),
        (MASTER, 0x0006): File(idesp.encode()),
        (MASTER, 0x2F03): File(f"TPNP v{version}.0 PRUEBAS".encode()),
        (MASTER, 0x6020): File(_padded(chip.authority, 1500)),
        (MASTER, 0x601F): File(_padded(chip.certificate, 1500)),
        (MASTER, PKCS15, 0x5031): File(_object_directory()),
        (MASTER, PKCS15, 0x5032): File(_token_info()),
        (MASTER, PKCS15, 0x6001): File(_padded(_private_keys(label), _DIRECTORY_SIZE)),
        (MASTER, PKCS15, 0x6003): File(_pins()),
        (MASTER, PKCS15, 0x6004): File(_padded(_certificates(label, citizen), _DIRECTORY_SIZE)),
    }


def description(path: Path, file: File | None) -> bytes:
    """The FCI that SELECT answers: proprietary part with type, id, size, access conditions."""
    name = tlv(0x84, b"Master.File") if path == (MASTER,) else b""
    kind = file.kind if file else 0x38
    size = len(file.data) if file else 0
    own = bytes([kind]) + path[-1].to_bytes(2, "big") + size.to_bytes(2, "big") + bytes(5)
    own += bytes(3) if kind == _SECRET else b""
    return tlv(0x6F, name, tlv(0x85, own))


def _packed(der: bytes) -> bytes:
    body = zlib.compress(der, 9)
    return len(der).to_bytes(4, "little") + len(body).to_bytes(4, "little") + body


def _padded(data: bytes, size: int) -> bytes:
    return data.ljust(size, b"\0")


def _object_directory() -> bytes:
    paths = ((0xA0, "6001"), (0xA4, "6004"), (0xA8, "6003"))
    return b"".join(tlv(tag, tlv(0x30, tlv(0x04, bytes.fromhex(path)))) for tag, path in paths)


def _token_info() -> bytes:
    return tlv(
        0x30,
        tlv(0x02, b"\0"),
        tlv(0x04, b"\x06\x00\x00\x00\x00\x00\x00"),
        tlv(0x0C, b"DGP-FNMT"),
        tlv(0x80, "DNI electrónico".encode()),
        tlv(0x03, b"\x04\x10"),
    )


def _private_keys(label: bytes) -> bytes:
    keys = (
        (b"A", "KprivAutenticacion", AUTHENTICATION_KEY, 1),
        (b"F", "KprivFirmaDigital", SIGNATURE_KEY, 2),
    )
    return b"".join(_private_key(letter + label, name, path, ref) for letter, name, path, ref in keys)


def _private_key(identifier: bytes, name: str, path: int, reference: int) -> bytes:
    usage = b"\x05\x20" if reference == 1 else b"\x06\x20\x40"
    return tlv(
        0x30,
        tlv(0x30, tlv(0x0C, name.encode()), tlv(0x03, b"\x06\xc0")),
        tlv(
            0x30,
            *(tlv(0x04, identifier), tlv(0x03, usage), tlv(0x01, b"\xff")),
            *(tlv(0x03, b"\x03\xb8"), tlv(0x02, bytes([reference]))),
        ),
        tlv(
            0xA1, tlv(0x30, _path(KEYS.to_bytes(2, "big") + path.to_bytes(2, "big")), tlv(0x02, b"\x08\x00"))
        ),
    )


def _certificates(label: bytes, citizen: Citizen) -> bytes:
    entries = (
        (b"A", "CertAutenticacion", 0x7001, citizen.authentication.certificate.subject.public_bytes()),
        (b"F", "CertFirmaDigital", 0x7002, citizen.signature.certificate.subject.public_bytes()),
        (b"S", "CertCAIntermediaDGP", 0x7003, citizen.authentication.certificate.issuer.public_bytes()),
    )
    return b"".join(
        tlv(
            0x30,
            tlv(0x30, tlv(0x0C, name.encode()), tlv(0x03, b"\x06\x40")),
            tlv(0x30, tlv(0x04, letter + label)),
            tlv(0xA1, tlv(0x30, _path(CITIZEN.to_bytes(2, "big") + number.to_bytes(2, "big")), subject)),
        )
        for letter, name, number, subject in entries
    )


def _pins() -> bytes:
    return tlv(
        0x30,
        tlv(0x30, tlv(0x0C, b"PIN"), tlv(0x03, b"\x06\xc0")),
        tlv(0x30, tlv(0x04, b"\x01")),
        tlv(
            0xA1,
            tlv(
                0x30,
                *(tlv(0x03, b"\x02\x0c"), tlv(0x0A, b"\x01"), tlv(0x02, b"\x04"), tlv(0x02, b"\x10")),
                *(tlv(0x02, b"\x10"), tlv(0x80, b"\x00")),
                tlv(0x30, tlv(0x04, bytes.fromhex("3F000000"))),
            ),
        ),
    )


def _path(path: bytes) -> bytes:
    return tlv(0x30, tlv(0x04, path), tlv(0x02, b"\0"), tlv(0x80, b"\x03\xb5"))
