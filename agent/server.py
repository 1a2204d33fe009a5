"""The supervisor's socket: screens and technicians come here, told apart by who they are to Unix.

A peer that sends what is not a message is told so and let go; the next one is served. A screen that
does not read is let go as well: it would hold the supervisor's memory.
"""

import asyncio
import os
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from agent import log
from agent.clock import Clock
from agent.protocol import (
    LONGEST_TO_AGENT,
    LONGEST_TO_SCREEN,
    VERSION,
    Alive,
    Answered,
    AskStatus,
    Drawn,
    Failed,
    FromAnyone,
    Hello,
    Role,
    Seen,
    Status,
    Touched,
    Watch,
    Wished,
    encoder,
    from_anyone,
)
from agent.stage import Stage

HELLO_WITHIN = 5.0  # s


class Rude(Exception):
    """The peer said what it may not say; the fault is told to it and the connection closed."""

    def __init__(self, code: str, cause: str, fix: str) -> None:
        super().__init__(code)
        self.failed = Failed(code=code, cause=cause, fix=fix)


@dataclass(frozen=True)
class Access:
    """Unix user ids that may be each role. The supervisor's own may be both."""

    screen: frozenset[int]
    technician: frozenset[int]

    def allows(self, uid: int, role: Role) -> bool:
        return uid in (self.screen if role is Role.SCREEN else self.technician) or uid == os.geteuid()


@dataclass
class Server:
    path: Path
    stage: Stage
    access: Access
    clock: Clock
    status: Callable[[], Status]
    procedure: Callable[[], str | None]
    _watchers: set["Peer"] = field(default_factory=set)
    _last_seen: bytes | None = None
    last_sign_of_life: float = float("-inf")  # monotonic s, of the screen
    _peers: set["asyncio.Task[None]"] = field(default_factory=set)

    async def run(self, ready: asyncio.Event) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            self.path.unlink()
        server = await asyncio.start_unix_server(self._serve, self.path, limit=LONGEST_TO_AGENT)
        self.path.chmod(0o660)
        try:
            async with server:
                ready.set()
                await server.serve_forever()
        finally:
            for peer in self._peers:
                peer.cancel()
            if self._peers:
                await asyncio.wait(set(self._peers))
            with suppress(FileNotFoundError):
                self.path.unlink()

    def screen_drawn(self, said: Drawn) -> None:
        screen = self.stage.screen
        if said.seq != self.stage.seq or screen is None:
            return
        step = screen.step
        self._last_seen = encoder().encode(
            Seen(
                seq=said.seq,
                screen=str(screen.__struct_config__.tag),
                step=f"{step.now}/{step.of}" if step else "",
                look=self.stage.look,
                over=said.over,
                targets=said.targets,
                at=self.clock.monotonic(),
                procedure=self.procedure(),
                code=screen.code,
            )
        )
        for watcher in tuple(self._watchers):
            watcher.send(self._last_seen)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._peers.add(task)
        peer = Peer(self, reader, writer)
        try:
            await peer.serve()
        except Rude as rude:
            log.get("server").warning("peer-refused", code=rude.failed.code)
            peer.send(encoder().encode(rude.failed))
        except (ConnectionError, TimeoutError):
            pass
        finally:
            self._peers.discard(task)
            self._watchers.discard(peer)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    def watch(self, peer: "Peer") -> None:
        self._watchers.add(peer)
        if self._last_seen is not None:
            peer.send(self._last_seen)


class Peer:
    """One connection."""

    def __init__(self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer

    async def serve(self) -> None:
        async with asyncio.timeout(HELLO_WITHIN) as greeting:
            hello = await self._read()
            greeting.reschedule(None)
        if hello is None:
            return
        role = self._admit(hello)
        if role is Role.SCREEN:
            await self._serve_screen()
        else:
            await self._serve_technician()

    def send(self, message: bytes) -> None:
        if self._writer.transport.is_closing():
            return
        if self._writer.transport.get_write_buffer_size() > LONGEST_TO_SCREEN:
            self._writer.transport.abort()
            return
        self._writer.write(message + b"\n")

    def _admit(self, hello: FromAnyone) -> Role:
        if not isinstance(hello, Hello):
            raise Rude("K-SOCKET-HELLO", "the first message was not hello", "say hello with a role first")
        if hello.version != VERSION:
            raise Rude(
                "K-SOCKET-VERSION",
                f"the peer speaks version {hello.version}, the supervisor {VERSION}",
                "install the same release of both and restart them",
            )
        if not self._server.access.allows(peer_uid(self._writer), hello.role):
            raise Rude(
                "K-SOCKET-ACCESS",
                f"this Unix user may not be {hello.role.value}",
                "list its id under [access] in the configuration",
            )
        return hello.role

    async def _serve_screen(self) -> None:
        detach = self._server.stage.attach(self.send)
        try:
            while (said := await self._read()) is not None:
                self._server.last_sign_of_life = self._server.clock.monotonic()
                match said:
                    case Drawn():
                        self._server.screen_drawn(said)
                    case Answered():
                        self._server.stage.answered(said)
                    case Wished():
                        self._server.stage.wished(said)
                    case Touched():
                        self._server.stage.stir()
                    case Alive():
                        pass
                    case _:
                        raise not_for("the screen")
        finally:
            detach()

    async def _serve_technician(self) -> None:
        while (said := await self._read()) is not None:
            match said:
                case Watch():
                    self._server.watch(self)
                case AskStatus():
                    self.send(encoder().encode(self._server.status()))
                case _:
                    raise not_for("a technician")

    async def _read(self) -> FromAnyone | None:
        """The next message; ``None`` when the peer has gone."""
        try:
            line = await self._reader.readline()
        except ValueError as error:
            raise Rude("K-SOCKET-SIZE", "a message was over 64 KiB", "send shorter messages") from error
        if not line.endswith(b"\n"):
            return None
        try:
            said: FromAnyone = from_anyone.decode(line)
            return said
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            # Its text may quote what was typed; only that it was not understood is told.
            raise Rude("K-SOCKET-MESSAGE", "a message was not understood", "check both releases") from error


def not_for(role: str) -> Rude:
    return Rude("K-SOCKET-ROLE", f"a message that is not for {role} to send", "use the other role")


def peer_uid(writer: asyncio.StreamWriter) -> int:
    """``SO_PEERCRED`` (unix(7)): who the kernel says opened the connection."""
    raw = writer.get_extra_info("socket").getsockopt(
        socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")
    )
    _pid, uid, _gid = struct.unpack("3i", raw)
    return int(uid)
