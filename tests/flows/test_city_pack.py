"""A city is data, and the data holds together."""

from itertools import pairwise
from pathlib import Path

import pytest

from flows import cities
from flows.cities import CityPack, Field, NoSuchCity, load
from flows.cities.papers import load_papers

LANGUAGES = {"es", "ca@valencia", "en"}


@pytest.fixture
def pack() -> CityPack:
    return load("alicante")


def test_alicante_is_alicante(pack: CityPack) -> None:
    assert (pack.dir3, pack.ine, pack.help_line) == ("L01030149", "03014", "010")
    assert pack.brand == "alicante"


@pytest.mark.parametrize("name", ["", "nowhere", "../alicante", "alicante/", ".", "locale"])
def test_a_city_that_there_is_not_is_told(name: str) -> None:
    with pytest.raises(NoSuchCity):
        load(name)


def test_everything_a_person_reads_is_in_every_language_of_the_city(pack: CityPack) -> None:
    assert set(pack.languages) == LANGUAGES
    for purpose in pack.purposes:
        assert set(purpose.label) == LANGUAGES, purpose.code
    for name in (pack.council, *(it.name for it in (*pack.offices, *pack.kiosks))):
        assert set(name.words or {}) == LANGUAGES


def test_purposes_are_told_apart(pack: CityPack) -> None:
    codes = [purpose.code for purpose in pack.purposes]
    assert len(set(codes)) == len(codes)
    for language in LANGUAGES:
        labels = [purpose.label[language] for purpose in pack.purposes]
        assert len(set(labels)) == len(labels)
    assert pack.purpose("school").fields == (Field.BIRTH_DATE,)


def test_a_purpose_that_there_is_not_is_a_key_error(pack: CityPack) -> None:
    with pytest.raises(KeyError):
        pack.purpose("nothing")


def test_kiosks_are_told_apart(pack: CityPack) -> None:
    assert len({kiosk.id for kiosk in pack.kiosks}) == len(pack.kiosks)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_its_colours_can_be_read(pack: CityPack) -> None:
    colours = pack.colours
    assert contrast(colours.text, colours.background) >= 7
    assert contrast(colours.primary, colours.on_primary) >= 7
    assert contrast(colours.accent, colours.primary) >= 3


def test_its_logo_is_there_to_draw_and_to_print() -> None:
    for name in ("logo.svg", "logo.png", "logo-light.png"):
        assert (cities.folder("alicante") / name).stat().st_size > 0


def test_model_texts_are_in_both_official_languages_and_never_expire() -> None:
    papers = load_papers("alicante")
    everything = [papers.seal, papers.verify, *papers.labels.values(), *papers.causes.values()]
    for model in (papers.volante, papers.certificado):
        assert set(model.titles) == {"individual", "colectivo", "historic"}
        everything += [model.closing, *model.titles.values(), *model.openings.values()]
    for words in everything:
        assert set(words) == {"es", "ca@valencia"}
        assert not any(clause in " ".join(words.values()).lower() for clause in ("mes", "caduc", "válid"))


def test_a_pack_with_a_mistake_names_file_and_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cities, "PACKS", tmp_path)
    (tmp_path / "villena").mkdir()
    good = (Path(cities.__file__).parent / "alicante" / "city.toml").read_text()
    (tmp_path / "villena" / "city.toml").write_text(good.replace('icon = "school"', 'icon = "unicorn"'))
    with pytest.raises(NoSuchCity, match=r"villena/city\.toml.*purposes"):
        load("villena")


def test_words_without_spanish_are_a_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cities, "PACKS", tmp_path)
    (tmp_path / "villena").mkdir()
    good = (Path(cities.__file__).parent / "alicante" / "city.toml").read_text()
    broken = good.replace('es = "Ayuntamiento de Alicante"', "")
    (tmp_path / "villena" / "city.toml").write_text(broken)
    with pytest.raises(NoSuchCity, match="council"):
        load("villena")


def test_offices_come_in_the_order_people_are_sent(pack: CityPack) -> None:
    names = [str(office.name) for office in pack.offices]
    assert all(one != other for one, other in pairwise(names))
    assert "Centro 14" in names[0]
