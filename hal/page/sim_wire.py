"""The IPP side of the printer simulator: strict with requests, and able to answer very badly."""

import asyncio
import contextlib
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from aiohttp import web

from hal.page.ipp_codec import NotIpp, decode, encode
from hal.page.ipp_jobs import JobState
from hal.page.ipp_model import Group, GroupTag, Message, Operation, Status, Tag, attribute
from hal.page.sim_attributes import FORMATS, about_job, about_printer

if TYPE_CHECKING:
    from hal.page.sim import IppPrinterSim
    from hal.page.sim_job import SimJob

LONGEST = 64 * 1024 * 1024  # bytes of a request with its document


class Misbehaviour(StrEnum):
    """The names are those of ``PageFault``."""

    SLOW = "slow"
    SLOW_LORIS = "slow-loris"
    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    WRONG_STATUS = "wrong-status"
    HTTP_500 = "http-500"


class Wrong(Exception):
    def __init__(self, status: Status) -> None:
        super().__init__(status.name)
        self.status = status


class Wire:
    def __init__(self, printer: "IppPrinterSim") -> None:
        self._printer = printer
        self._transports: set[asyncio.BaseTransport] = set()
        self.misbehaviour: Misbehaviour | None = None
        self.delay = 1.0  # s, when slow
        self.lost_requests: set[int] = set()
        self.lost_answers: set[int] = set()
        self.requests: list[Message] = []  # all that were understood, without their documents
        self._operations: dict[int, Callable[[Group, Message], tuple[Group, ...]]] = {
            Operation.GET_PRINTER_ATTRIBUTES: self._get_printer_attributes,
            Operation.VALIDATE_JOB: self._validate_job,
            Operation.PRINT_JOB: self._print_job,
            Operation.CREATE_JOB: self._create_job,
            Operation.SEND_DOCUMENT: self._send_document,
            Operation.CANCEL_JOB: self._cancel_job,
            Operation.GET_JOB_ATTRIBUTES: self._get_job_attributes,
            Operation.GET_JOBS: self._get_jobs,
        }

    def hang_up(self) -> None:
        for transport in tuple(self._transports):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        transport = request.transport
        if transport is None:
            return web.Response(status=500)
        self._transports.add(transport)
        try:
            return await self._handle(request, transport)
        finally:
            self._transports.discard(transport)

    async def _handle(self, request: web.BaseRequest, transport: asyncio.Transport) -> web.StreamResponse:
        if request.method != "POST" or request.content_type != "application/ipp":
            return web.Response(status=400)
        if request.headers.get("Expect", "").lower() == "100-continue":
            transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        raw = await _read(request)
        if raw is None:
            return web.Response(status=413)
        try:
            message = decode(raw)
        except NotIpp:
            return web.Response(status=400)
        if message.code in self.lost_requests:
            self.lost_requests.discard(message.code)
            transport.abort()
            return web.Response(status=500)
        answer = encode(self.answer(message))
        if message.code in self.lost_answers:
            self.lost_answers.discard(message.code)
            transport.abort()
        return await self._reply(request, message, answer)

    async def _reply(self, request: web.BaseRequest, message: Message, answer: bytes) -> web.StreamResponse:
        match self.misbehaviour:
            case Misbehaviour.HTTP_500:
                return web.Response(status=500, text="Internal Server Error")
            case Misbehaviour.GARBAGE:
                answer = bytes(byte ^ 0x5A for byte in answer)
            case Misbehaviour.TRUNCATED:
                answer = answer[: len(answer) // 2]
            case Misbehaviour.WRONG_STATUS:
                answer = encode(Message(0x05FF, message.request_id, ()))
            case Misbehaviour.SLOW:
                await asyncio.sleep(self.delay)
            case Misbehaviour.SLOW_LORIS:
                return await _drip(request, answer)
            case None:
                pass
        return web.Response(body=answer, content_type="application/ipp")

    # --- operations ------------------------------------------------------------------------------

    def answer(self, message: Message) -> Message:
        lead = Group(
            GroupTag.OPERATION,
            (
                attribute(Tag.CHARSET, "attributes-charset", "utf-8"),
                attribute(Tag.LANGUAGE, "attributes-natural-language", "en"),
            ),
        )
        self.requests.append(Message(message.code, message.request_id, message.groups))
        try:
            operation = _check(message)
            if message.code not in self._offered():
                raise Wrong(Status.OPERATION_NOT_SUPPORTED)
            groups = self._operations[message.code](operation, message)
        except Wrong as wrong:
            return Message(wrong.status, message.request_id, (lead,), version=message.version)
        return Message(Status.OK, message.request_id, (lead, *groups), version=message.version)

    def _offered(self) -> list[int]:
        two = (Operation.CREATE_JOB, Operation.SEND_DOCUMENT)
        return [code for code in self._operations if self._printer.two_steps or code not in two]

    def _get_printer_attributes(self, operation: Group, message: Message) -> tuple[Group, ...]:
        asked = operation.words("requested-attributes") or ("all",)
        return (about_printer(self._printer, self._offered(), asked),)

    def _validate_job(self, operation: Group, message: Message) -> tuple[Group, ...]:
        self._check_job(operation)
        return ()

    def _print_job(self, operation: Group, message: Message) -> tuple[Group, ...]:
        self._check_job(operation)
        job = self._new_job(operation, message)
        self._printer.give(job, message.data)
        return (about_job(self._printer, job, ("all",)),)

    def _create_job(self, operation: Group, message: Message) -> tuple[Group, ...]:
        self._check_job(operation)
        return (about_job(self._printer, self._new_job(operation, message), ("all",)),)

    def _send_document(self, operation: Group, message: Message) -> tuple[Group, ...]:
        job = self._job(operation)
        if job.over or job.pdf is not None:
            raise Wrong(Status.NOT_POSSIBLE)
        if operation.flag("last-document") is not True:
            raise Wrong(Status.BAD_REQUEST)
        _check_format(operation)
        self._printer.give(job, message.data)
        return (about_job(self._printer, job, ("all",)),)

    def _cancel_job(self, operation: Group, message: Message) -> tuple[Group, ...]:
        job = self._job(operation)
        if job.over:
            raise Wrong(Status.NOT_POSSIBLE)
        self._printer.end(job, JobState.CANCELED, "job-canceled-by-user")
        return ()

    def _get_job_attributes(self, operation: Group, message: Message) -> tuple[Group, ...]:
        return (
            about_job(
                self._printer, self._job(operation), operation.words("requested-attributes") or ("all",)
            ),
        )

    def _get_jobs(self, operation: Group, message: Message) -> tuple[Group, ...]:
        over = (operation.words("which-jobs") or ("not-completed",)) == ("completed",)
        found = [job for job in self._printer.jobs.values() if job.over == over]
        if operation.flag("my-jobs"):
            found = [job for job in found if job.user == _user(operation)]
        if over:
            found.reverse()  # the newest first (RFC 8011, section 4.2.6.2)
        limit = operation.number("limit") or len(found)
        asked = operation.words("requested-attributes") or ("job-uri", "job-id")
        return tuple(about_job(self._printer, job, asked) for job in found[:limit])

    # --- pieces ----------------------------------------------------------------------------------

    def _check_job(self, operation: Group) -> None:
        if not self._printer.accepting:
            raise Wrong(Status.NOT_ACCEPTING_JOBS)
        _check_format(operation)

    def _new_job(self, operation: Group, message: Message) -> "SimJob":
        name = (operation.words("job-name") or ("",))[0]
        return self._printer.new_job(
            name, _user(operation), message.group(GroupTag.JOB).number("copies") or 1
        )

    def _job(self, operation: Group) -> "SimJob":
        number = operation.number("job-id")
        if number is None:
            uri = (operation.words("job-uri") or ("",))[0]
            tail = uri.rpartition("/")[2]
            number = int(tail) if tail.isdecimal() else None
        if number is None:
            raise Wrong(Status.BAD_REQUEST)
        job = self._printer.jobs.get(number)
        if job is None:
            raise Wrong(Status.NOT_FOUND)
        return job


def _check(message: Message) -> Group:
    """The order that RFC 8011, section 4.1.4 demands of every request."""
    if message.version[0] not in (1, 2):
        raise Wrong(Status.VERSION_NOT_SUPPORTED)
    if message.request_id <= 0 or not message.groups or message.groups[0].tag != GroupTag.OPERATION:
        raise Wrong(Status.BAD_REQUEST)
    operation = message.groups[0]
    names = [item.name for item in operation.attributes]
    if names[:2] != ["attributes-charset", "attributes-natural-language"]:
        raise Wrong(Status.BAD_REQUEST)
    if names[2:3] not in (["printer-uri"], ["job-uri"]):
        raise Wrong(Status.BAD_REQUEST)
    return operation


def _user(operation: Group) -> str:
    return (operation.words("requesting-user-name") or ("anonymous",))[0]


def _check_format(operation: Group) -> None:
    if any(form not in FORMATS for form in operation.words("document-format")):
        raise Wrong(Status.FORMAT_NOT_SUPPORTED)


async def _read(request: web.BaseRequest) -> bytes | None:
    taken = bytearray()
    async for chunk in request.content.iter_chunked(65536):
        taken += chunk
        if len(taken) > LONGEST:
            return None
    return bytes(taken)


async def _drip(request: web.BaseRequest, answer: bytes) -> web.StreamResponse:
    """A byte now and then, so that no read ever times out by itself."""
    response = web.StreamResponse(headers={"Content-Type": "application/ipp"})
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        for byte in answer:
            await response.write(bytes([byte]))
            await asyncio.sleep(0.2)
    return response
