"""Kivy as we want it, before anything of it is imported.

Its configuration file, log files, command line and input probing are turned off: what is drawn and
what is touched must not depend on the home directory of a service.
"""

import os

from agent.ui.options import Options


def prepare(options: Options) -> None:
    os.environ.update(
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KCFG_KIVY_LOG_LEVEL="warning",
        KIVY_NO_FILELOG="1",
        KIVY_LOG_MODE="PYTHON",
        KIVY_WINDOW="sdl2",
        KIVY_TEXT="sdl2",
        KIVY_IMAGE="sdl2",
        KIVY_CLIPBOARD="dummy",
        KIVY_SPELLING="",
        KIVY_AUDIO="",
        KIVY_VIDEO="",
        KIVY_CAMERA="",
    )
    from kivy.config import Config

    settings: dict[str, dict[str, str | int]] = {
        "kivy": {"exit_on_escape": 0, "window_icon": ""},
        "graphics": {
            "maxfps": 0,  # the loop of app.py sets the pace
            "multisamples": 0,  # 70 MB; edges are smoothed by ink.py
            "vsync": 0,
            "resizable": 0 if options.fullscreen else 1,
            "borderless": 1 if options.fullscreen and options.size else 0,
            "fullscreen": "auto" if options.fullscreen and options.size is None else 0,
            "show_cursor": 0 if options.fullscreen else 1,
            "position": "custom" if options.fullscreen else "auto",
            "left": 0,
            "top": 0,
            "width": options.size[0] if options.size else 1080,
            "height": options.size[1] if options.size else 1920,
        },
    }
    for section, values in settings.items():
        for key, value in values.items():
            Config.set(section, key, value)
    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "mouse", "mouse,disable_multitouch")
