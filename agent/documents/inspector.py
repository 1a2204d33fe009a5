"""The supervisor's side of document inspection: asks the worker, with a deadline."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from agent.city import trouble
from agent.documents.inspection import LONGEST, SEAL_FLAWS, Finding, Flaw, Inspect, Sound
from flows.city import BrokenSeal
from hal.worker import Worker, WorkerGone

MODULE = "agent.documents.worker"
DEADLINE = 6.0  # s; twenty pages take 2


class Inspector:
    """``anchors``: PEM files of the authorities of the seal. ``seal_nif``: the body whose seal it must be."""

    def __init__(
        self, *, anchors: Sequence[Path], seal_nif: str, width: int, deadline: float = DEADLINE
    ) -> None:
        self._worker = Worker(MODULE, seal_nif, *map(str, anchors))
        self._width = width
        self._deadline = deadline

    async def run(self) -> None:
        await self._worker.run()

    async def inspect(self, pdf: bytes, *, sealed: bool) -> tuple[bytes, ...]:
        """Pages as PNG, if the document may be printed.

        Raises ``BrokenSeal`` (codes ``K-CITY-SEAL``, ``K-CITY-DOCUMENT``), or ``CityDown`` when the
        worker could not tell.
        """
        if len(pdf) > LONGEST:
            raise unsound(Flaw.TOO_LONG)
        body = msgspec.msgpack.encode(Inspect(pdf, sealed, self._width))
        try:
            answer = await self._worker.ask(body, self._deadline)
            finding = msgspec.msgpack.decode(answer, type=Finding)
        except (WorkerGone, msgspec.DecodeError):
            raise trouble.down(trouble.INSPECTOR) from None
        if isinstance(finding, Sound):
            return finding.pages
        raise unsound(finding.flaw)


def unsound(flaw: Flaw) -> BrokenSeal:
    error = BrokenSeal(flaw.value)
    if flaw not in SEAL_FLAWS:
        error.code = "K-CITY-DOCUMENT"
    return error
