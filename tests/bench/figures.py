"""Numbers and how they are told."""

from collections.abc import Sequence
from math import ceil
from statistics import median
from typing import Any


def spread(samples: Sequence[float], promised: float | None = None, digits: int = 1) -> dict[str, Any]:
    """Median and p95 (nearest rank) of ``samples``; ``promised`` is the most that p95 may be."""
    ordered = sorted(samples)
    p95 = ordered[ceil(0.95 * len(ordered)) - 1]
    told: dict[str, Any] = {
        "median": round(median(ordered), digits),
        "p95": round(p95, digits),
        "max": round(ordered[-1], digits),
        "n": len(ordered),
    }
    if promised is not None:
        told |= {"promised": promised, "kept": p95 <= promised}
    return told


def one(value: float, promised: float, digits: int = 1) -> dict[str, Any]:
    return {"value": round(value, digits), "promised": promised, "kept": value <= promised}
