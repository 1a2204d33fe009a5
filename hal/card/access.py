"""How the worker gets at a card: through a driver of the configured kind, in sessions that can be ended."""

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from hal.card import CardError, Slot, dnie, terminal
from hal.card.driver import CardDriver, LinkLost
from hal.card.messages import Kind, Unfit
from hal.card.pcsc import Connection, ReaderWatch, Seen
from hal.card.settings import CardSettings, Pkcs11Settings
from hal.card.unusable import Unusable


class Misconfigured(Exception):
    """No card can be used until a technician has been here."""

    def __init__(self, unfit: Unfit) -> None:
        super().__init__(unfit.code)
        self.unfit = unfit


class Session(Protocol):
    """A driver over one connection to one card; what needs no PIN has been read."""

    @property
    def driver(self) -> CardDriver: ...

    def forget(self) -> "Session":
        """The same card without the PIN and without channels. Raises like ``Access.open``."""
        ...

    def close(self) -> None: ...


class Access(Protocol):
    def open(self, watch: ReaderWatch, seen: Seen) -> Session:
        """Raises ``Unusable``, ``LinkLost`` or ``CardError``."""
        ...


def make_access(kind: Kind, settings: CardSettings) -> Access:
    """Raises ``Misconfigured``."""
    match kind:
        case Kind.DNIE:
            return DnieAccess.configured(settings.dnie.terminal)
        case Kind.PKCS11:
            return Pkcs11Access.configured(settings.pkcs11)


@dataclass(frozen=True)
class DnieAccess:
    profile: terminal.TerminalProfile

    @classmethod
    def configured(cls, file: str) -> Self:
        try:
            return cls(terminal.load(Path(file)))
        except terminal.BadProfile as bad:
            raise Misconfigured(Unfit(code=bad.code, cause=str(bad), fix=bad.fix)) from None

    def open(self, watch: ReaderWatch, seen: Seen) -> Session:
        match dnie.recognise(seen.atr):
            case dnie.Recognised.OTHER:
                raise Unusable(Slot.UNKNOWN_CARD)
            case dnie.Recognised.DEAD:
                raise Unusable(Slot.DEAD_CARD)
            case dnie.Recognised.DNIE:
                connection = watch.connect()
        try:
            return DnieSession.read(connection, seen.atr, self.profile)
        except (LinkLost, CardError):
            connection.close()
            raise


@dataclass(frozen=True)
class DnieSession:
    driver: dnie.DnieDriver
    connection: Connection
    atr: bytes
    profile: terminal.TerminalProfile

    @classmethod
    def read(cls, connection: Connection, atr: bytes, profile: terminal.TerminalProfile) -> Self:
        """Opens the channel for the PIN, which verifies the chip's own certificates, and keeps it open."""
        driver = dnie.DnieDriver(connection.transmit, atr, profile)
        driver.tries_left()
        with contextlib.suppress(CardError):  # a DNIe 2.0 shows its certificates only after the PIN
            driver.certificates()
        return cls(driver, connection, atr, profile)

    def forget(self) -> Self:
        self.connection.reset()
        return self.read(self.connection, self.atr, self.profile)

    def close(self) -> None:
        self.connection.close()


@dataclass(frozen=True)
class Pkcs11Access:
    settings: Pkcs11Settings

    @classmethod
    def configured(cls, settings: Pkcs11Settings) -> Self:
        from hal.card import pkcs11  # a worker for DNIes loads no PKCS#11

        try:
            pkcs11.load(settings.module)
        except pkcs11.NoModule as none:
            fix = "install the module, or correct `pkcs11.module` in the configuration"
            raise Misconfigured(Unfit(code="K-CARD-MODULE", cause=str(none), fix=fix)) from None
        return cls(settings)

    def open(self, watch: ReaderWatch, seen: Seen) -> Session:
        from hal.card.pkcs11 import Pkcs11Driver

        driver = Pkcs11Driver(self.settings, seen.reader)
        driver.certificates()
        return Pkcs11Session(driver, self, watch, seen)


@dataclass(frozen=True)
class Pkcs11Session:
    """The module has a connection of its own."""

    driver: CardDriver
    access: Pkcs11Access
    watch: ReaderWatch
    seen: Seen

    def forget(self) -> Session:
        """By a reset: a module that logs out may leave the PIN verified (OpenSC 0.23 with PIV)."""
        self.watch.connect(alone=False).close()
        return self.access.open(self.watch, self.seen)

    def close(self) -> None:
        pass
