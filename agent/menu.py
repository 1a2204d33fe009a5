"""The home screen: what can be done here and now, and why what cannot, cannot."""

from collections.abc import Callable, Sequence

from flows.cities import NearbyKiosk
from flows.devices import Need
from flows.procedure import Procedure
from flows.screens import Home, Option
from flows.text import Text, _
from hal.device import Fault

REASONS: dict[Need, Text] = {
    Need.CARD: _("El lector de DNI no funciona ahora."),
    Need.PAGE_PRINTER: _("La impresora no está lista ahora."),
    Need.TICKET_PRINTER: _("La impresora de recibos no está lista ahora."),
    Need.CITY: _("El Ayuntamiento no responde ahora."),
}


def home(
    procedures: Sequence[Procedure],
    fault: Callable[[Need], Fault | None],
    nearest: NearbyKiosk | None,
) -> Home:
    return Home(
        title=_("¿Qué necesita?"),
        body=(_("Toque lo que quiera hacer."),),
        options=tuple(
            Option(
                id=procedure.name,
                label=procedure.title,
                hint=procedure.hint,
                icon=procedure.icon,
                unavailable=why_not(procedure, fault, nearest),
            )
            for procedure in procedures
        ),
        can_cancel=False,
        limit=None,
    )


def why_not(
    procedure: Procedure, fault: Callable[[Need], Fault | None], nearest: NearbyKiosk | None
) -> Text | None:
    missing = next((need for need in procedure.needs if fault(need) is not None), None)
    if missing is None:
        return None
    if nearest is None or missing is Need.CITY:
        return REASONS[missing]
    return _(
        "{reason} El quiosco más cercano: {name}, {address}.",
        reason=REASONS[missing],
        name=nearest.name,
        address=nearest.address,
    )
