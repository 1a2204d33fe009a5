"""The emulated DNIe is accepted by a driver that is not ours: Debian's OpenSC.

OpenSC believes no component root but the two that it carries, so the test works on a copy of its
library, made here and thrown away, in which those two numbers are our test roots. The terminal's
keys stay OpenSC's own: the emulated card verifies the real ones.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from hal.card.sim import CardSim
from hal.card.sim_component import Components
from hal.card.sim_dnie import DnieSpec
from hal.card.sim_pcscd import PCSCD, VPCD, PrivatePcscd
from hal.card.sim_pki import Person, Pki
from hal.card.terminal import BadProfile, save
from hal.card.terminal_constants import from_library, installed

ANA = Person("12345678Z", "ANA", "GARCÍA", "PÉREZ")
PIN, WRONG_PIN = "12345678", "87654321"
TOOL = shutil.which("pkcs11-tool")
CONFIGURATION = """
app default {
    card_drivers = dnie;
    card_driver dnie { user_consent_enabled = no; }
    framework pkcs15 { use_file_caching = no; }
}
"""
IDENTIFIER = "BMP10020120160830144606"  # what follows the letter in a key's id
# OpenSC 0.23 sends a number without its leading zeros in about one handshake in a hundred
# (``BN_bn2bin`` in cwa14890.c), and the card rightly refuses it. No PIN has been sent then.
TRIES = 5
OLD, NEW = b"\x60\x00\x06", b"\x62\x00\x18"  # how the names of the real authorities end


def can_ask_opensc() -> bool:
    try:
        return TOOL is not None and Path(PCSCD).exists() and VPCD.exists() and installed().exists()
    except BadProfile:
        return False


pytestmark = pytest.mark.skipif(not can_ask_opensc(), reason="needs opensc, pcscd and vsmartcard-vpcd")


@dataclass
class Oracle:
    pki: Pki
    sim: CardSim
    home: Path
    environment: dict[str, str]

    async def put(self, version: int, generation: int) -> None:
        names = {"nif": ANA.nif, "given": ANA.given, "surname1": ANA.surname1, "surname2": ANA.surname2}
        terminals = str(self.home / "terminal.toml")
        await self.sim.insert(DnieSpec(**names, version=version, generation=generation, terminals=terminals))

    async def says(self, *arguments: str) -> tuple[int, str]:
        """What OpenSC makes of the card: exit status, and all it wrote."""
        assert TOOL is not None
        process = await asyncio.create_subprocess_exec(
            *(TOOL, "--module", "opensc-pkcs11.so", *arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self.environment,
        )
        written, _ = await process.communicate()
        return process.returncode or 0, written.decode(errors="replace")

    async def signs(self, identifier: str, message: bytes) -> bytes:
        (self.home / "message").write_bytes(message)
        for _ in range(TRIES):
            status, told = await self.says(
                *("--login", "--pin", PIN, "--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", identifier),
                *("--input-file", str(self.home / "message"), "--output-file", str(self.home / "signature")),
            )
            if "C_Login failed: rv = CKR_GENERAL_ERROR" not in told:
                break
        assert status == 0, told
        return (self.home / "signature").read_bytes()


@pytest.fixture(scope="module")
def copied_opensc(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the library whose component roots are ours, its configuration and its terminals."""
    home = tmp_path_factory.mktemp("opensc")
    library = installed().read_bytes()
    profile = from_library(installed())
    for generation, ending in ((1, OLD), (2, NEW)):
        (theirs,) = (one.root for one in profile.generations if one.authority.car.endswith(ending))
        ours = Components(pki, generation).terminals().root
        number = theirs.n.to_bytes(128, "big")
        assert library.count(number) == 1
        library = library.replace(number, ours.n.to_bytes(128, "big"))
    soname = ".".join(installed().name.split(".")[:3])
    (home / soname).write_bytes(library)
    (home / "opensc.conf").write_text(CONFIGURATION)
    save(profile, home / "terminal.toml")
    return home


@pytest.fixture
async def opensc(pki: Pki, copied_opensc: Path) -> AsyncIterator[Oracle]:
    async with PrivatePcscd() as pcscd, CardSim(pcscd.ports[0], pki.directory) as sim:
        environment = {
            **os.environ,
            "LD_LIBRARY_PATH": str(copied_opensc),
            "OPENSC_CONF": str(copied_opensc / "opensc.conf"),
            "PCSCLITE_CSOCK_NAME": pcscd.socket,
        }
        yield Oracle(pki, sim, copied_opensc, environment)


async def until_seen(opensc: Oracle) -> None:
    async with asyncio.timeout(10):
        while "token label" not in (await opensc.says("--list-token-slots"))[1]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(("version", "generation"), [(2, 1), (3, 1), (3, 2), (4, 2)])
async def test_opensc_signs_with_both_keys_and_the_signatures_verify(opensc, version, generation):
    await opensc.put(version, generation)
    await until_seen(opensc)
    citizen = opensc.pki.citizen(ANA)
    for letter, issued in (("A", citizen.authentication), ("F", citizen.signature)):
        signature = await opensc.signs((letter + IDENTIFIER).encode().hex(), b"a message")
        key = issued.certificate.public_key()
        assert isinstance(key, RSAPublicKey)
        key.verify(signature, b"a message", PKCS1v15(), SHA256())


async def test_opensc_reads_the_certificates_that_we_put_on_the_card(opensc):
    await opensc.put(3, 2)
    await until_seen(opensc)
    out = opensc.home / "certificate"
    status, told = await opensc.says(
        *("--read-object", "--type", "cert", "--label", "CertAutenticacion", "--output-file", str(out))
    )
    assert status == 0, told[-6000:]
    found = x509.load_der_x509_certificate(out.read_bytes())
    assert found == opensc.pki.citizen(ANA).authentication.certificate


async def test_opensc_as_it_is_believes_no_card_of_ours(opensc):
    del opensc.environment["LD_LIBRARY_PATH"]
    await opensc.put(3, 2)
    await until_seen(opensc)
    status, told = await opensc.says("--login", "--pin", PIN, "--list-objects")
    assert status != 0
    assert "CKR_GENERAL_ERROR" in told


async def test_opensc_is_told_that_a_pin_is_wrong(opensc):
    await opensc.put(3, 2)
    await until_seen(opensc)
    for _ in range(TRIES):
        status, told = await opensc.says("--login", "--pin", WRONG_PIN, "--list-objects")
        if "CKR_GENERAL_ERROR" not in told:
            break
    assert status != 0
    assert "CKR_PIN_INCORRECT" in told
