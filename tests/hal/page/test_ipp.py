"""The IPP driver beyond the contract: addresses, TLS, what it asks for, and bytes that no printer sends."""

import asyncio
import datetime
import io
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from hal.device import InDoubt, Refused, State
from hal.page import Accepted, PageJob, Settled
from hal.page.ipp import open_driver
from hal.page.ipp_client import http_url
from hal.page.ipp_faults import PrinterState, fault_of, safe
from hal.page.ipp_model import GroupTag, Operation
from hal.page.sim import IppPrinterSim, PageFault
from hal.page.sim_wire import Misbehaviour


def a_job(id: str = "0193-a") -> PageJob:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(595, 842).close()
    document.save(out)
    document.close()
    return PageJob(id, out.getvalue())


# --- addresses and settings ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("ipp://printer/ipp/print", "http://printer:631/ipp/print"),
        ("ipps://printer/ipp/print", "https://printer:631/ipp/print"),
        ("ipp://10.0.0.7:8631/", "http://10.0.0.7:8631/"),
        ("ipp://[fe80::1]/ipp", "http://[fe80::1]:631/ipp"),
    ],
)
def test_an_ipp_address_is_an_http_address(uri, url):
    assert http_url(uri) == url


@pytest.mark.parametrize("uri", ["http://printer/", "printer", "ipp:///x", ""])
def test_any_other_address_is_a_mistake_in_the_settings(uri):
    with pytest.raises(ValueError, match="ipp://"):
        open_driver({"uri": uri})


def test_a_misspelt_setting_is_named():
    with pytest.raises(msgspec.ValidationError, match="deadlines"):
        open_driver({"uri": "ipp://printer/", "deadlines": 3})


# --- reasons -------------------------------------------------------------------------------------


@pytest.mark.parametrize("severity", ["", "-error", "-warning"])
@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("media-empty", "no-paper"),
        ("media-needed", "no-paper"),
        ("media-jam", "jam"),
        ("cover-open", "cover"),
        ("door-open", "cover"),
        ("toner-empty", "no-toner"),
        ("marker-supply-empty", "no-toner"),
        ("output-area-full", "other"),
        ("shutdown", "offline"),
    ],
)
def test_a_reason_is_known_whatever_severity_its_maker_gives_it(reason, severity, kind):
    fault = fault_of([reason + severity], PrinterState.STOPPED, True)
    assert fault is not None
    assert (fault.kind, fault.code) == (kind, f"K-PRINTER-{kind.upper()}")
    assert reason in fault.cause


@pytest.mark.parametrize(
    "reasons", [[], ["none"], ["media-low-warning"], ["toner-low-report"], ["media-empty-report"]]
)
def test_what_does_not_keep_it_from_printing_is_no_fault(reasons):
    assert fault_of(reasons, PrinterState.IDLE, True) is None


def test_of_several_reasons_the_one_to_mend_first_is_told():
    fault = fault_of(["media-empty", "cover-open-error", "media-jam-error"], PrinterState.STOPPED, True)
    assert fault is not None
    assert fault.kind == "jam"


def test_a_printer_that_stops_without_a_reason_we_know_is_a_fault_all_the_same():
    fault = fault_of(["com.maker-drum-sad"], PrinterState.STOPPED, True)
    assert fault is not None
    assert fault.kind == "other"
    assert "com.maker-drum-sad" in fault.cause


@given(
    some.lists(some.text(max_size=80), max_size=5),
    some.none() | some.integers(),
    some.none() | some.booleans(),
)
def test_whatever_a_printer_says_only_keywords_reach_the_technician(reasons, state, accepting):
    fault = fault_of(reasons, state, accepting)
    assert fault is None or fault.cause.isprintable()
    assert all(len(safe(reason)) <= 60 for reason in reasons)


# --- what it asks for ----------------------------------------------------------------------------


async def test_a_job_is_one_sided_a4_under_our_name_and_only_what_the_printer_knows():
    async with IppPrinterSim() as sim:
        async for _ in open_driver({"uri": sim.uri}).print(a_job("0193-mine")):
            pass
        (create,) = [request for request in sim.wire.requests if request.code == Operation.CREATE_JOB]
    asked, template = create.group(GroupTag.OPERATION), create.group(GroupTag.JOB)
    assert asked.words("job-name") == ("0193-mine",)
    assert asked.words("requesting-user-name") == ("kiosk",)
    assert asked.flag("ipp-attribute-fidelity") is False
    assert {item.name for item in template.attributes} == {"media", "sides"}
    assert template.words("media") == ("iso_a4_210x297mm",)


async def test_a_printer_that_does_not_take_pdf_is_refused_and_faulty():
    async with IppPrinterSim() as sim:
        driver = open_driver({"uri": sim.uri, "document_format": "image/urf"})
        assert (await driver.health()).state is State.FAULTY
        with pytest.raises(Refused, match="image/urf"):
            await anext(driver.print(a_job()))


def test_the_simulator_can_do_every_misbehaviour_it_lists():
    assert {fault.value for fault in Misbehaviour} < {fault.value for fault in PageFault}


async def test_a_slow_printer_is_not_an_absent_one():
    async with IppPrinterSim() as sim:
        sim.wire.delay = 0.2
        await sim.set(PageFault.SLOW, True)
        driver = open_driver({"uri": sim.uri})
        assert (await driver.health()).state is State.WORKS
        assert [news async for news in driver.print(a_job())] == [Accepted()]


async def test_a_printer_that_gets_nowhere_and_gives_no_reason_leaves_the_job_in_doubt():
    async with IppPrinterSim(seconds_per_page=60) as sim:
        driver = open_driver({"uri": sim.uri, "stuck": 0.3})
        with pytest.raises(InDoubt, match="no progress"):
            async for _ in driver.print(a_job()):
                pass
        assert all(job.over for job in sim.jobs.values())


# --- TLS -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A printer's self-signed certificate with its key, for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "page printer")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "printer.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
async def secure(certificate: Path) -> AsyncIterator[IppPrinterSim]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    async with IppPrinterSim(tls=context) as sim:
        yield sim


async def test_it_prints_over_tls_when_the_printers_certificate_is_the_configured_one(secure, certificate):
    uri = secure.uri.replace("127.0.0.1", "localhost")
    driver = open_driver({"uri": uri, "ca": str(certificate)})
    assert [news async for news in driver.print(a_job())] == [Accepted()]
    assert len(secure.printed) == 1


async def test_a_printer_with_another_certificate_gets_no_document(secure):
    driver = open_driver({"uri": secure.uri.replace("127.0.0.1", "localhost")})
    with pytest.raises(Refused, match="not trusted"):
        await anext(driver.print(a_job()))
    assert secure.wire.requests == []


async def test_a_printer_of_another_name_gets_no_document(secure, certificate):
    driver = open_driver({"uri": secure.uri, "ca": str(certificate)})
    with pytest.raises(Refused, match="not trusted"):
        await anext(driver.print(a_job()))


# --- bytes that no printer sends -----------------------------------------------------------------


class Babbler:
    """Answers every connection with the same bytes, whatever they are."""

    def __init__(self) -> None:
        self.says = b""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(self.says)
        writer.close()


bodies = some.binary(max_size=200).map(
    lambda body: (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    )
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(says=some.binary(max_size=200) | bodies)
def test_no_bytes_of_a_printer_crash_the_driver(says):
    async def meet() -> None:
        babbler = Babbler()
        babbler.says = says
        async with await asyncio.start_server(babbler.serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            driver = open_driver({"uri": f"ipp://127.0.0.1:{port}/", "answer": 0.5})
            assert (await driver.health()).state is State.UNSURE
            assert await driver.settle("0193-a") is Settled.UNKNOWN
            with pytest.raises(Refused):
                await anext(driver.print(a_job()))

    asyncio.run(meet())


async def test_an_answer_without_end_is_left():
    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\n\r\n")
        try:
            while True:
                writer.write(b"\x01" * 65536)
                await writer.drain()
        except ConnectionError:
            return

    async with await asyncio.start_server(flood, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        driver = open_driver({"uri": f"ipp://127.0.0.1:{port}/"})
        with pytest.raises(Refused, match="does not end"):
            await anext(driver.print(a_job()))
