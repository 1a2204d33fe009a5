"""IPP messages as data (RFC 8011): operations, states, attributes with their values."""

from dataclasses import dataclass
from enum import IntEnum


class Operation(IntEnum):
    """RFC 8011, section 5.4.15."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B


class Status(IntEnum):
    """RFC 8011, appendix B. Anything below 0x0100 is a success."""

    OK = 0x0000
    BAD_REQUEST = 0x0400
    NOT_POSSIBLE = 0x0404
    NOT_FOUND = 0x0406
    FORMAT_NOT_SUPPORTED = 0x040A
    ATTRIBUTES_NOT_SUPPORTED = 0x040B
    INTERNAL_ERROR = 0x0500
    OPERATION_NOT_SUPPORTED = 0x0501
    VERSION_NOT_SUPPORTED = 0x0503
    NOT_ACCEPTING_JOBS = 0x0506
    BUSY = 0x0507


class GroupTag(IntEnum):
    OPERATION = 0x01
    JOB = 0x02
    PRINTER = 0x04
    UNSUPPORTED = 0x05


class Tag(IntEnum):
    """Value tags (RFC 8010, section 3.5.2)."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTET_STRING = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    URI_SCHEME = 0x46
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49
    MEMBER_NAME = 0x4A


@dataclass(frozen=True)
class Value:
    """``data`` is int (integer, enum), bool, str (0x40–0x5F), ``None`` (out-of-band), the members of a
    collection, or bytes for every other tag.
    """

    tag: int
    data: "int | bool | str | bytes | tuple[Attribute, ...] | None"


@dataclass(frozen=True)
class Attribute:
    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Group:
    tag: int
    attributes: tuple[Attribute, ...] = ()

    def get(self, name: str) -> tuple[Value, ...]:
        return next((attribute.values for attribute in self.attributes if attribute.name == name), ())

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(value.data for value in self.get(name) if isinstance(value.data, str))

    def number(self, name: str) -> int | None:
        return next((value.data for value in self.get(name) if type(value.data) is int), None)

    def flag(self, name: str) -> bool | None:
        return next((value.data for value in self.get(name) if isinstance(value.data, bool)), None)


@dataclass(frozen=True)
class Message:
    """A request (``code`` is the operation) or a response (``code`` is the status)."""

    code: int
    request_id: int
    groups: tuple[Group, ...]
    data: bytes = b""
    version: tuple[int, int] = (1, 1)

    def group(self, tag: int) -> Group:
        """The first group of that kind, or an empty one."""
        return next((group for group in self.groups if group.tag == tag), Group(tag))

    def all(self, tag: int) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.tag == tag)


def attribute(tag: Tag, name: str, *values: "int | bool | str | bytes | tuple[Attribute, ...]") -> Attribute:
    return Attribute(name, tuple(Value(tag, value) for value in values))
