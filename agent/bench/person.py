"""A person at the kiosk: reads the screen that is up, touches what is on it, moves cards.

Reads what a technician is told (``Seen``), which has no words, and touches through the X server.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from PIL import Image

from agent.bench.handles import Handles
from agent.protocol import Seen, Target

PATIENCE = 10.0  # s a person looks for what should be there
HELD = 0.05  # s a finger stays
BETWEEN = 0.03  # s from key to key
TURNS = {  # from the board that is up, towards the one that has the character
    ("digits", "lower"): "key:abc",
    ("digits", "upper"): "key:abc",
    ("digits", "signs"): "key:abc",
    ("lower", "upper"): "key:shift",
    ("lower", "signs"): "key:signs",
    ("upper", "lower"): "key:shift",
    ("upper", "signs"): "key:signs",
    ("signs", "lower"): "key:letters",
    ("signs", "upper"): "key:letters",
}


class NotThere(AssertionError):
    """The screen or the target that was looked for did not come; says what was there instead."""


@dataclass(frozen=True)
class Reaction:
    """What the machine did after an act of the person, in s after it."""

    next: float  # until the next screen was drawn
    ready: float  # until the screen on which the person can go on


@dataclass
class Person:
    bench: Handles
    acted_at: float = 0.0  # s, monotonic; screens drawn before it are old
    act: str = "nothing yet"
    reaction: Reaction | None = None  # to the last act, once the person has read a screen after it
    held: float = HELD
    _measured: float = 0.0  # the act (``acted_at``) whose reaction is known

    @property
    def sees(self) -> Seen | None:
        return self.bench.watcher.seen

    async def reads(
        self,
        screen: str,
        having: str | None = None,
        *,
        over: bool = False,
        unless: Collection[str] = (),
        deadline: float = PATIENCE,
    ) -> Seen:
        """That screen, drawn after the last act, with something to touch.

        Raises ``NotThere``, at once if a screen of the kinds ``unless`` comes instead.
        """

        def wanted(seen: Seen) -> bool:
            return seen.screen == screen and seen.over is over and _has(seen, having)

        def comes(seen: Seen) -> bool:
            return seen.at >= self.acted_at and (wanted(seen) or seen.screen in unless)

        what = f"{screen} with {having}" if having else screen
        seen = await self._looks_for(comes, what, deadline)
        if not wanted(seen):
            raise self._not_there(what)
        self._measure(seen)
        return seen

    async def sees_another_picture_than(self, known: Image.Image, deadline: float = PATIENCE) -> Image.Image:
        """The screen's pixels once they are not ``known``. Raises ``TimeoutError``."""
        async with asyncio.timeout(deadline):
            while True:
                changes = self.bench.screen.changes  # before the picture, which may be old once it is taken
                picture = await self.bench.screen.picture()
                if picture.tobytes() != known.tobytes():
                    return picture
                await self.bench.screen.changed(changes)

    async def taps(self, target: str, *, deadline: float = PATIENCE) -> None:
        """In its middle. An option may be named by its id; raises ``NotThere``."""
        seen = await self._looks_for(lambda seen: _has(seen, target), _named(target), deadline)
        place = next(one for one in seen.targets if one.id == target)
        lifted = await self.bench.screen.tap(*_middle(place), held=self.held)
        self._acted(f"taps {_named(target)}", lifted)

    async def types_pin(self, pin: str) -> None:
        """Every character on the screen's keys, then accepts."""
        for character in pin:
            await self._finds_key(character)
            await self.taps(f"key:{character}")
            await asyncio.sleep(BETWEEN)
        await self.taps("key:ok")
        self.act = f"enters a PIN of {len(pin)}"

    async def chooses_language(self, language: str) -> None:
        await self.taps(f"wish:language:{language}")
        await self._looks_for(lambda seen: seen.look.language.value == language, language, PATIENCE)

    async def inserts(self, card: str) -> None:
        """A card of the drawer, by its id."""
        self._acted(f"inserts the card {card}", time.monotonic())
        await self.bench.drawer.insert(card)

    async def takes_card(self) -> None:
        """Nothing need change on the screen, so the next one to read may be the one that is up."""
        self.act = "takes the card"
        await self.bench.drawer.remove()

    async def presents(self, card: str) -> None:
        """Puts the card in, and enters its right PIN when asked."""
        await self.inserts(card)
        await self.reads("pin")
        await self.types_pin(self.bench.drawer[card].pin)

    async def _finds_key(self, character: str) -> None:
        """Turns the keyboard until the character is on it."""
        wanted = _board_of(character)
        while not _has(self.sees, f"key:{character}"):
            turn = TURNS.get((_board(self.sees), wanted))
            if turn is None:
                raise NotThere("no keyboard has a character of this PIN")
            before = self.sees
            await self.taps(turn)
            await self._looks_for(_other_than(before), "another keyboard", PATIENCE)

    async def _looks_for(self, wanted: Callable[[Seen], bool], what: str, deadline: float) -> Seen:
        try:
            return await self.bench.watcher.sees(wanted, deadline)
        except TimeoutError:
            raise self._not_there(what) from None

    def _not_there(self, what: str) -> NotThere:
        return NotThere(f"{what} did not come after: {self.act}; there is {_words(self.sees)}")

    def _acted(self, act: str, at: float) -> None:
        self.act, self.acted_at, self.reaction = act, at, None

    def _measure(self, seen: Seen) -> None:
        if self._measured != self.acted_at:
            self._measured = self.acted_at
            after = (one.at for one in self.bench.watcher.history if one.at >= self.acted_at)
            self.reaction = Reaction(next=next(after, seen.at) - self.acted_at, ready=seen.at - self.acted_at)


def _has(seen: Seen | None, target: str | None) -> bool:
    if target is None:
        return True
    return seen is not None and any(one.id == target for one in seen.targets)


def _board(seen: Seen | None) -> str:
    marks = {"key:letters": "signs", "key:q": "lower", "key:Q": "upper"}
    return next((board for mark, board in marks.items() if _has(seen, mark)), "digits")


def _board_of(character: str) -> str:
    if not character.isalnum():
        return "signs"
    return "upper" if character.isupper() else "lower"


def _other_than(before: Seen | None) -> Callable[[Seen], bool]:
    return lambda seen: seen is not before


def _named(target: str) -> str:
    """Single keys are what somebody's PIN is made of."""
    return "a key" if target.startswith("key:") and len(target) == len("key:") + 1 else target


def _middle(target: Target) -> tuple[int, int]:
    return target.x + target.width // 2, target.y + target.height // 2


def _words(seen: Seen | None) -> str:
    if seen is None:
        return "nothing on the screen"
    targets = ", ".join(one.id for one in seen.targets if not one.id.startswith("key:"))
    code = f" {seen.code}" if seen.code else ""
    return f"{seen.screen}{code}{' under a notice' if seen.over else ''} with {targets or 'nothing to touch'}"
