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
    more: str
    before: str
    code: str
    seconds: str


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
        more="Ver más",
        before="Ver anteriores",
        code="Código",
        seconds="segundos",
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
        more="Veure'n més",
        before="Veure les anteriors",
        code="Codi",
        seconds="segons",
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
        more="See more",
        before="See previous",
        code="Code",
        seconds="seconds",
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
