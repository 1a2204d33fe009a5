"""The simulator's ESC/POS: strict, and never lost in what it does not know."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hal.ticket.sim_interpreter import Command, Do, parse
from hal.ticket.sim_paper import Paper


@given(some.binary(max_size=200))
def test_any_bytes_are_worked_off_or_waited_for_and_the_paper_takes_them(raw):
    paper = Paper()
    while (found := parse(raw)) is not None:
        command, size = found
        assert 1 <= size <= len(raw)
        if command.do not in (Do.REJECTED, Do.IGNORED, Do.TELL_PAPER, Do.CUT):
            paper.apply(command)
        raw = raw[size:]
    assert paper.png().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "raw",
    [
        b"\x1bi",  # obsolete cut
        b"\x1bt\x0f",  # a code page that our tickets never use
        b"\x1ba\x03",
        b"\x1b!\x46",
        b"\x1dV\x07",
        b"\x1dw",
        b"\x1d(L\x04\x00",  # graphics
        b"\x1d(k\x04\x001A1\x00",  # QR model 1
        b"\x1d(k\x03\x001C\x11",  # a module of 17 dots
        b"\x07",
        b"\x7f",
    ],
)
def test_what_is_not_known_is_rejected(raw):
    assert parse(raw) == (Command(Do.REJECTED, _body(raw)), len(raw))


def _body(raw: bytes) -> bytes:
    return raw[6:] if raw.startswith(b"\x1d(k") else raw


@pytest.mark.parametrize(
    "raw", [b"", b"\x1b", b"\x1d", b"\x1bE", b"\x1dVB", b"\x1d(k\x04", b"\x1d(k\x04\x001A"]
)
def test_the_rest_of_a_command_is_waited_for(raw):
    assert parse(raw) is None


def test_a_qr_code_wider_than_the_paper_is_not_printed():
    paper = Paper()
    assert paper.apply(Command(Do.QR_STORE, b"P0" + b"x" * 600))
    assert paper.apply(Command(Do.QR_SET, b"\x43\x10"))
    assert not paper.apply(Command(Do.QR_PRINT, b"Q0"))
