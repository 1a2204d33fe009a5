"""A supervisor of the test's own, the real screen, and a finger."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.protocol import Hello
from tests.agent.ui import rig
from tests.agent.ui.rig import Finger, Screen, Supervisor


@pytest.fixture
async def supervisor(tmp_path: Path) -> AsyncIterator[Supervisor]:
    async with rig.supervisor(tmp_path) as made:
        yield made


@pytest.fixture
async def finger() -> AsyncIterator[Finger]:
    """On a display of its own."""
    async with rig.display() as made:
        yield made


@pytest.fixture
async def glass(supervisor: Supervisor, finger: Finger, tmp_path: Path) -> AsyncIterator[Screen]:
    """The screen on the finger's display, connected."""
    async with rig.screen(supervisor.path, tmp_path, on=finger) as made:
        await supervisor.next(Hello)
        yield made


@pytest.fixture
async def offscreen(supervisor: Supervisor, tmp_path: Path) -> AsyncIterator[Screen]:
    """The screen drawing where nobody sees it, connected."""
    async with rig.screen(supervisor.path, tmp_path) as made:
        await supervisor.next(Hello)
        yield made
