"""Handles for the bench and the tests: everything a back office can do to a kiosk.

An ASGI layer around the API. ``DOWN`` is not here: the server itself stops listening (``main.py``).
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Fault(StrEnum):
    DOWN = "down"  # nobody listens
    SLOW = "slow"  # answers after ``seconds``
    SLOW_LORIS = "slow-loris"  # answers a byte a second, without end
    ERROR = "error"  # 500
    UNAVAILABLE = "unavailable"  # 503
    NOT_FOUND = "not-found"  # 404 in HTML, as a proxy gives for the wrong path
    WRONG_JSON = "wrong-json"  # cut off in the middle
    WRONG_TYPES = "wrong-types"  # JSON of another shape
    REDIRECT = "redirect"
    HUGE = "huge"  # an answer without end, fast
    DROPPED = "dropped"  # promises more bytes than it sends, and hangs up
    BROKEN_SEAL = "broken-seal"  # one byte of the certificado changes
    NO_SEAL = "no-seal"  # the certificado comes without its seal


@dataclass(frozen=True)
class Active:
    seconds: float = 5.0
    times: int | None = None  # so many requests, then it is over
    path: str = ""  # only requests whose path has this in it


@dataclass
class Faults:
    active: dict[Fault, Active] = field(default_factory=dict)

    def switch_on(self, fault: Fault, how: Active | None = None) -> None:
        self.active[fault] = how or Active()

    def clear(self) -> None:
        self.active.clear()

    def take(self, fault: Fault, path: str) -> Active | None:
        """The fault, if it hits this request; counts it."""
        how = self.active.get(fault)
        if how is None or how.path not in path:
            return None
        if how.times is not None:
            if how.times <= 1:
                del self.active[fault]
            else:
                self.active[fault] = Active(how.seconds, how.times - 1, how.path)
        return how

    def tampered(self, pdf: bytes, path: str) -> bytes:
        if self.take(Fault.BROKEN_SEAL, path):
            middle = len(pdf) // 3
            return pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]
        if self.take(Fault.NO_SEAL, path):
            return pdf[: pdf.index(b"%%EOF") + 6]  # as it was before the seal was added
        return pdf


class Faulty:
    """The API, with whatever faults are switched on."""

    def __init__(self, app: App, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if slow := self._faults.take(Fault.SLOW, path):
            await asyncio.sleep(slow.seconds)
        for fault, answer in ANSWERS.items():
            if self._faults.take(fault, path):
                await answer(send)
                return
        if self._faults.take(Fault.WRONG_JSON, path):
            await self._app(scope, receive, cut_off(send))
            return
        await self._app(scope, receive, send)


async def start(send: Send, status: int, **headers: str) -> None:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})


async def body(send: Send, content: bytes, *, more: bool = False) -> None:
    await send({"type": "http.response.body", "body": content, "more_body": more})


async def slow_loris(send: Send) -> None:
    await start(send, 200, content_type="application/json")
    while True:
        await body(send, b" ", more=True)
        await asyncio.sleep(1)


async def error(send: Send) -> None:
    await start(send, 500, content_type="text/html")
    await body(send, b"<html><h1>500 Internal Server Error</h1></html>")


async def unavailable(send: Send) -> None:
    await start(send, 503, content_type="text/html")
    await body(send, b"<html>Service Unavailable</html>")


async def not_found(send: Send) -> None:
    await start(send, 404, content_type="text/html")
    await body(send, b"<html>404</html>")


async def wrong_types(send: Send) -> None:
    await start(send, 200, content_type="application/json")
    await body(send, b'{"id": 7, "nonce": [], "registered": "yes", "pdf": {"a": null}, "given": 3}')


async def redirect(send: Send) -> None:
    await start(send, 307, location="https://127.0.0.1:1/elsewhere")
    await body(send, b"")


async def huge(send: Send) -> None:
    await start(send, 200, content_type="application/json")
    block = b" " * 65536
    for _ in range(4096):  # 256 MiB
        await body(send, block, more=True)
    await body(send, b"")


async def dropped(send: Send) -> None:
    await start(send, 200, content_type="application/json", content_length="100000")
    await body(send, b'{"id"', more=True)
    raise ConnectionResetError("the city hung up")


ANSWERS: dict[Fault, Callable[[Send], Awaitable[None]]] = {
    Fault.SLOW_LORIS: slow_loris,
    Fault.ERROR: error,
    Fault.UNAVAILABLE: unavailable,
    Fault.NOT_FOUND: not_found,
    Fault.WRONG_TYPES: wrong_types,
    Fault.REDIRECT: redirect,
    Fault.HUGE: huge,
    Fault.DROPPED: dropped,
}


def cut_off(send: Send) -> Send:
    """The right answer, without its second half."""

    async def half(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [pair for pair in message["headers"] if pair[0].lower() != b"content-length"]
            message = {**message, "headers": headers}
        elif message["type"] == "http.response.body":
            content = message["body"]
            message = {**message, "body": content[: len(content) // 2]}
        await send(message)

    return half
