"""A test PKI made once a run, and cards out of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hal.card.sim_component import terminal_profile
from hal.card.sim_dnie import SimDnie, card_from_spec
from hal.card.sim_pki import Person, Pki
from hal.card.terminal import TerminalProfile

ANA = Person("12345678Z", "ANA", "GARCÍA", "PÉREZ")
MakeCard = Callable[..., SimDnie]


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return Pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="session")
def profile(pki: Pki) -> TerminalProfile:
    return terminal_profile(pki)


@pytest.fixture
def card(pki: Pki) -> MakeCard:
    def make(**spec: Any) -> SimDnie:
        return card_from_spec(
            {"nif": ANA.nif, "given": ANA.given, "surname1": "GARCÍA", **spec}, pki.directory
        )

    return make


@pytest.fixture
def pki_dir(pki: Pki) -> Path:
    return pki.directory
