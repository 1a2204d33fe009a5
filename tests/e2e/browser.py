"""A real browser, by the W3C WebDriver protocol: just what the bench's page is tested with."""

import asyncio
import base64
import contextlib
import tempfile
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from agent.bench.processes import listening

CHROMEDRIVER = "/usr/bin/chromedriver"
FLAGS = (
    "--headless",
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
)
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element in JSON (WebDriver, section 12)


class Browser:
    def __init__(self, http: aiohttp.ClientSession, session: str) -> None:
        self._http = http
        self._session = session

    async def open(self, url: str) -> None:
        await self._say("POST", "url", {"url": url})

    async def run(self, script: str, *arguments: Any) -> Any:
        """JavaScript's ``return``; may be a promise."""
        return await self._say("POST", "execute/sync", {"script": script, "args": list(arguments)})

    async def until(self, script: str, *arguments: Any, deadline: float = 10.0) -> Any:
        """The first true value of ``script``. Raises ``TimeoutError``."""
        async with asyncio.timeout(deadline):
            while not (value := await self.run(script, *arguments)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return value

    async def click(self, selector: str) -> None:
        element = await self._say("POST", "element", {"using": "css selector", "value": selector})
        await self._say("POST", f"element/{element[ELEMENT]}/click", {})

    async def mouse(self, *moves: tuple[str, int, int]) -> None:
        """``("down" | "move" | "up", x, y)`` in pixels of the page's view, one after the other."""
        actions: list[dict[str, Any]] = []
        for what, x, y in moves:
            actions.append({"type": "pointerMove", "duration": 0, "x": x, "y": y})
            if what != "move":
                actions.append({"type": f"pointer{what.title()}", "button": 0})
        pointer = {
            "type": "pointer",
            "id": "hand",
            "parameters": {"pointerType": "mouse"},
            "actions": actions,
        }
        await self._say("POST", "actions", {"actions": [pointer]})

    async def screenshot(self) -> bytes:
        return base64.b64decode(await self._say("GET", "screenshot"))

    async def errors(self) -> list[str]:
        """What the page complained of on its console."""
        entries = await self._say("POST", "se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]

    async def _say(self, method: str, path: str, body: Any = None) -> Any:
        async with self._http.request(method, f"/session/{self._session}/{path}", json=body) as answer:
            value = (await answer.json())["value"]
        if answer.status != 200:
            raise AssertionError(f"{path}: {value['error']}: {value['message']}")
        return value


@contextlib.asynccontextmanager
async def browser(width: int = 1600, height: int = 1000) -> AsyncIterator[Browser]:
    port = await _free_port()
    driver = await asyncio.create_subprocess_exec(
        CHROMEDRIVER,
        f"--port={port}",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(20):
            await listening("127.0.0.1", port)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            options = {
                "args": [*FLAGS, f"--window-size={width},{height}", f"--user-data-dir={profile}"],
                "binary": "/usr/bin/chromium",
            }
            wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
            async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
                async with http.post("/session", json={"capabilities": {"alwaysMatch": wanted}}) as answer:
                    value = (await answer.json())["value"]
                assert answer.status == 200, value
                try:
                    yield Browser(http, value["sessionId"])
                finally:
                    async with http.delete(f"/session/{value['sessionId']}"):
                        pass
    finally:
        driver.terminate()
        await driver.wait()


async def _free_port() -> int:
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port
