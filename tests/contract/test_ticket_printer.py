"""The promise of ``hal.ticket.TicketPrinter``, that every driver of ticket printers keeps on every wire."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator

import pytest
import zxingcpp
from PIL import Image

from hal.device import InDoubt, Refused, State
from hal.registry import driver
from hal.ticket import Line, Qr, Rule, Ticket, TicketPrinter
from hal.ticket.sim import TicketFault, TicketPrinterSim, Wire

VERIFY = "https://sede.example.es/validar?csv=7Q2M-4KXN"


def a_ticket(*, cut: bool = True) -> Ticket:
    return Ticket(
        (
            Line("Ajuntament d'Alacant", bold=True, big=True, centred=True),
            Line("Justificante de pago", bold=True, centred=True),
            Rule(),
            Line("Impuesto sobre bienes inmuebles   123,45 €"),
            Line("Cal·lígraf, l'Ènova, plaça; señal Ñ à"),
            Qr(VERIFY),
        ),
        cut=cut,
    )


@pytest.fixture(params=["tcp", "serial", "usb"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def paper(scheme: str) -> AsyncIterator[TicketPrinterSim]:
    """The printer itself: its roll, its cover, its cable. Serial line and USB device are both a pty."""
    async with TicketPrinterSim(Wire.TCP if scheme == "tcp" else Wire.PTY) as sim:
        yield sim


@pytest.fixture
async def printer(scheme: str, paper: TicketPrinterSim) -> AsyncIterator[TicketPrinter]:
    uri = f"{scheme}:{paper.uri.partition(':')[2]}"
    made: TicketPrinter = driver("ticket", "escpos")({"uri": uri, "answer": 0.2, "deadline": 1.0})
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


# --- it prints -----------------------------------------------------------------------------------


async def test_a_ticket_is_printed_once_with_every_letter_of_our_languages(printer, paper):
    await printer.print(a_ticket())
    (ticket,) = paper.tickets
    assert "Ajuntament d'Alacant" in ticket.text
    assert "123,45 €" in ticket.text
    assert "Cal·lígraf, l'Ènova, plaça; señal Ñ à" in ticket.text
    assert paper.rejected == []


async def test_its_qr_code_can_be_read_off_the_paper(printer, paper):
    await printer.print(a_ticket())
    picture = Image.open(io.BytesIO(paper.tickets[0].png))
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == VERIFY


async def test_print_returns_when_the_ticket_is_out_not_when_the_bytes_are_sent(printer, paper):
    slow = asyncio.Event()

    async def until_let_go(seconds: float) -> None:
        await slow.wait()

    paper.sleep = until_let_go
    await paper.set(TicketFault.SLOW, True)
    printing = asyncio.create_task(printer.print(a_ticket()))
    done, _ = await asyncio.wait({printing}, timeout=0.5)
    assert not done
    slow.set()
    await printing
    assert len(paper.tickets) == 1


async def test_tickets_come_out_in_their_order(printer, paper):
    await asyncio.gather(*(printer.print(Ticket((Line(f"ticket {n}"),))) for n in range(3)))
    assert [ticket.text.split("\n")[0] for ticket in paper.tickets] == ["ticket 0", "ticket 1", "ticket 2"]


async def test_words_that_would_be_commands_are_not_obeyed(printer, paper):
    await printer.print(Ticket((Line("before\x1bi\x10\x04\x09\x1d(L after"),)))
    assert paper.rejected == []
    assert "before" in paper.tickets[0].text
    assert "after" in paper.tickets[0].text


# --- it cannot -----------------------------------------------------------------------------------

SEEN_FROM_OUTSIDE = {
    TicketFault.NO_PAPER: "no-paper",
    TicketFault.COVER: "cover",
    TicketFault.CUTTER: "jam",
    TicketFault.OFFLINE: "offline",
    TicketFault.UNPLUGGED: "offline",
    TicketFault.SILENT: "offline",
    TicketFault.GARBAGE: "other",
}


@pytest.mark.parametrize(("fault", "kind"), SEEN_FROM_OUTSIDE.items())
async def test_a_ticket_that_cannot_be_printed_is_refused_before_a_byte_is_sent(printer, paper, fault, kind):
    await paper.set(fault, True)
    with pytest.raises(Refused) as refused:
        await printer.print(a_ticket())
    assert refused.value.fault.kind == kind
    await paper.set(fault, False)
    assert paper.nothing_printed
    assert paper.received <= 2 * len(b"\x10\x04\x01") * 4


async def test_a_roll_that_is_only_low_prints(printer, paper):
    await paper.set(TicketFault.NEAR_END, True)
    await printer.print(a_ticket())
    assert len(paper.tickets) == 1


@pytest.mark.parametrize("fault", [TicketFault.NO_PAPER, TicketFault.COVER, TicketFault.CUTTER])
async def test_trouble_in_mid_ticket_leaves_it_in_doubt_and_says_why(printer, paper, fault):
    paper.fail_after_lines(2, fault)
    with pytest.raises(InDoubt) as doubt:
        await printer.print(a_ticket())
    assert doubt.value.fault.kind == SEEN_FROM_OUTSIDE[fault]
    assert paper.tickets == []


async def test_the_rest_of_a_broken_ticket_does_not_come_out_with_the_next(printer, paper):
    paper.fail_after_lines(2, TicketFault.NO_PAPER)
    with pytest.raises(InDoubt):
        await printer.print(a_ticket())
    await paper.new_roll()
    paper.tear()
    await printer.print(Ticket((Line("the next person's"),)))
    _, following = paper.tickets
    assert following.text.split() == ["the", "next", "person's"]


# --- the link breaks -----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [30, 60, 200])
async def test_a_cable_pulled_while_printing_leaves_the_ticket_in_doubt(printer, paper, count):
    paper.pull_cable_after(count)
    with pytest.raises(InDoubt) as doubt:
        await printer.print(a_ticket())
    assert doubt.value.fault.kind == "offline"
    assert paper.tickets == []


@pytest.mark.parametrize("count", [30, 60, 200, 350])
async def test_it_prints_again_after_the_cable_is_back_without_a_restart(printer, paper, count):
    paper.pull_cable_after(
        count
    )  # 350: within the QR code, whose missing bytes must not be taken from the next
    with pytest.raises(InDoubt):
        await printer.print(a_ticket())
    await paper.set(TicketFault.UNPLUGGED, False)
    paper.tear()
    await printer.print(a_ticket())
    assert "123,45 €" in paper.tickets[-1].text
    assert paper.tickets[-1].qr_codes == (VERIFY,)


async def test_a_printer_that_falls_silent_in_mid_ticket_leaves_it_in_doubt(printer, paper):
    paper.fail_after_lines(1, TicketFault.SILENT)
    with pytest.raises(InDoubt, match="does not answer"):
        await printer.print(a_ticket())


async def test_a_printer_that_talks_nonsense_in_mid_ticket_leaves_it_in_doubt(printer, paper):
    paper.fail_after_lines(1, TicketFault.COVER, TicketFault.GARBAGE)
    with pytest.raises(InDoubt, match="nonsense"):
        await printer.print(a_ticket())


async def test_a_print_that_is_cancelled_leaves_nothing_behind(printer, paper):
    paper.fail_after_lines(1, TicketFault.SLOW)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await printer.print(a_ticket())
    await paper.set(TicketFault.SLOW, False)
    await printer.print(Ticket((Line("the next person's"),)))
    assert "the next person's" in paper.tickets[-1].text


# --- health --------------------------------------------------------------------------------------


async def test_a_printer_with_paper_works(printer):
    assert (await printer.health()).state is State.WORKS


@pytest.mark.parametrize(("fault", "kind"), SEEN_FROM_OUTSIDE.items())
async def test_health_names_what_is_wrong_and_what_to_do(printer, paper, fault, kind):
    await paper.set(fault, True)
    async with asyncio.timeout(3):
        health = await printer.health()
    silent = fault in (TicketFault.UNPLUGGED, TicketFault.SILENT, TicketFault.GARBAGE)
    assert health.state is (State.UNSURE if silent else State.FAULTY)
    assert health.fault is not None
    assert (health.fault.code, health.fault.kind) == (f"K-TICKET-{kind.upper()}", kind)
    assert health.fault.fix


async def test_a_printer_that_comes_back_works_again_without_a_restart(printer, paper):
    assert (await printer.health()).state is State.WORKS
    await paper.set(TicketFault.UNPLUGGED, True)
    assert (await printer.health()).state is State.UNSURE
    await paper.set(TicketFault.UNPLUGGED, False)
    assert (await printer.health()).state is State.WORKS


async def test_a_link_hung_up_while_idle_costs_nobody_their_ticket(printer, paper):
    assert (await printer.health()).state is State.WORKS
    await paper.set(TicketFault.UNPLUGGED, True)
    await paper.set(TicketFault.UNPLUGGED, False)
    await printer.print(a_ticket())
    assert len(paper.tickets) == 1


async def test_asking_for_health_does_not_disturb_a_ticket(printer, paper):
    printing = asyncio.create_task(printer.print(a_ticket()))
    while not printing.done():
        await printer.health()
        await asyncio.sleep(0.001)
    await printing
    assert len(paper.tickets) == 1
    assert paper.rejected == []
