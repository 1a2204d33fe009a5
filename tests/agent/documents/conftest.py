from pathlib import Path

import pytest

from agent.city.sandbox import tls


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tls.make(tmp_path_factory.mktemp("seal"))
