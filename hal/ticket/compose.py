"""A ticket as ESC/POS bytes. python-escpos writes the commands; the code page is ours to choose.

Left alone, its encoder takes the first page that has the character: € goes out in ISO 8859-7, which
many printers do not have. CP858 has all that Spanish and Valencian need, the ela geminada's · too.
"""

import textwrap
import unicodedata
from typing import Any

from hal.ticket import Line, Qr, Rule, Ticket

PAGE = "CP858"
LONGEST_QR = 600  # bytes; what fits the paper's width at a size that phones read

_INSTEAD = {"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "\N{NO-BREAK SPACE}": " "}


class CannotCompose(Exception):
    """The ticket has what no ticket can have, or the profile's printer cannot print our languages."""


def compose(ticket: Ticket, profile: str) -> bytes:
    """``profile`` as python-escpos names it. Takes 0.2 s the first time: not for the event loop.

    Raises ``CannotCompose``.
    """
    # Imported here: it brings Pillow and more, which the supervisor should not carry until it prints.
    from escpos.printer import Dummy

    try:
        printer = Dummy(profile=profile)
        printer.hw("INIT")
        printer.charcode(PAGE)
    except KeyError:
        raise CannotCompose(f"python-escpos has no profile {profile!r} with code page {PAGE}") from None
    columns = printer.profile.get_columns("a")
    for part in ticket.parts:
        match part:
            case Line():
                _line(printer, part, columns)
            case Qr():
                _qr(printer, part)
            case Rule():
                _line(printer, Line("─" * columns), columns)
    if ticket.cut:
        printer.cut()
    else:
        printer.ln(4)
    return bytes(printer.output)


def printable(text: str) -> str:
    """The same words in characters of the code page. Control characters go: they would be commands."""
    out = []
    for sign in unicodedata.normalize("NFC", text):
        sign = _INSTEAD.get(sign, sign)
        if unicodedata.category(sign[0]).startswith("C"):
            continue
        if not _in_page(sign):
            bare = "".join(c for c in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(c))
            sign = bare if bare and _in_page(bare) else "?"
        out.append(sign)
    return "".join(out)


def _in_page(sign: str) -> bool:
    try:
        sign.encode(PAGE)
    except UnicodeEncodeError:
        return False
    return True


def _line(printer: Any, line: Line, columns: int) -> None:
    printer.set(
        align="center" if line.centred else "left",
        bold=line.bold,
        normal_textsize=not line.big,
        double_width=line.big,
        double_height=line.big,
    )
    width = columns // 2 if line.big else columns
    for row in textwrap.wrap(printable(line.text), width) or [""]:
        printer.textln(row)


def _qr(printer: Any, qr: Qr) -> None:
    if not 1 <= len(qr.data.encode()) <= LONGEST_QR or not 1 <= qr.size <= 16:
        raise CannotCompose("a QR code that is empty, too long or of no size")
    printer.set(align="center", normal_textsize=True)
    printer.ln()  # ISO/IEC 18004 asks for four modules of white around the code
    printer.qr(qr.data, size=qr.size, ec=1, native=True)
    printer.ln()
