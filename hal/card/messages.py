"""What the supervisor and a card worker say to each other: tagged structs in ``hal/worker.py`` frames.

No repr shows a PIN, a certificate or what was signed.
"""

from enum import StrEnum

import msgspec

from hal.card import Problem, Slot
from hal.card.settings import CardSettings


class Kind(StrEnum):
    DNIE = "dnie"
    PKCS11 = "pkcs11"


class Link(StrEnum):
    """How far we get towards the reader."""

    WATCHED = "watched"
    NO_READER = "no-reader"
    NO_PCSCD = "no-pcscd"


class _Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="is"):
    pass


class _Quiet(_Message, frozen=True, kw_only=True):
    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


# Asked of the worker.


class Watch(_Message, frozen=True, kw_only=True, tag="watch"):
    """The first question, once. ``shun``: the card that is in silenced the last worker; leave it alone."""

    kind: Kind
    settings: CardSettings
    shun: bool


class AskTries(_Message, frozen=True, kw_only=True, tag="tries"):
    pass


class AskInfo(_Message, frozen=True, kw_only=True, tag="info"):
    pass


class Identify(_Quiet, frozen=True, kw_only=True, tag="identify"):
    challenge: bytes
    pin: str


class Sign(_Quiet, frozen=True, kw_only=True, tag="sign"):
    digest: bytes
    pin: str


Question = Watch | AskTries | AskInfo | Identify | Sign


# Answered by the worker.


class Watching(_Message, frozen=True, kw_only=True, tag="watching"):
    pass


class Tries(_Message, frozen=True, kw_only=True, tag="tries-are"):
    left: int | None


class Info(_Quiet, frozen=True, kw_only=True, tag="info-is"):
    items: dict[str, str]


class Identified(_Quiet, frozen=True, kw_only=True, tag="identified"):
    signature: bytes
    certificate: bytes
    chain: tuple[bytes, ...]
    ocsp: bytes | None


class Signed(_Quiet, frozen=True, kw_only=True, tag="signed"):
    signature: bytes


class Failed(_Message, frozen=True, kw_only=True, tag="failed"):
    problem: Problem
    tries_left: int | None = None


Answer = Watching | Tries | Info | Identified | Signed | Failed


# Told by the worker.


class Hello(_Message, frozen=True, kw_only=True, tag="hello"):
    """The process is up and waits for ``Watch``."""


class Beat(_Message, frozen=True, kw_only=True, tag="beat"):
    """Nothing new, and not hung."""


class SlotIs(_Message, frozen=True, kw_only=True, tag="slot"):
    slot: Slot
    link: Link


class Unfit(_Message, frozen=True, kw_only=True, tag="unfit"):
    """The configuration is such that no card can be used: for a technician, as a ``hal.device.Fault``."""

    code: str
    cause: str
    fix: str


News = Hello | Beat | SlotIs | Unfit
