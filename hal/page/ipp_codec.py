"""IPP messages as bytes (RFC 8010, section 3) and back. Strict and bounded: printers say odd things.

Values keep their syntax tag. What we never compute with (dateTime, resolution, rangeOfInteger,
octetString and tags we do not know) stays bytes; its length is checked where the RFC fixes one.
"""

import struct
from dataclasses import dataclass

from hal.page.ipp_model import Attribute, Group, Message, Tag, Value

LONGEST = 1024 * 1024  # bytes of attributes; a full answer of a large office printer has about 100 kB
DEEPEST = 8  # collections within collections; media-col-database needs 3
MOST_ATTRIBUTES = 20_000

_HEADER = struct.Struct(">BBHi")
_INTEGER = struct.Struct(">i")


class NotIpp(Exception):
    """These bytes are no IPP message. ``str`` says where it broke, never what was in it."""


_END_OF_ATTRIBUTES = 0x03
_FIRST_VALUE_TAG = 0x10
_FIXED: dict[int, int] = {Tag.DATE_TIME: 11, Tag.RESOLUTION: 9, Tag.RANGE: 8}
_INTEGERS: frozenset[int] = frozenset({Tag.INTEGER, Tag.ENUM})
_OUT_OF_BAND = range(0x10, 0x20)
_STRINGS = range(0x40, 0x60)


# --- to bytes ------------------------------------------------------------------------------------


def encode(message: Message) -> bytes:
    """Raises ``ValueError`` for what cannot be said in IPP: our own mistake, not a printer's."""
    out = bytearray(_HEADER.pack(*message.version, message.code, message.request_id))
    for group in message.groups:
        out.append(group.tag)
        for item in group.attributes:
            _write_attribute(out, item)
    out.append(_END_OF_ATTRIBUTES)
    return bytes(out) + message.data


def _write_attribute(out: bytearray, item: Attribute) -> None:
    if not item.values or not item.name:
        raise ValueError(f"attribute {item.name!r} has no name or no value")
    name = item.name
    for value in item.values:
        _write_value(out, name, value)
        name = ""  # further values of the same attribute come without its name


def _write_value(out: bytearray, name: str, value: Value) -> None:
    if isinstance(value.data, tuple):
        _write_field(out, Tag.BEGIN_COLLECTION, name, b"")
        for member in value.data:
            _write_field(out, Tag.MEMBER_NAME, "", member.name.encode())
            for inner in member.values:
                _write_value(out, "", inner)
        _write_field(out, Tag.END_COLLECTION, "", b"")
        return
    _write_field(out, value.tag, name, _value_bytes(value))


def _value_bytes(value: Value) -> bytes:
    match value.data:
        case None:
            return b""
        case bool():
            return bytes([value.data])
        case int():
            return _INTEGER.pack(value.data)
        case str():
            return value.data.encode()
        case bytes():
            return value.data
        case tuple():
            raise ValueError("a collection is not one field")


def _write_field(out: bytearray, tag: int, name: str, data: bytes) -> None:
    encoded = name.encode()
    if len(encoded) > 0x7FFF or len(data) > 0x7FFF:
        raise ValueError(f"attribute {name[:40]!r} is too long")
    out.append(tag)
    out += len(encoded).to_bytes(2, "big") + encoded
    out += len(data).to_bytes(2, "big") + data


# --- from bytes ----------------------------------------------------------------------------------


def decode(raw: bytes) -> Message:
    """The whole message, ``data`` being what follows the attributes. Raises ``NotIpp`` for anything else."""
    if len(raw) < _HEADER.size:
        raise NotIpp("shorter than a header")
    major, minor, code, request_id = _HEADER.unpack_from(raw)
    reader = _Reader(raw, _HEADER.size)
    groups = _read_groups(reader)
    return Message(code & 0xFFFF, request_id, groups, raw[reader.at :], (major, minor))


@dataclass
class _Reader:
    raw: bytes
    at: int
    attributes: int = 0

    def byte(self) -> int:
        if self.at >= len(self.raw):
            raise NotIpp("ends within the attributes")
        self.at += 1
        return self.raw[self.at - 1]

    def peek(self) -> int:
        return self.raw[self.at] if self.at < len(self.raw) else -1

    def field(self) -> bytes:
        size = self.byte() << 8 | self.byte()
        end = self.at + size
        if end > len(self.raw) or end > LONGEST:
            raise NotIpp("a field is longer than the message")
        taken, self.at = self.raw[self.at : end], end
        return taken

    def text(self) -> str:
        try:
            return self.field().decode()
        except UnicodeDecodeError:
            raise NotIpp("a name is not UTF-8") from None

    def count(self) -> None:
        self.attributes += 1
        if self.attributes > MOST_ATTRIBUTES:
            raise NotIpp("too many attributes")


def _read_groups(reader: _Reader) -> tuple[Group, ...]:
    groups: list[Group] = []
    while (tag := reader.byte()) != _END_OF_ATTRIBUTES:
        if tag >= _FIRST_VALUE_TAG or tag == 0:
            raise NotIpp("a value where a group should begin")
        groups.append(Group(tag, _read_attributes(reader)))
    return tuple(groups)


def _read_attributes(reader: _Reader) -> tuple[Attribute, ...]:
    found: list[tuple[str, list[Value]]] = []
    while reader.peek() >= _FIRST_VALUE_TAG:
        reader.count()
        tag, name = reader.byte(), reader.text()
        value = _read_value(reader, tag, depth=0)
        if name:
            found.append((name, [value]))
        elif found:
            found[-1][1].append(value)
        else:
            raise NotIpp("a value without an attribute")
    return tuple(Attribute(name, tuple(values)) for name, values in found)


def _read_value(reader: _Reader, tag: int, depth: int) -> Value:
    data = reader.field()
    if tag == Tag.BEGIN_COLLECTION:
        if data:
            raise NotIpp("a collection begins with a value")
        return Value(tag, _read_members(reader, depth + 1))
    if tag in (Tag.END_COLLECTION, Tag.MEMBER_NAME):
        raise NotIpp("a piece of a collection outside one")
    return Value(tag, _understand(tag, data))


def _read_members(reader: _Reader, depth: int) -> "tuple[Attribute, ...]":
    if depth > DEEPEST:
        raise NotIpp("collections too deep")
    found: list[tuple[str, list[Value]]] = []
    while True:
        reader.count()
        tag = reader.byte()
        if reader.field():
            raise NotIpp("a member with an attribute's name")
        if tag == Tag.END_COLLECTION:
            if reader.field():
                raise NotIpp("a collection ends with a value")
            break
        if tag == Tag.MEMBER_NAME:
            found.append((reader.text(), []))
        elif found:
            found[-1][1].append(_read_value(reader, tag, depth))
        else:
            raise NotIpp("a member without a name")
    if any(not name or not values for name, values in found):
        raise NotIpp("a member without a value")
    return tuple(Attribute(name, tuple(values)) for name, values in found)


def _understand(tag: int, data: bytes) -> int | bool | str | bytes | None:
    if tag in _INTEGERS:
        if len(data) != _INTEGER.size:
            raise NotIpp("an integer that is not four bytes")
        return int(_INTEGER.unpack(data)[0])
    if tag == Tag.BOOLEAN:
        if data not in (b"\0", b"\1"):
            raise NotIpp("a boolean that is neither true nor false")
        return data == b"\1"
    if tag in _OUT_OF_BAND:
        return None  # RFC 8010 section 3.8: out-of-band values have no value; one given is ignored
    if tag in _STRINGS:
        # Makers put Latin-1 into printer-info and the like: wrong letters must not cost us the printer.
        return data.decode(errors="replace")
    if len(data) != _FIXED.get(tag, len(data)):
        raise NotIpp("a value of the wrong size")
    return data
