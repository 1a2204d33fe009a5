"""One IPP exchange over HTTP (RFC 8010, section 4): a request, its answer within a deadline, or why not.

Every exchange has a connection of its own: a connection kept alive over a printer's power cut looks
usable until the request is half sent, and then nobody knows whether it was taken.
"""

import io
import ssl
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit, urlunsplit

import aiohttp

from hal.device import Fault
from hal.page.ipp_codec import LONGEST, NotIpp, decode, encode
from hal.page.ipp_faults import offline, other
from hal.page.ipp_model import Attribute, Group, GroupTag, Message, Operation, Status, Tag, attribute

_PORT = 631  # for ipp (RFC 8010) and ipps (RFC 7472) alike
_HEADERS = {"Content-Type": "application/ipp", "Accept-Encoding": "identity"}
USER = "kiosk"  # printers may show their owner's jobs only to the same name


class IppError(Exception):
    """The printer did not do what was asked. ``taken``: it may have had the request and acted on it."""

    def __init__(self, fault: Fault, *, taken: bool) -> None:
        super().__init__(fault.cause)
        self.fault = fault
        self.taken = taken


class NoAnswer(IppError):
    """No answer, or none that can be understood."""


class Declined(IppError):
    """The printer understood and said no."""

    def __init__(self, status: int) -> None:
        name = Status(status).name if status in {*Status} else "status"
        super().__init__(other(f"the printer says no: {name} 0x{status:04x}"), taken=False)
        self.status = status


@dataclass
class IppClient:
    """``uri`` as ipp:// or ipps://. ``ca`` is a PEM file; without it ipps trusts the system's store."""

    uri: str
    ca: str | None = None
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self._url = http_url(self.uri)
        self._tls = ssl.create_default_context(cafile=self.ca) if self._url.startswith("https:") else None

    async def ask(
        self,
        operation: Operation,
        *attributes: Attribute,
        template: tuple[Attribute, ...] = (),
        document: bytes = b"",
        deadline: float,
    ) -> Message:
        """The successful answer. Raises ``IppError``."""
        request = self._request(operation, attributes, template, document)
        raw = await self._post(encode(request), deadline)
        try:
            answer = decode(raw)
        except NotIpp as nonsense:
            raise NoAnswer(other(f"the answer is not IPP: {nonsense}"), taken=True) from None
        if answer.request_id != request.request_id:
            raise NoAnswer(other("the answer is to another request"), taken=True)
        if answer.code >= Status.BAD_REQUEST:
            raise Declined(answer.code)
        return answer

    def _request(
        self,
        operation: Operation,
        attributes: tuple[Attribute, ...],
        template: tuple[Attribute, ...],
        document: bytes,
    ) -> Message:
        lead = (
            attribute(Tag.CHARSET, "attributes-charset", "utf-8"),
            attribute(Tag.LANGUAGE, "attributes-natural-language", "en"),
            attribute(Tag.URI, "printer-uri", self.uri),
        )
        # RFC 8011, section 4.1.5: charset, language, target (and with it job-id), in this order, come first.
        target = tuple(item for item in attributes if item.name == "job-id")
        rest = tuple(item for item in attributes if item.name != "job-id")
        user = (attribute(Tag.NAME, "requesting-user-name", USER),)
        lead_group = Group(GroupTag.OPERATION, lead + target + user + rest)
        groups = (lead_group, Group(GroupTag.JOB, template)) if template else (lead_group,)
        return Message(operation, next(self._numbers) % 0x7FFFFFFF, groups, document)

    async def _post(self, body: bytes, deadline: float) -> bytes:
        timeout = aiohttp.ClientTimeout(total=deadline)
        connector = aiohttp.TCPConnector(force_close=True, ssl=self._tls or False)
        try:
            async with (
                aiohttp.ClientSession(
                    connector=connector,
                    timeout=timeout,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    auto_decompress=False,
                ) as session,
                # A stream, not bytes: a document of megabytes would hold the event loop.
                session.post(
                    self._url, data=io.BytesIO(body), headers=_HEADERS, allow_redirects=False
                ) as response,
            ):
                if response.status != 200:
                    raise NoAnswer(other(f"the printer answers HTTP {response.status}"), taken=True)
                return await _bounded(response)
        except aiohttp.ClientConnectorCertificateError:
            raise NoAnswer(other("the printer's TLS certificate is not trusted"), taken=False) from None
        except aiohttp.ClientConnectorError as unreachable:
            cause = f"no connection to the printer: {unreachable.os_error.strerror or 'refused'}"
            raise NoAnswer(offline(cause), taken=False) from None
        except TimeoutError:
            raise NoAnswer(offline(f"no answer from the printer within {deadline:g} s"), taken=True) from None
        except (aiohttp.ClientConnectionError, OSError) as broken:
            cause = f"the connection to the printer broke ({type(broken).__name__})"
            raise NoAnswer(offline(cause), taken=True) from None
        except aiohttp.ClientError as nonsense:
            cause = f"the printer's HTTP cannot be understood ({type(nonsense).__name__})"
            raise NoAnswer(other(cause), taken=True) from None


def http_url(uri: str) -> str:
    """RFC 3510, section 5. Raises ``ValueError`` for anything but ipp and ipps."""
    parts = urlsplit(uri)
    if parts.scheme not in ("ipp", "ipps") or not parts.hostname:
        raise ValueError("a printer's uri is ipp://host[:port]/path or ipps://host[:port]/path")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    scheme = "https" if parts.scheme == "ipps" else "http"
    return urlunsplit((scheme, f"{host}:{parts.port or _PORT}", parts.path or "/", parts.query, ""))


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    taken = bytearray()
    async for chunk in response.content.iter_chunked(65536):
        taken += chunk
        if len(taken) > LONGEST:
            raise NoAnswer(other("the printer's answer does not end"), taken=True)
    return bytes(taken)
