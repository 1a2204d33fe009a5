"""An emulated PIV card (NIST SP 800-73-4, part 2) that stock OpenSC accepts: two RSA-2048 keys behind a PIN.

Short APDUs, command chaining and GET RESPONSE, as a real card on a T=1 reader. The signature key
(9C) wants the PIN right before each use, the authentication key (9A) once a session.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

AID = bytes.fromhex("A000000308000010000100")
OK, MORE_DATA = b"\x90\x00", 0x61
NOT_FOUND, NOT_SATISFIED, WRONG_DATA = b"\x6a\x82", b"\x69\x82", b"\x6a\x80"
BLOCKED, UNKNOWN_INS, WRONG_LENGTH = b"\x69\x83", b"\x6d\x00", b"\x67\x00"
AUTHENTICATION, SIGNATURE = 0x9A, 0x9C
CERTIFICATES = {0x5FC105: AUTHENTICATION, 0x5FC10A: SIGNATURE}
CHUID, DISCOVERY = 0x5FC102, 0x7E
# FASC-N of cards not issued by a federal agency: readers then take the GUID as serial number.
NON_FEDERAL = bytes.fromhex("D4E739DA739CED39CE739D836858210842108421C84210C3EB")
CHAINING = 0x10
CHUNK = 256


def _atr() -> bytes:
    body = bytes.fromhex("8D80018031806573") + b"PIVTEST" + b"\x00\x90\x00"
    body = bytes([0x80 | (len(body) - 3)]) + body[1:]
    check = 0
    for byte in body:
        check ^= byte
    return b"\x3b" + body + bytes([check])


@dataclass
class PivCard:
    keys: dict[int, RSAPrivateKey]  # by key reference
    certificates: dict[int, bytes]  # DER, by key reference
    pin: str = "123456"
    tries: int = 3
    tries_left: int = 3
    atr: bytes = field(default_factory=_atr)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._verified = self._fresh = False
        self._chained = self._pending = b""

    def process(self, apdu: bytes) -> bytes:
        if len(apdu) < 4:
            return WRONG_LENGTH
        cla, ins, p1, p2 = apdu[:4]
        data = apdu[5 : 5 + apdu[4]] if len(apdu) > 5 else b""
        rest = apdu[5 + len(data) :] if data else apdu[4:]
        expected = (rest[0] or CHUNK) if rest else CHUNK
        if ins == 0xC0:
            return self._next_chunk(expected)
        if cla == CHAINING:
            self._chained += data
            return OK
        data, self._chained = self._chained + data, b""
        return self._chunked(self._execute(ins, p1, p2, data), expected)

    def _execute(self, ins: int, p1: int, p2: int, data: bytes) -> bytes:
        match ins:
            case 0xA4:
                return self._select(data)
            case 0xCB:
                return self._get_data(data)
            case 0x20:
                return self._verify(p2, data)
            case 0x87:
                return self._general_authenticate(p1, p2, data)
        return UNKNOWN_INS

    def _select(self, aid: bytes) -> bytes:
        if not aid or not AID.startswith(aid):
            return NOT_FOUND
        self._verified = self._fresh = False
        return tlv(0x61, tlv(0x4F, AID[5:]) + tlv(0x79, tlv(0x4F, AID[:5]))) + OK

    def _get_data(self, request: bytes) -> bytes:
        wanted = int.from_bytes(next((value for tag, value in parse(request) if tag == 0x5C), b""), "big")
        if wanted in CERTIFICATES:
            certificate = self.certificates[CERTIFICATES[wanted]]
            return tlv(0x53, tlv(0x70, certificate) + tlv(0x71, b"\x00") + tlv(0xFE, b"")) + OK
        if wanted == CHUID:
            return tlv(0x53, self._chuid()) + OK
        if wanted == DISCOVERY:
            return tlv(0x7E, tlv(0x4F, AID) + tlv(0x5F2F, b"\x40\x00")) + OK
        return NOT_FOUND

    def _chuid(self) -> bytes:
        guid = self.certificates[AUTHENTICATION][-16:]  # the signature's end: different for every card
        return (
            tlv(0x30, NON_FEDERAL)
            + tlv(0x34, guid)
            + tlv(0x35, b"20301231")
            + tlv(0x3E, b"")
            + tlv(0xFE, b"")
        )

    def _verify(self, reference: int, data: bytes) -> bytes:
        if reference != 0x80:
            return b"\x6a\x88"
        if self.tries_left == 0:
            return BLOCKED
        if not data:
            return OK if self._verified else bytes([0x63, 0xC0 | self.tries_left])
        self._verified = self._fresh = data == self.pin.encode().ljust(8, b"\xff")
        if self._verified:
            self.tries_left = self.tries
            return OK
        self.tries_left -= 1
        return bytes([0x63, 0xC0 | self.tries_left])

    def _general_authenticate(self, algorithm: int, reference: int, data: bytes) -> bytes:
        if algorithm != 0x07 or reference not in self.keys:
            return WRONG_DATA
        allowed = self._fresh if reference == SIGNATURE else self._verified
        self._fresh = False
        if not allowed:
            return NOT_SATISFIED
        template = dict(parse(next((value for tag, value in parse(data) if tag == 0x7C), b"")))
        challenge = template.get(0x81, b"")
        if len(challenge) != 256:
            return WRONG_DATA
        return tlv(0x7C, tlv(0x82, raw_rsa(self.keys[reference], challenge))) + OK

    def _chunked(self, response: bytes, expected: int) -> bytes:
        self._pending = response[:-2]
        return self._next_chunk(expected) if self._pending else response

    def _next_chunk(self, expected: int) -> bytes:
        chunk, self._pending = self._pending[:expected], self._pending[expected:]
        left = len(self._pending)
        # 6100: 256 or more
        return chunk + (bytes([MORE_DATA, left if left < CHUNK else 0]) if left else OK)


def raw_rsa(key: RSAPrivateKey, block: bytes) -> bytes:
    numbers = key.private_numbers()
    message = int.from_bytes(block, "big")
    m1 = pow(message, numbers.dmp1, numbers.p)
    m2 = pow(message, numbers.dmq1, numbers.q)
    signature = m2 + numbers.q * ((numbers.iqmp * (m1 - m2)) % numbers.p)
    return signature.to_bytes(len(block), "big")


def tlv(tag: int, value: bytes) -> bytes:
    size = len(value)
    length = (
        bytes([size]) if size < 0x80 else b"\x81%c" % size if size < 0x100 else b"\x82" + size.to_bytes(2)
    )
    return tag.to_bytes((tag.bit_length() + 7) // 8) + length + value


def parse(data: bytes) -> Iterator[tuple[int, bytes]]:
    """BER-TLV with one-byte tags; stops where it makes no sense."""
    while len(data) >= 2:
        tag, size, start = data[0], data[1], 2
        if size & 0x80:
            start = 2 + (size & 0x7F)
            size = int.from_bytes(data[2:start], "big")
        yield tag, data[start : start + size]
        data = data[start + size :]
