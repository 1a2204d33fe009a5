"""The smallest kiosk: a window, blue; red while touched in its middle; green when it was let go there."""

import os
import sys

from Xlib import X, Xatom
from Xlib.display import Display


def main(name: str, width: int, height: int) -> None:
    display = Display(name)
    screen = display.screen()
    window = screen.root.create_window(
        *(0, 0, width, height, 0, screen.root_depth),
        background_pixel=0x0000FF,
        event_mask=X.ButtonPressMask | X.ButtonReleaseMask | X.ExposureMask,
    )
    window.change_property(display.get_atom("_NET_WM_PID"), Xatom.CARDINAL, 32, [os.getpid()])
    window.map()
    while True:
        event = display.next_event()
        if event.type == X.Expose:
            sys.stdout.write("shown\n")
            sys.stdout.flush()
            continue
        middle = abs(event.event_x - width // 2) < 20 and abs(event.event_y - height // 2) < 20
        if middle:
            colour = 0xFF0000 if event.type == X.ButtonPress else 0x00FF00
            window.change_attributes(background_pixel=colour)
            window.clear_area()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
