"""Whom the kiosk believes about a citizen, against a responder that answers on the wire."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.x509 import ocsp as asn1_ocsp
from hypothesis import given, settings
from hypothesis import strategies as st

from hal.card import CardError, Problem, ocsp
from hal.card.settings import Revocation, TrustSettings
from hal.card.sim_ocsp import Mood, OcspResponder, Status
from hal.card.sim_pki import AUTHENTICATION_POLICY, SIGNATURE_POLICY, Citizen, Person, Pki
from hal.card.trust import BadTrust, Trust

ANA = Person("12345678Z", "ANA", "GARCÍA", "PÉREZ")


@dataclass
class World:
    pki: Pki
    responder: OcspResponder
    citizen: Citizen

    def trust(self, **changes: object) -> Trust:
        wanted = {"anchors": (str(self.pki.root_file),), "ocsp_url": self.responder.url, "production": False}
        return Trust(TrustSettings(**(wanted | {"ocsp_timeout": 1.0} | changes)))

    async def outcome(self, certificate: bytes | None = None, **changes: object) -> Problem | bytes | None:
        """What came of it: the problem, or the response that vouches."""
        chain = changes.pop("chain", (self.pki.intermediate.der,))
        when = changes.pop("when", None)
        subject = self.citizen.authentication.der if certificate is None else certificate
        try:
            return await asyncio.to_thread(self.trust(**changes).check, subject, chain, when)
        except CardError as error:
            return error.problem


@pytest.fixture
async def world(pki: Pki) -> AsyncIterator[World]:
    async with OcspResponder(pki) as responder:
        yield World(pki, responder, pki.citizen(ANA))


async def test_a_good_certificate_comes_with_the_answer_that_vouches_for_it(world):
    answer = await world.outcome()
    assert isinstance(answer, bytes)
    vouched = asn1_ocsp.load_der_ocsp_response(answer)
    assert vouched.certificate_status is asn1_ocsp.OCSPCertStatus.GOOD
    assert vouched.serial_number == world.citizen.authentication.certificate.serial_number


async def test_the_responder_is_the_one_in_the_certificate_unless_another_is_configured(world):
    citizen = Pki(world.pki.directory, world.responder.url).citizen(ANA)
    assert isinstance(await world.outcome(citizen.authentication.der, ocsp_url=""), bytes)
    assert await world.outcome(ocsp_url="") is Problem.UNCHECKED  # its own address is nowhere


async def test_an_expired_certificate_is_told_without_asking_anybody(world):
    expired = world.pki.citizen(ANA, expired=True).authentication.der
    assert await world.outcome(expired) is Problem.EXPIRED
    assert world.responder.asked == 0


async def test_validity_is_judged_at_the_time_given(world):
    later, earlier = (datetime.now(UTC) + timedelta(days=days) for days in (1000, -3000))
    assert await world.outcome(when=later) is Problem.EXPIRED
    assert await world.outcome(when=earlier) is Problem.UNTRUSTED


async def test_an_issuer_that_expired_is_not_told_as_the_citizens_fault(world):
    assert await world.outcome(when=datetime.now(UTC) + timedelta(days=4000)) is Problem.UNTRUSTED


async def test_a_revoked_certificate_is_refused(world):
    world.responder.says(world.citizen, Status.REVOKED)
    assert await world.outcome() is Problem.REVOKED


async def test_a_certificate_the_responder_does_not_know_is_not_accepted(world):
    world.responder.says(world.citizen, Status.UNKNOWN)
    assert await world.outcome() in (Problem.UNCHECKED, Problem.REVOKED)


@pytest.mark.parametrize("mood", [mood for mood in Mood if mood is not Mood.WORKS])
async def test_nobody_is_identified_while_nobody_vouches(world, mood):
    world.responder.mood = mood
    assert await world.outcome(ocsp_timeout=0.2) is Problem.UNCHECKED


async def test_a_redirect_is_not_followed(world):
    world.responder.mood = Mood.ELSEWHERE
    await world.outcome()
    assert world.responder.asked == 1


async def test_the_answer_for_somebody_else_vouches_for_nobody(world, monkeypatch):
    other = world.pki.citizen(Person("00000000T", "LUIS", "SOLER"))
    theirs = await world.outcome(other.authentication.der)
    assert isinstance(theirs, bytes)
    monkeypatch.setattr(ocsp, "ask", lambda _url, _question, _timeout: theirs)
    assert await world.outcome() is Problem.UNCHECKED


async def test_a_certificate_of_another_hierarchy_is_untrusted_and_sends_us_nowhere(world, tmp_path):
    impostor = Pki(tmp_path / "other", world.responder.url)
    citizen = impostor.citizen(ANA)
    chain = (impostor.intermediate.der, impostor.root.der)
    assert await world.outcome(citizen.authentication.der, chain=chain, ocsp_url="") is Problem.UNTRUSTED
    assert world.responder.asked == 0


async def test_the_issuers_certificate_may_come_from_the_card_or_from_the_configuration(world):
    assert await world.outcome(chain=()) is Problem.UNTRUSTED
    configured = (str(world.pki.intermediate_file),)
    assert isinstance(await world.outcome(chain=(), intermediates=configured), bytes)


async def test_the_signature_certificate_does_not_identify(world):
    assert await world.outcome(world.citizen.signature.der) is Problem.UNTRUSTED


async def test_a_certificate_must_state_one_of_the_configured_policies(world):
    assert isinstance(await world.outcome(policies=("1.2.3", AUTHENTICATION_POLICY)), bytes)
    assert await world.outcome(policies=(SIGNATURE_POLICY,)) is Problem.UNTRUSTED


async def test_revocation_may_be_off_on_a_test_bench(world):
    assert await world.outcome(revocation=Revocation.OFF) is None
    assert world.responder.asked == 0


@pytest.mark.parametrize("changes", [{}, {"anchors": ()}, {"revocation": Revocation.OFF}])
async def test_a_kiosk_in_production_refuses_test_anchors_none_and_no_revocation(world, changes):
    with pytest.raises(BadTrust):
        world.trust(production=True, **changes)


async def test_a_broken_anchor_file_is_told_to_the_technician(world, tmp_path):
    broken = tmp_path / "anchor.pem"
    broken.write_bytes(b"-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n")
    for name in (broken, tmp_path / "none.pem"):
        with pytest.raises(BadTrust) as told:
            world.trust(anchors=(str(name),))
        assert told.value.code == "K-CARD-TRUST"


async def test_no_error_carries_a_name_or_a_number(world, caplog):
    world.responder.says(world.citizen, Status.REVOKED)
    with pytest.raises(CardError) as refused:
        await asyncio.to_thread(
            world.trust().check, world.citizen.authentication.der, (world.pki.intermediate.der,)
        )
    told = f"{refused.value!r} {refused.value.__cause__!r} {caplog.text}"
    assert refused.value.__suppress_context__
    assert not [word for word in ("12345678", "GARC", "ANA") if word in told]


@settings(max_examples=60, deadline=None)
@given(certificate=st.binary(max_size=300), chain=st.lists(st.binary(max_size=100), max_size=9))
def test_any_bytes_as_certificates_are_untrusted(pki, certificate, chain):
    trust = Trust(TrustSettings(anchors=(str(pki.root_file),), production=False, revocation=Revocation.OFF))
    with pytest.raises(CardError, match="untrusted"):
        trust.check(certificate, chain)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 1500), other=st.integers(1, 255))
def test_a_certificate_with_a_changed_byte_is_refused(pki, at, other):
    trust = Trust(TrustSettings(anchors=(str(pki.root_file),), production=False, revocation=Revocation.OFF))
    changed = bytearray(pki.citizen(ANA).authentication.der)
    changed[at % len(changed)] ^= other
    with pytest.raises(CardError):
        trust.check(bytes(changed), (pki.intermediate.der,))


@pytest.fixture(scope="module")
def vouching(pki: Pki) -> bytes:
    """A good answer for Ana, as it was on the wire."""

    async def ask() -> bytes:
        async with OcspResponder(pki) as responder:
            answer = await World(pki, responder, pki.citizen(ANA)).outcome()
            assert isinstance(answer, bytes)
            return answer

    return asyncio.run(ask())


def outcome_of(answer: bytes, pki: Pki) -> Problem | bytes | None:
    """What the kiosk makes of this answer about Ana's certificate."""
    trust = Trust(
        TrustSettings(anchors=(str(pki.root_file),), production=False, ocsp_url="http://nowhere.invalid")
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocsp, "ask", lambda _url, _question, _timeout: answer)
        try:
            return trust.check(pki.citizen(ANA).authentication.der, (pki.intermediate.der,))
        except CardError as error:
            return error.problem


@settings(max_examples=60, deadline=None)
@given(answer=st.binary(max_size=300))
def test_an_answer_of_any_bytes_vouches_for_nobody(pki, answer):
    assert outcome_of(answer, pki) is Problem.UNCHECKED


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, 1500), other=st.integers(1, 255))
def test_an_answer_with_a_changed_byte_vouches_for_nobody_unless_it_says_the_same(pki, vouching, at, other):
    changed = bytearray(vouching)
    changed[at % len(changed)] ^= other
    outcome = outcome_of(bytes(changed), pki)
    if isinstance(outcome, bytes):  # what changed is not signed, such as the length of the wrapping
        told, right = (asn1_ocsp.load_der_ocsp_response(one) for one in (outcome, vouching))
        assert told.tbs_response_bytes == right.tbs_response_bytes
    else:
        assert outcome is Problem.UNCHECKED


# --- the fetch by itself --------------------------------------------------------------------------


async def told(reply: Callable[[asyncio.StreamWriter], object], patience: float = 1.0) -> bytes | str:
    """What ``ocsp.ask`` makes of a server that answers so: the body, or why not."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        result = reply(writer)
        if asyncio.iscoroutine(result):
            await result
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        gone.set()

    gone = asyncio.Event()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        try:
            return await asyncio.to_thread(ocsp.ask, f"http://127.0.0.1:{port}/", b"question", patience)
        except ocsp.Unanswered as unanswered:
            return str(unanswered)
        finally:
            await gone.wait()


async def test_a_chunked_answer_is_put_together():
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    assert await told(lambda writer: writer.write(chunks)) == b"abcde"


async def test_an_answer_without_end_is_cut():
    flood = b"HTTP/1.1 200 OK\r\n\r\n" + bytes(ocsp.LONGEST)
    assert await told(lambda writer: writer.write(flood)) == "too long"


async def test_a_server_that_drips_bytes_gets_no_more_time_than_one_that_is_silent():
    async def drip(writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            writer.write(b"H")
            try:
                await writer.drain()
            except ConnectionError:
                return
            await asyncio.sleep(0.02)

    async with asyncio.timeout(5):
        assert await told(drip, patience=0.2) == "TimeoutError"


@pytest.mark.parametrize(
    "answer", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort"]
)
async def test_half_an_answer_is_none(answer):
    assert isinstance(await told(lambda writer: writer.write(answer)), str)


@pytest.mark.parametrize(
    "url", ["", "ftp://ocsp/", "http://", "http://[", "http://127.0.0.1:99999/", "file:///etc"]
)
def test_an_address_that_is_none_is_not_asked(url):
    with pytest.raises(ocsp.Unanswered):
        ocsp.ask(url, b"question", 0.2)


def test_a_responder_that_is_not_there_is_told_at_once():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(ocsp.Unanswered):
            ocsp.ask(f"http://127.0.0.1:{nobody.getsockname()[1]}/", b"question", 1.0)
