"""The secure channel of CWA 14890-1 from the terminal's side: who is who, session keys, and wrapping.

Both sides prove that they hold a key certified under the same root, agree on a secret, and from
then on each command carries a sequence number that is never reused: an answer recorded or made up
by somebody in between does not pass.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass, replace

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from hal.card.apdu import SM_INCORRECT, SM_MISSING, Command, Reply, Send
from hal.card.driver import LinkLost
from hal.card.iso9796 import BadSignature, RsaPublic, seal, unseal
from hal.card.terminal import Generation, Terminal
from hal.card.tlv import BadTlv, Tlv, tlv, walk

ROOT_KEY = bytes.fromhex("020F")  # where the card keeps the component root and its own key
CARD_KEY = bytes.fromhex("021F")
SECRET = 32  # bytes each side contributes
BLOCK = 8
WRONG_LENGTH = 0x6C
_SECURED = 0x0C  # class bits: secure messaging, header authenticated


class NotGenuine(Exception):
    """The card could not prove that it holds the key in its component certificate."""


class TerminalRefused(Exception):
    """The card does not accept our terminal's certificates or proof. ``sw`` is what it said."""

    def __init__(self, step: str, sw: int) -> None:
        super().__init__(f"{step}: {sw:04X}")
        self.sw = sw


class ChannelLost(LinkLost):
    """An answer that does not belong to the channel, or the card's word that there is none."""


@dataclass
class Session:
    """Keys (2-key 3DES) and the send sequence counter, which moves with each command and each answer.

    ``mac_size`` is 4 bytes on DNIe 2.0 and 8 later.
    """

    encryption_key: bytes
    mac_key: bytes
    counter: int
    mac_size: int

    @classmethod
    def agreed(
        cls, terminal_secret: bytes, card_secret: bytes, random: tuple[bytes, bytes], mac_size: int
    ) -> "Session":
        """CWA 14890-1, 8.7.2 to 8.9; ``random`` is the card's challenge and the terminal's."""
        seed = bytes(a ^ b for a, b in zip(terminal_secret, card_secret, strict=True))
        encryption, mac = (_sha1(seed + n.to_bytes(4, "big"))[:16] for n in (1, 2))
        counter = int.from_bytes(random[0][4:8] + random[1][4:8], "big")
        return cls(encryption, mac, counter, mac_size)

    def next_mac(self, covered: bytes) -> bytes:
        """Moves the counter, and signs ``covered`` (not yet padded) with it."""
        self.counter = (self.counter + 1) % (1 << 64)
        return retail_mac(self.mac_key, self.counter.to_bytes(8, "big") + pad(covered))[: self.mac_size]

    def encrypt(self, data: bytes) -> bytes:
        cipher = Cipher(_two_key(self.encryption_key), modes.CBC(bytes(BLOCK))).encryptor()
        return cipher.update(pad(data)) + cipher.finalize()

    def decrypt(self, data: bytes) -> bytes:
        """Raises ``ValueError`` for what is not whole padded blocks."""
        cipher = Cipher(_two_key(self.encryption_key), modes.CBC(bytes(BLOCK))).decryptor()
        return unpad(cipher.update(data) + cipher.finalize())


@dataclass
class Channel:
    """Sends each command wrapped, and takes only answers that were wrapped for it."""

    send_plain: Send
    session: Session

    def send(self, command: Command) -> Reply:
        """A refusal may come unprotected (a card in T=0 cannot send data with it); success never does.

        A command that only asks is repeated once with the length that the card names (``6Cxx``). Raises
        ``ChannelLost``.
        """
        reply = self._exchange(command)
        if reply.sw >> 8 == WRONG_LENGTH and not command.data:
            reply = self._exchange(replace(command, le=reply.sw & 0xFF))
        return reply

    def _exchange(self, command: Command) -> Reply:
        reply = self.send_plain(wrap(self.session, command))
        if reply.sw in (SM_MISSING, SM_INCORRECT):
            raise ChannelLost(f"{reply.sw:04X}")
        if not reply.data and not reply.ok:
            self.session.counter = (self.session.counter + 1) % (1 << 64)
            return reply
        return unwrap(self.session, reply)


def wrap(session: Session, command: Command) -> Command:
    """CWA 14890-1, 9.2. With data no Le travels: DNIe 3.0 refuses both together (6988)."""
    header = bytes([command.cla | _SECURED, command.ins, command.p1, command.p2])
    if command.data:
        body = tlv(0x87, b"\x01", session.encrypt(command.data))
    else:
        body = tlv(0x97, bytes([(command.le or 0) & 0xFF]))
    mac = session.next_mac(pad(header) + body)
    return Command(header[0], command.ins, command.p1, command.p2, body + tlv(0x8E, mac))


def unwrap(session: Session, reply: Reply) -> Reply:
    """Raises ``ChannelLost`` for an answer that nobody with the session's keys made just now."""
    try:
        parts = {part.tag: part for part in walk(reply.data)}
    except BadTlv as broken:
        raise ChannelLost("an answer out of the channel") from broken
    covered = b"".join(part.encoded for part in parts.values() if part.tag != 0x8E)
    mac = parts.get(0x8E)
    if mac is None or not hmac.compare_digest(mac.value, session.next_mac(covered)):
        raise ChannelLost("an answer with a wrong checksum")
    status = parts.get(0x99)
    if status is None or len(status.value) != 2:
        raise ChannelLost("an answer without status")
    return Reply(_carried(session, parts), int.from_bytes(status.value, "big"))


def establish(
    send: Send, serial: bytes, card_key: RsaPublic, generation: Generation, terminal: Terminal, mac_size: int
) -> Session:
    """The whole handshake. ``serial`` is the chip's, ``card_key`` the one its component chain certifies.

    Raises ``NotGenuine``, ``TerminalRefused``, and what ``send`` raises.
    """
    _present(send, generation, terminal)
    references = tlv(0x83, terminal.holder.chr) + tlv(0x84, CARD_KEY)
    _must(send, "select keys", Command(0, 0x22, 0xC1, 0xA4, references))

    ours = os.urandom(8)
    proof = _must(send, "internal authenticate", Command(0, 0x88, 0, 0, ours + terminal.serial))
    try:
        card_secret = unseal(proof, SECRET, ours + terminal.serial, terminal.key, card_key)
    except BadSignature as false:
        raise NotGenuine from false

    theirs = _must(send, "get challenge", Command(0, 0x84, 0, 0, le=8))
    if len(theirs) != 8:
        raise TerminalRefused("get challenge", 0x9000)
    secret = os.urandom(SECRET)
    token = seal(secret, theirs + serial.rjust(8, b"\0"), terminal.key, card_key)
    _must(send, "external authenticate", Command(0, 0x82, 0, 0, token))
    return Session.agreed(secret, card_secret, (theirs, ours), mac_size)


def _present(send: Send, generation: Generation, terminal: Terminal) -> None:
    """Shows the authority's certificate, signed by the root, then the terminal's, signed by the authority."""
    steps = ((ROOT_KEY, generation.authority), (generation.authority_holder.chr[-8:], terminal.certificate))
    for signer, certificate in steps:
        _must(send, "select issuer", Command(0, 0x22, 0x81, 0xB6, tlv(0x83, signer)))
        _must(send, "verify certificate", Command(0, 0x2A, 0x00, 0xAE, certificate.encoded))


def _must(send: Send, step: str, command: Command) -> bytes:
    reply = send(command)
    if not reply.ok:
        raise TerminalRefused(step, reply.sw)
    return reply.data


def _carried(session: Session, parts: dict[int, Tlv]) -> bytes:
    if 0x81 in parts:
        return parts[0x81].value
    if 0x87 not in parts:
        return b""
    value = parts[0x87].value
    if value[:1] != b"\x01":
        raise ChannelLost("an answer in an unknown padding")
    try:
        return session.decrypt(value[1:])
    except ValueError as broken:
        raise ChannelLost("an answer that does not decrypt") from broken


def pad(data: bytes) -> bytes:
    """ISO/IEC 7816-4: always at least one byte, to whole blocks."""
    return data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)


def unpad(data: bytes) -> bytes:
    """Raises ``ValueError``."""
    stripped = data.rstrip(b"\0")
    if stripped[-1:] != b"\x80":
        raise ValueError("no padding")
    return stripped[:-1]


def retail_mac(key: bytes, blocks: bytes) -> bytes:
    """ISO/IEC 9797-1, algorithm 3 with DES; the sequence counter is the first of the ``blocks``."""
    chain = Cipher(TripleDES(key[:8] * 3), modes.CBC(bytes(BLOCK))).encryptor()
    state = (chain.update(blocks[:-BLOCK]) + chain.finalize())[-BLOCK:]
    last = bytes(a ^ b for a, b in zip(state, blocks[-BLOCK:], strict=True))
    final = Cipher(_two_key(key), modes.CBC(bytes(BLOCK))).encryptor()
    return final.update(last) + final.finalize()


def _two_key(key: bytes) -> TripleDES:
    return TripleDES(key + key[:8])


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()
