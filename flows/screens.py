"""The vocabulary of screens, as data.

A screen carries every word it shows and speaks, in the order they are read and focused, what is
private and how long it waits. One description gives the Kivy screen, the speech, the order of the
keypad, and the proofs over all of them. ``Text`` becomes words when the screen is sent
(``agent/protocol.py``); the UI decodes the same types with the words inside.
"""

from enum import StrEnum

import msgspec

from flows.secret import Secret
from flows.text import Text


class Picture(StrEnum):
    """What the big drawing of a screen shows."""

    CARD_IN = "card-in"
    CARD_OUT = "card-out"
    CARD_UPSIDE_DOWN = "card-upside-down"
    PRINTING = "printing"
    PAPER_OUT_HERE = "paper-out-here"
    WORKING = "working"
    DONE = "done"
    SORRY = "sorry"
    OFFICE = "office"
    CLOSED = "closed"


class Icon(StrEnum):
    """The small drawing beside an option. Never without words."""

    PADRON = "padron"
    PERSON = "person"
    FAMILY = "family"
    HISTORY = "history"
    PAPER = "paper"
    SEAL = "seal"
    RECEIPT = "receipt"
    CALENDAR = "calendar"
    SCAN = "scan"
    CHECK = "check"
    ASK = "ask"
    HOME = "home"
    SCHOOL = "school"
    WORK = "work"
    CAR = "car"
    TRAVEL = "travel"
    MONEY = "money"
    OTHER = "other"


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tap. ``id`` is what comes back in ``Chosen``."""

    id: str
    label: Text
    hint: Text | None = None
    icon: Icon | None = None
    unavailable: Text | None = None  # why it cannot be chosen now, and where it can


class Step(msgspec.Struct, frozen=True):
    """Where the person is: step ``now`` (from 1) of ``of``."""

    now: int
    of: int


class Screen(msgspec.Struct, frozen=True, kw_only=True, tag_field="screen"):
    """What every screen has. Focus goes through ``options`` in order, then back, cancel, help."""

    title: Text
    body: tuple[Text, ...] = ()
    spoken: Text | None = None  # said after title and body, for what only a picture shows
    picture: Picture | None = None
    options: tuple[Option, ...] = ()  # the first is the main one, but in Choose and Home
    step: Step | None = None
    private: bool = False  # spoken to the headset only
    can_go_back: bool = False
    can_cancel: bool = True
    limit: float | None = 60.0  # s of silence until the person is asked whether they are there
    code: str | None = None  # what a person may read out to the help line


class Home(Screen, frozen=True, kw_only=True, tag="home"):
    """What can be done here and now. Its options are procedures."""


class Choose(Screen, frozen=True, kw_only=True, tag="choose"):
    """One question, one answer out of ``options``."""


class Pin(Screen, frozen=True, kw_only=True, tag="pin"):
    """The card's PIN. A DNIe PIN may have letters and signs, so the keypad can turn into a keyboard."""

    shortest: int = 4
    longest: int = 16
    tries_left: int | None = None


class Wait(Screen, frozen=True, kw_only=True, tag="wait"):
    """Something is being done or waited for. Options, if any, are ways to go on without it."""

    busy: bool = True  # the machine is working (a sign of life is shown), not the person


class Preview(Screen, frozen=True, kw_only=True, tag="preview"):
    """Pages to look at before they are printed; PNG, in order. Always private."""

    pages: tuple[bytes, ...] = ()


class Show(Screen, frozen=True, kw_only=True, tag="show"):
    """Something to read, then go on."""


class Done(Screen, frozen=True, kw_only=True, tag="done"):
    """It ended well."""


class Sorry(Screen, frozen=True, kw_only=True, tag="sorry"):
    """It could not be done: what it means for their money or papers, then why, then what to do."""


class Closed(Screen, frozen=True, kw_only=True, tag="closed"):
    """The kiosk is out of service: why, and where to go instead."""


AnyScreen = Home | Choose | Pin | Wait | Preview | Show | Done | Sorry | Closed


class Chosen(msgspec.Struct, frozen=True, tag_field="answer", tag="chosen"):
    option: str


class Entered(msgspec.Struct, frozen=True, tag_field="answer", tag="entered"):
    characters: Secret


Answer = Chosen | Entered
