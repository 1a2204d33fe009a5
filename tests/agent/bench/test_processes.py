"""Children of the bench: kept running, killed on demand, gone when the bench is."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from agent.bench.processes import Life, NotReady, Service, children
from agent.bench.waiting import until

SLEEPER = "import time; time.sleep(60)"
PARENT = (
    f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {SLEEPER!r}]); time.sleep(60)"
)

Run = Callable[..., Service]


@pytest.fixture
async def run(tmp_path: Path) -> AsyncIterator[Run]:
    services: list[Service] = []

    def start(code: str, **options: object) -> Service:
        service = Service("it", [sys.executable, "-c", code], tmp_path / "it.log", **options)  # type: ignore[arg-type]
        services.append(service)
        service.start()
        return service

    yield start
    for service in services:
        await service.stop()


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def test_a_killed_program_comes_back_under_another_process(run: Run) -> None:
    service = run(SLEEPER)
    await service.ready()
    first = service.pid
    service.kill()
    await until(lambda: service.starts == 2 and service.life is Life.RUNNING)
    assert service.pid != first


async def test_each_restart_in_a_row_waits_longer(run: Run) -> None:
    told: list[float] = []
    pauses = (0.05, 0.4)
    service = run("pass", pauses=pauses, told=lambda _, what: told.append(time.monotonic()))
    await until(lambda: service.starts >= 3)
    births = told[0::2]  # each life tells its start and its end
    assert births[2] - births[1] > births[1] - births[0]


async def test_what_a_crashed_program_had_started_goes_with_it(run: Run) -> None:
    service = run(PARENT)
    await service.ready()
    assert service.pid is not None
    await until(lambda: children(service.pid or 0))
    (child, command), *_ = children(service.pid).items()
    assert "time.sleep(60)" in command
    service.kill()
    await until(lambda: not lives(child))


async def test_a_stopped_program_is_asked_first_and_stays_away(run: Run, tmp_path: Path) -> None:
    service = run(
        "import signal, time\n"
        "def bye(*_): print('bye', flush=True); raise SystemExit\n"
        "signal.signal(signal.SIGTERM, bye); print('up', flush=True); time.sleep(60)"
    )
    await until(lambda: "up" in service.tail())
    await service.stop()
    assert service.tail().splitlines() == ["up", "bye"]
    assert service.life is Life.OFF
    assert service.pid is None


async def test_how_it_ended_is_told(run: Run) -> None:
    told: list[str] = []
    service = run(SLEEPER, told=lambda _, what: told.append(what))
    await service.ready()
    service.kill(signal.SIGTERM)
    await until(lambda: len(told) == 3)
    assert told == ["started", "ended by SIGTERM", "started again"]


async def test_a_program_that_never_comes_up_is_named_with_its_last_words(run: Run) -> None:
    service = run("raise SystemExit('no such port')", ready=asyncio.Event().wait)
    with pytest.raises(NotReady, match=r"it did not come up:\s(.|\s)*no such port"):
        await service.ready(deadline=1.0)


async def test_nothing_outlives_a_bench_that_was_killed(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path; from agent.bench.processes import Service\n"
        "async def main():\n"
        f" s = Service('it', [sys.executable, '-c', {SLEEPER!r}], Path({str(tmp_path / 'log')!r}))\n"
        " s.start(); await s.ready(); print(s.pid, flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(main())"
    )
    bench = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=subprocess.PIPE)
    assert bench.stdout is not None
    pid = int(await bench.stdout.readline())
    assert lives(pid)
    os.kill(bench.pid, signal.SIGKILL)
    await bench.wait()
    await until(lambda: not lives(pid))
