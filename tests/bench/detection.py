"""When the reader itself sees a card: raw PC/SC beside the kiosk, on the same pcscd."""

import asyncio
import os
import time


class Detector:
    """Blocks in ``SCardGetStatusChange`` in a thread; gives the time of the next card (s, monotonic)."""

    def __init__(self, socket: str, reader: str) -> None:
        os.environ["PCSCLITE_CSOCK_NAME"] = socket  # pcsclite(5): read when the library connects
        self._reader = reader
        self._stop = False

    async def next_card(self) -> float:
        return await asyncio.to_thread(self._wait)

    def _wait(self) -> float:
        from smartcard import scard

        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        _, readers = scard.SCardListReaders(context, [])
        name = next(found for found in readers if self._reader in found)
        state = scard.SCARD_STATE_UNAWARE
        try:
            while True:
                _, (seen, *_others) = scard.SCardGetStatusChange(context, 5000, [(name, state)])
                if seen[1] & scard.SCARD_STATE_PRESENT:
                    return time.monotonic()
                state = seen[1]
        finally:
            scard.SCardReleaseContext(context)
