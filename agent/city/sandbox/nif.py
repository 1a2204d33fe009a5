"""DNI and NIE numbers with their check letter (number modulo 23; NIE: X, Y, Z count as 0, 1, 2)."""

LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def dni(number: int) -> str:
    return f"{number:08d}{LETTERS[number % 23]}"


def nie(first: str, number: int) -> str:
    """``first`` is X, Y or Z, ``number`` has up to seven digits."""
    counted = int(f"{'XYZ'.index(first)}{number:07d}")
    return f"{first}{number:07d}{LETTERS[counted % 23]}"


def valid(nif: str) -> bool:
    if len(nif) != 9 or not nif[1:8].isascii() or not nif[1:8].isdigit():
        return False
    head = str("XYZ".index(nif[0])) if nif[0] in "XYZ" else nif[0]
    if not (head.isascii() and head.isdigit()):
        return False
    return nif[8] == LETTERS[int(head + nif[1:8]) % 23]
