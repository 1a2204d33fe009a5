"""One world for all end-to-end tests: the kiosk as in the street, and hands for everything around it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeVar

import pytest
import pytest_asyncio

from agent.bench.handles import Handles
from agent.bench.network import Wire
from agent.bench.papers import Kind, Paper
from agent.bench.person import Person
from agent.bench.waiting import until
from agent.bench.web import serving
from agent.bench.world import Setup, world
from tests.e2e.browser import Browser, browser

T = TypeVar("T")
UNNOTICED = 0.7  # s that a card may be gone before pcscd, which asks every 0.4 s, has told the kiosk
HOME = 20.0  # s until the kiosk is back home after whatever a test did
REPOSITORY = Path(__file__).parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here lives in the event loop of the world it shares."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


async def kept(context: AbstractAsyncContextManager[T]) -> AsyncIterator[T]:
    """A context for the whole session, in a task of its own: the two halves of a fixture need not run in
    the same task, and what has time limits inside must.
    """
    ready: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()

    async def live() -> None:
        async with context as found:
            ready.set_result(found)
            await over.wait()

    living = asyncio.create_task(live())
    await asyncio.wait([living, ready], return_when=asyncio.FIRST_COMPLETED)
    if living.done():
        await living
    yield await ready
    over.set()
    await living


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_bench(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Handles]:
    # Certificates take seconds to make: they are kept from one run to the next.
    setup = Setup(
        data=tmp_path_factory.mktemp("bench"),
        pki=REPOSITORY / "var" / "test-pki",
        card_deadlines={"question": 3.0, "pin": 6.0},  # a mute card is waited for; an emulated one is quick
    )
    async for handles in kept(world(setup)):
        yield handles


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def url(shared_bench: Handles) -> AsyncIterator[str]:
    """The bench's page."""
    async for address in kept(serving(shared_bench)):
        yield address


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async for started in kept(browser()):
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def bench(shared_bench: Handles) -> AsyncIterator[Handles]:
    """At home, nothing broken, no card in; and left like that."""
    await back_home(shared_bench)
    yield shared_bench
    await back_home(shared_bench)


async def back_home(bench: Handles) -> None:
    bench.network.set(Wire.OPEN)
    bench.network.slow(0.0, None)
    await bench.faults.clear()
    noticed = time.monotonic()
    if await bench.drawer.inserted() is not None:
        await bench.drawer.remove()
        noticed = time.monotonic() + UNNOTICED
    person = Person(bench)
    async with asyncio.timeout(HOME):
        while not await _at_home(bench):
            for way_out in ("finish", "wish:cancel", "give-up", "stop", "wish:stay"):
                if person.sees is not None and any(one.id == way_out for one in person.sees.targets):
                    before = person.sees
                    await person.taps(way_out)
                    await until(lambda seen=before: person.sees is not seen, 5)  # type: ignore[misc]
                    break
            await asyncio.sleep(0.05)
    await asyncio.sleep(noticed - time.monotonic())


async def _at_home(bench: Handles) -> bool:
    seen = bench.watcher.seen
    if not bench.watcher.connected or seen is None or seen.screen != "home" or seen.over:
        return False
    if seen.look.language.value != "es":
        await Person(bench).chooses_language("es")
        return False
    return all(device.state == "works" for device in (await bench.watcher.status()).devices)


@pytest.fixture
def person(bench: Handles) -> Person:
    return Person(bench)


class Tray:
    """What came out since the test began."""

    def __init__(self, bench: Handles) -> None:
        self._bench = bench
        self._before = len(bench.papers.all)

    @property
    def all(self) -> tuple[Paper, ...]:
        return self._bench.papers.all[self._before :]

    @property
    def pages(self) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.all if paper.kind is Kind.PAGES)

    @property
    def empty(self) -> bool:
        return not self.all

    def latest(self) -> Paper:
        return self.all[-1]


@pytest.fixture
def paper(bench: Handles) -> Tray:
    return Tray(bench)
