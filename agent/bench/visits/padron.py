"""A padrón document, from the home screen to the paper in the hand."""

from agent.bench.visit_script import Do, Script


def script(
    card: str = "resident",
    kind: str = "volante",  # or certificado
    purpose: str = "aid",
    who: str = "me",  # everyone, history
    language: str = "es",
    fault: str = "",  # of the page printer; comes before the paper, and is mended once the person is told
) -> Script:
    language_first = () if language == "es" else (Do("home", taps=f"wish:language:{language}"),)
    breaks = (Do("preview", turns_on=fault),) if fault else ()
    mends = (Do("wait", having="give-up", mends=True),) if fault else ()
    return Script(
        procedure="padron",
        steps=(
            *language_first,
            Do("home", taps="padron"),
            Do("wait", inserts=card),
            Do("pin", types_pin_of=card),
            Do("choose", taps=kind),
            Do("choose", taps=purpose),
            Do("choose", taps=who),
            *breaks,
            Do("preview", taps="print"),
            *mends,
            Do("done", takes_card=True),
            Do("done", taps="finish"),
        ),
        ends_on="home",
    )
