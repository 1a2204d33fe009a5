"""Terminal profiles: what a terminal shows to a DNIe before the card will take a PIN.

The card authenticates the terminal, and the terminal the card, by keys that the card's maker
published for terminals. They are not ours to distribute: ``terminal_constants.py`` takes them from
software already on the machine, or an operator supplies the file. TOML, all values hexadecimal but
exponents, which are integers:

    [[generation]]
    name = "2"                      # free; shown to technicians
    root_modulus = "b972…"          # component root: signs the card's chain and ``authority``
    root_exponent = 65537
    authority = "7f2181ce…"         # CVC of the terminals' authority, signed by the root

    [generation.user]               # the role that signs, and on DNIe 2.0 also takes the PIN
    certificate = "7f2181cd…"       # CVC, signed by the authority
    private_exponent = "a051…"

    [generation.pin]                # the role that takes the PIN on DNIe 3.0 and later
    certificate = "7f2181cd…"
    private_exponent = "866f…"
"""

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec

from hal.card.cvc import Cvc, Holder
from hal.card.iso9796 import BadSignature, RsaPrivate, RsaPublic
from hal.card.tlv import BadTlv

USER_ROLE, PIN_ROLE = 0x02, 0x08  # last byte of the holder's authorisation (CHA)
_LONGEST = 64 * 1024  # bytes of a profile file


class BadProfile(Exception):
    """The profile does not prove itself. ``code`` is for the technician."""

    code = "K-CARD-PROFILE"
    fix = "Make it again with `python -m hal.card.terminal_constants --out FILE`, or install the operator's."


@dataclass(frozen=True, repr=False)
class Terminal:
    """One role: its certificate, and the key in it."""

    certificate: Cvc
    holder: Holder
    key: RsaPrivate

    @property
    def serial(self) -> bytes:
        """SN.IFD: the last 8 bytes of the holder reference (CWA 14890-1, 8.4.1)."""
        return self.holder.chr[-8:]


@dataclass(frozen=True, repr=False)
class Generation:
    """One hierarchy of terminals and cards, under one component root."""

    name: str
    root: RsaPublic
    authority: Cvc
    authority_holder: Holder
    user: Terminal
    pin: Terminal


@dataclass(frozen=True, repr=False)
class TerminalProfile:
    generations: tuple[Generation, ...]


class _Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    certificate: str
    private_exponent: str


class _Generation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    root_modulus: str
    root_exponent: Annotated[int, msgspec.Meta(ge=3, lt=1 << 32)]
    authority: str
    user: _Role
    pin: _Role


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    generation: tuple[_Generation, ...]


def generation(
    name: str, root: RsaPublic, authority: bytes, user: tuple[bytes, int], pin: tuple[bytes, int]
) -> Generation:
    """Checks every signature and key on the way. Raises ``BadProfile``."""
    try:
        ca = Cvc.parse(authority)
        ca_holder = ca.opened_by(root)
        return Generation(
            name, root, ca, ca_holder, _terminal(*user, ca_holder.key), _terminal(*pin, ca_holder.key)
        )
    except (BadTlv, BadSignature) as broken:
        raise BadProfile(f"generation {name}: a certificate does not hold") from broken


def load(path: Path) -> TerminalProfile:
    """Raises ``BadProfile`` for anything but a profile that proves itself."""
    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST + 1)
    except OSError as unreadable:
        raise BadProfile(f"cannot be read: {unreadable.strerror}") from unreadable
    if len(text) > _LONGEST:
        raise BadProfile("too long to be a profile")
    return parse(text)


def parse(text: bytes) -> TerminalProfile:
    """Raises ``BadProfile``."""
    try:
        file = msgspec.convert(tomllib.loads(text.decode()), _File)
        generations = tuple(_from_file(entry) for entry in file.generation)
    except (ValueError, RecursionError) as broken:  # not TOML, not UTF-8, not these fields, not hexadecimal
        raise BadProfile("not a terminal profile") from broken
    if not generations:
        raise BadProfile("no generation in it")
    return TerminalProfile(generations)


def save(profile: TerminalProfile, path: Path) -> None:
    """Readable by its owner alone: not because it is secret, but because it is not ours to hand out."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(_text(profile))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _terminal(certificate: bytes, private_exponent: int, authority: RsaPublic) -> Terminal:
    cvc = Cvc.parse(certificate)
    holder = cvc.opened_by(authority)
    key = RsaPrivate(holder.key.n, holder.key.e, private_exponent)
    if not key.agrees():
        raise BadSignature
    return Terminal(cvc, holder, key)


def _from_file(entry: _Generation) -> Generation:
    return generation(
        entry.name,
        RsaPublic(int(entry.root_modulus, 16), entry.root_exponent),
        bytes.fromhex(entry.authority),
        (bytes.fromhex(entry.user.certificate), int(entry.user.private_exponent, 16)),
        (bytes.fromhex(entry.pin.certificate), int(entry.pin.private_exponent, 16)),
    )


def _text(profile: TerminalProfile) -> str:
    lines = ["# DNIe terminal profile; keep it out of repositories and backups.\n"]
    for entry in profile.generations:
        lines.append(_table("[generation]", name=entry.name, **_root(entry)))
        for role, terminal in (("user", entry.user), ("pin", entry.pin)):
            lines.append(
                _table(
                    f"generation.{role}",
                    certificate=terminal.certificate.encoded.hex(),
                    private_exponent=f"{terminal.key.d:x}",
                )
            )
    return "\n".join(lines)


def _root(entry: Generation) -> dict[str, Any]:
    return {
        "root_modulus": f"{entry.root.n:x}",
        "root_exponent": entry.root.e,
        "authority": entry.authority.encoded.hex(),
    }


def _table(header: str, **values: Any) -> str:
    rows = (f"{key} = {json.dumps(value)}" for key, value in values.items())  # the same in TOML, for these
    return "\n".join((f"[{header}]", *rows, ""))
