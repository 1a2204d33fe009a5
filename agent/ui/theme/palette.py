"""Colours by role. Only drawings name others, of things: a chip is gold.

Every pair in ``PAIRS`` is text on its ground: 4.5:1 at least, 7:1 in high contrast (EN 301 549
9.1.4.3 and 9.1.4.6, which take them from WCAG 2.1). A test computes them.
"""

from dataclasses import dataclass

from agent.protocol import Contrast

Colour = tuple[int, int, int]


def _rgb(hexadecimal: str) -> Colour:
    value = int(hexadecimal, 16)
    return (value >> 16, value >> 8 & 255, value & 255)


@dataclass(frozen=True, slots=True)
class Palette:
    ground: Colour  # behind everything
    surface: Colour  # cards, header, footer
    ink: Colour  # text
    soft: Colour  # text of less weight
    line: Colour  # the edge of what can be touched
    hair: Colour  # a line that only divides
    main: Colour  # the main button, and drawings
    main_pressed: Colour
    on_main: Colour
    tint: Colour  # a light wash of ``main``
    pressed: Colour  # a card under the finger
    accent: Colour  # where to look in a picture
    good: Colour
    good_wash: Colour
    care: Colour
    care_wash: Colour
    off: Colour  # the ground of what cannot be chosen now
    off_ink: Colour
    metal: Colour  # machines in pictures
    metal_dark: Colour
    paper: Colour
    band: Colour  # where Home welcomes, with the skyline
    on_band: Colour
    band_far: Colour
    band_near: Colour
    band_sea: Colour
    shade: Colour
    shade_strength: float
    scrim_strength: float


NORMAL = Palette(
    ground=_rgb("F4F1EA"),
    surface=_rgb("FFFFFF"),
    ink=_rgb("14232E"),
    soft=_rgb("475864"),
    line=_rgb("748591"),
    hair=_rgb("DDD9CF"),
    main=_rgb("0B4F71"),
    main_pressed=_rgb("073850"),
    on_main=_rgb("FFFFFF"),
    tint=_rgb("DCEAF1"),
    pressed=_rgb("C9DFEA"),
    accent=_rgb("D9602B"),
    good=_rgb("1A7045"),
    good_wash=_rgb("DCF0E4"),
    care=_rgb("9A4A12"),
    care_wash=_rgb("FBE9DA"),
    off=_rgb("EAE7E0"),
    off_ink=_rgb("55616A"),
    metal=_rgb("C3CED6"),
    metal_dark=_rgb("6D808D"),
    paper=_rgb("FFFFFF"),
    band=_rgb("0B4F71"),
    on_band=_rgb("FFFFFF"),
    band_far=_rgb("1A6387"),
    band_near=_rgb("0A4460"),
    band_sea=_rgb("2B7BA0"),
    shade=_rgb("14232E"),
    shade_strength=0.16,
    scrim_strength=0.55,
)

HIGH = Palette(
    ground=_rgb("000000"),
    surface=_rgb("000000"),
    ink=_rgb("FFFFFF"),
    soft=_rgb("FFFFFF"),
    line=_rgb("FFFFFF"),
    hair=_rgb("8C8C8C"),
    main=_rgb("FFE14D"),
    main_pressed=_rgb("FFF3B0"),
    on_main=_rgb("000000"),
    tint=_rgb("262626"),
    pressed=_rgb("404040"),
    accent=_rgb("FFE14D"),
    good=_rgb("8FF0B4"),
    good_wash=_rgb("10301E"),
    care=_rgb("FFC08A"),
    care_wash=_rgb("33200F"),
    off=_rgb("1A1A1A"),
    off_ink=_rgb("D0D0D0"),
    metal=_rgb("5A5A5A"),
    metal_dark=_rgb("B4B4B4"),
    paper=_rgb("FFFFFF"),
    band=_rgb("000000"),
    on_band=_rgb("FFFFFF"),
    band_far=_rgb("333333"),
    band_near=_rgb("262626"),
    band_sea=_rgb("4D4D4D"),
    shade=_rgb("000000"),
    shade_strength=0.0,
    scrim_strength=0.78,
)

#: (text, ground) by role: every pair that is drawn.
PAIRS = (
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "tint"),
    ("ink", "pressed"),
    ("soft", "ground"),
    ("soft", "surface"),
    ("soft", "pressed"),
    ("main", "surface"),
    ("main", "ground"),
    ("main", "tint"),
    ("main", "pressed"),
    ("on_band", "band"),
    ("on_main", "main"),
    ("on_main", "main_pressed"),
    ("off_ink", "off"),
    ("off_ink", "ground"),
    ("care", "off"),
    ("care", "care_wash"),
    ("good", "good_wash"),
)

#: (edge or drawing, ground): 3:1 at least (EN 301 549 9.1.4.11).
EDGES = (("line", "surface"), ("line", "ground"), ("main", "surface"), ("accent", "surface"))


def palette(contrast: Contrast) -> Palette:
    return HIGH if contrast is Contrast.HIGH else NORMAL


def luminance(colour: Colour) -> float:
    """Relative luminance, WCAG 2.1."""

    def linear(channel: int) -> float:
        c = channel / 255
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: Colour, other: Colour) -> float:
    """From 1 to 21, WCAG 2.1."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
