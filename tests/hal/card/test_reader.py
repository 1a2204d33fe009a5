"""The supervisor's side of a card worker: whatever the worker says, the reader goes on."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from hal.card import CardError, Problem, Slot
from hal.card import messages as m
from hal.card.reader import CardReader, open_driver
from hal.card.settings import CardSettings
from hal.device import State
from tests.cards import DNIE, PATIENCE, Table, laid


@given(st.binary(max_size=64))
def test_no_news_from_a_worker_breaks_the_reader(news: bytes) -> None:
    asyncio.run(hear(news))


async def hear(news: bytes) -> None:
    reader = CardReader(m.Kind.DNIE, CardSettings())
    reader._hear(news)
    assert isinstance(reader.slot, Slot)


def test_a_wrong_key_in_the_settings_is_named() -> None:
    with pytest.raises(msgspec.ValidationError, match="redaer"):
        open_driver({"redaer": "ACS"})


def test_no_message_shows_a_pin_or_a_certificate() -> None:
    pin, secret = "Abc12345", b"12345678Z"
    said = (
        m.Identify(challenge=secret, pin=pin),
        m.Sign(digest=secret, pin=pin),
        m.Identified(signature=secret, certificate=secret, chain=(secret,), ocsp=secret),
        m.Signed(signature=secret),
    )
    assert pin not in repr(said)
    assert secret.decode() not in repr(said)


async def test_without_a_worker_it_is_unsure_and_says_so_at_once() -> None:
    reader = CardReader(m.Kind.DNIE, CardSettings())
    health = await reader.health()
    assert health.state is State.UNSURE
    assert health.fault is not None
    assert health.fault.code == "K-CARD-WORKER"
    with pytest.raises(CardError) as error:
        await reader.identify(bytes(32), "1234")
    assert error.value.problem is Problem.READER


@pytest_asyncio.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    async with laid(DNIE, tmp_path) as (only,):
        yield only


async def test_a_pcscd_that_hangs_is_blamed_and_not_the_card(table: Table) -> None:
    await table.put()
    os.kill(table.pcscd.pid, signal.SIGSTOP)
    try:
        await until_fault(table, "K-CARD-PCSCD")
        assert table.reader.slot is Slot.NO_READER
    finally:
        os.kill(table.pcscd.pid, signal.SIGCONT)
    await table.until_slot(Slot.READY)
    await table.reader.identify(bytes(32), DNIE.pin)


async def test_what_is_not_configured_is_told_to_the_technician_and_spends_no_try(table: Table) -> None:
    (Path(table.pki.directory) / "root.pem").write_text("no certificate")
    await table.until_slot(Slot.EMPTY)
    worker = table.reader.worker_pid
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    await until_fault(table, "K-CARD-TRUST")
    await table.put()
    with pytest.raises(CardError):
        await table.reader.identify(bytes(32), DNIE.pin)
    assert await table.pins_presented() == 0


async def until_fault(table: Table, code: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while (fault := (await table.reader.health()).fault) is None or fault.code != code:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
