"""How long the kiosk waits for somebody: asks whether they are there before it ends their visit.

EN 301 549 11.2.2.1 (WCAG 2.2.1): a warning at least 20 s before, one action extends, as often as wanted.
"""

from agent.clock import Clock, happens_within
from agent.stage import Stage
from flows.text import _

WARNING = 20  # s


async def run_out(stage: Stage, clock: Clock) -> None:
    """Returns when nobody has been there for the screen's limit and the warning after it."""
    while True:
        stage.stirred.clear()
        screen = stage.screen
        limit = None if screen is None else screen.limit
        if await happens_within(clock, stage.stirred, limit):
            continue
        stage.say_over(
            _("¿Sigue ahí?"),
            _("Si no toca la pantalla, terminaremos su visita para proteger sus datos."),
            _("Sigo aquí"),
            seconds=WARNING,
        )
        if not await happens_within(clock, stage.stirred, WARNING):
            return
        stage.lay_over(None)
