"""Handles for the bench, on a port of their own that only this machine reaches.

``GET /faults``, ``PUT /faults/{fault}`` with ``{"seconds": …, "times": …, "path": …}`` (all optional),
``DELETE /faults[/{fault}]``, ``GET /documents`` (newest first) and ``GET /people`` (the characters).
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any

import msgspec
from fastapi import FastAPI
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from agent.city.sandbox.app import answered, bare_app, body
from agent.city.sandbox.faults import Active, Fault, Faults
from agent.city.sandbox.hall import CityHall
from agent.city.sandbox.population import people

Listening = Callable[[bool], Awaitable[None]]  # whether the API listens


class How(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seconds: Annotated[float, msgspec.Meta(ge=0, le=600)] = 5.0
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None
    path: str = ""


def admin_app(hall: CityHall, faults: Faults, listening: Listening) -> FastAPI:
    app = bare_app()

    @app.get("/faults")
    async def active() -> dict[str, Any]:
        return {fault.value: asdict(how) for fault, how in faults.active.items()}

    @app.put("/faults/{fault}")
    async def switch_on(fault: Fault, request: HttpRequest) -> Response:
        how = msgspec.json.decode(await body(request) or b"{}", type=How)
        faults.switch_on(fault, Active(how.seconds, how.times, how.path))
        await listening(Fault.DOWN not in faults.active)
        return Response(status_code=204)

    @app.delete("/faults/{fault}")
    async def switch_off(fault: Fault) -> Response:
        faults.active.pop(fault, None)
        await listening(Fault.DOWN not in faults.active)
        return Response(status_code=204)

    @app.delete("/faults")
    async def clear() -> Response:
        faults.clear()
        await listening(True)
        return Response(status_code=204)

    @app.get("/documents")
    async def documents() -> Response:
        return answered(hall.store.issued())

    @app.get("/people")
    async def characters() -> Response:
        return answered(
            [
                {
                    "role": role.value,
                    "nif": person.nif,
                    "given": person.given,
                    "surname1": person.surname1,
                    "surname2": person.surname2,
                }
                for role, person in people().items()
            ]
        )

    return app
