"""How the kiosk looks: roles instead of colours, millimetres instead of pixels."""

from dataclasses import dataclass, replace

from agent.protocol import Contrast, Look
from agent.ui.theme.palette import Palette, palette
from agent.ui.theme.sizes import Sizes, sizes


@dataclass(frozen=True, slots=True)
class Theme:
    palette: Palette
    sizes: Sizes
    high_contrast: bool

    def tighter(self, tightness: float) -> "Theme":
        """The same, for a screen on which much has to fit."""
        return replace(self, sizes=replace(self.sizes, tightness=tightness))


def theme_for(look: Look, dpi: float) -> Theme:
    return Theme(palette(look.contrast), sizes(dpi, look.text_size), look.contrast is Contrast.HIGH)
