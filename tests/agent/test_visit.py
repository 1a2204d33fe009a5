"""What ends a visit from outside, where it meets what ends it from inside."""

from flows.procedure import Procedure
from flows.screens import Done, Icon
from flows.text import _
from flows.visit import Outcome, Visit
from tests.flows.conftest import Person


async def test_what_was_done_is_said_even_to_who_leaves_at_that_moment() -> None:
    async def flow(visit: Visit) -> None:
        person.stage.on_cancel()  # the tap arrives as the flow ends
        await visit.finish(_("Su documento está impreso"))

    person = Person(Procedure("errand", _("Ayuda"), _("Ayuda"), Icon.OTHER, (), flow))
    person.starts()
    await person.sees(Done, "está impreso")
    person.taps("finish")
    assert await person.leaves_with() is Outcome.DONE
