"""ESC/POS printers over serial line, USB or TCP.

python-escpos composes, we send: its own status calls report plenty of paper when the printer is
silent (python-escpos 3.1, ``Escpos.paper_status``), and a receipt that is not on paper costs a
citizen money.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from hal.device import Fault, Health, InDoubt, Refused
from hal.registry import settings
from hal.ticket import Ticket
from hal.ticket.compose import CannotCompose, compose
from hal.ticket.link import Link, LinkLost, open_link
from hal.ticket.status import QUESTIONS, Garbled, Status, fault, is_fence, is_status

log = logging.getLogger(__name__)

DLE_EOT = b"\x10\x04"
# DLE DC4 8 (Epson, "Clear buffer(s)"): what is left of a broken ticket must not come out with the next.
# A printer that knows it answers 37 25 00.
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
# GS r 1 (Epson, "Transmit status") is answered in its turn, when all before it is on paper.
FENCE = b"\x1dr\x01"


class EscposSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Times in seconds. ``uri`` as in ``hal.ticket.link.open_link``."""

    uri: str
    baud: int = 115200
    handshake: Literal["dtr", "rts", "xon", "none"] = "none"
    profile: str = "TM-T88V"
    deadline: float = 15.0  # the longest ticket at 9600 baud takes 11
    answer: float = 0.5  # one status byte
    fence: bool = True  # false for printers that do not know GS r


def open_driver(table: Mapping[str, Any]) -> "EscposPrinter":
    wanted = settings(table, EscposSettings)
    return EscposPrinter(open_link(wanted.uri, wanted.baud, wanted.handshake), wanted)


class EscposPrinter:
    def __init__(self, link: Link, settings: EscposSettings) -> None:
        self._link = link
        self._settings = settings
        self._busy = asyncio.Lock()
        self._known = Health.unsure(fault("offline", "the printer has not been asked yet"))
        self._dirty = True  # there may be something in its buffer that is not ours

    async def run(self) -> None:
        """The link opens by itself when it is needed; here it is only let go of."""
        try:
            await asyncio.Event().wait()
        finally:
            self._link.close()

    async def health(self) -> Health:
        if self._busy.locked():
            return self._known  # it is printing: a question now would come between the ticket's bytes
        async with self._busy:
            try:
                found = (await self._asked()).fault
            except (LinkLost, TimeoutError, Garbled) as silent:
                self._known = Health.unsure(_silence(silent))
            else:
                self._known = Health.works() if found is None else Health.faulty(found)
            return self._known

    async def print(self, ticket: Ticket) -> None:
        async with self._busy:
            data = await self._composed(ticket)
            await self._ready()
            if self._dirty:
                await self._clear()
            self._dirty = True
            try:
                async with asyncio.timeout(self._settings.deadline):
                    await self._link.send(data)
                    await self._on_paper()
                self._dirty = False
            except (LinkLost, TimeoutError, Garbled) as lost:
                raise InDoubt(_silence(lost)) from None
            except InDoubt:
                await self._clear()
                raise
            finally:
                if self._dirty:
                    self._link.close()

    async def _asked(self) -> Status:
        """Network printers hang up on a link that is idle: one found broken is opened anew, once."""
        try:
            return await self.status()
        except LinkLost:
            return await self.status()

    async def status(self) -> Status:
        """Raises ``TimeoutError`` for a silent printer (absent, not ready), ``LinkLost``, ``Garbled``."""
        self._link.forget()
        replies: list[int] = []
        try:
            for question in QUESTIONS:
                async with asyncio.timeout(self._settings.answer):
                    await self._link.send(DLE_EOT + bytes([question]))
                    replies += await self._link.receive()
            return Status.parse(replies)
        except (TimeoutError, Garbled):
            self._link.close()
            raise

    async def _composed(self, ticket: Ticket) -> bytes:
        try:
            data = await asyncio.to_thread(compose, ticket, self._settings.profile)
        except CannotCompose as wrong:
            raise Refused(fault("other", str(wrong))) from None
        return data + FENCE if self._settings.fence else data

    async def _ready(self) -> None:
        try:
            found = (await self._asked()).fault
        except (LinkLost, TimeoutError, Garbled) as silent:
            raise Refused(_silence(silent)) from None
        if found is not None:
            raise Refused(found)

    async def _on_paper(self) -> None:
        """Returns when the printer has worked off the ticket; meanwhile it is asked how it is.

        Raises ``InDoubt`` when it stops, ``LinkLost``, ``Garbled``; the deadline is around it.
        """
        replies: list[int] = []
        while True:
            try:
                async with asyncio.timeout(self._settings.answer):
                    got = await self._link.receive()
            except TimeoutError:
                replies.clear()
                await self._link.send(b"".join(DLE_EOT + bytes([n]) for n in QUESTIONS))
                continue
            if self._settings.fence and any(is_fence(byte) for byte in got):
                return
            if not all(is_status(byte) for byte in got):
                raise Garbled("neither a status byte nor the answer to GS r")
            replies += got
            if len(replies) < len(QUESTIONS):
                continue
            found = Status.parse(replies[: len(QUESTIONS)]).fault
            replies.clear()
            if found is not None:
                raise InDoubt(found)
            if not self._settings.fence:
                return

    async def _clear(self) -> None:
        try:
            async with asyncio.timeout(self._settings.answer):
                await self._link.send(CLEAR)
                await self._link.receive()
        except (LinkLost, TimeoutError):
            log.info("no word that the printer's buffer is empty")


def _silence(silent: Exception) -> Fault:
    match silent:
        case Garbled():
            return fault("other", f"the printer answers nonsense: {silent}")
        case TimeoutError():
            return fault("offline", "the printer does not answer")
    return fault("offline", f"the link to the printer is broken ({silent})")
