"""The card side of a virtual reader: a process that holds an emulated card to vpcd, with faults on request.

``python -m hal.card.sim PORT PKI`` is told on stdin, one JSON line a command, and answers each with a
line. ``CardSim`` is the other end of that.
"""

import asyncio
import contextlib
import socket
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import msgspec

from hal.card.sim_cards import CardSpec, make_card

RETRY = 0.02  # s between two tries to reach vpcd
# s between two cards. pcscd polls vpcd every 0.4 s and does not see a faster change; if the card was
# reset meanwhile, it then holds the slot for empty until the next change (pcscd 1.9.9).
BY_HAND = 0.45
ASKS_ATR = 4  # of vpcd's control bytes (0 off, 1 on, 2 reset) the only one that is answered


class Card(Protocol):
    atr: bytes

    def process(self, apdu: bytes) -> bytes: ...
    def reset(self) -> None: ...


class Kind(StrEnum):
    MUTE = "mute"  # silent for ``seconds``, or for good
    YANK = "yank"  # pulled while the command is under way
    GARBAGE = "garbage"  # bytes that are no answer
    STATUS = "status"  # only the status bytes ``status``


class Once(msgspec.Struct, frozen=True, kw_only=True):
    """What happens, once, at the next command with this instruction byte (any, without) and so long."""

    kind: Kind
    ins: int | None = None
    longer_than: int = 0  # bytes of the command
    seconds: float | None = None
    status: int = 0x6F00
    garbage: bytes = b"\x5a"

    def meets(self, command: bytes) -> bool:
        return self.ins in (None, command[1]) and len(command) > self.longer_than


class Exchange(msgspec.Struct, frozen=True):
    """A command and its answer (empty if there was none), as they went over the wire."""

    command: bytes  # empty: the card was reset, or had its power cut
    answer: bytes

    @property
    def is_reset(self) -> bool:
        return not self.command

    @property
    def secured(self) -> bool:
        """Sent in a secure channel (ISO 7816-4, class bits 4 and 3)."""
        return not self.is_reset and self.command[0] & 0x0C == 0x0C


class Insert(msgspec.Struct, frozen=True, tag_field="do", tag="insert"):
    card: CardSpec
    at_once: bool = False  # faster than any hand, so that pcscd may not see that there was none


class PutBack(msgspec.Struct, frozen=True, tag_field="do", tag="put-back"):
    """The card that was removed last, with the tries it has left."""


class Remove(msgspec.Struct, frozen=True, tag_field="do", tag="remove"):
    pass


class Spoil(msgspec.Struct, frozen=True, tag_field="do", tag="spoil"):
    once: Once


class Trace(msgspec.Struct, frozen=True, tag_field="do", tag="trace"):
    """What was said since the last time this was asked."""


Command = Insert | PutBack | Remove | Spoil | Trace


class Reply(msgspec.Struct, frozen=True):
    ok: bool = True
    inserted: bool = False
    exchanges: tuple[Exchange, ...] = ()
    reason: str = ""


@dataclass
class Slot:
    """One virtual reader's slot and the card that is in it."""

    port: int
    pki: Path  # the directory of the test PKI that the cards are from

    def __post_init__(self) -> None:
        self._card: Card | None = None
        self._last: Card | None = None
        self._changed = asyncio.Event()
        self._faults: list[Once] = []
        self._out_since = asyncio.get_running_loop().time()  # another process may just have held a card
        self._at_once = False
        self._trace: list[Exchange] = []

    def obey(self, command: Command) -> Reply:
        match command:
            case Insert(card=spec, at_once=at_once):
                self._put(make_card(spec, self.pki))
                self._at_once = at_once
            case PutBack():
                self._put(self._last)
            case Remove():
                self._put(None)
            case Spoil(once=once):
                self._faults.append(once)
            case Trace():
                said, self._trace = tuple(self._trace), []
                return Reply(inserted=self._card is not None, exchanges=said)
        return Reply(inserted=self._card is not None)

    def _put(self, card: Card | None) -> None:
        if card is not None:
            card.reset()
            self._last = card
        self._card = card
        self._faults.clear()
        self._changed.set()

    async def run(self) -> None:
        """Connected to vpcd exactly while a card is in; again after pcscd was restarted."""
        while True:
            self._changed.clear()
            if self._card is None:
                await self._changed.wait()
                continue
            holding = asyncio.create_task(self._hold(self._card))
            changed = asyncio.create_task(self._changed.wait())
            await asyncio.wait((holding, changed), return_when=asyncio.FIRST_COMPLETED)
            for task in (holding, changed):
                task.cancel()
            await asyncio.gather(holding, changed, return_exceptions=True)
            if not self._changed.is_set():
                await asyncio.sleep(RETRY)

    async def _hold(self, card: Card) -> None:
        loop = asyncio.get_running_loop()
        if not self._at_once:
            await asyncio.sleep(self._out_since + BY_HAND - loop.time())
        with contextlib.suppress(OSError, EOFError), socket.socket() as wire:
            wire.setblocking(False)
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            await loop.sock_connect(wire, ("127.0.0.1", self.port))
            card.reset()
            try:
                while True:
                    await self._serve(wire, card)
            finally:
                self._out_since = loop.time()

    async def _serve(self, wire: socket.socket, card: Card) -> None:
        body = await receive(wire, int.from_bytes(await receive(wire, 2), "big"))
        if len(body) != 1:
            answer = await self._answer(card, body)
        elif body[0] == ASKS_ATR:
            answer = card.atr
        else:
            card.reset()
            self._trace.append(Exchange(b"", b""))
            return
        if answer:  # an empty answer wedges pcscd 1.9.9
            await asyncio.get_running_loop().sock_sendall(wire, len(answer).to_bytes(2, "big") + answer)

    async def _answer(self, card: Card, command: bytes) -> bytes:
        fault = next((one for one in self._faults if one.meets(command)), None)
        if fault is not None:
            self._faults.remove(fault)
        answer = await self._spoilt(card, command, fault)
        self._trace.append(Exchange(command, answer))
        return answer

    async def _spoilt(self, card: Card, command: bytes, fault: Once | None) -> bytes:
        match fault:
            case None:
                return card.process(command)
            case Once(kind=Kind.MUTE, seconds=seconds):
                self._trace.append(Exchange(command, b""))
                await asyncio.sleep(3600 if seconds is None else seconds)
                return card.process(command)
            case Once(kind=Kind.YANK):
                self._trace.append(Exchange(command, b""))
                self._put(None)
                raise EOFError
            case Once(kind=Kind.GARBAGE, garbage=garbage):
                return garbage
            case Once(status=status):
                return status.to_bytes(2, "big")


async def receive(wire: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size:
        # vpcd 3.3 sends length and body apart; without this each command waits 40 ms for a delayed ACK.
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        some = await asyncio.get_running_loop().sock_recv(wire, size - len(received))
        if not some:
            raise EOFError
        received += some
    return received


async def serve(port: int, pki: Path) -> None:
    slot = Slot(port, pki)
    commands = asyncio.StreamReader(limit=1 << 20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    holding = asyncio.create_task(slot.run())
    decode = msgspec.json.Decoder[Command](Command).decode
    try:
        while line := await commands.readline():
            try:
                reply = slot.obey(decode(line))
            except (msgspec.DecodeError, ValueError, OSError) as wrong:
                reply = Reply(ok=False, reason=str(wrong))
            sys.stdout.buffer.write(msgspec.json.encode(reply) + b"\n")
            sys.stdout.buffer.flush()
    finally:
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)


class CardSim:
    """``async with CardSim(port) as sim``: a hand that puts cards into one virtual reader."""

    def __init__(self, port: int, pki: Path) -> None:
        self._arguments = (str(port), str(pki))
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hal.card.sim", *self._arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 24,
            start_new_session=True,  # Ctrl-C in a terminal is for who started us
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def insert(self, card: CardSpec, *, at_once: bool = False) -> None:
        await self._tell(Insert(card, at_once))

    async def put_back(self) -> None:
        await self._tell(PutBack())

    async def remove(self) -> None:
        await self._tell(Remove())

    async def inserted(self) -> bool:
        return (await self._tell(Trace())).inserted

    async def fault(self, kind: Kind, **details: Any) -> None:
        await self._tell(Spoil(Once(kind=kind, **details)))

    async def trace(self) -> tuple[Exchange, ...]:
        return (await self._tell(Trace())).exchanges

    async def _tell(self, command: Command) -> Reply:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        async with self._turn:
            process.stdin.write(msgspec.json.encode(command) + b"\n")
            reply = msgspec.json.decode(await process.stdout.readline(), type=Reply)
        if not reply.ok:
            raise ValueError(reply.reason)
        return reply


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
