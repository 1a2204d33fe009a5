"""Cards other than the DNIe, through whatever PKCS#11 module knows them (OpenSC's, without configuration).

The module speaks PC/SC by itself, so it is loaded in the card worker and dies with it. What it
does not tell, such as the exact number of tries, is not guessed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pkcs11
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, TokenFlag

from hal.card import CardError, Problem, Slot
from hal.card.driver import Certificates, LinkLost
from hal.card.settings import Pkcs11Settings
from hal.card.unusable import Unusable

# DigestInfo of SHA-256 (RFC 8017, 9.2, note 1): the card signs what comes after it.
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
WRONG = (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange)


class NoModule(Exception):
    """The module is not there or is not a PKCS#11 module."""


class Pkcs11Driver:
    """One card in the reader with this PC/SC name. Raises ``Unusable`` for a card without our keys."""

    def __init__(self, settings: Pkcs11Settings, reader: str) -> None:
        self._settings = settings
        self._reader = reader
        self._library = load(settings.module)
        with lost():
            # A module keeps what it knew of the last card, and of a pcscd that is dead by now.
            self._library.reinitialize()
            self._token = self._find()

    def public_info(self) -> dict[str, str]:
        with lost():
            token = self._token.slot.get_token()
        serial = token.serial
        return {
            "model": str(token.model).strip("\x00 "),
            "maker": str(token.manufacturer_id).strip("\x00 "),
            "serial": serial.decode("ascii", "replace") if isinstance(serial, bytes) else str(serial),
        }

    def tries_left(self) -> int | None:
        with lost():
            flags = self._token.slot.get_token().flags
        if flags & TokenFlag.USER_PIN_LOCKED:
            return 0
        return 1 if flags & TokenFlag.USER_PIN_FINAL_TRY else None

    def certificates(self) -> Certificates:
        with lost(), self._token.open() as session:
            found = {
                bytes(one[Attribute.ID]): bytes(one[Attribute.VALUE])
                for one in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
            }
        authentication = found.pop(bytes.fromhex(self._settings.authentication_id), None)
        if authentication is None:
            raise Unusable(Slot.UNKNOWN_CARD)
        signature = found.pop(bytes.fromhex(self._settings.signature_id), None)
        return Certificates(authentication, signature, tuple(found.values()))

    def authenticate(self, challenge: bytes, pin: str) -> bytes:
        return self._sign(self._settings.authentication_id, challenge, Mechanism.SHA256_RSA_PKCS, pin)

    def sign(self, digest: bytes, pin: str) -> bytes:
        return self._sign(self._settings.signature_id, SHA256_INFO + digest, Mechanism.RSA_PKCS, pin)

    def _sign(self, key_id: str, data: bytes, mechanism: Mechanism, pin: str) -> bytes:
        if self.tries_left() == 0:
            raise CardError(Problem.BLOCKED, tries_left=0)
        try:
            with lost(), self._token.open(user_pin=pin) as session:
                key = session.get_key(
                    object_class=ObjectClass.PRIVATE_KEY,
                    key_type=KeyType.RSA,
                    id=bytes.fromhex(key_id),
                )
                # A key that wants the PIN at each use (PIV 9C) gets the same PIN again: the card
                # has accepted it a moment ago, so no try can be lost.
                again = {"pin": pin} if key[Attribute.ALWAYS_AUTHENTICATE] else {}
                return bytes(key.sign(data, mechanism=mechanism, **again))
        except WRONG:
            left = self.tries_left()
            raise CardError(Problem.BLOCKED if left == 0 else Problem.WRONG_PIN, tries_left=left) from None
        except pkcs11.PinLocked:
            raise CardError(Problem.BLOCKED, tries_left=0) from None

    def _find(self) -> Any:
        for slot in self._library.get_slots(token_present=True):
            if not self._reader.startswith(slot.slot_description.strip("\x00 ")[:60]):
                continue
            try:
                token = slot.get_token()
            except pkcs11.TokenNotRecognised:
                continue
            if token.flags & TokenFlag.TOKEN_INITIALIZED:
                return token
        raise Unusable(Slot.UNKNOWN_CARD)


def load(module: str) -> Any:
    """Raises ``NoModule``."""
    try:
        return pkcs11.lib(module)
    except pkcs11.PKCS11Error as error:
        raise NoModule(str(error)) from None


@contextmanager
def lost() -> Iterator[None]:
    """Whatever a module says that is not about the PIN means that this session is over."""
    try:
        yield
    except (*WRONG, pkcs11.PinLocked):
        raise
    except pkcs11.PKCS11Error as error:
        raise LinkLost(type(error).__name__) from None
