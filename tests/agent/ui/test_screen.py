"""The real ``kiosk-ui`` process, drawing off screen, and what it tells the supervisor."""

from pathlib import Path

import msgspec

from agent.protocol import Alive, Contrast, Draw, Hello, Language, Look, TextSize
from flows.screens import Preview
from flows.text import verbatim
from tests.agent.ui import gallery, rig
from tests.agent.ui.rig import Screen, Supervisor, target
from tests.clock import eventually


async def test_each_screen_is_drawn_and_tells_what_can_be_touched(
    supervisor: Supervisor, offscreen: Screen
) -> None:
    for seq, name in enumerate(gallery.SCREENS):
        await drawn_as_it_should(supervisor, gallery.draw(name, Look(), seq=seq))


async def drawn_as_it_should(supervisor: Supervisor, draw: Draw) -> None:
    drawn = await supervisor.drawn(draw)
    ids = {found.id for found in drawn.targets}
    offered = {option.id for option in draw.screen.options if option.unavailable is None}
    assert offered <= ids or "turn:more" in ids
    assert "wish:help" in ids
    assert ("wish:back" in ids) == draw.screen.can_go_back
    assert ("wish:cancel" in ids) == draw.screen.can_cancel
    assert {f"wish:language:{language}" for language in Language} <= ids
    assert all(
        t.x >= 0 and t.y >= 0 and t.x + t.width <= 1080 and t.y + t.height <= 1920 for t in drawn.targets
    )


async def test_the_same_question_in_another_look_is_drawn_again(
    supervisor: Supervisor, offscreen: Screen
) -> None:
    look = Look(language=Language.VALENCIAN, text_size=TextSize.LARGE, contrast=Contrast.HIGH)
    before = await supervisor.drawn(gallery.draw("choose-kind", Look(), seq=3))
    after = await supervisor.drawn(gallery.draw("choose-kind", look, seq=3))
    assert after.seq == before.seq == 3
    assert target(after, "volante").height > target(before, "volante").height


async def test_what_lies_over_a_screen_takes_its_place_for_the_finger(
    supervisor: Supervisor, offscreen: Screen
) -> None:
    drawn = await supervisor.drawn(gallery.draw("choose-kind", Look(), over="still-there"))
    assert drawn.over
    assert [found.id for found in drawn.targets] == ["wish:stay"]


async def test_it_says_that_it_lives_and_that_its_loop_draws(
    supervisor: Supervisor, offscreen: Screen
) -> None:
    for seq in range(5):
        await supervisor.drawn(gallery.draw("show", Look(), seq=seq))
    alive = await supervisor.next(Alive)
    assert 5 < alive.frames < 50  # what was sent, the one it draws to prove it, and no busy loop


async def test_nonsense_from_the_socket_is_survived(supervisor: Supervisor, offscreen: Screen) -> None:
    await supervisor.drawn(gallery.draw("show", Look(), seq=1))
    supervisor.say(b'{"say":"draw", nonsense\n')
    await eventually(lambda: supervisor.connections == 2)
    await supervisor.next(Hello, len(supervisor.heard) - 1)
    await supervisor.drawn(gallery.draw("done", Look(), seq=2))
    assert offscreen.process.returncode is None
    assert "K-UI-MESSAGE" in offscreen.log.read_text()
    assert "María" not in offscreen.log.read_text()


async def test_a_page_that_is_no_picture_is_an_empty_sheet(supervisor: Supervisor, offscreen: Screen) -> None:
    draw = gallery.draw("preview", Look(), seq=1)
    assert isinstance(draw.screen, Preview)
    broken = (b"no picture", draw.screen.pages[0][:900], b"")
    for seq, page in enumerate(broken, start=2):
        screen = msgspec.structs.replace(draw.screen, pages=(page,))
        drawn = await supervisor.drawn(msgspec.structs.replace(draw, seq=seq, screen=screen))
        assert target(drawn, "print")
    assert offscreen.log.read_text().count("K-UI-PAGE") == len(broken)


async def test_words_that_are_much_too_long_are_drawn_all_the_same(
    supervisor: Supervisor, offscreen: Screen
) -> None:
    draw = gallery.draw("sorry", Look(), seq=1)
    long = verbatim("Desproporcionadísimamente " * 60)
    endless = verbatim("x" * 5000)
    for seq, title in enumerate((long, endless, verbatim("")), start=2):
        screen = msgspec.structs.replace(draw.screen, title=title, body=(long, endless))
        await supervisor.drawn(msgspec.structs.replace(draw, seq=seq, screen=screen))


async def test_it_draws_on_a_lying_display_too(supervisor: Supervisor, tmp_path: Path) -> None:
    async with rig.screen(supervisor.path, tmp_path, size="1366x768", dpi="100"):
        await supervisor.next(Hello)
        drawn = await supervisor.drawn(gallery.draw("pin", Look(text_size=TextSize.LARGE)))
        assert {f"key:{digit}" for digit in "0123456789"} <= {found.id for found in drawn.targets}


async def test_it_ends_when_it_is_told_to(supervisor: Supervisor, offscreen: Screen) -> None:
    offscreen.process.terminate()
    assert await offscreen.process.wait() == 0
