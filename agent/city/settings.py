"""``[city]`` of the kiosk's configuration."""

from pathlib import Path
from typing import Annotated

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    url: Annotated[str, msgspec.Meta(pattern=r"^https://[^/?#@]+$", max_length=200)]
    ca: Path  # the only authority that the back office's certificate may come from; PEM
    certificate: Path  # this kiosk's own, for mutual TLS; PEM
    key: Path
    seal_anchors: Annotated[tuple[Path, ...], msgspec.Meta(min_length=1)]  # of the city's seal; PEM
    seal_nif: Annotated[str, msgspec.Meta(pattern="^[A-Z0-9]{9}$")]  # whose seal: an authority seals for many
    deadline: Annotated[float, msgspec.Meta(gt=0, le=60)] = 8.0  # s, a call, repeats included
    deadline_issue: Annotated[float, msgspec.Meta(gt=0, le=60)] = 20.0
    preview_width: Annotated[int, msgspec.Meta(ge=200, le=2160)] = 1000  # px, of a page on the screen
