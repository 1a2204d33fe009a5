"""Command and response APDUs (ISO/IEC 7816-3 and -4), short form, for cards that speak T=0.

After data no Le is sent: in T=0 a card that has more to say answers ``61xx`` and is asked for it
with GET RESPONSE; ``6Cxx`` names the length that would have been right.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hal.card.driver import LinkLost, Transmit

OK = 0x9000
FILE_END = 0x6282
WRONG_OFFSET = 0x6B00
NOT_FOUND = 0x6A82
SECURITY_STATUS = 0x6982
BLOCKED = 0x6983
SM_MISSING = 0x6987
SM_INCORRECT = 0x6988

_MOST_ROUNDS = 300  # a card that always has more to say is broken
_GET_RESPONSE = bytes([0x00, 0xC0, 0x00, 0x00])


@dataclass(frozen=True, repr=False)  # the data may be a PIN
class Command:
    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    le: int | None = None  # 1–256; what is expected back when there is no data

    def header(self) -> bytes:
        return bytes([self.cla, self.ins, self.p1, self.p2])

    def encode(self) -> bytes:
        if self.data:
            return self.header() + bytes([len(self.data)]) + self.data
        return self.header() + bytes([(self.le or 0) & 0xFF])


@dataclass(frozen=True, repr=False)
class Reply:
    data: bytes
    sw: int

    @property
    def ok(self) -> bool:
        return self.sw == OK


Send = Callable[[Command], Reply]


def exchange(transmit: Transmit, command: bytes) -> Reply:
    """Sends ``command`` and gathers the whole answer, through ``61xx`` and ``6Cxx``.

    Raises ``LinkLost`` when the card's answers make no sense.
    """
    gathered = b""
    for _ in range(_MOST_ROUNDS):
        answer = transmit(command)
        if not 2 <= len(answer) <= 258:
            raise LinkLost("not a response")
        body, sw1, sw2 = answer[:-2], answer[-2], answer[-1]
        gathered += body
        if sw1 == 0x61:
            command = _GET_RESPONSE + bytes([sw2])
        elif sw1 == 0x6C and not body:
            command = _with_le(command, sw2)
        else:
            return Reply(gathered, sw1 << 8 | sw2)
    raise LinkLost("an answer without end")


def _with_le(command: bytes, le: int) -> bytes:
    if len(command) <= 5:
        return command[:4] + bytes([le])
    return command[: 5 + command[4]] + bytes([le])
