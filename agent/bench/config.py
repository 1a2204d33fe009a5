"""The kiosk's configuration file, as the bench writes it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def write(path: Path, tables: Mapping[str, Any]) -> None:
    path.write_text("\n".join(lines(tables)) + "\n")


def lines(table: Mapping[str, Any], name: tuple[str, ...] = ()) -> Iterator[str]:
    """TOML: strings, numbers, booleans, lists of them, and tables. JSON writes each value the same."""
    if name:
        yield f"[{'.'.join(name)}]"
    for key, value in table.items():
        if not isinstance(value, Mapping):
            yield f"{key} = {json.dumps(value)}"
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from lines(value, (*name, key))
