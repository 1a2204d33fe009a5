"""The HTTP API of ``docs/openapi.yaml`` over the city hall."""

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, FastAPI, Header
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from agent.city.sandbox import hall as halls
from agent.city.sandbox import identity, rules
from agent.city.sandbox.faults import Faults
from agent.city.sandbox.hall import CityHall

LONGEST_BODY = 256 * 1024  # bytes; evidence with a long chain has 80 KiB
UUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"

Der = Annotated[bytes, msgspec.Meta(min_length=1, max_length=8192)]


class EvidenceBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    signature: Annotated[bytes, msgspec.Meta(min_length=1, max_length=1024)]
    certificate: Der
    chain: Annotated[tuple[Der, ...], msgspec.Meta(max_length=4)]
    ocsp: Annotated[bytes, msgspec.Meta(max_length=16384)] | None = None


class PadronBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: rules.Kind
    scope: rules.Scope
    historic: bool
    purpose: Annotated[str, msgspec.Meta(pattern="^[a-z][a-z-]{0,31}$")]
    language: Literal["es", "ca-valencia", "en"]


class KeyHeader(msgspec.Struct, frozen=True):
    key: Annotated[str, msgspec.Meta(pattern=UUID)]


def kiosk_app(hall: CityHall, faults: Faults) -> FastAPI:
    """For kiosks; behind mutual TLS."""
    app = bare_app()
    app.include_router(operation(hall))
    app.include_router(identification(hall))
    app.include_router(padron(hall, faults))
    app.include_router(verification(hall))
    return app


def bare_app() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for kind, (status, name, title) in PROBLEMS.items():
        app.add_exception_handler(kind, _problem(status, name, title))
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(Exception, _problem(500, "failed", "Our fault, nothing was done"))
    return app


PROBLEMS: dict[type[Exception], tuple[int, str, str]] = {
    identity.Rejected: (403, "identity-rejected", "The evidence does not prove who is there"),
    rules.OfficeOnly: (403, "office-only", "A person at an office has to look into it"),
    halls.Unknown: (404, "identification-unknown", "No such identification, or it is over"),
    halls.NoSuchDocument: (404, "document-unknown", "No document has this code"),
    halls.KeyReused: (409, "key-reused", "The same key came with another request"),
    halls.NoSuchPurpose: (422, "invalid-request", "No such purpose"),
    msgspec.MsgspecError: (422, "invalid-request", "The request does not follow the contract"),
}
HTTP_PROBLEMS = {404: "not-found", 405: "method-not-allowed", 413: "invalid-request"}


def problem(status: int, name: str, title: str) -> Response:
    content = {"type": f"urn:kiosk:problem:{name}", "title": title, "status": status}
    return Response(msgspec.json.encode(content), status, media_type="application/problem+json")


def _problem(status: int, name: str, title: str) -> Any:
    async def handler(_request: HttpRequest, _error: Exception) -> Response:
        return problem(status, name, title)

    return handler


async def _http_problem(_request: HttpRequest, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = problem(error.status_code, HTTP_PROBLEMS.get(error.status_code, "failed"), str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


def answered(content: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")


async def body(request: HttpRequest) -> bytes:
    content = bytearray()
    async for block in request.stream():
        content += block
        if len(content) > LONGEST_BODY:
            raise HTTPException(413, "The request is too long")
    return bytes(content)


def operation(hall: CityHall) -> APIRouter:
    router = APIRouter()

    @router.get("/v1/status")
    async def status() -> Response:
        return answered({"city": hall.pack.dir3, "time": hall.clock(), "services": ["padron"]})

    return router


def identification(hall: CityHall) -> APIRouter:
    router = APIRouter(prefix="/v1/identifications")

    @router.post("")
    async def start() -> Response:
        started = hall.start_identification()
        content = {"id": started.id, "nonce": started.nonce, "expires_at": started.expires_at}
        return answered(content, 201)

    @router.put("/{id}")
    async def recognise(id: str, request: HttpRequest) -> Response:
        given = msgspec.json.decode(await body(request), type=EvidenceBody)
        claimed = hall.recognise(id, given.signature, given.certificate, given.chain, given.ocsp)
        return answered({"given": claimed.given, "surname": claimed.surname})

    @router.delete("/{id}")
    async def forget(id: str) -> Response:
        hall.forget(id)
        return Response(status_code=204)

    return router


def padron(hall: CityHall, faults: Faults) -> APIRouter:
    router = APIRouter(prefix="/v1/identifications/{id}")

    @router.get("/padron-sheet")
    async def sheet(id: str) -> Response:
        found = hall.sheet(id)
        if found is None:
            return answered({"registered": False})
        if found.office_only:
            return answered({"registered": True, "office_only": True})
        return answered(
            {
                "registered": True,
                "office_only": False,
                "collective_allowed": found.collective_allowed,
                "address": found.address,
                "household": found.household,
                "has_history": found.has_history,
            }
        )

    @router.post("/padron-documents")
    async def issue(
        id: str, request: HttpRequest, idempotency_key: Annotated[str, Header()] = ""
    ) -> Response:
        key = msgspec.convert({"key": idempotency_key}, KeyHeader).key
        asked = msgspec.json.decode(await body(request), type=PadronBody)
        document = await hall.issue(
            id, key, halls.Request(asked.kind, asked.scope, asked.historic, asked.purpose, asked.language)
        )
        pdf = faults.tampered(document.pdf, request.url.path) if document.sealed else document.pdf
        content = {
            "id": document.id,
            "csv": document.csv,
            "verify_url": hall.url_of(document.csv),
            "issued_at": document.issued_at,
            "sealed": document.sealed,
            "pdf": pdf,
        }
        return answered(content, 201)

    return router


def verification(hall: CityHall) -> APIRouter:
    """Also for the public, without client certificate (``public.py``)."""
    router = APIRouter(prefix="/v1/documents")

    @router.get("/{csv}")
    async def verify(csv: str) -> Response:
        document = hall.document(csv)
        content = {
            "csv": document.csv,
            "kind": document.kind,
            "issued_at": document.issued_at,
            "sealed": document.sealed,
            "sha256": hashlib.sha256(document.pdf).hexdigest(),
        }
        return answered(content)

    @router.get("/{csv}/pdf")
    async def copy(csv: str) -> Response:
        document = hall.document(csv)
        return Response(document.pdf, media_type="application/pdf", headers={"Cache-Control": "no-store"})

    return router
