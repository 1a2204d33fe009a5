"""A ticket's bytes: our languages' letters in the one code page, and no command that is not ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hal.ticket import Line, Qr, Rule, Ticket
from hal.ticket.compose import LONGEST_QR, PAGE, CannotCompose, compose, printable
from hal.ticket.sim_interpreter import Do, parse

PROFILE = "TM-T88V"


def commands_of(raw: bytes) -> list[Do]:
    found = []
    while raw:
        command, size = parse(raw) or pytest.fail("the ticket ends within a command")
        found.append(command.do)
        raw = raw[size:]
    return found


def test_the_code_page_has_every_letter_of_spanish_and_valencian():
    letters = "áéíóúüñÁÉÍÓÚÜÑ¿¡ªº€" + "àèòíóúïüçÀÈÒÍÓÚÏÜÇl·lL·L"
    assert letters.encode(PAGE).decode(PAGE) == letters
    assert printable(letters) == letters


def test_cp858_is_chosen_once_and_no_other_page_is_ever_used():
    raw = compose(Ticket((Line("1 € ñ ç l·l à"), Line("α ж 漢"))), PROFILE)
    assert raw.count(b"\x1bt") == 1
    assert b"\x1bt\x13" in raw
    assert "1 € ñ ç l·l à".encode(PAGE) in raw


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("«Martí» – “Nou”…", '«Martí» - "Nou"...'),
        ("Ștefan Łódź", "Stefan ?ódz"),
        ("l'l’l", "l'l'l"),
        ("日本", "??"),
        ("n\u0303", "ñ"),
        ("a\x1b@\x00\x10\x04b", "a@b"),
    ],
)
def test_letters_the_page_has_not_are_written_as_near_as_can_be(given, printed):
    assert printable(given) == printed


def test_a_long_line_is_broken_between_words():
    raw = compose(Ticket((Line("palabra " * 12),)), PROFILE)
    assert b"palabra\n" in raw
    assert b"palab\n" not in raw


def test_a_big_line_has_half_the_columns():
    raw = compose(Ticket((Line("x" * 40, big=True),)), PROFILE)
    assert b"x" * 21 + b"\n" + b"x" * 19 in raw


def test_a_ticket_that_is_not_cut_is_not_cut():
    assert Do.CUT not in commands_of(compose(Ticket((Line("x"),), cut=False), PROFILE))
    assert Do.CUT in commands_of(compose(Ticket((Line("x"),)), PROFILE))


@pytest.mark.parametrize("qr", [Qr(""), Qr("x" * (LONGEST_QR + 1)), Qr("x", size=0), Qr("x", size=17)])
def test_a_qr_code_that_cannot_be_is_said_so(qr):
    with pytest.raises(CannotCompose):
        compose(Ticket((qr,)), PROFILE)


parts = some.one_of(
    some.builds(Line, some.text(max_size=60), some.booleans(), some.booleans(), some.booleans()),
    some.builds(Qr, some.text(some.characters(codec="utf-8"), min_size=1, max_size=40), some.integers(1, 16)),
    some.just(Rule()),
)


@given(some.lists(parts, max_size=5).map(tuple))
def test_whatever_the_words_only_known_commands_come_out(parts):
    assert Do.REJECTED not in commands_of(compose(Ticket(parts), PROFILE))
