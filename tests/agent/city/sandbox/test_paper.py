"""The paper, read back as a person, a phone and a printer would."""

import re
import subprocess
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import zxingcpp
from pyhanko.pdf_utils.reader import PdfFileReader

from agent.city.sandbox import csv_code, rules
from agent.city.sandbox.paper import Issued, long_date, render
from agent.city.sandbox.population import Role, people, populate
from agent.city.sandbox.rules import Kind, Scope
from agent.city.sandbox.store import Store
from agent.documents import shape
from flows.cities import load
from flows.cities.papers import load_papers

PACK, PAPERS = load("alicante"), load_papers("alicante")
CODE = csv_code.new()
URL = f"https://sede.example/validar?csv={CODE}"
AT = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Madrid"))
ID = "ES_L01030149_2026_" + "7" * 30

Make = Callable[..., bytes]


@pytest.fixture(scope="module")
def make() -> Make:
    store = Store(":memory:")
    store.fill(populate())

    def made(
        role: Role,
        kind: Kind = Kind.VOLANTE,
        scope: Scope = Scope.INDIVIDUAL,
        *,
        historic: bool = False,
        purpose: str = "other",
        language: str = "es",
    ) -> bytes:
        register = store.registered(people()[role].nif)
        assert register is not None
        content = rules.content(register, kind, scope, historic=historic, purpose=PACK.purpose(purpose))
        return render(content, Issued(ID, CODE, URL, AT), PACK, PAPERS, language=language, demonstration=True)

    return made


def words(pdf: bytes, tmp_path: Path) -> str:
    """As an independent reader (poppler) sees it, lines joined."""
    (tmp_path / "paper.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-layout", "paper.pdf", "-"], cwd=tmp_path, capture_output=True, check=True
    )
    return re.sub(r"\s+", " ", done.stdout.decode())


def test_a_volante_says_who_and_where(make: Make, tmp_path: Path) -> None:
    said = words(make(Role.RESIDENT), tmp_path)
    for expected in (
        "Volante de empadronamiento",
        "Volant d’empadronament",
        "Rosario Sempere Lledó",
        f"DNI {people()[Role.RESIDENT].nif}",
        "Calle Portugal",
        "03003 Alicante/Alacant",
        "Alicante, 24 de noviembre de 2026",
        "Alacant, 24 de novembre de 2026",
        "carácter informativo",
    ):
        assert expected in said


def test_it_says_no_more_than_the_purpose_needs(make: Make, tmp_path: Path) -> None:
    said = words(make(Role.RESIDENT, purpose="school"), tmp_path)
    assert "08/03/1954" in said
    for unneeded in (people()[Role.RESIDENT].nif, "España", "Nacionalidad", "Inscrita desde", "Bailén"):
        assert unneeded not in said


@pytest.mark.parametrize("kind", Kind)
def test_no_paper_expires(make: Make, tmp_path: Path, kind: Kind) -> None:
    said = words(make(Role.RESIDENT, kind, historic=True, purpose="foreign"), tmp_path).lower()
    for clause in ("meses", "mesos", "caduc", "validez", "válido", "vigencia", "vigència"):
        assert clause not in said


def test_only_a_certificado_certifies(make: Make, tmp_path: Path) -> None:
    certificado = words(make(Role.RESIDENT, Kind.CERTIFICADO), tmp_path)
    assert "CERTIFICO" in certificado
    assert "CERTIFIQUE" in certificado
    assert "sellado electrónicamente" in certificado
    volante = words(make(Role.RESIDENT), tmp_path)
    assert "CERTIFICO" not in volante
    assert "sellado" not in volante


def test_who_reads_valencian_finds_it_first(make: Make, tmp_path: Path) -> None:
    said = words(make(Role.RESIDENT, language="ca-valencia"), tmp_path)
    assert said.index("Ajuntament d’Alacant") < said.index("Ayuntamiento de Alicante")
    assert said.index("Volant d’empadronament") < said.index("Volante de empadronamiento")


def test_the_collective_paper_has_everybody(make: Make, tmp_path: Path) -> None:
    said = words(make(Role.FAMILY_PARENT, scope=Scope.COLLECTIVE, purpose="identity"), tmp_path)
    assert len(re.findall(r"Carratalá \w+", said)) == 4
    assert "colectivo" in said


def test_it_counts_who_is_being_removed_without_a_name(make: Make, tmp_path: Path) -> None:
    said = words(make(Role.LIVES_WITH_BEING_REMOVED, scope=Scope.COLLECTIVE), tmp_path)
    assert "consta además 1 persona en expediente de baja de oficio" in said
    assert "Poveda" not in said


def test_the_history_is_in_order(make: Make, tmp_path: Path) -> None:
    said = words(make(Role.RESIDENT, historic=True), tmp_path)
    assert said.index("08/03/1954 30/09/1979") < said.index("30/09/1979 16/05/2011") < said.index("hoy / hui")


@pytest.mark.parametrize("purpose", [purpose.code for purpose in PACK.purposes])
@pytest.mark.parametrize("scope", Scope)
def test_the_longest_name_fits_for_every_purpose(
    make: Make, tmp_path: Path, purpose: str, scope: Scope
) -> None:
    pdf = make(Role.LONG_NAME, Kind.CERTIFICADO, scope, purpose=purpose)
    said = words(pdf, tmp_path)
    for part in ("Inmaculada", "Asturias", "Irujo-Torregrosa", "Bohórquez"):
        assert part in said
    assert "Página 1 de 1" in said


def pages(pdf: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(pdf)


def test_everyday_papers_fit_on_one_page(make: Make) -> None:
    assert len(pages(make(Role.RESIDENT, Kind.CERTIFICADO, historic=True, purpose="aid"))) == 1
    for purpose in PACK.purposes:
        collective = make(Role.FAMILY_PARENT, Kind.CERTIFICADO, Scope.COLLECTIVE, purpose=purpose.code)
        assert len(pages(make(Role.RESIDENT, Kind.CERTIFICADO, purpose=purpose.code))) == 1
        assert len(pages(collective)) == 1 or purpose.code == "foreign"


def test_a_phone_reads_the_code_on_every_page(make: Make) -> None:
    for page in pages(make(Role.RESIDENT, Kind.CERTIFICADO, historic=True, purpose="foreign")):
        picture = page.render(scale=150 / 72).to_pil()
        (found,) = zxingcpp.read_barcodes(picture)
        assert found.text == URL


def test_the_code_is_there_to_type_too(make: Make, tmp_path: Path) -> None:
    said = words(make(Role.RESIDENT), tmp_path)
    assert CODE in said
    assert "https://sede.example/validar" in said
    assert ID in said


def test_fonts_are_inside_and_nothing_is_active(make: Make) -> None:
    reader = shape.opened(make(Role.RESIDENT))
    fonts = [found for found in shape.dictionaries(reader) if found.get("/Type") == "/FontDescriptor"]
    assert fonts
    assert all("/FontFile2" in font for font in fonts)


@pytest.mark.parametrize(("language", "tag"), [("es", "es-ES"), ("ca-valencia", "ca-ES-valencia")])
def test_it_says_its_language_and_title_to_who_cannot_see_it(make: Make, language: str, tag: str) -> None:
    reader = PdfFileReader(BytesIO(make(Role.RESIDENT, language=language)))
    assert reader.root["/Lang"] == tag
    assert reader.root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "mpadrona" in reader.trailer["/Info"]["/Title"]


def test_no_name_is_in_the_title_that_printers_show(make: Make) -> None:
    title = PdfFileReader(BytesIO(make(Role.RESIDENT))).trailer["/Info"]["/Title"]
    assert "Sempere" not in title


def test_dates_in_words() -> None:
    day = AT.date().replace(month=4, day=1)
    assert long_date(day, "es") == "1 de abril de 2026"
    assert long_date(day, "ca@valencia") == "1 d’abril de 2026"


def test_a_long_history_goes_on_with_its_head_and_its_code(make: Make, tmp_path: Path) -> None:
    line = rules.HistoryLine(AT.date(), None, "Avenida Maisonnave, 52, 6.º Dcha.", "move")
    home = next(home for home in populate().homes if home.via == "Maisonnave")
    content = rules.Content(
        kind=Kind.VOLANTE,
        scope=Scope.INDIVIDUAL,
        purpose=PACK.purpose("other"),
        home=home,
        people=(rules.PersonLine("Nombre Apellido", {}),),
        history=(line,) * 60,
        being_removed=0,
    )
    pdf = render(content, Issued(ID, CODE, URL, AT), PACK, PAPERS, language="es", demonstration=False)
    said, count = words(pdf, tmp_path), len(pages(pdf))
    assert count > 2
    assert said.count("Avenida Maisonnave") == 61
    assert said.count(CODE) == count
    assert said.count("Causa del alta") >= count - 1, "the last page may have the ending only"
    assert f"Página {count} de {count}" in said
    assert "demostración" not in said
