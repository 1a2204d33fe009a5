"""Identification with the DNI electrónico: the card in, the PIN, and every way it fails.

A person's PIN is tried once for each time they type it, and the tries that are left are said before
they type (three wrong ones block the card, and only a police station unblocks it).
"""

from typing import NoReturn

from flows.city import Citizen
from flows.devices import CardProblem, CardTrouble
from flows.screens import Option, Picture, Pin, Show, Step, Wait
from flows.secret import Secret
from flows.text import Text, _, plural
from flows.visit import Outcome, Visit, where_to_go

UNUSABLE_CARDS_ACCEPTED = 3  # then the person is sent to somebody


async def identify(visit: Visit, step: Step | None = None) -> Citizen:
    """Who is there, as the city recognises them. Ends the visit where that cannot be known."""
    await usable_card(visit, step)
    with visit.stage.watching_card():
        return await prove_identity(visit, step)


async def usable_card(visit: Visit, step: Step | None) -> None:
    for _attempt in range(UNUSABLE_CARDS_ACCEPTED):
        try:
            await card_in(visit, step)
            return
        except CardTrouble as trouble:
            if trouble.problem in AT_ONCE:
                card_refused(visit, trouble)
            await take_out(visit, trouble, step)
    visit.refer(_("No hemos podido leer su tarjeta."))


async def card_in(visit: Visit, step: Step | None) -> None:
    screen = Wait(
        title=_("Introduzca su DNI electrónico"),
        body=(_("Con el chip hacia arriba y hacia delante. Déjelo dentro hasta que le avisemos."),),
        spoken=_("La ranura está debajo de la pantalla, a la derecha."),
        picture=Picture.CARD_IN,
        step=step,
        busy=False,
    )
    await visit.stage.until(screen, visit.card.inserted())


async def take_out(visit: Visit, trouble: CardTrouble, step: Step | None) -> None:
    screen = Wait(
        title=UNUSABLE.get(trouble.problem, _("No podemos leer esta tarjeta")),
        body=(_("Saque la tarjeta y compruebe que es su DNI, con el chip hacia arriba."),),
        picture=Picture.CARD_UPSIDE_DOWN,
        step=step,
        busy=False,
        code=trouble.code,
    )
    await visit.stage.until(screen, visit.card.removed())


async def prove_identity(visit: Visit, step: Step | None) -> Citizen:
    tries = await tries_left(visit)
    wrong = False
    while True:
        if tries == 0:
            card_refused(visit, CardTrouble(CardProblem.BLOCKED))
        if tries == 1:
            await warn_last_try(visit)
        pin = await visit.enter(pin_screen(tries, wrong=wrong, step=step))
        try:
            return await visit.working(
                _("Comprobando su DNI"), recognised(visit, pin), _("No retire la tarjeta.")
            )
        except CardTrouble as trouble:
            if trouble.problem is not CardProblem.WRONG_PIN:
                card_refused(visit, trouble)
            tries, wrong = trouble.tries_left, True


async def tries_left(visit: Visit) -> int | None:
    try:
        return await visit.card.tries_left()
    except CardTrouble as trouble:
        card_refused(visit, trouble)


async def recognised(visit: Visit, pin: Secret) -> Citizen:
    nonce = await visit.city.nonce()
    identity = await visit.card.identify(nonce, pin)
    return await visit.city.recognise(identity)


def pin_screen(tries: int | None, *, wrong: bool, step: Step | None) -> Pin:
    body: list[Text] = []
    if wrong:
        body.append(_("El PIN no es correcto."))
    if tries is not None and (wrong or tries < 3):
        body.append(plural("Le queda {count} intento.", "Le quedan {count} intentos.", tries))
    if not wrong:
        body.append(_("Es la clave que le dieron con el DNI. Puede tener letras."))
    return Pin(
        title=_("Escriba el PIN de su DNI"),
        body=tuple(body),
        spoken=_("Por seguridad, el PIN no se lee en voz alta."),
        private=True,
        tries_left=tries,
        step=step,
        limit=90.0,
    )


async def warn_last_try(visit: Visit) -> None:
    """The person decides with the facts: a blocked DNI costs them a trip to a police station."""
    screen = Show(
        title=_("Le queda un solo intento"),
        body=(
            _("Si el PIN no es correcto, su DNI quedará bloqueado."),
            _("Para desbloquearlo tendría que ir a una comisaría con su DNI."),
        ),
        picture=Picture.SORRY,
        options=(
            Option(id="stop", label=_("Terminar sin probar")),
            Option(id="go-on", label=_("Escribir el PIN")),
        ),
    )
    if await visit.read(screen) == "stop":
        visit.sorry(
            Outcome.CARD,
            _("No se ha hecho ningún trámite"),
            _("Si no recuerda su PIN, puede cambiarlo con su huella en una comisaría."),
            *where_to_go(visit.pack),
        )


UNUSABLE: dict[CardProblem, Text] = {
    CardProblem.UNREADABLE: _("No podemos leer la tarjeta"),
    CardProblem.UNKNOWN: _("Esta tarjeta no es un DNI electrónico"),
}

# What another try with the same card cannot mend.
AT_ONCE = {
    CardProblem.DEAD,
    CardProblem.NOT_GENUINE,
    CardProblem.BLOCKED,
    CardProblem.EXPIRED,
    CardProblem.REVOKED,
    CardProblem.READER,
}

POLICE = _("Puede arreglarlo en cualquier comisaría que expida el DNI, con su huella.")

REASONS: dict[CardProblem, tuple[Text, ...]] = {
    CardProblem.BLOCKED: (_("El PIN de su DNI está bloqueado."), POLICE),
    CardProblem.EXPIRED: (
        _("Los certificados electrónicos de su DNI han caducado, aunque la tarjeta sirva."),
        POLICE,
    ),
    CardProblem.REVOKED: (_("Los certificados electrónicos de su DNI están anulados."), POLICE),
    CardProblem.DEAD: (_("El chip de esta tarjeta ya no funciona."), POLICE),
    CardProblem.NOT_GENUINE: (_("No hemos podido comprobar que la tarjeta sea un DNI auténtico."),),
    CardProblem.UNTRUSTED: (_("No hemos podido comprobar que la tarjeta sea un DNI auténtico."),),
    CardProblem.UNCHECKED: (
        _("El servicio que comprueba los DNI no responde. No es culpa de su tarjeta."),
        _("Pruebe dentro de unos minutos."),
    ),
    CardProblem.PULLED: (_("La tarjeta se ha retirado antes de terminar."),),
    CardProblem.UNREADABLE: (_("Hemos dejado de leer su tarjeta."),),
    CardProblem.READER: (_("El lector de tarjetas no funciona."),),
}


def card_refused(visit: Visit, trouble: CardTrouble) -> NoReturn:
    visit.sorry(
        Outcome.PULLED if trouble.problem is CardProblem.PULLED else Outcome.CARD,
        _("No se ha hecho ningún trámite"),
        *REASONS.get(trouble.problem, (_("No podemos usar esta tarjeta."),)),
        *where_to_go(visit.pack)[1:],
        code=trouble.code,
    )
