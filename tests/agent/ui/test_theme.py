"""Colours and sizes by the numbers of EN 301 549 and design.md §8."""

import pytest

from agent.protocol import Contrast, TextSize
from agent.ui.theme.palette import EDGES, HIGH, NORMAL, PAIRS, Palette, contrast_ratio, palette
from agent.ui.theme.sizes import sizes

STYLES = ("display", "title", "label", "body", "hint", "chrome", "key")
DENSITIES = (85.0, 100.0, 102.0, 160.0)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast_ratio((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)


@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
@pytest.mark.parametrize(("colours", "least"), [(NORMAL, 4.5), (HIGH, 7.0)], ids=["normal", "high"])
def test_text_stands_out_from_its_ground(pair: tuple[str, str], colours: Palette, least: float) -> None:
    text, ground = (getattr(colours, role) for role in pair)
    assert contrast_ratio(text, ground) >= least


@pytest.mark.parametrize("pair", EDGES, ids="-on-".join)
@pytest.mark.parametrize("contrast", Contrast)
def test_edges_of_what_can_be_touched_are_seen(pair: tuple[str, str], contrast: Contrast) -> None:
    edge, ground = (getattr(palette(contrast), role) for role in pair)
    assert contrast_ratio(edge, ground) >= 3.0


@pytest.mark.parametrize("dpi", DENSITIES)
@pytest.mark.parametrize("tightness", [1.22, 1.0, 0.64])
@pytest.mark.parametrize("role", STYLES)
def test_capitals_are_tall_enough_even_on_a_crowded_screen(dpi: float, tightness: float, role: str) -> None:
    for text_size, least in ((TextSize.NORMAL, 4.0), (TextSize.LARGE, 7.33)):
        style = sizes(dpi, text_size, tightness).style(role)
        capital_mm = style.size * style.face.capital / (dpi / 25.4)
        assert capital_mm >= least


@pytest.mark.parametrize("dpi", DENSITIES)
def test_titles_and_body_can_be_read_from_a_metre(dpi: float) -> None:
    roomy = sizes(dpi, TextSize.NORMAL)
    assert roomy.title.capital / roomy.density >= 6.0
    assert roomy.body.capital / roomy.density >= 4.0


@pytest.mark.parametrize("dpi", DENSITIES)
@pytest.mark.parametrize("tightness", [1.22, 1.0, 0.64])
def test_targets_and_their_gaps_never_shrink(dpi: float, tightness: float) -> None:
    crowded = sizes(dpi, TextSize.NORMAL, tightness)
    assert crowded.target / crowded.density >= 20.0
    assert crowded.gap / crowded.density >= 5.0
