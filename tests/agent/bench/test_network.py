"""The wire between the kiosk and the city, as the bench spoils it."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from agent.bench.network import Link, Network, Wire

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
async def link(network: Network) -> AsyncIterator[Link]:
    """A link to a server that gives back each line it is sent."""

    async def parrot(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line)
        writer.close()

    server = await asyncio.start_server(parrot, "127.0.0.1", 0)
    async with server, network.link("127.0.0.1", server.sockets[0].getsockname()[1]) as link:
        yield link


async def say(stream: Stream, line: bytes = b"hello\n") -> bytes:
    reader, writer = stream
    writer.write(line)
    async with asyncio.timeout(5):
        return await reader.readline()


async def call(link: Link) -> Stream:
    return await asyncio.open_connection("127.0.0.1", link.port)


async def talk(link: Link, stream: Stream | None = None) -> None:
    """Until nothing comes back."""
    stream = stream or await call(link)
    while await say(stream):
        pass


async def hang_up(stream: Stream) -> None:
    stream[1].close()


async def test_an_open_wire_carries_both_ways(link: Link) -> None:
    stream = await call(link)
    assert await say(stream) == b"hello\n"
    await hang_up(stream)


async def test_the_end_of_one_direction_is_carried_too(link: Link) -> None:
    reader, writer = stream = await call(link)
    writer.write(b"last words\n")
    writer.write_eof()
    async with asyncio.timeout(5):
        assert await reader.read() == b"last words\n"
    await hang_up(stream)


async def test_a_cut_breaks_what_is_being_said_and_what_is_tried_next(link: Link, network: Network) -> None:
    stream = await call(link)
    await say(stream)
    network.set(Wire.CUT)
    with pytest.raises(ConnectionError):
        await talk(link, stream)
    with pytest.raises(ConnectionError):
        await talk(link)


async def test_a_restored_wire_carries_new_connections(link: Link, network: Network) -> None:
    network.set(Wire.CUT)
    network.set(Wire.OPEN)
    stream = await call(link)
    assert await say(stream) == b"hello\n"
    await hang_up(stream)


async def test_a_silent_wire_takes_everything_and_gives_it_later(link: Link, network: Network) -> None:
    network.set(Wire.SILENT)
    stream = await call(link)
    asking = asyncio.create_task(say(stream))
    done, _ = await asyncio.wait([asking], timeout=0.2)
    assert not done
    network.set(Wire.OPEN)
    assert await asking == b"hello\n"
    await hang_up(stream)


async def test_a_slow_wire_takes_its_time(link: Link, network: Network) -> None:
    network.slow(delay=0.1, rate=None)
    stream = await call(link)
    began = time.monotonic()
    await say(stream)
    assert time.monotonic() - began >= 0.2  # there and back
    await hang_up(stream)


async def test_a_narrow_wire_takes_longer_for_more(link: Link, network: Network) -> None:
    network.slow(delay=0.0, rate=100_000)
    stream = await call(link)
    began = time.monotonic()
    assert len(await say(stream, b"x" * 9_999 + b"\n")) == 10_000
    assert time.monotonic() - began >= 0.1
    await hang_up(stream)


async def test_a_far_end_that_is_not_there_is_a_broken_connection(network: Network) -> None:
    async with network.link("127.0.0.1", 1) as link:
        with pytest.raises(ConnectionError):
            await talk(link)
