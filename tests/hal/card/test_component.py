"""The chip's certificates, read from a card before anything is known of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hal.card.component import verified
from hal.card.cwa14890 import NotGenuine
from hal.card.sim_component import Components
from hal.card.terminal import TerminalProfile

SERIAL = bytes.fromhex("06012B5D8D4C2A")


@pytest.mark.parametrize("generation", [1, 2])
def test_the_root_that_signed_the_card_tells_its_generation(pki, profile, generation):
    chip = Components(pki, generation).chip(SERIAL)
    found, key = verified(chip.authority, chip.certificate + bytes(300), profile)
    assert found == profile.generations[generation - 1]
    assert key == chip.key.public


def test_a_chip_of_another_root_is_not_genuine(pki, profile):
    forged = Components(pki, 2).chip(SERIAL, genuine=False)
    with pytest.raises(NotGenuine):
        verified(forged.authority, forged.certificate, profile)


def test_a_right_authority_with_a_chip_that_it_did_not_sign_is_not_genuine(pki, profile):
    right, forged = (Components(pki, 2).chip(SERIAL, genuine=genuine) for genuine in (True, False))
    with pytest.raises(NotGenuine):
        verified(right.authority, forged.certificate, profile)


def test_without_a_root_no_chip_is_genuine(pki):
    chip = Components(pki, 2).chip(SERIAL)
    with pytest.raises(NotGenuine):
        verified(chip.authority, chip.certificate, TerminalProfile(()))


@given(authority=st.binary(max_size=600), chip=st.binary(max_size=600))
def test_any_bytes_are_not_genuine(authority, chip, profile):
    with pytest.raises(NotGenuine):
        verified(authority, chip, profile)


@settings(max_examples=300, deadline=None)
@given(in_authority=st.booleans(), at=st.integers(0, 2000), other=st.integers(1, 255))
def test_with_a_changed_byte_neither_certificate_is_genuine(pki, profile, in_authority, at, other):
    chip = Components(pki, 2).chip(SERIAL)
    files = [chip.authority, chip.certificate]
    changed = bytearray(files[not in_authority])
    changed[at % len(changed)] ^= other
    files[not in_authority] = bytes(changed)
    with pytest.raises(NotGenuine):
        verified(files[0], files[1], profile)
