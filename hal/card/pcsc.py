"""One reader, watched and used on PC/SC's raw calls.

Not pyscard's monitors: their threads end for good when pcscd restarts (pyscard 2.3.1). Here every
call may find pcscd or the reader gone, and the next one starts anew.
"""

import threading
from dataclasses import dataclass
from typing import Any

from smartcard import scard

from hal.card.driver import LinkLost
from hal.card.messages import Link

PNP = "\\\\?PnP?\\Notification"
RETRY = 0.25  # s between two tries to reach pcscd
GONE = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE


@dataclass(frozen=True)
class Seen:
    """``insertion`` changes whenever a card came or went, even between two looks."""

    link: Link
    reader: str = ""
    card: bool = False
    mute: bool = False
    atr: bytes = b""
    insertion: int = 0


class ReaderWatch:
    """For one thread; only ``wake`` may be called from another."""

    def __init__(self, match: str) -> None:
        self._match = match
        self._context: Any = None
        self._reader = ""
        self._state = scard.SCARD_STATE_UNAWARE
        self._seen = Seen(Link.NO_PCSCD)
        self._woken = threading.Event()

    def look(self, timeout: float) -> Seen:
        """What there is now; waits up to ``timeout`` s for it to differ from the last look. Never raises."""
        self._woken.clear()
        if self._context is None and not self._establish():
            self._woken.wait(min(timeout, RETRY))
            return Seen(Link.NO_PCSCD)
        if not self._reader:
            self._choose()
        if not self._reader and self._seen.link is not Link.NO_READER:
            return self._without_reader()
        code, states = self._wait(timeout)
        if code in (scard.SCARD_E_TIMEOUT, scard.SCARD_E_CANCELLED):
            return self._seen
        if code == scard.SCARD_E_UNKNOWN_READER:
            return self._without_reader()
        if code != scard.SCARD_S_SUCCESS:
            return self._without_pcscd()
        return self._learn(states)

    def wake(self) -> None:
        """Ends a ``look`` that waits now. One that only begins may miss it: repeat until seen."""
        self._woken.set()
        if (context := self._context) is not None:
            scard.SCardCancel(context)

    def connect(self, *, alone: bool = True) -> "Connection":
        """Raises ``LinkLost``, too if the card is to be for us alone and somebody has it."""
        code, card, protocol = scard.SCardConnect(
            self._context,
            self._reader,
            scard.SCARD_SHARE_EXCLUSIVE if alone else scard.SCARD_SHARE_SHARED,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        refuse(code)
        return Connection(card, protocol)

    def close(self) -> None:
        self._without_pcscd()

    def _establish(self) -> bool:
        code, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        self._context = context if code == scard.SCARD_S_SUCCESS else None
        return self._context is not None

    def readers(self) -> list[str]:
        """The names of all there are."""
        if self._context is None:
            return []
        code, names = scard.SCardListReaders(self._context, [])
        return sorted(names) if code == scard.SCARD_S_SUCCESS else []

    def _choose(self) -> None:
        found = [name for name in self.readers() if self._match in name]
        if found:
            self._reader, self._state = found[0], scard.SCARD_STATE_UNAWARE

    def _wait(self, timeout: float) -> tuple[int, list[tuple[str, int, list[int]]]]:
        # The notification counts readers only from the call on, so a reader that came between the
        # listing and this call is found by the next listing: short waits while there is none.
        if not self._reader:
            milliseconds, watched = int(min(timeout, 1.0) * 1000), [(PNP, scard.SCARD_STATE_UNAWARE)]
        else:
            milliseconds, watched = int(timeout * 1000), [(self._reader, self._state)]
        found: tuple[int, list[tuple[str, int, list[int]]]]
        found = scard.SCardGetStatusChange(self._context, milliseconds, watched)
        return found

    def _learn(self, states: list[tuple[str, int, list[int]]]) -> Seen:
        name, state, atr = states[0]
        if name == PNP or state & GONE:
            return self._without_reader()
        self._state = state & ~scard.SCARD_STATE_CHANGED
        present = bool(state & scard.SCARD_STATE_PRESENT)
        mute = present and bool(state & scard.SCARD_STATE_MUTE)
        self._seen = Seen(
            Link.WATCHED, name, present, mute, bytes(atr) if present else b"", (state >> 16) & 0xFFFF
        )
        return self._seen

    def _without_reader(self) -> Seen:
        self._reader = ""
        self._seen = Seen(Link.NO_READER)
        return self._seen

    def _without_pcscd(self) -> Seen:
        if self._context is not None:
            scard.SCardReleaseContext(self._context)
        self._context, self._reader = None, ""
        self._seen = Seen(Link.NO_PCSCD)
        return self._seen


class Connection:
    """After a ``LinkLost`` the handle may talk to another card: it must be closed and never used again."""

    def __init__(self, card: Any, protocol: int) -> None:
        self._card = card
        self._pci = scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1

    def transmit(self, apdu: bytes) -> bytes:
        code, answer = scard.SCardTransmit(self._card, self._pci, list(apdu))
        refuse(code)
        if len(answer) < 2:
            raise LinkLost("an answer without status bytes")
        return bytes(answer)

    def reset(self) -> None:
        """The card forgets the PIN and every channel. It is still this card, or ``LinkLost``."""
        code, _protocol = scard.SCardReconnect(
            self._card,
            scard.SCARD_SHARE_EXCLUSIVE,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
            scard.SCARD_RESET_CARD,
        )
        refuse(code)

    def close(self) -> None:
        scard.SCardDisconnect(self._card, scard.SCARD_RESET_CARD)


def refuse(code: int) -> None:
    if code != scard.SCARD_S_SUCCESS:
        raise LinkLost(f"PC/SC 0x{code & 0xFFFFFFFF:08X}")
