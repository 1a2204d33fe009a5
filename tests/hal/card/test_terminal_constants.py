"""Terminal profiles taken from an installed library, and only whole ones."""

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.card.dnie import DnieDriver
from hal.card.iso9796 import RsaPrivate
from hal.card.sim_component import Components
from hal.card.sim_dnie import card_from_spec
from hal.card.terminal import BadProfile, Generation, TerminalProfile, load, save
from hal.card.terminal_constants import from_library, installed, main, search

ROOT = Path(__file__).parents[3]


def has_opensc() -> bool:
    try:
        return installed().exists()
    except BadProfile:
        return False


needs_opensc = pytest.mark.skipif(not has_opensc(), reason="OpenSC is not installed")


def parts(generation: Generation) -> list[bytes]:
    """What a library holds of a generation, as its tables have it."""
    roles = (generation.user, generation.pin)
    return [
        generation.root.n.to_bytes(128, "big"),
        generation.authority.encoded,
        *(role.certificate.encoded for role in roles),
        *(role.key.d.to_bytes(128, "big") for role in roles),
        *(role.key.n.to_bytes(128, "big") for role in roles),
    ]


def library(pieces: list[bytes]) -> bytes:
    """The pieces in any order, at any place, among bytes that mean nothing."""
    chance = random.Random(7)
    chance.shuffle(pieces)
    return b"".join(chance.randbytes(chance.randrange(1, 400)) + piece for piece in pieces) + bytes(500)


def keys(profile: TerminalProfile) -> set[RsaPrivate]:
    return {role.key for one in profile.generations for role in (one.user, one.pin)}


def test_both_generations_are_found_wherever_they_are(pki):
    made = [Components(pki, generation).terminals() for generation in (1, 2)]
    found = search(library(parts(made[0]) + parts(made[1])))
    assert {one.root for one in found.generations} == {one.root for one in made}
    assert keys(found) == keys(TerminalProfile(tuple(made)))


def test_each_role_gets_the_certificate_and_the_key_of_that_role(pki):
    made = Components(pki, 2).terminals()
    (found,) = search(library(parts(made))).generations
    assert (found.user, found.pin, found.authority) == (made.user, made.pin, made.authority)


@pytest.mark.parametrize("missing", range(6))
def test_a_generation_that_lacks_a_piece_is_not_taken(pki, missing):
    pieces = parts(Components(pki, 2).terminals())
    del pieces[missing]
    with pytest.raises(BadProfile):
        search(library(pieces))


@given(st.binary(max_size=2000).map(lambda noise: noise + b"\x7f\x21\x81\xce\x5f\x37\x81\x80" + noise))
def test_any_bytes_are_a_library_without_constants(data):
    with pytest.raises(BadProfile):
        search(data)


@needs_opensc
def test_the_installed_opensc_has_two_generations_that_prove_themselves(tmp_path):
    out = tmp_path / "terminal.toml"
    assert main(["--out", str(out)]) == 0
    assert out.stat().st_mode & 0o777 == 0o600
    profile = load(out)  # every certificate is verified and every key tried
    assert len(profile.generations) == 2
    assert all(one.user.serial != one.pin.serial for one in profile.generations)


@needs_opensc
@pytest.mark.parametrize("version", [2, 3])
def test_a_card_that_accepts_only_real_terminals_accepts_ours(pki, tmp_path, version):
    """The card's own root cannot be the real one, for nobody else has its key; the terminal's is."""
    real = from_library(installed())
    save(real, tmp_path / "terminal.toml")
    spec = {
        "nif": "12345678Z",
        "given": "ANA",
        "surname1": "GARCÍA",
        "terminals": str(tmp_path / "terminal.toml"),
    }
    card = card_from_spec({**spec, "version": version}, pki.directory)
    test_root = Components(pki, 2).terminals().root
    for generation in real.generations:
        profile = TerminalProfile((replace(generation, root=test_root),))
        assert DnieDriver(card.process, card.atr, profile).authenticate(b"challenge", "12345678")
        card.reset()


@needs_opensc
def test_none_of_it_is_in_this_repository():
    secret = [
        piece for one in from_library(installed()).generations for piece in parts(one)
    ]  # both as bytes and in hexadecimal
    needles = [piece[16:32] for piece in secret] + [piece[16:32].hex().encode() for piece in secret]
    for directory in ("agent", "docs", "flows", "hal", "image-build", "systemd", "tests"):
        for path in (ROOT / directory).rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert not any(needle in content or needle.upper() in content for needle in needles), path


def test_a_library_that_is_not_there_says_what_to_do(tmp_path, capsys):
    assert main(["--out", str(tmp_path / "out.toml"), "--library", str(tmp_path / "none.so")]) == 1
    told = capsys.readouterr().err
    assert "K-CARD-PROFILE" in told
    assert "fix" in told
    assert os.listdir(tmp_path) == []
