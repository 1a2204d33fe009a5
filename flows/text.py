"""Words for a person, before their language is known.

A flow writes ``_("Su documento está listo")``. What travels inside a screen is the msgid with its
arguments; it becomes words when the screen is sent, so a visitor who changes language sees the
same screen again in the new one. Spanish is the language of the msgids.
"""

from collections.abc import Callable, Mapping
from typing import Any

Translate = Callable[["Text"], str]


class Text:
    """A sentence to translate, or words that need no translation (``verbatim``).

    Arguments fill ``{name}`` in the translated sentence. They may be ``Text`` themselves, or
    dates, times, integers and ``Decimal`` euros, which are written as the language writes them.
    """

    __slots__ = ("args", "count", "literal", "msgid", "plural", "words")

    def __init__(
        self,
        msgid: str,
        args: Mapping[str, Any] | None = None,
        *,
        plural: str | None = None,
        count: int = 0,
        literal: bool = False,
        words: Mapping[str, str] | None = None,
    ) -> None:
        self.msgid = msgid
        self.args = dict(args or {})
        self.plural = plural
        self.count = count
        self.literal = literal
        self.words = words

    def __str__(self) -> str:
        """The words, once they are in a language; before that, the Spanish msgid with its arguments."""
        return self.msgid if self.literal else self.msgid.format(**self.args)

    def __repr__(self) -> str:
        # Arguments may be names: a repr in a log must not show them.
        return f"Text({self.msgid!r})" if not self.literal else "Text(verbatim)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Text):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash((self.msgid, self.literal))

    def _key(self) -> tuple[object, ...]:
        return (self.msgid, self.args, self.plural, self.count, self.literal, self.words)


def _(msgid: str, **args: Any) -> Text:
    return Text(msgid, args)


def plural(one: str, many: str, count: int, **args: Any) -> Text:
    """``{count}`` may be used in both sentences."""
    return Text(one, {"count": count, **args}, plural=many, count=count)


def verbatim(words: str) -> Text:
    """Words that are shown as they are: a name, a street, a code."""
    return Text(words, literal=True)


def in_each(words: Mapping[str, str]) -> Text:
    """Words that a city pack gives language by language; Spanish where one is missing."""
    return Text(words["es"], words=words)
