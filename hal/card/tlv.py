"""BER-TLV as ISO/IEC 7816-4 and X.690 write it: enough for cards, and never trusting a length."""

from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST_LENGTH = 3  # bytes of a long-form length; no card file reaches 16 MiB


class BadTlv(ValueError):
    """What was read is not TLV."""


@dataclass(frozen=True, repr=False)
class Tlv:
    """``tag`` as its bytes read big-endian (``0x7F21``); ``encoded`` is the whole object."""

    tag: int
    value: bytes
    encoded: bytes

    def children(self) -> list["Tlv"]:
        """Raises ``BadTlv``."""
        return list(walk(self.value))


def tlv(tag: int, *parts: bytes) -> bytes:
    value = b"".join(parts)
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big") + _length(len(value)) + value


def walk(data: bytes) -> Iterator[Tlv]:
    """Objects in order, until the data ends or a zero tag says that the rest is padding.

    Raises ``BadTlv`` at the first object that does not fit.
    """
    offset = 0
    while offset < len(data) and data[offset] != 0:
        found = first(data[offset:])
        yield found
        offset += len(found.encoded)


def first(data: bytes) -> Tlv:
    """The object at the start of ``data``; what follows it is left. Raises ``BadTlv``."""
    tag_end = _tag_end(data)
    start, size = _read_length(data, tag_end)
    if start + size > len(data):
        raise BadTlv("the value is cut short")
    return Tlv(int.from_bytes(data[:tag_end], "big"), data[start : start + size], data[: start + size])


def _tag_end(data: bytes) -> int:
    if not data:
        raise BadTlv("nothing there")
    if data[0] & 0x1F != 0x1F:
        return 1
    if len(data) < 2 or data[1] & 0x80:
        raise BadTlv("a tag of more than two bytes, or cut short")
    return 2


def _read_length(data: bytes, at: int) -> tuple[int, int]:
    """Where the value starts and how long it says it is."""
    if at >= len(data):
        raise BadTlv("no length")
    head = data[at]
    if head < 0x80:
        return at + 1, head
    count = head & 0x7F
    if not 1 <= count <= _LONGEST_LENGTH or at + 1 + count > len(data):
        raise BadTlv("a length that cannot be")
    return at + 1 + count, int.from_bytes(data[at + 1 : at + 1 + count], "big")


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    encoded = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(encoded)]) + encoded
