"""Every sentence that a person may read exists in every language, with the same gaps to fill."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LOCALES = {"ca@valencia": "ca_ES_VALENCIA", "en": "en_GB"}
KEYWORDS = {"_": None, "plural": (1, 2)}


def sentences() -> Iterator[str]:
    for room in ("flows", "agent"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(ROOT / room), method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            yield message if isinstance(message, str) else message[0]


def catalogue(locale: str) -> Catalog:
    with (ROOT / "flows" / "locale" / locale / "LC_MESSAGES" / "kiosk.po").open("rb") as file:
        return read_po(file, locale=LOCALES[locale])


def forms(words: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def gaps(words: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", words))


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_missing(locale: str) -> None:
    written = {forms(message.id)[0]: message for message in catalogue(locale) if message.id}
    missing = sorted(
        sentence
        for sentence in set(sentences())
        if sentence not in written or not all(forms(written[sentence].string)) or written[sentence].fuzzy
    )
    assert missing == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_left_over(locale: str) -> None:
    wanted = set(sentences())
    assert [message.id for message in catalogue(locale) if forms(message.id)[0] not in wanted | {""}] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_gap_is_filled_in_every_language(locale: str) -> None:
    def same(message: Message) -> bool:
        wanted = gaps(forms(message.id)[-1])
        return all(gaps(form) == wanted for form in forms(message.string))

    assert [message.id for message in catalogue(locale) if message.id and not same(message)] == []
