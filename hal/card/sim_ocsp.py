"""An OCSP responder for the test PKI: ``async with OcspResponder(pki) as responder: responder.url``."""

import asyncio
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import TracebackType
from typing import Self

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from hal.card.sim_pki import Citizen, Pki


class Status(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


class Mood(StrEnum):
    """How it answers, whatever it is asked."""

    WORKS = "works"
    DOWN = "down"  # HTTP 503
    SILENT = "silent"
    GARBAGE = "garbage"
    TRY_LATER = "try-later"  # OCSP's own way to say so
    ELSEWHERE = "elsewhere"  # redirects
    STALE = "stale"  # an answer of last week
    FORGED = "forged"  # signed by who may not


class OcspResponder:
    def __init__(self, pki: Pki, port: int = 0) -> None:
        self.mood = Mood.WORKS
        self.asked = 0
        self._pki = pki
        self._port = port
        self._status: dict[int, Status] = {}
        self._leaving = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/ocsp"

    def says(self, citizen: Citizen, status: Status) -> None:
        """Of both certificates of a citizen; of anybody else's it says that they are good."""
        for issued in (citizen.authentication, citizen.signature):
            self._status[issued.certificate.serial_number] = status

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=64 * 1024)
        application.router.add_post("/ocsp", self._answer)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.set()
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        question = await request.read()
        match self.mood:
            case Mood.DOWN:
                return web.Response(status=503)
            case Mood.SILENT:
                await self._leaving.wait()
                return web.Response(status=503)
            case Mood.GARBAGE:
                return _der(b"\x30\x82\xff\xff" + bytes(range(256)))
            case Mood.TRY_LATER:
                later = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
                return _der(later.public_bytes(Encoding.DER))
            case Mood.ELSEWHERE:
                return web.Response(status=302, headers={"Location": "/ocsp"})
        return _der(self._signed(ocsp.load_der_ocsp_request(question)))

    def _signed(self, question: ocsp.OCSPRequest) -> bytes:
        status = self._status.get(question.serial_number, Status.GOOD)
        now = datetime.now(UTC) - (timedelta(days=7) if self.mood is Mood.STALE else timedelta())
        certificate_status = {
            Status.GOOD: ocsp.OCSPCertStatus.GOOD,
            Status.REVOKED: ocsp.OCSPCertStatus.REVOKED,
            Status.UNKNOWN: ocsp.OCSPCertStatus.UNKNOWN,
        }[status]
        revoked = status is Status.REVOKED
        signer = self._pki.root if self.mood is Mood.FORGED else self._pki.responder
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=question.issuer_name_hash,
            issuer_key_hash=question.issuer_key_hash,
            serial_number=question.serial_number,
            algorithm=SHA1(),
            cert_status=certificate_status,
            this_update=now - timedelta(minutes=1),
            next_update=now + timedelta(hours=1),
            revocation_time=now - timedelta(days=1) if revoked else None,
            revocation_reason=x509.ReasonFlags.key_compromise if revoked else None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
        builder = builder.certificates([signer.certificate])
        return builder.sign(signer.key, SHA256()).public_bytes(Encoding.DER)


def _der(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/ocsp-response")
