"""What the processes cost: start, memory, processor."""

import asyncio
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agent.bench.handles import Handles
from tests.bench.figures import one, spread

TICKS = os.sysconf("SC_CLK_TCK")
IDLE = 20.0  # s


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def megabytes(pid: int) -> float:
    """Resident set, as proc(5) tells it."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(pid)


async def idle(bench: Handles, promised_mb: Mapping[str, float], when: str) -> dict[str, Any]:
    """At home, nobody there. Processor as a part of one core, in per cent."""
    pids = {name: pid for name in ("supervisor", "ui") if (pid := bench.services[name].pid) is not None}
    await asyncio.sleep(3.0)
    before = {name: cpu_seconds(pid) for name, pid in pids.items()}
    began = time.monotonic()
    await asyncio.sleep(IDLE)
    passed = time.monotonic() - began
    figures: dict[str, Any] = {}
    for name, pid in pids.items():
        used = (cpu_seconds(pid) - before[name]) / passed * 100
        figures[f"{name}_idle_cpu_percent_{when}"] = one(used, 1.5, 2)
        figures[f"{name}_rss_mb_{when}"] = one(megabytes(pid), promised_mb[name])
    return figures


async def starts(bench: Handles, times: int = 5) -> dict[str, Any]:
    """Each is killed and comes back: from its new process to its first sign."""
    supervisor, ui = [], []
    for _time in range(times):
        supervisor.append(await _again(bench, "supervisor"))
        ui.append(await _again(bench, "ui"))
    return {
        "supervisor_start_ms": spread(supervisor, 1000.0),
        "ui_first_frame_ms": spread(ui, 1500.0),
    }


async def _again(bench: Handles, name: str) -> float:
    old = bench.services[name].pid
    bench.kill(name)
    while bench.services[name].pid in (None, old):  # noqa: ASYNC110 - another process starts
        await asyncio.sleep(0.002)
    began = time.monotonic()
    if name == "supervisor":
        while not bench.watcher.connected:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        ready = time.monotonic()
        await bench.watcher.sees(lambda seen: seen.at > began, 20)
    else:
        ready = (await bench.watcher.sees(lambda seen: seen.at > began, 20)).at
    await asyncio.sleep(1.0)  # the backoff of restarts is not what is measured
    return (ready - began) * 1000
