"""A card that is sound but cannot be used here."""

from hal.card import Slot


class Unusable(Exception):
    """``slot`` says why."""

    def __init__(self, slot: Slot) -> None:
        super().__init__(slot.value)
        self.slot = slot
