"""Keys: digits, letters, signs. A key that would not fit at 20 mm is never under 15 mm."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from agent.ui.box import Box
from agent.ui.drawings.icons import Glyph, icon
from agent.ui.pen import Align, Pen
from agent.ui.theme import Theme
from agent.ui.words import Words

DIGITS = ("123", "456", "789")
LOWER = ("1234567890", "qwertyuiop", "asdfghjklñ", "zxcvbnm")
SIGNS = ("1234567890", ".,:;-_/\\@#", "$%&*+=()!?", "'\"<>[]{}^")
LEAST_KEY_MM = 15.0
MOST_KEY_MM = 80.0

Keys = list[tuple[str, float]]  # (label, columns it takes)


@dataclass(frozen=True)
class Keypad:
    """``board``: digits, lower, upper or signs."""

    board: str
    words: Words
    theme: Theme
    type_one: Callable[[str], None]
    delete: Callable[[], None]
    turn_to: Callable[[str], None]
    wide: bool = False  # lying: twelve columns, and one row less

    def rows(self) -> int:
        return 4 if self.board == "digits" or self.wide else 5

    def height(self, width: int) -> int:
        return self.rows() * self._key_height() + (self.rows() - 1) * self.theme.sizes.gap

    def _key_height(self) -> int:
        sizes = self.theme.sizes
        roomy = 30.0 if self.board == "digits" else 20.0
        return max(sizes.target, round(sizes.px(roomy) * sizes.tightness))

    def draw(self, pen: Pen, box: Box) -> None:
        rows = self._board()
        columns = 3 if self.board == "digits" else 12 if self.wide else 10
        gap = self.theme.sizes.gap
        widest = self.theme.sizes.px(MOST_KEY_MM)
        key = min(widest, (box.width - gap * (columns - 1)) // columns)
        height = self._key_height()
        left: float = box.x + (box.width - key * columns - gap * (columns - 1)) // 2
        for number, row in enumerate(rows):
            x = left
            for label, span in row:
                width = round(span * (key + gap)) - gap
                self._draw_key(pen, label, Box(round(x), box.y + number * (height + gap), width, height))
                x += span * (key + gap)

    def _board(self) -> list[Keys]:
        if self.board == "digits":
            return [*(_keys(row) for row in DIGITS), [("abc", 1), ("0", 1), ("delete", 1)]]
        if self.wide:
            return self._wide_board()
        if self.board == "signs":
            return [*(_keys(row) for row in SIGNS), [("letters", 3), ("abc", 3), ("delete", 4)]]
        rows = [_keys(row if self.board == "lower" else row.upper()) for row in LOWER]
        return [*rows[:3], [("shift", 1.5), *rows[3], ("delete", 1.5)], [("abc", 5), ("signs", 5)]]

    def _wide_board(self) -> list[Keys]:
        signs = self.board == "signs"
        rows = [_keys(row.upper() if self.board == "upper" else row) for row in (SIGNS if signs else LOWER)]
        ends = (("delete", 2.0), ("abc", 2.0), ("letters" if signs else "signs", 2.0))
        full = [[*row, end] for row, end in zip(rows[:3], ends, strict=True)]
        return [*full, rows[3] if signs else [("shift", 2.0), *rows[3]]]

    def _draw_key(self, pen: Pen, label: str, box: Box) -> None:
        acts: dict[str, Callable[[], None]] = {
            "delete": self.delete,
            "abc": partial(self.turn_to, "lower" if self.board == "digits" else "digits"),
            "letters": partial(self.turn_to, "lower"),
            "signs": partial(self.turn_to, "signs"),
            "shift": partial(self.turn_to, "upper" if self.board == "lower" else "lower"),
        }
        act = acts.get(label, partial(self.type_one, label))
        pen.touchable(f"key:{label}", box, act, lambda pen, pressed: self._paint(pen, label, box, pressed))

    def _paint(self, pen: Pen, label: str, box: Box, pressed: bool) -> None:
        colours, sizes = self.theme.palette, self.theme.sizes
        pen.plate(box, self.theme.raised(pressed=pressed, radius=3.0, blur=2.0))
        glyph = {"delete": Glyph.DELETE, "shift": Glyph.SHIFT}.get(label)
        if glyph is not None:
            side = round(sizes.key.size * 1.1)
            pen.image(box.centred(side, side), icon(glyph, side, colours.ink, colours.tint))
            return
        face = {
            "abc": self.words.letters if self.board == "digits" else self.words.digits,
            "letters": self.words.letters,
            "signs": self.words.signs,
        }.get(label, label)
        style = sizes.label if len(face) > 1 else sizes.key
        pen.write_middle(face, style, box, colours.ink, Align.CENTRE)


def _keys(row: str) -> Keys:
    return [(label, 1.0) for label in row]
