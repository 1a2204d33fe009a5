"""``/api``: the kiosk's processes, its health, and what happens on the bench."""

import signal
from collections.abc import AsyncIterator, Mapping
from enum import StrEnum
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from agent.bench.api_screen import Bench
from agent.bench.events import Events

routes = APIRouter(tags=["kiosk"])


class How(StrEnum):
    KILL = "kill"  # at once, as a crash or a power cut of one program
    TERM = "term"
    STOP = "stop"  # it hangs
    CONTINUE = "cont"


class ProcessOut(BaseModel):
    name: str
    pid: int | None
    starts: int | None  # None: the bench did not start it itself
    life: str


class Size(BaseModel):
    width: int
    height: int


@routes.get("/processes")
async def processes(bench: Bench) -> list[ProcessOut]:
    found = []
    for name, pid in bench.pids().items():
        service = bench.services.get(name)
        life = service.life.value if service else ("running" if pid else "off")
        found.append(ProcessOut(name=name, pid=pid, starts=service.starts if service else None, life=life))
    return found


@routes.post("/processes/{name}/kill", status_code=204)
async def kill(bench: Bench, name: str, how: How = How.KILL) -> None:
    """What is killed comes back as under systemd: after a pause that grows."""
    bench.kill(name, signal.Signals[f"SIG{how.name}" if how is not How.CONTINUE else "SIGCONT"])


@routes.get("/size")
async def size(bench: Bench) -> Size:
    return Size(width=bench.screen.size.width, height=bench.screen.size.height)


@routes.get("/status")
async def status(bench: Bench) -> Response:
    """The supervisor's own word about itself and its devices."""
    return Response(msgspec.json.encode(await bench.watcher.status()), media_type="application/json")


@routes.get("/city")
async def city(bench: Bench) -> Mapping[str, Any]:
    """What the city hall has done so far."""
    return await bench.city()


@routes.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def events(
    bench: Bench,
    since: Annotated[int, Query(description="number of the last event you have")] = 0,
    last_event_id: Annotated[int, Header(description="the same, as a browser says it")] = 0,
) -> StreamingResponse:
    """Server-sent events: those kept after ``since``, then each as it happens."""
    last = max(since, last_event_id)
    if last > bench.events.last:  # of a bench before this one
        last = 0
    return StreamingResponse(_stream(bench.events, last), media_type="text/event-stream")


async def _stream(events: Events, since: int) -> AsyncIterator[bytes]:
    async for event in events.listen(since):
        yield b"id: %d\ndata: %s\n\n" % (event.number, msgspec.json.encode(event))
