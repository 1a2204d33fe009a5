"""The configuration is checked whole before anything starts."""

from pathlib import Path

import pytest

from agent.config import BadConfig, load

GOOD = """
[kiosk]
id = "babel-1"
[city]
adapter = "rest"
[devices.page]
driver = "ipp"
uri = "ipp://printer.local/ipp/print"
"""


def test_a_good_file_gives_each_device_its_own_table(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(GOOD)
    assert load(path).devices["page"]["uri"] == "ipp://printer.local/ipp/print"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (GOOD.replace('id = "babel-1"', ""), "id"),
        (GOOD.replace("[kiosk]", "[kiosk]\nsocet = 1"), "socet"),
        (GOOD.replace('"babel-1"', "7"), "kiosk.id"),
        ("[kiosk", "kiosk.toml"),
        ("\x00", "kiosk.toml"),
    ],
)
def test_a_bad_file_is_refused_with_the_name_of_what_is_wrong(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(text)
    with pytest.raises(BadConfig, match=named):
        load(path)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="No such file"):
        load(tmp_path / "none.toml")
