"""Text broken into lines and made textures, one a line.

Kivy's own labels are laid out over several frames; these are measured at once, so that a whole
screen is built before the frame that shows it. Words are never cut: a word wider than its place
makes the text smaller, as a last resort.
"""

from dataclasses import replace
from functools import lru_cache

from kivy.core.text import Label as CoreLabel
from kivy.graphics.texture import Texture

from agent.ui.theme.sizes import Style

_SMALLEST = 8  # px; below it nothing is legible and a defect of the screen is better seen


@lru_cache(maxsize=2048)
def width_of(words: str, style: Style) -> int:
    """Pixels that ``words`` take on one line."""
    if not words:
        return 0
    return int(_label(style).get_extents(words)[0])


@lru_cache(maxsize=64)
def _label(style: Style) -> CoreLabel:
    label = CoreLabel(font_name=style.face.file, font_size=style.size)
    label.resolve_font_name()
    return label


@lru_cache(maxsize=512)
def lines_of(words: str, style: Style, width: int) -> tuple[str, ...]:
    """``words`` broken at spaces so that no line is wider than ``width``, where words allow it."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if line and width_of(longer, style) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return tuple(lines)


@lru_cache(maxsize=512)
def fitted(words: str, style: Style, width: int) -> Style:
    """``style``, smaller only if one word of ``words`` alone is wider than ``width``."""
    longest = max((width_of(word, style) for word in words.split()), default=0)
    if longest <= width:
        return style
    size = max(_SMALLEST, int(style.size * width / longest))
    smaller = replace(style, size=size, leading=max(1, round(style.leading * size / style.size)))
    return smaller if size == _SMALLEST else _down_to(words, smaller, width)


def _down_to(words: str, style: Style, width: int) -> Style:
    """Hinting makes widths uneven between sizes: go down by pixels until it fits."""
    while style.size > _SMALLEST and any(width_of(word, style) > width for word in words.split()):
        style = replace(style, size=style.size - 1)
    return style


@lru_cache(maxsize=128)
def texture_of(line: str, style: Style) -> Texture:
    """White on nothing, to be tinted; as high as ascent and descent of the font."""
    label = CoreLabel(text=line, font_name=style.face.file, font_size=style.size, color=(1, 1, 1, 1))
    label.refresh()
    made = label.texture
    made.mag_filter = made.min_filter = "nearest"  # shown pixel for pixel
    return made
