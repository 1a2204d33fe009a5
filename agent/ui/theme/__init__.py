"""How the kiosk looks: roles instead of colours, millimetres instead of pixels."""

from dataclasses import dataclass, replace

from agent.protocol import Contrast, Look
from agent.ui.theme.palette import Palette, palette
from agent.ui.theme.plate import Plate
from agent.ui.theme.sizes import Sizes, sizes


@dataclass(frozen=True, slots=True)
class Theme:
    palette: Palette
    sizes: Sizes
    high_contrast: bool

    def raised(self, *, pressed: bool, radius: float, blur: float = 3.0) -> Plate:
        """What can be touched; flat under the finger. Millimetres."""
        colours, px = self.palette, self.sizes.px
        if pressed:
            return Plate(px(radius), colours.pressed, px(0.45), colours.main)
        return Plate(
            px(radius),
            colours.surface,
            px(0.45),
            colours.line,
            px(blur),
            colours.shade,
            colours.shade_strength,
        )

    def dialogue(self) -> Plate:
        """What lies over the screen."""
        colours, px = self.palette, self.sizes.px
        edge = px(0.8) if self.high_contrast else 0
        strength = colours.shade_strength * 2
        return Plate(px(6), colours.surface, edge, colours.line, px(8), colours.shade, strength)

    def tighter(self, tightness: float) -> "Theme":
        """The same, for a screen on which much has to fit."""
        return replace(self, sizes=replace(self.sizes, tightness=tightness))


def theme_for(look: Look, dpi: float) -> Theme:
    return Theme(palette(look.contrast), sizes(dpi, look.text_size), look.contrast is Contrast.HIGH)
