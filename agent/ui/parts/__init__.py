"""What screens are made of. A part knows its height for a width, and draws itself in a box."""

from dataclasses import dataclass
from typing import Protocol

from agent.ui.box import Box
from agent.ui.pen import Align, Pen, text_height
from agent.ui.theme.palette import Colour
from agent.ui.theme.sizes import Style


class Part(Protocol):
    def height(self, width: int) -> int: ...

    def draw(self, pen: Pen, box: Box) -> None: ...


@dataclass(frozen=True)
class Paragraph:
    words: str
    style: Style
    colour: Colour
    align: Align = Align.LEFT

    def height(self, width: int) -> int:
        return text_height(self.words, self.style, width)

    def draw(self, pen: Pen, box: Box) -> None:
        pen.write(self.words, self.style, box, self.colour, self.align)


@dataclass(frozen=True)
class Gap:
    size: int

    def height(self, width: int) -> int:
        return self.size

    def draw(self, pen: Pen, box: Box) -> None:
        pass


@dataclass(frozen=True)
class Column:
    """One below the other, each as wide as the column."""

    parts: tuple[Part, ...]
    gap: int = 0

    def height(self, width: int) -> int:
        between = self.gap * max(0, len(self.parts) - 1)
        return sum(part.height(width) for part in self.parts) + between

    def draw(self, pen: Pen, box: Box) -> None:
        y = box.y
        for part in self.parts:
            height = part.height(box.width)
            part.draw(pen, Box(box.x, y, box.width, height))
            y += height + self.gap


@dataclass(frozen=True)
class Grid:
    """Cells of one width in rows; a row is as high as its highest cell."""

    cells: tuple[Part, ...]
    columns: int
    gap: int

    def cell_width(self, width: int) -> int:
        return (width - self.gap * (self.columns - 1)) // self.columns

    def _rows(self) -> list[tuple[Part, ...]]:
        return [self.cells[i : i + self.columns] for i in range(0, len(self.cells), self.columns)]

    def height(self, width: int) -> int:
        cell = self.cell_width(width)
        rows = self._rows()
        heights = sum(max(part.height(cell) for part in row) for row in rows)
        return heights + self.gap * max(0, len(rows) - 1)

    def draw(self, pen: Pen, box: Box) -> None:
        cell = self.cell_width(box.width)
        y = box.y
        for row in self._rows():
            height = max(part.height(cell) for part in row)
            for index, part in enumerate(row):
                part.draw(pen, Box(box.x + index * (cell + self.gap), y, cell, height))
            y += height + self.gap
