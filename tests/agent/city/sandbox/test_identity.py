"""Whom the city recognises."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509 import ocsp
from hypothesis import given
from hypothesis import strategies as st

from agent.city.sandbox import identity
from agent.city.sandbox.identity import Evidence, Rejected
from hal.card.sim_pki import Citizen, Person, Pki

NONCE = b"n" * 32
NOW = datetime.now(UTC)
Anchors = list[x509.Certificate]
ANA = Person("12345678Z", "ANA", "GARCÍA", "PÉREZ")


@pytest.fixture(scope="module")
def ana(pki: Pki) -> Citizen:
    return pki.citizen(ANA)


@pytest.fixture(scope="module")
def trusted(pki: Pki) -> Anchors:
    return [pki.root.certificate]


def evidence(pki: Pki, citizen: Citizen) -> Evidence:
    card = citizen.authentication
    signature = card.key.sign(NONCE, padding.PKCS1v15(), hashes.SHA256())
    return Evidence(NONCE, signature, card.der, (pki.intermediate.der,), None)


def answer(pki: Pki, citizen: Citizen, status: ocsp.OCSPCertStatus, *, by_whom: str = "responder") -> bytes:
    signer = getattr(pki, by_whom)
    revoked = status is ocsp.OCSPCertStatus.REVOKED
    built = (
        ocsp.OCSPResponseBuilder()
        .add_response(
            cert=citizen.authentication.certificate,
            issuer=pki.intermediate.certificate,
            algorithm=hashes.SHA256(),
            cert_status=status,
            this_update=NOW - timedelta(minutes=1),
            next_update=NOW + timedelta(hours=1),
            revocation_time=NOW - timedelta(days=1) if revoked else None,
            revocation_reason=None,
        )
        .responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
        .certificates([signer.certificate])
        .sign(signer.key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.DER)


def test_a_card_that_signs_the_challenge_is_its_holders(pki: Pki, ana: Citizen, trusted: Anchors) -> None:
    claimed = identity.check(evidence(pki, ana), trusted, NOW)
    assert (claimed.nif, claimed.given, claimed.surname) == ("12345678Z", "ANA", "GARCÍA PÉREZ")


def test_another_challenge_proves_nothing(pki: Pki, ana: Citizen, trusted: Anchors) -> None:
    with pytest.raises(Rejected, match="challenge"):
        identity.check(replace(evidence(pki, ana), nonce=b"m" * 32), trusted, NOW)


def test_a_card_of_an_unknown_authority_proves_nothing(tmp_path: Path, pki: Pki, trusted: Anchors) -> None:
    other = Pki(tmp_path)
    with pytest.raises(Rejected, match="authority"):
        identity.check(evidence(other, other.citizen(ANA)), trusted, NOW)


def test_a_certificate_made_by_a_citizen_proves_nothing(pki: Pki, ana: Citizen, trusted: Anchors) -> None:
    """Whose certificate is good but who is no authority."""
    forged = (
        x509.CertificateBuilder()
        .subject_name(ana.authentication.certificate.subject)
        .issuer_name(ana.authentication.certificate.subject)
        .public_key(ana.signature.key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .sign(ana.authentication.key, hashes.SHA256())
    )
    signature = ana.signature.key.sign(NONCE, padding.PKCS1v15(), hashes.SHA256())
    chain = (ana.authentication.der, pki.intermediate.der)
    der = forged.public_bytes(serialization.Encoding.DER)
    with pytest.raises(Rejected, match="authority"):
        identity.check(Evidence(NONCE, signature, der, chain, None), trusted, NOW)


def test_an_expired_card_proves_nothing(pki: Pki, trusted: Anchors) -> None:
    with pytest.raises(Rejected, match="valid now"):
        identity.check(evidence(pki, pki.citizen(ANA, expired=True)), trusted, NOW)


def test_the_signature_certificate_is_not_for_identification(
    pki: Pki, ana: Citizen, trusted: Anchors
) -> None:
    signature = ana.signature.key.sign(NONCE, padding.PKCS1v15(), hashes.SHA256())
    wrong = Evidence(NONCE, signature, ana.signature.der, (pki.intermediate.der,), None)
    with pytest.raises(Rejected, match="authentication"):
        identity.check(wrong, trusted, NOW)


def test_a_revoked_card_proves_nothing(pki: Pki, ana: Citizen, trusted: Anchors) -> None:
    good = answer(pki, ana, ocsp.OCSPCertStatus.GOOD)
    identity.check(replace(evidence(pki, ana), ocsp=good), trusted, NOW)
    revoked = answer(pki, ana, ocsp.OCSPCertStatus.REVOKED)
    with pytest.raises(Rejected, match="revoked"):
        identity.check(replace(evidence(pki, ana), ocsp=revoked), trusted, NOW)


def test_a_good_word_from_who_may_not_give_it_is_not_believed(
    pki: Pki, ana: Citizen, trusted: Anchors
) -> None:
    own = answer(pki, ana, ocsp.OCSPCertStatus.GOOD, by_whom="root")
    with pytest.raises(Rejected, match="authority"):
        identity.check(replace(evidence(pki, ana), ocsp=own), trusted, NOW)


def test_an_old_good_word_is_not_believed(pki: Pki, ana: Citizen, trusted: Anchors) -> None:
    good = answer(pki, ana, ocsp.OCSPCertStatus.GOOD)
    with pytest.raises(Rejected, match="today"):
        identity.check(replace(evidence(pki, ana), ocsp=good), trusted, NOW + timedelta(hours=2))


def test_only_authorities_become_anchors(tmp_path: Path, pki: Pki, ana: Citizen) -> None:
    for name, certificate in (("root", pki.root), ("ana", ana.authentication)):
        pem = certificate.certificate.public_bytes(serialization.Encoding.PEM)
        (tmp_path / f"{name}.pem").write_bytes(pem)
    assert identity.anchors(tmp_path) == (pki.root.certificate,)
    assert identity.anchors(tmp_path / "root.pem") == (pki.root.certificate,)


@given(st.binary(max_size=200), st.binary(max_size=200), st.none() | st.binary(max_size=200))
def test_any_bytes_prove_nothing(signature: bytes, certificate: bytes, response: bytes | None) -> None:
    with pytest.raises(Rejected):
        identity.check(Evidence(NONCE, signature, certificate, (certificate,), response), (), NOW)


@given(st.binary(max_size=300), st.booleans())
def test_any_revocation_answer_is_refused_or_understood(
    pki: Pki, ana: Citizen, junk: bytes, cut: bool
) -> None:
    good = answer(pki, ana, ocsp.OCSPCertStatus.GOOD)
    response = good[: len(junk)] if cut else junk
    with pytest.raises(Rejected):
        identity.check_revocation(response, ana.authentication.certificate, pki.intermediate.certificate, NOW)
