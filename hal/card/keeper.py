"""What is in the reader and what may be done with it: from what PC/SC sees to a slot and a session.

A session lasts until anything goes wrong with it; the next one begins with a new connection.
"""

from collections.abc import Callable
from typing import TypeVar

from hal.card import CardError, Problem, Slot
from hal.card import messages as m
from hal.card.access import Access, Session
from hal.card.driver import CardDriver, LinkLost
from hal.card.identify import Checks, identify
from hal.card.pcsc import ReaderWatch, Seen
from hal.card.unusable import Unusable

# s before each attempt to open a card: one that is put in slowly fails the first, and pcscd may
# still hold it for a worker that was killed.
PAUSES = (0.0, 0.1, 0.4)
WHY_NOT = {
    Slot.NO_READER: Problem.READER,
    Slot.EMPTY: Problem.PULLED,
    Slot.NOT_GENUINE: Problem.NOT_GENUINE,
}
NOTICE = 0.6  # s until pcscd notices that a card is gone (it polls every 0.4 s)

T = TypeVar("T")


class Keeper:
    def __init__(
        self,
        watch: ReaderWatch,
        access: Access | None,
        shun: bool,
        tell: Callable[[m.News], None],
    ) -> None:
        self._watch = watch
        self._access = access  # None: only told what is in, nothing is used
        self._tell = tell
        self._shun = shun
        self._seen: Seen | None = None
        self._session: Session | None = None
        self._attempts = 0
        self._used_pin = False
        self._lost = False  # the session ended with a card in: look again soon
        self._told: m.SlotIs | None = None

    def look(self, timeout: float) -> None:
        """Waits for something to change and follows it. Never raises."""
        again = self._lost
        self._lost = False
        seen = self._watch.look(self._pause() if again else timeout)
        if seen == self._seen and not again:
            self._tell(m.Beat())
            return
        if seen != self._seen:
            self._end_session()
            # A card that silenced the last worker is left alone for as long as it is in.
            self._shun = self._shun and seen.card and (self._seen is None or not self._seen.card)
            self._seen, self._attempts = seen, 0
        self._settle(seen)

    def use(self, question: Callable[[CardDriver], T]) -> T:
        """Raises ``CardError`` only."""
        if self._lost:
            self.look(0)
        if self._session is None:
            raise CardError(self._why_not())
        try:
            return question(self._session.driver)
        except LinkLost:
            self._lose_session()
            raise CardError(self._why_lost()) from None

    def use_pin(self, question: Callable[[CardDriver], T]) -> T:
        self._used_pin = True
        return self.use(question)

    def identify(self, checks: Checks, challenge: bytes, pin: str) -> m.Identified:
        done = self.use_pin(lambda driver: identify(driver, checks, challenge, pin))
        return m.Identified(
            signature=done.signature, certificate=done.certificate, chain=done.chain, ocsp=done.ocsp
        )

    def info(self) -> dict[str, str]:
        items = self.use(lambda driver: driver.public_info())
        return {"atr": self._seen.atr.hex().upper() if self._seen else "", **items}

    def forget(self) -> None:
        """After an answer: the card must not stay open for whoever is next."""
        if not self._used_pin:
            return
        self._used_pin = False
        if self._session is None:
            return
        try:
            self._session = self._session.forget()
        except (LinkLost, CardError, Unusable):
            self._lose_session()

    def _pause(self) -> float:
        return PAUSES[self._attempts] if self._attempts < len(PAUSES) else 0.0

    def _settle(self, seen: Seen) -> None:
        if seen.link is not m.Link.WATCHED:
            self._say(Slot.NO_READER, seen.link)
        elif not seen.card:
            self._say(Slot.EMPTY)
        elif seen.mute or self._shun or self._attempts == len(PAUSES) or self._access is None:
            self._say(Slot.MUTE)
        else:
            self._open(self._access, seen)

    def _open(self, access: Access, seen: Seen) -> None:
        self._say(Slot.READING)
        self._attempts += 1
        try:
            self._session = access.open(self._watch, seen)
            self._say(Slot.READY)
            self._attempts = 0
        except Unusable as why:
            self._end_session()
            self._say(why.slot)
        except CardError as error:
            self._end_session()
            self._say(Slot.NOT_GENUINE if error.problem is Problem.NOT_GENUINE else Slot.MUTE)
        except LinkLost:
            self._lose_session()

    def _end_session(self) -> None:
        if self._session is not None:
            self._session.close()
        self._session = None

    def _lose_session(self) -> None:
        """The card is still in, for all we know: it is not ready before the next look has opened it again."""
        self._end_session()
        self._lost = True
        self._say(Slot.READING)

    def _why_not(self) -> Problem:
        slot = self._told.slot if self._told else Slot.NO_READER
        return WHY_NOT.get(slot, Problem.UNREADABLE)

    def _why_lost(self) -> Problem:
        before = self._seen
        seen = self._watch.look(NOTICE)
        if seen.link is not m.Link.WATCHED:
            return Problem.READER
        same = before is not None and seen.card and seen.insertion == before.insertion
        return Problem.UNREADABLE if same else Problem.PULLED

    def _say(self, slot: Slot, link: m.Link = m.Link.WATCHED) -> None:
        told = m.SlotIs(slot=slot, link=link)
        if told != self._told:
            self._told = told
            self._tell(told)
