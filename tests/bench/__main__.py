"""``python -m tests.bench [VISITS]``: the kiosk on the bench at 1080x1920, measured; JSON on stdout."""

import asyncio
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from agent.bench.handles import Handles
from agent.bench.world import Setup, world
from tests.bench import resources
from tests.bench.detection import Detector
from tests.bench.visits import Visits

PKI = Path(__file__).parents[2] / "var" / "test-pki"
MEGABYTES = {"supervisor": 90.0, "ui": 160.0}


async def measure(visits: int) -> dict[str, Any]:
    async with world(Setup(pki=PKI)) as bench:
        figures = await resources.idle(bench, MEGABYTES, "at_start")
        figures |= await Visits(bench, detector(bench)).run(visits)
        figures |= await resources.idle(bench, MEGABYTES, "after_visits")
        figures |= await resources.starts(bench)
        return figures


def detector(bench: Handles) -> Detector:
    card = tomllib.loads((bench.data / "kiosk.toml").read_text())["devices"]["card"]
    return Detector(card["pcscd"], card["reader"])


def main() -> int:
    visits = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    figures = asyncio.run(measure(visits))
    json.dump(figures, sys.stdout, indent=2)
    print()  # noqa: T201
    missed = [name for name, figure in figures.items() if not figure.get("kept", True)]
    print(f"missed: {', '.join(missed) or 'none'}", file=sys.stderr)  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
