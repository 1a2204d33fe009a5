"""HTTPS to the back office, where anything may come back.

Mutual TLS with one configured authority. No redirects, cookies, proxies or compression; a deadline
for the whole call, so that an answer that drips a byte a second ends like one that never comes; a
longest answer. Whatever is not an answer of the contract becomes ``CityDown`` with a code.
"""

import asyncio
import ssl
from typing import Any, TypeVar

import aiohttp
import msgspec

from agent.city import trouble
from agent.city.contract import Problem
from agent.city.settings import Settings
from flows.city import CityTrouble

T = TypeVar("T")

PAUSES = (0.1, 0.5)  # s, before the second and the third try
AGAIN = frozenset({502, 503, 504})
LONGEST = 8 * 1024 * 1024  # bytes

# Problems that are no decision about the citizen; every other one is a refusal.
NOT_A_DECISION = {
    "identification-unknown": trouble.SESSION,
    "not-found": trouble.CONTRACT,
    "method-not-allowed": trouble.CONTRACT,
    "invalid-request": trouble.CONTRACT,
    "key-reused": trouble.CONTRACT,
    "too-many-requests": trouble.ERROR,
}
REFUSALS = {"identity-rejected": trouble.IDENTITY}


class _Passing(Exception):
    """May be over in a moment: worth another try of the same call."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Wire:
    def __init__(self, settings: Settings) -> None:
        self._url = settings.url
        self._tls = client_tls(settings)
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self,
        method: str,
        path: str,
        answer: type[T],
        *,
        deadline: float,
        body: Any = None,
        key: str | None = None,
        repeat: bool = True,
    ) -> T:
        """One call of the contract, repeated while that may help. Raises ``CityTrouble``."""
        content = None if body is None else msgspec.json.encode(body)
        headers = {} if key is None else {"Idempotency-Key": key}
        try:
            async with asyncio.timeout(deadline):
                found = await self._patiently(method, path, content, headers, repeat)
        except TimeoutError:
            raise trouble.down(trouble.SLOW) from None
        return decoded(found, answer)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _patiently(
        self, method: str, path: str, content: bytes | None, headers: dict[str, str], repeat: bool
    ) -> bytes:
        for pause in PAUSES if repeat else ():
            try:
                return await self._once(method, path, content, headers)
            except _Passing:
                await asyncio.sleep(pause)
        try:
            return await self._once(method, path, content, headers)
        except _Passing as still:
            raise trouble.down(still.code) from None

    async def _once(self, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> bytes:
        """The body of a good answer. Errors carry no address and no body: either may be personal."""
        if content is not None:
            headers = {**headers, "Content-Type": "application/json"}
        try:
            async with self._opened().request(
                method, self._url + path, data=content, headers=headers, allow_redirects=False
            ) as response:
                return judged(response, await read(response))
        except aiohttp.ClientError as error:
            raise explained(error) from None

    def _opened(self) -> aiohttp.ClientSession:
        """Made inside the loop, at the first call; keeps connections for the next ones."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._tls, limit=4, keepalive_timeout=30),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None, connect=5),
                headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "kiosk"},
            )
        return self._session


def client_tls(settings: Settings) -> ssl.SSLContext:
    """Raises ``OSError`` (``ssl.SSLError`` among them) when a file is missing or is not what it should be."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # names and chain are checked
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(settings.ca)
    context.load_cert_chain(settings.certificate, settings.key)
    return context


async def read(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for block in response.content.iter_any():
        content += block
        if len(content) > LONGEST:
            raise trouble.down(trouble.TOO_BIG)
    return bytes(content)


def judged(response: aiohttp.ClientResponse, content: bytes) -> bytes:
    """The body, if the answer is a good one; else raises what it means."""
    status, kind = response.status, response.content_type
    if status in AGAIN:
        raise _Passing(trouble.ERROR)
    if 300 <= status < 400:
        raise trouble.down(trouble.REDIRECTED)
    if status >= 500:
        raise trouble.down(trouble.ERROR)
    if status >= 400:
        raise refusal(content) if kind == "application/problem+json" else trouble.down(trouble.DENIED)
    if "Content-Encoding" in response.headers or (content and kind != "application/json"):
        raise trouble.down(trouble.GARBLED)
    return content


def refusal(content: bytes) -> CityTrouble:
    try:
        problem = msgspec.json.decode(content, type=Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return trouble.down(trouble.GARBLED)
    name = problem.type.rpartition(":")[2]
    if name in NOT_A_DECISION:
        return trouble.down(NOT_A_DECISION[name])
    return trouble.refused(REFUSALS.get(name))


def decoded(content: bytes, answer: type[T]) -> T:
    if answer is type(None):
        return answer()
    try:
        return msgspec.json.decode(content, type=answer)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise trouble.down(trouble.GARBLED) from None


def explained(error: aiohttp.ClientError) -> Exception:
    if isinstance(error, aiohttp.ClientSSLError) or is_tls(error):
        return trouble.down(trouble.TLS)
    if isinstance(error, TimeoutError):
        return _Passing(trouble.SLOW)
    if isinstance(error, aiohttp.ClientConnectionError | aiohttp.ClientPayloadError):
        return _Passing(trouble.UNREACHABLE)
    return trouble.down(trouble.GARBLED)


def is_tls(error: BaseException) -> bool:
    """TLS 1.3 tells a client that its certificate was refused only when it reads: as an OS error."""
    return isinstance(error.__cause__, ssl.SSLError)
