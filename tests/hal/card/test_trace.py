"""The trace that a city hall may send back: what the standard says, and lengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.card.driver import LinkLost
from hal.card.trace import SELECT, Trace

SECRET = b"12345678Z GARCIA"


@given(cla=st.integers(0, 255), ins=st.integers(0, 255), p1=st.integers(0, 255), p2=st.integers(0, 255))
def test_no_data_is_written_but_of_a_plain_select(cla: int, ins: int, p1: int, p2: int) -> None:
    trace = Trace()
    traced = trace.wrap(lambda command: SECRET + b"\x90\x00")
    traced(bytes([cla, ins, p1, p2, len(SECRET)]) + SECRET)
    (line,) = trace.lines
    assert (SECRET.hex().upper() in line) == ((cla, ins) == (0, SELECT))
    assert "9000" in line


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_whatever_is_said_is_one_line_and_passed_on(command: bytes, answer: bytes) -> None:
    trace = Trace()
    assert trace.wrap(lambda _: answer)(command) == answer
    assert len(trace.lines) == 1


def test_a_lost_card_is_in_the_trace() -> None:
    trace = Trace()

    def lost(_: bytes) -> bytes:
        raise LinkLost("PC/SC 0x80100069")

    with pytest.raises(LinkLost):
        trace.wrap(lost)(bytes.fromhex("00A40000026020"))
    assert "6020 -> lost: PC/SC 0x80100069" in trace.lines[0]


def test_a_files_description_is_kept_when_it_is_fetched_and_no_other_answer_is() -> None:
    trace = Trace()
    answers = iter([b"\x61\x10", b"\x6f\x0e\x90\x00", b"\x61\x10", SECRET + b"\x90\x00"])
    traced = trace.wrap(lambda _: next(answers))
    for command in ("00A40000026020", "00C0000010", "0CB0000000", "00C0000010"):
        traced(bytes.fromhex(command))
    assert "6F0E 9000" in trace.lines[1]
    assert "<16 bytes> 9000" in trace.lines[3]
