"""Atkinson Hyperlegible (SIL Open Font License 1.1), which tells l, I, 1 and 0, O apart.

Its files come in the package ``fontpkg-atkinson-hyperlegible``, with the licence.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fontpkg_atkinson_hyperlegible


@dataclass(frozen=True, slots=True)
class Face:
    """Proportions are of the em; measured from the font."""

    file: str
    capital: float = 0.668
    ascent: float = 0.950
    descent: float = 0.290


@cache
def face(*, bold: bool = False) -> Face:
    folder = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"
    return Face(str(folder / f"AtkinsonHyperlegible-{'Bold' if bold else 'Regular'}.ttf"))
