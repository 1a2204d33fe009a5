"""Everything a hand can reach on the bench, for the page, the API and the tests."""

import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.bench.drawer import Drawer
from agent.bench.events import Events
from agent.bench.faults import Faults
from agent.bench.network import Network
from agent.bench.papers import Papers
from agent.bench.processes import Service, children
from agent.bench.screen import Screen
from agent.bench.watcher import Watcher


class NoSuchProcess(LookupError):
    """Nothing of that name runs now."""


CARD_WORKER = "card-worker"  # a child of the supervisor, known by its command line
CARD_WORKER_MODULE = "hal.card.worker"


async def nothing_known() -> Mapping[str, Any]:
    return {}


@dataclass
class Handles:
    screen: Screen
    events: Events
    faults: Faults
    network: Network
    drawer: Drawer
    papers: Papers
    watcher: Watcher
    services: dict[str, Service]
    data: Path = field(default_factory=Path)  # everything that the world writes
    city: Callable[[], Awaitable[Mapping[str, Any]]] = nothing_known
    others: dict[str, Callable[[], int | None]] = field(default_factory=dict)  # pids that are not services

    def pids(self) -> dict[str, int | None]:
        """Every process that can be killed here, and whether it runs."""
        found = {name: service.pid for name, service in self.services.items()}
        found |= {name: pid() for name, pid in self.others.items()}
        supervisor = found.get("supervisor")
        found[CARD_WORKER] = _card_worker(supervisor) if supervisor is not None else None
        return found

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        """Raises ``NoSuchProcess``."""
        pid = self.pids().get(name)
        if pid is None:
            raise NoSuchProcess(name)
        self.events.tell("process", f"{name} is sent {how.name}", name=name, pid=pid)
        os.kill(pid, how)


def _card_worker(supervisor: int) -> int | None:
    return next((pid for pid, command in children(supervisor).items() if CARD_WORKER_MODULE in command), None)
