"""What a DNIe says of its keys and certificates: PKCS#15 directories, and certificates as it packs them.

All of it was read from a card that nobody has authenticated yet, so nothing is believed: lengths are
bounded, and what does not parse is a ``BadObject``.
"""

import zlib
from dataclasses import dataclass

from hal.card.tlv import BadTlv, Tlv, first, walk

LONGEST_FILE = 32767  # bytes; the longest an EF can be (ISO 7816-4)
_MOST_OBJECTS = 16
_SIZES = 8  # bytes of packed certificates: unpacked and packed size, little-endian


class BadObject(ValueError):
    """A file that is not what its name says."""


@dataclass(frozen=True, repr=False)
class Described:
    """An object and where it is: ``path`` of 2-byte file ids, from the master file."""

    id: bytes
    label: str
    path: bytes


def certificates(cdf: bytes) -> tuple[Described, ...]:
    """Raises ``BadObject``. Issuer certificates are in it too."""
    return tuple(_described(entry) for entry in _entries(cdf))


def private_keys(prkdf: bytes) -> tuple[Described, ...]:
    """Raises ``BadObject``. The last two bytes of ``path`` are the key's reference."""
    return tuple(_described(entry) for entry in _entries(prkdf))


def manufacturer(token_info: bytes) -> str:
    """``DGP-FNMT`` on a DNIe. Raises ``BadObject``."""
    try:
        fields = first(token_info).children()
    except BadTlv as broken:
        raise BadObject("no TokenInfo") from broken
    return _text(next((field for field in fields if field.tag == 0x0C), None))


def unpacked(data: bytes) -> bytes:
    """A certificate in DER, out of a file that holds it packed with zlib or plain, with or without padding.

    Raises ``BadObject``; never unpacks more than ``LONGEST_FILE`` bytes.
    """
    if data[:1] != b"\x30":
        data = _inflated(data)
    try:
        return first(data).encoded
    except BadTlv as broken:
        raise BadObject("no certificate") from broken


def _inflated(data: bytes) -> bytes:
    size = int.from_bytes(data[:4], "little")
    packed = int.from_bytes(data[4:_SIZES], "little")
    if not 0 < size <= LONGEST_FILE or packed > len(data) - _SIZES:
        raise BadObject("sizes that cannot be")
    inflate = zlib.decompressobj()
    try:
        plain = inflate.decompress(data[_SIZES : _SIZES + packed], LONGEST_FILE)
    except zlib.error as broken:
        raise BadObject("not zlib") from broken
    if len(plain) != size or inflate.unconsumed_tail:
        raise BadObject("another size than it says")
    return plain


def _entries(directory: bytes) -> list[Tlv]:
    try:
        entries = list(walk(directory))
    except BadTlv as broken:
        raise BadObject("not a directory") from broken
    if len(entries) > _MOST_OBJECTS:
        raise BadObject("more objects than a card has")
    return entries


def _described(entry: Tlv) -> Described:
    """Common attributes with a label, class attributes with an id, type attributes ``[1]`` with a path."""
    try:
        common, owned, *rest = entry.children()
        label = next((part for part in common.children() if part.tag == 0x0C), None)
        identifier = next(part for part in owned.children() if part.tag == 0x04)
        located = next(part for part in rest if part.tag == 0xA1).children()[0].children()[0]
        path = next(part for part in located.children() if part.tag == 0x04)
    except (BadTlv, ValueError, IndexError, StopIteration) as broken:
        raise BadObject("an object without label, id or path") from broken
    if len(path.value) < 2 or len(path.value) % 2:
        raise BadObject("a path of broken file ids")
    return Described(identifier.value, _text(label), path.value)


def _text(field: Tlv | None) -> str:
    return "" if field is None else field.value.decode("utf-8", "replace").strip("\0 ")
