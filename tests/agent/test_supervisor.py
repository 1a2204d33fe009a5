"""A supervisor that cannot start says why in one line, with a code and a fix, and how it ended."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.city.sandbox import tls

CONFIG = """
[kiosk]
id = "babel-1"
city = "{city}"
socket = "{folder}/agent.sock"
state = "{state}"
[city]
adapter = "rest"
url = "https://localhost:1"
ca = "{keys}/ca.pem"
certificate = "{keys}/kiosk.pem"
key = "{keys}/kiosk.key"
seal_anchors = ["{keys}/seal-ca.pem"]
seal_nif = "P0301400H"
[devices.card]
driver = "{card}"
[devices.page]
driver = "ipp"
uri = "ipp://localhost:1/ipp/print"
"""


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    tls.make(folder)
    return folder


def started(folder: Path, text: str) -> tuple[int, dict[str, str]]:
    """Exit code, and the last line of the log."""
    file = folder / "kiosk.toml"
    file.write_text(text)
    program = Path(sys.executable).with_name("kiosk-supervisor")
    ended = subprocess.run([program, "--config", file], capture_output=True, timeout=20, check=False)
    return ended.returncode, json.loads(ended.stderr.splitlines()[-1])


def test_a_state_folder_that_is_none_ends_with_the_journals_code(tmp_path: Path, keys: Path) -> None:
    (tmp_path / "file").touch()
    text = CONFIG.format(city="alicante", folder=tmp_path, state=tmp_path / "file", keys=keys, card="dnie")
    code, said = started(tmp_path, text)
    assert (code, said["code"]) == (os.EX_IOERR, "K-LEDGER-PRINTS")
    assert "state" in said["fix"]


@pytest.mark.parametrize(
    ("city", "card", "named"),
    [("atlantis", "dnie", "atlantis"), ("alicante", "abacus", "card.abacus")],
)
def test_a_configuration_of_what_there_is_not_ends_with_its_name(
    tmp_path: Path, keys: Path, city: str, card: str, named: str
) -> None:
    text = CONFIG.format(city=city, folder=tmp_path, state=tmp_path / "state", keys=keys, card=card)
    code, said = started(tmp_path, text)
    assert (code, said["code"]) == (os.EX_CONFIG, "K-CONFIG")
    assert named in said["cause"]
    assert said["fix"]
