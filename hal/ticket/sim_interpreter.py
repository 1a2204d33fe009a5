"""ESC/POS bytes into commands: only those a ticket printer is known to have, each with its arguments
checked. Everything else is rejected, so that a driver's mistake is seen and not printed.
"""

from dataclasses import dataclass
from enum import StrEnum


class Do(StrEnum):
    INIT = "init"
    TEXT = "text"
    FEED_LINE = "feed-line"
    FEED_LINES = "feed-lines"
    FEED_DOTS = "feed-dots"
    MODE = "mode"  # ESC !
    SIZE = "size"  # GS !
    BOLD = "bold"
    UNDERLINE = "underline"
    REVERSE = "reverse"
    ALIGN = "align"
    FONT = "font"
    CODE_PAGE = "code-page"
    SPACING = "spacing"
    IGNORED = "ignored"  # known, and without a trace on our paper: upside-down off, smoothing off
    CUT = "cut"
    TELL_PAPER = "tell-paper"  # GS r 1
    QR_SET = "qr-set"
    QR_STORE = "qr-store"
    QR_PRINT = "qr-print"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Command:
    do: Do
    data: bytes = b""

    @property
    def n(self) -> int:
        return self.data[0]


@dataclass(frozen=True)
class _OneByte:
    """ESC x n or GS x n: what it does, and which n it knows."""

    do: Do
    known: frozenset[int]


def _n(*values: int) -> frozenset[int]:
    return frozenset(values)


_ON_OFF = _n(0, 1, 48, 49)
_ANY = frozenset(range(256))
_ESC_ONE = {
    ord("!"): _OneByte(Do.MODE, frozenset(n for n in range(256) if not n & 0b0100_0110)),
    ord("E"): _OneByte(Do.BOLD, _ON_OFF),
    ord("-"): _OneByte(Do.UNDERLINE, _n(0, 1, 2, 48, 49, 50)),
    ord("a"): _OneByte(Do.ALIGN, _n(0, 1, 2, 48, 49, 50)),
    ord("M"): _OneByte(Do.FONT, _n(0, 48)),
    ord("t"): _OneByte(Do.CODE_PAGE, _n(0, 16, 19)),
    ord("d"): _OneByte(Do.FEED_LINES, _ANY),
    ord("J"): _OneByte(Do.FEED_DOTS, _ANY),
    ord("3"): _OneByte(Do.SPACING, _ANY),
    ord("{"): _OneByte(Do.IGNORED, _n(0)),
}
_GS_ONE = {
    ord("!"): _OneByte(Do.SIZE, _n(0x00, 0x01, 0x10, 0x11)),
    ord("B"): _OneByte(Do.REVERSE, _ON_OFF),
    ord("b"): _OneByte(Do.IGNORED, _n(0)),
    ord("r"): _OneByte(Do.TELL_PAPER, _n(1, 49)),
}
_ESC, _GS, _LF, _CR = 0x1B, 0x1D, 0x0A, 0x0D
_CUT_NOW, _CUT_AFTER_FEED = _n(0, 1, 48, 49), _n(65, 66)
_LONGEST_QR = 7092


def parse(raw: bytes) -> tuple[Command, int] | None:
    """The first command and how many bytes it is; ``None`` while it is not all there."""
    if not raw:
        return None
    first = raw[0]
    if first >= 0x20 and first != 0x7F:
        end = next((i for i, byte in enumerate(raw) if byte < 0x20 or byte == 0x7F), len(raw))
        return Command(Do.TEXT, raw[:end]), end
    if first == _LF:
        return Command(Do.FEED_LINE), 1
    if first == _CR:
        return Command(Do.IGNORED), 1
    if first not in (_ESC, _GS):
        return Command(Do.REJECTED, raw[:1]), 1
    if len(raw) < 2:
        return None
    return _escape(raw) if first == _ESC else _group(raw)


def _escape(raw: bytes) -> tuple[Command, int] | None:
    if raw[1] == ord("@"):
        return Command(Do.INIT), 2
    if raw[1] == ord("2"):
        return Command(Do.SPACING, b"\x1e"), 2
    return _one_byte(raw, _ESC_ONE)


def _group(raw: bytes) -> tuple[Command, int] | None:
    if raw[1] == ord("V"):
        return _cut(raw)
    if raw[1] == ord("("):
        return _extended(raw)
    return _one_byte(raw, _GS_ONE)


def _one_byte(raw: bytes, known: dict[int, _OneByte]) -> tuple[Command, int] | None:
    command = known.get(raw[1])
    if command is None:
        return Command(Do.REJECTED, raw[:2]), 2
    if len(raw) < 3:
        return None
    if raw[2] not in command.known:
        return Command(Do.REJECTED, raw[:3]), 3
    return Command(command.do, raw[2:3]), 3


def _cut(raw: bytes) -> tuple[Command, int] | None:
    if len(raw) < 3:
        return None
    if raw[2] in _CUT_NOW:
        return Command(Do.CUT, b"\0"), 3
    if raw[2] not in _CUT_AFTER_FEED:
        return Command(Do.REJECTED, raw[:3]), 3
    return (Command(Do.CUT, raw[3:4]), 4) if len(raw) > 3 else None


def _extended(raw: bytes) -> tuple[Command, int] | None:
    """GS ( k pL pH 49 fn …: the QR code, model 2."""
    if len(raw) < 5:
        return None
    size = raw[3] | raw[4] << 8
    if raw[2] != ord("k") or not 3 <= size <= _LONGEST_QR:
        return Command(Do.REJECTED, raw[:5]), 5
    if len(raw) < 5 + size:
        return None
    body = raw[5 : 5 + size]
    return Command(_qr(body), body[1:]), 5 + size


def _qr(body: bytes) -> Do:
    symbol, function, rest = body[0], body[1], body[2:]
    if symbol != 49:
        return Do.REJECTED
    match function:
        case 65 if rest == b"2\0":
            return Do.QR_SET
        case 67 if len(rest) == 1 and 1 <= rest[0] <= 16:
            return Do.QR_SET
        case 69 if len(rest) == 1 and 48 <= rest[0] <= 51:
            return Do.QR_SET
        case 80 if len(rest) > 1 and rest[0] == 48:
            return Do.QR_STORE
        case 81 if rest == b"0":
            return Do.QR_PRINT
    return Do.REJECTED
