"""A child that may hang: asked with a deadline, killed when late, back for the next question."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hal.worker import Worker, WorkerGone, frames, pack

news: list[bytes] = []


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    news.clear()
    found = Worker("tests.hal.echo_worker", on_news=news.append, pauses=(0.0,))
    running = asyncio.ensure_future(found.run())
    yield found
    running.cancel()
    await asyncio.wait({running})


async def ask(worker: Worker, word: str, deadline: float = 10.0) -> str:
    answer = await worker.ask(msgspec.msgpack.encode(word), deadline)
    return msgspec.msgpack.decode(answer, type=str)


async def test_it_answers(worker: Worker) -> None:
    assert await ask(worker, "hello") == "hello"


async def test_questions_at_once_get_their_own_answers(worker: Worker) -> None:
    words = [f"word-{number}" for number in range(20)]
    assert await asyncio.gather(*(ask(worker, word) for word in words)) == words


@pytest.mark.parametrize("word", ["hang", "die", "garbage"])
async def test_after_the_worst_it_is_there_again(worker: Worker, word: str) -> None:
    await ask(worker, "hello")
    with pytest.raises(WorkerGone):
        await ask(worker, word, deadline=0.5)
    assert await ask(worker, "again") == "again"


async def test_news_come_without_a_question(worker: Worker) -> None:
    await ask(worker, "news")
    assert news == [msgspec.msgpack.encode("news")]


@settings(deadline=None, max_examples=100)
@given(raw=st.binary(max_size=200))
async def test_no_bytes_of_a_worker_are_more_than_the_end_of_it(raw: bytes) -> None:
    stream = asyncio.StreamReader()
    stream.feed_data(pack(1, msgspec.msgpack.encode("fine")) + raw)
    stream.feed_eof()
    read = [body async for _number, body in frames(stream)]
    assert read[0] == msgspec.msgpack.encode("fine")
