"""A page of a document made a texture, brought down to the size it is shown at."""

import io
import logging
from dataclasses import dataclass
from hashlib import blake2b

from kivy.graphics.texture import Texture
from PIL import Image

from agent.ui.ink import upload

log = logging.getLogger("kiosk.ui")

_A4 = 210 / 297
_MOST_PIXELS = 40_000_000  # A4 at 600 dpi; more than that is no page of ours


@dataclass(frozen=True)
class Paper:
    width: int
    height: int
    texture: Texture | None  # None: the page could not be drawn


_last: dict[bytes, Paper] = {}  # only the page in sight: it is personal


def paper_of(png: bytes, width: int, height: int) -> Paper:
    """The page as large as it fits. Bytes that are no picture give an empty sheet and a code in the log."""
    key = blake2b(png, salt=f"{width}x{height}".encode()[:16]).digest()
    if key not in _last:
        forget_papers()
        _last[key] = _made(png, width, height)
    return _last[key]


def forget_papers() -> None:
    _last.clear()


def _made(png: bytes, width: int, height: int) -> Paper:
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError("too many pixels")
            scale = min(width / image.width, height / image.height)
            size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
            grey = image.convert("L") if image.mode in ("1", "L", "LA", "I") else image.convert("RGB")
            texture = upload(grey.resize(size, Image.Resampling.BOX, reducing_gap=2.0))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        # Pillow raises SyntaxError for a broken PNG chunk.
        log.error("K-UI-PAGE a page of %d bytes is no picture: %s", len(png), type(error).__name__)
        sheet = (min(width, round(height * _A4)), min(height, round(width / _A4)))
        return Paper(*sheet, None)
    return Paper(*size, texture)
