"""The drawer of cards beside the kiosk, and the one reader they fit into."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from agent.bench.events import Events


class NoSuchCard(LookupError):
    pass


class SlotTaken(Exception):
    """Another card is in."""


class Hand(Protocol):
    """What moves cards: ``hal.card.sim.CardSim``."""

    async def insert(self, card: Any) -> None: ...
    async def put_back(self) -> None: ...
    async def remove(self) -> None: ...
    async def inserted(self) -> bool: ...


@dataclass(frozen=True)
class Card:
    """``make`` gives what the hand inserts. Everything here is invented, so the bench may show it."""

    id: str
    holder: str
    words: str  # what a tester wants it for
    kind: str  # "DNIe 4.0", "bank card"
    pin: str
    make: Callable[[], Awaitable[Any]]


class Drawer:
    def __init__(self, hand: Hand, cards: Iterable[Card], events: Events) -> None:
        self._hand = hand
        self._cards = {card.id: card for card in cards}
        self._events = events
        self._inserted: str | None = None
        self._last: str | None = None
        self._turn = asyncio.Lock()

    def __iter__(self) -> Iterator[Card]:
        return iter(self._cards.values())

    def __getitem__(self, card: str) -> Card:
        """Raises ``NoSuchCard``."""
        try:
            return self._cards[card]
        except KeyError:
            raise NoSuchCard(card) from None

    async def inserted(self) -> str | None:
        """Which card is in. A card may leave by itself (a fault that pulls it)."""
        if self._inserted is not None and not await self._hand.inserted():
            self._inserted = None
        return self._inserted

    async def insert(self, card: str) -> None:
        """Raises ``NoSuchCard``, ``SlotTaken``.

        The card that was in last has the PIN tries it was left with; any other one is as new.
        """
        wanted = self[card]
        async with self._turn:
            if await self.inserted() is not None:
                raise SlotTaken(self._inserted)
            if card == self._last:
                await self._hand.put_back()
            else:
                await self._hand.insert(await wanted.make())
            self._inserted = self._last = card
        self._events.tell("card", f"card in: {wanted.words}", card=card)

    async def remove(self) -> None:
        """Does nothing if no card is in."""
        async with self._turn:
            if await self.inserted() is None:
                return
            await self._hand.remove()
            self._inserted = None
        self._events.tell("card", "card out", card=None)
