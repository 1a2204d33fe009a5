"""The stage: the one screen that is up, who looks at it, and what the person does with it.

It holds what the UI does not: kill the UI at any moment, and the next one that connects is sent the
same screen. Every redraw of a question keeps its ``seq``, so an answer to an older one is dropped.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from agent import log
from agent.protocol import (
    Answered,
    Chrome,
    Contrast,
    Draw,
    Language,
    Look,
    Over,
    TextSize,
    Wish,
    Wished,
    encoder,
)
from agent.words import translator
from flows.screens import Answer, AnyScreen, Chosen, Entered, Pin, Screen
from flows.text import Text, _
from flows.visit import GoBack

T = TypeVar("T")
Viewer = Callable[[bytes], None]
LANGUAGES = (
    (Language.SPANISH, "Castellano"),
    (Language.VALENCIAN, "Valencià"),
    (Language.ENGLISH, "English"),
)


class Placard:
    """Which kiosk this is, for every screen."""

    def __init__(self, kiosk: str, place: str, city: str, brand: str, help_line: str) -> None:
        self.kiosk, self.place, self.city, self.brand, self.help_line = kiosk, place, city, brand, help_line


class Stage:
    def __init__(self, placard: Placard) -> None:
        self._log = log.get("stage")
        self._placard = placard
        self._viewers: set[Viewer] = set()
        self._seq = 0
        self._screen: AnyScreen | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._look = Look()
        self._over: Over | None = None
        self.stirred = asyncio.Event()  # set whenever somebody touches or the screen changes
        self.on_cancel: Callable[[], None] = lambda: None
        self.on_help: Callable[[], None] = lambda: None

    # --- the flow's side ---------------------------------------------------------------------

    @property
    def language(self) -> str:
        return self._look.language.value

    async def ask(self, screen: AnyScreen) -> Answer:
        self._put_up(screen)
        assert self._answer is not None
        return await self._answer

    async def until(self, screen: AnyScreen, event: Awaitable[T]) -> T | Chosen:
        """The event, or the option that was taken first. The event is cancelled if it lost."""
        happening = asyncio.ensure_future(event)
        try:
            # What is already so needs no screen that would flash by.
            await asyncio.sleep(0)
            if happening.done():
                return happening.result()
            self._put_up(screen)
            answer = self._answer
            assert answer is not None
            both: set[asyncio.Future[Any]] = {happening, answer}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if happening.done():
                return happening.result()
            chosen = answer.result()
            assert isinstance(chosen, Chosen)
            return chosen
        finally:
            await _end(happening)

    # --- the kiosk's side --------------------------------------------------------------------

    @property
    def screen(self) -> AnyScreen | None:
        return self._screen

    @property
    def seq(self) -> int:
        return self._seq

    @property
    def look(self) -> Look:
        return self._look

    @property
    def over(self) -> Over | None:
        return self._over

    @property
    def watched(self) -> bool:
        return bool(self._viewers)

    def attach(self, viewer: Viewer) -> Callable[[], None]:
        self._viewers.add(viewer)
        if self._screen is not None:
            viewer(self._drawing(self._screen))
        return lambda: self._viewers.discard(viewer)

    def lay_over(self, over: Over | None) -> None:
        if over != self._over:
            self._over = over
            self._redraw()

    def say_over(self, title: Text, body: Text, button: Text, seconds: int | None = None) -> None:
        words = translator(self._look.language)
        self.lay_over(Over(title=words(title), body=words(body), button=words(button), seconds=seconds))

    def reset_look(self) -> None:
        self._look = Look()
        self._over = None
        self._redraw()

    def wipe(self) -> None:
        """The visitor is gone: nothing of them or their preferences stays."""
        self._screen = None
        self._answer = None
        self._over = None
        self._look = Look()

    # --- the person's side -------------------------------------------------------------------

    def answered(self, said: Answered) -> None:
        waiting = self._answer
        if said.seq != self._seq or waiting is None or waiting.done() or self._screen is None:
            return  # an answer to a screen that is no longer up
        self.stir()
        if not fits(said.answer, self._screen):
            self._log.warning("answer-does-not-fit", code="K-UI-ANSWER", screen=type(self._screen).__name__)
            self._redraw()
            return
        waiting.set_result(said.answer)

    def wished(self, said: Wished) -> None:
        if said.seq != self._seq or self._screen is None:
            return
        self.stir()
        match said.wish:
            case Wish.BACK if self._screen.can_go_back:
                self._fail(GoBack())
            case Wish.CANCEL if self._screen.can_cancel:
                self.on_cancel()
            case Wish.HELP:
                self.on_help()
                self.say_over(*self._help_words())
            case Wish.STAY:
                self.lay_over(None)
            case Wish.LANGUAGE if said.language is not None:
                self._change(language=said.language)
            case Wish.SIZE:
                large = self._look.text_size is TextSize.LARGE
                self._change(text_size=TextSize.NORMAL if large else TextSize.LARGE)
            case Wish.CONTRAST:
                high = self._look.contrast is Contrast.HIGH
                self._change(contrast=Contrast.NORMAL if high else Contrast.HIGH)
            case _:
                self._log.info("wish-not-offered", wish=said.wish.value)

    def stir(self) -> None:
        self.stirred.set()

    # --- inside ------------------------------------------------------------------------------

    def _put_up(self, screen: AnyScreen) -> None:
        self._seq += 1
        self._screen = screen
        self._over = None
        self._answer = asyncio.get_running_loop().create_future()
        self.stir()
        self._redraw()

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def _change(
        self,
        language: Language | None = None,
        text_size: TextSize | None = None,
        contrast: Contrast | None = None,
    ) -> None:
        old = self._look
        self._look = Look(
            language=language or old.language,
            text_size=text_size or old.text_size,
            contrast=contrast or old.contrast,
        )
        self._over = None  # its words are in the old language
        self._redraw()

    def _redraw(self) -> None:
        if self._screen is None or not self._viewers:
            return
        drawing = self._drawing(self._screen)
        for viewer in tuple(self._viewers):
            viewer(drawing)

    def _drawing(self, screen: AnyScreen) -> bytes:
        words = translator(self._look.language)
        return encoder(words).encode(
            Draw(
                seq=self._seq,
                screen=screen,
                look=self._look,
                chrome=self._chrome(screen, words),
                over=self._over,
            )
        )

    def _chrome(self, screen: Screen, words: Callable[[Text], str]) -> Chrome:
        step = screen.step
        return Chrome(
            back=words(_("Atrás")),
            cancel=words(_("Cancelar")),
            help=words(_("Ayuda")),
            size=words(_("Letra grande")),
            contrast=words(_("Alto contraste")),
            languages=LANGUAGES,
            step=words(_("Paso {now} de {of}", now=step.now, of=step.of)) if step else "",
            kiosk=self._placard.kiosk,
            place=self._placard.place,
            city=self._placard.city,
            brand=self._placard.brand,
        )

    def _help_words(self) -> tuple[Text, Text, Text]:
        return (
            _("¿Necesita ayuda?"),
            _(
                "Llame al {line} y diga que está en el quiosco {kiosk}. Una persona le ayudará.",
                line=self._placard.help_line,
                kiosk=self._placard.kiosk,
            ),
            _("Seguir"),
        )


def fits(answer: Answer, screen: AnyScreen) -> bool:
    """Is it an answer to what the screen asks? The UI is not trusted to say so."""
    if isinstance(answer, Entered):
        return isinstance(screen, Pin) and screen.shortest <= len(answer.characters) <= screen.longest
    return any(option.id == answer.option and option.unavailable is None for option in screen.options)


async def _end(task: "asyncio.Future[T]") -> None:
    if task.done():
        return
    task.cancel()
    await asyncio.wait({task})
