"""Everything that the kiosk speaks to, each on its own wire."""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from agent.bench import fault_list
from agent.bench.city import City
from agent.bench.events import Events
from agent.bench.faults import Fault
from agent.bench.network import Link, Network
from agent.bench.papers import Papers
from agent.bench.printers import Printers
from hal.card.sim import CardSim
from hal.card.sim_component import terminal_profile_file
from hal.card.sim_ocsp import OcspResponder
from hal.card.sim_pcscd import PrivatePcscd
from hal.card.sim_pki import Pki


@dataclass(frozen=True)
class Peers:
    pki: Pki
    terminal: Path
    pcscd: PrivatePcscd
    card: CardSim
    responder: OcspResponder
    printers: Printers
    city: City
    papers: Papers
    network: Network
    to_city: Link
    to_responder: Link

    def devices(self, card_deadlines: Mapping[str, float]) -> dict[str, dict[str, Any]]:
        """How a kiosk is configured to use them."""
        return {
            "card": {
                "driver": "dnie",
                "reader": "00 00",
                "pcscd": self.pcscd.socket,
                "trust": {
                    "anchors": [str(self.pki.root_file)],
                    "intermediates": [str(self.pki.intermediate_file)],
                    "ocsp_url": f"http://127.0.0.1:{self.to_responder.port}/ocsp",
                    "production": False,
                },
                "dnie": {"terminal": str(self.terminal)},
                "deadlines": dict(card_deadlines),
            },
            "page": {"driver": "ipp", "uri": self.printers.page.uri},
            "ticket": {"driver": "escpos", "uri": self.printers.ticket.uri},
        }

    def faults(self) -> Iterator[Fault]:
        yield from fault_list.of_card_reader(self.card, self.pcscd)
        yield from fault_list.of_page_printer(self.printers.page)
        yield from fault_list.of_ticket_printer(self.printers.ticket)
        yield from self.city.faults()
        yield from fault_list.of_revocation_service(self.responder)


async def peers(stack: AsyncExitStack, data: Path, certificates: Path, events: Events) -> Peers:
    enter = stack.enter_async_context
    pki = Pki(certificates)
    terminal = await asyncio.to_thread(terminal_profile_file, pki)
    city = City(data / "city", _anchors(data, pki), data / "log" / "city.log", events.of_process)
    city.service.running_in(stack)
    network = Network()
    responder = await enter(OcspResponder(pki))
    papers = Papers(events)
    pcscd = await enter(PrivatePcscd())
    found = Peers(
        pki=pki,
        terminal=terminal,
        pcscd=pcscd,
        card=await enter(CardSim(pcscd.ports[0], pki.directory)),
        responder=responder,
        printers=await enter(Printers.on(papers)),
        city=city,
        papers=papers,
        network=network,
        to_city=await enter(network.link("127.0.0.1", city.port)),
        to_responder=await enter(network.link("127.0.0.1", urlsplit(responder.url).port or 0)),
    )
    await city.service.ready()  # it makes the certificates that the kiosk is configured with
    return found


def _anchors(data: Path, pki: Pki) -> Path:
    """Whom the city believes about citizens' cards: the root alone, for cards bring the rest."""
    folder = data / "citizen-anchors"
    folder.mkdir(exist_ok=True)
    shutil.copy(pki.root_file, folder)
    return folder
