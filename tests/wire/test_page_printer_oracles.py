"""What others make of our IPP: CUPS' test suite against our simulator, our driver against CUPS' printer."""

import asyncio
import contextlib
import io
import os
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pypdfium2
import pytest

from hal.device import DeviceError, State
from hal.page import Accepted, Held, PageJob, Resumed, Settled
from hal.page.ipp import IppPrinter, open_driver
from hal.page.sim import IppPrinterSim

HERE = Path(__file__).parent

needs_ipptool = pytest.mark.skipif(shutil.which("ipptool") is None, reason="needs cups-ipp-utils")
needs_ippeveprinter = pytest.mark.skipif(
    os.geteuid() != 0
    or not all(map(shutil.which, ("ippeveprinter", "avahi-daemon", "dbus-daemon", "unshare"))),
    reason="needs cups-ipp-utils, avahi-daemon, dbus and root",
)


@pytest.fixture
def pdf() -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(2):
        document.new_page(595, 842).close()
    document.save(out)
    document.close()
    return out.getvalue()


@needs_ipptool
@pytest.mark.parametrize("suite", ["ipp-1.1", "print-job", "create-job", "get-jobs", "get-completed-jobs"])
async def test_our_simulator_passes_the_suites_of_cups(suite: str, pdf: bytes, tmp_path: Path) -> None:
    document = tmp_path / "document.pdf"
    document.write_bytes(pdf)
    async with IppPrinterSim() as printer:
        judge = await asyncio.create_subprocess_exec(
            "ipptool", "-tf", document, printer.uri, f"{suite}.test", stdout=asyncio.subprocess.PIPE
        )
        told, _ = await judge.communicate()
    assert judge.returncode == 0, told.decode()
    assert b"PASS" in told


class Oracle:
    """An ippeveprinter and what it does with a page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.does("true")

    def does(self, shell: str) -> None:
        script = self.folder / "print.sh"
        script.write_text(f"#!/bin/sh\n{shell}\n")
        script.chmod(0o755)

    @property
    def documents(self) -> list[bytes]:
        return [file.read_bytes() for file in self.folder.glob("*.pdf")]


@pytest.fixture
async def oracle(tmp_path: Path) -> AsyncIterator[tuple[Oracle, IppPrinter]]:
    made = Oracle(tmp_path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *("unshare", "--mount", "--pid", "--fork", "--kill-child"),
        *("sh", HERE / "ippeveprinter.sh", tmp_path, str(port)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    driver = open_driver({"uri": f"ipp://localhost:{port}/ipp/print"})
    try:
        async with asyncio.timeout(10):
            while (await driver.health()).state is State.UNSURE:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.02)
        yield made, driver
    finally:
        process.kill()
        await process.wait()


@needs_ippeveprinter
async def test_a_printer_that_is_not_ours_prints_our_job_and_keeps_its_name(
    oracle: tuple[Oracle, IppPrinter], pdf: bytes
) -> None:
    printer, driver = oracle
    assert [news async for news in driver.print(PageJob("0193-mine", pdf))] == [Accepted()]
    assert printer.documents == [pdf]
    assert await driver.settle("0193-mine") is Settled.PRINTED


@needs_ippeveprinter
async def test_a_printer_that_is_not_ours_runs_out_of_paper_and_is_refilled(
    oracle: tuple[Oracle, IppPrinter], pdf: bytes
) -> None:
    printer, driver = oracle
    refilled = printer.folder / "refilled"
    printer.does(
        f"echo 'STATE: +media-empty-error' >&2\nwhile [ ! -e {refilled} ]; do sleep 0.05; done\n"
        "echo 'STATE: -media-empty-error' >&2"
    )
    told = []
    async for news in driver.print(PageJob("0193-mine", pdf)):
        told.append(news)
        if isinstance(news, Held):
            assert news.fault.kind == "no-paper"
            refilled.touch()
    assert [type(news) for news in told] == [Accepted, Held, Resumed]


@needs_ippeveprinter
async def test_a_printer_that_is_not_ours_gives_up_a_job_we_walk_away_from(
    oracle: tuple[Oracle, IppPrinter], pdf: bytes
) -> None:
    printer, driver = oracle
    printer.does("echo 'STATE: +media-jam-error' >&2; exec sleep 0.5")
    async with contextlib.aclosing(driver.print(PageJob("0193-mine", pdf))) as news:
        assert await anext(news) == Accepted()
    assert await driver.settle("0193-mine") is not Settled.PRINTED


@needs_ippeveprinter
async def test_a_printer_that_is_not_ours_fails_a_job(oracle: tuple[Oracle, IppPrinter], pdf: bytes) -> None:
    printer, driver = oracle
    printer.does("exit 1")
    with pytest.raises(DeviceError, match="K-PRINTER-OTHER"):
        async for _ in driver.print(PageJob("0193-mine", pdf)):
            pass
