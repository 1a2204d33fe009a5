"""``python -m agent.bench.visit P=padron OUT=dir [card=… kind=… language=…]``: a scripted visit.

Ends with 0 only if the visit ended well: the last screen that the script expects, and its papers.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from agent.bench.main import say, stop_on_signal
from agent.bench.processes import NotReady
from agent.bench.screen import NoScreen
from agent.bench.visit_script import BadScript, Script, load
from agent.bench.visitor import Report, Visitor
from agent.bench.world import Setup, world
from agent.bench.xserver import NoXServer


def arguments(words: Sequence[str]) -> dict[str, str]:
    """``KEY=value`` each. Raises ``BadScript``."""
    found = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise BadScript(f"{word!r} is not KEY=value")
        found[key] = value
    return found


async def visit(script: Script, folder: Path, more: dict[str, str]) -> Report:
    stop_on_signal()
    say("starting the kiosk and its world")
    async with world(Setup()) as bench:
        say(f"\n{'next':>8} {'ready':>8}  screen   the person")
        return await Visitor(bench, say).plays(script, folder, more)


def conclude(report: Report, folder: Path) -> int:
    papers = f"{report.papers} paper{'s' * (report.papers != 1)}, {report.tickets} tickets"
    verdict = "ended well" if report.ended_well else f"ENDED BADLY: {report.outcome}"
    say(
        f"\n{verdict}; {papers}; machine {report.machine_ms:.0f} ms of {report.total_ms:.0f} ms; see {folder}"
    )
    return 0 if report.ended_well else 1


def main() -> int:
    try:
        given = arguments(sys.argv[1:])
        procedure, folder = given.pop("P", "padron"), Path(given.pop("OUT", "out/visit"))
        script = load(procedure, given)
        folder.mkdir(parents=True, exist_ok=True)
        return conclude(asyncio.run(visit(script, folder, given)), folder)
    except asyncio.CancelledError:
        return 130  # by Ctrl-C, as a shell tells it
    except (BadScript, NotReady, NoScreen, NoXServer) as error:
        sys.stderr.write(f"visit: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
