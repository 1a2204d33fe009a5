"""What a ticket printer says of itself: DLE EOT 1 to 4 (Epson ESC/POS reference, "Transmit real-time
status"). Each answer is one byte with fixed bits, so that noise is not taken for good news.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hal.device import Fault

_FIXED_MASK, _FIXED = 0b1001_0011, 0b0001_0010  # bits 0 and 7 are 0, bits 1 and 4 are 1
QUESTIONS = (1, 2, 3, 4)

_FIX = {
    "no-paper": "Put in a new roll, printing side up, and close the cover.",
    "cover": "Close the cover until it clicks.",
    "jam": "Open the cover, take out what blocks the cutter, close it; switch off and on if it stays.",
    "offline": "Check mains, data cable and the paper key; `kiosk test ticket-printer` shows it live.",
    "other": "Switch the printer off and on; if the error stays, change the printer.",
}


class Garbled(Exception):
    """An answer whose fixed bits are wrong."""


@dataclass(frozen=True)
class Status:
    offline: bool
    cover_open: bool
    paper_out: bool
    paper_low: bool
    cutter_error: bool
    error: bool

    @classmethod
    def parse(cls, replies: Sequence[int]) -> "Status":
        """``replies`` to DLE EOT 1, 2, 3 and 4, in this order. Raises ``Garbled``."""
        if len(replies) != len(QUESTIONS) or not all(is_status(reply) for reply in replies):
            raise Garbled("a status byte without its fixed bits")
        printer, cause, error, roll = replies
        return cls(
            offline=bool(printer & 0x08),
            cover_open=bool(cause & 0x04),
            paper_out=bool(cause & 0x20 or roll & 0x60),
            paper_low=bool(roll & 0x0C),
            cutter_error=bool(error & 0x08),
            error=bool(cause & 0x40 or error & 0x64),
        )

    @property
    def fault(self) -> Fault | None:
        """What keeps it from printing; a roll that is only low does not."""
        if self.cover_open:
            return fault("cover", "the cover is open (DLE EOT 2)")
        if self.paper_out:
            return fault("no-paper", "the roll is used up (DLE EOT 4)")
        if self.cutter_error:
            return fault("jam", "the cutter is blocked (DLE EOT 3)")
        if self.error:
            return fault("other", "the printer reports an error (DLE EOT 3)")
        if self.offline:
            return fault("offline", "the printer says that it is offline, and no reason (DLE EOT 1)")
        return None


def is_status(byte: int) -> bool:
    """A byte that answers DLE EOT, and not GS r or noise."""
    return byte & _FIXED_MASK == _FIXED


def is_fence(byte: int) -> bool:
    """A byte that answers GS r 1: its bits 4 and 7 are 0."""
    return byte & 0b1001_0000 == 0


def fault(kind: str, cause: str) -> Fault:
    return Fault(f"K-TICKET-{kind.upper()}", cause, _FIX[kind], kind)
