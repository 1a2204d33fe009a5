"""``make demo`` and ``make visit`` as a person runs them: processes of their own, from start to end."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from agent.bench.processes import children
from agent.bench.waiting import until

START = 40.0  # s, on a slow machine


def with_all_below(pid: int) -> set[int]:
    below = set(children(pid))
    return below.union(*(with_all_below(child) for child in below)) if below else below


async def test_a_scripted_visit_leaves_pictures_paper_and_times(tmp_path: Path) -> None:
    visit = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "agent.bench.visit", "P=padron", f"OUT={tmp_path}", "kind=certificado"),
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(START):
        said, _ = await visit.communicate()
    assert visit.returncode == 0, said.decode()
    told = json.loads((tmp_path / "visit.json").read_bytes())
    assert told["outcome"] == "done"
    assert told["papers"] == 1
    assert told["machine_ms"] <= 5000
    assert (tmp_path / "document.pdf").read_bytes().startswith(b"%PDF")
    assert {"home", "wait", "pin", "choose", "preview", "done"} <= {one["screen"] for one in told["steps"]}
    for name in told["pictures"]:
        with Image.open(tmp_path / name) as picture:
            assert picture.size == (1080, 1920)


async def test_a_visit_that_ends_badly_says_so(tmp_path: Path) -> None:
    visit = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "agent.bench.visit", "P=padron", f"OUT={tmp_path}", "card=blocked"),
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(START):
        said, _ = await visit.communicate()
    assert visit.returncode == 1
    assert b"K-CARD-BLOCKED" in said
    assert not json.loads((tmp_path / "visit.json").read_bytes())["ended_well"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
async def test_the_bench_leaves_no_process_behind(how: signal.Signals) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    bench = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "agent.bench.main", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )
    assert bench.stdout is not None
    try:
        async with asyncio.timeout(START):
            while b"http" not in (line := await bench.stdout.readline()):
                assert line, "it ended before it named its page"
            url = line.split()[-1].decode()
            async with aiohttp.ClientSession() as http, http.get(url) as page:
                assert page.status == 200
        started = with_all_below(bench.pid)
        assert len(started) >= 5
    finally:
        bench.send_signal(how)
    async with asyncio.timeout(20):
        assert await bench.wait() == (0 if how is signal.SIGINT else -signal.SIGKILL)
    await until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started), 10)


async def test_ctrl_c_reaches_every_process_of_a_terminal_and_ends_without_a_complaint() -> None:
    bench = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "agent.bench.main", "--port", "0", "--headless"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # a process group of its own, as a terminal gives a command
    )
    assert bench.stdout is not None
    async with asyncio.timeout(START):
        while b"http" not in (line := await bench.stdout.readline()):
            assert line, "it ended before it named its page"
    os.killpg(bench.pid, signal.SIGINT)
    async with asyncio.timeout(20):
        _, complaints = await bench.communicate()
    assert bench.returncode == 0
    assert complaints.decode() == ""
