"""A ticket printer to try everything on: a strict ESC/POS printer on TCP or on a serial line (pty).

It answers DLE EOT as it is asked, even in the middle of a job, holds a buffer, and prints from it in
its own time. Only the bench and tests import it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from hal.ticket.sim_interpreter import Command, Do, parse
from hal.ticket.sim_paper import Paper
from hal.ticket.sim_ports import SerialPort, TcpPort


class TicketFault(StrEnum):
    """What can be switched on and off."""

    NO_PAPER = "no-paper"
    NEAR_END = "near-end"
    COVER = "cover"
    CUTTER = "cutter"
    OFFLINE = "offline"
    UNPLUGGED = "unplugged"  # the data cable
    SILENT = "silent"  # takes bytes, tells nothing
    SLOW = "slow"  # 20 bytes a second
    GARBAGE = "garbage"  # status bytes without their fixed bits


class Wire(StrEnum):
    TCP = "tcp"
    PTY = "pty"


_STOPS = frozenset({TicketFault.NO_PAPER, TicketFault.COVER, TicketFault.CUTTER, TicketFault.OFFLINE})
_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
_CLEARED = b"\x37\x25\x00"


@dataclass(frozen=True)
class TornTicket:
    """What a citizen takes."""

    png: bytes = field(repr=False)
    text: str = field(repr=False)
    qr_codes: tuple[str, ...] = field(repr=False)
    at: datetime


@dataclass
class TicketPrinterSim:
    """``async with TicketPrinterSim() as printer``; then ``printer.uri`` for the driver.

    ``on_change`` is called after everything that changes. ``rejected``: commands it does not know.
    """

    wire: Wire = Wire.TCP
    port: int = 0
    sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    on_change: Callable[[], None] = lambda: None

    tickets: list[TornTicket] = field(default_factory=list)
    rejected: list[bytes] = field(default_factory=list)
    faults: set[TicketFault] = field(default_factory=set)
    received: int = 0  # bytes, real-time commands too

    def __post_init__(self) -> None:
        self.paper = Paper()
        self._buffer = bytearray()
        self._unread = b""  # the beginning of what may become a real-time command
        self._writers: set[Callable[[bytes], None]] = set()
        self._changed = asyncio.Event()
        self._cable: int | None = None  # bytes until it is pulled
        self._after_line: tuple[int, tuple[TicketFault, ...]] | None = None

    # --- life ------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        self._port: TcpPort | SerialPort = (
            TcpPort(self.receive, self._writers, self.port)
            if self.wire is Wire.TCP
            else SerialPort(self.receive, self._writers)
        )
        await self._port.plug()
        self._work = asyncio.create_task(self._print())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._work.cancel()
        await asyncio.gather(self._work, return_exceptions=True)
        self._port.pull()
        self._port.close()

    @property
    def uri(self) -> str:
        return self._port.uri

    # --- what can happen to it -------------------------------------------------------------------

    async def set(self, fault: TicketFault, on: bool) -> None:
        """Any fault by its name, as the bench page does."""
        if on == (fault in self.faults):
            return
        self.faults ^= {fault}
        if fault is TicketFault.UNPLUGGED:
            if on:
                self._port.pull()
            else:
                await self._port.plug()
        self.touch()

    async def run_out(self) -> None:
        await self.set(TicketFault.NO_PAPER, True)

    async def new_roll(self) -> None:
        await self.set(TicketFault.NO_PAPER, False)
        await self.set(TicketFault.NEAR_END, False)

    def fail_after_lines(self, lines: int, *faults: TicketFault) -> None:
        """Switches them on when that many lines of the ticket in hand are on paper."""
        self._after_line = (lines, faults)

    def pull_cable_after(self, count: int) -> None:
        """The data cable comes out when that many more bytes have come."""
        self._cable = self.received + count

    def tear(self) -> TornTicket:
        """What is on the strip, torn off by hand or cut."""
        ticket = TornTicket(self.paper.png(), self.paper.text, tuple(self.paper.qr_codes), self.now())
        self.tickets.append(ticket)
        self.paper = Paper(self.paper.style)
        self.touch()
        return ticket

    @property
    def nothing_printed(self) -> bool:
        return not self.tickets and self.paper.blank

    # --- what it does ----------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Real-time commands are carried out now, everything else waits in the buffer."""
        if self._cable is not None and self.received + len(data) >= self._cable:
            data = data[: self._cable - self.received]
            self._cable = None
            self.faults.add(TicketFault.UNPLUGGED)
            self._port.pull()
        self.received += len(data)
        raw, self._unread = self._unread + data, b""
        while raw:
            head, dle, tail = raw.partition(b"\x10")
            self._buffer += head
            if not dle:
                break
            taken = self._real_time(dle + tail)
            if taken is None:
                self._unread = dle + tail
                break
            raw = (dle + tail)[taken:]
        self.touch()

    def _real_time(self, raw: bytes) -> int | None:
        """How many bytes the real-time command was; ``None`` while it is not all there."""
        if len(raw) < 2:
            return None
        if raw[1] == 0x04:
            if len(raw) < 3:
                return None
            if raw[2] in (1, 2, 3, 4):
                self._tell(bytes([self._status(raw[2])]))
            else:
                self.rejected.append(raw[:3])
            return 3
        if _CLEAR.startswith(raw[: len(_CLEAR)]):
            if len(raw) < len(_CLEAR):
                return None
            self._clear()
            return len(_CLEAR)
        self.rejected.append(raw[:2])
        return 2

    def _status(self, question: int) -> int:
        if TicketFault.GARBAGE in self.faults:
            return 0xFF
        on = self.faults.__contains__
        match question:
            case 1:
                bits = 0x08 if self.faults & _STOPS else 0
            case 2:
                bits = (0x04 if on(TicketFault.COVER) else 0) | (0x20 if on(TicketFault.NO_PAPER) else 0)
                bits |= 0x40 if on(TicketFault.CUTTER) else 0
            case 3:
                bits = 0x08 if on(TicketFault.CUTTER) else 0
            case _:
                bits = 0x60 if on(TicketFault.NO_PAPER) else 0
                bits |= 0x0C if on(TicketFault.NEAR_END) or on(TicketFault.NO_PAPER) else 0
        return 0x12 | bits

    def _tell(self, reply: bytes) -> None:
        if TicketFault.SILENT not in self.faults:
            for write in tuple(self._writers):
                write(reply)

    def _clear(self) -> None:
        self._buffer.clear()
        self.paper.forget_line()
        self._tell(_CLEARED)

    def touch(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
        self.on_change()

    async def _print(self) -> None:
        while True:
            changed = self._changed
            found = None if self.faults & _STOPS else parse(bytes(self._buffer))
            if found is None:
                await changed.wait()
                continue
            command, size = found
            if TicketFault.SLOW in self.faults:
                await self.sleep(size / 20)
                if not self._buffer:
                    continue  # cleared meanwhile
            del self._buffer[:size]
            await self._carry_out(command)

    async def _carry_out(self, command: Command) -> None:
        match command.do:
            case Do.REJECTED:
                self.rejected.append(command.data)
            case Do.IGNORED:
                pass
            case Do.TELL_PAPER:
                self._tell(b"\x03" if TicketFault.NEAR_END in self.faults else b"\x00")
            case Do.CUT:
                self.paper.apply(Command(Do.FEED_DOTS, command.data))
                self.tear()
            case _:
                if not self.paper.apply(command):
                    self.rejected.append(command.data)
        if self._after_line is not None and len(self.paper.lines) >= self._after_line[0]:
            faults, self._after_line = self._after_line[1], None
            for fault in faults:
                await self.set(fault, True)
        self.touch()
