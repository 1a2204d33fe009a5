"""What the printer simulator holds: a job, and the port it can be plugged into."""

import socket
from dataclasses import dataclass

import pypdfium2

from hal.page.ipp_jobs import JobState


@dataclass
class SimJob:
    number: int
    name: str
    user: str
    copies: int
    created: int  # printer-up-time, s
    state: JobState = JobState.PENDING_HELD
    reason: str = "job-incoming"
    pdf: bytes | None = None
    pages_done: int = 0
    started: int | None = None
    ended: int | None = None

    @property
    def over(self) -> bool:
        return self.state >= JobState.CANCELED


def bound(host: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, port))
    return made


def count_pages(pdf: bytes) -> int:
    """0 for what is no PDF."""
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0
