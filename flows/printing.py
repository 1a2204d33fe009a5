"""Putting a document on paper, and what a person is told when the paper does not come."""

from contextlib import aclosing
from typing import NoReturn

from flows.city import Document
from flows.devices import PrintTrouble, Trouble
from flows.screens import Chosen, Option, Picture, Step, Wait
from flows.text import Text, _, plural
from flows.visit import Outcome, Visit, where_to_go

WORDS: dict[Trouble, Text] = {
    Trouble.NO_PAPER: _("La impresora se ha quedado sin papel."),
    Trouble.JAM: _("Se ha atascado el papel en la impresora."),
    Trouble.COVER: _("La tapa de la impresora está abierta."),
    Trouble.NO_TONER: _("La impresora se ha quedado sin tóner."),
    Trouble.OFFLINE: _("La impresora no responde."),
    Trouble.OTHER: _("La impresora no está lista."),
}

GIVE_UP = Option(id="give-up", label=_("Terminar sin el papel"))


async def print_document(visit: Visit, document: Document, step: Step | None = None) -> None:
    """Returns when the document is on paper. Ends the visit when it is not, saying so."""
    while True:
        try:
            await one_job(visit, document, step)
            return
        except PrintTrouble as trouble:
            # Refused means that nothing was sent: once it is mended, it may be sent.
            if trouble.in_doubt or trouble.trouble not in MENDABLE:
                not_printed(visit, trouble)
            if isinstance(
                await visit.stage.until(held(trouble.trouble, step), visit.printer.mended()), Chosen
            ):
                gave_up(visit)


async def one_job(visit: Visit, document: Document, step: Step | None) -> None:
    screen = printing(document, step)
    async with aclosing(visit.printer.print(document.id, document.pdf)) as news:
        while (told := await visit.stage.until(screen, anext(news, PRINTED))) != PRINTED:
            if isinstance(told, Chosen):
                break
            screen = held(told, step) if isinstance(told, Trouble) else printing(document, step)
        else:
            return
    gave_up(visit)


# What somebody who comes by can put right while the person waits.
MENDABLE = {Trouble.NO_PAPER, Trouble.JAM, Trouble.COVER, Trouble.NO_TONER}
PRINTED = "printed"


def printing(document: Document, step: Step | None) -> Wait:
    pages = len(document.pages)
    return Wait(
        title=_("Imprimiendo su documento"),
        body=(
            plural("Es {count} hoja.", "Son {count} hojas.", pages),
            _("Saldrá por la ranura de abajo."),
        ),
        picture=Picture.PRINTING,
        step=step,
        can_cancel=False,
        limit=None,
    )


def held(trouble: Trouble, step: Step | None) -> Wait:
    return Wait(
        title=_("Su documento espera a la impresora"),
        body=(
            WORDS[trouble],
            _("Cuando esté lista, su documento se imprimirá solo."),
        ),
        picture=Picture.SORRY,
        options=(GIVE_UP,),
        step=step,
        can_cancel=False,
        limit=120.0,
        code=f"K-PRINTER-{trouble.name.replace('_', '-')}",
    )


def gave_up(visit: Visit) -> NoReturn:
    visit.sorry(
        Outcome.PRINTER,
        _("Su documento no se ha impreso"),
        _("No ha perdido nada: puede pedirlo otra vez, gratis, en cualquier quiosco."),
        *other_kiosk(visit),
    )


def not_printed(visit: Visit, trouble: PrintTrouble) -> NoReturn:
    if trouble.in_doubt:
        visit.sorry(
            Outcome.PRINTER,
            _("No sabemos si su documento ha salido completo"),
            WORDS[trouble.trouble],
            _("Si el papel ha salido bien, es válido. Si no, pídalo otra vez: es gratis."),
            *other_kiosk(visit),
            code=trouble.code,
        )
    visit.sorry(
        Outcome.PRINTER,
        _("Su documento no se ha impreso"),
        WORDS[trouble.trouble],
        _("No ha perdido nada: puede pedirlo otra vez, gratis, en cualquier quiosco."),
        *other_kiosk(visit),
        code=trouble.code,
    )


def other_kiosk(visit: Visit) -> tuple[Text, ...]:
    kiosk = visit.nearest
    if kiosk is None:
        return where_to_go(visit.pack)[1:]
    return (_("El quiosco más cercano: {name}, {address}.", name=kiosk.name, address=kiosk.address),)
