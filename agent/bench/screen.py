"""The kiosk's screen as its X server has it: pictures, when pixels change, and a finger.

Nothing here knows the program that draws. Touches are XTEST pointer events and pictures are the
server's own pixels, so what the bench and the tests do and see is what a person does and sees.
"""

import asyncio
import contextlib
import io
import time
from collections.abc import AsyncIterator, Callable

from PIL import Image, ImageGrab
from Xlib import X, Xatom, error
from Xlib.display import Display
from Xlib.ext import damage, xtest
from Xlib.xobject.drawable import Window

from agent.bench.xserver import Size

Pid = Callable[[], int | None]


class NoScreen(Exception):
    """The display cannot be opened, has no XTEST or DAMAGE, or the kiosk's window is not there."""


class Screen:
    """Coordinates are pixels from the top left corner of the kiosk's screen."""

    def __init__(self, name: str, size: Size, window_of: Pid | None = None) -> None:
        self.name = name
        self.size = size
        self.changes = 0  # how often pixels changed; neither frames nor areas, only "again"
        self.changed_at = 0.0  # s, monotonic
        self._display = _open(name)
        self._root: Window = self._display.screen().root
        self._window_of = window_of
        self._again = asyncio.Event()
        self._damage = self._root.damage_create(damage.DamageReportNonEmpty)
        self._display.flush()

    @classmethod
    @contextlib.asynccontextmanager
    async def on(cls, name: str, size: Size, window_of: Pid | None = None) -> AsyncIterator["Screen"]:
        """``window_of`` gives the process whose window is the screen; ``None``: the whole display is."""
        screen = cls(name, size, window_of)
        loop = asyncio.get_running_loop()
        number = screen._display.fileno()

        def read() -> None:
            try:
                screen._read()
            except error.ConnectionClosedError:
                loop.remove_reader(number)  # the X server is gone: nothing more will change

        loop.add_reader(number, read)
        try:
            yield screen
        finally:
            loop.remove_reader(number)
            with contextlib.suppress(error.ConnectionClosedError):
                screen._display.close()

    def press(self, x: int, y: int) -> None:
        self._point(x, y)
        self._do(X.ButtonPress, 1)

    def move(self, x: int, y: int) -> None:
        self._point(x, y)
        self._display.flush()

    def release(self, x: int, y: int) -> float:
        """When the finger was lifted (s, monotonic)."""
        self._point(x, y)
        self._do(X.ButtonRelease, 1)
        return time.monotonic()

    async def tap(self, x: int, y: int, held: float = 0.06) -> float:
        """As long as a finger stays at the least. When it was lifted (s, monotonic)."""
        self.press(x, y)
        await asyncio.sleep(held)
        return self.release(x, y)

    async def picture(self) -> Image.Image:
        left, top = self._origin()
        box = (left, top, left + self.size.width, top + self.size.height)
        return await asyncio.to_thread(_grab, box, self.name)

    async def png(self) -> bytes:
        return await asyncio.to_thread(_encoded, await self.picture(), "PNG", compress_level=3)

    async def jpeg(self, quality: int = 80) -> bytes:
        return await asyncio.to_thread(_encoded, await self.picture(), "JPEG", quality=quality)

    async def changed(self, since: int) -> int:
        """``changes`` once it is beyond ``since``."""
        while self.changes <= since:
            await self._again.wait()
        return self.changes

    def _point(self, x: int, y: int) -> None:
        left, top = self._origin()
        xtest.fake_input(self._display, X.MotionNotify, x=left + x, y=top + y)

    def _do(self, event: int, button: int) -> None:
        xtest.fake_input(self._display, event, button)
        self._display.sync()  # the server has it now
        self._read()  # replies may have brought events along that the socket will not announce again

    def _origin(self) -> tuple[int, int]:
        if self._window_of is None:
            return (0, 0)
        pid = self._window_of()
        window = None if pid is None else _window(self._root, self._display, pid)
        if window is None:
            raise NoScreen("the kiosk has no window on this display")
        place = self._root.translate_coords(window, 0, 0)
        return (place.x, place.y)

    def _read(self) -> None:
        hit = False
        while self._display.pending_events():
            event = self._display.next_event()
            hit = hit or event.type == self._display.extension_event.DamageNotify
        if not hit:
            return
        self._display.damage_subtract(self._damage, X.NONE, X.NONE)
        self._display.flush()
        self.changes += 1
        self.changed_at = time.monotonic()
        self._again.set()
        self._again = asyncio.Event()


def _open(name: str) -> Display:
    try:
        display = Display(name)
    except (error.DisplayError, OSError) as cause:
        raise NoScreen(f"display {name} cannot be opened") from cause
    if not (display.has_extension("DAMAGE") and display.has_extension("XTEST")):
        display.close()
        raise NoScreen(f"display {name} has no DAMAGE or no XTEST extension")
    display.damage_query_version()
    return display


def _window(under: Window, display: Display, pid: int) -> Window | None:
    """The window that says it belongs to ``pid`` (EWMH, ``_NET_WM_PID``), wherever the manager put it."""
    atom = display.get_atom("_NET_WM_PID")
    for window in under.query_tree().children:
        with contextlib.suppress(error.XError):
            owner = window.get_full_property(atom, Xatom.CARDINAL)
            if owner is not None and owner.value[0] == pid:
                return window
            inner = _window(window, display, pid)
            if inner is not None:
                return inner
    return None


def _grab(box: tuple[int, int, int, int], name: str) -> Image.Image:
    try:
        return ImageGrab.grab(bbox=box, xdisplay=name)
    except OSError as cause:
        raise NoScreen(f"display {name} gives no picture") from cause


def _encoded(picture: Image.Image, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
