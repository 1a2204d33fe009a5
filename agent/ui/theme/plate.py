"""What things stand on."""

from dataclasses import dataclass

from agent.ui.theme.palette import Colour


@dataclass(frozen=True, slots=True)
class Plate:
    """What something stands on: a rounded field, its edge, its shadow. In one texture, because every
    pixel is paid for each time it is painted over.
    """

    radius: int
    fill: Colour
    edge: int = 0
    edge_colour: Colour = (0, 0, 0)
    blur: int = 0
    shade: Colour = (0, 0, 0)
    strength: float = 0.0

    @property
    def drop(self) -> int:
        """How far the shadow falls."""
        return self.blur // 3 if self.strength else 0

    @property
    def margin(self) -> int:
        """How far the shadow reaches beyond the field."""
        return self.blur + self.drop if self.strength else 0

    @property
    def border(self) -> int:
        """What must not be stretched."""
        return self.radius + self.margin
