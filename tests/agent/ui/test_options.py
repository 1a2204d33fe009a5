"""How ``kiosk-ui`` is told what to do."""

from pathlib import Path

import pytest

from agent.ui.options import parse


def test_it_fills_the_display_and_finds_the_socket_by_itself() -> None:
    options = parse([], {})
    assert options.fullscreen
    assert options.size is None
    assert options.socket == Path("/run/kiosk/agent.sock")


def test_options_say_more_than_the_environment() -> None:
    options = parse(["--dpi", "120"], {"KIOSK_DPI": "90", "KIOSK_SIZE": "800x1280", "KIOSK_SOCKET": "a.sock"})
    assert options.dpi == 120
    assert options.size == (800, 1280)
    assert options.socket == Path("a.sock")


@pytest.mark.parametrize("arguments", [["--size", "big"], ["--dpi", "0"], ["--dpi", "x"], ["--size", "9x9"]])
def test_what_cannot_be_is_refused_with_a_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(arguments, {})
    assert arguments[1] in capsys.readouterr().err


def test_a_wrong_environment_is_refused_too() -> None:
    with pytest.raises(SystemExit):
        parse([], {"KIOSK_SIZE": "huge"})
