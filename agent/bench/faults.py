"""Everything that can go wrong on the bench, by name: a switch each, listed for the page and the API."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass

from agent.bench.events import Events

Turn = Callable[[bool], Awaitable[None]]


class NoSuchFault(LookupError):
    pass


@dataclass(frozen=True)
class Fault:
    """``turn`` puts it on and off; turning it to what it is already must do no harm.

    ``now`` tells whether it is on, where the device itself knows (paper runs out by itself). What
    happens ``once`` is never on: turning it on makes it happen, or arms it for the next occasion.
    """

    name: str  # "printer.jam"
    device: str  # "page printer"
    words: str  # "Paper jam"
    turn: Turn
    now: Callable[[], bool] | None = None
    once: bool = False


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
        """Raises ``NoSuchFault``."""
        fault = self._named(name)
        return fault.now() if fault.now is not None else name in self._on

    async def turn(self, name: str, on: bool) -> None:
        """Raises ``NoSuchFault``."""
        fault = self._named(name)
        await fault.turn(on)
        if fault.once:
            if on:
                self._events.tell("fault", f"{fault.device}: {fault.words}", name=name)
            return
        (self._on.add if on else self._on.discard)(name)
        self._events.tell("fault", f"{fault.device}: {fault.words} {'on' if on else 'off'}", name=name, on=on)

    async def clear(self) -> None:
        for name in self._faults:
            if self.on(name):
                await self.turn(name, False)

    def _named(self, name: str) -> Fault:
        try:
            return self._faults[name]
        except KeyError:
            raise NoSuchFault(name) from None
