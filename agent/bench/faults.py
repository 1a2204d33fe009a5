"""Everything that can go wrong on the bench, by name: a switch each, listed for the page and the API."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass

from agent.bench.events import Events

Turn = Callable[[bool], Awaitable[None]]


class NoSuchFault(LookupError):
    pass


@dataclass(frozen=True)
class Fault:
    """``turn`` puts it on and off; turning it to what it is already must do no harm."""

    name: str  # "printer.jam"
    device: str  # "page printer"
    words: str  # "Paper jam"
    turn: Turn


class Faults:
    def __init__(self, events: Events, faults: Iterable[Fault] = ()) -> None:
        self._events = events
        self._faults: dict[str, Fault] = {}
        self._on: set[str] = set()
        self.add(*faults)

    def add(self, *faults: Fault) -> None:
        for fault in faults:
            if fault.name in self._faults:
                raise ValueError(f"two faults are called {fault.name}")
            self._faults[fault.name] = fault

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults.values())

    def on(self, name: str) -> bool:
        return name in self._on

    async def turn(self, name: str, on: bool) -> None:
        """Raises ``NoSuchFault``."""
        fault = self._faults.get(name)
        if fault is None:
            raise NoSuchFault(name)
        await fault.turn(on)
        (self._on.add if on else self._on.discard)(name)
        self._events.tell("fault", f"{fault.device}: {fault.words} {'on' if on else 'off'}", name=name, on=on)

    async def clear(self) -> None:
        for name in sorted(self._on):
            await self.turn(name, False)
