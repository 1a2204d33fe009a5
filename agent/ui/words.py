"""The few words that are the screen's own; all others come with the screen."""

from dataclasses import dataclass

from agent.protocol import Language


@dataclass(frozen=True, slots=True)
class Words:
    letters: str
    digits: str
    signs: str
    accept: str
    delete: str
    typed: str
    next_page: str
    previous_page: str
    next: str
    previous: str
    more: str
    before: str
    code: str
    looks: str
    close: str


_WORDS = {
    Language.SPANISH: Words(
        letters="ABC",
        digits="123",
        signs="#+=",
        accept="Aceptar",
        delete="Borrar",
        typed="Lo que escriba aparece como puntos",
        next_page="Página siguiente",
        previous_page="Página anterior",
        next="Siguiente",
        previous="Anterior",
        more="Ver más",
        before="Ver anteriores",
        code="Código",
        looks="Letra e idioma",
        close="Cerrar",
    ),
    Language.VALENCIAN: Words(
        letters="ABC",
        digits="123",
        signs="#+=",
        accept="Acceptar",
        delete="Esborrar",
        typed="El que escriga apareix com a punts",
        next_page="Pàgina següent",
        previous_page="Pàgina anterior",
        next="Següent",
        previous="Anterior",
        more="Veure'n més",
        before="Veure les anteriors",
        code="Codi",
        looks="Lletra i idioma",
        close="Tancar",
    ),
    Language.ENGLISH: Words(
        letters="ABC",
        digits="123",
        signs="#+=",
        accept="OK",
        delete="Delete",
        typed="What you type appears as dots",
        next_page="Next page",
        previous_page="Previous page",
        next="Next",
        previous="Previous",
        more="See more",
        before="See previous",
        code="Code",
        looks="Text, language",
        close="Close",
    ),
}

#: Said in every language at once: who is in front of the screen is not known any more.
MOMENT = ("Un momento, por favor…", "Un moment, per favor…", "One moment, please…")
MOMENT_HELP = (
    "Si tarda, llame al {line}.",
    "Si tarda, telefone al {line}.",
    "If it takes long, call {line}.",
)


def words_in(language: Language) -> Words:
    return _WORDS[language]
