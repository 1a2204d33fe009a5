"""From ``Text`` to words in a language: gettext catalogues; dates and sums as the language writes them."""

import gettext
import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency

from agent.protocol import Language
from flows.text import Text

LOCAL = ZoneInfo("Europe/Madrid")
BABEL = {Language.SPANISH: "es_ES", Language.VALENCIAN: "ca_ES_VALENCIA", Language.ENGLISH: "en_GB"}


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """Spanish is the language of the msgids and has no catalogue."""
    if language is Language.SPANISH:
        return gettext.NullTranslations()
    source = files("flows").joinpath("locale", language.value, "LC_MESSAGES", "kiosk.po")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=BABEL[language]))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translator(language: Language) -> Callable[[Text], str]:
    found = catalogue(language)

    def translate(text: Text) -> str:
        if text.literal:
            return text.msgid
        if text.words is not None:
            return text.words.get(language.value, text.msgid)
        words = (
            found.gettext(text.msgid)
            if text.plural is None
            else found.ngettext(text.msgid, text.plural, text.count)
        )
        return words.format(**{name: written(value) for name, value in text.args.items()})

    def written(value: Any) -> str:
        if isinstance(value, Text):
            return translate(value)
        if isinstance(value, Decimal):
            return format_currency(value, "EUR", locale=Locale.parse(BABEL[language]))
        if isinstance(value, datetime):
            return format_datetime(value.astimezone(LOCAL), "long", locale=BABEL[language])
        if isinstance(value, date):
            return format_date(value, "long", locale=BABEL[language])
        return str(value)

    return translate
