"""A city hall that is open, citizens with cards, and a kiosk's adapter in front of it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import aiohttp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import Encoding

from agent.city.rest import RestCity
from agent.city.sandbox.faults import Active, Fault, Faults
from agent.city.sandbox.hall import CityHall
from agent.city.sandbox.main import Settings as HallSettings
from agent.city.sandbox.main import Where, city
from agent.city.sandbox.population import Role, people
from agent.city.settings import Settings
from agent.documents import seal, worker
from agent.documents.inspection import Inspect, Sound
from agent.documents.inspector import unsound
from flows.city import Citizen, Kind, PadronRequest, Scope
from flows.devices import Identity
from hal.card.sim_pki import Person, Pki

NIF = "P0301400H"


@dataclass
class Here:
    """The inspecting process's own work, without the process."""

    anchors: Sequence[str]
    nif: str = NIF
    width: int = 300

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def inspect(self, pdf: bytes, *, sealed: bool) -> tuple[bytes, ...]:
        asked = Inspect(pdf, sealed, self.width)
        found = await asyncio.to_thread(worker.inspect, asked, seal.Check(self.anchors, self.nif))
        if isinstance(found, Sound):
            return found.pages
        raise unsound(found.flaw)


@dataclass
class Cards:
    """Signs as a citizen's card does."""

    pki: Pki

    def identity(self, role: Role, nonce: bytes) -> Identity:
        person = people()[role]
        holder = self.pki.citizen(Person(person.nif, person.given, person.surname1, person.surname2))
        return Identity(
            nonce=nonce,
            signature=holder.authentication.key.sign(nonce, padding.PKCS1v15(), hashes.SHA256()),
            certificate=holder.authentication.der,
            chain=(self.pki.intermediate.der,),
            ocsp=None,
        )


@dataclass
class World:
    """``kiosk`` is the adapter under test; ``faults`` is what the city does to it."""

    kiosk: RestCity
    cards: Cards
    hall: CityHall
    faults: Faults
    where: Where
    certificates: Path
    extra: dict[str, Any] = field(default_factory=dict)

    def suffers(self, fault: Fault, **how: Any) -> None:
        self.faults.switch_on(fault, Active(**how))

    async def recognised(self, role: Role) -> Citizen:
        return await self.kiosk.recognise(self.cards.identity(role, await self.kiosk.nonce()))

    async def admin(self, method: str, path: str, **options: Any) -> Any:
        url = f"http://127.0.0.1:{self.where.admin}/{path}"
        async with aiohttp.request(method, url, **options) as answer:
            return await answer.json() if answer.status == 200 else answer.status

    @cached_property
    def public(self) -> str:
        return f"http://127.0.0.1:{self.where.public}"


def settings(port: int, certificates: Path, **changes: Any) -> Settings:
    options = {
        "url": f"https://localhost:{port}",
        "ca": certificates / "ca.pem",
        "certificate": certificates / "kiosk.pem",
        "key": certificates / "kiosk.key",
        "seal_anchors": (certificates / "seal-ca.pem",),
        "seal_nif": NIF,
        "deadline": 5.0,
        "deadline_issue": 5.0,
    }
    return Settings(**{**options, **changes})


@asynccontextmanager
async def open_world(folder: Path, certificates: Path, pki: Pki) -> AsyncIterator[World]:
    anchors = folder / "anchor.pem"
    anchors.write_bytes(pki.root.certificate.public_bytes(Encoding.PEM))
    hall_settings = HallSettings(data=folder, certificates=certificates, citizen_anchors=anchors)
    async with city(hall_settings) as (where, faults, hall):
        kiosk = RestCity(settings(where.api, certificates), Here([str(certificates / "seal-ca.pem")]))
        running = asyncio.create_task(kiosk.run())
        try:
            yield World(kiosk, Cards(pki), hall, faults, where, certificates)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


def volante(
    scope: Scope = Scope.INDIVIDUAL, *, historic: bool = False, purpose: str = "other"
) -> PadronRequest:
    return PadronRequest(kind=Kind.VOLANTE, scope=scope, historic=historic, purpose=purpose)


def certificado(
    scope: Scope = Scope.INDIVIDUAL, *, historic: bool = False, purpose: str = "other"
) -> PadronRequest:
    return PadronRequest(kind=Kind.CERTIFICADO, scope=scope, historic=historic, purpose=purpose)
