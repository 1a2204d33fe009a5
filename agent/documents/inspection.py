"""What is asked of the inspecting process, and what it finds."""

from enum import StrEnum

import msgspec

MOST_PAGES = 20
LONGEST = 4_200_000  # bytes of PDF


class Flaw(StrEnum):
    """Why a document is not printed."""

    NOT_A_PDF = "not-a-pdf"
    TOO_LONG = "too-long"
    TOO_MANY_PAGES = "too-many-pages"
    NOT_A4 = "not-a4"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"  # scripts, launches, forms that send, files inside
    NO_SEAL = "no-seal"
    SEAL_BROKEN = "seal-broken"
    SEAL_PARTIAL = "seal-partial"  # does not cover the whole file, or the file changed after it
    SEAL_UNTRUSTED = "seal-untrusted"
    SEAL_OF_ANOTHER = "seal-of-another"


SEAL_FLAWS = frozenset(flaw for flaw in Flaw if flaw.value.startswith(("seal", "no-seal")))


class Inspect(msgspec.Struct, frozen=True):
    pdf: bytes
    sealed: bool
    width: int  # px of a page picture

    def __repr__(self) -> str:
        return "Inspect(…)"


class Sound(msgspec.Struct, frozen=True, tag=True):
    pages: tuple[bytes, ...]  # PNG

    def __repr__(self) -> str:
        return f"Sound({len(self.pages)} pages)"


class Unsound(msgspec.Struct, frozen=True, tag=True):
    flaw: Flaw


Finding = Sound | Unsound
