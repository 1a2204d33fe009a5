"""``kiosk-city``: the city hall as a process. API (mutual TLS), public page, and the bench's handles.

It says on one line of its output, in JSON, where it listens: ``{"api": …, "public": …, "admin": …}``.
"""

import argparse
import asyncio
import signal
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

from agent.city.sandbox import identity, population, tls
from agent.city.sandbox.admin import admin_app
from agent.city.sandbox.app import kiosk_app
from agent.city.sandbox.faults import Faults, Faulty
from agent.city.sandbox.hall import CityHall
from agent.city.sandbox.paper_frame import fonts, logo
from agent.city.sandbox.public import public_app
from agent.city.sandbox.seal import Seal
from agent.city.sandbox.store import Store
from flows.cities import load
from flows.cities.papers import load_papers


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    data: Path  # the database is kept here
    certificates: Path  # as ``tls.make`` writes them; made if missing
    citizen_anchors: Path  # authorities of citizens' cards
    host: str = "127.0.0.1"
    port: int = 0  # 0: whichever is free
    public_port: int = 0
    admin_port: int = 0
    verify_url: str = ""  # of the public page, if it is reached by another address
    city: str = "alicante"
    seed: int = population.SEED


class Where(msgspec.Struct, frozen=True):
    api: int
    public: int
    admin: int


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # three servers in one process: ``main`` listens to signals for all


@dataclass
class Listener:
    """One address that can stop listening, as if the machine were down, and listen again."""

    app: Any
    host: str
    port: int
    options: dict[str, Any] = field(default_factory=dict)
    _server: _Server | None = None
    _task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if self._server is not None:
            return
        listening = listen(self.host, self.port)
        self.port = listening.getsockname()[1]
        config = uvicorn.Config(
            self.app,
            lifespan="off",
            log_level="warning",
            access_log=False,  # addresses may name what a person asked for
            server_header=False,
            timeout_graceful_shutdown=1,
            **self.options,
        )
        config.load()  # a certificate that is no good is known here, not in the task
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve([listening]))

    async def stop(self) -> None:
        """At once, in the middle of whatever is being answered: a machine that is down says no goodbye."""
        if self._server is None or self._task is None:
            return
        for listening in getattr(self._server, "servers", ()):
            listening.close()
        for connection in list(self._server.server_state.connections):
            if (transport := getattr(connection, "transport", None)) is not None:
                transport.abort()
        tasks = [self._task, *self._server.server_state.tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._server = self._task = None


def listen(host: str, port: int) -> socket.socket:
    """asyncio turns Nagle's delay off only where the protocol is named, which ``create_server`` does not do:
    each answer would wait 40 ms for an acknowledgement.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(128)
    return listening


def open_hall(settings: Settings) -> CityHall:
    tls.make(settings.certificates)
    settings.data.mkdir(parents=True, exist_ok=True)
    store = Store(settings.data / "city.sqlite")
    if store.empty:
        store.fill(population.populate(settings.seed))
    pack = load(settings.city)
    papers = load_papers(settings.city)
    fonts()
    logo(pack.brand)
    return CityHall(
        pack=pack,
        papers=papers,
        store=store,
        seal=Seal(
            settings.certificates, reason=papers.certificado.titles["individual"]["es"], place=pack.name
        ),
        trusted=identity.anchors(settings.citizen_anchors),
        verify_url=settings.verify_url,
    )


@asynccontextmanager
async def city(settings: Settings) -> AsyncIterator[tuple[Where, Faults, CityHall]]:
    """A city hall that is open while the context is."""
    hall, faults = open_hall(settings), Faults()
    folder = settings.certificates
    api = Listener(
        Faulty(kiosk_app(hall, faults), faults),
        settings.host,
        settings.port,
        {
            "ssl_certfile": folder / "server.pem",
            "ssl_keyfile": folder / "server.key",
            "ssl_ca_certs": str(folder / "ca.pem"),
            "ssl_cert_reqs": ssl.CERT_REQUIRED,
        },
    )

    async def listening(wanted: bool) -> None:
        await (api.start() if wanted else api.stop())

    public = Listener(public_app(hall), settings.host, settings.public_port)
    admin = Listener(admin_app(hall, faults, listening), "127.0.0.1", settings.admin_port)
    try:
        for listener in (api, public, admin):
            await listener.start()
        hall.verify_url = settings.verify_url or f"http://{settings.host}:{public.port}/validar"
        yield Where(api.port, public.port, admin.port), faults, hall
    finally:
        await asyncio.gather(*(listener.stop() for listener in (admin, public, api)))
        hall.store.close()


async def run(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with city(settings) as (where, _faults, _hall):
        sys.stdout.write(msgspec.json.encode(where).decode() + "\n")
        sys.stdout.flush()
        await stop.wait()


def parse(arguments: Sequence[str] | None = None) -> Settings:
    parser = argparse.ArgumentParser(prog="kiosk-city", description="A city hall to run kiosks against.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the database")
    parser.add_argument("--certificates", type=Path, required=True, help="folder; made if missing")
    parser.add_argument("--citizen-anchors", type=Path, required=True, help="folder of card authorities")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--public-port", type=int, default=0)
    parser.add_argument("--admin-port", type=int, default=0)
    parser.add_argument("--verify-url", default="")
    parser.add_argument("--city", default="alicante")
    parser.add_argument("--seed", type=int, default=population.SEED)
    return Settings(**vars(parser.parse_args(arguments)))


def main() -> None:
    asyncio.run(run(parse()))


if __name__ == "__main__":
    main()
