"""One set of keys for all tests (they are slow to make), a new city hall for each."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.city.sandbox import tls
from hal.card.sim_pki import Pki
from tests.agent.city.world import World, open_world


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return Pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tls.make(tmp_path_factory.mktemp("tls"))


@pytest.fixture
async def world(tmp_path: Path, certificates: Path, pki: Pki) -> AsyncIterator[World]:
    async with open_world(tmp_path, certificates, pki) as opened:
        yield opened
