"""The city hall beside the kiosk: its process, its faults, and what it has issued."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp

from agent.bench.faults import Fault
from agent.bench.ports import free_ports
from agent.bench.processes import Service, listening
from agent.city.sandbox.faults import Fault as CityFault

WORDS = {
    CityFault.DOWN: "Closed: nobody listens",
    CityFault.SLOW: "Answers after 5 s",
    CityFault.SLOW_LORIS: "Answers a byte a second",
    CityFault.ERROR: "Answers HTTP 500",
    CityFault.UNAVAILABLE: "Answers HTTP 503",
    CityFault.NOT_FOUND: "Answers HTTP 404",
    CityFault.WRONG_JSON: "Answers half a JSON",
    CityFault.WRONG_TYPES: "Answers another JSON",
    CityFault.REDIRECT: "Redirects",
    CityFault.HUGE: "Answers without end",
    CityFault.DROPPED: "Hangs up in mid-answer",
    CityFault.BROKEN_SEAL: "Certificado with a broken seal",
    CityFault.NO_SEAL: "Certificado without its seal",
}


class City:
    """``service`` listens on the same ports each time it is started."""

    def __init__(self, folder: Path, anchors: Path, log: Path, told: Callable[[str, str], None]) -> None:
        self.port, self.public_port, self._admin_port = free_ports(3)
        self.certificates = folder / "certificates"
        self._on: set[CityFault] = set()
        self._turn = asyncio.Lock()
        self.service = Service(
            "city",
            [
                *(str(Path(sys.executable).with_name("kiosk-city")), "--data", str(folder)),
                *("--certificates", str(self.certificates), "--citizen-anchors", str(anchors)),
                *("--port", str(self.port), "--public-port", str(self.public_port)),
                *("--admin-port", str(self._admin_port)),
            ],
            log,
            ready=lambda: listening("127.0.0.1", self._admin_port),
            told=told,
        )

    def adapter(self, port: int) -> dict[str, Any]:
        """How a kiosk is configured to reach it, through ``port`` of the loopback."""
        return {
            "adapter": "rest",
            "url": f"https://localhost:{port}",
            "ca": str(self.certificates / "ca.pem"),
            "certificate": str(self.certificates / "kiosk.pem"),
            "key": str(self.certificates / "kiosk.key"),
            "seal_anchors": [str(self.certificates / "seal-ca.pem")],
            "seal_nif": "P0301400H",
        }

    async def issued(self) -> Mapping[str, Any]:
        """Papers that it has issued, newest first; and where anybody can check them."""
        return {
            "documents": await self._ask("GET", "documents"),
            "verify": f"http://127.0.0.1:{self.public_port}/validar",
        }

    def faults(self) -> tuple[Fault, ...]:
        return tuple(
            Fault(f"city.{fault.value}", "City hall", WORDS[fault], self._turner(fault))
            for fault in CityFault
        )

    def _turner(self, fault: CityFault) -> Callable[[bool], Any]:
        async def turn(on: bool) -> None:
            async with self._turn:
                (self._on.add if on else self._on.discard)(fault)
                await self._ask("DELETE", "faults")  # it has no switch for one alone
                for wanted in sorted(self._on):
                    await self._ask("PUT", f"faults/{wanted.value}")

        return turn

    async def _ask(self, method: str, path: str) -> Any:
        timeout = aiohttp.ClientTimeout(total=5)
        url = f"http://127.0.0.1:{self._admin_port}/{path}"
        async with aiohttp.ClientSession(timeout=timeout) as http, http.request(method, url) as answer:
            answer.raise_for_status()
            return await answer.json() if answer.status == 200 else None
