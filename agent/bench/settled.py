"""When the world is ready: every device works, and the home screen has heard of it."""

import asyncio

from agent.bench.handles import Handles
from agent.bench.processes import NotReady
from agent.bench.screen import Screen
from agent.bench.watcher import NoAnswer, Watcher

START = 30.0  # s until everything works, on a slow machine
QUIET = 0.15  # s without a new picture


async def until_all_works(handles: Handles) -> None:
    """Raises ``NotReady``, with what is wrong."""
    try:
        async with asyncio.timeout(START):
            for service in handles.services.values():
                await service.ready(START)
            while not await _works(handles.watcher):  # noqa: ASYNC110 (nobody tells when)
                await asyncio.sleep(0.05)
            await handles.watcher.sees(lambda seen: seen.screen == "home", START)
            await _quiet(handles.screen)
    except TimeoutError:
        raise NotReady(await _state(handles)) from None


async def _works(watcher: Watcher) -> bool:
    try:
        status = await watcher.status()
    except NoAnswer:
        return False
    return bool(status.devices) and all(device.state == "works" for device in status.devices)


async def _quiet(screen: Screen) -> None:
    while True:
        try:
            async with asyncio.timeout(QUIET):
                await screen.changed(screen.changes)
        except TimeoutError:
            return


async def _state(handles: Handles) -> str:
    tails = "\n".join(f"--- {name}\n{service.tail()}" for name, service in handles.services.items())
    try:
        devices = (await handles.watcher.status()).devices
    except NoAnswer as error:
        return f"{error}\n{tails}"
    return "\n".join([*(f"{one.name}: {one.state} {one.code}: {one.cause}" for one in devices), tails])
