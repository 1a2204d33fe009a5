"""``kiosk-bench``: where the kiosk's screen is."""

import pytest

from agent.bench.main import parse, setup
from agent.bench.screen import NoScreen
from agent.bench.xserver import Size


def test_without_a_display_it_has_one_of_its_own_in_full_size() -> None:
    made = setup(parse([]), display=None)
    assert made.display is None
    assert made.size == Size(1080, 1920)


def test_with_a_display_the_kiosk_is_a_window_that_fits() -> None:
    made = setup(parse([]), display=":0")
    assert made.display == ":0"
    assert made.size == Size(540, 960)


def test_headless_is_obeyed_where_there_is_a_display() -> None:
    assert setup(parse(["--headless"]), display=":0").display is None


def test_a_window_without_a_display_is_said_so() -> None:
    with pytest.raises(NoScreen, match="DISPLAY"):
        setup(parse(["--window"]), display=None)


def test_the_size_is_the_testers_to_choose() -> None:
    assert setup(parse(["--size", "1920x1080"]), display=None).size == Size(1920, 1080)


def test_a_size_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--size", "big"])
    assert "--size" in capsys.readouterr().err
