"""Composes screens in this process and reads back what was set where, and the pixels."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import msgspec
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
from PIL import Image

from agent.protocol import Draw
from agent.ui.box import Box
from agent.ui.compose import compose, compose_moment
from agent.ui.glass import Glass
from agent.ui.page import State
from agent.ui.pen import Scene


class Piece(msgspec.Struct, frozen=True):
    words: str
    capital: int
    wanted_capital: int
    box: tuple[int, int, int, int]
    inside: tuple[int, int, int, int]


class Touch(msgspec.Struct, frozen=True):
    id: str
    box: tuple[int, int, int, int]


class Report(msgspec.Struct, frozen=True):
    name: str
    written: tuple[Piece, ...]
    touchables: tuple[Touch, ...]
    body: tuple[int, int, int, int]  # what header and footer leave
    over: bool


def _corners(box: Box) -> tuple[int, int, int, int]:
    return box.x, box.y, box.right, box.bottom


@dataclass
class Picture:
    scene: Scene
    size: tuple[int, int]
    over: bool

    def png(self) -> Image.Image:
        Window.dispatch("on_draw")
        pixels = glReadPixels(0, 0, *self.size, GL_RGBA, GL_UNSIGNED_BYTE)
        image = Image.frombytes("RGBA", self.size, pixels).convert("RGB")
        return image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)

    def report(self, name: str) -> Report:
        return Report(
            name,
            tuple(
                Piece(w.words, w.style.capital, w.wanted.capital, _corners(w.box), _corners(w.inside))
                for w in self.scene.written
            ),
            tuple(Touch(t.id, _corners(t.box)) for t in self.scene.touchables),
            _corners(self.scene.body),
            self.over,
        )


class Easel:
    def __init__(self, size: tuple[int, int], dpi: float) -> None:
        self.size, self.dpi = size, dpi
        self.glass = Glass(lambda: None, lambda: None)
        asyncio.run(self.glass.open())

    def paint(self, draw: Draw, board: str) -> Picture:
        state = State(draw.seq, board=board)
        if board != "digits":
            state.typed = list("x" * 6)
        hands: Any = _Hands()
        scene = compose(draw, self.size, self.dpi, state, hands)
        self.glass.put(scene)
        return Picture(scene, self.size, draw.over is not None)

    def moment(self, help_line: str) -> Picture:
        scene = compose_moment(self.size, self.dpi, help_line)
        self.glass.put(scene)
        return Picture(scene, self.size, False)


class _Hands:
    def choose(self, option: str) -> None: ...

    def enter(self) -> None: ...

    def wish(self, wish: object, language: object = None) -> None: ...

    def redraw(self) -> None: ...
