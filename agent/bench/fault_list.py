"""The faults of each simulator, in words for whoever works at the bench."""

from functools import partial

from agent.bench.faults import Fault
from hal.card.sim import CardSim, Kind
from hal.card.sim_ocsp import Mood, OcspResponder
from hal.card.sim_pcscd import PrivatePcscd
from hal.page.sim import IppPrinterSim, PageFault
from hal.ticket.sim import TicketFault, TicketPrinterSim

PAGE_WORDS = {
    PageFault.NO_PAPER: "No paper",
    PageFault.JAM: "Paper jam",
    PageFault.JAM_IN_JOB: "The next job jams as it starts",
    PageFault.COVER: "Cover open",
    PageFault.NO_TONER: "No toner",
    PageFault.REFUSES: "Takes no jobs",
    PageFault.UNPLUGGED: "Power off",
    PageFault.UNPLUGGED_FORGETS: "Power off, forgets its jobs",
    PageFault.NETWORK_CUT: "Prints, but cannot be reached",
    PageFault.SLOW: "Answers slowly",
    PageFault.SLOW_LORIS: "Answers byte by byte",
    PageFault.GARBAGE: "Answers garbage",
    PageFault.TRUNCATED: "Answers half",
    PageFault.WRONG_STATUS: "Answers a wrong status",
    PageFault.HTTP_500: "Answers HTTP 500",
}

TICKET_WORDS = {
    TicketFault.NO_PAPER: "No paper",
    TicketFault.NEAR_END: "Paper near its end",
    TicketFault.COVER: "Cover open",
    TicketFault.CUTTER: "Cutter stuck",
    TicketFault.OFFLINE: "Offline",
    TicketFault.UNPLUGGED: "Cable out",
    TicketFault.SILENT: "Tells nothing",
    TicketFault.SLOW: "20 bytes a second",
    TicketFault.GARBAGE: "Tells garbage",
}

CARD_WORDS = {
    Kind.MUTE: "Card falls silent at its next command",
    Kind.YANK: "Card is pulled at its next command",
    Kind.GARBAGE: "Card answers garbage once",
    Kind.STATUS: "Card answers an error once",
}

OCSP_WORDS = {
    Mood.DOWN: "Answers HTTP 503",
    Mood.SILENT: "Does not answer",
    Mood.GARBAGE: "Answers garbage",
    Mood.TRY_LATER: "Asks to try later",
    Mood.ELSEWHERE: "Redirects",
    Mood.STALE: "Answers from last week",
    Mood.FORGED: "Signed by somebody else",
}


def of_page_printer(printer: IppPrinterSim) -> tuple[Fault, ...]:
    def fault(kind: PageFault) -> Fault:
        return Fault(
            name=f"printer.{kind.value}",
            device="Page printer",
            words=PAGE_WORDS[kind],
            turn=partial(printer.set, kind),
            now=lambda: kind in printer.faults,
        )

    return tuple(fault(kind) for kind in PageFault)


def of_ticket_printer(printer: TicketPrinterSim) -> tuple[Fault, ...]:
    def fault(kind: TicketFault) -> Fault:
        return Fault(
            name=f"ticket.{kind.value}",
            device="Ticket printer",
            words=TICKET_WORDS[kind],
            turn=partial(printer.set, kind),
            now=lambda: kind in printer.faults,
        )

    return tuple(fault(kind) for kind in TicketFault)


def of_card_reader(card: CardSim, pcscd: PrivatePcscd) -> tuple[Fault, ...]:
    def once(kind: Kind) -> Fault:
        async def arm(on: bool) -> None:
            if on:
                await card.fault(kind)

        return Fault(f"card.{kind.value}", "Card reader", CARD_WORDS[kind], arm, once=True)

    async def unplug(on: bool) -> None:
        await (pcscd.unplug_readers() if on else pcscd.plug_readers())

    async def restart(on: bool) -> None:
        if on:
            await pcscd.restart()

    return (
        *(once(kind) for kind in Kind),
        Fault("reader.unplugged", "Card reader", "Reader unplugged", unplug),
        Fault("reader.restart", "Card reader", "Smart-card service restarts", restart, once=True),
    )


def of_revocation_service(responder: OcspResponder) -> tuple[Fault, ...]:
    def fault(mood: Mood) -> Fault:
        async def turn(on: bool) -> None:
            responder.mood = mood if on else Mood.WORKS

        return Fault(
            name=f"ocsp.{mood.value}",
            device="Revocation service",
            words=OCSP_WORDS[mood],
            turn=turn,
            now=lambda: responder.mood is mood,
        )

    return tuple(fault(mood) for mood in Mood if mood is not Mood.WORKS)
