"""A procedure: one coroutine and what the home menu has to know of it.

Procedures come by entry point (group ``kiosk.procedures``), so a city can add one in a package.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from flows.devices import Need
from flows.screens import Icon
from flows.text import Text
from flows.visit import Visit

Flow = Callable[[Visit], Awaitable[None]]


@dataclass(frozen=True)
class Procedure:
    name: str
    title: Text
    hint: Text
    icon: Icon
    needs: tuple[Need, ...]
    flow: Flow


def procedure(
    name: str, *, title: Text, hint: Text, icon: Icon, needs: tuple[Need, ...]
) -> Callable[[Flow], Procedure]:
    def wrap(flow: Flow) -> Procedure:
        return Procedure(name, title, hint, icon, needs, flow)

    return wrap
