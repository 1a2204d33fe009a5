"""Takes the DNIe's terminal profiles out of the OpenSC library that is installed on this machine.

``python -m hal.card.terminal_constants --out FILE [--library PATH]``

The constants were published for terminals, but they are not ours to hand out, so this repository has
none: not even where they are. Certificates are found by their shape; every key is found as the one
number nearby that mathematics accepts for them. What comes out proved itself or does not come out.
"""

import argparse
import contextlib
import glob
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hal.card.cvc import KEY, Cvc, Holder
from hal.card.iso9796 import BadSignature, RsaPrivate, RsaPublic
from hal.card.terminal import PIN_ROLE, USER_ROLE, BadProfile, Generation, TerminalProfile, generation, save
from hal.card.tlv import BadTlv

WHERE = ("/usr/lib/*/libopensc.so.*", "/usr/lib64/libopensc.so.*", "/usr/local/lib/libopensc.so.*")
_CERTIFICATE = b"\x7f\x21\x81"
_NEAR = 64 * 1024  # bytes: a library keeps such tables together
_LONGEST = 64 * 1024 * 1024  # bytes of a library
_EXPONENT = 65537
_MIXED = 70  # different byte values in 128 random ones: fewer than this never happen


def installed() -> Path:
    """Raises ``BadProfile``."""
    found = sorted({os.path.realpath(name) for pattern in WHERE for name in glob.glob(pattern)})
    if not found:
        raise BadProfile("OpenSC is not installed here (Debian package opensc)")
    return Path(found[-1])


def from_library(path: Path) -> TerminalProfile:
    """Raises ``BadProfile`` when there is no whole generation in it."""
    try:
        if path.stat().st_size > _LONGEST:
            raise BadProfile(f"{path}: too long to be a library")
        return search(path.read_bytes())
    except OSError as unreadable:
        raise BadProfile(f"{path}: cannot be read: {unreadable.strerror}") from unreadable


def search(data: bytes) -> TerminalProfile:
    """Raises ``BadProfile``."""
    found = dict(_certificates(data))
    around = data[max(0, min(found, default=0) - _NEAR) : max(found, default=0) + _NEAR]
    numbers = tuple(dict.fromkeys(_numbers(around)))
    certificates = tuple(dict.fromkeys(found.values()))
    generations = tuple(_generations(certificates, numbers))
    if not generations:
        raise BadProfile("no terminal certificates with their keys in it")
    return TerminalProfile(generations)


def _certificates(data: bytes) -> Iterator[tuple[int, Cvc]]:
    at = data.find(_CERTIFICATE)
    while at >= 0:
        with contextlib.suppress(BadTlv):
            yield at, Cvc.parse(data[at : at + 512])
        at = data.find(_CERTIFICATE, at + 1)


def _numbers(data: bytes) -> Iterator[int]:
    """Every run of bytes that looks like an RSA-1024 number: mixed, and odd as moduli and exponents are."""
    for at in range(len(data) - KEY + 1):
        window = data[at : at + KEY]
        if window[-1] & 1 and len(set(window)) >= _MIXED:
            yield int.from_bytes(window, "big")


def _generations(certificates: Sequence[Cvc], numbers: Sequence[int]) -> Iterator[Generation]:
    for authority in certificates:
        root = _root(authority, numbers)
        if root is None:
            continue
        holder = authority.opened_by(root)
        roles = dict(_terminals(certificates, holder, numbers))
        if {USER_ROLE, PIN_ROLE} <= roles.keys():
            name = holder.chr[-8:].hex()
            yield generation(name, root, authority.encoded, roles[USER_ROLE], roles[PIN_ROLE])


def _root(authority: Cvc, numbers: Sequence[int]) -> RsaPublic | None:
    """The key that opens the certificate: a modulus above all signatures, and no other number does."""
    for number in numbers:
        key = RsaPublic(number, _EXPONENT)
        if key.n.bit_length() == 8 * KEY and _opens(authority, key) is not None:
            return key
    return None


def _terminals(
    certificates: Sequence[Cvc], authority: Holder, numbers: Sequence[int]
) -> Iterator[tuple[int, tuple[bytes, int]]]:
    for certificate in certificates:
        holder = _opens(certificate, authority.key) if certificate.car == authority.chr[-8:] else None
        exponent = _private_exponent(holder.key, numbers) if holder is not None else None
        if holder is not None and exponent is not None:
            yield holder.cha[-1], (certificate.encoded, exponent)


def _opens(certificate: Cvc, key: RsaPublic) -> Holder | None:
    try:
        return certificate.opened_by(key)
    except BadSignature:
        return None


def _private_exponent(key: RsaPublic, numbers: Sequence[int]) -> int | None:
    """``e·d - 1`` is a small multiple of φ(n), hence just below one of n: few numbers are left to try."""
    small = 1 << (key.n.bit_length() // 2 + key.e.bit_length() + 3)
    for number in numbers:
        if (1 - key.e * number) % key.n < small and RsaPrivate(key.n, key.e, number).agrees():
            return number
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="terminal_constants", description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--out", type=Path, required=True, help="profile file to write, outside any repository"
    )
    parser.add_argument("--library", type=Path, help="libopensc to look in; by default the one installed")
    wanted = parser.parse_args(arguments)
    try:
        library: Path = wanted.library or installed()
        profile = from_library(library)
        save(profile, wanted.out)
    except BadProfile as bad:
        sys.stderr.write(
            f"{bad.code}: {bad}\n  fix  install Debian's opensc, or an operator's profile file\n"
        )
        return 1
    names = ", ".join(one.name for one in profile.generations)
    sys.stdout.write(f"{wanted.out}: {len(profile.generations)} generations ({names}) from {library}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
