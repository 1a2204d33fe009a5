"""The city over HTTPS: ``flows.city.City`` on the API of ``docs/openapi.yaml``.

Keys that make an issue safe to repeat are not remembered but derived from the session and the
request: the same request in the same visit has the same key, whatever happened in between.
"""

import contextlib
import uuid
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

import msgspec

from agent.city import contract, trouble
from agent.city.settings import Settings
from agent.city.wire import Wire
from agent.documents.inspector import Inspector
from flows.city import BrokenSeal, Citizen, CityTrouble, Document, Kind, PadronRequest, PadronSheet
from flows.devices import Identity
from hal import registry
from hal.device import Health

T = TypeVar("T")

KEYS = uuid.UUID("5b1e7a55-0f0c-4f6e-9d0e-3a8a4a1c9a10")  # names of idempotency keys
HEALTH_DEADLINE = 2.5  # s; whoever asks gets an answer within 3
LONGEST_CHAIN = 4
MOST_PENDING = 8


class Inspects(Protocol):
    async def run(self) -> None: ...

    async def inspect(self, pdf: bytes, *, sealed: bool) -> tuple[bytes, ...]: ...


class RestCity:
    def __init__(self, settings: Settings, inspector: Inspects) -> None:
        self._settings = settings
        self._wire = Wire(settings)
        self._inspector = inspector
        self._pending: dict[bytes, str] = {}  # challenge → identification

    async def run(self) -> None:
        """Lives as long as the city is wanted; lets go of its connections when cancelled."""
        try:
            await self._inspector.run()
        finally:
            await self._wire.close()

    async def health(self) -> Health:
        """Never raises, and answers within 3 s."""
        try:
            await self._wire.call(
                "GET", "/v1/status", contract.Status, deadline=HEALTH_DEADLINE, repeat=False
            )
        except CityTrouble as error:
            found = trouble.fault(error.code if error.code in trouble.FAULTS else trouble.CONTRACT)
            return Health.unsure(found) if error.code == trouble.SLOW else Health.faulty(found)
        return Health.works()

    async def nonce(self) -> bytes:
        started = await self._call("POST", "/v1/identifications", contract.Identification)
        while len(self._pending) >= MOST_PENDING:
            self._pending.pop(next(iter(self._pending)))
        self._pending[started.nonce] = started.id
        return started.nonce

    async def recognise(self, identity: Identity) -> Citizen:
        session = self._pending.get(identity.nonce)
        if session is None:
            raise trouble.down(trouble.SESSION)
        evidence = contract.Evidence(
            identity.signature, identity.certificate, identity.chain[:LONGEST_CHAIN], identity.ocsp
        )
        known = await self._call("PUT", f"/v1/identifications/{session}", contract.Citizen, body=evidence)
        self._pending.pop(identity.nonce, None)
        return Citizen(session=session, given=known.given, surname=known.surname)

    async def padron_sheet(self, citizen: Citizen) -> PadronSheet | None:
        path = f"/v1/identifications/{citizen.session}/padron-sheet"
        return sheet(await self._call("GET", path, contract.Sheet))

    async def issue(self, citizen: Citizen, request: PadronRequest, language: str) -> Document:
        asked = contract.PadronRequest(
            kind=request.kind.value,
            scope=request.scope.value,
            historic=request.historic,
            purpose=request.purpose,
            language=contract.LANGUAGES.get(language, "es"),
        )
        document = await self._wire.call(
            "POST",
            f"/v1/identifications/{citizen.session}/padron-documents",
            contract.Document,
            body=asked,
            key=key(citizen, asked),
            deadline=self._settings.deadline_issue,
        )
        sealed = request.kind is Kind.CERTIFICADO
        if document.sealed is not sealed:
            raise BrokenSeal("a certificado came without seal, or a volante with one")
        pages = await self._inspector.inspect(document.pdf, sealed=sealed)
        return Document(
            id=document.id,
            csv=document.csv,
            verify_url=document.verify_url,
            sealed=sealed,
            pdf=document.pdf,
            pages=pages,
            issued_at=document.issued_at,
        )

    async def forget(self, citizen: Citizen) -> None:
        with contextlib.suppress(CityTrouble):
            await self._call("DELETE", f"/v1/identifications/{citizen.session}", type(None))

    async def _call(self, method: str, path: str, answer: type[T], *, body: Any = None) -> T:
        return await self._wire.call(method, path, answer, body=body, deadline=self._settings.deadline)


def sheet(found: contract.Sheet) -> PadronSheet | None:
    """Raises ``CityDown`` for a shape that is none of the contract's three."""
    if not found.registered:
        return None
    if found.office_only:
        return PadronSheet(
            protected=True, collective_allowed=False, address="", household=1, has_history=False
        )
    if (
        found.collective_allowed is None
        or found.address is None
        or found.household is None
        or found.has_history is None
    ):
        raise trouble.down(trouble.GARBLED)
    return PadronSheet(
        protected=False,
        collective_allowed=found.collective_allowed,
        address=found.address,
        household=found.household,
        has_history=found.has_history,
    )


def key(citizen: Citizen, asked: contract.PadronRequest) -> str:
    return str(uuid.uuid5(KEYS, citizen.session + msgspec.json.encode(asked).decode()))


def open_city(table: Mapping[str, Any]) -> RestCity:
    """Entry point ``kiosk.cities: rest``. Bad settings: ``msgspec.ValidationError``, ``OSError``."""
    settings = registry.settings(table, Settings)
    inspector = Inspector(
        anchors=settings.seal_anchors, seal_nif=settings.seal_nif, width=settings.preview_width
    )
    return RestCity(settings, inspector)
