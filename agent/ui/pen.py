"""Draws on Kivy's canvas in whole pixels from the top left corner, and notes what can be touched."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kivy.graphics import BorderImage, Color, InstructionGroup, Rectangle
from kivy.graphics.texture import Texture

from agent.ui.box import NOWHERE, Box
from agent.ui.ink import plate
from agent.ui.theme.palette import Colour
from agent.ui.theme.plate import Plate
from agent.ui.theme.sizes import Style
from agent.ui.typeset import fitted, lines_of, texture_of, width_of


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"


Painter = Callable[["Pen", bool], None]


@dataclass
class Touchable:
    """Something to tap. ``paint`` draws it, at rest or under the finger."""

    id: str
    box: Box
    act: Callable[[], None]
    paint: Painter
    pen: "Pen"

    def press(self, pressed: bool) -> None:
        self.pen.group.clear()
        self.paint(self.pen, pressed)


@dataclass
class Moving:
    """Something that changes by itself, every ``period`` s: a sign of life, a countdown."""

    period: float
    paint: Callable[["Pen", int], None]
    pen: "Pen"
    due: float  # s, monotonic
    turn: int = 0

    def step(self, now: float) -> None:
        self.turn += 1
        self.due = max(now, self.due + self.period)
        self.pen.group.clear()
        self.paint(self.pen, self.turn)


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of text as it was set, for the proof that none is cut off."""

    words: str
    style: Style
    wanted: Style
    box: Box
    inside: Box


@dataclass
class Scene:
    """One screen, drawn: what Kivy shows and what answers to a finger."""

    ground: Colour = (0, 0, 0)
    group: InstructionGroup = field(default_factory=InstructionGroup)
    touchables: list[Touchable] = field(default_factory=list)
    moving: list[Moving] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    body: Box = NOWHERE  # what header and footer leave


@dataclass
class Pen:
    scene: Scene
    group: InstructionGroup
    screen: Box

    @classmethod
    def on(cls, scene: Scene, screen: Box) -> "Pen":
        return cls(scene, scene.group, screen)

    def apart(self) -> "Pen":
        """A pen whose strokes can be replaced without drawing the rest again."""
        group = InstructionGroup()
        self.group.add(group)
        return Pen(self.scene, group, self.screen)

    def touchable(self, name: str, box: Box, act: Callable[[], None], paint: Painter) -> None:
        pen = self.apart()
        paint(pen, False)
        self.scene.touchables.append(Touchable(name, box, act, paint, pen))

    def moving(self, period: float, paint: Callable[["Pen", int], None]) -> None:
        pen = self.apart()
        paint(pen, 0)
        self.scene.moving.append(Moving(period, paint, pen, time.monotonic() + period))

    # --- shapes ---

    def colour(self, colour: Colour, strength: float = 1.0) -> None:
        red, green, blue = colour
        self.group.add(Color(red / 255, green / 255, blue / 255, strength))

    def fill(self, box: Box, colour: Colour, strength: float = 1.0) -> None:
        self.colour(colour, strength)
        self.group.add(Rectangle(pos=self._pos(box), size=(box.width, box.height)))

    def plate(self, box: Box, which: Plate) -> None:
        radius = max(1, min(which.radius, box.width // 2, box.height // 2))
        which = replace(which, radius=radius)
        self.group.add(Color(1, 1, 1, 1))
        self.group.add(
            BorderImage(
                pos=self._pos(box.inset(-which.margin)),
                size=(box.width + 2 * which.margin, box.height + 2 * which.margin),
                texture=plate(which),
                border=(which.border,) * 4,
            )
        )

    def image(self, box: Box, texture: Texture, tint: Colour = (255, 255, 255)) -> None:
        self.colour(tint)
        self.group.add(Rectangle(pos=self._pos(box), size=(box.width, box.height), texture=texture))

    # --- words ---

    def write(self, words: str, style: Style, box: Box, colour: Colour, align: Align = Align.LEFT) -> None:
        """From the top of ``box``, as high as ``text_height`` says."""
        wanted = style
        style = fitted(words, style, box.width)
        lines = lines_of(words, style, box.width)
        self.colour(colour)
        y = box.y
        widest, left = 0, box.right
        for line in lines:
            width = width_of(line, style)
            widest = max(widest, width)
            x = box.x + ((box.width - width) // 2 if align is Align.CENTRE else 0)
            left = min(left, x)
            if line:
                self._line(line, style, x, y)
            y += style.leading
        self.scene.written.append(Written(words, style, wanted, Box(left, box.y, widest, y - box.y), box))

    def write_middle(
        self, words: str, style: Style, box: Box, colour: Colour, align: Align = Align.LEFT
    ) -> None:
        """In the middle of ``box``, by the height of its capitals."""
        spare = box.height - text_height(words, style, box.width)
        self.write(
            words, style, Box(box.x, box.y + spare // 2, box.width, box.height - spare // 2), colour, align
        )

    def _line(self, line: str, style: Style, x: int, y: int) -> None:
        texture = texture_of(line, style)
        # The capitals stand in the middle of the leading.
        baseline = y + (style.leading + style.capital) // 2
        top = baseline - round(style.face.ascent * style.size)
        width, height = texture.size
        self.group.add(
            Rectangle(pos=(x, self.screen.height - top - height), size=(width, height), texture=texture)
        )

    def _pos(self, box: Box) -> tuple[int, int]:
        return (box.x, self.screen.height - box.bottom)


def text_height(words: str, style: Style, width: int) -> int:
    if not words:
        return 0
    style = fitted(words, style, width)
    return len(lines_of(words, style, width)) * style.leading
