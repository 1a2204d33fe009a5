"""An example of every kind of screen in the words of the padrón procedure, and a way to look at them.

``python tests/agent/ui/gallery.py OUT [--size 1080x1920] [--only pin] …`` writes one PNG a screen.
With ``--report`` it prints as JSON what was set where, which the tests read.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PIL import Image, ImageDraw

from agent.protocol import Chrome, Contrast, Draw, Language, Look, Over, TextSize
from flows.screens import (
    AnyScreen,
    Choose,
    Closed,
    Done,
    Home,
    Icon,
    Option,
    Picture,
    Pin,
    Preview,
    Show,
    Sorry,
    Step,
    Wait,
)
from flows.text import Text, verbatim

LANGUAGES = ((Language.SPANISH, "Español"), (Language.VALENCIAN, "Valencià"), (Language.ENGLISH, "English"))


class Voice:
    """Picks one of (Spanish, Valencian, English), or lengthens the Spanish by two fifths."""

    def __init__(self, language: Language, *, pseudo: bool = False) -> None:
        self.language = language
        self.pseudo = pseudo

    def say(self, es: str, va: str, en: str) -> str:
        if self.pseudo:
            return " ".join(_longer(word) for word in es.split())
        return {Language.SPANISH: es, Language.VALENCIAN: va, Language.ENGLISH: en}[self.language]

    def __call__(self, es: str, va: str, en: str) -> Text:
        return verbatim(self.say(es, va, en))


def _longer(word: str) -> str:
    """Every other vowel twice, then marks, until it is two fifths longer."""
    if len(word) < 3:
        return word
    wanted = round(len(word) * 1.4)
    made = ""
    for letter in word:
        made += letter
        if letter in "aeiouáéíóú" and len(made) + len(word) - word.index(letter) - 1 < wanted:
            made += letter
    return made + "~" * (wanted - len(made))


def chrome(t: Voice, *, step: str = "") -> Chrome:
    return Chrome(
        back=t.say("Volver", "Tornar", "Back"),
        cancel=t.say("Cancelar", "Cancel·lar", "Cancel"),
        help=t.say("Ayuda", "Ajuda", "Help"),
        size=t.say("Letra grande", "Lletra gran", "Large text"),
        contrast=t.say("Más contraste", "Més contrast", "More contrast"),
        languages=LANGUAGES,
        step=step,
        kiosk="Quiosco 7",
        place="Oficina de Atención Séneca",
        city="Ayuntamiento de Alicante",
        brand="alicante",
    )


def page_png(number: int) -> bytes:
    """A sheet that looks like a volante from afar."""
    image = Image.new("L", (1240, 1754), 255)
    pen = ImageDraw.Draw(image)
    pen.rectangle((110, 110, 250, 250), fill=70)
    for row in range(3):
        pen.rectangle((290, 120 + row * 48, 290 + (700, 480, 560)[row], 144 + row * 48), fill=90)
    pen.rectangle((110, 360, 900, 400), fill=20)
    for row in range(26):
        pen.rectangle((110, 480 + row * 40, 110 + (1000 if row % 5 else 620), 496 + row * 40), fill=150)
    pen.rectangle((110, 1560, 230, 1680), fill=0)
    pen.rectangle((260, 1600, 260 + 300 * number, 1616), fill=120)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def home(t: Voice) -> Home:
    return Home(
        title=t("¿Qué necesita?", "Què necessita?", "What do you need?"),
        body=(
            t(
                "Toque una opción para empezar. Tenga a mano su DNI electrónico.",
                "Toque una opció per a començar. Tinga a mà el seu DNI electrònic.",
                "Touch an option to begin. Have your electronic ID card at hand.",
            ),
        ),
        options=(
            Option(
                id="padron",
                label=t(
                    "Certificado de empadronamiento", "Certificat d'empadronament", "Certificate of residence"
                ),
                hint=t(
                    "Volante o certificado, gratis y al momento",
                    "Volant o certificat, gratis i al moment",
                    "Free, and printed at once",
                ),
                icon=Icon.PADRON,
            ),
            Option(
                id="receipts",
                label=t("Pagar recibos e impuestos", "Pagar rebuts i impostos", "Pay receipts and taxes"),
                hint=t("Con tarjeta", "Amb targeta", "By card"),
                icon=Icon.RECEIPT,
                unavailable=t(
                    "El terminal de pago no responde. Puede pagar en el quiosco del Mercado, a 400 m.",
                    "El terminal de pagament no respon. Pot pagar en el quiosc del Mercat, a 400 m.",
                    "The payment terminal does not answer. You can pay at the Market kiosk, 400 m away.",
                ),
            ),
            Option(
                id="appointment",
                label=t("Cita previa", "Cita prèvia", "Appointments"),
                hint=t(
                    "Pedir, cambiar o anular", "Demanar, canviar o anul·lar", "Make, change or cancel one"
                ),
                icon=Icon.CALENDAR,
            ),
            Option(
                id="verify",
                label=t("Comprobar un documento", "Comprovar un document", "Verify a document"),
                hint=t("Con su código o su QR", "Amb el seu codi o el seu QR", "By its code or its QR"),
                icon=Icon.CHECK,
            ),
        ),
        can_cancel=False,
        limit=None,
    )


def choose_kind(t: Voice) -> Choose:
    return Choose(
        title=t("¿Qué documento necesita?", "Quin document necessita?", "Which document do you need?"),
        body=(
            t(
                "Si no sabe cuál, pregunte a quien se lo pide.",
                "Si no sap quin, pregunte a qui li'l demana.",
                "If you are not sure, ask whoever wants it.",
            ),
        ),
        options=(
            Option(
                id="volante",
                label=t("Volante", "Volant", "Volante (informative)"),
                hint=t(
                    "Informa de dónde vive. Vale para la mayoría de trámites.",
                    "Informa d'on viu. Val per a la majoria de tràmits.",
                    "Says where you live. Enough for most purposes.",
                ),
                icon=Icon.PAPER,
            ),
            Option(
                id="certificado",
                label=t("Certificado", "Certificat", "Certificate (sealed)"),
                hint=t(
                    "Con sello electrónico. Lo piden juzgados, extranjería y otros países.",
                    "Amb segell electrònic. El demanen jutjats, estrangeria i altres països.",
                    "With the electronic seal. Asked for by courts, immigration and other countries.",
                ),
                icon=Icon.SEAL,
            ),
        ),
        step=Step(2, 5),
        can_go_back=True,
    )


def choose_purpose(t: Voice) -> Choose:
    rows = (
        ("school", Icon.SCHOOL, ("Colegio o becas", "Col·legi o beques", "School or grants")),
        ("work", Icon.WORK, ("Trabajo", "Treball", "Work")),
        (
            "home",
            Icon.HOME,
            ("Vivienda o suministros", "Habitatge o subministraments", "Housing or supplies"),
        ),
        ("money", Icon.MONEY, ("Ayudas o pensiones", "Ajudes o pensions", "Benefits or pensions")),
        ("car", Icon.CAR, ("Vehículo o aparcamiento", "Vehicle o aparcament", "Vehicle or parking")),
        ("travel", Icon.TRAVEL, ("Descuento de viaje", "Descompte de viatge", "Travel discount")),
        ("other", Icon.OTHER, ("Otro motivo", "Un altre motiu", "Another reason")),
    )
    return Choose(
        title=t("¿Para qué lo necesita?", "Per a què el necessita?", "What do you need it for?"),
        body=(
            t(
                "Se imprimirán solo los datos necesarios para ese fin.",
                "S'imprimiran només les dades necessàries per a eixe fi.",
                "Only the data needed for that purpose will be printed.",
            ),
        ),
        options=tuple(Option(id=name, label=t(*words), icon=icon) for name, icon, words in rows),
        step=Step(3, 5),
        can_go_back=True,
    )


def choose_who(t: Voice) -> Choose:
    return Choose(
        title=t("¿Quién debe aparecer?", "Qui ha d'aparéixer?", "Who should be on it?"),
        options=(
            Option(id="individual", label=t("Solo yo", "Només jo", "Only me"), icon=Icon.PERSON),
            Option(
                id="colectivo",
                label=t(
                    "Todas las personas de mi casa", "Totes les persones de ma casa", "Everybody at my home"
                ),
                icon=Icon.FAMILY,
                unavailable=t(
                    "En su domicilio solo puede pedirse individual.",
                    "En el seu domicili només es pot demanar individual.",
                    "For your address only an individual one can be issued.",
                ),
            ),
            Option(
                id="historic",
                label=t(
                    "Solo yo, con domicilios anteriores",
                    "Només jo, amb domicilis anteriors",
                    "Only me, with earlier addresses",
                ),
                hint=t("Histórico", "Històric", "History"),
                icon=Icon.HISTORY,
            ),
        ),
        step=Step(4, 5),
        can_go_back=True,
    )


def pin(t: Voice) -> Pin:
    return Pin(
        title=t("Escriba el PIN de su DNI", "Escriga el PIN del seu DNI", "Type the PIN of your ID card"),
        body=(
            t(
                "Le quedan 3 intentos. Nadie más puede verlo.",
                "Li queden 3 intents. Ningú més pot veure'l.",
                "You have 3 tries left. Nobody else can see it.",
            ),
        ),
        tries_left=3,
        step=Step(1, 5),
        private=True,
    )


def wait_card(t: Voice) -> Wait:
    return Wait(
        title=t("Introduzca su DNI", "Introduïsca el seu DNI", "Insert your ID card"),
        body=(
            t(
                "Con el chip hacia arriba y por delante, hasta el fondo.",
                "Amb el xip cap amunt i per davant, fins al fons.",
                "Chip up and first, all the way in.",
            ),
            t("Déjelo puesto hasta el final.", "Deixe'l posat fins al final.", "Leave it in until the end."),
        ),
        picture=Picture.CARD_IN,
        busy=False,
        step=Step(1, 5),
        can_go_back=True,
    )


def wait_working(t: Voice) -> Wait:
    return Wait(
        title=t("Preparando su documento", "Preparant el seu document", "Preparing your document"),
        body=(t("Tarda unos segundos.", "Tarda uns segons.", "It takes a few seconds."),),
        picture=Picture.WORKING,
        step=Step(5, 5),
        limit=None,
    )


def wait_printing(t: Voice) -> Wait:
    return Wait(
        title=t("Imprimiendo", "Imprimint", "Printing"),
        body=(
            t(
                "Saldrá por la ranura de abajo.",
                "Eixirà per la ranura de baix.",
                "It comes out of the slot below.",
            ),
        ),
        picture=Picture.PRINTING,
        step=Step(5, 5),
        can_cancel=False,
        limit=None,
    )


def wait_paper(t: Voice) -> Wait:
    return Wait(
        title=t(
            "La impresora se ha quedado sin papel",
            "La impressora s'ha quedat sense paper",
            "The printer has run out of paper",
        ),
        body=(
            t(
                "Su documento se imprimirá en cuanto repongan el papel.",
                "El seu document s'imprimirà quan reposen el paper.",
                "Your document will be printed as soon as paper is put in.",
            ),
            t(
                "Avise al personal o llame al 010.",
                "Avise al personal o telefone al 010.",
                "Tell the staff or call 010.",
            ),
        ),
        picture=Picture.SORRY,
        options=(
            Option(
                id="give-up",
                label=t("Terminar sin imprimir", "Acabar sense imprimir", "Finish without printing"),
            ),
        ),
        step=Step(5, 5),
    )


def preview(t: Voice, pages: int = 1) -> Preview:
    return Preview(
        title=t("¿Está todo bien?", "Està tot bé?", "Is everything right?"),
        body=(
            t(
                "Compruébelo antes de imprimir.",
                "Comprove-ho abans d'imprimir.",
                "Check it before it is printed.",
            ),
        ),
        pages=tuple(page_png(number + 1) for number in range(pages)),
        options=(
            Option(id="print", label=t("Imprimir", "Imprimir", "Print")),
            Option(id="wrong", label=t("Algo no está bien", "Alguna cosa no està bé", "Something is wrong")),
        ),
        private=True,
        step=Step(5, 5),
        can_go_back=True,
    )


def show(t: Voice) -> Show:
    return Show(
        title=t("Hola, María", "Hola, María", "Hello, María"),
        body=(
            t(
                "Le hemos reconocido por su DNI.",
                "L'hem reconeguda pel seu DNI.",
                "We have recognised you by your ID card.",
            ),
            t(
                "Consta en el padrón de Alicante desde 2009, en la calle Pintor Aparicio.",
                "Consta en el padró d'Alacant des de 2009, al carrer Pintor Aparicio.",
                "You have been registered in Alicante since 2009, at calle Pintor Aparicio.",
            ),
        ),
        options=(Option(id="go", label=t("Continuar", "Continuar", "Continue")),),
        step=Step(2, 5),
        private=True,
        can_go_back=True,
    )


def done(t: Voice) -> Done:
    return Done(
        title=t("Recoja su documento", "Arreplegue el seu document", "Take your document"),
        body=(
            t("No olvide su DNI.", "No oblide el seu DNI.", "Do not forget your ID card."),
            t(
                "Gracias por usar el quiosco.",
                "Gràcies per usar el quiosc.",
                "Thank you for using the kiosk.",
            ),
        ),
        picture=Picture.PAPER_OUT_HERE,
        options=(Option(id="finish", label=t("Terminar", "Acabar", "Finish")),),
        can_cancel=False,
    )


def done_well(t: Voice) -> Done:
    return msgspec.structs.replace(done(t), picture=Picture.DONE, title=t("Listo", "Fet", "Done"))


def sorry(t: Voice) -> Sorry:
    return Sorry(
        title=t(
            "No se ha impreso nada. El Ayuntamiento no responde",
            "No s'ha imprés res. L'Ajuntament no respon",
            "Nothing was printed. The city hall does not answer",
        ),
        body=(
            t(
                "Puede intentarlo más tarde aquí, o ir a la Oficina de Atención de la calle Cervantes, 3.",
                "Pot intentar-ho més tard ací mateix, o anar a l'Oficina d'Atenció del carrer Cervantes, 3.",
                "You can try later right here, or go to the citizens' office at calle Cervantes, 3.",
            ),
            t(
                "O llame al 010: una persona le atenderá.",
                "O telefone al 010: una persona l'atendrà.",
                "Or call 010: a person will attend you.",
            ),
        ),
        picture=Picture.SORRY,
        options=(Option(id="finish", label=t("Terminar", "Acabar", "Finish")),),
        can_cancel=False,
        code="K-CITY-DOWN",
    )


def refer(t: Voice) -> Sorry:
    return Sorry(
        title=t(
            "Para este trámite, acuda a una oficina",
            "Per a este tràmit, acudisca a una oficina",
            "For this, please go to an office",
        ),
        body=(
            t(
                "Puede ir a la OAC Cervantes, calle Cervantes, 3.",
                "Pot anar a l'OAC Cervantes, carrer Cervantes, 3.",
                "You can go to OAC Cervantes, calle Cervantes, 3.",
            ),
        ),
        picture=Picture.OFFICE,
        options=(Option(id="finish", label=t("Terminar", "Acabar", "Finish")),),
        can_cancel=False,
    )


def closed(t: Voice) -> Closed:
    return Closed(
        title=t(
            "Este quiosco no funciona ahora", "Este quiosc no funciona ara", "This kiosk is not working now"
        ),
        body=(
            t(
                "El más cercano está en el Mercado de Babel, a 400 m.",
                "El més pròxim està en el Mercat de Babel, a 400 m.",
                "The nearest one is at Babel Market, 400 m away.",
            ),
        ),
        picture=Picture.CLOSED,
        can_cancel=False,
        limit=None,
        code="K-CARD-READER",
    )


def card_out(t: Voice) -> Wait:
    return Wait(
        title=t("Retire su DNI", "Retire el seu DNI", "Take your ID card out"),
        picture=Picture.CARD_OUT,
        busy=False,
        can_cancel=False,
    )


def upside_down(t: Voice) -> Wait:
    return Wait(
        title=t("El DNI está al revés", "El DNI està al revés", "The card is the wrong way round"),
        body=(t("Sáquelo y déle la vuelta.", "Traga'l i gire'l.", "Take it out and turn it round."),),
        picture=Picture.CARD_UPSIDE_DOWN,
        busy=False,
    )


def many(t: Voice) -> Choose:
    one = choose_purpose(t)
    twice = tuple(
        msgspec.structs.replace(option, id=f"{option.id}-{n}") for n in range(3) for option in one.options
    )
    return msgspec.structs.replace(one, options=twice)


def still_there(t: Voice) -> Over:
    return Over(
        title=t.say("¿Sigue ahí?", "Continua ahí?", "Are you still there?"),
        body=t.say(
            "Si no toca la pantalla, la visita se cerrará.",
            "Si no toca la pantalla, la visita es tancarà.",
            "If you do not touch the screen, your visit will end.",
        ),
        button=t.say("Sí, sigo aquí", "Sí, continue ací", "Yes, I am here"),
        seconds=20,
    )


def help_notice(t: Voice) -> Over:
    return Over(
        title=t.say("Una persona le ayuda", "Una persona l'ajuda", "A person will help you"),
        body=t.say(
            "Llame al 010 y diga que está en el quiosco 7, en la Oficina de Atención Séneca.",
            "Telefone al 010 i diga que està en el quiosc 7, en l'Oficina d'Atenció Séneca.",
            "Call 010 and say that you are at kiosk 7, in the Séneca citizens' office.",
        ),
        button=t.say("Seguir", "Continuar", "Go on"),
    )


SCREENS = {
    "home": home,
    "choose-kind": choose_kind,
    "choose-purpose": choose_purpose,
    "choose-who": choose_who,
    "choose-many": many,
    "pin": pin,
    "wait-card": wait_card,
    "wait-card-out": card_out,
    "wait-upside-down": upside_down,
    "wait-working": wait_working,
    "wait-printing": wait_printing,
    "wait-paper": wait_paper,
    "preview": preview,
    "preview-three": lambda t: preview(t, 3),
    "show": show,
    "done": done,
    "done-well": done_well,
    "sorry": sorry,
    "refer": refer,
    "closed": closed,
}
OVERS = {"still-there": still_there, "help": help_notice}


def draw(name: str, look: Look, *, pseudo: bool = False, seq: int = 1, over: str | None = None) -> Draw:
    t = Voice(look.language, pseudo=pseudo)
    screen: AnyScreen = SCREENS[name](t)
    step = ""
    if screen.step is not None:
        at, of = screen.step.now, screen.step.of
        step = t.say(f"Paso {at} de {of}", f"Pas {at} de {of}", f"Step {at} of {of}")
    return Draw(
        seq=seq,
        screen=screen,
        look=look,
        chrome=chrome(t, step=step),
        over=OVERS[over](t) if over else None,
    )


# --- looking at them -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Sight:
    """One screen in one manner."""

    name: str
    look: Look
    pseudo: bool = False
    over: str | None = None
    board: str = "digits"

    @property
    def file(self) -> str:
        marks = [self.name, self.look.language.replace("@", "-"), self.look.text_size, self.look.contrast]
        extra = [self.over or "", "pseudo" if self.pseudo else "", self.board if self.name == "pin" else ""]
        return "_".join(str(mark) for mark in (*marks, *extra) if mark)


def sights(only: str | None = None) -> Iterator[Sight]:
    """Every screen in each language and in pseudo text, both sizes; boards of the PIN; what lies over."""
    for name in SCREENS:
        if only and only not in name:
            continue
        for size in TextSize:
            for language in Language:
                yield Sight(name, Look(language=language, text_size=size))
            yield Sight(name, Look(text_size=size), pseudo=True)
            if name == "pin":
                for board in ("lower", "upper", "signs"):
                    yield Sight(name, Look(text_size=size), board=board)
            if name == "home":
                for over in OVERS:
                    yield Sight(name, Look(text_size=size), over=over, pseudo=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--size", default="1080x1920")
    parser.add_argument("--dpi", default="102")
    parser.add_argument("--only")
    parser.add_argument("--moment", type=Path, help="only the picture of a supervisor that is away")
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--contrast", default="normal", choices=[c.value for c in Contrast])
    parser.add_argument("--text", choices=[s.value for s in TextSize])
    parser.add_argument("--language", choices=[s.value for s in Language])
    given = parser.parse_args()

    from agent.ui.options import parse
    from agent.ui.toolkit import prepare

    prepare(parse(["--size", given.size, "--dpi", given.dpi], {}))
    from tests.agent.ui.easel import Easel

    width, height = (int(n) for n in given.size.split("x"))
    easel = Easel((width, height), float(given.dpi))
    if given.moment:
        easel.moment("010").png().save(given.moment)
        return
    reports = []
    for sight in sights(given.only):
        if given.text and sight.look.text_size != given.text:
            continue
        if given.language and (sight.look.language != given.language or sight.pseudo):
            continue
        look = msgspec.structs.replace(sight.look, contrast=Contrast(given.contrast))
        picture = easel.paint(draw(sight.name, look, pseudo=sight.pseudo, over=sight.over), sight.board)
        if given.out:
            given.out.mkdir(parents=True, exist_ok=True)
            picture.png().save(given.out / f"{sight.file}.png")
        reports.append(picture.report(sight.file))
    if given.report:
        sys.stdout.buffer.write(msgspec.json.encode(reports) + b"\n")


if __name__ == "__main__":
    main()
