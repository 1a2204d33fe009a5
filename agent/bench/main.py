"""``kiosk-bench``: the kiosk, the world around it, and one page to see and move all of it."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from agent.bench.processes import NotReady
from agent.bench.screen import NoScreen
from agent.bench.web import serving
from agent.bench.world import FULL_SIZE, Setup, world
from agent.bench.xserver import NoXServer, Size

WINDOW = Size(540, 960)  # fits on a desk's screen
PORT = 8080


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kiosk-bench", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help=f"of the page [{PORT}]; 0: a free one")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--headless", action="store_true", help="on an X server of its own, seen on the page")
    where.add_argument("--window", action="store_true", help="in a window of $DISPLAY")
    parser.add_argument("--size", type=Size.parse, help=f"WxH [{FULL_SIZE}; in a window {WINDOW}]")
    parser.add_argument("--dpi", type=float, help="density of the screen [102; in a window 51]")
    parser.add_argument("--data", type=Path, help="a folder to keep everything in [a temporary one]")
    return parser.parse_args(arguments)


def setup(chosen: argparse.Namespace, display: str | None) -> Setup:
    """A window where there is a display and nobody asked for none."""
    window = display if display and not chosen.headless else None
    if chosen.window and window is None:
        raise NoScreen("--window needs a display, and DISPLAY is not set")
    return Setup(
        size=chosen.size or (WINDOW if window else FULL_SIZE),
        dpi=chosen.dpi or (51.0 if window else 102.0),
        display=window,
        data=chosen.data,
    )


async def run(chosen: argparse.Namespace) -> None:
    stop_on_signal()
    say("starting the kiosk and its world: cards, printers, city hall …")
    with contextlib.suppress(asyncio.CancelledError):
        around = world(setup(chosen, os.environ.get("DISPLAY")))
        async with around as bench, serving(bench, chosen.port) as url:
            say(f"\n  the bench is at  {url}\n\nCtrl-C stops everything.")
            await asyncio.Event().wait()


def stop_on_signal() -> None:
    """Ctrl-C ends the task that calls this, once: what cleans up after it is not cut short by another."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None

    def stop() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, lambda: None)
        say("stopping")
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    try:
        asyncio.run(run(parse()))
    except (NoScreen, NoXServer, NotReady, OSError) as error:
        sys.stderr.write(f"kiosk-bench: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
