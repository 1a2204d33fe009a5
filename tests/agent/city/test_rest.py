"""The adapter against the city hall over real TLS: what goes well."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from agent.city.sandbox.faults import Fault
from agent.city.sandbox.population import Role, people
from flows.city import CityDown, CityRefused, Scope
from hal.device import State
from tests.agent.city.world import World, certificado, volante


async def test_a_citizen_is_recognised_by_name(world: World) -> None:
    citizen = await world.recognised(Role.FAMILY_PARENT)
    assert (citizen.given, citizen.surname) == ("Vicent", "Carratalá Ferrándiz")


async def test_a_foreigner_with_one_surname_is_recognised(world: World) -> None:
    citizen = await world.recognised(Role.FOREIGNER_NIE)
    assert (citizen.given, citizen.surname) == ("Amina", "Benali")


async def test_challenges_are_fresh(world: World) -> None:
    first, second = await world.kiosk.nonce(), await world.kiosk.nonce()
    assert first != second
    assert len(first) == len(second) == 32


async def test_a_signature_over_another_challenge_proves_nothing(world: World) -> None:
    old, new = await world.kiosk.nonce(), await world.kiosk.nonce()
    identity = world.cards.identity(Role.RESIDENT, old)
    forged = type(identity)(
        nonce=new,
        signature=identity.signature,
        certificate=identity.certificate,
        chain=identity.chain,
        ocsp=None,
    )
    with pytest.raises(CityRefused) as refused:
        await world.kiosk.recognise(forged)
    assert refused.value.code == "K-CITY-IDENTITY"


async def test_who_was_never_asked_for_is_not_recognised(world: World) -> None:
    with pytest.raises(CityDown) as down:
        await world.kiosk.recognise(world.cards.identity(Role.RESIDENT, b"n" * 32))
    assert down.value.code == "K-CITY-SESSION"


async def test_the_sheet_says_what_can_be_issued(world: World) -> None:
    sheet = await world.kiosk.padron_sheet(await world.recognised(Role.FAMILY_PARENT))
    assert sheet is not None
    assert (sheet.protected, sheet.collective_allowed, sheet.household) == (False, True, 5)
    assert sheet.address.startswith("Calle Garbinet")


async def test_a_person_who_lives_elsewhere_is_not_in_the_padron(world: World) -> None:
    assert await world.kiosk.padron_sheet(await world.recognised(Role.NON_RESIDENT)) is None


@pytest.mark.parametrize("role", [Role.PROTECTED, Role.BEING_REMOVED])
async def test_a_person_for_the_office_looks_like_any_other_such_person(world: World, role: Role) -> None:
    sheet = await world.kiosk.padron_sheet(await world.recognised(role))
    assert sheet is not None
    assert sheet.protected
    assert (sheet.address, sheet.household, sheet.has_history) == ("", 1, False)


async def test_a_volante_is_issued_with_its_pages_and_a_code(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    document = await world.kiosk.issue(citizen, volante(), "es")
    assert document.pdf.startswith(b"%PDF-")
    assert [page[:4] for page in document.pages] == [b"\x89PNG"]
    assert document.csv in document.verify_url
    assert not document.sealed
    assert abs(document.issued_at - datetime.now(UTC)) < timedelta(minutes=1)


async def test_a_certificado_comes_sealed(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    document = await world.kiosk.issue(citizen, certificado(historic=True), "ca@valencia")
    assert document.sealed


async def test_the_same_request_in_the_same_visit_gives_the_same_paper(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    first = await world.kiosk.issue(citizen, volante(), "es")
    again = await world.kiosk.issue(citizen, volante(), "es")
    assert (first.id, first.pdf) == (again.id, again.pdf)


async def test_another_request_gives_another_paper(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    first = await world.kiosk.issue(citizen, volante(), "es")
    other = await world.kiosk.issue(citizen, volante(purpose="school"), "es")
    assert first.csv != other.csv


async def test_two_at_once_are_one_paper(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    both = await asyncio.gather(*(world.kiosk.issue(citizen, certificado(), "es") for _ in range(2)))
    assert both[0].csv == both[1].csv


async def test_a_lost_answer_does_not_issue_twice(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    world.suffers(Fault.DROPPED, times=1, path="padron-documents")
    await world.kiosk.issue(citizen, volante(), "es")
    assert len(await world.admin("GET", "documents")) == 1


@pytest.mark.parametrize(
    "role", [Role.NO_COLLECTIVE_CONSENT, Role.RESIDENCE_HOME, Role.PROTECTED, Role.NON_RESIDENT]
)
async def test_a_collective_paper_that_may_not_be_is_refused_and_not_explained(
    world: World, role: Role
) -> None:
    citizen = await world.recognised(role)
    with pytest.raises(CityRefused) as refused:
        await world.kiosk.issue(citizen, volante(Scope.COLLECTIVE), "es")
    assert refused.value.code == "K-CITY-REFUSED"
    assert str(refused.value) == "the city said no"


async def test_a_forgotten_visit_is_over(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    await world.kiosk.forget(citizen)
    with pytest.raises(CityDown) as down:
        await world.kiosk.padron_sheet(citizen)
    assert down.value.code == "K-CITY-SESSION"


async def test_a_visit_that_lasts_too_long_is_over(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    late = datetime.now(UTC) + timedelta(minutes=16)
    world.hall.clock = lambda: late
    with pytest.raises(CityDown) as down:
        await world.kiosk.issue(citizen, volante(), "es")
    assert down.value.code == "K-CITY-SESSION"


async def test_a_purpose_that_the_city_does_not_know_is_a_difference_of_versions(world: World) -> None:
    citizen = await world.recognised(Role.RESIDENT)
    with pytest.raises(CityDown) as down:
        await world.kiosk.issue(citizen, volante(purpose="unheard-of"), "es")
    assert down.value.code == "K-CITY-CONTRACT"


async def test_a_city_that_answers_works(world: World) -> None:
    health = await world.kiosk.health()
    assert health.state is State.WORKS


async def test_what_may_be_logged_of_a_citizen_has_no_name_in_it(world: World) -> None:
    person = people()[Role.RESIDENT]
    citizen = await world.recognised(Role.RESIDENT)
    document = await world.kiosk.issue(citizen, volante(), "es")
    said = repr((citizen, document, await world.kiosk.padron_sheet(citizen)))
    for personal in (person.nif, person.given, person.surname1, "Portugal"):
        assert personal not in said
