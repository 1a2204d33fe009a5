"""The bench's HTTP API, over a real server and the smallest kiosk (``x_client.py``)."""

import asyncio
import io
import json
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from agent.bench.drawer import Card, Drawer
from agent.bench.events import Events
from agent.bench.faults import Fault, Faults
from agent.bench.handles import Handles
from agent.bench.network import Network, Wire
from agent.bench.papers import Papers
from agent.bench.processes import Service
from agent.bench.screen import Screen
from agent.bench.waiting import until
from agent.bench.watcher import Watcher
from agent.bench.web import serving

GREEN = (0, 255, 0)


class OneSlot:
    """A hand whose cards are words."""

    card: Any = None
    last: Any = None

    async def insert(self, card: Any) -> None:
        self.card = self.last = card

    async def put_back(self) -> None:
        self.card = self.last

    async def remove(self) -> None:
        self.card = None

    async def inserted(self) -> bool:
        return self.card is not None


class Bench:
    def __init__(self, handles: Handles, http: aiohttp.ClientSession, slot: OneSlot) -> None:
        self.handles, self.http, self.slot = handles, http, slot

    async def get(self, path: str) -> Any:
        async with self.http.get(path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json() if answer.content_type == "application/json" else await answer.read()

    async def do(self, method: str, path: str, body: Any = None) -> int:
        async with self.http.request(method, path, json=body) as answer:
            return answer.status

    async def shows(self, colour: tuple[int, int, int]) -> None:
        """Returns once the kiosk is of that colour."""
        async with asyncio.timeout(5):
            while await self.colour() != colour:
                await self.handles.screen.changed(self.handles.screen.changes - 1)

    async def colour(self) -> Any:
        picture = Image.open(io.BytesIO(await self.get("/api/screen.png")))
        return picture.convert("RGB").getpixel((5, 5))


@pytest.fixture
async def bench(screen: Screen, tmp_path: Path) -> AsyncIterator[Bench]:
    events, slot, jammed = Events(), OneSlot(), []

    async def jam(on: bool) -> None:
        jammed.append(on)

    async def maria() -> str:
        return "maria's chip"

    cards = [Card("maria", "María Pérez", "an ordinary citizen", "DNIe 4.0", "1234", maria)]
    sleeper = Service("ui", [sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "ui.log")
    handles = Handles(
        screen=screen,
        events=events,
        faults=Faults(events, [Fault("printer.jam", "page printer", "Paper jam", jam)]),
        network=Network(),
        drawer=Drawer(slot, cards, events),
        papers=Papers(events),
        watcher=Watcher(tmp_path / "nobody.sock"),
        services={"ui": sleeper},
    )
    async with AsyncExitStack() as stack:
        sleeper.start()
        stack.push_async_callback(sleeper.stop)
        url = await stack.enter_async_context(serving(handles))
        yield Bench(handles, await stack.enter_async_context(aiohttp.ClientSession(url)), slot)


async def test_a_touch_reaches_the_kiosk_and_the_next_picture_shows_what_it_did(bench: Bench) -> None:
    assert await bench.do("POST", "/api/touch", {"x": 270, "y": 480}) == 200
    await bench.shows(GREEN)


async def test_a_finger_may_stay_down(bench: Bench) -> None:
    await bench.do("POST", "/api/press", {"x": 5, "y": 5})
    await bench.do("POST", "/api/move", {"x": 270, "y": 480})
    await bench.do("POST", "/api/release", {"x": 270, "y": 480})
    await bench.shows(GREEN)


async def test_a_picture_is_waited_for_until_pixels_change(bench: Bench) -> None:
    async with bench.http.get("/api/screen.jpg") as answer:
        have = answer.headers["X-Change"]
    waiting = asyncio.create_task(bench.http.get(f"/api/screen.jpg?after={have}&wait=10"))
    await bench.do("POST", "/api/press", {"x": 270, "y": 480})
    async with await waiting as answer:
        picture = Image.open(io.BytesIO(await answer.read())).convert("RGB")
        assert int(answer.headers["X-Change"]) > int(have)
    red, green, blue = picture.getpixel((5, 5))  # type: ignore[misc]
    assert red > 200
    assert green + blue < 60


async def test_no_new_picture_is_said_so(bench: Bench) -> None:
    async with bench.http.get("/api/screen.jpg") as answer:
        have = answer.headers["X-Change"]
    async with bench.http.get(f"/api/screen.jpg?after={have}&wait=0.1") as answer:
        assert answer.status == 204


async def test_a_touch_outside_the_screen_is_refused(bench: Bench) -> None:
    assert await bench.do("POST", "/api/touch", {"x": 540, "y": 10}) == 422
    assert await bench.do("POST", "/api/touch", {"x": -1, "y": 10}) == 422
    assert await bench.do("POST", "/api/touch", {"x": "left"}) == 422


async def test_a_card_goes_in_and_out(bench: Bench) -> None:
    assert await bench.do("POST", "/api/cards/maria/insert") == 204
    assert bench.slot.card == "maria's chip"
    (card,) = await bench.get("/api/cards")
    assert card["inserted"]
    assert card["pin"] == "1234"
    assert await bench.do("POST", "/api/card/remove") == 204
    assert bench.slot.card is None


async def test_a_second_card_does_not_fit(bench: Bench) -> None:
    await bench.do("POST", "/api/cards/maria/insert")
    assert await bench.do("POST", "/api/cards/maria/insert") == 409


async def test_a_card_that_was_pulled_by_a_fault_is_out(bench: Bench) -> None:
    await bench.do("POST", "/api/cards/maria/insert")
    await bench.slot.remove()
    (card,) = await bench.get("/api/cards")
    assert not card["inserted"]
    assert await bench.do("POST", "/api/cards/maria/insert") == 204


async def test_a_fault_is_switched_on_and_off(bench: Bench) -> None:
    assert await bench.do("PUT", "/api/faults/printer.jam") == 204
    assert (await bench.get("/api/faults"))[0]["on"]
    assert await bench.do("DELETE", "/api/faults") == 204
    assert not (await bench.get("/api/faults"))[0]["on"]


async def test_the_network_is_cut_and_slowed(bench: Bench) -> None:
    assert await bench.do("PUT", "/api/network", {"wire": "cut"}) == 204
    assert bench.handles.network.wire is Wire.CUT
    assert await bench.do("PUT", "/api/network", {"wire": "open", "delay": 0.3, "rate": 1000}) == 204
    assert await bench.get("/api/network") == {"wire": "open", "delay": 0.3, "rate": 1000}
    assert await bench.do("PUT", "/api/network", {"wire": "tangled"}) == 422


async def test_a_printed_page_is_there_as_it_was_sent_and_as_a_picture(bench: Bench) -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(100, 700, "Volante")
    canvas.save()
    await bench.handles.papers.pages("job-1", file.getvalue())
    (paper,) = await bench.get("/api/papers")
    assert paper == {"number": 1, "kind": "pages", "job": "job-1", "pictures": 1, "pdf": True}
    assert await bench.get("/api/papers/1.pdf") == file.getvalue()
    picture = Image.open(io.BytesIO(await bench.get("/api/papers/1.png"))).convert("L")
    assert picture.getextrema()[0] < 128  # there is ink on it
    assert await bench.do("GET", "/api/papers/1.png?page=2") == 404


async def test_what_is_no_pdf_is_kept_and_has_no_pictures(bench: Bench) -> None:
    await bench.handles.papers.pages("job-1", b"%PDF-garbage")
    assert (await bench.get("/api/papers"))[0]["pictures"] == 0


async def test_a_killed_process_comes_back(bench: Bench) -> None:
    ui = bench.handles.services["ui"]
    await ui.ready()
    first = ui.pid
    assert await bench.do("POST", "/api/processes/ui/kill") == 204
    await until(lambda: ui.starts == 2)
    processes = {process["name"]: process for process in await bench.get("/api/processes")}
    assert processes["ui"]["pid"] not in (None, first)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/cards/nobody/insert"),
        ("PUT", "/api/faults/nothing"),
        ("GET", "/api/papers/1.pdf"),
        ("POST", "/api/processes/nothing/kill"),
        ("POST", "/api/processes/card-worker/kill"),
    ],
)
async def test_what_is_not_there_is_said_so(bench: Bench, method: str, path: str) -> None:
    assert await bench.do(method, path) == 404


async def test_a_supervisor_that_is_away_is_said_so(bench: Bench) -> None:
    assert await bench.do("GET", "/api/status") == 503


async def test_what_happens_is_told_as_it_happens(bench: Bench) -> None:
    async with bench.http.get("/api/events") as stream, asyncio.timeout(5):
        await bench.do("POST", "/api/cards/maria/insert")
        while not (line := await stream.content.readline()).startswith(b"data: ") or b"card" not in line:
            pass
    assert json.loads(line.removeprefix(b"data: "))["data"] == {"card": "maria"}


async def test_a_page_from_elsewhere_cannot_reach_it(bench: Bench) -> None:
    async with bench.http.get("/api/cards", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("path", ["/", "/bench.css", "/bench.js", "/icon.svg"])
async def test_the_page_fetches_nothing_from_elsewhere(bench: Bench, path: str) -> None:
    words = (await bench.get(path)).decode()
    assert words
    assert "//" not in words.replace("http://www.w3.org/2000/svg", "").replace("// ", "")


async def test_every_handle_is_in_the_openapi_document(bench: Bench) -> None:
    paths = (await bench.get("/openapi.json"))["paths"]
    for path in ("/api/touch", "/api/cards/{card}/insert", "/api/faults/{name}", "/api/network"):
        assert path in paths
    assert all("summary" in call for path in paths.values() for call in path.values())
