"""The screen as the X server has it."""

import asyncio
import io

import pytest
from PIL import Image

from agent.bench.screen import NoScreen, Screen
from agent.bench.xserver import NoXServer, Size, xvfb
from tests.agent.bench.conftest import SIZE, Client

BLUE, RED, GREEN = (0, 0, 255), (255, 0, 0), (0, 255, 0)
MIDDLE = (270, 480)


async def colour(screen: Screen) -> tuple[int, ...]:
    pixel = (await screen.picture()).convert("RGB").getpixel((5, 5))
    assert isinstance(pixel, tuple)
    return pixel


async def test_a_picture_has_the_servers_pixels(screen: Screen) -> None:
    picture = Image.open(io.BytesIO(await screen.png()))
    assert picture.size == (540, 960)
    assert await colour(screen) == BLUE


async def test_a_finger_presses_and_lets_go_where_it_is_put(screen: Screen) -> None:
    before = screen.changes
    screen.press(*MIDDLE)
    async with asyncio.timeout(5):
        before = await screen.changed(before)
    assert await colour(screen) == RED
    screen.release(*MIDDLE)
    async with asyncio.timeout(5):
        await screen.changed(before)
    assert await colour(screen) == GREEN


async def test_a_tap_beside_the_target_changes_nothing(screen: Screen) -> None:
    await screen.tap(20, 20)
    await screen.tap(540 - 1, 960 - 1)
    assert await colour(screen) == BLUE


async def test_a_finger_may_slide(screen: Screen) -> None:
    before = screen.changes
    screen.press(10, 10)
    screen.move(200, 400)
    screen.release(*MIDDLE)
    async with asyncio.timeout(5):
        await screen.changed(before)
    assert await colour(screen) == GREEN


async def test_pixels_that_do_not_change_are_not_told(screen: Screen) -> None:
    before = screen.changes
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await screen.changed(before)


async def test_the_screen_may_be_one_window_of_a_display(client: Client) -> None:
    async with Screen.on(client.display, SIZE, lambda: client.pid) as window:
        assert await colour(window) == BLUE


async def test_a_window_that_is_not_there_is_said_so(client: Client) -> None:
    async with Screen.on(client.display, SIZE, lambda: 1) as nowhere:
        with pytest.raises(NoScreen, match="no window"):
            await nowhere.picture()


# python-xlib drops its socket when nobody listens.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_display_that_is_not_there_is_said_so() -> None:
    with pytest.raises(NoScreen, match="cannot be opened"):
        async with Screen.on(":4242", Size(10, 10)):
            pass


async def test_an_x_server_that_does_not_come_up_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NoXServer):
        async with xvfb(Size(10, 10)):
            pass


@pytest.mark.parametrize("words", ["", "10", "10x", "x10", "-3x5", "0x0", "99999x1", "10x10x10", "aXb"])
def test_a_size_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"screen|invalid"):
        Size.parse(words)
