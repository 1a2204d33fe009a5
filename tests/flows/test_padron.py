"""The padrón procedure as a person lives it: every way through it and every way out."""

import pytest

from agent.protocol import Language, Wish
from flows.city import BrokenSeal, CityDown, CityRefused, Kind, PadronRequest, Scope
from flows.devices import CardProblem, PrintTrouble, Trouble
from flows.screens import Choose, Done, Pin, Preview, Show, Sorry, Wait
from flows.visit import Outcome
from tests.clock import settle
from tests.flows.conftest import Person
from tests.flows.doubles import PIN, replace_sheet


async def identifies(person: Person) -> None:
    person.starts()
    await person.sees(Wait, "DNI electrónico")
    person.card.insert()
    await person.sees(Pin)
    person.types(PIN)


async def answers(person: Person, kind: str = "volante", purpose: str = "school", who: str = "me") -> None:
    await person.sees(Choose, "Qué documento")
    person.taps(kind)
    await person.sees(Choose, "Para qué")
    person.taps(purpose)
    await person.sees(Choose, "Quién")
    person.taps(who)


async def asks_for(person: Person, kind: str = "volante", purpose: str = "school", who: str = "me") -> None:
    await answers(person, kind, purpose, who)
    await person.sees(Preview)


async def test_a_neighbour_gets_a_volante_on_paper(person: Person) -> None:
    await identifies(person)
    await asks_for(person)
    person.taps("print")
    await person.sees(Done, "AAAAA-BBBBB")
    person.taps("finish")
    assert await person.leaves_with() is Outcome.DONE
    assert person.printer.printed == ["doc-1"]
    assert person.city.requests == [
        PadronRequest(kind=Kind.VOLANTE, scope=Scope.INDIVIDUAL, historic=False, purpose="school")
    ]


async def test_everybody_at_the_address_appears_in_a_collective_certificado(person: Person) -> None:
    await identifies(person)
    await asks_for(person, kind="certificado", who="everyone")
    assert person.city.requests[0].scope is Scope.COLLECTIVE
    assert person.city.requests[0].kind is Kind.CERTIFICADO


async def test_earlier_addresses_appear_only_when_asked_for(person: Person) -> None:
    await identifies(person)
    await asks_for(person, who="history")
    assert person.city.requests[0].historic


async def test_the_document_is_asked_for_in_the_language_of_the_visitor(person: Person) -> None:
    await identifies(person)
    await person.sees(Choose, "Qué documento")
    person.wishes(Wish.LANGUAGE, Language.VALENCIAN)
    await person.sees(Choose, "Quin document")
    person.taps("volante")
    await person.sees(Choose, "Per a què")
    person.taps("school")
    await person.sees(Choose, "Qui")
    person.taps("me")
    await person.sees(Preview)
    assert person.city.languages == ["ca@valencia"]


async def test_a_changed_mind_goes_back_one_question(person: Person) -> None:
    await identifies(person)
    await person.sees(Choose, "Qué documento")
    person.taps("volante")
    await person.sees(Choose, "Para qué")
    person.wishes(Wish.BACK)
    await answers(person, kind="certificado")
    await person.sees(Preview)
    assert person.city.requests[0].kind is Kind.CERTIFICADO


async def test_what_the_preview_shows_can_still_be_changed(person: Person) -> None:
    await identifies(person)
    await asks_for(person)
    person.taps("change")
    await asks_for(person, purpose="work")
    person.taps("print")
    await person.sees(Done)
    assert person.printer.printed == ["doc-2"]


async def test_a_person_who_is_not_registered_is_told_so_and_where_to_go(person: Person) -> None:
    person.city.sheet = None
    await identifies(person)
    await person.sees(Sorry, "No consta en el padrón")
    person.taps("finish")
    assert await person.leaves_with() is Outcome.REFERRED


async def test_a_protected_person_is_sent_to_the_office_and_told_nothing_else(person: Person) -> None:
    person.city.sheet = replace_sheet(protected=True)
    await identifies(person)
    await person.sees(Sorry, "acuda a una oficina")
    assert "prot" not in person.every_word().replace("proteger", "").lower()
    person.taps("finish")
    assert await person.leaves_with() is Outcome.REFERRED


async def test_a_refusal_of_the_city_reads_just_like_any_other_referral(person: Person) -> None:
    person.city.trouble["issue"] = CityRefused()
    await identifies(person)
    await answers(person)
    await person.sees(Sorry, "acuda a una oficina")


async def test_everybody_cannot_be_chosen_where_the_city_does_not_allow_it(person: Person) -> None:
    person.city.sheet = replace_sheet(collective_allowed=False)
    await identifies(person)
    await person.sees(Choose, "Qué documento")
    person.taps("volante")
    await person.sees(Choose, "Para qué")
    person.taps("school")
    await person.sees(Choose, "hay que pedirlo en una oficina")
    person.taps("everyone")
    await settle()
    await person.sees(Choose, "Quién")
    assert person.city.requests == []


@pytest.mark.parametrize("call", ["nonce", "recognise", "padron_sheet"])
async def test_a_city_that_does_not_answer_is_told_without_blaming_the_person(
    person: Person, call: str
) -> None:
    person.city.trouble[call] = CityDown()
    await identifies(person)
    screen = await person.sees(Sorry, "No es culpa suya")
    assert screen.code == "K-CITY-DOWN"
    person.taps("finish")
    assert await person.leaves_with() is Outcome.CITY


async def test_a_document_with_a_broken_seal_is_not_printed(person: Person) -> None:
    person.city.trouble["issue"] = BrokenSeal()
    await identifies(person)
    await answers(person, kind="certificado")
    screen = await person.sees(Sorry, "no lo hemos impreso")
    assert screen.code == "K-CITY-SEAL"
    assert person.printer.printed == []


async def test_a_wrong_pin_says_how_many_tries_are_left(person: Person) -> None:
    person.starts()
    person.card.insert()
    await person.sees(Pin)
    person.types("0000")
    await person.sees(Pin, "Le quedan 2 intentos")
    person.types(PIN)
    await person.sees(Choose)


async def test_before_the_last_try_the_person_decides_knowing_the_price(person: Person) -> None:
    person.card.tries = 1
    person.starts()
    person.card.insert()
    await person.sees(Show, "quedará bloqueado")
    person.taps("stop")
    await person.sees(Sorry, "No se ha hecho ningún trámite")
    assert person.card.pins_tried == 0
    person.taps("finish")
    assert await person.leaves_with() is Outcome.CARD


async def test_a_pin_wrong_to_the_end_blocks_and_says_who_can_help(person: Person) -> None:
    person.starts()
    person.card.insert()
    await person.sees(Pin)
    person.types("0000")
    await person.sees(Pin, "Le quedan 2 intentos")
    person.types("1111")
    await person.sees(Show, "un solo intento")
    person.taps("go-on")
    await person.sees(Pin)
    person.types("2222")
    screen = await person.sees(Sorry, "comisaría")
    assert screen.code == "K-CARD-BLOCKED"
    assert person.card.pins_tried == 3


async def test_a_card_that_comes_blocked_is_not_asked_for_a_pin(person: Person) -> None:
    person.card.tries = 0
    person.starts()
    person.card.insert()
    await person.sees(Sorry, "bloqueado")
    assert "Escriba el PIN" not in person.every_word()


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (CardProblem.EXPIRED, "caducado"),
        (CardProblem.REVOKED, "anulados"),
        (CardProblem.UNTRUSTED, "auténtico"),
        (CardProblem.UNCHECKED, "No es culpa de su tarjeta"),
        (CardProblem.READER, "lector"),
    ],
)
async def test_each_failure_of_the_card_has_words_of_its_own(
    person: Person, problem: CardProblem, words: str
) -> None:
    person.card.refuses = problem
    await identifies(person)
    await person.sees(Sorry, words)
    person.taps("finish")
    assert await person.leaves_with() is Outcome.CARD


@pytest.mark.parametrize("problem", [CardProblem.UNREADABLE, CardProblem.UNKNOWN])
async def test_a_card_put_in_wrong_can_be_put_in_again(person: Person, problem: CardProblem) -> None:
    person.card.problem = problem
    person.starts()
    person.card.insert()
    await person.sees(Wait, "Saque la tarjeta")
    person.card.problem = None
    person.card.pull()
    await person.sees(Wait, "Introduzca")
    person.card.insert()
    await person.sees(Pin)


async def test_a_card_that_can_never_be_read_ends_with_a_person(person: Person) -> None:
    person.card.problem = CardProblem.UNREADABLE
    person.starts()
    for _try in range(3):
        await person.sees(Wait, "Introduzca")
        person.card.insert()
        await person.sees(Wait, "Saque la tarjeta")
        person.card.pull()
    await person.sees(Sorry, "No hemos podido leer su tarjeta")


async def test_pulling_the_card_ends_the_visit_and_says_that_nothing_was_done(person: Person) -> None:
    await identifies(person)
    await person.sees(Choose)
    person.card.pull()
    await person.sees(Sorry, "La tarjeta se ha retirado")
    person.taps("finish")
    assert await person.leaves_with() is Outcome.PULLED


async def test_pulling_the_card_while_the_paper_comes_out_takes_nothing_away(person: Person) -> None:
    await identifies(person)
    await asks_for(person)
    person.printer.runs_out()
    person.taps("print")
    await person.sees(Wait, "sin papel")
    person.card.pull()
    person.printer.paper.set()
    await person.sees(Done)


async def test_a_printer_that_waits_for_paper_prints_when_it_comes(person: Person) -> None:
    person.printer.runs_out()
    await identifies(person)
    await asks_for(person)
    person.taps("print")
    await person.sees(Wait, "sin papel")
    person.printer.paper.set()
    await person.sees(Done)
    assert person.printer.printed == ["doc-1"]


async def test_who_does_not_want_to_wait_for_paper_leaves_and_the_job_is_called_back(person: Person) -> None:
    person.printer.runs_out()
    await identifies(person)
    await asks_for(person)
    person.taps("print")
    await person.sees(Wait, "sin papel")
    person.taps("give-up")
    await person.sees(Sorry, "no se ha impreso")
    assert person.printer.cancelled == ["doc-1"]
    assert person.printer.printed == []


async def test_a_job_that_was_refused_for_want_of_paper_is_sent_when_there_is_some(person: Person) -> None:
    person.printer.runs_out()
    person.printer.fails = PrintTrouble(Trouble.NO_PAPER, in_doubt=False)
    await identifies(person)
    await asks_for(person)
    person.taps("print")
    screen = await person.sees(Wait, "sin papel")
    assert screen.code == "K-PRINTER-NO-PAPER"
    person.printer.paper.set()
    await person.sees(Done)
    assert person.printer.printed == ["doc-1"]


async def test_a_refused_job_need_not_be_waited_for(person: Person) -> None:
    person.printer.runs_out()
    person.printer.fails = PrintTrouble(Trouble.COVER, in_doubt=False)
    await identifies(person)
    await asks_for(person)
    person.taps("print")
    await person.sees(Wait, "tapa")
    person.taps("give-up")
    await person.sees(Sorry, "no se ha impreso")
    assert person.printer.printed == []


async def test_a_job_in_doubt_is_told_as_that(person: Person) -> None:
    person.printer.fails = PrintTrouble(Trouble.JAM, in_doubt=True)
    await identifies(person)
    await asks_for(person)
    person.taps("print")
    await person.sees(Sorry, "No sabemos si su documento ha salido completo")


async def test_a_refused_job_says_that_nothing_was_printed_and_where_else(person: Person) -> None:
    person.printer.fails = PrintTrouble(Trouble.OFFLINE, in_doubt=False)
    await identifies(person)
    await asks_for(person)
    person.taps("print")
    await person.sees(Sorry, "El quiosco más cercano")


async def test_cancel_leaves_at_once_and_the_city_forgets_the_visitor(person: Person) -> None:
    await identifies(person)
    await person.sees(Choose)
    person.wishes(Wish.CANCEL)
    await person.sees(Show, "Recoja su DNI")
    assert await person.leaves_with() is Outcome.CANCELLED
    assert person.city.forgotten == 1


async def test_silence_is_asked_about_before_it_ends_the_visit(person: Person) -> None:
    await identifies(person)
    await person.sees(Choose)
    await person.clock.advance(61)
    assert person.now.over is not None
    assert person.now.over.seconds == 20
    await person.clock.advance(21)
    await person.sees(Show, "Recoja su DNI")
    assert await person.leaves_with() is Outcome.SILENCE


async def test_one_tap_extends_as_often_as_wanted(person: Person) -> None:
    await identifies(person)
    await person.sees(Choose)
    for _time in range(11):
        await person.clock.advance(61)
        assert person.now.over is not None
        person.wishes(Wish.STAY)
        await settle()
        assert person.now.over is None
    await person.sees(Choose)


async def test_help_is_laid_over_without_losing_the_place(person: Person) -> None:
    await identifies(person)
    await person.sees(Choose)
    before = person.now.seq
    person.wishes(Wish.HELP)
    assert person.now.over is not None
    assert "010" in person.now.over.body
    assert "babel-1" in person.now.over.body
    person.wishes(Wish.STAY)
    assert (person.now.over, person.now.seq) == (None, before)


async def test_another_language_shows_the_same_question_again(person: Person) -> None:
    await identifies(person)
    await person.sees(Choose, "Qué documento necesita")
    before = person.now.seq
    person.wishes(Wish.LANGUAGE, Language.ENGLISH)
    await person.sees(Choose, "Which document do you need")
    assert person.now.seq == before


async def test_nothing_of_a_visitor_stays_for_the_next(person: Person) -> None:
    await identifies(person)
    await person.sees(Choose)
    person.wishes(Wish.LANGUAGE, Language.ENGLISH)
    person.wishes(Wish.CANCEL)
    await person.leaves_with()
    assert person.stage.screen is None
    assert person.stage.language == "es"


async def test_a_fault_of_our_own_is_told_and_does_not_take_the_kiosk_down(person: Person) -> None:
    person.city.trouble["issue"] = ZeroDivisionError()  # type: ignore[assignment]
    await identifies(person)
    await answers(person)
    screen = await person.sees(Sorry, "Algo ha fallado")
    assert screen.code == "K-FLOW"
    person.taps("finish")
    assert await person.leaves_with() is Outcome.BROKEN
