"""Whatever is killed comes back, and the person loses as little as can be."""

from agent.bench.handles import Handles
from agent.bench.person import Person
from agent.bench.waiting import until
from tests.e2e.conftest import Tray, back_home
from tests.e2e.padron import identifies, to_the_preview


async def test_a_screen_killed_in_mid_visit_comes_back_to_the_same_question(
    person: Person, bench: Handles, paper: Tray
) -> None:
    await identifies(person)
    before = await person.reads("choose", having="volante")
    bench.kill("ui")
    await until(lambda: person.sees is not before and person.sees is not None, 10)
    after = await person.reads("choose", having="volante")
    assert after.seq == before.seq
    for answer in ("volante", "aid", "me"):
        await person.reads("choose", having=answer)
        await person.taps(answer)
    await person.reads("preview")
    await person.taps("print")
    await person.reads("done")
    assert len(paper.pages) == 1


async def test_a_killed_supervisor_is_said_in_words_and_the_kiosk_recovers_by_itself(
    person: Person, bench: Handles, paper: Tray
) -> None:
    await identifies(person)
    before = await person.reads("choose", having="volante")
    question = await bench.screen.picture()
    bench.kill("supervisor")
    await until(lambda: not bench.watcher.connected)
    moment = await person.sees_another_picture_than(question)
    after = await bench.watcher.sees(lambda seen: seen.at > before.at, 15)
    assert after.screen == "home"
    assert (await bench.screen.picture()).tobytes() != moment.tobytes()
    assert paper.empty


async def test_a_killed_card_worker_ends_at_most_that_visit(person: Person, bench: Handles) -> None:
    await identifies(person)
    await person.reads("choose", having="volante")
    first = bench.pids()["card-worker"]
    bench.kill("card-worker")
    await until(lambda: bench.pids()["card-worker"] not in (None, first), 10)
    await back_home(bench)
    await identifies(person)
    await person.reads("choose", having="volante")


async def test_a_printer_killed_in_mid_job_never_gives_two_papers(
    person: Person, bench: Handles, paper: Tray
) -> None:
    await to_the_preview(person)
    await bench.faults.turn("printer.jam-in-job", True)
    await person.taps("print")
    await person.reads("wait", having="give-up")
    bench.kill("supervisor")
    await until(lambda: not bench.watcher.connected)
    await bench.faults.turn("printer.jam", False)
    await person.reads("home", deadline=15)
    await until(lambda: len(paper.pages) == 1, 10)
