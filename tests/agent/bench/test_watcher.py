"""The bench on the supervisor's socket, against a supervisor that is one line of a script."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.bench.processes import listening_at
from agent.bench.watcher import NoAnswer, Watcher
from agent.protocol import Look, Seen, Status, encoder

SEEN = Seen(
    seq=3,
    screen="pin",
    step="1/5",
    look=Look(),
    over=False,
    targets=(),
    at=1.0,
    procedure="padron",
    code=None,
)
STATUS = Status(kiosk="k", version="0", screen="drawn", visit=None, devices=(), visits={})


class Supervisor:
    """Sends ``say`` to whoever connects, and answers ``ask-status`` if ``answers``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.say = encoder().encode(SEEN) + b"\n"
        self.answers = True
        self.heard: list[bytes] = []
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        writer.write(self.say)
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                self.heard.append(line)
                if b"ask-status" in line and self.answers:
                    writer.write(encoder().encode(STATUS) + b"\n")
        writer.close()

    def hang_up(self) -> None:
        for writer in self.writers:
            writer.close()


@pytest.fixture
async def supervisor(tmp_path: Path) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "agent.sock")
    async with await asyncio.start_unix_server(supervisor.serve, supervisor.path):
        await listening_at(supervisor.path)
        yield supervisor
        supervisor.hang_up()


@pytest.fixture
async def watcher(supervisor: Supervisor) -> AsyncIterator[Watcher]:
    watcher = Watcher(supervisor.path)
    task = asyncio.create_task(watcher.run())
    yield watcher
    task.cancel()
    await asyncio.wait([task])


async def test_it_knows_the_screen_that_is_up(watcher: Watcher) -> None:
    assert await watcher.sees(lambda seen: seen.screen == "pin", deadline=5) == SEEN


async def test_it_says_when_the_wanted_screen_does_not_come(watcher: Watcher) -> None:
    with pytest.raises(TimeoutError):
        await watcher.sees(lambda seen: seen.screen == "done", deadline=0.2)


async def test_it_asks_how_the_devices_are(watcher: Watcher) -> None:
    await watcher.sees(lambda seen: True, deadline=5)
    assert await watcher.status() == STATUS


async def test_it_greets_as_a_technician_and_watches(watcher: Watcher, supervisor: Supervisor) -> None:
    await watcher.sees(lambda seen: True, deadline=5)
    await watcher.status()
    assert b'"technician"' in supervisor.heard[0]
    assert b'"watch"' in supervisor.heard[1]


async def test_it_comes_back_when_the_supervisor_does(watcher: Watcher, supervisor: Supervisor) -> None:
    await watcher.sees(lambda seen: True, deadline=5)
    watcher.seen = None
    supervisor.hang_up()
    assert await watcher.sees(lambda seen: True, deadline=5) == SEEN


async def test_a_supervisor_that_does_not_answer_is_no_answer(
    watcher: Watcher, supervisor: Supervisor
) -> None:
    supervisor.answers = False
    await watcher.sees(lambda seen: True, deadline=5)
    with pytest.raises(NoAnswer, match="in time"):
        await watcher.status(deadline=0.1)


async def test_a_supervisor_that_leaves_without_answering_is_no_answer(
    watcher: Watcher, supervisor: Supervisor
) -> None:
    supervisor.answers = False
    await watcher.sees(lambda seen: True, deadline=5)
    asking = asyncio.create_task(watcher.status())
    await asyncio.sleep(0)
    supervisor.hang_up()
    with pytest.raises(NoAnswer, match="away"):
        await asking


async def test_words_that_are_no_message_end_only_that_connection(
    watcher: Watcher, supervisor: Supervisor
) -> None:
    await watcher.sees(lambda seen: True, deadline=5)
    supervisor.say = b"\xff\x00 not a message\n"
    watcher.seen = None
    supervisor.hang_up()
    async with asyncio.timeout(5):
        while len(supervisor.writers) < 3:  # noqa: ASYNC110 (it keeps trying)
            await asyncio.sleep(0.01)
    supervisor.say = encoder().encode(SEEN) + b"\n"
    assert await watcher.sees(lambda seen: True, deadline=5) == SEEN


async def test_no_supervisor_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(NoAnswer, match="away"):
        await Watcher(tmp_path / "nobody.sock").status()
