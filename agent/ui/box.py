"""Rectangles of the screen: whole pixels, from the top left corner."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def contains(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom

    def inset(self, dx: int, dy: int | None = None) -> "Box":
        """Smaller on each side; larger if negative."""
        dy = dx if dy is None else dy
        return Box(self.x + dx, self.y + dy, max(0, self.width - 2 * dx), max(0, self.height - 2 * dy))

    def top(self, height: int) -> "Box":
        return Box(self.x, self.y, self.width, height)

    def foot(self, height: int) -> "Box":
        return Box(self.x, self.bottom - height, self.width, height)

    def below(self, height: int) -> "Box":
        """What is left when ``height`` is taken from the top."""
        return Box(self.x, self.y + height, self.width, max(0, self.height - height))

    def above(self, height: int) -> "Box":
        """What is left when ``height`` is taken from the foot."""
        return Box(self.x, self.y, self.width, max(0, self.height - height))

    def left(self, width: int) -> "Box":
        return Box(self.x, self.y, width, self.height)

    def after(self, width: int) -> "Box":
        """What is left when ``width`` is taken from the left."""
        return Box(self.x + width, self.y, max(0, self.width - width), self.height)

    def centred(self, width: int, height: int) -> "Box":
        """A box of that size in the middle of this one."""
        return Box(self.x + (self.width - width) // 2, self.y + (self.height - height) // 2, width, height)


NOWHERE = Box(0, 0, 0, 0)
