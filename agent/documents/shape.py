"""Is it a document to print, and nothing else? No scripts, launches, files inside, nothing encrypted."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from agent.documents.inspection import Flaw

MOST_OBJECTS = 20_000
FORBIDDEN_KEYS = frozenset(
    {"/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/Collection", "/AF"}
)
FORBIDDEN_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/GoToR",
        "/GoToE",
        "/SubmitForm",
        "/ImportData",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
    }
)
ANNOTATIONS = frozenset({"/Link", "/Widget"})

# A parser of hostile bytes: what it raises for them is not only its own kind.
NONSENSE = (
    PdfError,
    zlib.error,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    MemoryError,
    OSError,
)


class Unfit(Exception):
    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def opened(pdf: bytes) -> PdfFileReader:
    """Raises ``Unfit``."""
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True)
        encrypted = reader.encrypted
        active = not encrypted and any(is_active(found) for found in dictionaries(reader))
    except NONSENSE:
        raise Unfit(Flaw.NOT_A_PDF) from None
    if encrypted:
        raise Unfit(Flaw.ENCRYPTED)
    if active:
        raise Unfit(Flaw.ACTIVE)
    return reader


def dictionaries(reader: PdfFileReader) -> Iterator[Any]:
    """Every dictionary that can be reached from the catalogue."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.root]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, generic.IndirectObject):
            place = (thing.idnum, thing.generation)
            if place in seen:
                continue
            seen.add(place)
            if len(seen) > MOST_OBJECTS:
                raise ValueError("too many objects")
            waiting.append(thing.get_object())  # type: ignore[no-untyped-call]
        elif isinstance(thing, generic.DictionaryObject):
            yield thing
            waiting.extend(dict.values(thing))  # references as they are
        elif isinstance(thing, generic.ArrayObject):
            waiting.extend(list.__iter__(thing))


def is_active(found: Any) -> bool:
    if not FORBIDDEN_KEYS.isdisjoint(found):
        return True
    opens = dict.get(found, "/OpenAction")
    if opens is not None and not isinstance(found["/OpenAction"], generic.ArrayObject):
        return True  # a place to open at is an array; anything else does something
    if dict.get(found, "/S") in FORBIDDEN_ACTIONS:
        return True
    annotation = dict.get(found, "/Type") == "/Annot" or ("/Rect" in found and "/Subtype" in found)
    return annotation and dict.get(found, "/Subtype") not in ANNOTATIONS
