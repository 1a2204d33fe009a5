"""Does this reader read this card? What ``kiosk test card`` does, step by step, without the supervisor.

First everything that spends nothing. The PIN is another call, which presents it once and never again.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hal.card import CardError, Problem, dnie, terminal
from hal.card.driver import CardDriver, Certificates, LinkLost
from hal.card.identify import identify, load
from hal.card.messages import Kind, Link
from hal.card.pcsc import Connection, ReaderWatch, Seen
from hal.card.settings import CardSettings
from hal.card.trace import Trace
from hal.card.trust import BadTrust, Trust
from hal.card.unusable import Unusable

ENOUGH_TRIES = 3

FIX = {
    Problem.WRONG_PIN: "the holder knows the PIN; nobody should guess it",
    Problem.BLOCKED: "a DNIe is unblocked at a police station, with the holder's fingerprint",
    Problem.EXPIRED: "the holder renews the certificates at a police station",
    Problem.REVOKED: "the holder asks for new certificates",
    Problem.UNTRUSTED: "check `trust.anchors`; the card may be of an authority that is not configured",
    Problem.UNCHECKED: "check that the kiosk reaches the OCSP service (network, proxy, `trust.ocsp_url`)",
    Problem.NOT_GENUINE: "try another card of the same kind; if it fails too, check the terminal profile",
}
TRY_AGAIN = "take the card out, clean it, put it in the right way round; then try another card"


class Outcome(StrEnum):
    GOOD = "good"
    BAD = "bad"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Step:
    """What was looked at and what was seen; no personal data. ``fix`` is for ``BAD``."""

    name: str
    outcome: Outcome
    words: str
    fix: str = ""


class Failed(Exception):
    def __init__(self, words: str, fix: str) -> None:
        super().__init__(words)
        self.fix = fix


class Skipped(Exception):
    pass


class Diagnosis:
    """For one thread. ``close`` lets go of the card, which then has forgotten everything."""

    def __init__(self, kind: Kind, settings: CardSettings, *, wait_for_card: float = 30.0) -> None:
        self.trace = Trace()
        self.tries_left: int | None = None
        self._kind = kind
        self._settings = settings
        self._wait = wait_for_card
        self._watch = ReaderWatch(settings.reader)
        self._seen = Seen(Link.NO_PCSCD)
        self._connection: Connection | None = None
        self._driver: CardDriver | None = None
        self._certificates: Certificates | None = None

    def read_only(self) -> Iterator[Step]:
        """Spends no try. Ends at the first thing without which the next makes no sense."""
        return self._run(
            ("pcscd", self._reach_pcscd),
            ("reader", self._find_reader),
            ("card", self._wait_for_card),
            ("driver", self._open),
            ("chip", self._chip),
            ("PIN tries", self._count_tries),
            ("certificates", self._read_certificates),
            ("trust", self._check_trust),
        )

    def with_pin(self, pin: str) -> Iterator[Step]:
        """After ``read_only`` and the holder's consent: one PIN, one signature."""
        return self._run(("identify", lambda: self._identify(pin)))

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._watch.close()

    def _run(self, *checks: tuple[str, Callable[[], str]]) -> Iterator[Step]:
        for name, check in checks:
            try:
                yield Step(name, Outcome.GOOD, check())
            except Skipped as why:
                yield Step(name, Outcome.SKIPPED, str(why))
            except (Failed, CardError, LinkLost, Unusable) as error:
                yield _bad(name, error)
                return

    def _reach_pcscd(self) -> str:
        self._seen = self._watch.look(0)
        if self._seen.link is Link.NO_PCSCD:
            raise Failed("pcscd does not answer", "`systemctl restart pcscd`")
        return "answers"

    def _find_reader(self) -> str:
        if self._seen.link is Link.NO_READER:
            names = ", ".join(self._watch.readers()) or "none"
            raise Failed(f"no reader matches the configuration; there are: {names}", "cable, or `reader`")
        return self._seen.reader

    def _wait_for_card(self) -> str:
        until = time.monotonic() + self._wait
        while not self._seen.card and time.monotonic() < until:
            self._seen = self._watch.look(0.5)
        if not self._seen.card:
            raise Failed("no card was put in", TRY_AGAIN)
        if self._seen.mute:
            raise Failed("the card does not answer to power", TRY_AGAIN)
        return f"ATR {self._seen.atr.hex().upper()}"

    def _open(self) -> str:
        if self._kind is Kind.PKCS11:
            return self._open_pkcs11()
        match dnie.recognise(self._seen.atr):
            case dnie.Recognised.OTHER:
                raise Failed("this is not a DNIe", "put a DNIe in, or configure the driver pkcs11")
            case dnie.Recognised.DEAD:
                raise Failed("the card says that it is at the end of its life", "it must be replaced")
            case dnie.Recognised.DNIE:
                return self._open_dnie()

    def _open_dnie(self) -> str:
        try:
            profile = terminal.load(Path(self._settings.dnie.terminal))
        except terminal.BadProfile as bad:
            raise Failed(f"{bad.code}: {bad}", bad.fix) from None
        try:
            self._connection = self._watch.connect()
        except LinkLost as lost:
            fix = "`systemctl stop kiosk-supervisor` for as long as this test takes; then " + TRY_AGAIN
            raise Failed(f"no connection ({lost})", fix) from None
        self._driver = dnie.DnieDriver(self.trace.wrap(self._connection.transmit), self._seen.atr, profile)
        return "DNIe"

    def _open_pkcs11(self) -> str:
        from hal.card import pkcs11  # not every machine has a module

        try:
            self._driver = pkcs11.Pkcs11Driver(self._settings.pkcs11, self._seen.reader)
        except pkcs11.NoModule as none:
            raise Failed(f"K-CARD-MODULE: {none}", "install it, or correct `pkcs11.module`") from None
        return self._settings.pkcs11.module

    def _chip(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self._card().public_info().items() if value)

    def _count_tries(self) -> str:
        self.tries_left = self._card().tries_left()
        genuine = "the chip is genuine; " if self._kind is Kind.DNIE else ""
        return f"{genuine}{'the card does not tell' if self.tries_left is None else self.tries_left}"

    def _read_certificates(self) -> str:
        try:
            self._certificates = self._card().certificates()
        except CardError:
            raise Skipped("shown only after the PIN (DNIe 2.0), or not readable") from None
        until = load(self._certificates.authentication).not_valid_after_utc
        signature = "and one to sign" if self._certificates.signature else "but none to sign"
        issuers = len(self._certificates.chain)
        return f"one to identify, valid until {until:%Y-%m-%d}, {signature}; {issuers} of issuers"

    def _check_trust(self) -> str:
        trust = self._trust()
        if self._certificates is None:
            raise Skipped("no certificate yet")
        answer = trust.check(self._certificates.authentication, self._certificates.chain)
        return "chain and validity hold; " + ("not revoked" if answer else "revocation is not checked")

    def _identify(self, pin: str) -> str:
        trust, started = self._trust(), time.perf_counter()
        identify(self._card(), trust, os.urandom(32), pin)
        return f"signed and verified in {(time.perf_counter() - started) * 1000:.0f} ms"

    def _trust(self) -> Trust:
        try:
            return Trust(self._settings.trust)
        except BadTrust as bad:
            raise Failed(f"{bad.code}: {bad}", bad.fix) from None

    def _card(self) -> CardDriver:
        if self._driver is None:
            raise Failed("no card is open", TRY_AGAIN)
        return self._driver


def _bad(name: str, error: Failed | CardError | LinkLost | Unusable) -> Step:
    match error:
        case Failed():
            return Step(name, Outcome.BAD, str(error), error.fix)
        case CardError():
            left = "" if error.tries_left is None else f"; tries left: {error.tries_left}"
            return Step(name, Outcome.BAD, f"{error.problem}{left}", FIX.get(error.problem, TRY_AGAIN))
        case Unusable():
            return Step(name, Outcome.BAD, error.slot.value, TRY_AGAIN)
        case LinkLost():
            return Step(name, Outcome.BAD, f"the card fell silent or was pulled ({error})", TRY_AGAIN)
