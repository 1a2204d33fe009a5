"""The adapter against a city that misbehaves: always a code, in time, and the next call works."""

import asyncio
import contextlib
import socket
import ssl
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.city import contract, trouble, wire
from agent.city.rest import RestCity, open_city, sheet
from agent.city.sandbox import tls
from agent.city.sandbox.faults import Fault
from agent.city.sandbox.population import Role
from agent.city.settings import Settings
from flows.city import BrokenSeal, CityDown, CityTrouble
from hal.device import State
from tests.agent.city.world import Here, World, certificado, settings, volante


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.ERROR, "K-CITY-ERROR"),
        (Fault.UNAVAILABLE, "K-CITY-ERROR"),
        (Fault.NOT_FOUND, "K-CITY-DENIED"),
        (Fault.WRONG_JSON, "K-CITY-GARBLED"),
        (Fault.WRONG_TYPES, "K-CITY-GARBLED"),
        (Fault.REDIRECT, "K-CITY-REDIRECT"),
        (Fault.HUGE, "K-CITY-TOO-BIG"),
        (Fault.DROPPED, "K-CITY-DOWN"),
    ],
)
async def test_an_answer_that_is_none_has_a_code_and_passes(world: World, fault: Fault, code: str) -> None:
    world.suffers(fault)
    with pytest.raises(CityDown) as down:
        await world.kiosk.nonce()
    assert down.value.code == code
    world.faults.clear()
    assert len(await world.kiosk.nonce()) == 32


@pytest.mark.parametrize("fault", [Fault.SLOW, Fault.SLOW_LORIS])
async def test_an_answer_that_does_not_end_is_not_waited_for(world: World, fault: Fault) -> None:
    hurried = RestCity(settings(world.where.api, world.certificates, deadline=0.3), Here([]))
    world.suffers(fault, seconds=30)
    began = time.monotonic()
    with pytest.raises(CityDown) as down:
        await hurried.nonce()
    assert down.value.code == "K-CITY-SLOW"
    assert time.monotonic() - began < 2
    await hurried._wire.close()


async def test_a_city_that_is_down_is_told_from_one_that_refuses(world: World) -> None:
    assert await world.admin("PUT", "faults/down") == 204
    with pytest.raises(CityDown) as down:
        await world.kiosk.nonce()
    assert down.value.code == "K-CITY-DOWN"
    assert (await world.kiosk.health()).state is State.FAULTY
    assert await world.admin("DELETE", "faults/down") == 204
    assert (await world.kiosk.health()).state is State.WORKS


async def test_a_moment_of_trouble_is_not_noticed(world: World) -> None:
    world.suffers(Fault.UNAVAILABLE, times=2)
    assert len(await world.kiosk.nonce()) == 32


async def test_a_connection_that_the_city_closed_meanwhile_is_made_again(world: World) -> None:
    await world.kiosk.nonce()
    await world.admin("PUT", "faults/down")
    await world.admin("DELETE", "faults")
    assert len(await world.kiosk.nonce()) == 32


async def test_a_slow_city_is_an_unsure_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.city.rest.HEALTH_DEADLINE", 0.2)
    world.suffers(Fault.SLOW, seconds=30)
    health = await world.kiosk.health()
    assert health.state is State.UNSURE
    assert health.fault is not None
    assert health.fault.code == "K-CITY-SLOW"


async def test_a_city_with_a_certificate_of_another_authority_is_told_nothing(
    world: World, tmp_path: Path
) -> None:
    other = tls.make(tmp_path / "other")
    kiosk = RestCity(settings(world.where.api, world.certificates, ca=other / "ca.pem"), Here([]))
    with pytest.raises(CityDown) as down:
        await kiosk.nonce()
    assert down.value.code == "K-CITY-TLS"
    await kiosk._wire.close()


async def test_a_city_with_a_certificate_for_another_name_is_told_nothing(
    world: World, tmp_path: Path
) -> None:
    url = f"https://[::ffff:127.0.0.1]:{world.where.api}"
    kiosk = RestCity(settings(world.where.api, world.certificates, url=url), Here([]))
    with pytest.raises(CityDown) as down:
        await kiosk.nonce()
    assert down.value.code == "K-CITY-TLS"
    await kiosk._wire.close()


async def test_a_kiosk_that_the_city_does_not_know_learns_nothing(world: World, tmp_path: Path) -> None:
    kiosk = RestCity(stranger(world.where.api, world.certificates, tmp_path), Here([]))
    with pytest.raises(CityDown) as down:
        await kiosk.nonce()
    assert down.value.code == "K-CITY-DOWN"  # this server hangs up without a word
    await kiosk._wire.close()


async def test_a_city_that_says_why_it_hangs_up_is_understood(certificates: Path, tmp_path: Path) -> None:
    """As web servers do: the alert comes after the client believes that the handshake is over."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(certificates / "ca.pem"))
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    context.verify_mode = ssl.CERT_REQUIRED
    with socket.create_server(("127.0.0.1", 0)) as listening:
        kiosk = RestCity(stranger(listening.getsockname()[1], certificates, tmp_path), Here([]))
        refusing = asyncio.create_task(asyncio.to_thread(refuse_once, listening, context))
        with pytest.raises(CityDown) as down:
            await kiosk.nonce()
        await refusing
    assert down.value.code == "K-CITY-TLS"
    await kiosk._wire.close()


def stranger(port: int, certificates: Path, folder: Path) -> Settings:
    other = tls.make(folder / "other")
    return settings(port, certificates, certificate=other / "kiosk.pem", key=other / "kiosk.key")


def refuse_once(listening: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = listening.accept()
    with context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) as secured:
        with contextlib.suppress(ssl.SSLError):
            secured.do_handshake()
        socket.socket.recv(secured, 65536)  # else closing would reset the connection before the alert is read


async def test_forgetting_never_fails(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    world.suffers(Fault.ERROR)
    await world.kiosk.forget(citizen)


@pytest.mark.parametrize("fault", [Fault.BROKEN_SEAL, Fault.NO_SEAL])
async def test_a_certificado_whose_seal_does_not_hold_is_not_given_to_anybody(
    world: World, fault: Fault
) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    world.suffers(fault)
    with pytest.raises(BrokenSeal) as broken:
        await world.kiosk.issue(citizen, certificado(), "es")
    assert broken.value.code in ("K-CITY-SEAL", "K-CITY-DOCUMENT")


async def test_a_broken_seal_does_not_spoil_the_volante(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    world.suffers(Fault.BROKEN_SEAL)
    assert (await world.kiosk.issue(citizen, volante(), "es")).pages


async def test_raw_bytes_that_are_no_http_have_a_code(world: World, certificates: Path) -> None:
    async def babble(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x00\xff SSH-2.0-no http here\r\n\r\n" * 50)
        await writer.drain()
        writer.close()

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
    async with await asyncio.start_server(babble, "127.0.0.1", 0, ssl=context) as server:
        port = server.sockets[0].getsockname()[1]
        kiosk = RestCity(settings(port, certificates), Here([]))
        with pytest.raises(CityDown) as down:
            await kiosk.nonce()
        await kiosk._wire.close()
    assert down.value.code in ("K-CITY-GARBLED", "K-CITY-DOWN")


def test_every_code_has_a_cause_and_a_fix_for_the_technician() -> None:
    for code, (cause, fix) in trouble.FAULTS.items():
        assert code.startswith("K-CITY-")
        assert cause
        assert fix


def test_settings_that_do_not_make_sense_are_refused(certificates: Path) -> None:
    with pytest.raises(ValueError, match="url"):
        open_city({"url": "http://city.example", "ca": "x"})


ANSWERS = [
    contract.Identification,
    contract.Citizen,
    contract.Sheet,
    contract.Document,
    contract.Status,
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
MEMBERS = st.sampled_from(
    ["id", "nonce", "expires_at", "given", "surname", "registered", "office_only", "address", "pdf", "csv"]
)


def answer_or_code(content: bytes, kind: type[Any]) -> Any:
    """What was decoded, or the code of the trouble."""
    try:
        found = wire.decoded(content, kind)
        return sheet(found) or found if isinstance(found, contract.Sheet) else found
    except CityTrouble as error:
        return error.code


@given(st.binary(max_size=300), st.sampled_from(ANSWERS))
def test_any_bytes_are_an_answer_or_a_code(content: bytes, kind: type[Any]) -> None:
    assert answer_or_code(content, kind) == "K-CITY-GARBLED"


@given(st.dictionaries(MEMBERS, JSON, max_size=8), st.sampled_from(ANSWERS))
def test_any_json_is_an_answer_or_a_code(members: dict[str, object], kind: type[Any]) -> None:
    found = answer_or_code(msgspec.json.encode(members), kind)
    assert found == "K-CITY-GARBLED" or not isinstance(found, str)


@given(st.binary(max_size=300) | JSON.map(msgspec.json.encode))
def test_any_problem_is_a_refusal_or_a_code(content: bytes) -> None:
    assert wire.refusal(content).code.startswith("K-CITY-")


def test_json_nested_without_end_has_a_code() -> None:
    with pytest.raises(CityDown):
        wire.decoded(b"[" * 1_000_000, contract.Citizen)
