"""Texts become words in the visitor's language."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agent.protocol import Language
from agent.words import translator
from flows.text import Text, _, in_each, plural, verbatim

ES, VA, EN = (translator(language) for language in Language)


def test_spanish_is_the_language_of_the_source() -> None:
    assert ES(_("Recoja su DNI")) == "Recoja su DNI"


def test_each_language_has_its_own_words() -> None:
    assert (VA(_("Recoja su DNI")), EN(_("Recoja su DNI"))) == ("Arreplegue el seu DNI", "Take your ID card")


def test_numbers_agree_with_their_noun() -> None:
    def tries(count: int) -> Text:
        return plural("Le queda {count} intento.", "Le quedan {count} intentos.", count)

    assert (ES(tries(1)), ES(tries(2))) == ("Le queda 1 intento.", "Le quedan 2 intentos.")
    assert (EN(tries(1)), EN(tries(2))) == ("You have 1 try left.", "You have 2 tries left.")


def test_a_name_is_never_translated() -> None:
    assert EN(verbatim("Ayuda")) == "Ayuda"
    assert EN(_("Ayuda")) == "Help"


def test_a_text_inside_a_text_is_in_the_same_language() -> None:
    text = _("{reason} El quiosco más cercano: {name}, {address}.", reason=_("Ayuda"), name="A", address="B")
    assert EN(text) == "Help The nearest kiosk: A, B."


def test_the_city_pack_gives_its_own_words() -> None:
    words = in_each({"es": "Colegio", "ca@valencia": "Col·legi"})
    assert (ES(words), VA(words), EN(words)) == ("Colegio", "Col·legi", "Colegio")


@pytest.mark.parametrize(
    ("value", "spanish", "english"),
    [
        (date(2026, 11, 24), "24 de noviembre de 2026", "24 November 2026"),
        (Decimal("1234.5"), "1.234,50\xa0€", "€1,234.50"),
    ],
)
def test_dates_and_sums_are_written_as_the_language_does(value: object, spanish: str, english: str) -> None:
    text = Text("{it}", {"it": value})
    assert (ES(text), EN(text)) == (spanish, english)


def test_times_are_those_of_the_city() -> None:
    assert "10:30" in ES(Text("{at}", {"at": datetime(2026, 11, 24, 9, 30, tzinfo=UTC)}))


def test_what_a_text_says_is_not_in_its_repr() -> None:
    assert "GARCÍA" not in repr(verbatim("GARCÍA"))
    assert "GARCÍA" not in repr(_("{name}", name="GARCÍA"))
