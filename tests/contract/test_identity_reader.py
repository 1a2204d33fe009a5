"""What every identity reader promises (hal/card/__init__.py): through pcscd, vpcd and the worker process.

The DNIe driver with an emulated DNIe, the PKCS#11 driver with an emulated PIV card under OpenSC.
"""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from itertools import cycle
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import utils
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_der_x509_certificate

from hal.card import CardError, Problem, Slot
from hal.card.sim import CardSim, Kind
from hal.card.sim_cards import OtherSpec
from hal.card.sim_ocsp import Mood, Status
from hal.device import State
from tests.cards import ANA, BLAS, DNIE, PATIENCE, PIV, VERIFY, Table, laid, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHALLENGE = bytes(range(32))
# But never no bytes at all: pcscd 1.9.9 hangs on that, and a card on a real reader cannot do it.
GARBAGE = [b"\x5a", bytes(2), b"\xff" * 258, b"\x30\x84\xff\xff\xff\xff\x90\x00"]


@pytest.fixture(scope="module")
def pki_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pki")


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[DNIE, PIV], ids=["dnie", "piv"])
async def tables(request: pytest.FixtureRequest, pki_directory: Path) -> AsyncIterator[Iterator[Table]]:
    """Two, in turn: while one is in use, pcscd notices that the other one's card is out."""
    async with laid(request.param, pki_directory, readers=2) as laid_tables:
        yield cycle(laid_tables)


@pytest_asyncio.fixture(loop_scope="module")
async def table(tables: Iterator[Table]) -> AsyncIterator[Table]:
    """Each test finds a reader that another has left: it must work whatever was done to it."""
    table = next(tables)
    await table.until_slot(Slot.EMPTY)
    await table.sim.trace()
    table.slots.clear()
    yield table
    table.responder.mood = Mood.WORKS
    await table.sim.remove()


# What a PIV card has not.
dnie_only = pytest.mark.parametrize("tables", [DNIE], ids=["dnie"], indirect=True, scope="module")


async def refused(table: Table, pin: str | None = None) -> CardError:
    with pytest.raises(CardError) as error:
        await table.reader.identify(CHALLENGE, pin or table.make.pin)
    return error.value


async def test_a_citizens_card_identifies_its_holder(table: Table) -> None:
    await table.put()
    proof = await table.reader.identify(CHALLENGE, table.make.pin)
    assert proof.certificate == table.citizen().authentication.der
    assert_signed_by(proof.certificate, proof.signature, CHALLENGE)
    assert proof.ocsp is not None


async def test_it_identifies_again_and_signs_without_taking_the_card_out(table: Table) -> None:
    await table.put()
    for challenge in (b"1" * 32, b"2" * 32):
        proof = await table.reader.identify(challenge, table.make.pin)
        assert_signed_by(proof.certificate, proof.signature, challenge)
    digest = b"\x17" * 32
    signature = await table.reader.sign(digest, table.make.pin)
    key = table.citizen().signature.key.public_key()
    key.verify(signature, digest, PKCS1v15(), utils.Prehashed(SHA256()))


async def test_health_and_public_info_tell_a_technician_what_is_there(table: Table) -> None:
    await table.put()
    info = await table.reader.public_info()
    assert bytes.fromhex(info["atr"])[0] == 0x3B
    assert info["serial"]
    assert not set(ANA.surnames.split()) & set(" ".join(info.values()).split())
    assert (await table.reader.health()).state is State.WORKS


async def test_a_wrong_pin_is_said_to_be_wrong_and_tried_once(table: Table) -> None:
    await table.put()
    error = await refused(table, table.make.wrong_pin)
    assert error.problem is Problem.WRONG_PIN
    assert await table.pins_presented() == 1
    if table.make.tells_tries:
        assert error.tries_left == 2
        assert await table.reader.tries_left() == 2
    await table.reader.identify(CHALLENGE, table.make.pin)


async def test_the_right_pin_is_presented_once_to_identify(table: Table) -> None:
    await table.put()
    await table.reader.identify(CHALLENGE, table.make.pin)
    assert await table.pins_presented() == 1


async def test_the_card_has_forgotten_the_pin_before_anything_else_is_asked(table: Table) -> None:
    await table.put()
    await table.reader.identify(CHALLENGE, table.make.pin)
    await table.reader.tries_left()
    said = await table.sim.trace()
    last_pin = max(n for n, exchange in enumerate(said) if table.make.presents_pin(exchange))
    assert any(exchange.is_reset for exchange in said[last_pin:])


async def test_the_last_try_is_known_before_the_pin_is_asked(table: Table) -> None:
    await table.put(table.card(tries_left=1))
    assert await table.reader.tries_left() == 1


async def test_the_last_wrong_pin_blocks_the_card_and_no_pin_is_sent_to_it_again(table: Table) -> None:
    await table.put(table.card(tries_left=1))
    assert (await refused(table, table.make.wrong_pin)).problem is Problem.BLOCKED
    assert await table.reader.tries_left() == 0
    await table.sim.trace()
    assert (await refused(table)).problem is Problem.BLOCKED
    await table.take_out()
    await table.sim.put_back()
    await table.until_slot(Slot.READY)
    assert (await refused(table)).problem is Problem.BLOCKED


async def test_a_pin_that_no_card_has_costs_no_try(table: Table) -> None:
    await table.put(table.card(tries_left=1))
    for pin in ("1", "1" * 300, "ñ→ñ→ñ→"):
        assert (await refused(table, pin)).problem is Problem.WRONG_PIN
    await table.reader.identify(CHALLENGE, table.make.pin)


async def test_an_expired_certificate_is_refused_before_a_pin_is_spent(table: Table) -> None:
    await table.put(table.card(BLAS, expired=True))
    assert (await refused(table)).problem is Problem.EXPIRED
    assert await table.pins_presented() == 0


async def test_a_revoked_certificate_is_refused(table: Table) -> None:
    table.responder.says(table.citizen(BLAS), Status.REVOKED)
    await table.put(table.card(BLAS))
    assert (await refused(table)).problem is Problem.REVOKED
    table.responder.says(table.citizen(BLAS), Status.GOOD)


async def test_a_card_of_another_authority_is_not_trusted(table: Table, tmp_path: Path) -> None:
    for file in table.pki.directory.glob("component*"):  # the same chip, another authority for the person
        shutil.copy(file, tmp_path)
    async with CardSim(table.port, tmp_path) as sim:
        await sim.insert(table.card())
        await table.until_slot(Slot.READY)
        assert (await refused(table)).problem is Problem.UNTRUSTED


async def test_without_an_answer_about_revocation_nobody_is_identified(table: Table) -> None:
    await table.put()
    for mood in (Mood.DOWN, Mood.SILENT, Mood.GARBAGE):
        table.responder.mood = mood
        assert (await refused(table)).problem is Problem.UNCHECKED
    table.responder.mood = Mood.WORKS
    await table.reader.identify(CHALLENGE, table.make.pin)


async def test_without_a_card_it_was_pulled(table: Table) -> None:
    await table.put()
    await table.take_out()
    assert (await refused(table)).problem is Problem.PULLED


async def test_a_card_pulled_while_it_signs(table: Table) -> None:
    await table.put()
    await table.sim.fault(Kind.YANK, ins=table.make.signs)
    assert (await refused(table)).problem is Problem.PULLED
    assert await table.pins_presented() == 1
    await table.until_slot(Slot.EMPTY)
    await table.put()
    await table.reader.identify(CHALLENGE, table.make.pin)


async def test_a_card_pulled_while_it_is_read(table: Table) -> None:
    await table.sim.insert(table.card())
    await table.sim.fault(Kind.YANK, ins=0xB0 if table.make is DNIE else 0xCB)
    await until(lambda: table.slots[:1] == [Slot.READING] and table.slots[-1] is Slot.EMPTY)
    assert Slot.READY not in table.slots
    await table.put()
    await table.reader.identify(CHALLENGE, table.make.pin)


async def test_a_card_that_falls_silent_is_given_up_and_the_next_one_works(table: Table) -> None:
    await table.put()
    worker = table.reader.worker_pid
    await table.sim.fault(Kind.MUTE, ins=table.make.signs)
    assert (await refused(table)).problem is Problem.UNREADABLE
    await table.until_slot(Slot.MUTE)
    await until(lambda: table.reader.worker_pid not in (None, worker))
    assert (await refused(table)).problem in (Problem.UNREADABLE, Problem.READER)
    await table.take_out()
    await table.put(table.card(BLAS))
    proof = await table.reader.identify(CHALLENGE, table.make.pin)
    assert proof.certificate == table.citizen(BLAS).authentication.der


async def test_a_card_that_is_silent_from_the_start_is_mute(table: Table) -> None:
    await table.sim.insert(table.card())
    await table.sim.fault(Kind.MUTE)
    await table.until_slot(Slot.MUTE)
    await table.take_out()
    await table.put()


async def test_garbage_instead_of_a_signature_proves_nothing(table: Table) -> None:
    await table.put()
    for garbage in GARBAGE:
        await table.sim.fault(Kind.GARBAGE, ins=table.make.signs, garbage=garbage)
        try:
            proof = await table.reader.identify(CHALLENGE, table.make.pin)
        except CardError as error:
            assert error.problem in (Problem.UNREADABLE, Problem.NOT_GENUINE)  # noqa: PT017
        else:  # a PKCS#11 module may ask the card again
            assert table.make is PIV
            assert_signed_by(proof.certificate, proof.signature, CHALLENGE)
        assert await table.pins_presented() == 1
        await table.until_slot(Slot.READY)
        await table.reader.tries_left()  # answered when the card has forgotten the PIN
    await table.reader.identify(CHALLENGE, table.make.pin)


async def test_garbage_in_answer_to_the_pin_does_not_send_it_twice(table: Table) -> None:
    await table.put()
    for garbage in GARBAGE:
        await table.sim.fault(Kind.GARBAGE, ins=VERIFY, longer_than=table.make.asks_tries, garbage=garbage)
        assert (await refused(table)).problem is Problem.UNREADABLE
        assert await table.pins_presented() == 1
        await table.until_slot(Slot.READY)
        await table.reader.tries_left()  # answered when the card has forgotten the PIN
    await table.reader.identify(CHALLENGE, table.make.pin)


async def test_another_card_is_unknown(table: Table) -> None:
    await table.put(OtherSpec(), Slot.UNKNOWN_CARD)
    assert (await refused(table)).problem is Problem.UNREADABLE
    await table.take_out()
    await table.put()


@dnie_only
async def test_a_dead_card_says_so(table: Table) -> None:
    await table.put(table.card(dead=True), Slot.DEAD_CARD)


@dnie_only
async def test_a_chip_that_is_not_genuine_never_sees_a_pin(table: Table) -> None:
    await table.put(table.card(genuine=False), Slot.NOT_GENUINE)
    assert (await refused(table)).problem is Problem.NOT_GENUINE
    assert await table.pins_presented() == 0


@dnie_only
@pytest.mark.parametrize(("version", "generation"), [(2, 1), (3, 1), (4, 2)])
async def test_every_generation_of_the_dnie(table: Table, version: int, generation: int) -> None:
    await table.put(table.card(version=version, generation=generation))
    proof = await table.reader.identify(CHALLENGE, table.make.pin)
    assert_signed_by(proof.certificate, proof.signature, CHALLENGE)


@dnie_only
async def test_the_pin_goes_to_a_dnie_only_through_a_channel(table: Table) -> None:
    await table.put()
    await table.reader.identify(CHALLENGE, table.make.pin)
    await table.reader.sign(bytes(32), table.make.pin)
    said = await table.sim.trace()
    assert sum(map(table.make.presents_pin, said)) == 2
    assert all(exchange.secured for exchange in said if table.make.presents_pin(exchange))
    assert not any(table.make.pin.encode() in exchange.command for exchange in said)


async def test_cards_swapped_faster_than_pcscd_looks_are_told_apart(table: Table) -> None:
    await table.put()
    await table.sim.insert(table.card(BLAS), at_once=True)
    for _ in range(50):
        try:
            proof = await table.reader.identify(CHALLENGE, table.make.pin)
            break
        except CardError as error:
            assert error.problem in (Problem.PULLED, Problem.UNREADABLE)  # noqa: PT017
            await until(lambda: table.reader.slot in (Slot.READY, Slot.EMPTY))
            if table.reader.slot is Slot.EMPTY:  # pcscd lost it: taken out and put in again
                await table.take_out()
                await table.put(table.card(BLAS))
    assert proof.certificate == table.citizen(BLAS).authentication.der
    assert_signed_by(proof.certificate, proof.signature, CHALLENGE)


async def test_pcscd_killed_and_started_again(table: Table) -> None:
    await table.put()
    await table.pcscd.kill()
    await table.until_slot(Slot.NO_READER)
    health = await table.reader.health()
    assert health.fault is not None
    assert (health.state, health.fault.code) == (State.FAULTY, "K-CARD-PCSCD")
    assert (await refused(table)).problem is Problem.READER
    await table.pcscd.start()
    await table.until_slot(Slot.READY)
    await table.reader.identify(CHALLENGE, table.make.pin)


async def test_a_reader_unplugged_and_plugged_again(table: Table) -> None:
    await table.put()
    await table.pcscd.unplug_readers()
    await table.until_slot(Slot.NO_READER)
    await until_fault(table, "K-CARD-NO-READER")
    await table.pcscd.plug_readers()
    await table.until_slot(Slot.READY)
    await table.reader.identify(CHALLENGE, table.make.pin)


async def test_a_worker_that_dies_is_replaced(table: Table) -> None:
    await table.put()
    await replace_worker(table)
    await table.until_slot(Slot.READY)
    await table.reader.identify(CHALLENGE, table.make.pin)


async def test_nothing_personal_is_printed_or_shown(
    table: Table, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await replace_worker(table)  # by one that prints to where this test looks
    await table.put()
    shown = [repr(await table.reader.identify(CHALLENGE, table.make.pin))]
    with pytest.raises(CardError) as error:
        await table.reader.identify(CHALLENGE, table.make.wrong_pin)
    shown += [repr(error.value), str(error.value), repr(table.card()), caplog.text, *capfd.readouterr()]
    everything = "\n".join(shown)
    secrets = (ANA.nif, ANA.given, ANA.surname1, table.make.pin, table.make.wrong_pin)
    assert not [secret for secret in secrets if secret in everything]


async def replace_worker(table: Table) -> None:
    worker = table.reader.worker_pid
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    await until(lambda: table.reader.worker_pid not in (None, worker))


async def until_fault(table: Table, code: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while (fault := (await table.reader.health()).fault) is None or fault.code != code:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def assert_signed_by(certificate: bytes, signature: bytes, data: bytes) -> None:
    key = load_der_x509_certificate(certificate).public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(signature, data, PKCS1v15(), SHA256())
