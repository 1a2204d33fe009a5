"""``/api``: cards, papers, faults and the network."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Response
from pydantic import BaseModel, Field

from agent.bench.api_screen import Bench
from agent.bench.drawer import Card
from agent.bench.faults import Fault
from agent.bench.handles import Handles
from agent.bench.network import Wire
from agent.bench.papers import summary

routes = APIRouter(tags=["devices"])
PNG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}}}
PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}


class CardOut(BaseModel):
    """A card of the drawer. People and PINs are invented."""

    id: str
    holder: str
    words: str
    kind: str
    pin: str
    inserted: bool


class FaultOut(BaseModel):
    name: str
    device: str
    words: str
    on: bool
    once: bool


class NetworkOut(BaseModel):
    """``delay`` in s before each chunk, ``rate`` in bytes a second (null: as fast as it goes)."""

    wire: Wire = Wire.OPEN
    delay: float = Field(0.0, ge=0, le=60)
    rate: float | None = Field(None, gt=0)


@routes.get("/cards")
async def cards(bench: Bench) -> list[CardOut]:
    inserted = await bench.drawer.inserted()
    return [_card(card, inserted) for card in bench.drawer]


@routes.post("/cards/{card}/insert", status_code=204)
async def insert(bench: Bench, card: str) -> None:
    await bench.drawer.insert(card)


@routes.post("/card/remove", status_code=204)
async def remove(bench: Bench) -> None:
    """Does nothing if no card is in."""
    await bench.drawer.remove()


@routes.get("/papers")
async def papers(bench: Bench) -> list[dict[str, Any]]:
    return [summary(paper) for paper in bench.papers.all]


@routes.get("/papers/{number}.pdf", response_class=Response, responses=PDF)
async def paper_pdf(bench: Bench, number: int) -> Response:
    """Byte for byte what the printer was sent."""
    pdf = bench.papers[number].pdf
    if pdf is None:
        raise HTTPException(404, "a ticket has no PDF")
    return Response(pdf, media_type="application/pdf")


@routes.get("/papers/{number}.png", response_class=Response, responses=PNG)
async def paper_png(bench: Bench, number: int, page: Annotated[int, Query(ge=1)] = 1) -> Response:
    pictures = bench.papers[number].pictures
    if page > len(pictures):
        raise HTTPException(404, f"it has {len(pictures)} pages")
    return Response(pictures[page - 1], media_type="image/png")


@routes.get("/faults")
async def faults(bench: Bench) -> list[FaultOut]:
    return [_fault(bench, fault) for fault in bench.faults]


@routes.put("/faults/{name}", status_code=204)
async def fault_on(bench: Bench, name: str) -> None:
    await bench.faults.turn(name, True)


@routes.delete("/faults/{name}", status_code=204)
async def fault_off(bench: Bench, name: str) -> None:
    await bench.faults.turn(name, False)


@routes.delete("/faults", status_code=204)
async def faults_off(bench: Bench) -> None:
    """Everything works again."""
    await bench.faults.clear()


@routes.get("/network")
async def network(bench: Bench) -> NetworkOut:
    return NetworkOut(wire=bench.network.wire, delay=bench.network.delay, rate=bench.network.rate)


@routes.put("/network", status_code=204)
async def set_network(bench: Bench, wanted: NetworkOut) -> None:
    """The kiosk's way to the city and to the revocation service."""
    bench.network.set(wanted.wire)
    bench.network.slow(wanted.delay, wanted.rate)
    bench.events.tell("network", f"network {wanted.wire.value}", **wanted.model_dump(mode="json"))


def _card(card: Card, inserted: str | None) -> CardOut:
    return CardOut(
        id=card.id,
        holder=card.holder,
        words=card.words,
        kind=card.kind,
        pin=card.pin,
        inserted=card.id == inserted,
    )


def _fault(bench: Handles, fault: Fault) -> FaultOut:
    return FaultOut(
        name=fault.name,
        device=fault.device,
        words=fault.words,
        on=bench.faults.on(fault.name),
        once=fault.once,
    )
