"""The bench's HTTP API and page: each handle is a call, and end-to-end tests use just these.

Listens on the loopback only and answers only to loopback names, so that no page from elsewhere can
reach it through somebody's browser.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.middleware.trustedhost import TrustedHostMiddleware

from agent.bench import api_devices, api_kiosk, api_screen
from agent.bench.drawer import NoSuchCard, SlotTaken
from agent.bench.faults import NoSuchFault
from agent.bench.handles import Handles, NoSuchProcess
from agent.bench.papers import NoSuchPaper
from agent.bench.screen import NoScreen
from agent.bench.watcher import NoAnswer

PAGE = Path(__file__).with_name("page")
HOSTS = ["127.0.0.1", "localhost"]
FILES = {"bench.css": "text/css", "bench.js": "text/javascript", "icon.svg": "image/svg+xml"}
ERRORS: dict[type[Exception], tuple[int, str]] = {
    NoSuchCard: (404, "no such card"),
    NoSuchFault: (404, "no such fault"),
    NoSuchPaper: (404, "no such paper"),
    NoSuchProcess: (404, "no such process runs now"),
    SlotTaken: (409, "another card is in the reader"),
    NoScreen: (503, "the kiosk shows nothing"),
    NoAnswer: (503, "the supervisor does not answer"),
}


def app(handles: Handles) -> FastAPI:
    bench = FastAPI(title="The kiosk's bench", version="1", docs_url=None, redoc_url=None)
    bench.state.handles = handles
    bench.state.leaving = asyncio.Event()  # nobody waits for a picture any more
    bench.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
    for routes in (api_screen.routes, api_devices.routes, api_kiosk.routes):
        bench.include_router(routes, prefix="/api")
    for kind, (status, words) in ERRORS.items():
        bench.add_exception_handler(kind, _says(status, words))
    bench.add_api_route("/", _file("index.html", "text/html; charset=utf-8"), include_in_schema=False)
    for name, media in FILES.items():
        bench.add_api_route(f"/{name}", _file(name, media), include_in_schema=False)
    return bench


@contextlib.asynccontextmanager
async def serving(handles: Handles, port: int = 0) -> AsyncIterator[str]:
    """The page's address while it is served. Raises ``OSError`` if the port is taken."""
    listener = socket.create_server(("127.0.0.1", port))
    served = app(handles)
    config = uvicorn.Config(
        served,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        served.state.leaving.set()
        handles.events.dismiss()
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    """Ctrl-C is the bench's to handle, which has children to stop."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


def _says(status: int, words: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(_request: Request, _error: Exception) -> Response:
        return JSONResponse({"error": words}, status_code=status)

    return answer


def _file(name: str, media: str) -> Callable[[], Awaitable[FileResponse]]:
    async def give() -> FileResponse:
        return FileResponse(PAGE / name, media_type=media, headers={"Cache-Control": "no-cache"})

    return give
