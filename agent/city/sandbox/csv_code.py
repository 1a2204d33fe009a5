"""Código seguro de verificación: 125 random bits in Crockford's base 32, and a check character.

The check character is the weighted sum of the symbols over GF(32), so any one wrong character and
any two that changed places are noticed before a search is made.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOLS = 25  # 5 bits each
_AS_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1 is primitive: its powers do not repeat within 31


def new() -> str:
    """As printed: five groups of five, and the check character."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(SYMBOLS))
    return grouped(symbols + check(symbols))


def grouped(code: str) -> str:
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


def parse(typed: str) -> str | None:
    """What a person typed, as printed; ``None`` where it cannot be one of ours."""
    code = typed.upper().translate(_AS_TYPED)
    if len(code) != SYMBOLS + 1 or any(symbol not in ALPHABET for symbol in code):
        return None
    return grouped(code) if check(code[:-1]) == code[-1] else None


def check(symbols: str) -> str:
    weight, total = 1, 0
    for symbol in symbols:
        weight = _times_two(weight)
        total ^= _times(ALPHABET.index(symbol), weight)
    return ALPHABET[total]


def _times_two(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & 0b100000 else value


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        product ^= left if right & 1 else 0
        left, right = _times_two(left), right >> 1
    return product
