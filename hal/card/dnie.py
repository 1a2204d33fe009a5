"""DNIe 2.0, 3.0 and 4.0 by contact.

Public files are read in the clear. A PIN travels only inside a channel (CWA 14890-1) to a chip whose
component certificates hold, and exactly once: the driver never repeats a command that carries one.
On 3.0 and later the PIN has a channel of its own, and the user's channel is opened inside it; the
card forgets the PIN after one signature.
"""

import hashlib
from dataclasses import dataclass
from enum import Enum

from asn1crypto import x509

from hal.card import CardError, Problem, apdu, component, cwa14890, pkcs15
from hal.card.apdu import Command, Reply, exchange
from hal.card.driver import Certificates, LinkLost, Transmit
from hal.card.iso9796 import RsaPublic
from hal.card.terminal import Generation, Terminal, TerminalProfile
from hal.card.tlv import BadTlv, first

SHORTEST_PIN, LONGEST_PIN = 4, 16
MASTER_FILE = b"Master.File"
AUTHORITY, CHIP = bytes.fromhex("6020"), bytes.fromhex("601F")  # component certificates
IDESP, OS_VERSION = bytes.fromhex("0006"), bytes.fromhex("2F03")
KEYS, CERTIFICATES = bytes.fromhex("50156001"), bytes.fromhex("50156004")
SHA256_INFO = bytes.fromhex("3031300D060960864801650304020105000420")  # DigestInfo but the digest
_CHUNK = 0xDE  # bytes read at once: wrapped, they still fit a short answer
_VERSION_3 = 0x04  # of the chip, in the ATR


class Recognised(Enum):
    """What an ATR tells."""

    OTHER = "other"
    DNIE = "dnie"
    DEAD = "dead"  # the card says that it is at the end of its life


class _Use(Enum):
    AUTHENTICATE = "authenticate"
    SIGN = "sign"


@dataclass(frozen=True, repr=False)
class _Key:
    certificate: bytes
    reference: bytes


def recognise(atr: bytes) -> Recognised:
    """By the historical bytes: ``DNIe`` and the card's phase of life."""
    if len(atr) != 20 or atr[:2] != b"\x3b\x7f" or atr[6:11] != b"\x6aDNIe":
        return Recognised.OTHER
    if atr[17:] == b"\x0f\x65\x81":
        return Recognised.DEAD
    return Recognised.DNIE if atr[17:] == b"\x03\x90\x00" else Recognised.OTHER


def matches(atr: bytes) -> bool:
    return recognise(atr) is Recognised.DNIE


class DnieDriver:
    """A ``CardDriver``. After ``CardError`` it may be asked again; after ``LinkLost`` it is over."""

    def __init__(self, transmit: Transmit, atr: bytes, profile: TerminalProfile) -> None:
        if not matches(atr):
            raise ValueError("not a DNIe")
        self._transmit = transmit
        self._profile = profile
        self._version_3 = atr[15] >= _VERSION_3
        self._mac_size = 8 if self._version_3 else 4
        self._channel: cwa14890.Channel | None = None
        self._serial: bytes | None = None
        self._genuine: tuple[Generation, RsaPublic] | None = None
        self._keys: dict[_Use, _Key] | None = None
        self._issuers: tuple[bytes, ...] = ()

    def public_info(self) -> dict[str, str]:
        """Of the document number (IDESP) only the series, three letters: the number is somebody's."""
        series = (self._read_if_there(IDESP) or b"")[:3].decode("ascii", "replace")
        version = (self._read_if_there(OS_VERSION) or b"").strip(b"\0 ").decode("ascii", "replace")
        return {
            "card": "DNIe 3.0 or 4.0" if self._version_3 else "DNIe 2.0",
            "serial": self._chip_serial().hex().upper(),
            "series": series,
            "version": version,
        }

    def tries_left(self) -> int | None:
        """Asked inside the PIN's channel, for the card tells nobody else."""
        reply = self._open_pin_channel().send(Command(0, 0x20, 0, 0))
        if reply.sw == apdu.BLOCKED:
            return 0
        return reply.sw & 0x0F if reply.sw & 0xFFF0 == 0x63C0 else None

    def certificates(self) -> Certificates:
        """On a DNIe 2.0 they are readable only after the PIN: before it, ``CardError(UNREADABLE)``."""
        keys = self._load_keys()
        signing = keys.get(_Use.SIGN)
        return Certificates(
            keys[_Use.AUTHENTICATE].certificate, signing.certificate if signing else None, self._issuers
        )

    def authenticate(self, challenge: bytes, pin: str) -> bytes:
        return self._use(_Use.AUTHENTICATE, hashlib.sha256(challenge).digest(), pin)

    def sign(self, digest: bytes, pin: str) -> bytes:
        if len(digest) != hashlib.sha256().digest_size:
            raise ValueError("a SHA-256 digest has 32 bytes")
        return self._use(_Use.SIGN, digest, pin)

    def _use(self, use: _Use, digest: bytes, pin: str) -> bytes:
        secret = _pin_bytes(pin)
        try:
            self._present(secret)
            key = self._load_keys().get(use)
            if key is None:
                raise CardError(Problem.UNREADABLE)
            signature = self._sign_with(key, SHA256_INFO + digest)
        except LinkLost:
            self._channel = None  # so that nothing more is sent to a card that is not there
            raise
        finally:
            self._close()
        return signature

    def _present(self, secret: bytes) -> None:
        """The one place where a PIN is sent."""
        channel = self._open_pin_channel()
        reply = channel.send(Command(0, 0x20, 0, 0, secret))
        if reply.sw == apdu.BLOCKED:
            raise CardError(Problem.BLOCKED, tries_left=0)
        if reply.sw & 0xFFF0 == 0x63C0:
            left = reply.sw & 0x0F
            raise CardError(Problem.WRONG_PIN if left else Problem.BLOCKED, tries_left=left)
        _must(reply)
        if self._version_3:
            self._open_channel(user=True)

    def _sign_with(self, key: _Key, digest_info: bytes) -> bytes:
        selected = Command(0, 0x22, 0x41, 0xB6, b"\x84\x02" + key.reference)
        _must(self._send(selected))
        return _must(self._send(Command(0, 0x2A, 0x9E, 0x9A, digest_info)))

    def _load_keys(self) -> dict[_Use, _Key]:
        if self._keys is None:
            try:
                self._keys = self._read_keys()
            except pkcs15.BadObject as broken:
                raise CardError(Problem.UNREADABLE) from broken
        return self._keys

    def _read_keys(self) -> dict[_Use, _Key]:
        """Each key by what its certificate is for; certificates without a key are the issuers'."""
        references = {key.id: key.path[-2:] for key in pkcs15.private_keys(self._read(KEYS))}
        keys: dict[_Use, _Key] = {}
        issuers: list[bytes] = []
        for described in pkcs15.certificates(self._read(CERTIFICATES)):
            certificate = pkcs15.unpacked(self._read(described.path))
            if described.id not in references:
                issuers.append(certificate)
                continue
            keys[_purpose(certificate)] = _Key(certificate, references[described.id])
        if _Use.AUTHENTICATE not in keys:
            raise pkcs15.BadObject("no authentication certificate")
        self._issuers = tuple(issuers)
        return keys

    def _open_pin_channel(self) -> cwa14890.Channel:
        return self._channel or self._open_channel(user=not self._version_3)

    def _open_channel(self, *, user: bool) -> cwa14890.Channel:
        """Inside the channel that is open, if one is."""
        generation, card_key = self._component_chain()
        serial = self._chip_serial()
        terminal: Terminal = generation.user if user else generation.pin
        try:
            _must(self._select_master())
            session = cwa14890.establish(self._send, serial, card_key, generation, terminal, self._mac_size)
        except cwa14890.NotGenuine as false:
            raise CardError(Problem.NOT_GENUINE) from false
        except cwa14890.TerminalRefused as refused:
            raise CardError(Problem.UNREADABLE) from refused
        self._channel = cwa14890.Channel(self._send_plain, session)
        return self._channel

    def _component_chain(self) -> tuple[Generation, RsaPublic]:
        if self._genuine is None:
            try:
                self._genuine = component.verified(self._read(AUTHORITY), self._read(CHIP), self._profile)
            except cwa14890.NotGenuine as false:
                raise CardError(Problem.NOT_GENUINE) from false
        return self._genuine

    def _chip_serial(self) -> bytes:
        if self._serial is None:
            serial = _must(self._send(Command(0x90, 0xB8, 0, 0, le=7)))
            if len(serial) < 7:
                raise CardError(Problem.UNREADABLE)
            self._serial = serial[:7]
        return self._serial

    def _close(self) -> None:
        """Any command in the clear ends the channel; what the card answers to it (6987) is of no interest."""
        if self._channel is not None:
            self._channel = None
            self._select_master()

    def _read_if_there(self, path: bytes) -> bytes | None:
        try:
            return self._read(path)
        except CardError:
            return None

    def _read(self, path: bytes) -> bytes:
        """A whole file, by its path from the master file; with the padding that it may have."""
        _must(self._select_master())
        described = b""
        for at in range(0, len(path), 2):
            described = _must(self._send(Command(0, 0xA4, 0, 0, path[at : at + 2])))
        return self._read_selected(_file_size(described))

    def _read_selected(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            offset = len(data)
            wanted = min(_CHUNK, size - offset)
            reply = self._send(Command(0, 0xB0, offset >> 8, offset & 0xFF, le=wanted))
            if reply.sw == apdu.WRONG_OFFSET:
                break
            chunk = reply.data if reply.sw == apdu.FILE_END else _must(reply)
            data += chunk
            if len(chunk) < wanted or not any(chunk):
                break  # the end, or padding up to it, which at 10 ms a command is not worth reading
        return data[:size]

    def _select_master(self) -> Reply:
        return self._send(Command(0, 0xA4, 4, 0, MASTER_FILE))

    def _send(self, command: Command) -> Reply:
        return self._channel.send(command) if self._channel else self._send_plain(command)

    def _send_plain(self, command: Command) -> Reply:
        return exchange(self._transmit, command.encode())


def _must(reply: Reply) -> bytes:
    if not reply.ok:
        raise CardError(Problem.UNREADABLE)
    return reply.data


def _pin_bytes(pin: str) -> bytes:
    """A PIN that no DNIe can have is wrong without spending a try on it."""
    try:
        secret = pin.encode("latin-1")
    except UnicodeEncodeError:
        raise CardError(Problem.WRONG_PIN) from None
    if not SHORTEST_PIN <= len(secret) <= LONGEST_PIN:
        raise CardError(Problem.WRONG_PIN)
    return secret


def _file_size(described: bytes) -> int:
    """From the proprietary part (85) of the file's description; the longest there can be if it says none."""
    try:
        fields = {field.tag: field.value for field in first(described).children()}
    except BadTlv:
        return pkcs15.LONGEST_FILE
    own = fields.get(0x85, b"")
    size = int.from_bytes(own[3:5], "big") if len(own) >= 10 else 0
    return min(size, pkcs15.LONGEST_FILE) if size else pkcs15.LONGEST_FILE


def _purpose(der: bytes) -> _Use:
    """What the certificate's key is for. Of the signature key it says that it binds (non-repudiation)."""
    try:
        certificate = x509.Certificate.load(der)
        usage = certificate.key_usage_value.native if certificate.key_usage_value else set()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as broken:
        raise pkcs15.BadObject("a certificate that does not parse") from broken
    return _Use.SIGN if "non_repudiation" in usage else _Use.AUTHENTICATE
