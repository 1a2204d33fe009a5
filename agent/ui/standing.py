"""The standing buttons of every screen, out of the words that came with it."""

from agent.protocol import Contrast, Draw, Language, TextSize, Wish
from agent.ui.drawings.icons import Glyph
from agent.ui.page import Hands
from agent.ui.parts.button import Button, Weight
from agent.ui.theme import Theme

Row = tuple[Button, ...]


def leave_buttons(message: Draw, hands: Hands, theme: Theme) -> Row:
    """Back and cancel where they are possible, and always help."""
    chrome, screen = message.chrome, message.screen
    buttons: list[Button] = []
    if screen.can_go_back:
        buttons.append(_wish(Wish.BACK, chrome.back, Glyph.BACK, hands, theme))
    if screen.can_cancel:
        buttons.append(_wish(Wish.CANCEL, chrome.cancel, Glyph.CANCEL, hands, theme))
    return (*buttons, _wish(Wish.HELP, chrome.help, Glyph.HELP, hands, theme, Weight.HELP))


def look_buttons(message: Draw, hands: Hands, theme: Theme) -> Row:
    """Size, contrast, and each language; what is in force is marked."""
    chrome, look = message.chrome, message.look
    return (
        _wish(Wish.SIZE, chrome.size, Glyph.SIZE, hands, theme, _marked(look.text_size is TextSize.LARGE)),
        _wish(
            Wish.CONTRAST,
            chrome.contrast,
            Glyph.CONTRAST,
            hands,
            theme,
            _marked(look.contrast is Contrast.HIGH),
        ),
        *(
            _language(language, name, hands, theme, _marked(language is look.language))
            for language, name in chrome.languages
        ),
    )


def _marked(chosen: bool) -> Weight:
    return Weight.CHOSEN if chosen else Weight.QUIET


def _wish(
    wish: Wish, words: str, glyph: Glyph, hands: Hands, theme: Theme, weight: Weight = Weight.QUIET
) -> Button:
    return Button(f"wish:{wish}", words, lambda: hands.wish(wish), theme, weight, glyph)


def _language(language: Language, name: str, hands: Hands, theme: Theme, weight: Weight) -> Button:
    return Button(
        f"wish:language:{language}", name, lambda: hands.wish(Wish.LANGUAGE, language), theme, weight
    )
