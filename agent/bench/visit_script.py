"""A scripted visit as data: on which screen the person does what. One file a procedure in ``visits/``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

Words = Mapping[str, str]


class BadScript(Exception):
    """There is no such visit, or it does not know an argument."""


@dataclass(frozen=True)
class Do:
    """When ``on`` is up, and has ``taps`` or ``having`` on it: exactly one of the acts."""

    on: str
    having: str | None = None
    taps: str | None = None
    inserts: str | None = None  # a card of the drawer
    types_pin_of: str | None = None
    takes_card: bool = False
    turns_on: str | None = None  # a fault of the bench; nothing is touched
    mends: bool = False  # every fault

    def __str__(self) -> str:
        acts = {
            "taps": self.taps,
            "inserts": self.inserts,
            "types the PIN of": self.types_pin_of,
            "switches on": self.turns_on,
        }
        done = [f"{act} {what}" for act, what in acts.items() if what is not None]
        done += ["takes the card"] if self.takes_card else []
        done += ["mends everything"] if self.mends else []
        return ", ".join(done)


@dataclass(frozen=True)
class Script:
    procedure: str
    steps: tuple[Do, ...]
    ends_on: str = "done"
    papers: int = 1
    tickets: int = 0


def load(procedure: str, arguments: Words) -> Script:
    """``visits/<procedure>.py`` has ``script(**arguments) -> Script``. Raises ``BadScript``."""
    if not procedure.isidentifier():
        raise BadScript(f"no visit is called {procedure!r}")
    name = f"agent.bench.visits.{procedure}"
    try:
        make: Callable[..., Script] = import_module(name).script
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise BadScript(f"no visit is called {procedure!r}") from None
    try:
        return make(**arguments)
    except TypeError as error:
        raise BadScript(f"{procedure}: {error}") from None
