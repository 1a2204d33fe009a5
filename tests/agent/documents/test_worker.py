"""What the inspecting process lets through, and what it does not."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pyhanko.pdf_utils import generic
from reportlab.lib.pagesizes import A3, A4, landscape

from agent.city.sandbox import tls
from agent.documents import seal, worker
from agent.documents.inspection import Finding, Flaw, Inspect, Sound, Unsound
from tests.agent.documents import papers
from tests.agent.documents.papers import NIF, action, changed, plain, sealed, with_annotation

text = generic.pdf_string


@pytest.fixture(scope="module")
def check(certificates: Path) -> seal.Check:
    return seal.Check([str(certificates / "seal-ca.pem")], NIF)


@pytest.fixture(scope="module")
def certificado(certificates: Path) -> bytes:
    return sealed(certificates)


def inspected(pdf: bytes, check: seal.Check, *, with_seal: bool = False) -> Finding:
    return worker.inspect(Inspect(pdf, with_seal, 200), check)


def test_a_page_becomes_a_picture_of_the_width_asked(check: seal.Check) -> None:
    found = inspected(plain(), check)
    assert isinstance(found, Sound)
    with Image.open(BytesIO(found.pages[0])) as picture:
        assert picture.size == (200, 283)
        assert picture.convert("L").getextrema()[0] < 128, "there is ink on it"


def test_every_page_becomes_a_picture(check: seal.Check) -> None:
    found = inspected(plain(pages=3), check)
    assert isinstance(found, Sound)
    assert len(found.pages) == 3


def test_a_lying_page_is_a_page(check: seal.Check) -> None:
    assert isinstance(inspected(plain(size=landscape(A4)), check), Sound)


def test_the_seal_of_the_city_holds(check: seal.Check, certificado: bytes) -> None:
    assert isinstance(inspected(certificado, check, with_seal=True), Sound)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_byte_can_be_changed(check: seal.Check, certificado: bytes, at: float, bit: int) -> None:
    place = int(at * len(certificado))
    tampered = bytearray(certificado)
    tampered[place] ^= 1 << bit
    assert (
        bytes(tampered) == certificado
        or harmless(certificado, place)
        or isinstance(inspected(bytes(tampered), check, with_seal=True), Unsound)
    )


def harmless(pdf: bytes, place: int) -> bool:
    """The seal itself is hexadecimal and padded: 'a' for 'A', and what fills it up, change nothing."""
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    return start <= place < pdf.index(b">", start)


def test_nothing_can_be_added_after_the_seal(check: seal.Check, certificado: bytes) -> None:
    added = changed(certificado, Added=generic.NumberObject(1))
    assert inspected(added, check, with_seal=True) == Unsound(Flaw.SEAL_PARTIAL)


def test_a_certificado_without_seal_is_none(check: seal.Check) -> None:
    assert inspected(plain(), check, with_seal=True) == Unsound(Flaw.NO_SEAL)


def test_a_seal_of_an_unknown_authority_is_not_believed(check: seal.Check, tmp_path: Path) -> None:
    other = sealed(tls.make(tmp_path / "other"))
    assert inspected(other, check, with_seal=True) == Unsound(Flaw.SEAL_UNTRUSTED)


def test_a_seal_of_another_body_of_the_same_authority_is_not_the_citys(tmp_path: Path) -> None:
    authority = tls.authority("Test seal CA")
    authority.write(tmp_path, "ca")
    trusting = seal.Check([str(tmp_path / "ca.pem")], NIF)
    ours = papers.sealed_by(tmp_path / "ours", tls.seal(authority, NIF))
    theirs = papers.sealed_by(tmp_path / "theirs", tls.seal(authority, "P0306500A"))
    assert isinstance(inspected(ours, trusting, with_seal=True), Sound)
    assert inspected(theirs, trusting, with_seal=True) == Unsound(Flaw.SEAL_OF_ANOTHER)


def test_a_seal_whose_certificate_is_over_is_not_believed(tmp_path: Path) -> None:
    authority = tls.authority("Test seal CA")
    authority.write(tmp_path, "ca")
    over = papers.sealed_by(tmp_path / "over", tls.seal(authority, NIF, life=timedelta(days=-1)))
    trusting = seal.Check([str(tmp_path / "ca.pem")], NIF)
    assert inspected(over, trusting, with_seal=True) == Unsound(Flaw.SEAL_UNTRUSTED)


JAVASCRIPT = action("JavaScript", JS=text("app.alert(1)"))


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(lambda: changed(plain(), OpenAction=JAVASCRIPT), id="script when opened"),
        pytest.param(lambda: changed(plain(), OpenAction=action("Launch", F=text("x.exe"))), id="launch"),
        pytest.param(lambda: changed(plain(), OpenAction=action("URI", URI=text("http://x"))), id="goes out"),
        pytest.param(lambda: changed(plain(), AA=papers.Dictionary()), id="additional actions"),
        pytest.param(
            lambda: changed(plain(), Names=papers.action("x", JavaScript=papers.Dictionary())), id="scripts"
        ),
        pytest.param(
            lambda: changed(plain(), Names=papers.action("x", EmbeddedFiles=papers.Dictionary())), id="file"
        ),
        pytest.param(lambda: with_annotation(plain(), Subtype=papers.Name("/FileAttachment")), id="attached"),
        pytest.param(lambda: with_annotation(plain(), Subtype=papers.Name("/RichMedia")), id="media"),
        pytest.param(
            lambda: with_annotation(plain(), Subtype=papers.Name("/Link"), A=JAVASCRIPT),
            id="script in a link",
        ),
    ],
)
def test_a_document_that_does_something_is_not_a_paper(pdf, check: seal.Check) -> None:  # type: ignore[no-untyped-def]
    assert inspected(pdf(), check) == Unsound(Flaw.ACTIVE)


@pytest.mark.parametrize(
    ("pdf", "flaw"),
    [
        (plain(size=A3), Flaw.NOT_A4),
        (plain(size=(200, 842)), Flaw.NOT_A4),
        (plain(pages=21), Flaw.TOO_MANY_PAGES),
        (papers.encrypted(), Flaw.ENCRYPTED),
        (b"", Flaw.NOT_A_PDF),
        (b"<html>500</html>", Flaw.NOT_A_PDF),
        (plain()[:700], Flaw.NOT_A_PDF),
    ],
)
def test_what_is_not_a_paper_of_the_city_has_a_reason(pdf: bytes, flaw: Flaw, check: seal.Check) -> None:
    assert inspected(pdf, check) == Unsound(flaw)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=400), at=st.floats(0, 1), with_seal=st.booleans(), cut=st.booleans())
def test_no_bytes_at_all_make_it_fail(
    check: seal.Check, certificado: bytes, junk: bytes, at: float, with_seal: bool, cut: bool
) -> None:
    place = int(at * len(certificado))
    after = b"" if cut else certificado[place + len(junk) :]
    found = inspected(certificado[:place] + junk + after, check, with_seal=with_seal)
    assert isinstance(found, Sound | Unsound)
