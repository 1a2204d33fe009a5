"""What is said on ``agent.sock``: tagged structs, one JSON line each.

Two roles, told apart by Unix peer credentials: ``screen`` (the UI) and ``technician`` (the CLI and
the bench). Screens travel with their words in the visitor's language; PINs only from the screen.
"""

from enum import StrEnum
from typing import Any

import msgspec

from flows.screens import Answer, AnyScreen
from flows.secret import Secret
from flows.text import Text, Translate, verbatim

LONGEST_TO_SCREEN = 16 * 1024 * 1024  # bytes; preview pages travel in base64
LONGEST_TO_AGENT = 64 * 1024
VERSION = 1


class Role(StrEnum):
    SCREEN = "screen"
    TECHNICIAN = "technician"


class Language(StrEnum):
    SPANISH = "es"
    VALENCIAN = "ca@valencia"
    ENGLISH = "en"


class TextSize(StrEnum):
    NORMAL = "normal"
    LARGE = "large"


class Contrast(StrEnum):
    NORMAL = "normal"
    HIGH = "high"


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How this visitor wants to see. Reset with the visit."""

    language: Language = Language.SPANISH
    text_size: TextSize = TextSize.NORMAL
    contrast: Contrast = Contrast.NORMAL


class Chrome(msgspec.Struct, frozen=True, kw_only=True):
    """What frames every screen: words of the standing buttons, and which kiosk this is."""

    back: str
    cancel: str
    help: str
    size: str
    contrast: str
    languages: tuple[tuple[Language, str], ...]
    step: str  # "Paso 2 de 4", or empty
    kiosk: str
    place: str
    city: str
    brand: str  # folder of the city pack, for logo and colours


class Over(msgspec.Struct, frozen=True, kw_only=True):
    """A question or a notice laid over the screen, which stays as it is underneath."""

    title: str
    body: str
    button: str  # says Wish.STAY
    seconds: int | None = None  # that are left; the screen counts down


# --- to the screen -------------------------------------------------------------------------------


class Draw(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="draw"):
    """Show this. The same ``seq`` again means: the same question, redrawn (language, size, ``over``)."""

    seq: int
    screen: AnyScreen
    look: Look
    chrome: Chrome
    over: Over | None = None


# --- from the screen -----------------------------------------------------------------------------


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="hello"):
    """First on the connection, of either role."""

    role: Role
    version: int = VERSION


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be touched, as it was drawn: pixels from the top left corner of the screen."""

    id: str  # an option's id; "wish:<wish>"; "key:<character>"
    x: int
    y: int
    width: int
    height: int


class Drawn(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="drawn"):
    """The frame that shows ``seq`` has been given to the display: what can be touched, and where.

    The supervisor knows by it that the screen lives; a remote helper and the accessibility report
    read the sizes.
    """

    seq: int
    over: bool
    targets: tuple[Target, ...]


class Answered(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="answered"):
    seq: int
    answer: Answer


class Wish(StrEnum):
    """What every screen lets a person do."""

    BACK = "back"
    CANCEL = "cancel"
    HELP = "help"
    STAY = "stay"  # "I am still here", and closes what lies over the screen
    LANGUAGE = "language"
    SIZE = "size"
    CONTRAST = "contrast"


class Wished(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="wished"):
    seq: int
    wish: Wish
    language: Language | None = None  # with Wish.LANGUAGE


class Touched(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="touched"):
    """Somebody is there: a key of the keypad, a scroll. Not what was typed. At most one a second."""


class Alive(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="alive"):
    """The drawing loop turns. Every 5 s."""

    frames: int


# --- technician ----------------------------------------------------------------------------------


class Watch(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="watch"):
    """Tell me each screen as it is drawn (``Seen``)."""


class Seen(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="seen"):
    """Which screen is up, without a word that may be personal."""

    seq: int
    screen: str  # tag of the screen kind
    step: str
    look: Look
    over: bool
    targets: tuple[Target, ...]
    at: float  # s, monotonic clock of the machine, when the UI said so
    procedure: str | None
    code: str | None


class AskStatus(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="ask-status"):
    """Answered with ``Status``."""


class DeviceStatus(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    state: str
    code: str | None
    cause: str | None
    fix: str | None
    since: str


class Status(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="status"):
    kiosk: str
    version: str
    screen: str  # "drawn", "absent"
    visit: str | None  # procedure under way
    devices: tuple[DeviceStatus, ...]
    visits: dict[str, dict[str, int]]  # procedure → outcome → count since start


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag_field="say", tag="failed"):
    """The last message was not understood or not allowed; the connection is closed after it."""

    code: str
    cause: str
    fix: str


FromScreen = Hello | Drawn | Answered | Wished | Touched | Alive
FromTechnician = Hello | Watch | AskStatus
FromAnyone = Hello | Drawn | Answered | Wished | Touched | Alive | Watch | AskStatus
ToScreen = Draw | Failed
ToTechnician = Seen | Status | Failed


def encoder(translate: Translate = str) -> msgspec.json.Encoder:
    """Turns ``Text`` into words with ``translate`` on the way out."""

    def hook(value: Any) -> Any:
        if isinstance(value, Text):
            return translate(value)
        if isinstance(value, Secret):
            return value.reveal()
        raise NotImplementedError(type(value).__name__)

    return msgspec.json.Encoder(enc_hook=hook)


def _dec_hook(kind: type, value: Any) -> Any:
    if kind is Text and isinstance(value, str):
        return verbatim(value)
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    raise NotImplementedError(kind.__name__)


from_screen = msgspec.json.Decoder(FromScreen, dec_hook=_dec_hook)
from_anyone = msgspec.json.Decoder(FromAnyone, dec_hook=_dec_hook)
to_screen = msgspec.json.Decoder(ToScreen, dec_hook=_dec_hook)
to_technician = msgspec.json.Decoder(ToTechnician, dec_hook=_dec_hook)
