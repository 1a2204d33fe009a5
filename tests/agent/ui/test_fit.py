"""Every screen of the gallery, in every language and in words two fifths longer, at both text sizes."""

import asyncio
import itertools
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).parents[3]
DISPLAYS = (("1080x1920", 102.0), ("1920x1080", 102.0), ("1366x768", 100.0))
TARGET_MM, GAP_MM = 19.9, 4.9  # 20 and 5, less a pixel's rounding
LARGE_CAPITAL_MM, CAPITAL_MM = 7.3, 3.9

Corners = tuple[int, int, int, int]


class Piece(msgspec.Struct, frozen=True):
    words: str
    capital: int
    wanted_capital: int
    box: Corners
    inside: Corners


class Touch(msgspec.Struct, frozen=True):
    id: str
    box: Corners


class Report(msgspec.Struct, frozen=True):
    name: str
    written: tuple[Piece, ...]
    touchables: tuple[Touch, ...]
    body: Corners
    over: bool


@dataclass(frozen=True)
class Wall:
    """All the screens as they hang on one display."""

    width: int
    height: int
    density: float
    reports: tuple[Report, ...]

    def pieces(self) -> Iterator[tuple[Report, Piece]]:
        return ((report, piece) for report in self.reports for piece in report.written if piece.words)

    def touchables(self) -> Iterator[tuple[Report, Touch]]:
        return ((report, touch) for report in self.reports for touch in report.touchables)


async def hang(size: str, dpi: float) -> Wall:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.agent.ui.gallery", "--report", "--size", size, "--dpi", str(dpi)),
        env={**os.environ, "SDL_VIDEODRIVER": "offscreen"},
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    width, height = (int(number) for number in size.split("x"))
    return Wall(width, height, dpi / 25.4, msgspec.json.decode(out, type=tuple[Report, ...]))


@pytest.fixture(scope="module", params=DISPLAYS, ids=lambda display: display[0])
def wall(request: pytest.FixtureRequest) -> Wall:
    return asyncio.run(hang(*request.param))


def overlap(one: Corners, other: Corners) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 0 and down > 0


def within(one: Corners, other: Corners) -> bool:
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]


def apart(one: Corners, other: Corners) -> int:
    return max(other[0] - one[2], one[0] - other[2], other[1] - one[3], one[1] - other[3])


def test_the_gallery_has_every_kind_of_screen_in_every_manner(wall: Wall) -> None:
    kinds = ("home", "choose", "pin", "wait", "preview", "show", "done", "sorry", "closed")
    names = {report.name for report in wall.reports}
    for kind, language, size in itertools.product(kinds, ("es", "ca-valencia", "en"), ("normal", "large")):
        assert any(name.startswith(kind) and f"_{language}_{size}_" in name for name in names)
    assert any(report.over for report in wall.reports)


def test_no_word_leaves_the_display(wall: Wall) -> None:
    display = (0, 0, wall.width, wall.height)
    assert [(r.name, p.words) for r, p in wall.pieces() if not within(p.box, display)] == []


def test_no_line_is_wider_than_its_place(wall: Wall) -> None:
    assert [(r.name, p.words) for r, p in wall.pieces() if p.box[2] > p.inside[2] + 1] == []


def test_no_word_had_to_be_made_smaller_than_its_style(wall: Wall) -> None:
    assert [(r.name, p.words) for r, p in wall.pieces() if p.capital < p.wanted_capital] == []


def test_no_words_cover_others(wall: Wall) -> None:
    covered = [
        (report.name, one.words, other.words)
        for report in wall.reports
        for one, other in itertools.combinations([p for p in report.written if p.words], 2)
        if overlap(one.box, other.box)
    ]
    assert covered == []


def test_words_are_within_a_button_or_outside_it(wall: Wall) -> None:
    spilt = [
        (report.name, piece.words, touch.id)
        for report, piece in wall.pieces()
        for touch in report.touchables
        if overlap(piece.box, touch.box) and not within(piece.box, touch.box)
    ]
    assert spilt == []


def test_capitals_are_as_tall_as_the_text_size_promises(wall: Wall) -> None:
    small = [
        (report.name, piece.words)
        for report, piece in wall.pieces()
        if piece.capital < (LARGE_CAPITAL_MM if "_large_" in report.name else CAPITAL_MM) * wall.density
    ]
    assert small == []


def test_everything_to_touch_is_on_the_display_and_large_enough(wall: Wall) -> None:
    display = (0, 0, wall.width, wall.height)
    small = [
        (report.name, touch.id)
        for report, touch in wall.touchables()
        if min(touch.box[2] - touch.box[0], touch.box[3] - touch.box[1]) < TARGET_MM * wall.density
        or not within(touch.box, display)
    ]
    assert small == []


def test_fingers_find_a_gap_between_what_can_be_touched(wall: Wall) -> None:
    close = [
        (report.name, one.id, other.id)
        for report in wall.reports
        for one, other in itertools.combinations(report.touchables, 2)
        if apart(one.box, other.box) < GAP_MM * wall.density
    ]
    assert close == []


def test_what_lies_over_a_screen_is_all_that_answers(wall: Wall) -> None:
    assert {touch.id for report, touch in wall.touchables() if report.over} == {"wish:stay"}


def test_an_option_that_cannot_be_chosen_tells_why_and_cannot_be_touched(wall: Wall) -> None:
    shown = [r for r in wall.reports if r.name.startswith("choose-who_es_normal")]
    assert shown
    for report in shown:
        assert "colectivo" not in {touch.id for touch in report.touchables}
        if "pseudo" not in report.name:
            assert any("solo puede pedirse individual" in piece.words for piece in report.written)
