"""What a printer says about itself, as a fault for a technician.

Reasons are matched by prefix and their severity is read loosely: a printer that has run out of its
only paper calls it ``media-empty``, ``-error`` or ``-warning`` as its maker likes, and nothing comes
out in any case. Only ``-report`` (RFC 8011, section 5.4.12: "may be ignored") is passed over.
"""

import re
from collections.abc import Iterable
from enum import IntEnum

from hal.device import Fault


class PrinterState(IntEnum):
    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


_FIX = {
    "no-paper": "Load A4 paper in the tray and close it.",
    "jam": "Open the doors the printer's panel shows, take the sheet out, close them.",
    "cover": "Close every door and cover; if it stays, clean the cover's sensor.",
    "no-toner": "Change the cartridge; one of the same kind is in the cabinet.",
    "offline": "Check mains, network cable and the printer's address (`kiosk test page-printer`).",
    "other": "Look at the printer's own panel; switch it off and on if it says nothing.",
}

# First match wins: a jam with the door open is a jam, and paper is asked for only when all else is well.
_KINDS = (
    ("media-jam", "jam"),
    ("input-media-feed", "jam"),
    ("cover-open", "cover"),
    ("door-open", "cover"),
    ("interlock-open", "cover"),
    ("toner-empty", "no-toner"),
    ("marker-supply-empty", "no-toner"),
    ("marker-supply-missing", "no-toner"),
    ("media-empty", "no-paper"),
    ("media-needed", "no-paper"),
    ("input-tray-missing", "no-paper"),
    ("shutdown", "offline"),
    ("timed-out", "offline"),
    ("offline", "offline"),
    ("paused", "other"),
    ("moving-to-paused", "other"),
    ("output-area-full", "other"),
    ("output-tray-missing", "other"),
    ("marker-waste-full", "other"),
    ("spool-area-full", "other"),
    ("developer-empty", "other"),
    ("fuser-", "other"),
    ("opc-life-over", "other"),
)


def fault(kind: str, cause: str) -> Fault:
    return Fault(f"K-PRINTER-{kind.upper()}", cause, _FIX[kind], kind)


def offline(cause: str) -> Fault:
    return fault("offline", cause)


def other(cause: str) -> Fault:
    return fault("other", cause)


def fault_of(reasons: Iterable[str], state: int | None, accepting: bool | None) -> Fault | None:
    """What keeps the printer from printing, by printer-state-reasons, printer-state and
    printer-is-accepting-jobs.
    """
    told = [reason for reason in reasons if not reason.endswith("-report")]
    for prefix, kind in _KINDS:
        for reason in told:
            if reason.startswith(prefix):
                return fault(kind, f"the printer says {safe(reason)} (printer-state-reasons)")
    if state == PrinterState.STOPPED:
        reasons_told = ", ".join(safe(reason) for reason in told) or "no reason"
        return other(f"the printer has stopped and gives {reasons_told} (printer-state)")
    if accepting is False:
        return other("the printer accepts no jobs (printer-is-accepting-jobs)")
    return None


def safe(word: str) -> str:
    """A keyword as printers write them; whatever else was sent does not reach a log."""
    return re.sub(r"[^a-z0-9.-]", "?", word[:60])
