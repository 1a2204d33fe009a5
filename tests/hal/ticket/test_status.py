"""DLE EOT's bytes: what each bit means, and that noise is not good news."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hal.ticket.status import Garbled, Status, is_fence, is_status

WELL = (0x12, 0x12, 0x12, 0x12)
bytes_of_four = some.lists(some.integers(0, 255), min_size=4, max_size=4)


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        (WELL, None),
        ((0x16, 0x12, 0x12, 0x12), None),  # drawer signal: nothing to us
        ((0x12, 0x12, 0x12, 0x1E), None),  # roll near its end
        ((0x1A, 0x16, 0x12, 0x12), "cover"),
        ((0x1A, 0x32, 0x12, 0x7E), "no-paper"),
        ((0x12, 0x12, 0x12, 0x72), "no-paper"),
        ((0x1A, 0x52, 0x1A, 0x12), "jam"),
        ((0x1A, 0x52, 0x32, 0x12), "other"),
        ((0x1A, 0x12, 0x12, 0x12), "offline"),
    ],
)
def test_the_bits_say_what_keeps_it_from_printing(replies, kind):
    fault = Status.parse(replies).fault
    assert (fault.kind if fault else None) == kind


def test_a_roll_near_its_end_is_known():
    assert Status.parse((0x12, 0x12, 0x12, 0x1E)).paper_low


@given(some.lists(some.integers(0, 255), max_size=6))
def test_anything_is_a_status_or_garbled(replies):
    try:
        Status.parse(replies)
    except Garbled:
        return
    assert len(replies) == 4
    assert all(reply & 0x93 == 0x12 for reply in replies)


@pytest.mark.parametrize("noise", [0x00, 0xFF, 0x37])
def test_noise_in_any_place_is_garbled(noise):
    for place in range(4):
        replies = list(WELL)
        replies[place] = noise
        with pytest.raises(Garbled):
            Status.parse(replies)


@given(some.integers(0, 255))
def test_no_byte_is_both_a_status_and_the_answer_to_gs_r(byte):
    assert not (is_status(byte) and is_fence(byte))
