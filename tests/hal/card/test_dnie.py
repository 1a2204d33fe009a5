"""The DNIe driver against the emulated card, in one process: no reader, no PC/SC."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hal.card import CardError, Problem
from hal.card.dnie import DnieDriver, Recognised, matches, recognise
from hal.card.driver import LinkLost
from hal.card.sim_dnie import SimDnie, card_from_spec
from hal.card.sim_pki import Pki
from hal.card.terminal import TerminalProfile

PIN, CHALLENGE = "12345678", bytes(range(32))
VERIFY, READ, SIGN, INTERNAL_AUTHENTICATE = 0x20, 0xB0, 0x2A, 0x88
MakeCard = Callable[..., SimDnie]
few = partial(settings, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass
class Wire:
    """What goes to the card and back, written down; ``meddle`` may change an answer."""

    card: SimDnie
    meddle: Callable[[bytes, bytes], bytes] = lambda _command, answer: answer
    said: list[bytes] = field(default_factory=list)

    def __call__(self, command: bytes) -> bytes:
        self.said.append(command)
        return self.meddle(command, self.card.process(command))

    def count(self, ins: int) -> int:
        return sum(1 for one in self.said if one[1] == ins)

    def pins(self) -> int:
        """VERIFY with something to verify: encrypted data (tag 87), or data in the clear."""
        return sum(1 for one in self.said if one[1] == VERIFY and len(one) > 5 and one[5] != 0x97)


def drive(wire: Wire, profile: TerminalProfile) -> DnieDriver:
    return DnieDriver(wire, wire.card.atr, profile)


def once(ins: int, answer: bytes, after: int = 0) -> Callable[[bytes, bytes], bytes]:
    """The ``after``-th further command with this instruction is answered so."""
    waiting: Iterator[bool] = iter([False] * after + [True])

    def meddle(command: bytes, right: bytes) -> bytes:
        return answer if command[1] == ins and next(waiting, False) else right

    return meddle


def key_in(certificate: bytes) -> RSAPublicKey:
    key = x509.load_der_x509_certificate(certificate).public_key()
    assert isinstance(key, RSAPublicKey)
    return key


@pytest.mark.parametrize("version", [2, 3, 4])
@pytest.mark.parametrize("generation", [1, 2])
def test_a_signed_challenge_verifies_with_the_cards_own_certificate(card, profile, version, generation):
    driver = drive(Wire(card(version=version, generation=generation)), profile)
    signature = driver.authenticate(CHALLENGE, PIN)
    certificates = driver.certificates()
    key_in(certificates.authentication).verify(signature, CHALLENGE, PKCS1v15(), SHA256())
    (holder,) = x509.load_der_x509_certificate(certificates.authentication).subject.get_attributes_for_oid(
        x509.NameOID.SERIAL_NUMBER
    )
    assert holder.value == "12345678Z"


@pytest.mark.parametrize("version", [2, 3])
def test_a_digest_is_signed_with_the_signature_key_and_no_other(card, profile, version):
    driver = drive(Wire(card(version=version)), profile)
    digest = hashlib.sha256(b"a document").digest()
    signature = driver.sign(digest, PIN)
    certificates = driver.certificates()
    assert certificates.signature is not None
    key_in(certificates.signature).verify(signature, digest, PKCS1v15(), Prehashed(SHA256()))
    with pytest.raises(InvalidSignature):
        key_in(certificates.authentication).verify(signature, digest, PKCS1v15(), Prehashed(SHA256()))


def test_the_card_brings_its_issuers_certificate(card, profile, pki):
    assert drive(Wire(card()), profile).certificates().chain == (pki.intermediate.der,)


def test_from_3_on_certificates_are_read_without_a_pin_and_before_only_after_it(card, profile):
    assert drive(Wire(card(version=3)), profile).certificates().authentication
    old = drive(Wire(card(version=2)), profile)
    with pytest.raises(CardError, match="unreadable"):
        old.certificates()
    old.authenticate(CHALLENGE, PIN)
    assert old.certificates().authentication


@pytest.mark.parametrize("version", [2, 3])
def test_the_tries_that_are_left_are_told_before_the_pin_and_cost_none(card, profile, version):
    wire = Wire(card(version=version, tries_left=2))
    driver = drive(wire, profile)
    assert driver.tries_left() == 2
    assert driver.tries_left() == 2
    assert wire.card.tries_left == 2
    driver.authenticate(CHALLENGE, PIN)
    assert driver.tries_left() == 3


@pytest.mark.parametrize("version", [2, 3])
def test_a_wrong_pin_is_tried_once_and_says_what_is_left(card, profile, version):
    wire = Wire(card(version=version))
    driver = drive(wire, profile)
    with pytest.raises(CardError) as wrong:
        driver.authenticate(CHALLENGE, "87654321")
    assert (wrong.value.problem, wrong.value.tries_left) == (Problem.WRONG_PIN, 2)
    assert wire.pins() == 1
    assert driver.authenticate(CHALLENGE, PIN)


def test_the_last_wrong_pin_blocks_the_card_and_the_right_one_no_longer_helps(card, profile):
    wire = Wire(card(tries_left=1))
    driver = drive(wire, profile)
    for pin in ("87654321", PIN):
        with pytest.raises(CardError) as blocked:
            driver.authenticate(CHALLENGE, pin)
        assert (blocked.value.problem, blocked.value.tries_left) == (Problem.BLOCKED, 0)
    assert driver.tries_left() == 0


@pytest.mark.parametrize("pin", ["", "123", "1" * 17, "contraseña€", "😀😀😀😀"])
def test_a_pin_that_no_card_has_spends_no_try(card, profile, pin):
    wire = Wire(card())
    with pytest.raises(CardError, match="wrong-pin"):
        drive(wire, profile).authenticate(CHALLENGE, pin)
    assert wire.card.tries_left == 3


@pytest.mark.parametrize("version", [2, 3])
def test_the_pin_is_never_on_the_wire_as_it_is(card, profile, version):
    wire = Wire(card(version=version))
    driver = drive(wire, profile)
    driver.tries_left()
    driver.authenticate(CHALLENGE, PIN)
    driver.sign(bytes(32), PIN)
    assert not [one for one in wire.said if PIN.encode() in one]
    assert all(one[0] & 0x0C == 0x0C for one in wire.said if one[1] == VERIFY)


def test_each_signature_takes_the_pin_again(card, profile):
    wire = Wire(card())
    driver = drive(wire, profile)
    driver.authenticate(CHALLENGE, PIN)
    with pytest.raises(CardError, match="wrong-pin"):
        driver.sign(bytes(32), "00000000")
    assert wire.pins() == 2


def test_a_chip_that_the_factory_does_not_vouch_for_gets_no_pin(card, profile):
    wire = Wire(card(genuine=False))
    with pytest.raises(CardError, match="not-genuine"):
        drive(wire, profile).authenticate(CHALLENGE, PIN)
    assert wire.count(VERIFY) == 0


def test_a_chip_that_copied_its_certificates_but_has_not_their_key_gets_no_pin(card, profile):
    wire = Wire(card(cloned=True))
    with pytest.raises(CardError, match="not-genuine"):
        drive(wire, profile).authenticate(CHALLENGE, PIN)
    assert wire.count(VERIFY) == 0


def test_a_terminal_of_the_other_generation_alone_does_not_recognise_the_card(card, profile):
    old_only = TerminalProfile(profile.generations[:1])
    with pytest.raises(CardError, match="not-genuine"):
        drive(Wire(card(generation=2)), old_only).tries_left()


def test_an_answer_that_somebody_changed_in_the_channel_ends_the_session(card, profile):
    forged = bytes.fromhex("990290008E080000000000000000") + b"\x90\x00"
    wire = Wire(card(), once(VERIFY, forged))
    with pytest.raises(LinkLost):
        drive(wire, profile).authenticate(CHALLENGE, PIN)
    assert wire.count(SIGN) < 6  # certificates of both roles at most: nothing was signed


@pytest.mark.parametrize("status", ["6987", "6988"])
def test_a_channel_that_the_card_dropped_ends_the_session_and_the_pin_is_not_sent_again(
    card, profile, status
):
    wire = Wire(card(), once(VERIFY, bytes.fromhex(status)))
    with pytest.raises(LinkLost):
        drive(wire, profile).authenticate(CHALLENGE, PIN)
    assert wire.pins() == 1


def test_a_refusal_without_protection_is_believed_but_success_never_is(card, profile):
    with pytest.raises(CardError) as wrong:
        drive(Wire(card(), once(VERIFY, b"\x63\xc1")), profile).authenticate(CHALLENGE, PIN)
    assert (wrong.value.problem, wrong.value.tries_left) == (Problem.WRONG_PIN, 1)
    with pytest.raises(LinkLost):
        drive(Wire(card(), once(VERIFY, b"\x90\x00")), profile).authenticate(CHALLENGE, PIN)


def test_a_card_that_wants_another_length_is_asked_for_that(card, profile):
    wire = Wire(card(), once(READ, b"\x6c\x20"))
    assert drive(wire, profile).public_info()["series"] == "BMP"
    assert bytes.fromhex("00B0000020") in wire.said


def test_few_commands_are_needed_for_a_real_card_takes_about_10_ms_for_each(card, profile):
    wire = Wire(card())
    driver = drive(wire, profile)
    driver.certificates()
    driver.tries_left()
    before_the_pin = len(wire.said)
    driver.authenticate(CHALLENGE, PIN)
    assert before_the_pin <= 85
    assert len(wire.said) - before_the_pin <= 30


def test_a_card_without_a_version_file_is_still_told_about(card, profile):
    wire = Wire(card(), lambda command, answer: b"\x6a\x82" if command[5:7] == b"\x2f\x03" else answer)
    info = drive(wire, profile).public_info()
    assert info["version"] == ""
    assert info["serial"] == "06012B5D8D4C2A"


def test_what_a_technician_sees_has_nobodys_number_or_name(card, profile):
    told = " ".join(drive(Wire(card()), profile).public_info().values())
    assert not [word for word in ("12345678", "GARC", "ANA", "100201") if word in told]


def test_cards_are_told_by_their_atr(card):
    assert all(matches(card(version=version).atr) for version in (2, 3, 4))
    assert recognise(card(dead=True).atr) is Recognised.DEAD
    assert recognise(bytes.fromhex("3B6E000000310071D66C53F4000000009000")) is Recognised.OTHER


@given(st.binary(max_size=40))
def test_any_bytes_may_come_as_an_atr(atr):
    assert recognise(atr) in Recognised


@few(max_examples=60)
@given(answers=st.lists(st.binary(max_size=300), max_size=40))
def test_a_card_that_talks_nonsense_is_an_error_with_a_name(answers, profile):
    left = iter(answers)
    driver = DnieDriver(
        lambda _: next(left, b"\x6f\x00"), bytes.fromhex("3B7F960000006A444E4965200101550421039000"), profile
    )
    for ask in (
        driver.public_info,
        driver.tries_left,
        driver.certificates,
        lambda: driver.authenticate(b"x", PIN),
    ):
        with suppress(CardError, LinkLost):
            ask()


@few(max_examples=80)
@given(data=st.data())
def test_one_answer_gone_wrong_never_costs_more_than_one_try(data, pki: Pki, profile):
    version = data.draw(st.sampled_from([2, 3]))
    spec = {"nif": "12345678Z", "given": "ANA", "surname1": "GARCÍA", "version": version}
    at, spoilt = data.draw(st.integers(0, 200)), data.draw(st.binary(min_size=1, max_size=260))
    bit = data.draw(st.none() | st.integers(0, 2000))
    left = iter(range(at, -1, -1))

    def meddle(_command: bytes, answer: bytes) -> bytes:
        if next(left, None) != 0:
            return answer
        if bit is None:
            return spoilt
        changed = bytearray(answer)
        changed[bit // 8 % len(answer)] ^= 1 << bit % 8
        return bytes(changed)

    wire = Wire(card_from_spec(spec, pki.directory), meddle)
    driver = drive(wire, profile)
    with suppress(CardError, LinkLost):
        driver.tries_left()
        driver.authenticate(CHALLENGE, PIN)
    assert wire.pins() <= 1
    assert wire.card.tries_left == 3
