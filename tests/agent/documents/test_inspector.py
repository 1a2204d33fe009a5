"""The inspecting process from the supervisor's side."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.documents.inspector import Inspector
from flows.city import BrokenSeal, CityDown
from tests.agent.documents.papers import NIF, plain, sealed


@pytest.fixture
async def inspector(certificates: Path) -> AsyncIterator[Inspector]:
    made = Inspector(anchors=[certificates / "seal-ca.pem"], seal_nif=NIF, width=400)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


def pid(inspector: Inspector) -> int:
    process = inspector._worker._process
    assert process is not None
    return process.pid


async def test_a_paper_comes_back_as_pictures(inspector: Inspector) -> None:
    pages = await inspector.inspect(plain(pages=2), sealed=False)
    assert [page[:4] for page in pages] == [b"\x89PNG"] * 2


async def test_a_sealed_paper_is_let_through(inspector: Inspector, certificates: Path) -> None:
    certificado = await asyncio.to_thread(sealed, certificates)
    assert await inspector.inspect(certificado, sealed=True)


async def test_a_seal_and_a_shape_that_do_not_hold_have_their_own_codes(inspector: Inspector) -> None:
    with pytest.raises(BrokenSeal) as seal:
        await inspector.inspect(plain(), sealed=True)
    assert seal.value.code == "K-CITY-SEAL"
    with pytest.raises(BrokenSeal) as shape:
        await inspector.inspect(b"%PDF-1.7 no more", sealed=False)
    assert shape.value.code == "K-CITY-DOCUMENT"


async def test_what_is_too_long_is_not_even_sent(inspector: Inspector) -> None:
    with pytest.raises(BrokenSeal):
        await inspector.inspect(b"%PDF" + bytes(5_000_000), sealed=False)


async def test_one_that_hangs_is_killed_and_the_next_citizen_is_served(inspector: Inspector) -> None:
    await inspector.inspect(plain(), sealed=False)
    inspector._deadline = 0.3
    os.kill(hung := pid(inspector), signal.SIGSTOP)
    with pytest.raises(CityDown) as down:
        await inspector.inspect(plain(), sealed=False)
    assert down.value.code == "K-CITY-INSPECTOR"
    inspector._deadline = 10.0
    assert await inspector.inspect(plain(), sealed=False)
    assert pid(inspector) != hung


async def test_one_that_dies_is_replaced(inspector: Inspector) -> None:
    await inspector.inspect(plain(), sealed=False)
    os.kill(pid(inspector), signal.SIGKILL)
    with contextlib.suppress(CityDown):
        await inspector.inspect(plain(), sealed=False)
    assert await inspector.inspect(plain(), sealed=False)


async def test_a_warm_one_is_fast(inspector: Inspector, certificates: Path) -> None:
    """300 ms on a quiet machine; tests may run on a busy one."""
    certificado = await asyncio.to_thread(sealed, certificates)
    took = []
    for _ in range(4):
        began = time.monotonic()
        await inspector.inspect(certificado, sealed=True)
        took.append(time.monotonic() - began)
    assert min(took) < 0.3
