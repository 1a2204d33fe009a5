"""The ESC/POS driver beyond the contract: addresses, settings, and links that are not there."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from hal.device import InDoubt, Refused, State
from hal.ticket import Line, Ticket
from hal.ticket.escpos import open_driver
from hal.ticket.sim import TicketFault, TicketPrinterSim, Wire

TICKET = Ticket((Line("ticket"),))


@pytest.mark.parametrize("uri", ["", "tcp://", "http://printer", "/dev/ttyUSB0", "serial:"])
def test_an_address_of_no_link_is_a_mistake_in_the_settings(uri):
    with pytest.raises(ValueError, match="tcp://"):
        open_driver({"uri": uri})


@pytest.mark.parametrize("wrong", [{"handshake": "maybe"}, {"bauds": 9600}, {"baud": "fast"}])
def test_a_wrong_setting_is_named(wrong):
    with pytest.raises(msgspec.ValidationError):
        open_driver({"uri": "tcp://printer", **wrong})


@pytest.mark.parametrize("scheme", ["serial", "usb"])
async def test_a_device_that_is_not_there_is_unsure_and_prints_nothing(scheme, tmp_path: Path):
    driver = open_driver({"uri": f"{scheme}:{tmp_path / 'none'}"})
    assert (await driver.health()).state is State.UNSURE
    with pytest.raises(Refused) as refused:
        await driver.print(TICKET)
    assert refused.value.fault.kind == "offline"


async def test_a_file_that_is_no_device_is_no_printer(tmp_path: Path):
    path = tmp_path / "file"
    path.touch()
    for scheme in ("serial", "usb"):
        assert (await open_driver({"uri": f"{scheme}:{path}"}).health()).state is State.UNSURE


async def test_a_line_that_another_program_holds_is_refused():
    async with TicketPrinterSim(Wire.PTY) as sim:
        first, second = open_driver({"uri": sim.uri}), open_driver({"uri": sim.uri})
        assert (await first.health()).state is State.WORKS
        assert (await second.health()).state is State.UNSURE


@pytest.mark.parametrize("handshake", ["none", "xon"])
async def test_a_printer_that_does_not_know_gs_r_can_be_used_by_its_status_alone(handshake):
    async with TicketPrinterSim(Wire.PTY) as sim:
        driver = open_driver({"uri": sim.uri, "fence": False, "answer": 0.1, "handshake": handshake})
        await driver.print(TICKET)
        assert sim.tickets[0].text.startswith("ticket")


async def test_without_gs_r_too_trouble_in_mid_ticket_leaves_it_in_doubt():
    async with TicketPrinterSim() as sim:
        sim.fail_after_lines(1, TicketFault.NO_PAPER)
        driver = open_driver({"uri": sim.uri, "fence": False, "answer": 0.1})
        with pytest.raises(InDoubt, match="used up"):
            await driver.print(TICKET)


@pytest.mark.parametrize("profile", ["no such printer", "TM-U220"])
async def test_a_profile_that_cannot_print_our_languages_is_refused(profile):
    async with TicketPrinterSim() as sim:
        with pytest.raises(Refused, match="CP858"):
            await open_driver({"uri": sim.uri, "profile": profile}).print(TICKET)
        assert sim.received == 0


async def test_after_a_deadline_missed_the_link_is_opened_anew():
    connections = 0

    async def answers_only_status(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while asked := await reader.read(4096):
            if asked.startswith(b"\x10\x04") and len(asked) == 3:
                writer.write(b"\x12")
        writer.close()

    async with await asyncio.start_server(answers_only_status, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        driver = open_driver({"uri": f"tcp://127.0.0.1:{port}", "answer": 0.1, "deadline": 0.3})
        assert (await driver.health()).state is State.WORKS
        assert (await driver.health()).state is State.WORKS
        assert connections == 1
        with pytest.raises(InDoubt):
            await driver.print(TICKET)
        assert (await driver.health()).state is State.WORKS
        assert connections == 2
        await _closed(driver)


@settings(max_examples=50, deadline=None)
@given(says=some.binary(max_size=40))
def test_no_bytes_of_a_printer_crash_the_driver_or_pass_for_readiness(says):
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(says)
        try:
            while await reader.read(4096):
                pass
        except ConnectionError:
            return
        finally:
            writer.close()

    async def meet() -> None:
        async with await asyncio.start_server(babble, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            driver = open_driver({"uri": f"tcp://127.0.0.1:{port}", "answer": 0.02, "deadline": 0.1})
            health = await driver.health()
            well = len(says) == 4 and all(byte & 0x93 == 0x12 for byte in says)
            assert health.state is State.UNSURE or well
            with pytest.raises((Refused, InDoubt)):
                await driver.print(TICKET)
            await asyncio.wait_for(_closed(driver), 1)

    asyncio.run(meet())


async def _closed(driver) -> None:
    running = asyncio.create_task(driver.run())
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
