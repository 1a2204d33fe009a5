"""What was said to a card, without what must not be known: for a report that a city hall sends back to us.

Only what the standard says is kept: headers, lengths, status bytes, file ids and file descriptions.
Everything else becomes its length. Even what goes through a secure channel: its keys are agreed with
terminal keys that are public (facts of CWA 14890 on the DNIe), so a whole trace would give the PIN away.
"""

import time
from collections.abc import Callable

from hal.card.driver import LinkLost, Transmit

SELECT, GET_RESPONSE = 0xA4, 0xC0
MASTER_FILE = b"Master.File"


class Trace:
    """``wrap`` a driver's ``Transmit``; ``lines`` is the report."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self.lines: list[str] = []
        self._now = now
        self._describes_file = False  # the answer that is fetched next is a file's description

    def wrap(self, transmit: Transmit) -> Transmit:
        def traced(command: bytes) -> bytes:
            started = self._now()
            try:
                answer = transmit(command)
            except LinkLost as lost:
                self._write(started, f"{_command(command)} -> lost: {lost}")
                raise
            self._write(started, f"{_command(command)} -> {self._answer(command, answer)}")
            return answer

        return traced

    def _write(self, started: float, text: str) -> None:
        self.lines.append(f"{(self._now() - started) * 1000:7.1f} ms  {text}")

    def _answer(self, command: bytes, answer: bytes) -> str:
        data, status = answer[:-2], answer[-2:].hex().upper()
        selects = command[:2] == bytes([0, SELECT])
        known = selects or (command[:2] == bytes([0, GET_RESPONSE]) and self._describes_file)
        self._describes_file = selects
        return f"{_shown(data) if known else _length(data)}{status}"


def _command(command: bytes) -> str:
    header, data = command[:4].hex(" ").upper(), command[5:]
    if command[:2] == bytes([0, SELECT]) and (len(data) == 2 or data == MASTER_FILE):
        return f"{header} {_shown(data)}".rstrip()
    return f"{header} {command[4:5].hex().upper()} {_length(data)}".rstrip()


def _shown(data: bytes) -> str:
    return f"{data.hex().upper()} " if data else ""


def _length(data: bytes) -> str:
    return f"<{len(data)} bytes> " if data else ""
