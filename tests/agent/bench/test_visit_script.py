"""Scripted visits as data, and the command line that names them."""

import pytest

from agent.bench.visit import arguments
from agent.bench.visit_script import BadScript, Do, load


def test_a_visit_is_named_by_its_procedure_and_varied_by_arguments() -> None:
    plain, varied = load("padron", {}), load("padron", {"kind": "certificado", "card": "family"})
    assert Do("choose", taps="volante") in plain.steps
    assert Do("choose", taps="certificado") in varied.steps
    assert Do("wait", inserts="family") in varied.steps


def test_another_language_is_chosen_first() -> None:
    assert load("padron", {"language": "en"}).steps[0] == Do("home", taps="wish:language:en")


def test_a_fault_comes_before_the_paper_and_is_mended_after() -> None:
    steps = load("padron", {"fault": "printer.jam"}).steps
    breaks, prints, mends = (
        steps.index(step)
        for step in (
            Do("preview", turns_on="printer.jam"),
            Do("preview", taps="print"),
            Do("wait", having="give-up", mends=True),
        )
    )
    assert breaks < prints < mends


@pytest.mark.parametrize("name", ["nothing", "../padron", "", "os.path"])
def test_a_visit_that_does_not_exist_is_said_so(name: str) -> None:
    with pytest.raises(BadScript, match="no visit is called"):
        load(name, {})


def test_an_argument_that_it_does_not_know_is_named() -> None:
    with pytest.raises(BadScript, match="colour"):
        load("padron", {"colour": "red"})


def test_the_command_line_is_made_of_pairs() -> None:
    assert arguments(["P=padron", "OUT=a=b"]) == {"P": "padron", "OUT": "a=b"}
    with pytest.raises(BadScript, match="KEY=value"):
        arguments(["padron"])
