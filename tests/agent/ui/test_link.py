"""The screen's end of the socket, against a supervisor that may do anything."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.protocol import Answered, Draw, Failed, Hello, Look, Role, encoder
from agent.ui.link import Backoff, Link, NotUnderstood, understood
from flows.screens import Chosen, Show
from flows.text import verbatim
from tests.agent.ui import gallery
from tests.agent.ui.rig import Supervisor
from tests.clock import eventually

QUICK = Backoff(first=0.005, longest=0.02)


@dataclass
class Ears:
    drawn: list[Draw] = field(default_factory=list)
    losses: int = 0

    def draw(self, draw: Draw) -> None:
        self.drawn.append(draw)

    def lost(self) -> None:
        self.losses += 1


@asynccontextmanager
async def linked(path: Path, **settings: float) -> AsyncIterator[tuple[Link, Ears]]:
    ears = Ears()
    link = Link(path, ears, backoff=QUICK, **settings)  # type: ignore[arg-type]
    running = asyncio.create_task(link.run())
    try:
        yield link, ears
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def a_draw(seq: int = 1) -> Draw:
    return gallery.draw("show", Look(), seq=seq)


async def test_it_says_first_that_it_is_a_screen(supervisor: Supervisor) -> None:
    async with linked(supervisor.path):
        assert await supervisor.next(Hello) == Hello(role=Role.SCREEN)
        assert isinstance(supervisor.heard[0].message, Hello)


async def test_screens_arrive_in_order_with_their_words(supervisor: Supervisor) -> None:
    async with linked(supervisor.path) as (_, ears):
        await supervisor.next(Hello)
        for seq in (1, 2, 3):
            supervisor.draw(a_draw(seq))
        await eventually(lambda: len(ears.drawn) == 3)
    assert [draw.seq for draw in ears.drawn] == [1, 2, 3]
    assert str(ears.drawn[0].screen.title) == "Hola, María"


async def test_answers_reach_the_supervisor(supervisor: Supervisor) -> None:
    async with linked(supervisor.path) as (link, _):
        await supervisor.next(Hello)
        link.send(Answered(seq=4, answer=Chosen("volante")))
        assert await supervisor.next(Answered) == Answered(seq=4, answer=Chosen("volante"))


async def test_without_a_supervisor_it_says_so_and_finds_it_when_it_comes(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path / "agent.sock")
    async with linked(supervisor.path) as (_, ears):
        await eventually(lambda: ears.losses > 1)
        await supervisor.open()
        await supervisor.next(Hello)
        supervisor.draw(a_draw())
        await eventually(lambda: len(ears.drawn) == 1)
    await supervisor.vanish()


async def test_a_supervisor_that_goes_away_is_lost_at_once_and_found_again(supervisor: Supervisor) -> None:
    async with linked(supervisor.path) as (_, ears):
        await supervisor.next(Hello)
        supervisor.draw(a_draw())
        await eventually(lambda: len(ears.drawn) == 1)
        await supervisor.vanish()
        await eventually(lambda: ears.losses >= 1)
        await supervisor.open()
        await eventually(lambda: supervisor.connections == 2)


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x00\xff\xfe garbage\n",
        b"{}\n",
        b'{"say":"draw","seq":"one"}\n',
        b'{"say":"hello","role":"screen"}\n',
        b"[" * 5000 + b"\n",
        b"\n",
    ],
    ids=["bytes", "empty", "types", "wrong-way", "deep", "blank"],
)
async def test_nonsense_keeps_the_last_screen_and_reconnects(
    supervisor: Supervisor, nonsense: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with linked(supervisor.path) as (_, ears):
        await supervisor.next(Hello)
        supervisor.draw(a_draw())
        await eventually(lambda: len(ears.drawn) == 1)
        supervisor.say(nonsense)
        await eventually(lambda: supervisor.connections == 2)
        assert ears.losses == 0
    assert "K-UI-MESSAGE" in caplog.text


async def test_a_message_that_never_ends_is_nonsense(supervisor: Supervisor) -> None:
    async with linked(supervisor.path, longest=4096) as (_, ears):
        await supervisor.next(Hello)
        supervisor.say(b"x" * 20_000)
        await eventually(lambda: supervisor.connections >= 2)
        assert ears.losses == 0


async def test_a_supervisor_that_talks_only_nonsense_is_lost_in_the_end(supervisor: Supervisor) -> None:
    async with linked(supervisor.path, patience=0.0) as (_, ears):
        await supervisor.next(Hello)
        supervisor.say(b"nonsense\n")
        await eventually(lambda: ears.losses == 1)


async def test_what_was_not_understood_is_never_in_the_log(
    supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with linked(supervisor.path):
        await supervisor.next(Hello)
        supervisor.say(b'{"say":"draw","screen":{"title":"Mar\xc3\xada Planted"}}\n')
        await eventually(lambda: supervisor.connections == 2)
    assert "Planted" not in caplog.text


async def test_a_failure_that_the_supervisor_tells_is_logged_with_its_code(
    supervisor: Supervisor, caplog: pytest.LogCaptureFixture
) -> None:
    async with linked(supervisor.path):
        await supervisor.next(Hello)
        supervisor.say(encoder().encode(Failed(code="K-SOCKET-ROLE", cause="two screens", fix="stop one")))
        supervisor.say(b"\n")
        await eventually(lambda: "K-SOCKET-ROLE" in caplog.text)


async def test_an_answer_without_a_connection_is_dropped(tmp_path: Path) -> None:
    link = Link(tmp_path / "nobody.sock", Ears())
    link.send(Answered(seq=1, answer=Chosen("volante")))


def test_waits_grow_and_stay_bounded() -> None:
    waits = [Backoff().wait(failures, jitter=lambda: 0.5) for failures in range(40)]
    assert waits == sorted(waits)
    assert waits[0] < 0.1
    assert waits[-1] == pytest.approx(2.0)


def refusal(line: bytes) -> str:
    """Why it is no message; empty if it is one."""
    try:
        understood(line)
    except NotUnderstood as refused:
        return str(refused)
    return ""


@given(st.binary(max_size=400))
def test_any_bytes_are_a_message_or_are_refused(line: bytes) -> None:
    assert refusal(line) in ("", f"a message of {len(line)} bytes was not understood")


@given(st.binary(max_size=40), st.integers(0, 2000))
def test_a_screen_with_bytes_changed_is_a_message_or_is_refused_unquoted(patch: bytes, at: int) -> None:
    line = encoder().encode(a_draw())
    at %= len(line)
    assert "María" not in refusal(line[:at] + patch + line[at + len(patch) :])


def test_a_screen_survives_the_way_there() -> None:
    sent = Draw(seq=7, screen=Show(title=verbatim("ñ · l·l € «à»")), look=Look(), chrome=a_draw().chrome)
    got = understood(encoder().encode(sent))
    assert isinstance(got, Draw)
    assert msgspec.structs.asdict(got)["screen"].title == verbatim("ñ · l·l € «à»")
