"""The whole world around one kiosk, on one machine: every peer that it speaks to, and the kiosk itself.

The kiosk runs as it does in the street (two processes, real drivers, real sockets) and does not know.
"""

import contextlib
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.bench import config
from agent.bench.cards import cards
from agent.bench.drawer import Drawer
from agent.bench.events import Events
from agent.bench.faults import Faults
from agent.bench.handles import Handles
from agent.bench.peers import Peers, peers
from agent.bench.processes import Service, listening_at
from agent.bench.screen import Screen
from agent.bench.settled import until_all_works
from agent.bench.waiting import running
from agent.bench.watcher import Watcher
from agent.bench.xserver import Size, xvfb
from agent.protocol import Seen

FULL_SIZE = Size(1080, 1920)
DRAWN = 60.0  # s until the UI shows something


@dataclass(frozen=True)
class Setup:
    """``display``: ``None`` makes an X server of our own; else the kiosk is a window on that display."""

    size: Size = FULL_SIZE
    dpi: float = 102.0
    display: str | None = None
    data: Path | None = None  # kept; None: a temporary folder
    card_deadlines: Mapping[str, float] = field(default_factory=dict)  # where the usual ones are too long
    pki: Path | None = None  # test certificates, slow to make, so worlds may share them


@contextlib.asynccontextmanager
async def world(setup: Setup) -> AsyncIterator[Handles]:
    """Up and idle on its home screen, every device working.

    Raises ``NotReady``, ``NoXServer``, ``NoScreen``.
    """
    events = Events()
    async with AsyncExitStack() as stack:
        data = stack.enter_context(_folder(setup.data))
        (data / "log").mkdir(exist_ok=True)
        around = await peers(stack, data, setup.pki or data / "pki", events)
        handles = await _kiosk(stack, setup, data, events, around)
        await until_all_works(handles)
        yield handles


async def _kiosk(stack: AsyncExitStack, setup: Setup, data: Path, events: Events, around: Peers) -> Handles:
    # A Unix socket's name has 108 bytes at most, which a data folder may well be over.
    socket = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-"))) / "agent.sock"
    watcher = Watcher(socket, _seen(events))
    await stack.enter_async_context(running(watcher.run()))
    supervisor = _supervisor(setup, socket, data, events, around)
    supervisor.running_in(stack)
    display = setup.display
    if display is None:
        display = await stack.enter_async_context(xvfb(setup.size, round(setup.dpi)))
    ui = _ui(socket, setup, display, data, events, watcher)
    ui.running_in(stack)
    window_of = (lambda: ui.pid) if setup.display else None
    return Handles(
        screen=await stack.enter_async_context(Screen.on(display, setup.size, window_of)),
        events=events,
        faults=Faults(events, around.faults()),
        network=around.network,
        drawer=Drawer(around.card, cards(around.pki, around.responder), events),
        papers=around.papers,
        watcher=watcher,
        services={"supervisor": supervisor, "ui": ui, "city": around.city.service},
        others={"pcscd": lambda: around.pcscd.pid},
        city=around.city.issued,
        data=data,
    )


def _supervisor(setup: Setup, socket: Path, data: Path, events: Events, around: Peers) -> Service:
    file = data / "kiosk.toml"
    config.write(file, _configuration(setup, data, socket, around))
    return Service(
        "supervisor",
        [_program("kiosk-supervisor"), "--config", str(file)],
        data / "log" / "supervisor.log",
        ready=lambda: listening_at(socket),
        told=events.of_process,
    )


def _ui(socket: Path, setup: Setup, display: str, data: Path, events: Events, watcher: Watcher) -> Service:
    return Service(
        "ui",
        [
            *(_program("kiosk-ui"), "--socket", str(socket), "--size", str(setup.size)),
            *("--dpi", str(setup.dpi), "--window" if setup.display else "--fullscreen"),
        ],
        data / "log" / "ui.log",
        environment={"DISPLAY": display, "SDL_VIDEODRIVER": "x11"},
        ready=_drawing(watcher),
        told=events.of_process,
    )


@contextlib.contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-", ignore_cleanup_errors=True) as made:
        yield Path(made)


def _configuration(setup: Setup, data: Path, socket: Path, around: Peers) -> dict[str, Any]:
    kiosk = {
        "id": "bench",
        "place": "Banco de pruebas",
        "socket": str(socket),
        "state": str(data / "state"),
        "nearest": "babel",
    }
    city = around.city.adapter(around.to_city.port)
    return {"kiosk": kiosk, "city": city, "devices": around.devices(setup.card_deadlines)}


def _program(name: str) -> str:
    """A console script of this installation."""
    return str(Path(sys.executable).with_name(name))


def _drawing(watcher: Watcher) -> Callable[[], Awaitable[None]]:
    async def drawn() -> None:
        born = time.monotonic()
        await watcher.sees(lambda seen: seen.at >= born, DRAWN)

    return drawn


def _seen(events: Events) -> Callable[[Seen], None]:
    def tell(seen: Seen) -> None:
        words = f"{seen.screen} {seen.step} {seen.code or ''}".strip()
        events.tell(
            "seen",
            words,
            screen=seen.screen,
            step=seen.step,
            procedure=seen.procedure,
            code=seen.code,
            over=seen.over,
            language=seen.look.language.value,
            targets=len(seen.targets),
        )

    return tell
