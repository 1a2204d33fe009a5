"""The window: shows a scene at once, and turns fingers into taps.

A tap acts on release; a finger that leaves what it pressed has changed its mind (WCAG 2.1, 2.5.2).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kivy.base import EventLoop, async_runTouchApp
from kivy.core.window import Window
from kivy.uix.widget import Widget

from agent.ui.pen import Scene, Touchable

_HOUSEKEEPING = 8  # turns between Kivy's own chores where nothing has changed: most of what idling costs


@dataclass
class Finger:
    uid: int
    on: Touchable | None
    shown: bool = False


@dataclass
class Glass:
    touched: Callable[[], None]
    resized: Callable[[], None]
    scene: Scene = field(default_factory=Scene)
    frames: int = 0
    _turns: int = 0
    _finger: Finger | None = None
    _root: Any = None

    async def open(self) -> None:
        self._root = _Root(self)
        await async_runTouchApp(self._root, embedded=True, async_lib="asyncio")
        Window.bind(on_resize=lambda *_: self.resized(), on_flip=lambda *_: self._flipped())

    @property
    def size(self) -> tuple[int, int]:
        width, height = Window.system_size
        return int(width), int(height)

    @property
    def closed(self) -> bool:
        return bool(EventLoop.quit)

    @property
    def under_finger(self) -> bool:
        return self._finger is not None

    def close(self) -> None:
        EventLoop.quit = True

    def show(self, scene: Scene) -> None:
        """Given to the display when it returns: waiting for the next turn would cost a person 30 ms."""
        self.put(scene)
        self.present()

    def put(self, scene: Scene) -> None:
        """To be drawn at the next turn."""
        self.scene = scene
        red, green, blue = scene.ground
        Window.clearcolor = (red / 255, green / 255, blue / 255, 1)
        self._finger = None
        self._root.canvas.clear()
        self._root.canvas.add(scene.group)

    def present(self) -> None:
        Window.dispatch("on_draw")
        Window.dispatch("on_flip")

    def ask_frame(self) -> None:
        self._root.canvas.ask_update()

    def turn(self) -> None:
        """Takes what was touched, draws what has changed."""
        Window.mainloop()
        if not EventLoop.quit:
            EventLoop.dispatch_input()
        self._show_press()
        self._turns += 1
        if Window.canvas.needs_redraw or self._turns % _HOUSEKEEPING == 0:
            EventLoop.idle()

    def _flipped(self) -> None:
        self.frames += 1

    # --- fingers ---

    def down(self, uid: int, x: float, y: float) -> None:
        self.touched()
        if self._finger is not None:
            return  # the first finger decides
        self._finger = Finger(uid, self._at(x, y))

    def move(self, uid: int, x: float, y: float) -> None:
        finger = self._finger
        if finger is None or finger.uid != uid or finger.on is None:
            return
        if not finger.on.box.contains(x, self._from_top(y)):
            self._release(finger)
            finger.on = None

    def up(self, uid: int, x: float, y: float) -> None:
        finger = self._finger
        if finger is None or finger.uid != uid:
            return
        self._finger = None
        target = finger.on
        if target is None:
            return
        if not target.box.contains(x, self._from_top(y)):
            self._release(finger)
            return
        scene = self.scene
        target.act()
        if self.scene is scene and finger.shown:
            target.press(False)

    def _show_press(self) -> None:
        """Only a finger that is still down is worth a frame."""
        finger = self._finger
        if finger is not None and finger.on is not None and not finger.shown:
            finger.shown = True
            finger.on.press(True)

    def _release(self, finger: Finger) -> None:
        if finger.on is not None and finger.shown:
            finger.on.press(False)

    def _at(self, x: float, y: float) -> Touchable | None:
        top = self._from_top(y)
        return next((t for t in reversed(self.scene.touchables) if t.box.contains(x, top)), None)

    def _from_top(self, y: float) -> float:
        return self.size[1] - 1 - y


class _Root(Widget):  # type: ignore[misc]  # Kivy has no types
    """Everything is drawn on its canvas; it hands touches on."""

    def __init__(self, glass: Glass) -> None:
        super().__init__()
        self._glass = glass

    def on_touch_down(self, touch: Any) -> bool:
        self._glass.down(touch.uid, touch.x, touch.y)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        self._glass.move(touch.uid, touch.x, touch.y)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        self._glass.up(touch.uid, touch.x, touch.y)
        return True
