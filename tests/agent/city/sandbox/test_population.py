"""Inhabitants one can believe in."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agent.city.sandbox import csv_code, nif
from agent.city.sandbox.model import DocumentKind, Establishment
from agent.city.sandbox.places import STREETS
from agent.city.sandbox.population import Role, people, populate
from agent.city.sandbox.store import Store

EVERYBODY = populate()


def test_the_same_seed_makes_the_same_people() -> None:
    assert populate(7) == populate(7)
    assert populate(7) != populate(8)


def test_there_are_at_least_two_hundred_of_them() -> None:
    assert len(EVERYBODY.people) >= 200


def test_nobody_has_anothers_number_or_a_wrong_letter() -> None:
    numbers = [person.nif for person in EVERYBODY.people if person.nif]
    assert len(set(numbers)) == len(numbers)
    assert all(nif.valid(number) for number in numbers)


def test_their_numbers_belong_to_nobody() -> None:
    for person in EVERYBODY.people:
        if person.document is DocumentKind.DNI:
            assert person.nif.startswith("99")


def test_only_children_have_no_document() -> None:
    for person in EVERYBODY.people:
        without = person.document is DocumentKind.NONE
        assert without == (person.nif == "")
        if without:
            assert person.born > date(2012, 1, 1)


def test_every_role_is_played_by_somebody() -> None:
    assert set(people()) == set(Role)


def test_there_are_foreigners_and_group_establishments() -> None:
    assert sum(person.document is DocumentKind.NIE for person in EVERYBODY.people) >= 10
    assert {home.establishment for home in EVERYBODY.homes} >= set(Establishment)


def test_all_districts_are_lived_in() -> None:
    assert {home.district for home in EVERYBODY.homes} == {street.district for street in STREETS}


def test_nobody_lives_in_two_homes_at_once_or_before_being_born() -> None:
    born = {person.id: person.born for person in EVERYBODY.people}
    for person in EVERYBODY.people:
        stays = sorted((it for it in EVERYBODY.stays if it.person == person.id), key=lambda it: it.since)
        for earlier, later in pairwise(stays):
            assert earlier.until is not None
            assert earlier.until <= later.since
        assert all(stay.since >= born[person.id] for stay in stays)


def test_the_padron_has_only_who_is_registered() -> None:
    store = Store(":memory:")
    store.fill(EVERYBODY)
    assert store.registered(people()[Role.NON_RESIDENT].nif) is None
    family = store.registered(people()[Role.FAMILY_PARENT].nif)
    assert family is not None
    assert len(family.housemates) == 5
    store.close()


def test_known_letters() -> None:
    assert nif.dni(12345678) == "12345678Z"
    assert [nif.nie(first, 1234567) for first in "XYZ"] == ["X1234567L", "Y1234567X", "Z1234567R"]


@given(st.text(max_size=12))
def test_any_text_is_a_nif_or_not(text: str) -> None:
    if nif.valid(text):
        assert len(text) == 9


def test_codes_have_125_random_bits() -> None:
    codes = {csv_code.new() for _ in range(200)}
    assert len(codes) == 200
    assert csv_code.SYMBOLS * 5 >= 120
    for place in (*range(5), *range(6, 11), *range(24, 29)):
        assert len({code[place] for code in codes}) > 20, "every symbol varies"


@given(st.integers(0, 25), st.sampled_from(csv_code.ALPHABET))
def test_one_wrong_character_is_noticed(place: int, other: str) -> None:
    code = csv_code.new().replace("-", "")
    mistyped = code[:place] + other + code[place + 1 :]
    assert (csv_code.parse(mistyped) is None) == (mistyped != code)


@given(st.integers(0, 25), st.integers(0, 25))
def test_two_characters_that_changed_places_are_noticed(one: int, two: int) -> None:
    symbols = list(csv_code.new().replace("-", ""))
    right = "".join(symbols)
    symbols[one], symbols[two] = symbols[two], symbols[one]
    assert (csv_code.parse("".join(symbols)) is None) == ("".join(symbols) != right)


def test_a_code_is_read_as_people_write_it() -> None:
    code = "0123456789ABCDEFGHJKMNPQR"
    printed = csv_code.grouped(code + csv_code.check(code))
    sloppy = printed.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert csv_code.parse(sloppy) == printed


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_not(text: str) -> None:
    found = csv_code.parse(text)
    assert found is None or len(found) == 31
