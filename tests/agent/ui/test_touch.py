"""Real touches on a real X server, as a hand makes them."""

import asyncio
import os
import sys
from pathlib import Path

from PIL import Image, ImageChops

from agent.protocol import (
    Answered,
    Contrast,
    Drawn,
    Hello,
    Language,
    Look,
    TextSize,
    Touched,
    Wish,
    Wished,
)
from flows.screens import Chosen, Entered
from tests.agent.ui import gallery, rig
from tests.agent.ui.rig import Finger, Screen, Supervisor, target
from tests.clock import eventually

PIN = "Planted7"


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Within what two versions of the software renderer differ by."""
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).convert("L")
    return sum(difference.histogram()[25:]) < 2000  # pixels that differ by a tenth or more


async def typed(supervisor: Supervisor, finger: Finger, drawn: Drawn, characters: str) -> Drawn:
    """Touches one key after the other; gives the last state of the keyboard."""
    for character in characters:
        finger.tap(target(drawn, f"key:{character}"))
    return supervisor.said(Drawn)[-1]


async def turned(supervisor: Supervisor, finger: Finger, drawn: Drawn, key: str) -> Drawn:
    """Touches a key that changes the others."""
    since = len(supervisor.heard)
    finger.tap(target(drawn, key))
    return await supervisor.next(Drawn, since)


async def test_a_tap_answers(supervisor: Supervisor, finger: Finger, glass: Screen) -> None:
    drawn = await supervisor.drawn(gallery.draw("choose-kind", Look(), seq=5))
    finger.tap(target(drawn, "volante"))
    assert await supervisor.next(Answered) == Answered(seq=5, answer=Chosen("volante"))


async def test_nothing_is_answered_before_the_finger_is_lifted(
    supervisor: Supervisor, finger: Finger, glass: Screen
) -> None:
    drawn = await supervisor.drawn(gallery.draw("choose-kind", Look(), seq=5))
    before = finger.picture()
    finger.press(target(drawn, "volante"))
    await eventually(lambda: not alike(before, finger.picture()))  # it shows that it is pressed
    assert supervisor.said(Answered) == []
    finger.release()
    await supervisor.next(Answered)


async def test_a_finger_that_leaves_has_changed_its_mind(
    supervisor: Supervisor, finger: Finger, glass: Screen
) -> None:
    drawn = await supervisor.drawn(gallery.draw("choose-kind", Look(), seq=5))
    finger.press(target(drawn, "volante"))
    finger.move(*rig.middle(target(drawn, "certificado")))
    finger.release()
    finger.tap(target(drawn, "certificado"))
    assert await supervisor.next(Answered) == Answered(seq=5, answer=Chosen("certificado"))
    assert len(supervisor.said(Answered)) == 1


async def test_a_trembling_hand_answers_once(supervisor: Supervisor, finger: Finger, glass: Screen) -> None:
    drawn = await supervisor.drawn(gallery.draw("choose-kind", Look(), seq=5))
    for _ in range(4):
        finger.tap(target(drawn, "volante"))
    await supervisor.next(Answered)
    await supervisor.drawn(gallery.draw("show", Look(), seq=6))
    assert len(supervisor.said(Answered)) == 1


async def test_somebody_there_is_told_at_most_once_a_second(
    supervisor: Supervisor, finger: Finger, glass: Screen
) -> None:
    drawn = await supervisor.drawn(gallery.draw("pin", Look(), seq=1))
    await typed(supervisor, finger, drawn, "1234")
    await supervisor.next(Touched)
    await supervisor.drawn(gallery.draw("show", Look(), seq=2))
    assert len(supervisor.said(Touched)) <= 2


async def test_what_an_unavailable_option_says_cannot_be_tapped(
    supervisor: Supervisor, finger: Finger, glass: Screen
) -> None:
    drawn = await supervisor.drawn(gallery.draw("choose-who", Look(), seq=5))
    above, below = target(drawn, "individual"), target(drawn, "historic")
    finger.move(540, (above.y + above.height + below.y) // 2)
    finger.release()
    finger.tap(below)
    assert (await supervisor.next(Answered)).answer == Chosen("historic")


async def test_the_standing_buttons_say_what_the_person_wishes(
    supervisor: Supervisor, finger: Finger, glass: Screen
) -> None:
    wishes = (
        ("wish:back", Wished(seq=1, wish=Wish.BACK)),
        ("wish:cancel", Wished(seq=2, wish=Wish.CANCEL)),
        ("wish:help", Wished(seq=3, wish=Wish.HELP)),
        ("wish:size", Wished(seq=4, wish=Wish.SIZE)),
        ("wish:contrast", Wished(seq=5, wish=Wish.CONTRAST)),
        ("wish:language:en", Wished(seq=6, wish=Wish.LANGUAGE, language=Language.ENGLISH)),
    )
    for seq, (name, wished) in enumerate(wishes, start=1):
        drawn = await supervisor.drawn(gallery.draw("choose-kind", Look(), seq=seq))
        since = len(supervisor.heard)
        finger.tap(target(drawn, name))
        assert await supervisor.next(Wished, since) == wished


async def test_i_am_still_here_closes_what_lies_over_the_screen(
    supervisor: Supervisor, finger: Finger, glass: Screen
) -> None:
    drawn = await supervisor.drawn(gallery.draw("show", Look(), seq=2, over="still-there"))
    finger.tap(target(drawn, "wish:stay"))
    assert await supervisor.next(Wished) == Wished(seq=2, wish=Wish.STAY)


async def test_a_pin_of_digits_is_entered(supervisor: Supervisor, finger: Finger, glass: Screen) -> None:
    drawn = await supervisor.drawn(gallery.draw("pin", Look(), seq=9))
    assert "key:ok" not in {found.id for found in drawn.targets}
    since = len(supervisor.heard)
    await typed(supervisor, finger, drawn, "1234")
    ready = await supervisor.next(Drawn, since, lambda d: any(t.id == "key:ok" for t in d.targets))
    finger.tap(target(ready, "key:ok"))
    answer = (await supervisor.next(Answered)).answer
    assert isinstance(answer, Entered)
    assert answer.characters.reveal() == "1234"


async def test_a_pin_of_letters_and_digits_is_entered_and_seen_nowhere(
    supervisor: Supervisor, finger: Finger, glass: Screen
) -> None:
    drawn = await supervisor.drawn(gallery.draw("pin", Look(), seq=9))
    drawn = await turned(supervisor, finger, drawn, "key:abc")
    drawn = await turned(supervisor, finger, drawn, "key:shift")
    finger.tap(target(drawn, "key:P"))
    drawn = await turned(supervisor, finger, drawn, "key:shift")
    await typed(supervisor, finger, drawn, "lanted7")
    await eventually(lambda: any(t.id == "key:ok" for t in supervisor.said(Drawn)[-1].targets))
    finger.tap(target(supervisor.said(Drawn)[-1], "key:ok"))
    answer = (await supervisor.next(Answered)).answer
    assert isinstance(answer, Entered)
    assert answer.characters.reveal() == PIN
    assert PIN not in glass.log.read_text()


async def test_another_language_or_size_keeps_what_was_typed(
    supervisor: Supervisor, finger: Finger, glass: Screen
) -> None:
    drawn = await supervisor.drawn(gallery.draw("pin", Look(), seq=9))
    await typed(supervisor, finger, drawn, "12345")
    finger.tap(target(drawn, "key:delete"))
    await eventually(lambda: any(t.id == "key:ok" for t in supervisor.said(Drawn)[-1].targets))
    look = Look(language=Language.ENGLISH, text_size=TextSize.LARGE, contrast=Contrast.HIGH)
    redrawn = await supervisor.drawn(gallery.draw("pin", look, seq=9))
    finger.tap(target(redrawn, "key:ok"))
    answer = (await supervisor.next(Answered)).answer
    assert isinstance(answer, Entered)
    assert answer.characters.reveal() == "1234"


async def test_another_question_forgets_what_was_typed(
    supervisor: Supervisor, finger: Finger, glass: Screen
) -> None:
    drawn = await supervisor.drawn(gallery.draw("pin", Look(), seq=9))
    await typed(supervisor, finger, drawn, "1234")
    await eventually(lambda: any(t.id == "key:ok" for t in supervisor.said(Drawn)[-1].targets))
    again = await supervisor.drawn(gallery.draw("pin", Look(), seq=10))
    assert "key:ok" not in {found.id for found in again.targets}


async def test_pages_are_turned_by_buttons(supervisor: Supervisor, finger: Finger, glass: Screen) -> None:
    drawn = await supervisor.drawn(gallery.draw("preview-three", Look(), seq=1))
    assert "turn:before" not in {found.id for found in drawn.targets}
    drawn = await turned(supervisor, finger, drawn, "turn:more")
    assert "turn:before" in {found.id for found in drawn.targets}
    since = len(supervisor.heard)
    finger.tap(target(drawn, "turn:more"))
    last = await supervisor.next(Drawn, since)
    assert "turn:more" not in {found.id for found in last.targets}


async def test_when_the_supervisor_goes_the_screen_says_so_and_comes_back(
    supervisor: Supervisor, finger: Finger, glass: Screen, tmp_path: Path
) -> None:
    await supervisor.drawn(gallery.draw("show", Look(), seq=1))
    personal = finger.picture()
    moment = tmp_path / "moment.png"
    await painted("--moment", str(moment))
    expected = Image.open(moment)

    await supervisor.vanish()
    await eventually(lambda: alike(finger.picture(), expected))
    await supervisor.open()
    since = len(supervisor.heard)
    await supervisor.next(Hello, since)
    await supervisor.drawn(gallery.draw("show", Look(), seq=1))
    assert alike(finger.picture(), personal)


async def painted(*options: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.agent.ui.gallery", *options),
        env={**os.environ, "SDL_VIDEODRIVER": "offscreen"},
        cwd=Path(__file__).parents[3],
    )
    assert await process.wait() == 0
