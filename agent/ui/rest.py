"""Between visits: forgets what was drawn for the last one, its words above all."""

import gc

from agent.ui.drawings.icons import icon
from agent.ui.drawings.pictures import picture
from agent.ui.memory import give_back
from agent.ui.typeset import fitted, lines_of, texture_of, width_of


def rest() -> None:
    """Milliseconds; the screen in sight stays, its textures are its own."""
    for cached in (icon, picture, texture_of, lines_of, fitted, width_of):
        cached.cache_clear()
    gc.collect()
    give_back()
