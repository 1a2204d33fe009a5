"""The supervisor's socket, from outside: real connections, good manners and bad ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.clock import SystemClock
from agent.protocol import (
    LONGEST_TO_AGENT,
    Alive,
    Answered,
    AskStatus,
    Draw,
    Drawn,
    Failed,
    Hello,
    Role,
    Seen,
    Status,
    Target,
    Watch,
    encoder,
    to_screen,
    to_technician,
)
from agent.server import Access, Server
from agent.stage import Placard, Stage
from flows.screens import Choose, Chosen, Option
from flows.text import verbatim
from tests.clock import eventually

QUESTION = Choose(title=verbatim("¿Té o café?"), options=(Option(id="tea", label=verbatim("Té")),))


class Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def says(self, message: msgspec.Struct) -> None:
        self.sends(encoder().encode(message) + b"\n")

    def sends(self, raw: bytes) -> None:
        self._writer.write(raw)

    async def hears(self, decoder: Any = to_screen) -> Any:
        """The next message; ``None`` when the supervisor has hung up."""
        async with asyncio.timeout(5):
            line = await self._reader.readline()
        return decoder.decode(line) if line else None

    async def leaves(self) -> None:
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()


class Room:
    def __init__(self, path: Path, access: Access) -> None:
        self.stage = Stage(Placard("babel-1", "Mercado de Babel", "Alicante", "alicante", "010"))
        self.server = Server(
            path=path,
            stage=self.stage,
            access=access,
            clock=SystemClock(),
            status=lambda: Status(
                kiosk="babel-1", version="0", screen="absent", visit=None, devices=(), visits={}
            ),
            procedure=lambda: "padron",
        )
        self.connections: list[Connection] = []

    async def connects(self) -> Connection:
        connection = Connection(*await asyncio.open_unix_connection(self.server.path, limit=16 * 1024 * 1024))
        self.connections.append(connection)
        return connection

    async def screen(self) -> Connection:
        screen = await self.connects()
        screen.says(Hello(role=Role.SCREEN))
        return screen


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    found = Room(tmp_path / "agent.sock", Access(frozenset(), frozenset()))
    ready = asyncio.Event()
    running = asyncio.ensure_future(found.server.run(ready))
    await ready.wait()
    yield found
    for connection in found.connections:
        await connection.leaves()
    running.cancel()
    await asyncio.wait({running})


async def test_a_screen_that_connects_in_mid_question_is_shown_the_question(room: Room) -> None:
    asking = asyncio.ensure_future(room.stage.ask(QUESTION))
    await asyncio.sleep(0)
    first = await room.screen()
    drawn = await first.hears()
    assert isinstance(drawn, Draw)
    await first.leaves()
    second = await room.screen()
    again = await second.hears()
    assert (again.seq, str(again.screen.title)) == (drawn.seq, "¿Té o café?")
    second.says(Answered(seq=again.seq, answer=Chosen(option="tea")))
    assert await asking == Chosen(option="tea")


async def test_an_answer_to_a_screen_that_is_no_longer_up_is_dropped(room: Room) -> None:
    asking = asyncio.ensure_future(room.stage.ask(QUESTION))
    await asyncio.sleep(0)
    screen = await room.screen()
    drawn = await screen.hears()
    screen.says(Answered(seq=drawn.seq - 1, answer=Chosen(option="tea")))
    screen.says(Answered(seq=drawn.seq, answer=Chosen(option="water")))  # not on offer
    assert isinstance(await screen.hears(), Draw)  # shown again, still waiting
    assert not asking.done()
    asking.cancel()


async def test_a_technician_sees_what_is_drawn_and_where_but_not_a_word_of_it(room: Room) -> None:
    asking = asyncio.ensure_future(room.stage.ask(QUESTION))
    await asyncio.sleep(0)
    screen = await room.screen()
    drawn = await screen.hears()
    technician = await room.connects()
    technician.says(Hello(role=Role.TECHNICIAN))
    technician.says(Watch())
    target = Target(id="tea", x=1, y=2, width=300, height=120)
    screen.says(Drawn(seq=drawn.seq, over=False, targets=(target,)))
    seen = await technician.hears(to_technician)
    assert isinstance(seen, Seen)
    assert (seen.screen, seen.targets, seen.procedure) == ("choose", (target,), "padron")
    assert b"caf" not in msgspec.json.encode(seen)
    asking.cancel()


async def test_status_is_told_to_who_asks(room: Room) -> None:
    technician = await room.connects()
    technician.says(Hello(role=Role.TECHNICIAN))
    technician.says(AskStatus())
    assert isinstance(await technician.hears(to_technician), Status)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"garbage\n", "K-SOCKET-MESSAGE"),
        (b'{"say":"hello"}\n', "K-SOCKET-MESSAGE"),
        (b'{"say":"hello","role":"mayor"}\n', "K-SOCKET-MESSAGE"),
        (b'{"say":"alive","frames":1}\n', "K-SOCKET-HELLO"),
        (b'{"say":"hello","role":"screen","version":99}\n', "K-SOCKET-VERSION"),
        (b'{"say":"hello","role":"technician"}\n{"say":"alive","frames":1}\n', "K-SOCKET-ROLE"),
        (b'{"say":"hello","role":"screen"}\n{"say":"watch"}\n', "K-SOCKET-ROLE"),
        (b"[" * 10_000 + b"\n", "K-SOCKET-MESSAGE"),
        (b"x" * (2 * LONGEST_TO_AGENT) + b"\n", "K-SOCKET-SIZE"),
    ],
)
async def test_bad_manners_are_told_by_code_and_hung_up_on(room: Room, raw: bytes, code: str) -> None:
    rude = await room.connects()
    rude.sends(raw)
    said = await rude.hears()
    assert isinstance(said, Failed)
    assert said.code == code
    assert await rude.hears() is None
    polite = await room.screen()  # and the next one is served
    asking = asyncio.ensure_future(room.stage.ask(QUESTION))
    assert isinstance(await polite.hears(), Draw)
    asking.cancel()


async def test_another_unix_user_is_not_let_in(tmp_path: Path) -> None:
    nobody = Access(screen=frozenset({65534}), technician=frozenset())
    assert nobody.allows(65534, Role.SCREEN)
    assert not nobody.allows(65534, Role.TECHNICIAN)
    assert not Access(frozenset(), frozenset()).allows(65534, Role.SCREEN)


async def test_a_screen_that_leaves_in_the_middle_of_a_message_is_forgotten(room: Room) -> None:
    screen = await room.screen()
    screen.sends(b'{"say":"alive"')
    await screen.leaves()
    await eventually(lambda: not room.stage.watched)


async def test_the_screen_is_known_to_live(room: Room) -> None:
    screen = await room.screen()
    screen.says(Alive(frames=3))
    await eventually(lambda: room.server.last_sign_of_life > 0)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300))
async def test_no_bytes_bring_the_supervisor_down(room: Room, raw: bytes) -> None:
    someone = await room.connects()
    someone.sends(raw + b"\n")
    said = await someone.hears()
    assert said is None or isinstance(said, Failed)
    await someone.leaves()
