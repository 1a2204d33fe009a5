"""An emulated DNIe: the card's side of CWA 14890-1, PKCS#15 files, PIN and keys, on a T=0 interface.

Answers to commands that carry data come as ``61xx`` and are fetched with GET RESPONSE. A command in
the clear while a channel is open ends the channel (6987). On 3.0 and later the PIN wants a channel of
the PIN role, and one signature uses it up.
"""

import contextlib
import os
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import rsa

from hal.card import apdu, cvc, cwa14890, iso9796, sim_files
from hal.card.apdu import Command
from hal.card.cwa14890 import CARD_KEY, ROOT_KEY, SECRET, Session
from hal.card.iso9796 import BadSignature, RsaPublic
from hal.card.sim_component import Chip
from hal.card.sim_pki import Citizen
from hal.card.terminal import PIN_ROLE, USER_ROLE
from hal.card.tlv import BadTlv, tlv, walk

WRONG_DATA, WRONG_CLASS, UNKNOWN_INS = 0x6A80, 0x6E00, 0x6D00
NO_REFERENCE, CONDITIONS, FAILED = 0x6A88, 0x6985, 0x6300

_ATRS = {
    2: "3B7F380000006A444E496520024C340113039000",
    3: "3B7F960000006A444E4965200101550421039000",
    4: "3B7F960000006A444E4965200101550430039000",
}
_DEAD = bytes.fromhex("0F6581")


class Refuse(Exception):
    """The command ends with this status."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


class SimDnie:
    """``process`` takes a command APDU and gives the response; ``reset`` is power off and on."""

    def __init__(
        self,
        *,
        version: int,
        serial: bytes,
        chip: Chip,
        terminal_roots: Sequence[RsaPublic],
        citizen: Citizen,
        issuer: bytes,
        pin: str,
        tries: int = 3,
        tries_left: int = 3,
        idesp: str = "BMP100201",
        dead: bool = False,
    ) -> None:
        atr = bytes.fromhex(_ATRS[version])
        self.atr = atr[:-3] + _DEAD if dead else atr
        self.tries_left = tries_left
        self._tries, self._pin = tries, pin.encode("latin-1")
        self._version, self._mac_size = version, 4 if version < 3 else 8
        self._serial, self._chip, self._roots = serial, chip, tuple(terminal_roots)
        self._files = sim_files.files(version, chip, citizen, issuer, idesp)
        self._keys = {
            sim_files.AUTHENTICATION_KEY: citizen.authentication.key,
            sim_files.SIGNATURE_KEY: citizen.signature.key,
        }
        self.reset()

    def reset(self) -> None:
        self._queue, self._queued_sw = b"", apdu.OK
        self._selected: sim_files.Path = (sim_files.MASTER,)
        self._end_channel()

    def process(self, apdu_bytes: bytes) -> bytes:
        if len(apdu_bytes) < 4:
            return b"\x67\x00"
        if apdu_bytes[1] == 0xC0:
            return self._next(apdu_bytes[4] if len(apdu_bytes) > 4 else 0)
        command = _parsed(apdu_bytes)
        if command.cla & 0x0C:
            return self._answer(*self._secured(command), case_4=True)
        if self._session is not None:
            self._end_channel()
            return apdu.SM_MISSING.to_bytes(2, "big")
        return self._answer(*self._run(command), case_4=bool(command.data))

    # --- T=0 -------------------------------------------------------------------------------------

    def _answer(self, data: bytes, sw: int, *, case_4: bool) -> bytes:
        self._queue, self._queued_sw = b"", sw
        if not data:
            return sw.to_bytes(2, "big")
        if not case_4:
            return data + sw.to_bytes(2, "big")
        self._queue = data
        return self._more()

    def _next(self, le: int) -> bytes:
        part, self._queue = self._queue[: le or 256], self._queue[le or 256 :]
        return part + (self._more() if self._queue else self._queued_sw.to_bytes(2, "big"))

    def _more(self) -> bytes:
        return bytes([0x61, min(len(self._queue), 256) & 0xFF])

    # --- secure messaging ------------------------------------------------------------------------

    def _end_channel(self) -> None:
        self._session: Session | None = None
        self._role: int | None = None
        self._verified = False
        self._issuer_keys: tuple[RsaPublic, ...] = ()
        self._certified: dict[bytes, tuple[RsaPublic, int]] = {}
        self._peer: tuple[RsaPublic, int, bytes] | None = None
        self._random: tuple[bytes, bytes] = (b"", b"")
        self._secret = b""
        self._signing: rsa.RSAPrivateKey | None = None

    def _secured(self, command: Command) -> tuple[bytes, int]:
        session = self._session
        if session is None:
            return b"", apdu.SM_MISSING
        plain = self._unwrapped(session, command)
        if plain is None:
            self._end_channel()
            return b"", apdu.SM_INCORRECT
        data, sw = self._run(plain)  # may set up another session, which starts with the next command
        body = tlv(0x87, b"\x01", session.encrypt(data)) if data else b""
        body += tlv(0x99, sw.to_bytes(2, "big"))
        return body + tlv(0x8E, session.next_mac(body)), sw

    def _unwrapped(self, session: Session, command: Command) -> Command | None:
        try:
            parts = {part.tag: part for part in walk(command.data)}
            header = bytes([command.cla, command.ins, command.p1, command.p2])
            covered = b"".join(part.encoded for part in parts.values() if part.tag != 0x8E)
            mac = session.next_mac(cwa14890.pad(header) + covered)
            if {0x87, 0x97} <= parts.keys() or parts[0x8E].value != mac:
                return None
            data = session.decrypt(parts[0x87].value[1:]) if 0x87 in parts else b""
        except (BadTlv, ValueError, KeyError):
            return None
        le = parts[0x97].value[0] or 256 if 0x97 in parts and parts[0x97].value else None
        return Command(command.cla & ~0x0C, command.ins, command.p1, command.p2, data, le)

    # --- commands --------------------------------------------------------------------------------

    def _run(self, command: Command) -> tuple[bytes, int]:
        try:
            return self._execute(command), apdu.OK
        except Refuse as refused:
            return b"", refused.sw
        except (BadTlv, BadSignature, ValueError):
            return b"", WRONG_DATA

    def _execute(self, command: Command) -> bytes:
        match command:
            case Command(cla=0x90, ins=0xB8):
                return self._serial
            case Command(cla=cla) if cla != 0:
                raise Refuse(WRONG_CLASS)
            case Command(ins=0xA4, p1=0x04):
                return self._select_name(command.data)
            case Command(ins=0xA4, p1=0x00):
                return self._select_id(int.from_bytes(command.data, "big"))
            case Command(ins=0xB0):
                return self._read(command.p1 << 8 | command.p2, command.le or 256)
            case Command(ins=0x84):
                self._random = (os.urandom(8), self._random[1])
                return self._random[0]
            case Command(ins=0x22):
                return self._manage_environment(command)
            case Command(ins=0x2A, p1=0x00, p2=0xAE):
                return self._verify_certificate(command.data)
            case Command(ins=0x2A, p1=0x9E, p2=0x9A):
                return self._sign(command.data)
            case Command(ins=0x88):
                return self._internal_authenticate(command.data)
            case Command(ins=0x82):
                return self._external_authenticate(command.data)
            case Command(ins=0x20):
                return self._verify_pin(command.data)
        raise Refuse(UNKNOWN_INS)

    def _select_name(self, name: bytes) -> bytes:
        if name != b"Master.File":
            raise Refuse(apdu.NOT_FOUND)
        self._selected = (sim_files.MASTER,)
        return sim_files.description(self._selected, None)

    def _select_id(self, file_id: int) -> bytes:
        here = self._selected if self._selected not in self._files else self._selected[:-1]
        path = (*here, file_id)
        known = path in self._files or any(name[: len(path)] == path for name in self._files)
        if not known:
            raise Refuse(apdu.NOT_FOUND)
        self._selected = path
        return sim_files.description(path, self._files.get(path))

    def _read(self, offset: int, size: int) -> bytes:
        file = self._files.get(self._selected)
        if file is None:
            raise Refuse(0x6986)
        if file.needs_pin and not self._verified:
            raise Refuse(apdu.SECURITY_STATUS)
        if offset >= len(file.data):
            raise Refuse(apdu.WRONG_OFFSET)
        left = len(file.data) - offset
        if left < size and self._session is None:
            raise Refuse(0x6C00 | left & 0xFF)
        return file.data[offset : offset + size]

    def _manage_environment(self, command: Command) -> bytes:
        references = {part.tag: part.value for part in walk(command.data)}
        match (command.p1, command.p2):
            case (0x81, 0xB6):
                self._issuer_keys = self._public_keys(references.get(0x83, b""))
            case (0xC1, 0xA4):
                holder = references.get(0x83, b"")
                if holder not in self._certified or references.get(0x84) != CARD_KEY:
                    raise Refuse(NO_REFERENCE)
                self._peer = (*self._certified[holder], holder[-8:])
            case (0x41, 0xB6):
                self._signing = self._keys.get(int.from_bytes(references.get(0x84, b""), "big"))
                if self._signing is None:
                    raise Refuse(NO_REFERENCE)
            case _:
                raise Refuse(0x6A86)
        return b""

    def _public_keys(self, reference: bytes) -> tuple[RsaPublic, ...]:
        if reference == ROOT_KEY:
            return self._roots
        found = tuple(key for holder, (key, _) in self._certified.items() if holder[-8:] == reference)
        if not found:
            raise Refuse(NO_REFERENCE)
        return found

    def _verify_certificate(self, data: bytes) -> bytes:
        certificate = cvc.Cvc.parse(data)
        for key in self._issuer_keys:
            with contextlib.suppress(BadSignature):
                holder = certificate.opened_by(key)
                self._certified[holder.chr] = (holder.key, holder.cha[-1])
                return b""
        raise Refuse(FAILED)

    def _internal_authenticate(self, data: bytes) -> bytes:
        if self._peer is None or len(data) != 16 or data[8:] != self._peer[2]:
            raise Refuse(CONDITIONS)
        self._secret = os.urandom(SECRET)
        self._random = (b"", data[:8])
        return iso9796.seal(self._secret, data, self._chip.key, self._peer[0])

    def _external_authenticate(self, data: bytes) -> bytes:
        if self._peer is None or not self._random[0] or not self._secret:
            raise Refuse(CONDITIONS)
        key, role, _ = self._peer
        binding = self._random[0] + self._serial.rjust(8, b"\0")
        try:
            theirs = iso9796.unseal(data, SECRET, binding, self._chip.key, key)
        except BadSignature as false:
            raise Refuse(FAILED) from false
        self._session = Session.agreed(theirs, self._secret, self._random, self._mac_size)
        self._role, self._secret, self._random = role, b"", (b"", b"")
        return b""

    def _verify_pin(self, pin: bytes) -> bytes:
        wanted = PIN_ROLE if self._version >= 3 else USER_ROLE
        if self._session is None or self._role != wanted:
            raise Refuse(apdu.SECURITY_STATUS)
        if self.tries_left == 0:
            raise Refuse(apdu.BLOCKED)
        if not pin:
            raise Refuse(0x63C0 | self.tries_left)
        if pin != self._pin:
            self._verified = False
            self.tries_left -= 1
            raise Refuse(0x63C0 | self.tries_left)
        self.tries_left, self._verified = self._tries, True
        return b""

    def _sign(self, digest_info: bytes) -> bytes:
        if not self._verified or self._role != USER_ROLE:
            raise Refuse(apdu.SECURITY_STATUS)
        if self._signing is None:
            raise Refuse(CONDITIONS)
        self._verified = self._version < 3
        return _pkcs1(digest_info, self._signing)


def _parsed(data: bytes) -> Command:
    cla, ins, p1, p2 = data[:4]
    if len(data) == 5:
        return Command(cla, ins, p1, p2, le=data[4] or 256)
    return Command(cla, ins, p1, p2, data=data[5 : 5 + data[4]] if len(data) > 5 else b"")


def _pkcs1(digest_info: bytes, key: rsa.RSAPrivateKey) -> bytes:
    """The card signs whatever DigestInfo it is given (RFC 8017, 8.2.1); CRT, for speed."""
    numbers = key.private_numbers()
    size = (key.key_size + 7) // 8
    block = b"\x00\x01" + b"\xff" * (size - len(digest_info) - 3) + b"\x00" + digest_info
    message = int.from_bytes(block, "big")
    at_p, at_q = pow(message, numbers.dmp1, numbers.p), pow(message, numbers.dmq1, numbers.q)
    signature = at_q + (at_p - at_q) * numbers.iqmp % numbers.p * numbers.q
    return signature.to_bytes(size, "big")
