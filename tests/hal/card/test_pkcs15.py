"""What a card says of its keys and certificates, read without trust."""

import contextlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.card.pkcs15 import LONGEST_FILE, BadObject, certificates, manufacturer, private_keys, unpacked
from hal.card.tlv import tlv


def entry(identifier: bytes, label: str, path: bytes) -> bytes:
    return tlv(
        0x30,
        tlv(0x30, tlv(0x0C, label.encode()), tlv(0x03, b"\x06\xc0")),
        tlv(0x30, tlv(0x04, identifier), tlv(0x03, b"\x05\x20")),
        tlv(0xA1, tlv(0x30, tlv(0x30, tlv(0x04, path)), tlv(0x02, b"\x08\x00"))),
    )


def packed(data: bytes, *, says: int | None = None) -> bytes:
    body = zlib.compress(data)
    return (
        (len(data) if says is None else says).to_bytes(4, "little") + len(body).to_bytes(4, "little") + body
    )


A_CERTIFICATE = tlv(0x30, b"\x02\x01\x05" * 200)


def test_a_directory_tells_id_label_and_path_and_its_padding_is_nothing():
    directory = (
        entry(b"A1", "CertAutenticacion", b"\x60\x61\x70\x01") + entry(b"F1", "x", b"\x70\x02") + bytes(900)
    )
    first, second = certificates(directory)
    assert (first.id, first.label, first.path) == (b"A1", "CertAutenticacion", b"\x60\x61\x70\x01")
    assert second.id == b"F1"
    assert private_keys(directory)[1].path[-2:] == b"\x70\x02"


@pytest.mark.parametrize("path", [b"", b"\x60", b"\x60\x61\x70"])
def test_a_path_of_half_a_file_is_refused(path):
    with pytest.raises(BadObject):
        certificates(entry(b"A1", "x", path))


def test_more_objects_than_a_card_can_have_are_refused():
    with pytest.raises(BadObject):
        certificates(entry(b"A1", "x", b"\x70\x01") * 17)


@pytest.mark.parametrize("data", [A_CERTIFICATE, packed(A_CERTIFICATE), packed(A_CERTIFICATE) + bytes(300)])
def test_a_certificate_is_the_same_packed_plain_and_padded(data):
    assert unpacked(data) == A_CERTIFICATE


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_without_unpacking_it():
    bomb = packed(bytes(50_000_000), says=LONGEST_FILE)
    assert len(bomb) < 100_000
    with pytest.raises(BadObject, match="size"):
        unpacked(bomb)


@pytest.mark.parametrize("says", [0, 1, len(A_CERTIFICATE) - 1, LONGEST_FILE, LONGEST_FILE + 1, 2**32 - 1])
def test_a_packed_certificate_must_have_the_size_it_says(says):
    with pytest.raises(BadObject):
        unpacked(packed(A_CERTIFICATE, says=says))


def test_the_maker_is_told():
    assert manufacturer(tlv(0x30, tlv(0x02, b"\0"), tlv(0x0C, b"DGP-FNMT"))) == "DGP-FNMT"


@given(st.binary(max_size=400))
def test_any_bytes_are_a_directory_or_refused(data):
    for read in (certificates, private_keys, manufacturer):
        with contextlib.suppress(BadObject):
            read(data)


@given(st.integers(0, 399), st.binary(max_size=8))
def test_a_directory_with_wrong_bytes_in_it_is_read_or_refused(at, wrong):
    directory = bytearray(entry(b"A1", "CertAutenticacion", b"\x60\x61\x70\x01") * 2)
    directory[at : at + len(wrong)] = wrong
    with contextlib.suppress(BadObject):
        assert len(certificates(bytes(directory))) <= 2


@given(st.binary(max_size=400) | st.binary(max_size=100).map(lambda tail: packed(A_CERTIFICATE)[:50] + tail))
def test_any_bytes_are_a_certificate_or_refused(data):
    with contextlib.suppress(BadObject):
        assert len(unpacked(data)) <= LONGEST_FILE
