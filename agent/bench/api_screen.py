"""``/api``: the kiosk's screen, seen and touched."""

import asyncio
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import BaseModel, Field

from agent.bench.handles import Handles
from agent.bench.waiting import first_of

LONGEST_WAIT = 20.0  # s a new picture is waited for
routes = APIRouter(tags=["screen"])


def _handles(request: Request) -> Handles:
    handles: Handles = request.app.state.handles
    return handles


def _leaving(request: Request) -> asyncio.Event:
    leaving: asyncio.Event = request.app.state.leaving
    return leaving


Bench = Annotated[Handles, Depends(_handles)]
Leaving = Annotated[asyncio.Event, Depends(_leaving)]


class Point(BaseModel):
    """Pixels from the top left corner of the kiosk's screen."""

    x: int = Field(ge=0, le=8191)
    y: int = Field(ge=0, le=8191)


class Lifted(BaseModel):
    at: float = Field(description="when the finger was lifted, in s of the machine's monotonic clock")


@routes.get("/screen.png", response_class=Response, responses={200: {"content": {"image/png": {}}}})
async def screen_png(bench: Bench) -> Response:
    """The picture that is up now, every pixel of it."""
    return Response(await bench.screen.png(), media_type="image/png")


@routes.get(
    "/screen.jpg",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}, 204: {"description": "nothing changed meanwhile"}},
)
async def screen_jpg(
    bench: Bench,
    leaving: Leaving,
    after: Annotated[int, Query(description="X-Change of the picture you have; -1 for any")] = -1,
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT)] = 0.0,
    quality: Annotated[int, Query(ge=10, le=95)] = 75,
) -> Response:
    """A picture newer than the one you have. Its number is in the header X-Change."""
    await first_of(bench.screen.changed(after), leaving.wait(), within=wait)
    number = bench.screen.changes
    if number <= after:
        return Response(status_code=204)
    picture = await bench.screen.jpeg(quality)
    headers = {"X-Change": str(number), "Cache-Control": "no-store"}
    return Response(picture, media_type="image/jpeg", headers=headers)


@routes.post("/touch")
async def touch(bench: Bench, point: Point) -> Lifted:
    """A short tap."""
    _on_screen(bench, point)
    return Lifted(at=await bench.screen.tap(point.x, point.y))


@routes.post("/press", status_code=204)
async def press(bench: Bench, point: Point) -> None:
    """The finger comes down, and stays until ``/api/release``."""
    _on_screen(bench, point)
    bench.screen.press(point.x, point.y)


@routes.post("/move", status_code=204)
async def move(bench: Bench, point: Point) -> None:
    _on_screen(bench, point)
    bench.screen.move(point.x, point.y)


@routes.post("/release")
async def release(bench: Bench, point: Point) -> Lifted:
    _on_screen(bench, point)
    return Lifted(at=bench.screen.release(point.x, point.y))


@routes.get("/seen")
async def seen(bench: Bench) -> Response:
    """Which screen is up and what can be touched on it, as the supervisor tells a technician."""
    return Response(msgspec.json.encode(bench.watcher.seen), media_type="application/json")


def _on_screen(bench: Handles, point: Point) -> None:
    if point.x >= bench.screen.size.width or point.y >= bench.screen.size.height:
        raise HTTPException(422, f"the screen is {bench.screen.size}")
