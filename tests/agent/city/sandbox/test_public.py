"""The page where anybody checks a paper."""

import re

import aiohttp
import pytest

from agent.city.sandbox import csv_code
from agent.city.sandbox.population import Role, people
from tests.agent.city.world import World, certificado

TAGS = re.compile(r"<[^>]+>")


async def page(world: World, path: str) -> tuple[int, str]:
    async with aiohttp.request("GET", world.public + path) as answer:
        return answer.status, await answer.text()


async def test_a_paper_that_was_issued_is_found_by_its_qr_address(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    document = await world.kiosk.issue(citizen, certificado(), "es")
    assert document.verify_url.startswith(world.public + "/validar?csv=")
    async with aiohttp.request("GET", document.verify_url) as answer:
        said = await answer.text()
    assert "El documento existe" in said
    assert "Certificado de empadronamiento" in said
    async with aiohttp.request("GET", f"{world.public}/v1/documents/{document.csv}/pdf") as answer:
        assert await answer.read() == document.pdf


async def test_the_page_itself_names_nobody(world: World) -> None:
    person = people()[Role.RESIDENT]
    document = await world.kiosk.issue(await world.recognised(Role.RESIDENT), certificado(), "es")
    _, said = await page(world, f"/validar?csv={document.csv}")
    for personal in (person.nif, person.given, person.surname1):
        assert personal not in said


async def test_a_code_that_was_never_issued_is_not_found(world: World) -> None:
    status, said = await page(world, f"/validar?csv={csv_code.new()}")
    assert status == 404
    assert "No hay ningún documento" in said


@pytest.mark.parametrize(
    ("language", "tag", "words"),
    [
        ("es", "es", "Comprobar un documento"),
        ("ca", "ca-valencia", "Comprovar un document"),
        ("en", "en", "Check a document"),
        ("xx", "es", "Comprobar un documento"),
    ],
)
async def test_it_speaks_the_readers_language(world: World, language: str, tag: str, words: str) -> None:
    status, said = await page(world, f"/validar?lang={language}")
    assert status == 200
    assert f'<html lang="{tag}">' in said
    assert words in TAGS.sub("", said)


async def test_what_is_typed_cannot_become_part_of_the_page(world: World) -> None:
    _, said = await page(world, "/validar?csv=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script" not in said


async def test_it_needs_no_certificate_and_offers_nothing_else(world: World) -> None:
    status, _ = await page(world, "/v1/status")
    assert status == 404
