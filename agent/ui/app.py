"""Puts the link, the glass and the message in force together."""

import asyncio
import logging
import signal
import time
from dataclasses import dataclass, field

from agent.protocol import Alive, Answered, Draw, Drawn, Language, Target, Touched, Wish, Wished
from agent.ui.compose import compose, compose_moment
from agent.ui.glass import Glass
from agent.ui.link import Link
from agent.ui.options import Options
from agent.ui.page import State
from agent.ui.paper import forget_papers
from agent.ui.pen import Scene
from agent.ui.rest import rest
from flows.screens import Chosen, Entered, Home, Preview
from flows.secret import Secret

log = logging.getLogger("kiosk.ui")

ALIVE_EVERY = 5.0  # s
TOUCHED_EVERY = 1.0  # s
ANSWER_PAUSE = 0.8  # s in which a second tap is the same tap: hands tremble, and it was answered
PACE = 1 / 30  # s between turns
HOME_PACE = 1 / 20  # on Home, where nobody may be
QUICK_PACE = 1 / 60  # while somebody is touching
IDLE_PACE = 1 / 10  # on Home, when nobody has touched for a while
QUICK_FOR = 2.0  # s after a touch
IDLE_AFTER = 60.0  # s
REST_AFTER = 3.0  # s on Home untouched


@dataclass
class App:
    options: Options
    message: Draw | None = None
    state: State = field(default_factory=lambda: State(-1))
    _touched_at: float = 0.0
    _told_touch_at: float = -TOUCHED_EVERY
    _answered_at: float = -ANSWER_PAUSE
    _targets: tuple[Target, ...] | None = None
    _lost: bool = False
    _home_since: float | None = None

    def __post_init__(self) -> None:
        self.glass = Glass(self._on_touch, self._on_resize)
        self.link = Link(self.options.socket, self)

    async def run(self) -> None:
        """Until the window is closed or the process is told to end."""
        await self.glass.open()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.glass.close)
        self.lost()
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(self.link.run())
            await self._turn_until_closed()
            listening.cancel()

    async def _turn_until_closed(self) -> None:
        alive_at = time.monotonic() + ALIVE_EVERY
        while not self.glass.closed:
            now = time.monotonic()
            if alive := now >= alive_at:
                alive_at = now + ALIVE_EVERY
                self.glass.ask_frame()
            self._move(now)
            self.glass.turn()
            self._rest_if_alone(now)
            if alive:
                self.link.send(Alive(frames=self.glass.frames))
            await asyncio.sleep(self._pace(now))

    def _rest_if_alone(self, now: float) -> None:
        """Once after each visit."""
        since = self._home_since
        if since is not None and now - max(since, self._touched_at) > REST_AFTER:
            self._home_since = None
            rest()

    def _pace(self, now: float) -> float:
        if self.glass.under_finger or now - self._touched_at < QUICK_FOR:
            return QUICK_PACE
        at_home = self.message is not None and isinstance(self.message.screen, Home)
        if not at_home:
            return PACE
        return IDLE_PACE if now - self._touched_at > IDLE_AFTER else HOME_PACE

    def _move(self, now: float) -> None:
        for moving in self.glass.scene.moving:
            if now >= moving.due:
                moving.step(now)

    # --- from the supervisor ---

    def draw(self, draw: Draw) -> None:
        if draw.seq != self.state.seq:
            self.state.forget()
            self.state = State(draw.seq)
        if not isinstance(draw.screen, Preview):
            forget_papers()
        self.state.looks = False
        self.message = draw
        self._home_since = time.monotonic() if isinstance(draw.screen, Home) else None
        self._lost = False
        self._answered_at = -ANSWER_PAUSE
        self._targets = None
        self._show()

    def lost(self) -> None:
        """What was on the screen may be personal and can no longer be acted on: words take its place."""
        if self._lost:
            return
        self._lost = True
        self.message = None
        self.state.forget()
        self.state = State(-1)
        forget_papers()
        self.glass.show(self._moment())

    def _show(self) -> None:
        assert self.message is not None
        self.glass.show(compose(self.message, self.glass.size, self.options.dpi, self.state, self))
        self._tell_targets()

    def _moment(self) -> Scene:
        return compose_moment(self.glass.size, self.options.dpi, self.options.help_line)

    def _tell_targets(self) -> None:
        """After a redraw of our own (a keyboard turned, a page turned) only if they have changed."""
        assert self.message is not None
        targets = tuple(
            Target(id=t.id, x=t.box.x, y=t.box.y, width=t.box.width, height=t.box.height)
            for t in self.glass.scene.touchables
        )
        if targets != self._targets:
            self._targets = targets
            self.link.send(Drawn(seq=self.message.seq, over=self.message.over is not None, targets=targets))

    # --- from the finger (Hands) ---

    def choose(self, option: str) -> None:
        if self.message is not None and self._first_tap():
            self.link.send(Answered(seq=self.message.seq, answer=Chosen(option)))

    def enter(self) -> None:
        if self.message is not None and self._first_tap():
            characters = Secret("".join(self.state.typed))
            self.state.forget()
            self.link.send(Answered(seq=self.message.seq, answer=Entered(characters)))
            self.redraw()

    def wish(self, wish: Wish, language: Language | None = None) -> None:
        if self.message is not None and self._first_tap():
            self.link.send(Wished(seq=self.message.seq, wish=wish, language=language))

    def redraw(self) -> None:
        if self.message is not None:
            self._show()

    def _first_tap(self) -> bool:
        now = time.monotonic()
        if now - self._answered_at < ANSWER_PAUSE:
            return False
        self._answered_at = now
        return True

    def _on_touch(self) -> None:
        now = time.monotonic()
        self._touched_at = now
        if now - self._told_touch_at >= TOUCHED_EVERY:
            self._told_touch_at = now
            self.link.send(Touched())

    def _on_resize(self) -> None:
        if self.message is not None:
            self._show()
        else:
            self.glass.show(self._moment())
