"""The paper of the ticket simulator: what commands leave on it, in dots, as a thermal head would."""

import io
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

from hal.ticket.sim_interpreter import Command, Do

DOTS = 512  # of the head; 42 columns of 12 dots
CELL = (12, 24)
MARGIN = 24
_CODE_PAGES = {0: "cp437", 16: "cp1252", 19: "cp858"}
_QR_LEVELS = {48: "L", 49: "M", 50: "Q", 51: "H"}
_CUTTER_TO_HEAD = 60  # dots of white before the cut


@dataclass(frozen=True)
class Style:
    bold: bool = False
    underline: bool = False
    reverse: bool = False
    wide: int = 1
    high: int = 1
    align: int = 0  # 0 left, 1 centre, 2 right
    page: str = "cp437"
    spacing: int = 30


@dataclass
class Paper:
    """One strip, from cut to cut."""

    style: Style = Style()
    lines: list[str] = field(default_factory=list)
    qr_codes: list[str] = field(default_factory=list)
    _rows: list[Image.Image] = field(default_factory=list)
    _cells: list[tuple[str, Style]] = field(default_factory=list)
    _qr: dict[int, int] = field(default_factory=lambda: {67: 3, 69: 48})
    _stored: bytes = b""

    @property
    def blank(self) -> bool:
        return not any(self.lines) and not self.qr_codes and not self._cells

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def apply(self, command: Command) -> bool:
        """False for what this paper cannot show: the command is to be rejected."""
        match command.do:
            case Do.TEXT:
                self._write(command.data.decode(self.style.page, errors="replace"))
            case Do.FEED_LINE:
                self._feed_line()
            case Do.FEED_LINES:
                for _ in range(command.n):
                    self._feed_line()
            case Do.FEED_DOTS:
                self._flush()
                self._white(command.n)
            case Do.QR_SET:
                self._qr[command.n] = command.data[1]
            case Do.QR_STORE:
                self._stored = command.data[2:]
            case Do.QR_PRINT:
                return self._print_qr()
            case Do.INIT:
                self._cells.clear()
                self.style = Style()
            case _:
                self.style = _styled(self.style, command)
        return True

    def forget_line(self) -> None:
        """What was received of a line and is not on paper yet."""
        self._cells.clear()

    def png(self) -> bytes:
        self._flush()
        height = sum(row.height for row in self._rows) + 2 * MARGIN + _CUTTER_TO_HEAD
        sheet = Image.new("L", (DOTS + 2 * MARGIN, height), 255)
        y = MARGIN
        for row in self._rows:
            sheet.paste(row, (MARGIN, y))
            y += row.height
        out = io.BytesIO()
        sheet.save(out, "PNG")
        return out.getvalue()

    def _write(self, text: str) -> None:
        for sign in text:
            if self._width() + CELL[0] * self.style.wide > DOTS:
                self._feed_line()
            self._cells.append((sign, self.style))

    def _width(self) -> int:
        return sum(CELL[0] * style.wide for _, style in self._cells)

    def _feed_line(self) -> None:
        self.lines.append("".join(sign for sign, _ in self._cells).rstrip())
        if not self._cells:
            self._white(self.style.spacing)
            return
        self._draw_line()

    def _flush(self) -> None:
        if self._cells:
            self._feed_line()

    def _draw_line(self) -> None:
        tall = max(CELL[1] * style.high for _, style in self._cells)
        row = Image.new("L", (DOTS, max(tall, self.style.spacing)), 255)
        x = _indent(self._cells[0][1].align, self._width())
        for sign, style in self._cells:
            cell = _cell(sign, style)
            row.paste(cell, (x, tall - cell.height))
            x += cell.width
        self._cells.clear()
        self._rows.append(row)

    def _white(self, dots: int) -> None:
        if dots:
            self._rows.append(Image.new("L", (DOTS, dots), 255))

    def _print_qr(self) -> bool:
        if not self._stored:
            return False
        self._flush()
        text = self._stored.decode(errors="replace")
        code = segno.make_qr(self._stored, error=_QR_LEVELS[self._qr[69]], boost_error=False)
        scale = self._qr[67]
        size = int(code.symbol_size(scale=scale, border=0)[0])
        if size > DOTS:
            return False
        row = Image.new("L", (DOTS, size), 255)
        draw = ImageDraw.Draw(row)
        left = _indent(self.style.align, size)
        for y, modules in enumerate(code.matrix):
            for x, dark in enumerate(modules):
                if dark:
                    corner = (left + x * scale, y * scale)
                    draw.rectangle((*corner, corner[0] + scale - 1, corner[1] + scale - 1), 0)
        self._rows.append(row)
        self.qr_codes.append(text)
        return True


def _styled(style: Style, command: Command) -> Style:
    n = command.n if command.data else 0
    match command.do:
        case Do.MODE:
            return replace(
                style,
                bold=bool(n & 0x08),
                high=2 if n & 0x10 else 1,
                wide=2 if n & 0x20 else 1,
                underline=bool(n & 0x80),
            )
        case Do.SIZE:
            return replace(style, high=(n & 0x0F) + 1, wide=(n >> 4) + 1)
        case Do.BOLD:
            return replace(style, bold=bool(n & 1))
        case Do.UNDERLINE:
            return replace(style, underline=n not in (0, 48))
        case Do.REVERSE:
            return replace(style, reverse=bool(n & 1))
        case Do.ALIGN:
            return replace(style, align=n & 3)
        case Do.CODE_PAGE:
            return replace(style, page=_CODE_PAGES[n])
        case Do.SPACING:
            return replace(style, spacing=n)
    return style


def _indent(align: int, width: int) -> int:
    return (0, (DOTS - width) // 2, DOTS - width)[align]


def _cell(sign: str, style: Style) -> Image.Image:
    cell = Image.new("L", CELL, 255)
    draw = ImageDraw.Draw(cell)
    if sign == "─":
        draw.line((0, CELL[1] // 2, CELL[0], CELL[1] // 2), 0, 2)  # fonts leave gaps between these
    else:
        draw.text((0, 19), sign, 0, _font(), anchor="ls", stroke_width=0.5 if style.bold else 0)
    if style.underline:
        draw.line((0, CELL[1] - 2, CELL[0], CELL[1] - 2), 0, 1)
    if style.reverse:
        cell = cell.point(lambda dot: 255 - dot)
    return cell.resize((CELL[0] * style.wide, CELL[1] * style.high))


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    """Kivy brings a monospaced font; it is looked for without importing Kivy."""
    spec = find_spec("kivy")
    if spec is None or spec.origin is None:
        raise RuntimeError("the ticket simulator draws with a font of Kivy's")
    return ImageFont.truetype(str(Path(spec.origin).parent / "data/fonts/RobotoMono-Regular.ttf"), 20)
