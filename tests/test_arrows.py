"""The rooms and the arrows between them (docs/architecture.md): who may import whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("agent", "flows", "hal")
HEAVY_AND_IO = (
    "kivy",
    "aiohttp",
    "sqlite3",
    "paho",
    "socket",
    "serial",
    "smartcard",
    "subprocess",
    "asyncio",
)
UI_MAY_USE = ("agent.ui", "agent.protocol", "flows.screens", "flows.text", "flows.secret")


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: imports are absolute here"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def wrong(room: str, forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in modules(room)
        for module in imports(path)
        if any(is_in(module, name) for name in forbidden)
    ]


def test_there_is_something_to_look_at() -> None:
    assert all(len(modules(room)) > 5 for room in ROOMS)


def test_hal_knows_nothing_of_flows_or_agent() -> None:
    assert wrong("hal", ("flows", "agent")) == []


def test_flows_know_nothing_of_hal_or_agent_and_do_no_io() -> None:
    assert wrong("flows", ("hal", "agent", *HEAVY_AND_IO)) == []


def test_the_screen_knows_the_protocol_and_the_vocabulary_of_screens_only() -> None:
    others = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in modules("agent/ui")
        for module in imports(path)
        if module.split(".")[0] in ROOMS and not any(is_in(module, name) for name in UI_MAY_USE)
    ]
    assert others == []


def test_simulators_are_for_the_bench_and_the_tests() -> None:
    def simulators(module: str) -> bool:
        return any(part == "sim" or part.startswith("sim_") for part in module.split("."))

    wrong_ones = [
        f"{path.relative_to(ROOT)} imports {module}"
        for room in ROOMS
        for path in modules(room)
        if "bench" not in path.parts and not path.stem.startswith("sim")
        for module in imports(path)
        if simulators(module) and module.split(".")[0] in ROOMS
    ]
    assert wrong_ones == []


def test_nothing_that_runs_on_a_kiosk_imports_the_bench_or_the_sandbox() -> None:
    wrong_ones = [
        f"{path.relative_to(ROOT)} imports {module}"
        for room in ROOMS
        for path in modules(room)
        if not {"bench", "sandbox"} & set(path.parts)
        for module in imports(path)
        if is_in(module, "agent.bench") or is_in(module, "agent.city.sandbox")
    ]
    assert wrong_ones == []


@pytest.mark.parametrize("room", ROOMS)
def test_files_hold_one_idea(room: str) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules(room)
        if (lines := len(path.read_text().splitlines())) > 320
    }
    assert long == {}
