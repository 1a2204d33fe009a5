"""What must never be seen: a PIN on its way from the screen to the card."""


class Secret:
    """Characters that no log, repr, comparison message or traceback shows."""

    __slots__ = ("_characters",)

    def __init__(self, characters: str) -> None:
        self._characters = characters

    def reveal(self) -> str:
        return self._characters

    def __len__(self) -> int:
        return len(self._characters)

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__
