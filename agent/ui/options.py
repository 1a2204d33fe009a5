"""How the screen is started: options, or the environment of its service."""

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    socket: Path
    size: tuple[int, int] | None  # None: the whole display
    dpi: float
    fullscreen: bool
    help_line: str


def parse(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Options:
    """Exits with a sentence for an option that cannot be."""
    parser = argparse.ArgumentParser(prog="kiosk-ui", description="The citizen's screen.")
    get = environment.get
    parser.add_argument(
        "--socket",
        type=Path,
        default=Path(get("KIOSK_SOCKET", "/run/kiosk/agent.sock")),
        help="where the supervisor listens [KIOSK_SOCKET]",
    )
    parser.add_argument(
        "--size",
        type=_size,
        default=get("KIOSK_SIZE"),
        help="WxH in pixels; else the whole display [KIOSK_SIZE]",
    )
    parser.add_argument(
        "--dpi",
        type=_dpi,
        default=get("KIOSK_DPI", "102"),
        help="density of the display, on which every size depends [KIOSK_DPI]",
    )
    parser.add_argument(
        "--help-line",
        default=get("KIOSK_HELP_LINE", "010"),
        help="telephone shown while the supervisor is away [KIOSK_HELP_LINE]",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--fullscreen", dest="fullscreen", action="store_true", default=None)
    how.add_argument("--window", dest="fullscreen", action="store_false", help="a window with a frame")
    given = parser.parse_args(arguments)
    fullscreen = get("KIOSK_WINDOW", "") == "" if given.fullscreen is None else given.fullscreen
    return Options(given.socket, given.size, given.dpi, fullscreen, given.help_line)


def _size(words: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{3,5})x(\d{3,5})", words)
    if match is None:
        raise argparse.ArgumentTypeError(f"{words!r} is not a size such as 1080x1920")
    return int(match[1]), int(match[2])


def _dpi(words: str) -> float:
    try:
        dpi = float(words)
    except ValueError:
        dpi = 0.0
    if not 30.0 <= dpi <= 600.0:
        raise argparse.ArgumentTypeError(f"{words!r} is not a density between 30 and 600")
    return dpi
