"""What a visitor waits for: from their finger, or their card, to the screen that answers it."""

import asyncio
import time
from typing import Any

from agent.bench.handles import Handles
from agent.bench.person import Person
from tests.bench.detection import Detector
from tests.bench.figures import spread


class Visits:
    def __init__(self, bench: Handles, detector: Detector) -> None:
        self._bench = bench
        self._person = Person(bench)
        self._detector = detector
        self.taps: list[float] = []
        self.card: list[float] = []
        self.pin: list[float] = []
        self.accepted: list[float] = []
        self.machine: list[float] = []

    async def run(self, times: int) -> dict[str, Any]:
        for _time in range(times):
            await self._one()
        return {
            "tap_to_next_screen_ms": spread(self.taps, 80.0),
            "card_detected_to_pin_screen_ms": spread(self.card, 300.0),
            "pin_accepted_to_identity_ms": spread(self.pin, 500.0),
            "print_to_job_accepted_ms": spread(self.accepted, 1000.0),
            "machine_time_of_a_visit_ms": spread(self.machine, 5000.0),
        }

    async def _one(self) -> None:
        person = self._person
        waited = 0.0
        await person.reads("home", having="padron")
        waited += await self._tap("padron", "wait")
        waited += await self._card_in()
        await person.types_pin(self._bench.drawer["resident"].pin)
        seen = await person.reads("choose", having="volante")
        self.pin.append((seen.at - person.acted_at) * 1000)
        waited += self.pin[-1]
        # A person who makes up their mind twice: more taps to measure, not part of the visit's time.
        for _time in range(3):
            await self._tap("volante", "choose", "aid")
            await self._tap("wish:back", "choose", "volante")
        waited += await self._tap("volante", "choose", "aid")
        waited += await self._tap("aid", "choose", "me")
        waited += await self._reaches("me", "preview", "print")
        waited += await self._print()
        await person.takes_card()
        await self._tap("finish", "home", "padron")
        self.machine.append(waited)

    async def _tap(self, target: str, screen: str, having: str | None = None) -> float:
        """A tap whose answer is the next screen, with no device or city in between."""
        took = await self._reaches(target, screen, having)
        self.taps.append(took)
        return took

    async def _reaches(self, target: str, screen: str, having: str | None = None) -> float:
        await asyncio.sleep(0.25)  # a person looks before they touch
        await self._person.taps(target)
        seen = await self._person.reads(screen, having=having)
        return (seen.at - self._person.acted_at) * 1000

    async def _card_in(self) -> float:
        detected = asyncio.create_task(self._detector.next_card())
        await asyncio.sleep(0.2)
        await self._person.inserts("resident")
        inserted = time.monotonic()
        at = await detected
        seen = await self._person.reads("pin")
        self.card.append((seen.at - at) * 1000)
        return (seen.at - inserted) * 1000

    async def _print(self) -> float:
        since = self._bench.events.last
        accepted = asyncio.create_task(self._job(since))
        await asyncio.sleep(0.25)
        await self._person.taps("print")
        tapped = self._person.acted_at
        self.accepted.append((await accepted - tapped) * 1000)
        seen = await self._person.reads("done", having="finish")
        return (seen.at - tapped) * 1000

    async def _job(self, since: int) -> float:
        async for event in self._bench.events.listen(since):
            if event.data.get("accepted"):
                return event.at
        raise AssertionError("events never end")
