"""Volante and certificado de empadronamiento (BOE-A-2020-4784, section 8.1).

A volante informs; a certificado proves, and is sealed by the city. Both say the least that the
purpose needs, so the purpose is asked. Either one person or everybody at the address, never a
subset. A person under protection is sent to an office and told nothing else.
"""

from typing import Any, NoReturn

from flows.city import (
    BrokenSeal,
    CityRefused,
    CityTrouble,
    Document,
    Kind,
    PadronRequest,
    PadronSheet,
    Scope,
)
from flows.devices import Need
from flows.identify import identify
from flows.interview import interview
from flows.printing import other_kiosk, print_document
from flows.procedure import procedure
from flows.screens import Choose, Icon, Option, Picture, Preview, Step
from flows.text import Text, _, in_each
from flows.visit import GoBack, Outcome, Visit, where_to_go

STEPS = 5  # identify, what, for what, who, look at it


@procedure(
    "padron",
    title=_("Padrón: volante o certificado"),
    hint=_("El papel que dice dónde vive. Con su DNI electrónico."),
    icon=Icon.PADRON,
    needs=(Need.CARD, Need.PAGE_PRINTER, Need.CITY),
)
async def padron(visit: Visit) -> None:
    try:
        visit.citizen = await identify(visit, Step(1, STEPS))
        with visit.stage.watching_card():
            sheet = await visit.working(
                _("Buscando su hoja del padrón"), visit.city.padron_sheet(visit.citizen)
            )
            if sheet is None:
                not_registered(visit)
            if sheet.protected:
                visit.refer()  # never says why: the person beside them may be the reason
            document = await agreed_document(visit, sheet)
    except CityTrouble as trouble:
        city_trouble(visit, trouble)
    await print_document(visit, document, Step(STEPS, STEPS))
    await visit.finish(
        _("Su documento está impreso"),
        _("Recoja el papel y no olvide su DNI."),
        _("Código para comprobarlo: {csv}", csv=document.csv),
        picture=Picture.PAPER_OUT_HERE,
    )


async def agreed_document(visit: Visit, sheet: PadronSheet) -> Document:
    """Asks, has it issued, shows it; until the person agrees to print it."""
    while True:
        request = await ask_what_for(visit, sheet)
        assert visit.citizen is not None
        document = await visit.working(
            _("Preparando su documento"),
            visit.city.issue(visit.citizen, request, visit.stage.language),
        )
        if await agrees(visit, document):
            return document


async def ask_what_for(visit: Visit, sheet: PadronSheet) -> PadronRequest:
    async def kind(_answers: tuple[Any, ...]) -> Kind:
        return Kind(await visit.choose(which_document()))

    async def purpose(_answers: tuple[Any, ...]) -> str:
        return await visit.choose(for_what(visit))

    async def who(_answers: tuple[Any, ...]) -> str:
        return await visit.choose(for_whom(sheet))

    chosen_kind, chosen_purpose, chosen_who = await interview(kind, purpose, who)
    return PadronRequest(
        kind=chosen_kind,
        scope=Scope.COLLECTIVE if chosen_who == "everyone" else Scope.INDIVIDUAL,
        historic=chosen_who == "history",
        purpose=chosen_purpose,
    )


def which_document() -> Choose:
    return Choose(
        title=_("¿Qué documento necesita?"),
        options=(
            Option(
                id=Kind.VOLANTE,
                label=_("Volante"),
                hint=_("Informa de dónde vive. Sirve para casi todo."),
                icon=Icon.PAPER,
            ),
            Option(
                id=Kind.CERTIFICADO,
                label=_("Certificado"),
                hint=_("Con el sello de la ciudad. Para juzgados, notarías o el extranjero."),
                icon=Icon.SEAL,
            ),
        ),
        step=Step(2, STEPS),
    )


def for_what(visit: Visit) -> Choose:
    return Choose(
        title=_("¿Para qué lo necesita?"),
        body=(_("Así el documento dice solo lo necesario."),),
        options=tuple(
            Option(id=purpose.code, label=in_each(purpose.label), icon=Icon(purpose.icon))
            for purpose in visit.pack.purposes
        ),
        step=Step(3, STEPS),
        can_go_back=True,
    )


def for_whom(sheet: PadronSheet) -> Choose:
    return Choose(
        title=_("¿Quién debe aparecer?"),
        body=(_("Su domicilio: {address}", address=sheet.address),),
        options=(
            Option(id="me", label=_("Solo yo"), icon=Icon.PERSON),
            Option(
                id="everyone",
                label=_("Todas las personas de mi domicilio"),
                icon=Icon.FAMILY,
                unavailable=None if sheet.collective_allowed else NO_COLLECTIVE,
            ),
            Option(
                id="history",
                label=_("Solo yo, con mis domicilios anteriores"),
                icon=Icon.HISTORY,
                unavailable=None if sheet.has_history else NO_HISTORY,
            ),
        ),
        step=Step(4, STEPS),
        private=True,
        can_go_back=True,
    )


NO_COLLECTIVE: Text = _("Para este domicilio hay que pedirlo en una oficina.")
NO_HISTORY: Text = _("No constan domicilios anteriores en esta ciudad.")


async def agrees(visit: Visit, document: Document) -> bool:
    screen = Preview(
        title=_("¿Es lo que necesita?"),
        body=(_("Compruebe sus datos antes de imprimir."),),
        pages=document.pages,
        options=(
            Option(id="print", label=_("Imprimir")),
            Option(id="change", label=_("Cambiar algo")),
        ),
        step=Step(5, STEPS),
        private=True,
        can_go_back=True,
        limit=120.0,
    )
    try:
        return await visit.read(screen) == "print"
    except GoBack:
        return False


def not_registered(visit: Visit) -> NoReturn:
    visit.refer(
        _("Para empadronarse aquí, pida cita en una oficina."),
        title=_("No consta en el padrón de esta ciudad"),
    )


def city_trouble(visit: Visit, trouble: CityTrouble) -> NoReturn:
    nothing = _("No se ha hecho ningún trámite")
    if isinstance(trouble, CityRefused):
        visit.refer()
    if isinstance(trouble, BrokenSeal):
        visit.sorry(
            Outcome.CITY,
            nothing,
            _("El documento que ha llegado no es válido y no lo hemos impreso."),
            *where_to_go(visit.pack),
            code=trouble.code,
        )

    visit.sorry(
        Outcome.CITY,
        nothing,
        _("El Ayuntamiento no responde ahora mismo. No es culpa suya."),
        _("Pruebe dentro de unos minutos."),
        *other_kiosk(visit),
        code=trouble.code,
    )
